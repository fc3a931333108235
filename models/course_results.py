"""Which courses work, as far as the records tell: taken, finished, liked, and what moved after.

Nothing here is an experiment. Changes of assessed levels are held against those of people who
started from the same level and took no such course, changes of appraisals against those of people
who took the same course later; both are drawn towards no difference with the weight of a few
people (Efron and Morris 1975), and courses with too few of them are said to be just that.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from models.course_uptake import PRIOR_TRAININGS, steadied
from models.gaps import PAIR, catalogue, named_courses
from models.scorers import Tables, rows_of

PRIOR_RATINGS, PRIOR_CHANGES = 5.0, 10.0
"""How many average ratings, and changes without a difference, every course starts from."""
FEWEST_CHANGES = 10
"""With fewer people assessed before and after, it is too few to say."""
FEWEST_COMMENTS = 5
A_DIFFERENCE = 0.1
"""Levels: less than that is called no sign of a difference."""
WAITED_YEARS = range(2, 6)
"""Who took the same course so many years later stands for what would have been."""
THEMES = {
    "useful": r"bermanfaat|berguna|useful",
    "not_fitting": r"tidak sesuai|kurang sesuai|not relevant",
    "too_short": r"terlalu singkat|kurang waktu|too short",
    "practice": r"praktik|latihan|practice",
    "examples": r"contoh|studi kasus|example",
    "teacher": r"narasumber|pengajar|widyaiswara|teacher|speaker",
}
"""What comments are about, by the words in them."""
RESULTS = [
    "course_id", "title", "n_taken", "n_people", "share_completed", "n_rated", "rating",
    "n_assessed", "level_change", "n_appraised", "appraisal_change", "themes", "verdict",
]  # fmt: skip


def course_results(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return one row a course that anybody took, those with the largest change of levels first.

    Columns: n_taken and n_people, share_completed (drawn towards that of all courses), n_rated and
    rating (1 to 5, drawn towards the mean of all), n_assessed (assessed before and after, in what
    the course teaches) and level_change (levels more than others, NaN below `FEWEST_CHANGES`),
    n_appraised and appraisal_change (points of the predicate more than those who waited, likewise),
    themes (code to number of comments) and verdict: ``raises``, ``no_sign``, ``lower`` or
    ``too_few``; those come last.
    """
    taken = _taken(tables, as_of)
    courses = pd.Index(sorted(taken["course_id"].unique()), dtype="str")
    table = pd.DataFrame(index=courses.rename("course_id"))
    by = taken.groupby("course_id")
    table["n_taken"], table["n_people"] = by.size(), by["employee_id"].nunique()
    finished = by["done"].agg(["sum", "count"])
    overall = float(taken["done"].mean()) if len(taken) else 1.0
    table["share_completed"] = steadied(finished, overall, prior=PRIOR_TRAININGS)
    table = table.join(_ratings(taken)).join(_level_changes(tables, taken))
    table = table.join(_appraisal_changes(tables, taken)).join(_themes(taken))
    counts = ["n_rated", "n_assessed", "n_appraised"]
    table[counts] = table[counts].fillna(0).astype("int64")
    table["themes"] = table["themes"].map(lambda one: one if isinstance(one, dict) else {})
    table["verdict"] = _verdicts(table)
    titled = table.assign(title=catalogue(tables)["title"].reindex(courses)).reset_index()
    order = titled.sort_values(
        ["level_change", "rating", "course_id"], ascending=[False, False, True]
    )
    return order[RESULTS].reset_index(drop=True)


