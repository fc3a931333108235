"""The appraisal bridge: judgements of four regimes on one scale, beside the official ones.

A "good" of one unit and year is not the "good" of another: regimes differ in their scales, units
in how they judge, and since 2022 a unit's own predicate steers the mix inside it (PermenPANRB
6/2022). So each judgement is placed among those of the same unit, year and regime: its mid-rank
as a normal score, pulled to 0 by how little the judgement can tell. The result is internal; what
people are shown is the official predicate, which stays beside it.

How much a judgement tells is ``RATER_RELIABILITY`` (Viswesvaran, Ones & Schmidt 1996, one
superior's judgement of overall performance), times the share of the order that is left when
many are judged alike (the tie correction of Kruskal & Wallis 1952), times (n - 1) / n for the
group's own middle, which is only known from n people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import scipy

from features.clock import Days, Floats, day_number, timestamps
from features.events import DAYS_A_YEAR
from features.history import History
from features.lives import Moments
from features.ordering import starts
from features.records import Records
from features.rows import Mask, Placing, Rows

RATER_RELIABILITY = 0.52
SMALLEST_GROUP = 5
"""Fewer are compared within the unit above instead, and failing that within the agency."""
POOLS = ("unit", "parent", "agency")
GRADES = np.array([-1.0, 0.0, 1.0, np.nan])
"""Below, meets and above what was expected; unknown."""


@dataclass(frozen=True)
class Bridged:
    """The judgements known at a day, in the order of ``rows``.

    ``value`` is in standard deviations of true performance among the compared, 0 their middle
    and higher better; ``uncertainty`` is its standard error in the same unit, at most 1.
    ``n_compared`` counts who it was compared with, ``pool`` where: a position in `POOLS`.
    """

    rows: Rows
    value: Floats
    uncertainty: Floats
    n_compared: Floats
    pool: Days

    @cached_property
    def last(self) -> tuple[Days, Days]:
        """The people and the position of each one's last judgement."""
        is_last = np.append(np.diff(self.rows.entity) != 0, True)[: len(self.rows)]
        at = np.flatnonzero(is_last)
        return self.rows.entity[at], at


def bridge_appraisals(records: Records, as_of: date) -> pd.DataFrame:
    """Return the appraisals known at a day, each beside its place on the bridge.

    One row an appraisal with a result, sorted by employee_id and period_end. Columns:
    employee_id, period_end, regime, predicate and score (as on file), bridged (standard
    deviations, higher better), uncertainty (its standard error), n_compared and compared_in
    (``unit``, ``parent`` or ``agency``).
    """
    history = History(records, [as_of])
    found = bridged_at(history, day_number(as_of))
    rows = found.rows
    regime = np.nan_to_num(rows.column("regime"), nan=-1).astype(np.int64)
    return pd.DataFrame(
        {
            "employee_id": history.vocabularies["employees"].take(rows.entity),
            "period_end": timestamps(rows.happened),
            "regime": rows.codes["regime"].take(regime),
            "predicate": rows.column("predicate"),
            "score": rows.column("score"),
            "bridged": found.value,
            "uncertainty": found.uncertainty,
            "n_compared": found.n_compared,
            "compared_in": pd.Index(POOLS, dtype="str").take(found.pool),
        }
    )


def bridged_at(history: History, day: int) -> Bridged:
    """Return the judgements known at a day, each compared with those known on that day."""
    judged = history.events("appraisals").with_column("judged_in", _unit_of(history))
    rows = judged.seen_at(day)
    worth = worth_of(rows)
    rows, worth = rows.take(~np.isnan(worth)), worth[~np.isnan(worth)]
    value = np.zeros(len(rows))
    telling, size, pool = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows), np.int64)
    open_ = np.ones(len(rows), dtype=bool)
    for level, group in enumerate(_pools(history, rows, day)):
        at = np.flatnonzero(_compared_with(group, open_))
        share, n, grain = places(worth[at], group[at])
        settled = open_[at] & ((n >= SMALLEST_GROUP) | (level == len(POOLS) - 1))
        at, share, n, grain = at[settled], share[settled], n[settled], grain[settled]
        reliability = RATER_RELIABILITY * grain * (n - 1) / np.maximum(n, 1)
        value[at] = reliability * scipy.special.ndtri(share)
        telling[at], size[at], pool[at] = reliability, n, level
        open_[at] = False
    return Bridged(rows, value, np.sqrt(1 - telling), size, pool)


def worth_of(rows: Rows) -> Floats:
    """Return what orders the judgements of one regime and scale; NaN without a result.

    That is the score where there is one; else the predicate, and among equal predicates the
    work result and then the behaviour.
    """
    result, behaviour = (_grade(rows.column(name)) for name in ("work_result", "behaviour"))
    fine = np.nan_to_num(result) * 0.3 + np.nan_to_num(behaviour) * 0.1
    return np.where(has_score(rows), rows.column("score"), rows.column("predicate") + fine)


def has_score(rows: Rows) -> Days:
    """Return 1 for judgements that are numbers and 0 for predicates; they are never mixed."""
    return (~np.isnan(rows.column("score"))).astype(np.int64)


