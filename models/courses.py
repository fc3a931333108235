"""Which courses to suggest to whom, and which never."""

from __future__ import annotations

from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from models.course_bars import course_bars
from models.course_company import (
    PopularInFamily,
    RaisedLevels,
    TakenNext,
    TakenTogether,
    popular_in_agency,
)
from models.course_gains import levels_gained
from models.course_lists import WIDE, by_gain_left, in_liked_order, without_starving
from models.course_ranker import CourseRanker, opinions
from models.course_scorers import (
    DeepensStrength,
    DemandedByRule,
    NotedByOthers,
    ReadsAlike,
    levels_taught,
)
from models.course_uptake import timing_notes, uptake, uptake_facts
from models.defaults.ground import Ground, with_defaults
from models.gaps import (
    catalogue,
    competency_gaps,
    competency_names,
    people_present,
)
from models.needs.people import gaps_ahead
from models.ranking import explained, noted, top_items
from models.rules.book import RuleBook
from models.scorers import (
    Employees,
    ItemScores,
    Reading,
    RowsByEmployee,
    SameForAll,
    Scorer,
    Tables,
    most_helped,
    rows_of,
    scores_of,
    summed_benefit,
)

CLOSING = 1
"""The place of the scorer of gaps among the scorers of courses."""
LIKED = 5
"""From this place on scorers say what others did; a learned order may put them in another one."""
POSSIBLE = 0.2
"""A gap with less chance is not looked at; below that little is lost by leaving it out."""


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
        SameForAll("popular_in_agency", popular_in_agency),
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


class CourseLists:
    """The lists of one agency as of a day: all is learned once, whoever is asked about.

    ``book`` holds the rules, else the packaged ones count. Where the office has no standards or
    catalogue, marked defaults stand in, unless ``defaults`` is False. ``notes`` holds the codes of
    `course_notes` and of `models.defaults.ground.with_defaults`.
    """

    def __init__(
        self, tables: Tables, as_of: date, *, book: RuleBook | None = None, defaults: bool = True
    ) -> None:
        ground = with_defaults(tables, as_of) if defaults else Ground(tables, ())
        self.tables, self.as_of = ground.tables, as_of
        self.notes = [*course_notes(tables), *ground.notes]
        found = course_scorers(book=book, by_default="default_standards" in ground.notes)
        self.scorers = [scorer.fit(self.tables, as_of) for scorer in found]
        self._bars = [bar.fit(self.tables, as_of) for bar in course_bars(book)]

    def wide(self, people: Employees, *, k: int = WIDE, seed: int = 7) -> pd.DataFrame:
        """Return the ``k`` first courses of each person in the fixed order of scorers."""
        return top_items(self.scorers, people, bars=self._bars, k=k, seed=seed)

    def facts(self, wide: pd.DataFrame) -> pd.DataFrame:
        """Return what a `CourseRanker` looks at, for each row of wide lists."""
        how = uptake_facts(self.tables, self.as_of, wide)
        return pd.concat([opinions(self.scorers, wide), how], axis=1)

    def by_gain(
        self, wide: pd.DataFrame, *, k: int, ranker: CourseRanker | None = None
    ) -> pd.DataFrame:
        """Return wide lists in which courses that close gaps come by what is left to be gained.

        A level counts as much as the course is likely to be taken up and finished. With a
        ``ranker`` it counts more in what the ranker likes, and courses that only others' behaviour
        speaks for come in its order. Adds ``gained``: weighted levels, NaN beyond the first ``k``.
        """
        factor = np.ones(len(wide))
        if ranker is not None and len(wide):
            liked = ranker.liking(self.facts(wide), wide["employee_id"])
            wide, factor = in_liked_order(wide, liked, since=LIKED)
        closing = self.scorers[CLOSING]
        if not isinstance(closing, GapClosure):
            raise TypeError("the scorer of gaps is not where it should be")
        listed = by_gain_left(
            wide.assign(factor=factor),
            closing.needs_,
            closing.reached_,
            leader=CLOSING,
            worth=uptake(self.tables, self.as_of, wide) * factor,
            k=k,
        )
        closes = (listed["leader"] == CLOSING) & (listed["rank"] <= k)
        gained = (listed["score"] / listed["factor"]).where(closes)
        return listed.assign(gained=gained).drop(columns="factor")


def suggest_courses(
    tables: Tables,
    as_of: date,
    *,
    k: int = 5,
    seed: int = 7,
    employees: Employees | None = None,
    book: RuleBook | None = None,
    defaults: bool = True,
    ranker: CourseRanker | None = None,
) -> pd.DataFrame:
    """Return up to ``k`` courses for everybody present, or for ``employees``.

    Columns as in `models.ranking.rank`, and title. ``book`` and ``defaults`` as in `CourseLists`;
    ``attrs["notes"]`` holds its notes. ``ranker`` is a learned order, if one serves.
    """
    lists = CourseLists(tables, as_of, book=book, defaults=defaults)
    people = people_present(lists.tables, as_of) if employees is None else employees
    wide = lists.wide(people, k=max(k, WIDE), seed=seed)
    listed = without_starving(lists.by_gain(wide, k=k, ranker=ranker), leader=CLOSING, k=k)
    suggested = explained(listed, lists.scorers)
    for note, rows in timing_notes(lists.tables, as_of, suggested).items():
        suggested = noted(suggested, rows, note)
    titles = suggested["item_id"].map(catalogue(lists.tables)["title"]).astype("str")
    suggested.insert(3, "title", titles.fillna(suggested["item_id"]))
    suggested.attrs["notes"] = lists.notes
    return suggested
