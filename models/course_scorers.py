"""Scorers of courses beside gaps and popularity: demanded, noted, strong, alike."""

from __future__ import annotations

from datetime import date
from typing import Self

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from models.course_gains import LONGEST_STEP
from models.gaps import (
    catalogue,
    competency_gaps,
    competency_names,
    present_posts,
)
from models.rules.book import RuleBook, packaged
from models.rules.facts import RuleBar
from models.scorers import (
    Employees,
    Floats,
    ItemScores,
    RowsByEmployee,
    Tables,
    as_column,
    index_of,
    most_helped,
    rows_of,
    scores_of,
    summed_benefit,
)

ABOVE_STANDARD = 0.5
"""So many levels above what is asked, with evidence of one's own, are called a strength."""
YEARS_OF_FEEDBACK = 2
ALIKE_FROM = 0.15
"""Cosines below it come from words such as "course" and "training"."""
CORE_VALUES = {
    "berorientasi_pelayanan": "pelayanan|service",
    "akuntabel": "hasil|result",
    "kompeten": "pengembangan diri|development",
    "harmonis": "perekat|unity",
    "adaptif": "perubahan|change",
    "kolaboratif": "kerja sama|cooperation|teamwork",
}
"""Words in the names of competencies that go with a core value (BerAKHLAK, SE MenPANRB 20/2021)."""


def levels_taught(tables: Tables, courses: pd.Index) -> pd.DataFrame:
    """Return the level each course leads to (competency x course), NaN where it teaches none."""
    taught = rows_of(tables, "course_competencies")
    return taught.pivot_table(
        index="competency_id", columns="course_id", values="reached_level", aggfunc="max"
    ).reindex(columns=courses)


class DemandedByRule:
    """Values 1 what a rule demands by name for the present job, such as the leadership ladder."""

    reason = "demanded_by_rule"

    def __init__(self, book: RuleBook | None = None) -> None:
        self._book = book or packaged()

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read what the rules look at and return itself."""
        rules = [rule for rule in self._book.in_force(as_of) if rule.kind == "ladder"]
        self._demands = [RuleBar(rule, demands=True).fit(tables, as_of) for rule in rules]
        self.items_ = catalogue(tables).index
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return 1 where a rule demands the course, NaN elsewhere."""
        people = index_of(employees)
        demanded = np.zeros((len(people), len(self.items_)), dtype=np.bool_)
        for rule in self._demands:
            demanded |= rule.barred(people, self.items_)
        return scores_of(employees, self.items_, np.where(demanded, 1.0, np.nan))

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the source of the rules that demand courses."""
        cited = "; ".join(rule.rule.cited for rule in self._demands)
        return pd.DataFrame({"source": cited}, index=pairs.index)


class NotedByOthers:
    """Values a course by how many people noted what it teaches as something to work on."""

    reason = "noted_by_others"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read feedback of two years and return itself."""
        self.items_ = catalogue(tables).index
        self._reached, self._names = levels_taught(tables, self.items_), competency_names(tables)
        since = pd.Timestamp(as_of) - pd.DateOffset(years=YEARS_OF_FEEDBACK)
        notes = rows_of(tables, "feedbacks")
        recent = notes[(notes["given_on"] >= since) & (notes["direction"] == "improve")]
        about = recent.assign(competency_id=_competencies_of(recent["aspect"], self._names))
        told = about.explode("competency_id").dropna(subset="competency_id")
        pair = ["employee_id", "competency_id"]
        counts = told.groupby(pair).size().rename("weight").reset_index()
        self._noted = RowsByEmployee(counts)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return the number of notes that the course answers."""
        noted = self._noted.of(employees)
        values = summed_benefit(noted, self._reached, n_people=len(employees), benefit=_once)
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the competency that was noted most."""
        best = most_helped(
            self._noted.of(pairs["employee_id"]), pairs, self._reached, benefit=_once
        )
        return pd.DataFrame({"competency": best["competency_id"].map(self._names)})


def _competencies_of(aspects: pd.Series, names: pd.Series) -> pd.Series:
    """Return the competencies that each aspect is about: itself, or those of a core value."""
    found = {
        aspect: [aspect] if aspect in names.index else _of_value(str(aspect), names)
        for aspect in aspects.unique()
    }
    return aspects.map(found)


def _of_value(aspect: str, names: pd.Series) -> list[str]:
    words = CORE_VALUES.get(aspect.casefold().replace(" ", "_"))
    if words is None:
        return []
    return names.index[names.str.contains(words, case=False, na=False)].tolist()


def _once(_needs: pd.DataFrame, reached: Floats) -> Floats:
    return np.where(np.isnan(reached), 0.0, 1.0) * np.ones((len(_needs), 1))


class DeepensStrength:
    """Values a course by how much further it leads where the person is above the standard."""

    reason = "deepens_strength"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read what people are strong in and return itself."""
        self.items_ = catalogue(tables).index
        self._reached, self._names = levels_taught(tables, self.items_), competency_names(tables)
        gaps = competency_gaps(tables, as_of)
        strong = (gaps["n_evidence"] > 0) & (gaps["gap"] <= -ABOVE_STANDARD)
        self._strengths = RowsByEmployee(gaps[strong])
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return weighted levels above the person's own, at most two."""
        strengths = self._strengths.of(employees)
        values = summed_benefit(
            strengths, self._reached, n_people=len(employees), benefit=_levels_above
        )
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the strength that the course deepens most."""
        strengths = self._strengths.of(pairs["employee_id"])
        best = most_helped(strengths, pairs, self._reached, benefit=_levels_above)
        names = best["competency_id"].map(self._names)
        return pd.DataFrame({"competency": names, "to_level": best["item_level"]})


def _levels_above(strengths: pd.DataFrame, reached: Floats) -> Floats:
    above = reached - as_column(strengths["level"])
    return np.where((above > 0) & (above <= LONGEST_STEP), above, 0.0)


class ReadsAlike:
    """Values a course by how alike its title and description are to the person's job and courses.

    Cosines of TF-IDF of words and pairs of words; NaN below `ALIKE_FROM`.
    """

    reason = "reads_alike"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read texts of courses, jobs and trainings, and return itself."""
        courses = rows_of(tables, "courses").drop_duplicates("course_id").set_index("course_id")
        self.items_ = catalogue(tables).index
        texts = _joined(catalogue(tables)["title"], courses["description"].reindex(self.items_))
        posts = present_posts(tables, as_of)["job_name"].astype("str").fillna("")
        trainings = rows_of(tables, "trainings").dropna(subset="title").sort_values("title")
        taken = trainings.groupby("employee_id")["title"].agg(" ".join)
        self._people = _joined(posts, taken.reindex(posts.index))
        self._words: TfidfVectorizer | None = None
        if texts.str.contains(r"\w\w", regex=True).any():
            self._words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2))
            self._courses = self._words.fit_transform(texts)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return cosines between 0 and 1."""
        values = np.full((len(employees), len(self.items_)), np.nan)
        if self._words is not None:
            texts = self._people.reindex(index_of(employees)).fillna("")
            alike = (self._words.transform(texts) @ self._courses.T).toarray()
            values = np.where(alike >= ALIKE_FROM, alike, np.nan)
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return no values: that texts are alike is all there is to say."""
        return pd.DataFrame(index=pairs.index)


def _joined(first: pd.Series, second: pd.Series) -> pd.Series:
    texts = [one.astype("str").fillna("") for one in (first, second)]
    joined: pd.Series = texts[0] + " " + texts[1]
    return joined.str.casefold()
