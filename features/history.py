"""What the features ask: one agency's records at many moments, answered fast or plainly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from features.answers import Answers, answers_of
from features.clock import NEVER, Days, Floats, date_of, day_number, day_numbers, timestamps
from features.cohort import cohort, everybody
from features.lives import Moments
from features.records import KNOWN, Records
from features.references import References
from features.rows import Mask, Placing, Rows
from features.tables import REASON_FAMILIES, TABLE_OF_NAME
from features.titles import title_families
from features.vocabulary import Vocabularies, domain_of, vocabularies_of

Kept = TypeVar("Kept")
EARLIER_EVERY = 182
EARLIER_FOR = 8 * 366
"""Days between the earlier cohorts that are looked at, and how far back they go."""


class History:
    """One agency's records, asked at the moments of its cohorts.

    A moment is an employee and an as-of day. All answers are float64 arrays with one value a
    moment, in the order of ``index``; ids and codes come as positions in their vocabulary.
    """

    def __init__(
        self,
        records: Records,
        as_ofs: Sequence[date],
        *,
        plain: bool = False,
        read: History | None = None,
    ) -> None:
        """Ask ``records`` at some days; ``read`` is a history of the same that has read them."""
        self.records = records
        self.plain = plain
        self._read = read
        self.vocabularies: Vocabularies = read.vocabularies if read else vocabularies_of(records)
        self.references: References = (
            read.references if read else References(records, self.vocabularies)
        )
        self._events: dict[str, Answers] = {}
        self._kept: dict[tuple[str, ...], Any] = {}
        self._of_days: dict[tuple[str, int], Any] = {}
        days = np.array(sorted({day_number(day) for day in as_ofs}), dtype=np.int64)
        self.moments = everybody(len(self.vocabularies["employees"]), days)
        self.moments = cohort(self.moments, self.events)
        self._events = {name: events.at(self.moments) for name, events in self._events.items()}

    @cached_property
    def index(self) -> pd.MultiIndex:
        """The moments as (as_of, employee_id)."""
        people = self.vocabularies["employees"].take(self.moments.entity)
        return pd.MultiIndex.from_arrays(
            [timestamps(self.now), people], names=["as_of", "employee_id"]
        )

    @property
    def now(self) -> Days:
        """The as-of day of each moment."""
        return self.moments.day

    def events(self, table: str) -> Answers:
        """Return the questions that can be asked about a table's rows."""
        if table not in self._events and self._read is not None:
            self._events[table] = self._read.events(table).at(self.moments)
        elif table not in self._events:
            self._events[table] = answers_of(
                self.records,
                table,
                vocabularies=self.vocabularies,
                moments=self.moments,
                plain=self.plain,
            )
        return self._events[table]

    @cached_property
    def earlier(self) -> History:
        """The same records at the days of a fixed calendar, up to eight years before the first.

        Each of those days stands for the time up to the next one.
        """
        first, last = int(self.now.min(initial=NEVER)), int(self.now.max(initial=-NEVER))
        known = day_numbers(self.records.frame("employees")[KNOWN], missing=-NEVER)
        begin = max(first - EARLIER_FOR, int(known.min(initial=NEVER)))
        on_calendar = range(begin // EARLIER_EVERY * EARLIER_EVERY, last, EARLIER_EVERY)
        days = [date_of(day) for day in on_calendar]
        return History(self.records, days, plain=self.plain, read=self)

    def position(self, entity: Days, day: Days) -> Days:
        """Return where the moments of people on days are; -1 for those not in the cohort."""
        width = len(self.vocabularies["employees"])
        here, asked = self.now * width + self.moments.entity, day * width + entity
        at = np.searchsorted(here, asked)
        return np.where(np.append(here, -1)[at] == asked, at, -1)

    def keep(self, name: tuple[str, ...], make: Callable[[], Kept]) -> Kept:
        """Return what ``make`` gives, made once for all features that ask for ``name``."""
        if name not in self._kept:
            self._kept[name] = make()
        kept: Kept = self._kept[name]
        return kept

    def keep_day(self, name: str, day: int, make: Callable[[], Kept]) -> Kept:
        """Return what ``make`` gives for a day, made once for all features that ask."""
        if (name, day) not in self._of_days:
            self._of_days[name, day] = make()
        kept: Kept = self._of_days[name, day]
        return kept

    @cached_property
    def posts(self) -> Answers:
        """Definitive posts; acting ones stand beside them."""
        return self.events("assignments").where(_is_definitive)

    def post(self, column: str) -> Floats:
        """Return a column of the definitive post held; NaN where none is known to be held."""

        return self.keep(
            ("post", column), lambda: np.where(self._ended(), np.nan, self.posts.last(column))
        )

    def _ended(self) -> Mask:
        """Return where the last definitive post is over, by its own end or by a departure."""
        ended = self.posts.last("ended_on")
        left = self.events("departures").last("left_on")
        left_it = np.isnan(ended) & (self.posts.last("started_on") < left) & (left < self.now)
        return np.asarray((ended < self.now) | left_it)

    def earlier_post(self, column: str, *, ago: int) -> Floats:
        """Return a column of the last definitive post begun by so many days ago."""
        return self.posts.last(column, ago=ago)

    def of_job(self, column: str) -> Floats:
        """Return a column of the present job."""
        return self.keep(("job", column), lambda: self.lookup("jobs", column, self.post("job_id")))

    def job_families(self) -> Floats:
        """Return a family code for every job: of the family on file, or else of its title.

        Only first versions count, which are known for all time; a job without one is a family
        of its own.
        """
        jobs = self.records.frame("jobs")
        first = jobs[jobs[KNOWN].isna()].drop_duplicates("job_id")
        family = first["family"].fillna(title_families(first["name"])).set_axis(first["job_id"])
        every_job = self.vocabularies["jobs"].to_series()
        codes = pd.factorize(family.reindex(every_job).fillna(every_job))[0]
        return codes.astype(np.float64)

    def title_heads(self) -> Floats:
        """Return a code for every job of the first word of its title, as first on file."""
        jobs = self.records.frame("jobs")
        first = jobs[jobs[KNOWN].isna()].drop_duplicates("job_id").set_index("job_id")["name"]
        head = title_families(first).str.replace(r" .*", "", regex=True)
        every_job = self.vocabularies["jobs"].to_series()
        codes = pd.factorize(head.reindex(every_job).fillna(every_job))[0]
        return codes.astype(np.float64)

    def since_first(self, column: str) -> Floats:
        """Return the days since the present value of a post column was first held."""
        domain = domain_of("assignments", TABLE_OF_NAME["assignments"][column])
        if domain is None:
            values = np.unique(self.records.frame("assignments")[column].dropna())
        else:
            values = np.arange(len(self.vocabularies[domain]))

        def own(entity: Days, value: Floats) -> Floats:
            code = np.searchsorted(values, value)
            return np.where(np.isnan(value), np.nan, entity * (len(values) + 1.0) + code)

        held = self.posts.by(lambda rows: own(rows.entity, rows.column(column)))
        now = own(self.moments.entity, self.post(column))
        return held.at(self.asked_of(now)).days_since_first()

    @cached_property
    def _day_numbers(self) -> Days:
        """Which of the as-of days each moment is of, counted from 0."""
        return np.unique(self.now, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def _of_each_day(self) -> list[tuple[int, Days]]:
        """Each as-of day with the positions of its moments."""
        number = self._day_numbers
        positions = [np.flatnonzero(number == n) for n in range(int(number.max(initial=-1)) + 1)]
        return [(int(self.now[here[0]]), here) for here in positions]

    def lookup(self, table: str, column: str, codes: Floats) -> Floats:
        """Return a column of a reference table for the keys ``codes``, as known at each moment."""
        keys = np.nan_to_num(codes, nan=-1).astype(np.int64)

        def of_day(day: int, here: Days) -> Floats:
            return np.append(self.references.listed(table, column, day), np.nan)[keys[here]]

        return self.by_day(of_day)

    def by_day(self, answer: Callable[[int, Days], Floats]) -> Floats:
        """Return what ``answer`` says of each day's moments, given the day and their positions."""
        values = np.full(len(self.now), np.nan)
        for day, here in self._of_each_day:
            values[here] = answer(day, here)
        return values

    def together(self, codes: Floats) -> Floats:
        """Return how many of the same day's cohort share each code; NaN where there is none."""
        return self.sum_of(np.ones(len(codes)), codes)

    def n_with(self, codes: Floats, wanted: Floats) -> Floats:
        """Return how many of the same day's cohort have the code wanted at each moment.

        0 where nobody has it; NaN where none is wanted.
        """
        group = self.groups(np.concatenate([codes, wanted]))
        counts = np.bincount(group[: len(codes)], minlength=int(group.max(initial=0)) + 1)
        return np.where(np.isnan(wanted), np.nan, counts[group[len(codes) :]])

    def sum_of(self, values: Floats, codes: Floats) -> Floats:
        """Return the sum of values over the same day's cohort by code, NaN values left out."""
        group = self.groups(codes)
        sums = np.bincount(group, weights=np.nan_to_num(values))
        return np.where(np.isnan(codes), np.nan, sums[group])

    def mean_of(self, values: Floats, codes: Floats) -> Floats:
        """Return the mean of values over the same day's cohort by code; NaN without values."""
        return ratio(self.sum_of(values, codes), self.sum_of(1.0 - np.isnan(values), codes))

    def median_of(self, values: Floats, codes: Floats) -> Floats:
        """Return the median of values over the same day's cohort by code; NaN without values."""
        grouped = pd.Series(values).groupby(self.groups(codes))
        median = grouped.transform("median").to_numpy(dtype=np.float64)
        return np.where(np.isnan(codes), np.nan, median)

    def standing(self, values: Floats, codes: Floats) -> Floats:
        """Return where a value stands among the same day's cohort by code, 0 lowest to 1 highest.

        Equal values stand in the middle of their places; who is alone stands at one half.
        """
        grouped = pd.Series(np.where(np.isnan(codes), np.nan, values)).groupby(self.groups(codes))
        place = np.asarray(grouped.rank(), dtype=np.float64) - 0.5
        return ratio(place, np.asarray(grouped.transform("count"), dtype=np.float64))

    def groups(self, codes: Floats) -> Days:
        """Return a number for each code within each day; moments without a code share one.

        ``codes`` may hold several arrays one after the other, each with one code a moment.
        """
        day = np.tile(self._day_numbers, len(codes) // max(len(self.now), 1))
        code = np.nan_to_num(codes, nan=-1).astype(np.int64) + 1
        return np.asarray(day * (code.max(initial=0) + 1) + code, dtype=np.int64)

    @cached_property
    def voluntary_exits(self) -> Answers:
        """Departures of people's own will."""
        reasons = REASON_FAMILIES["voluntary"]
        return self.events("departures").where(lambda rows: rows.equals("reason", *reasons))

    def held(self, column: str) -> Placing:
        """Return a function that gives the post column held when a row came to be known."""

        def placing(rows: Rows) -> Floats:
            return self.posts.at(self.seen_with(rows)).last(column)

        return placing

    def joined_on(self, rows: Rows) -> Floats:
        """Return on which day the person of each row joined, as known with the row."""
        return self.events("employees").at(self.seen_with(rows)).last("joined_on")

    def seen_with(self, rows: Rows) -> Moments:
        """Return the moments at which rows came to be known."""
        known = np.maximum(rows.known, rows.happened) + 1
        return Moments(rows.entity, np.minimum(known, NEVER - 1))

    def asked_of(self, codes: Floats) -> Moments:
        """Return the same days asked about other entities; a code of NaN finds nothing."""
        return Moments(np.nan_to_num(codes, nan=-1).astype(np.int64), self.now)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Return the quotient; NaN where the denominator is not above 0."""
    quotient = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator > 0)
    return quotient


def _is_definitive(rows: Rows) -> Mask:
    return rows.missing("appointment") | rows.equals("appointment", "definitive")
