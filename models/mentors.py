"""Whom to suggest as a mentor to whom, and whom never.

A mentor shares knowledge and must not also judge: nobody above the person or below her, at any
height, and nobody with a conflict on record is ever suggested, whatever the scores say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from typing import Self

import numpy as np
import pandas as pd

from features.ids import codes_of
from models.gaps import (
    DAYS_PER_YEAR,
    definitive_posts,
    people_present,
    present_posts,
    reporting_lines,
)
from models.mentor_candidates import candidates, leaving, open_mentorings
from models.mentor_learning import UNLEARNED, MentorModel
from models.mentor_strength import StrengthWhereLacking
from models.ranking import explained, limit_exposure, top_items
from models.scorers import (
    Bar,
    Employees,
    ItemScores,
    Mask,
    PairBar,
    SameForAll,
    Scorer,
    Tables,
    as_column,
    index_of,
    rows_of,
    scores_of,
)

USEFUL_YEARS = 10.0
"""Years of experience beyond which more count no further."""
PEOPLE_SHOWN_PER_PLACE = 5
"""To how many people a mentor is shown for each free place."""
RESERVES = 50
"""How many mentors a person's list holds before exposure is limited."""

LEAVES_SOON, FULL = "leaves_soon", "no_capacity"
"""The bars of mentors that hold for everybody."""


class ExperiencedInFamily:
    """Values a mentor by years in the person's job family, at most `USEFUL_YEARS`.

    NaN where the mentor has no more such years than the person, or the family is not known.
    """

    reason = "experienced_in_family"

    def __init__(self, mentors: pd.DataFrame | None = None) -> None:
        self._mentors = mentors

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Add up years by family and return itself."""
        mentors = candidates(tables, as_of) if self._mentors is None else self._mentors
        self.items_, self._basis = mentors.index, mentors["basis"]
        self._families = present_posts(tables, as_of)["family"].dropna()
        years = _years_in_families(tables, as_of)
        present = pd.MultiIndex.from_arrays([self._families.index, self._families])
        self._own_years = years.reindex(present, fill_value=0.0).droplevel(1)
        of_mentors = years[codes_of(years.index.get_level_values(0), self.items_) >= 0]
        self._years = of_mentors.unstack(level=0).reindex(columns=self.items_).astype("float64")
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return years of experience."""
        people = index_of(employees)
        years = self._years.reindex(self._families.reindex(people)).to_numpy()
        values = np.minimum(years, USEFUL_YEARS)
        values[~(years > as_column(self._own_years.reindex(people)))] = np.nan
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the family, the mentor's whole years in it and how the mentor was found."""
        families = pairs["employee_id"].map(self._families)
        rows = self._years.index.get_indexer(pd.Index(families))
        columns = self.items_.get_indexer(pd.Index(pairs["item_id"]))
        years = np.floor(self._years.to_numpy()[rows, columns])
        mentors = pairs["item_id"].map(self._basis)
        return pd.DataFrame({"family": families, "years": years, "mentors": mentors})


def _years_in_families(tables: Tables, as_of: date) -> pd.Series:
    """Return years in definitive posts, indexed by employee_id and family."""
    posts = definitive_posts(tables, as_of)
    start = pd.Timestamp(as_of)
    until = posts["ended_on"].fillna(posts.groupby("employee_id")["started_on"].shift(-1))
    until = until.where(until <= start, start)
    days = (until - posts["started_on"]).dt.days.clip(lower=0)
    total: pd.Series = days.groupby([posts["employee_id"], posts["family"]]).sum()
    return total / DAYS_PER_YEAR


def _ready_to_mentor(
    tables: Tables, as_of: date, *, mentors: pd.DataFrame | None = None
) -> pd.Series:
    """Return 0 for each listed candidate; NaN for inferred ones, who declared nothing."""
    mentors = candidates(tables, as_of) if mentors is None else mentors
    return mentors["basis"].map({"listed": 0.0}).astype("float64")


