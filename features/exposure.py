"""Person-time at risk: how long the people of a group could have left, and how many did.

The cohorts of a fixed calendar of earlier days stand for the time up to the next of those days.
Both sides of a rate are counted on them: a departure belongs to the cohort that it happened out
of, so that nobody is counted as leaving who was not counted as there. All of it is as known on
the as-of day that asks.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.clock import Days, Floats
from features.groups import Group
from features.history import EARLIER_EVERY, History
from features.lives import Moments
from features.rows import Rows

Fading = tuple[tuple[int, float], ...]
"""Windows in days, longest last, with the weight that each adds to what lies in it."""
DAYS_A_YEAR, A_YEAR = 365.25, 366


class AtRisk:
    """The groups that people are in and have been in.

    Tables have one row for each as-of day and one column for each group.
    """

    def __init__(self, history: History, group: Group) -> None:
        self._history = history
        self._days = np.unique(history.now)
        codes = _numbered(np.concatenate([group(history), group(history.earlier)]))
        self._now, self._past = np.split(codes, [len(history.now)])
        self._n_groups = int(codes.max(initial=0))

    def exits(self, windows: Fading) -> Floats:
        """Return the table of voluntary departures, by windows with their weights."""
        asked = np.tile(np.arange(1, self._n_groups + 1), len(self._days))
        moments = Moments(asked, np.repeat(self._days, self._n_groups))
        exits = self._history.voluntary_exits.by(self._left).at(moments)
        counted = np.zeros(len(asked))
        for days, weight in windows:
            counted += weight * exits.count(days)
        return counted.reshape(len(self._days), self._n_groups)

    def years(self, windows: Fading, worth: Callable[[int, slice], Floats] | None = None) -> Floats:
        """Return the table of years at risk, by windows with their weights.

        ``worth`` says what a year counts at some moments of the past as an as-of day, given by
        its position, sees it; without it every year counts 1.
        """
        began = self._history.earlier.now
        years = np.zeros((len(self._days), self._n_groups + 1))
        for number, day in enumerate(self._days):
            since = max(int(day) - windows[-1][0], self._kept_from(int(day)))
            here = slice(*np.searchsorted(began, [since - EARLIER_EVERY + 1, day]))
            spent = _years_within(began[here], (since, int(day)), windows)
            if worth is not None:
                spent *= worth(number, here)
            years[number] = np.bincount(self._past[here], spent, minlength=self._n_groups + 1)
        return years[:, 1:]

    def now(self, table: Floats) -> Floats:
        """Return what a table says of each moment's group; NaN for those in none."""
        return _with_none(table)[np.searchsorted(self._days, self._history.now), self._now]

    def past(self, table: Floats) -> Callable[[int, slice], Floats]:
        """Return what a table says, on an as-of day, of the groups of some past moments."""
        whole = _with_none(table)
        return lambda number, here: whole[number][self._past[here]]

    def _kept_from(self, day: int) -> int:
        """Return from when departures count as kept: a year before the first that is on file."""
        happened = self._history.events("departures").seen_at(day).happened
        return int(happened.min(initial=day)) - A_YEAR

    def _left(self, rows: Rows) -> Floats:
        """Return the group that each departure happened out of; NaN where it was in none."""
        day = rows.happened // EARLIER_EVERY * EARLIER_EVERY
        group = np.append(self._past, 0)[self._history.earlier.position(rows.entity, day)]
        return np.where(group > 0, group, np.nan)


def _years_within(began: Days, period: tuple[int, int], windows: Fading) -> Floats:
    """Return the years from each start to the next that lie in a period and in windows."""
    first, day = period
    starts, each = np.unique(began, return_inverse=True)
    ends = np.minimum(starts + EARLIER_EVERY, day)
    spent = np.zeros(len(starts))
    for days, weight in windows:
        spent += weight * np.maximum(ends - np.maximum(starts, max(day - days, first)), 0)
    within: Floats = (spent / DAYS_A_YEAR)[each]
    return within


def _numbered(groups: Floats) -> Days:
    """Return groups as numbers from 1 without great gaps; 0 for none."""
    codes = np.nan_to_num(groups, nan=-1).astype(np.int64) + 1
    if int(codes.max(initial=0)) <= len(codes):
        return codes
    there = np.zeros(int(codes.max()) + 1, dtype=np.int64)
    there[codes] = 1
    there[0] = 0
    return np.cumsum(there)[codes]


def _with_none(table: Floats) -> Floats:
    """Return a table with a first column for those in no group."""
    return np.hstack([np.full((len(table), 1), np.nan), table])
