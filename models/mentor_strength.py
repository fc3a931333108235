"""The first thing a mentor is valued by: strength in what the person lacks."""

from __future__ import annotations

from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from models.gaps import LIKELY_ENOUGH, competency_names, known_levels, with_gaps
from models.mentor_candidates import candidates
from models.mentor_effects import growth_of_pairs, usual_growth
from models.mentor_help import (
    REACH,
    above_by_state,
    help_by_state,
    in_states,
    somewhere,
    strengths_of,
    summed,
)
from models.mentor_learning import SHARED, UNLEARNED, MentorModel, shared_codes, shown_help
from models.scorers import (
    Employees,
    Floats,
    ItemScores,
    RowsByEmployee,
    Tables,
    as_column,
    index_of,
    most_helped,
    scores_of,
)


class StrengthWhereLacking:
    """Values a mentor by the help to be expected where the person lacks something.

    The score is the weighted levels (3 must, 2 important, 1 useful) that a year is expected to
    close (`models.mentor_help`), given what the mentor's help was shown to be; NaN unless the
    mentor stands above the person in something that is likely to be lacking.
    """

    reason = "strong_where_you_lack"

    def __init__(self, model: MentorModel = UNLEARNED, mentors: pd.DataFrame | None = None) -> None:
        self._model, self._mentors = model, mentors

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn what people lack and what candidates can, and return itself."""
        everybody = candidates(tables, as_of)
        mentors = everybody if self._mentors is None else self._mentors
        self.items_, self._basis = mentors.index, mentors["basis"]
        levels = known_levels(tables, as_of)
        nearer = self._model.corrected(levels, tables, as_of)
        needs, lacking = in_states(_gaps(levels, LIKELY_ENOUGH), nearest=np.ceil)
        gaps, states = in_states(_gaps(nearer, 0.0))
        self._needs, self._gaps = RowsByEmployee(needs), RowsByEmployee(gaps)
        self._names = competency_names(tables)
        shown = shown_help(tables, as_of, everybody.index, self._model)
        self._help = shown.reindex(self.items_)
        pace = usual_growth(growth_of_pairs(tables, as_of)) * self._help[0].to_numpy()
        by_evidence = levels["n_evidence"] > 0
        strengths = strengths_of(nearer[by_evidence], self.items_, pace)
        self._helped = help_by_state(states, strengths)
        self._levels = strengths_of(levels[by_evidence], self.items_, pace).level
        self._above = above_by_state(lacking, self._levels)
        if self._model.pairs is not None:
            self._shared = shared_codes(tables, as_of)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return the weighted levels that each candidate is expected to close in a year."""
        n_people = len(employees)
        needs, gaps = self._needs.of(employees), self._gaps.of(employees)
        above = somewhere(needs, self._above, n_people=n_people)
        values = summed(gaps, self._helped, n_people=n_people)
        if self._model.pairs is not None:
            values *= self._of_shared(index_of(employees))
        values[~above] = np.nan
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the competency in which the mentor helps most, how many, and both bases."""
        needs = self._needs.of(pairs["employee_id"])
        best = most_helped(needs, pairs, self._levels, benefit=levels_above)
        return best[["competency_id", "basis", "n_competencies"]].assign(
            competency=best["competency_id"].map(self._names),
            from_level=best["level"],
            to_level=best["item_level"],
            mentors=pairs["item_id"].map(self._basis).to_numpy(),
        )

    def _of_shared(self, people: pd.Index) -> Floats:
        """Return people x mentors: help against that of a pair that shares nothing."""
        way = np.zeros((len(people), len(self.items_)), dtype=np.int64)
        for name in SHARED:
            own = self._shared[name].reindex(people).to_numpy()[:, None]
            theirs = self._shared[name].reindex(self.items_).to_numpy()[None, :]
            way = 2 * way + ((own == theirs) & (own >= 0))
        helped = self._help.to_numpy()
        against: Floats = (helped / helped[:, :1])[np.arange(len(self.items_)), way]
        return against


def _gaps(levels: pd.DataFrame, chance: float) -> pd.DataFrame:
    """Return what present jobs ask for and lacks with at least this chance."""
    asked = levels.dropna(subset="asked").rename(columns={"asked": "required_level"})
    gaps = with_gaps(asked)
    return gaps[gaps["chance"] >= chance]


def levels_above(needs: pd.DataFrame, mentor_levels: Floats) -> Floats:
    """Return how many levels mentors stand above each need, from 0 to `REACH`."""
    above: Floats = np.clip(mentor_levels - as_column(needs["level"]), 0.0, REACH)
    return above