def conflicts(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return pairs with a conflict that has not ended, in both directions."""
    pairs = rows_of(tables, "conflicts")
    pairs = pairs[~(pairs["ended_on"] <= pd.Timestamp(as_of))]
    one_way = pairs.rename(columns={"with_employee_id": "item_id"})[["employee_id", "item_id"]]
    return pd.concat([one_way, _turned(one_way)]).drop_duplicates()


def _turned(pairs: pd.DataFrame) -> pd.DataFrame:
    return pairs.rename(columns={"employee_id": "item_id", "item_id": "employee_id"})


def _in_line(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the candidates who stand above or below each person, at any height."""
    pairs = reporting_lines(tables, as_of)
    return pairs[pairs["item_id"].isin(candidates(tables, as_of).index)]


def _themselves(tables: Tables, as_of: date) -> pd.DataFrame:
    people = people_present(tables, as_of)
    return pd.DataFrame({"employee_id": people, "item_id": people})


class OutBar:
    """Bars mentors for everybody: those whom a function finds in the tables."""

    def __init__(self, reason: str, find: Callable[[Tables, date], Collection[str]]) -> None:
        self.reason = reason
        self._find = find

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Find who is out and return itself."""
        self._out = list(self._find(tables, as_of))
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return True in the columns of who is out."""
        return np.tile(items.isin(self._out), (len(employees), 1))


def _full(tables: Tables, as_of: date) -> pd.Index:
    free = candidates(tables, as_of)["free"]
    return index_of(free.index[free < 1])


def _with_each_other(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return who are in a mentoring that has not ended, in both directions."""
    pairs = open_mentorings(tables, as_of)
    return pd.concat([pairs, _turned(pairs)]).drop_duplicates()


def mentor_scorers(
    model: MentorModel = UNLEARNED, *, mentors: pd.DataFrame | None = None
) -> list[Scorer]:
    """Return the scorers of mentors, not fitted, in the order of fallback.

    They value all candidates, or only those rows of `models.mentor_candidates.candidates`.
    """
    ready = SameForAll("ready_to_mentor", partial(_ready_to_mentor, mentors=mentors))
    return [StrengthWhereLacking(model, mentors), ExperiencedInFamily(mentors), ready]


def _pair_bars() -> list[Bar]:
    return [
        PairBar("self", _themselves),
        PairBar("reporting_line", _in_line),
        PairBar("conflict", conflicts),
        PairBar("already_mentor", _with_each_other),
    ]


def mentor_bars() -> list[Bar]:
    """Return the bars of mentors, not fitted."""
    return [
        *_pair_bars(),
        OutBar(LEAVES_SOON, lambda tables, as_of: leaving(tables, as_of).index),
        OutBar(FULL, _full),
    ]


def mentor_notes(tables: Tables) -> list[str]:
    """Return codes of what the records lack for suggesting mentors, to be said on the page."""
    needed = ("mentors", "competency_standards", "assessments", "units", "jobs", "conflicts")
    return [f"no_{name}" for name in needed if rows_of(tables, name).empty]


def suggest_mentors(
    tables: Tables,
    as_of: date,
    *,
    k: int = 5,
    seed: int = 7,
    employees: Employees | None = None,
    model: MentorModel = UNLEARNED,
    away: Collection[str] = (),
) -> pd.DataFrame:
    """Return up to ``k`` mentors for everybody present, or for ``employees``; nobody ``away``.

    Columns as in `models.ranking.rank`, and title: the mentor's job, never a name; NaN where it
    is not on record. Nobody is shown to more than `PEOPLE_SHOWN_PER_PLACE` people for each free
    place, so a list depends on the cohort it is made with (scores do not). ``attrs["notes"]``
    holds the codes of `mentor_notes`.
    """
    people = people_present(tables, as_of) if employees is None else employees
    mentors = candidates(tables, as_of)
    out = pd.Index([*leaving(tables, as_of).index, *away])
    mentors = mentors[(mentors["free"] >= 1) & ~mentors.index.isin(out)]
    scorers = [scorer.fit(tables, as_of) for scorer in mentor_scorers(model, mentors=mentors)]
    bars = [bar.fit(tables, as_of) for bar in _pair_bars()]
    listed = top_items(scorers, people, bars=bars, k=max(k, RESERVES), seed=seed)
    limits = mentors["free"] * PEOPLE_SHOWN_PER_PLACE
    suggested = explained(limit_exposure(listed, limits=limits, k=k, seed=seed), scorers)
    titles = suggested["item_id"].map(present_posts(tables, as_of)["job_name"])
    suggested.insert(3, "title", titles.astype("str"))
    suggested.attrs["notes"] = mentor_notes(tables)
    return suggested
