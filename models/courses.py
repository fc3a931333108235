"""Which courses to suggest to whom, and which never."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from models.course_bars import course_bars
from models.course_company import RaisedLevels, TakenNext, TakenTogether
from models.course_gains import levels_gained
from models.course_lists import WIDE, by_gain_left, without_starving
from models.course_scorers import (
    DeepensStrength,
    DemandedByRule,
    NotedByOthers,
    ReadsAlike,
    levels_taught,
)
from models.course_uptake import uptake
from models.defaults.ground import Ground, with_defaults
from models.gaps import (
    catalogue,
    competency_gaps,
    competency_names,
    completions,
    people_present,
    present_posts,
)
from models.needs.people import gaps_ahead
from models.ranking import explained, top_items
from models.rules.book import RuleBook
from models.scorers import (
    Employees,
    ItemScores,
    Reading,
    RowsByEmployee,
    SameForAll,
    Scorer,
    Tables,
    index_of,
    most_helped,
    rows_of,
    scores_of,
    summed_benefit,
)

CLOSING = 1
"""The place of the scorer of gaps among the scorers of courses."""
POSSIBLE = 0.2
"""A gap with less chance is not looked at; below that little is lost by leaving it out."""
YEARS_OF_POPULARITY = 3
PRIOR_COMPLETIONS = 20.0
"""How many completions the agency's share weighs when it steadies the share of a family."""
SMALLEST_COUNT = 5
"""Smaller numbers of people are not put into words."""


class GapClosure:
    """Values a course by how much of the person's gaps it closes; NaN where it closes none.

    The score is a sum over competencies of weight (3 must, 2 important, 1 useful) times levels
    expected to be gained (`models.course_gains`), up to what a job asks for: the present one, or
    that of which ``read`` returns gaps. ``by_default`` marks gaps measured against defaults.
    """

    def __init__(
        self,
        reason: str = "closes_gap",
        *,
        read: Reading = competency_gaps,
        by_default: bool = False,
    ) -> None:
        self.reason = reason
        self._read, self._by_default = read, by_default

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn what people lack and what courses teach, and return itself."""
        self._courses = catalogue(tables)
        self.items_ = self._courses.index
        gaps = self._read(tables, as_of)
        self.needs_ = gaps[gaps["chance"] >= POSSIBLE]
        self._needs = RowsByEmployee(self.needs_)
        self._names = competency_names(tables)
        self.reached_ = levels_taught(tables, self.items_)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return weighted levels gained by each course."""
        needs, n_people = self._needs.of(employees), len(employees)
        values = summed_benefit(needs, self.reached_, n_people=n_people, benefit=levels_gained)
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the gap that the course closes most and how it was found, and its hours."""
        needs = self._needs.of(pairs["employee_id"])
        best = most_helped(needs, pairs, self.reached_, benefit=levels_gained)
        values = best[["competency_id", "basis", "n_competencies"]].assign(
            competency=best["competency_id"].map(self._names),
            from_level=best["level"],
            to_level=best[["item_level", "required_level"]].min(axis=1),
            required_level=best["required_level"],
        )
        if self._by_default:
            values = values.assign(defaults=True)
        return values.assign(hours=pairs["item_id"].map(self._courses["hours"]).to_numpy())


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
        sizes = self._counts.sum(axis=1) + PRIOR_COMPLETIONS
        steadied = self._counts.add(PRIOR_COMPLETIONS * shares, axis=1).div(sizes, axis=0)
        self._shares = steadied.where(self._counts > 0).astype("float64")
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return steadied shares between 0 and 1."""
        families = self._families.reindex(index_of(employees))
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


