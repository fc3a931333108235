"""How somebody has moved between posts and places, and at what pace beside others."""

from __future__ import annotations

import numpy as np

from features.clock import Floats
from features.declare import feature
from features.families.post import rank_step
from features.history import History
from features.tables import PNS_RANKS

A_YEAR, THREE_YEARS, FIVE_YEARS = 366, 1096, 1827
DAYS_A_YEAR = 365.25


@feature(unit="units", needs=("assignments",))
def n_units_last_three_years(history: History) -> Floats:
    """How many different units posts began in in the last three years."""
    return history.posts.distinct("unit_id", THREE_YEARS)


@feature(unit="posts", needs=("assignments",))
def n_promotions_last_five_years(history: History) -> Floats:
    """Moves recorded as promotions in the last five years."""
    promoted = history.posts.where(lambda rows: rows.equals("move", "promotion"))
    return promoted.count(FIVE_YEARS)


@feature(unit="yes/no", needs=("assignments",))
def unit_changed_last_year(history: History) -> Floats:
    """Whether the unit is another than a year ago; no value if either is unknown."""
    return _differ(history.post("unit_id"), history.earlier_post("unit_id", ago=A_YEAR))


@feature(unit="yes/no", needs=("assignments", "units"))
def region_changed_last_three_years(history: History) -> Floats:
    """Whether the unit lies in another region than the one of three years ago."""
    before = history.earlier_post("unit_id", ago=THREE_YEARS)
    now = history.lookup("units", "region", history.post("unit_id"))
    return _differ(now, history.lookup("units", "region", before))


@feature(unit="steps", needs=("ranks", "employees"))
def rank_against_cohort(history: History) -> Floats:
    """Steps of rank above the median of who joined in the same year, on the same ladder."""
    step, rank = rank_step(history), history.events("ranks").last("rank")
    ladder = np.where(np.isnan(rank), np.nan, rank >= len(PNS_RANKS))
    return step - history.median_of(step, joining_year(history) * 2 + ladder)


@feature(unit="people", needs=("employees",))
def n_people_joined_with(history: History) -> Floats:
    """How many of those still here joined in the same month."""
    joined = history.events("employees").last("joined_on")
    return history.together(_months(joined))


def joining_year(history: History) -> Floats:
    """Return the year of joining, counted from 1970."""
    return np.floor(_months(history.events("employees").last("joined_on")) / 12)


def _months(days: Floats) -> Floats:
    """Return the months from 1970 to some days, so many that none is below 0."""
    month = np.nan_to_num(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.where(np.isnan(days), np.nan, month + 12 * 100.0)


def _differ(now: Floats, before: Floats) -> Floats:
    return np.where(np.isnan(now) | np.isnan(before), np.nan, now != before)
