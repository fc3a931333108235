"""How rules decide: which pairs of a person and a course are barred, or demanded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from models.gaps import catalogue, completions, place_on_scales, present_posts
from models.scorers import Mask, Reading, RowsByEmployee, Tables, index_of, marked, rows_of

Numbers = tuple[pd.DataFrame, pd.DataFrame]
"""What decides: numbers by employee_id and numbers by item_id, columns named differently."""
ReadNumbers = Callable[[Tables, date], Numbers]
Decide = Callable[[pd.DataFrame, pd.DataFrame], Mask]
"""From the numbers of n people and of m courses to n x m."""


class NumbersBar:
    """Marks pairs by comparing numbers of people with numbers of courses."""

    def __init__(self, reason: str, *, numbers: ReadNumbers, decide: Decide) -> None:
        self.reason = reason
        self._read, self._decide = numbers, decide

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read the numbers and return itself."""
        self._people, self._courses = self._read(tables, as_of)
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return a row for each employee and a column for each item: True where marked."""
        people, courses = self._people.reindex(employees), self._courses.reindex(items)
        return np.asarray(self._decide(people, courses), dtype=np.bool_)


class PrerequisiteBar:
    """Bars courses that ask for another course which the person has not completed."""

    reason = "needs_course"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read what courses ask for and who completed what, and return itself."""
        rules = rows_of(tables, "course_requirements").dropna(subset="requires_course_id")
        self._rules = rules[["course_id", "requires_course_id"]].drop_duplicates()
        self._done = RowsByEmployee(completions(tables))
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return True where a course asked for is not completed."""
        rules = self._rules[self._rules["course_id"].isin(items)]
        asked = index_of(rules["requires_course_id"].drop_duplicates())
        done = marked(self._done.of(employees), employees=employees, items=asked)
        mask = np.zeros((len(employees), len(items)), dtype=np.bool_)
        courses, needed = index_of(rules["course_id"]), index_of(rules["requires_course_id"])
        places = zip(items.get_indexer(courses), asked.get_indexer(needed), strict=True)
        for column, required in places:
            mask[:, column] |= ~done[:, required]
        return mask


class AudienceBar:
    """Bars courses meant for another kind or level of job than the person's present one."""

    reason = "other_audience"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read jobs and audiences (codes separated by ;) and return itself."""
        self._posts = present_posts(tables, as_of)[["kind", "level"]]
        courses = catalogue(tables)
        self._meant_for = {name: _codes(courses[f"audience_{name}"]) for name in ("kind", "level")}
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return True where an audience is named that the person is not known to belong to."""
        posts = self._posts.reindex(employees)
        mask = np.zeros((len(employees), len(items)), dtype=np.bool_)
        for name, meant_for in self._meant_for.items():
            with_no_code = np.pad(meant_for.to_numpy(dtype=np.bool_), ((0, 1), (0, 1)))
            named = with_no_code[meant_for.index.get_indexer(items)]
            codes = meant_for.columns.get_indexer(index_of(posts[name]))
            mask |= named.any(axis=1) & ~named[:, codes].T
        return mask


def _codes(texts: pd.Series) -> pd.DataFrame:
    """Return which codes each text names: a row for each text, a column for each code."""
    plain = texts.astype("str").fillna("").str.lower().str.replace(" ", "")
    return plain.str.get_dummies(";").astype("bool").drop(columns="", errors="ignore")


def asked_on(column: str, scales: dict[str, Sequence[str]] | None) -> Reading:
    """Return how to read what courses ask for in a column: the highest place on each scale."""

    def read(tables: Tables, _as_of: date) -> pd.DataFrame:
        rules = rows_of(tables, "course_requirements").set_index("course_id")
        asked = place_on_scales(rules[column], scales) if scales else rules[[column]]
        return asked.groupby(level=0).max()

    return read