def _recent_completions(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return who completed what in the years of popularity, each course once a person."""
    since = pd.Timestamp(as_of) - pd.DateOffset(years=YEARS_OF_POPULARITY)
    done = completions(tables)
    return done[done["completed_on"] >= since].drop_duplicates(["employee_id", "item_id"])


def _shares(taken: pd.Series, items: pd.Index) -> pd.Series:
    counts = taken.value_counts().reindex(items, fill_value=0)
    return counts / max(1, counts.sum())


def _popular_in_agency(tables: Tables, as_of: date) -> pd.Series:
    shares = _shares(_recent_completions(tables, as_of)["item_id"], catalogue(tables).index)
    return shares.where(shares > 0)


def _in_catalogue(tables: Tables, _as_of: date) -> pd.Series:
    return pd.Series(0.0, index=catalogue(tables).index)


def course_scorers(*, book: RuleBook | None = None, by_default: bool = False) -> list[Scorer]:
    """Return the scorers of courses, not fitted, in the order of fallback.

    ``by_default`` marks gaps that are measured against default standards.
    """
    return [
        DemandedByRule(book),
        GapClosure(by_default=by_default),
        NotedByOthers(),
        GapClosure("prepares_next_job", read=gaps_ahead, by_default=by_default),
        DeepensStrength(),
        TakenNext(),
        TakenTogether(),
        PopularInFamily(),
        ReadsAlike(),
        RaisedLevels(),
        SameForAll("popular_in_agency", _popular_in_agency),
        SameForAll("in_catalogue", _in_catalogue),
    ]


def course_notes(tables: Tables) -> list[str]:
    """Return codes of what the records lack for suggesting courses, to be said on the page."""
    lacks = {
        "no_catalogue": catalogue(tables).empty,
        "no_standards": rows_of(tables, "competency_standards").empty,
        "no_course_competencies": rows_of(tables, "course_competencies").empty,
        "no_assessments": rows_of(tables, "assessments").empty,
        "no_trainings": rows_of(tables, "trainings").empty,
        "no_jobs": rows_of(tables, "jobs").empty,
    }
    return [code for code, is_lacking in lacks.items() if is_lacking]


def listed_by_gain(
    wide: pd.DataFrame, scorers: Sequence[Scorer], tables: Tables, as_of: date, *, k: int
) -> pd.DataFrame:
    """Return wide lists in which courses that close gaps come by what is left to be gained.

    A level counts as much as the course is likely to be taken up and finished.
    """
    closing = scorers[CLOSING]
    if not isinstance(closing, GapClosure):
        raise TypeError("the scorer of gaps is not where it should be")
    worth = uptake(tables, as_of, wide)
    needs, reached = closing.needs_, closing.reached_
    return by_gain_left(wide, needs, reached, leader=CLOSING, worth=worth, k=k)


def suggest_courses(
    tables: Tables,
    as_of: date,
    *,
    k: int = 5,
    seed: int = 7,
    employees: Employees | None = None,
    book: RuleBook | None = None,
    defaults: bool = True,
) -> pd.DataFrame:
    """Return up to ``k`` courses for everybody present, or for ``employees``.

    Columns as in `models.ranking.rank`, and title. ``book`` holds the rules, else the packaged
    ones count. Where the office has no standards or catalogue, marked defaults stand in, unless
    ``defaults`` is False. ``attrs["notes"]`` holds the codes of `course_notes` and of
    `models.defaults.ground.with_defaults`.
    """
    lacks = course_notes(tables)
    ground = with_defaults(tables, as_of) if defaults else Ground(tables, ())
    tables, by_default = ground.tables, "default_standards" in ground.notes
    people = people_present(tables, as_of) if employees is None else employees
    found = course_scorers(book=book, by_default=by_default)
    scorers = [scorer.fit(tables, as_of) for scorer in found]
    bars = [bar.fit(tables, as_of) for bar in course_bars(book)]
    wide = top_items(scorers, people, bars=bars, k=max(k, WIDE), seed=seed)
    listed = listed_by_gain(wide, scorers, tables, as_of, k=k)
    suggested = explained(without_starving(listed, leader=CLOSING, k=k), scorers)
    titles = suggested["item_id"].map(catalogue(tables)["title"]).astype("str")
    suggested.insert(3, "title", titles.fillna(suggested["item_id"]))
    suggested.attrs["notes"] = [*lacks, *ground.notes]
    return suggested
