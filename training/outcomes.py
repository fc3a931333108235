"""What became of people after an as-of day, and for how long that was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from features.clock import NEVER, Days, Floats, date_of, day_number, day_numbers
from features.records import KNOWN, Records
from features.tables import FAMILY_OF_REASON

MOST_DAYS_BACK = 3660
"""How far back people are looked at: older habits of leaving teach little."""
UNEVEN = 15
"""How many days too soon a census may come and still count: months and years differ."""
CENSUS_SHARE = 0.5
"""A day on which half of all people have a post recorded is a census: a roster was taken."""


@dataclass(frozen=True)
class Observation:
    """How an office learns of departures.

    An office that keeps records learns of a departure some days after it; ``delay`` is the 95th
    percentile of that. An office that only takes a roster now and then learns at the next
    ``censuses`` who has disappeared, and nothing between two of them.
    """

    censuses: Days
    delay: int

    @property
    def by_roster(self) -> bool:
        """Whether outcomes are only seen from one roster to the next."""
        return len(self.censuses) > 1

    def seen_until(self, known_before: date) -> int:
        """Return the day up to which departures are complete in what was known before a day."""
        limit = day_number(known_before)
        if not self.by_roster:
            return limit - self.delay
        past = self.censuses[self.censuses < limit]
        return int(past[-1]) if len(past) else int(self.censuses[0])

    def period_end(self, as_of: Days, horizon_days: int) -> Days:
        """Return where the outcome period of each as-of day ends.

        It is the horizon, or with rosters the census nearest to it: the days of departures
        between two rosters are not known, only that they happened between them.
        """
        end = as_of + horizon_days
        if not self.by_roster:
            return end
        distance = np.abs(self.censuses[None, :] - end[:, None]).astype(np.float64)
        distance[self.censuses[None, :] <= as_of[:, None]] = np.inf
        nearest = self.censuses[distance.argmin(axis=1)]
        return np.where(np.isinf(distance.min(axis=1)), end, nearest)


def observation(records: Records) -> Observation:
    """Return how departures come to be known in these records."""
    departures = records.frame("departures")
    delay = (departures[KNOWN] - departures["left_on"]).dt.days
    usual = int(np.ceil(np.quantile(delay, 0.95))) if len(delay) else 0
    censuses = _censuses(records)
    on_census = np.isin(day_numbers(departures[KNOWN]), censuses)
    by_roster = len(on_census) > 0 and on_census.mean() > 0.8
    return Observation(censuses if by_roster else np.empty(0, np.int64), max(usual, 0))


def _censuses(records: Records) -> Days:
    recorded = records.frame("assignments")[["employee_id", "recorded_on"]].dropna()
    people = recorded.drop_duplicates().groupby("recorded_on").size()
    n_at_a_time = people.max() if len(people) else 0
    whole = people[people >= CENSUS_SHARE * n_at_a_time]
    return day_numbers(pd.Series(whole.index)) if len(whole) > 1 else np.empty(0, np.int64)


def as_of_days(records: Records, *, until: date, every_days: int) -> list[date]:
    """Return the as-of days to learn from, newest last, all before what was known at ``until``.

    They reach back ten years at most.

    With rosters they are days after a census, as many as lie ``every_days`` apart or little less;
    otherwise they step back from ``until`` to the day from which both posts and departures, if
    there are any, are on record.
    """
    seen = observation(records)
    limit, most = day_number(until), max(1, MOST_DAYS_BACK // every_days)
    if seen.by_roster:
        followed = seen.censuses[seen.censuses < limit][:-1]
        recent = followed[followed >= limit - MOST_DAYS_BACK]
        return [date_of(day + 1) for day in _thinned(recent, every_days=every_days)]
    steps = limit - every_days * np.arange(1, most + 1)
    return [date_of(day) for day in steps[steps >= _first_day(records)][::-1]]


def _thinned(days: Days, *, every_days: int) -> list[int]:
    """Return the newest of some sorted days and those before it that are far enough apart."""
    kept: list[int] = []
    for day in days[::-1].tolist():
        if not kept or kept[-1] - day >= every_days - UNEVEN:
            kept.append(day)
    return kept[::-1]


def _first_day(records: Records) -> int:
    posts = day_numbers(records.frame("assignments")[KNOWN]).min(initial=NEVER)
    departures = day_numbers(records.frame("departures")["left_on"])
    return int(max(posts, departures.min()) if len(departures) else posts)


def outcomes(
    records: Records, moments: pd.MultiIndex, *, horizon_days: int, known_before: date
) -> pd.DataFrame:
    """Return each moment's outcome in what was known strictly before ``known_before``.

    Index as given, (as_of, employee_id). Columns: ``exposure_days``, in how many days a voluntary
    exit would have been seen: to the end of the period, of what was seen of it, or to a departure
    of another family; 0 where nothing was seen. ``left_voluntarily`` (0 or 1); ``family`` of the
    departure, empty where nobody left; ``left_after_days`` to the voluntary exit, NaN without one
    and where only rosters are known.
    """
    seen, period = observation(records), _Period.of(records, moments, horizon_days, known_before)
    voluntary = period.left_by("voluntary")
    return pd.DataFrame(
        {
            "exposure_days": period.exposure_days("voluntary"),
            "left_voluntarily": voluntary.astype(np.float64),
            "family": np.where(period.inside, period.family, ""),
            "left_after_days": np.where(
                voluntary & (not seen.by_roster), period.left - period.as_of, np.nan
            ),
        },
        index=moments,
    )


def transfers(
    records: Records, moments: pd.MultiIndex, *, horizon_days: int, known_before: date
) -> pd.DataFrame:
    """Return each moment's transfer to another agency; the sibling of `outcomes`.

    Index as given. Columns: ``exposure_days``, in how many days a transfer would have been seen:
    every other departure ends them; ``transferred`` (0 or 1).
    """
    period = _Period.of(records, moments, horizon_days, known_before)
    return pd.DataFrame(
        {
            "exposure_days": period.exposure_days("transfer"),
            "transferred": period.left_by("transfer").astype(np.float64),
        },
        index=moments,
    )


@dataclass(frozen=True)
class _Period:
    """Each moment's outcome period: its days, and the first departure with its family."""

    as_of: Days
    ends: Days
    left: Floats
    family: np.ndarray

    @classmethod
    def of(
        cls, records: Records, moments: pd.MultiIndex, horizon_days: int, known_before: date
    ) -> _Period:
        """Return the periods as far as they were seen before a day."""
        seen = observation(records)
        as_of = day_numbers(pd.Series(moments.get_level_values("as_of")))
        ends = np.minimum(seen.period_end(as_of, horizon_days), seen.seen_until(known_before))
        return cls(as_of, ends, *_next_departure(records, moments, as_of, known_before))

    @property
    def inside(self) -> np.ndarray:
        """Who left in any way before the period ended."""
        return self.left < self.ends

    def left_by(self, family: str) -> np.ndarray:
        """Return who left in this way within the period."""
        left: np.ndarray = self.inside & (self.family == family)
        return left

    def exposure_days(self, family: str) -> Floats:
        """Return in how many days a departure of this family would have been seen."""
        stopped = np.where(self.inside & (self.family != family), self.left, self.ends)
        days: Floats = np.maximum(stopped - self.as_of, 0).astype(np.float64)
        return days