def places(worth: Floats, group: Days) -> tuple[Floats, Floats, Floats]:
    """Return mid-rank share, size of the group, and how much of the order ties have left.

    The share of those below plus half of those alike lies above 0 and below 1. The grain is 1
    where nobody is alike and 0 where all are, or where there is one only. Groups below 0 are
    nobody's: size 0.
    """
    _, rank = np.unique(worth, return_inverse=True)
    key = group * (len(worth) + 1) + rank
    order = np.argsort(key)
    new_group, new_tie = starts(group[order]), starts(key[order])
    in_group, in_tie = np.cumsum(new_group) - 1, np.cumsum(new_tie) - 1
    size, alike = np.bincount(in_group), np.bincount(in_tie)
    below = np.flatnonzero(new_tie)[in_tie] - np.flatnonzero(new_group)[in_group]
    lost = np.bincount(in_group[new_tie], weights=alike.astype(np.float64) ** 3 - alike)
    n = size.astype(np.float64)
    grain = np.where(n > 1, 1 - lost / np.maximum(n**3 - n, 1), 0.0)
    share, sizes, grains = (np.empty(len(worth)) for _ in range(3))
    share[order] = (below + alike[in_tie] / 2) / n[in_group]
    sizes[order], grains[order] = n[in_group], grain[in_group]
    return share, np.where(group < 0, 0.0, sizes), np.where(group < 0, 0.0, grains)


def last_of(history: History, answer: str) -> Floats:
    """Return a column of `Bridged` for the last judgement of each moment; NaN without one."""

    def of_day(day: int, here: Days) -> Floats:
        found = known_bridge(history, day)
        people, at = found.last
        values = np.full(len(history.vocabularies["employees"]), np.nan)
        values[people] = getattr(found, answer)[at]
        return values[history.moments.entity[here]]

    return history.by_day(of_day)


def known_bridge(history: History, day: int) -> Bridged:
    """Return the bridge of a day, made once for all features."""
    return history.keep_day("bridge", day, lambda: bridged_at(history, day))


def slope_of(history: History, days: int) -> Floats:
    """Return the yearly change of the bridged value by least squares; NaN below two days."""

    def of_day(day: int, here: Days) -> Floats:
        found = known_bridge(history, day)
        recent = found.rows.happened >= day - days
        who, value = found.rows.entity[recent], found.value[recent]
        year = (found.rows.happened[recent] - day) / DAYS_A_YEAR
        size = len(history.vocabularies["employees"])
        n, x, y, xx, xy = (
            np.bincount(who, weights=weights, minlength=size)
            for weights in (np.ones(len(who)), year, value, year * year, year * value)
        )
        spread = n * xx - x * x
        rise = np.where(
            spread > 1e-9, (n * xy - x * y) / np.where(spread > 1e-9, spread, 1), np.nan
        )
        return rise[history.moments.entity[here]]

    return history.by_day(of_day)


def spread_of(history: History, days: int) -> Floats:
    """Return the standard deviation of the bridged value; NaN below two judgements."""

    def of_day(day: int, here: Days) -> Floats:
        found = known_bridge(history, day)
        recent = found.rows.happened >= day - days
        who, value = found.rows.entity[recent], found.value[recent]
        size = len(history.vocabularies["employees"])
        n = np.bincount(who, minlength=size).astype(np.float64)
        mean = np.bincount(who, weights=value, minlength=size) / np.maximum(n, 1)
        squares = np.bincount(who, weights=(value - mean[who]) ** 2, minlength=size)
        spread = np.where(n > 1, np.sqrt(squares / np.maximum(n - 1, 1)), np.nan)
        return spread[history.moments.entity[here]]

    return history.by_day(of_day)


def _compared_with(group: Days, open_: Mask) -> Mask:
    """Return which rows are in a group with any open one."""
    asked = np.zeros(int(group.max(initial=0)) + 2, dtype=bool)
    asked[group[open_]] = True
    return asked[group]


def _pools(history: History, rows: Rows, day: int) -> Iterator[Days]:
    """Yield a group number for each row: by unit, by the unit above, and by agency."""
    unit = np.nan_to_num(rows.column("judged_in"), nan=-1).astype(np.int64)
    above = np.append(history.references.listed("units", "parent_id", day), np.nan)
    parent = np.nan_to_num(above[unit], nan=-1).astype(np.int64)
    year = (rows.happened - 1).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    regime = np.nan_to_num(rows.column("regime"), nan=-1).astype(np.int64) + 1
    alike = (year * 16 + regime) * 2 + has_score(rows)
    _, alike = np.unique(alike, return_inverse=True)
    width = int(alike.max(initial=0)) + 1
    for place in (unit, parent):
        yield np.where(place < 0, -1, place * width + alike)
    yield alike


def _unit_of(history: History) -> Placing:
    """Return a function that gives the unit worked in when the judged period ended."""

    def placing(rows: Rows) -> Floats:
        return history.posts.at(Moments(rows.entity, rows.happened)).last("unit_id")

    return placing


def _grade(code: Floats) -> Floats:
    return GRADES[np.nan_to_num(code, nan=-1).astype(np.int64)]
