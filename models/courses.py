"""Which courses to suggest to whom, and which never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from models.gaps import (
    LEVEL_SCALES,
    RANK_SCALES,
    Benefit,
    competency_gaps,
    competency_names,
    completions,
    lacking,
    level_places,
    most_helped,
    people_present,
    place_on_scales,
    present_posts,
    rank_places,
    summed_benefit,
)
from models.ranking import rank
from models.scorers import (
    Bar,
    Employees,
    Floats,
    ItemScores,
    Mask,
    PairBar,
    RowsByEmployee,
    Scorer,
    Tables,
    marked,
    rows_of,
    scores_of,
)

LONGEST_STEP = 2.0
"""A course that ends more than this many levels above the person is out of reach."""
YEARS_OF_POPULARITY = 3
PRIOR_COMPLETIONS = 20.0
"""How many completions the agency's share weighs when it steadies the share of a family."""
SMALLEST_COUNT = 5
"""Smaller numbers of people are not put into words."""


def catalogue(tables: Tables) -> pd.DataFrame:
    """Return the courses there are, indexed by item_id and sorted: title, hours, audience_*.

    Without a table of courses these are the courses that trainings refer to.
    """
    columns = ["title", "hours", "audience_kind", "audience_level"]
    courses = rows_of(tables, "courses").rename(columns={"course_id": "item_id"})
    if courses.empty:
        taken = rows_of(tables, "trainings").rename(columns={"course_id": "item_id"})
        courses = taken.reindex(columns=["item_id", "title", "hours"]).dropna(subset="item_id")
        courses = courses.assign(audience_kind=None, audience_level=None)
    ordered = courses.sort_values(["item_id", "title", "hours"])
    return ordered.drop_duplicates("item_id").set_index("item_id")[columns]


class GapClosure:
    """Values a course by how much of the person's gaps it closes; NaN where it closes none.

    The score is a sum over competencies of weight (3 must, 2 important, 1 useful) times levels
    gained, up to what the job asks for; a course too far above the person does not count.
    """

    reason = "closes_gap"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn what people lack and what courses teach, and return itself."""
        self._courses = catalogue(tables)
        self.items_ = self._courses.index
        self._needs = RowsByEmployee(lacking(competency_gaps(tables, as_of)))
        self._names = competency_names(tables)
        taught = rows_of(tables, "course_competencies")
        self._reached = taught.pivot_table(
            index="competency_id", columns="course_id", values="reached_level", aggfunc="max"
        ).reindex(columns=self.items_)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return weighted levels gained by each course."""
        needs, n_people = self._needs.of(employees), len(employees)
        values = summed_benefit(needs, self._reached, n_people=n_people, benefit=levels_gained)
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the gap that the course closes most and how it was found, and its hours."""
        needs = self._needs.of(pairs["employee_id"])
        best = most_helped(needs, pairs, self._reached, benefit=levels_gained)
        values = best[["competency_id", "basis", "n_competencies"]].assign(
            competency=best["competency_id"].map(self._names),
            from_level=best["level"],
            to_level=best[["item_level", "required_level"]].min(axis=1),
            required_level=best["required_level"],
        )
        return values.assign(hours=pairs["item_id"].map(self._courses["hours"]).to_numpy())


def levels_gained(needs: pd.DataFrame, reached: Floats) -> Floats:
    """Return the levels that reaching ``reached`` closes, up to what is asked; 0 if too far."""
    level, required = needs[["level"]].to_numpy(), needs[["required_level"]].to_numpy()
    gained = np.maximum(np.minimum(reached, required) - level, 0.0)
    return np.where(reached <= level + LONGEST_STEP, gained, 0.0)


class PopularInFamily:
    """Values a course by its share of what people in the same job family completed.

    The share of the last three years, drawn towards the agency's own share where the family has
    few completions. NaN where nobody of the family took the course, or the family is not known.
    """

    reason = "popular_in_family"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Count recent completions by family and return itself."""
        self.items_ = catalogue(tables).index
        self._families = present_posts(tables, as_of)["family"]
        recent = _recent_completions(tables, as_of)
        recent = recent.assign(family=recent["employee_id"].map(self._families))
        counts = pd.crosstab(recent["family"], recent["item_id"])
        self._counts = counts.reindex(columns=self.items_, fill_value=0)
        shares = _shares(recent["item_id"], self.items_)
        sizes = self._counts.sum(axis=1).to_numpy()[:, None] + PRIOR_COMPLETIONS
        steadied = (self._counts + PRIOR_COMPLETIONS * shares.to_numpy()) / sizes
        self._shares = steadied.where(self._counts > 0).astype("float64")
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return steadied shares between 0 and 1."""
        families = self._families.reindex(pd.Index(employees))
        values = self._shares.reindex(families).to_numpy(dtype=np.float64)
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the family, the years looked at and how many people, unless too few."""
        families = pairs["employee_id"].map(self._families)
        rows = self._counts.index.get_indexer(pd.Index(families))
        columns = self._counts.columns.get_indexer(pd.Index(pairs["item_id"]))
        counts = pd.Series(self._counts.to_numpy()[rows, columns], index=pairs.index)
        shown = counts.where(counts >= SMALLEST_COUNT)
        return pd.DataFrame({"family": families, "years": YEARS_OF_POPULARITY, "n_people": shown})