def level_changes(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return n_assessed and level_change of `course_results`, indexed by course."""
    return _level_changes(tables, _taken(tables, as_of))


def _taken(tables: Tables, as_of: date) -> pd.DataFrame:
    trainings = rows_of(tables, "trainings")
    named = trainings.assign(course_id=named_courses(tables, trainings)).dropna(subset="course_id")
    past = named[named["completed_on"] < pd.Timestamp(as_of)]
    return past.assign(done=past["outcome"].isna() | (past["outcome"] == "completed"))


def _ratings(taken: pd.DataFrame) -> pd.DataFrame:
    rated = taken.dropna(subset="feedback")
    by = rated.groupby("course_id")["feedback"].agg(["sum", "count"])
    mean = float(rated["feedback"].mean()) if len(rated) else np.nan
    rating = (by["sum"] + PRIOR_RATINGS * mean) / (by["count"] + PRIOR_RATINGS)
    return pd.DataFrame({"n_rated": by["count"], "rating": rating})


def _level_changes(tables: Tables, taken: pd.DataFrame) -> pd.DataFrame:
    """Return by course how levels moved between two assessments, against those without a course."""
    moved = _successive(rows_of(tables, "assessments"))
    taught = rows_of(tables, "course_competencies")[["course_id", "competency_id"]]
    done = taken.loc[taken["done"], ["employee_id", "course_id", "completed_on"]]
    after = done.merge(taught.drop_duplicates(), on="course_id").merge(moved, on=PAIR)
    between = (after["completed_on"] >= after["before_on"]) & (
        after["completed_on"] < after["assessed_on"]
    )
    after = after[between]
    usual = moved[~moved["change_id"].isin(after["change_id"])].groupby("before")["change"].mean()
    return _against(after, after["before"].map(usual), "n_assessed", "level_change")


def _successive(assessments: pd.DataFrame) -> pd.DataFrame:
    """Return each assessment with the one before it of the same person and competency."""
    told = assessments.dropna(subset=["assessed_on", "level"])
    order = told.sort_values([*PAIR, "assessed_on"])
    by = order.groupby(PAIR)
    pairs = order.assign(before=by["level"].shift(), before_on=by["assessed_on"].shift())
    found = pairs.dropna(subset="before").reset_index(drop=True)
    return found.assign(change=found["level"] - found["before"], change_id=found.index)[
        [*PAIR, "before", "before_on", "assessed_on", "change", "change_id"]
    ]


def _appraisal_changes(tables: Tables, taken: pd.DataFrame) -> pd.DataFrame:
    """Return by course how predicates moved from the year before to the year after."""
    years = _yearly(rows_of(tables, "appraisals"))
    done = taken[taken["done"]].groupby(["employee_id", "course_id"])["completed_on"].min()
    first = done.dt.year.rename("year").reset_index()
    treated = _changes(first, years)
    later = [first.assign(year=first["year"] - waited) for waited in WAITED_YEARS]
    waiting = _changes(pd.concat(later, ignore_index=True), years)
    keys = ["course_id", "year", "before"]
    usual = waiting.groupby(keys)["change"].mean().rename("usual").reset_index()
    compared = treated.merge(usual, on=keys)
    return _against(compared, compared["usual"], "n_appraised", "appraisal_change")


def _yearly(appraisals: pd.DataFrame) -> pd.Series:
    told = appraisals.dropna(subset=["predicate", "period_end"])
    year = (told["period_end"] - pd.Timedelta(days=1)).dt.year.rename("year")
    return told["predicate"].groupby([told["employee_id"], year]).mean().round()


def _changes(taken: pd.DataFrame, years: pd.Series) -> pd.DataFrame:
    """Return courses taken with the predicate of the year before and its change to that after."""
    sides = {}
    for name, shift in (("before", -1), ("after", 1)):
        keys = pd.MultiIndex.from_arrays([taken["employee_id"], taken["year"] + shift])
        sides[name] = years.reindex(keys).to_numpy()
    told = taken.assign(**sides).dropna(subset=["before", "after"])
    return told.assign(change=told["after"] - told["before"])


def _against(rows: pd.DataFrame, usual: pd.Series, n: str, change: str) -> pd.DataFrame:
    """Return by course how many changes there are and by how much they exceed the usual ones."""
    above = (rows["change"] - usual).dropna()
    by = above.groupby(rows["course_id"]).agg(["sum", "count"])
    shrunk = by["sum"] / (by["count"] + PRIOR_CHANGES)
    return pd.DataFrame({n: by["count"], change: shrunk.where(by["count"] >= FEWEST_CHANGES)})


def _themes(taken: pd.DataFrame) -> pd.DataFrame:
    told = taken.dropna(subset="comment")
    marks = {
        code: told["comment"].astype("str").str.contains(words, case=False, na=False)
        for code, words in THEMES.items()
    }
    counts = pd.DataFrame(marks, index=told.index).groupby(told["course_id"]).sum()
    found = {
        course: {code: int(n) for code, n in row.items() if n >= FEWEST_COMMENTS}
        for course, row in counts.to_dict("index").items()
    }
    return pd.DataFrame({"themes": pd.Series(found, dtype="object")})


def _verdicts(table: pd.DataFrame) -> pd.Series:
    change = table["level_change"]
    verdict = pd.Series("no_sign", index=table.index).mask(change >= A_DIFFERENCE, "raises")
    return verdict.mask(change <= -A_DIFFERENCE, "lower").mask(change.isna(), "too_few")
