"""Which courses are never suggested to whom, and the code of the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from models.gaps import (
    LEVEL_SCALES,
    RANK_SCALES,
    catalogue,
    completions,
    level_places,
    place_on_scales,
    present_posts,
    rank_places,
)
from models.scorers import (
    Bar,
    Mask,
    PairBar,
    Reading,
    RowsByEmployee,
    Tables,
    ThresholdBar,
    index_of,
    marked,
    rows_of,
)

CANDIDATE_COURSE = r"\blatsar\b|\bcpns\b"
"""Titles of the basic training that only candidates take (PP 11/2017: part of the probation)."""


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


def _asked_on(column: str, scales: dict[str, Sequence[str]] | None) -> Reading:
    """Return how to read what courses ask for in a column: the highest place on each scale."""

    def read(tables: Tables, _as_of: date) -> pd.DataFrame:
        rules = rows_of(tables, "course_requirements").set_index("course_id")
        asked = place_on_scales(rules[column], scales) if scales else rules[[column]]
        return asked.groupby(level=0).max()

    return read


class CandidateBar:
    """Bars the basic training of candidates (Latsar CPNS) to everybody who is not one.

    No column of the catalogue can say so; the title does. Without statuses nobody is known to be
    a candidate.
    """

    reason = "for_candidates_only"

    def fit(self, tables: Tables, _as_of: date) -> Self:
        """Read the titles and who is a candidate now, and return itself."""
        titles = catalogue(tables)["title"].astype("str").fillna("")
        self._courses = titles.index[titles.str.contains(CANDIDATE_COURSE, case=False)]
        statuses = rows_of(tables, "statuses").sort_values("started_on", kind="stable")
        latest = statuses.drop_duplicates("employee_id", keep="last")
        self._candidates = latest.loc[latest["employment_type"] == "cpns", "employee_id"]
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return True where a course for candidates meets somebody who is none."""
        others = ~employees.isin(self._candidates)
        return np.outer(others, items.isin(self._courses))


def course_bars() -> list[Bar]:
    """Return the bars of courses, not fitted."""
    return [
        PairBar("already_completed", lambda tables, _: completions(tables)),
        PrerequisiteBar(),
        AudienceBar(),
        CandidateBar(),
        ThresholdBar(
            "needs_rank",
            places=lambda tables, _: rank_places(tables),
            thresholds=_asked_on("min_rank", RANK_SCALES),
        ),
        ThresholdBar(
            "needs_level",
            places=lambda tables, as_of: level_places(present_posts(tables, as_of)),
            thresholds=_asked_on("min_level", LEVEL_SCALES),
        ),
        ThresholdBar(
            "needs_years_in_job",
            places=lambda tables, as_of: present_posts(tables, as_of)[["years_in_job"]],
            thresholds=_asked_on("min_years_in_job", None),
        ),
    ]