class PopularInAgency:
    """Values a course by its share of the agency's completions of the last three years.

    The same for everybody; NaN where nobody took the course.
    """

    reason = "popular_in_agency"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Count recent completions and return itself."""
        self.items_ = catalogue(tables).index
        shares = _shares(_recent_completions(tables, as_of)["item_id"], self.items_)
        self._shares = shares.where(shares > 0)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return shares between 0 and 1."""
        values = np.tile(self._shares.to_numpy(dtype=np.float64), (len(employees), 1))
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the years looked at."""
        return pd.DataFrame({"years": YEARS_OF_POPULARITY}, index=pairs.index)


class InCatalogue:
    """Values every course of the catalogue alike (0), so that a list can be filled."""

    reason = "in_catalogue"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read the catalogue and return itself."""
        self._courses = catalogue(tables)
        self.items_ = self._courses.index
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return zeros."""
        return scores_of(employees, self.items_, np.zeros((len(employees), len(self.items_))))

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the hours of the course."""
        return pd.DataFrame({"hours": pairs["item_id"].map(self._courses["hours"])})


def _recent_completions(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return who completed what in the years of popularity, each course once a person."""
    since = pd.Timestamp(as_of) - pd.DateOffset(years=YEARS_OF_POPULARITY)
    done = completions(tables)
    return done[done["completed_on"] >= since].drop_duplicates(["employee_id", "item_id"])


def _shares(taken: pd.Series, items: pd.Index) -> pd.Series:
    counts = taken.value_counts().reindex(items, fill_value=0)
    return counts / max(1, counts.sum())


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
        asked = pd.Index(rules["requires_course_id"].unique())
        done = marked(self._done.of(employees), employees=employees, items=asked)
        mask = np.zeros((len(employees), len(items)), dtype=np.bool_)
        courses, needed = items.get_indexer(rules["course_id"]), rules["requires_course_id"]
        for column, required in zip(courses, asked.get_indexer(needed), strict=True):
            mask[:, column] |= ~done[:, required]
        return mask


class ThresholdBar:
    """Bars courses with a threshold that the person is not known to reach.

    ``places`` returns where people stand and ``thresholds`` what courses ask for, both with one
    column a scale. Scales cannot be compared with each other (PNS and PPPK ranks): a threshold
    on any scale is met by standing high enough on one of those it is set on.
    """

    def __init__(
        self,
        reason: str,
        *,
        places: Callable[[Tables, date], pd.DataFrame],
        thresholds: Callable[[pd.DataFrame], pd.DataFrame],
    ) -> None:
        self.reason = reason
        self._place, self._read = places, thresholds

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read places and thresholds, the highest of each course, and return itself."""
        self._places = self._place(tables, as_of)
        rules = rows_of(tables, "course_requirements").set_index("course_id")
        self._thresholds = self._read(rules).groupby(level=0).max()
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return True where a threshold is set and not reached."""
        places = self._places.reindex(employees).to_numpy(dtype=np.float64)
        asked = self._thresholds.reindex(items).to_numpy(dtype=np.float64)
        reached = np.zeros((len(employees), len(items)), dtype=np.bool_)
        for scale in range(asked.shape[1]):
            reached |= places[:, [scale]] >= asked[None, :, scale]
        return ~reached & ~np.isnan(asked).all(axis=1)


class AudienceBar:
    """Bars courses meant for another kind or level of job than the person's present one."""

    reason = "other_audience"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read jobs and audiences (codes separated by ;) and return itself."""
        self._posts = present_posts(tables, as_of)[["kind", "level"]]
        courses = catalogue(tables)
        self._meant_for = {
            name: _codes(courses[f"audience_{name}"]).T for name in ("kind", "level")
        }
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return True where an audience is named that the person is not known to belong to."""
        posts = self._posts.reindex(employees)
        mask = np.zeros((len(employees), len(items)), dtype=np.bool_)
        for name, meant_for in self._meant_for.items():
            table = meant_for.reindex(columns=items, fill_value=False)
            belongs = table.reindex(posts[name], fill_value=False).to_numpy(dtype=np.bool_)
            mask |= table.to_numpy(dtype=np.bool_).any(axis=0) & ~belongs
        return mask


def _codes(texts: pd.Series) -> pd.DataFrame:
    """Return which codes each text names: a row for each text, a column for each code."""
    plain = texts.astype("str").fillna("").str.lower().str.replace(" ", "")
    return plain.str.get_dummies(";").astype("bool")


def _ranks_asked(rules: pd.DataFrame) -> pd.DataFrame:
    return place_on_scales(rules["min_rank"], RANK_SCALES)


def _levels_asked(rules: pd.DataFrame) -> pd.DataFrame:
    return place_on_scales(rules["min_level"], LEVEL_SCALES)


def _years_asked(rules: pd.DataFrame) -> pd.DataFrame:
    return rules[["min_years_in_job"]]


def course_scorers() -> list[Scorer]:
    """Return the scorers of courses, not fitted, in the order of fallback."""
    return [GapClosure(), PopularInFamily(), PopularInAgency(), InCatalogue()]


def course_bars() -> list[Bar]:
    """Return the bars of courses, not fitted."""
    return [
        PairBar("already_completed", lambda tables, _: completions(tables)),
        PrerequisiteBar(),
        ThresholdBar(
            "needs_rank", places=lambda tables, _: rank_places(tables), thresholds=_ranks_asked
        ),
        ThresholdBar(
            "needs_level",
            places=lambda tables, as_of: level_places(present_posts(tables, as_of)),
            thresholds=_levels_asked,
        ),
        ThresholdBar(
            "needs_years_in_job",
            places=lambda tables, as_of: present_posts(tables, as_of)[["years_in_job"]],
            thresholds=_years_asked,
        ),
        AudienceBar(),
    ]