def _next_departure(
    records: Records, moments: pd.MultiIndex, as_of: Days, known_before: date
) -> tuple[Floats, np.ndarray]:
    """Return the day and family of the first departure on or after each as-of day."""
    frame = records.frame("departures")
    known = frame[frame[KNOWN] < pd.Timestamp(known_before)].sort_values(KNOWN, kind="stable")
    known = known.drop_duplicates(["employee_id", "left_on"], keep="last")
    known = known[~(known["withdrawn_on"] < pd.Timestamp(known_before))]
    families = known["reason"].map(FAMILY_OF_REASON).fillna("unknown").astype(str)
    known = known.assign(family=families)[families.ne("administrative")]
    people = pd.Index(moments.get_level_values("employee_id").unique())
    entity = people.get_indexer(pd.Index(known["employee_id"]))
    left = day_numbers(known["left_on"])
    order = np.lexsort((left, entity))
    keys = entity[order] * (1 << 22) + left[order]
    asked = people.get_indexer(moments.get_level_values("employee_id"))
    found = np.searchsorted(keys, asked * (1 << 22) + as_of)
    position = np.append(order, -1)[np.minimum(found, len(order))]
    own = np.append(entity, -1)[position] == asked
    day = np.where(own, np.append(left.astype(np.float64), np.inf)[position], np.inf)
    return day, np.where(own, np.append(known["family"].to_numpy(dtype=object), "")[position], "")
