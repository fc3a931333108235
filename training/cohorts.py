"""The rows a turnover model learns from: people on as-of days, with what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from features.clock import day_number, day_numbers
from features.profiles import build_profiles
from features.records import Records
from training.outcomes import Observation, as_of_days, observation, outcomes, transfers

SEASON_DAYS = 45
"""Days up to which two days of a year are of the same season: half a quarter."""
YEAR_DAYS = 365.25

Progress = Callable[[str, float], None]
"""Told what is being done and which share of it is finished."""


@dataclass(frozen=True)
class Cohorts:
    """Profiles of people with a post on as-of days of the past, in one or more agencies.

    ``profiles`` has the index (as_of, employee_id); ``agency`` is the position of each row's
    agency in ``records``. Everything is cut at ``until``: what was known on that day or later is
    not there.
    """

    records: Sequence[Records]
    until: date
    profiles: pd.DataFrame
    agency: np.ndarray

    @property
    def days(self) -> list[date]:
        """The as-of days, oldest first."""
        stamps = self.profiles.index.get_level_values("as_of").unique().sort_values()
        return [stamp.date() for stamp in stamps]

    @property
    def n_now(self) -> int:
        """How many people there are in all agencies on the newest as-of day of each."""
        as_of = pd.Series(self.profiles.index.get_level_values("as_of"))
        return int(as_of.eq(as_of.groupby(self.agency).transform("max")).sum())

    def outcomes(self, *, horizon_days: int, known_before: date) -> pd.DataFrame:
        """Return each row's voluntary exit in what was known before a day.

        See `training.outcomes.outcomes`.
        """
        return self._each(outcomes, horizon_days, known_before)

    def transfers(self, *, horizon_days: int, known_before: date) -> pd.DataFrame:
        """Return each row's transfer in what was known before a day.

        See `training.outcomes.transfers`.
        """
        return self._each(transfers, horizon_days, known_before)

    def _each(
        self, ask: Callable[..., pd.DataFrame], horizon_days: int, known_before: date
    ) -> pd.DataFrame:
        """Return the answers of all agencies, each from its own records."""
        parts = [
            ask(
                records.known_before(known_before),
                self.profiles.index[self.agency == position],
                horizon_days=horizon_days,
                known_before=known_before,
            )
            for position, records in enumerate(self.records)
            if (self.agency == position).any()
        ]
        return pd.concat(parts)

    def period_days(self, horizon_days: int) -> np.ndarray:
        """Return how long each row's outcome period is: the horizon, or up to a roster near it."""
        as_of = day_numbers(pd.Series(self.profiles.index.get_level_values("as_of")))
        ends = np.empty(len(as_of), dtype=np.int64)
        for position, seen in enumerate(self.observations):
            own = self.agency == position
            ends[own] = seen.period_end(as_of[own], horizon_days)
        return (ends - as_of).astype(np.float64)

    def same_season(self) -> pd.DataFrame:
        """Return each agency's profiles on its newest as-of day in the season of ``until``.

        Training hours, appraisals and contracts follow the year, so people are compared with
        those at the same time of an earlier year. An agency without such a day gives its newest.
        """
        as_of = pd.Series(day_numbers(pd.Series(self.profiles.index.get_level_values("as_of"))))
        apart = (day_number(self.until) - as_of) % YEAR_DAYS
        fitting = as_of.where(np.minimum(apart, YEAR_DAYS - apart) <= SEASON_DAYS)
        newest, fallback = (days.groupby(self.agency).transform("max") for days in (fitting, as_of))
        return self.profiles[as_of.eq(newest.fillna(fallback)).to_numpy()]

    @property
    def observations(self) -> list[Observation]:
        """How each agency learns of departures."""
        return [observation(records) for records in self.records]


def build_cohorts(
    records: Sequence[Records], *, until: date, every_days: int, progress: Progress
) -> Cohorts:
    """Return what there is to learn from, known strictly before ``until``.

    People without a post on file are left out: an office cannot keep whom it does not place, and
    a roster lists only those it pays.
    """
    known = [one.known_before(until) for one in records]
    parts, agency = [], []
    for position, one in enumerate(known):
        progress("profiles", position / len(known))
        days = as_of_days(one, until=until, every_days=every_days)
        profiles = build_profiles(one, days)
        placed = profiles[has_post(profiles)]
        parts.append(placed)
        agency.append(np.full(len(placed), position))
    return Cohorts(known, until, pd.concat(parts), np.concatenate(agency))


def has_post(profiles: pd.DataFrame) -> pd.Series:
    """Return who is known to hold a job or to belong to a unit."""
    return profiles[["days_in_job", "days_in_unit"]].notna().any(axis=1)
