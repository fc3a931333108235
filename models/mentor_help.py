"""How much a mentor is expected to help with what a person lacks, given how unsure levels are.

Help is the part of a gap that a year of mentoring closes: nobody passes on what she does not have,
so it grows with how far the mentor stands above the person, and it never counts beyond what the
job asks for. Levels are estimates, and help is not linear in them; so its mean over what both
levels may be is taken, not its value at the estimates: in closed form for the mentor's level, and
over levels that stand for equal shares of what the person's may be.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import ndtr, ndtri

from features.ids import codes_of
from features.twin.noise import HIGHEST, LOWEST
from models.scorers import Floats, Mask, as_column

REACH = 2.0
"""Levels above the person at which a mentor's help is whole; nearer it is in proportion."""
OWN_LEVELS = 5
SURE = 1e-9
"""A standard error, and a pace, that stand for none."""
CELLS = 20_000
"""So many pairs of a state and a mentor are worked on at a time, to fit in a processor's cache."""
STATE = ["competency_id", "required_level", "level", "sd"]
STEPS = 20
"""Into so many parts a level is divided where people are put into states."""
DECIMALS = 9
"""Levels that agree so far are the same: their last digits depend on the order of rows."""


@dataclass(frozen=True)
class Strengths:
    """What mentors can and how fast their mentees grow.

    ``level`` and ``sd`` have a row for each competency and a column for each mentor (NaN: nothing
    known); ``pace`` is the growth of an average mentee of each mentor, in levels a year.
    """

    level: pd.DataFrame
    sd: pd.DataFrame
    pace: Floats


def strengths_of(levels: pd.DataFrame, mentors: pd.Index, pace: Floats) -> Strengths:
    """Return the strengths of mentors from rows of levels as `models.gaps.known_levels` has."""
    known = levels[codes_of(levels["employee_id"], mentors) >= 0]
    level, sd = (_wide(known, name, mentors) for name in ("level", "sd"))
    return Strengths(level, sd, pace)


def _wide(known: pd.DataFrame, name: str, mentors: pd.Index) -> pd.DataFrame:
    wide = known.pivot(index="competency_id", columns="employee_id", values=name)
    return wide.reindex(columns=mentors).astype("float64")


def in_states(
    gaps: pd.DataFrame, *, nearest: np.ufunc = np.rint
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return gap rows with ``state``, and the states in the order of their numbers.

    A state is a competency with a level asked, a level and its standard error (columns `STATE`).
    Levels and errors are counted in twentieths, far below what is known of them: so thousands of
    people share a few states, and help is worked out once for each. ``nearest`` says which
    twentieth stands for a value.
    """
    exact = {name: gaps[name].round(DECIMALS) for name in ("level", "sd")}
    coarse = gaps.assign(**{name: nearest(one * STEPS) / STEPS for name, one in exact.items()})
    number = coarse.groupby(STATE, sort=True).ngroup()
    states = coarse.assign(state=number).drop_duplicates("state").sort_values("state")
    return gaps.assign(state=number), states[STATE].reset_index(drop=True)


def help_by_state(states: pd.DataFrame, mentors: Strengths) -> Floats:
    """Return states x mentors: levels closed in a year; 0 where a mentor's level is not known."""
    total = np.zeros((len(states), len(mentors.pace)))
    for competency, rows in states.groupby("competency_id", sort=True):
        if competency not in mentors.level.index:
            continue
        level = mentors.level.loc[competency].to_numpy()
        columns = np.flatnonzero(~np.isnan(level))
        sd = mentors.sd.loc[competency].to_numpy()[columns]
        helped = help_in_one(rows, (level[columns], sd), mentors.pace[columns])
        total[np.ix_(rows.index.to_numpy(dtype=np.int64), columns)] = helped
    return total


def above_by_state(states: pd.DataFrame, levels: pd.DataFrame) -> Mask:
    """Return states x mentors: whether the mentor's level is known to lie above."""
    known = levels.reindex(states["competency_id"]).to_numpy()
    return np.ascontiguousarray(known > as_column(states["level"]))


def summed(needs: pd.DataFrame, by_state: Floats, *, n_people: int) -> Floats:
    """Return people x mentors: what ``by_state`` has, by weight and summed over a person's rows.

    ``needs`` are gap rows with ``state`` and ``at``, the person's row in the result. Each sum is
    formed in the order of states, whoever else is there.
    """
    weights = needs["weight"].to_numpy(dtype=np.float64)
    total: Floats = _by_person(needs, weights, shape=(n_people, len(by_state))) @ by_state
    return total


def somewhere(needs: pd.DataFrame, by_state: Mask, *, n_people: int) -> Mask:
    """Return people x mentors: whether ``by_state`` holds in any of a person's rows.

    ``needs`` as in `summed`.
    """
    theirs = np.ones(len(needs), dtype=np.bool_)
    found: Mask = _by_person(needs, theirs, shape=(n_people, len(by_state))) @ by_state
    return found


def _by_person(needs: pd.DataFrame, values: Floats | Mask, *, shape: tuple[int, int]) -> csr_array:
    each = csr_array((values, (needs["at"].to_numpy(), needs["state"].to_numpy())), shape=shape)
    each.sort_indices()
    return each


def help_in_one(rows: pd.DataFrame, mentor: tuple[Floats, Floats], pace: Floats) -> Floats:
    """Return rows x mentors: the expected levels closed in one competency.

    ``mentor`` holds levels and standard errors. Rows have required_level, level and sd.
    """
    required, mean, error = (as_column(rows[name]) for name in ("required_level", "level", "sd"))
    level, sd, pace = mentor[0], np.maximum(mentor[1], SURE), np.maximum(pace, SURE)
    places = ndtri((np.arange(OWN_LEVELS) + 0.5) / OWN_LEVELS)
    levels = np.clip(mean + places * error, LOWEST, HIGHEST)
    lacks = required - levels
    total = np.zeros((len(rows), len(pace)))
    size = max(1, CELLS // max(1, len(pace)))
    for at, place in product(range(0, len(rows), size), range(OWN_LEVELS)):
        some = at + np.flatnonzero(lacks[at : at + size, place] > 0)
        own, lack = levels[some, place, None], lacks[some, place, None]
        most = np.minimum(np.minimum(lack * (REACH / pace), REACH), HIGHEST - own)
        total[some] += excess(level - own, sd) - excess(level - own - most, sd)
    helped: Floats = total * (pace / REACH) / OWN_LEVELS
    return helped


def excess(mean: Floats, sd: Floats) -> Floats:
    """Return the mean of how far a normal value lies above 0, counting 0 where it lies below."""
    place = mean / sd
    above: Floats = mean * ndtr(place) + sd * np.exp(-place * place / 2) / np.sqrt(2 * np.pi)
    return above
