"""What rules look at: the numbers of people and of courses, read once from the records."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from features.records import begun_last
from features.tables import PNS_RANKS, PPPK_RANKS
from models.defaults.ladder import rungs_of_posts, rungs_of_titles
from models.gaps import catalogue, completions, current_jobs, present_posts
from models.scorers import Tables, rows_of

RANKS = frozenset((*PNS_RANKS, *PPPK_RANKS))
CONTRACT_STAFF = ("pppk", "pppk_part_time")


def employment(tables: Tables, as_of: date) -> pd.Series:
    """Return everybody's kind of employment on a day, indexed by employee_id.

    Whose first one is to come is not in it, and so under no rule that names kinds of employment.
    """
    return begun_last(rows_of(tables, "statuses"), as_of)["employment_type"]


def contract_years(tables: Tables, as_of: date) -> pd.Series:
    """Return on which day the running year of each contract began, by employee_id.

    That is the last anniversary of the first day of the present contract, on or before ``as_of``.
    Who is no contract staff, or has no first day on record, is not in it.
    """
    latest = begun_last(rows_of(tables, "statuses"), as_of)
    first = latest.loc[latest["employment_type"].isin(CONTRACT_STAFF), "started_on"].dropna()
    to_come = first.dt.month * 100 + first.dt.day > as_of.month * 100 + as_of.day
    years = (as_of.year - first.dt.year - to_come).to_numpy().astype(np.int64)
    months = first.to_numpy().astype("datetime64[M]") + 12 * years
    days = months.astype("datetime64[D]") + (first.dt.day.to_numpy() - 1)
    return pd.Series(days.astype("datetime64[us]"), index=first.index)


def hours_this_year(tables: Tables, as_of: date, *, since: pd.Series | None = None) -> pd.Series:
    """Return lesson hours completed in the calendar year of ``as_of``, by employee_id.

    ``since`` has the first day of the year of those whose year is another one: `contract_years`.
    Hours that a training does not name are those of its course; unknown hours count as 0.
    """
    trainings = rows_of(tables, "trainings")
    done = trainings[trainings["outcome"].isna() | (trainings["outcome"] == "completed")]
    in_year = done["completed_on"].dt.year == as_of.year
    if since is not None:
        begun = since.reindex(done["employee_id"]).set_axis(done.index)
        in_year = in_year.where(begun.isna(), done["completed_on"] >= begun)
    done = done[in_year]
    of_course = done["course_id"].map(catalogue(tables)["hours"]).astype("float64")
    hours = done["hours"].fillna(of_course).fillna(0.0).clip(lower=0)
    total: pd.Series = hours.groupby(done["employee_id"]).sum()
    return total


def hours_under_ceiling(tables: Tables, as_of: date) -> pd.Series:
    """Return the lesson hours that count under a ceiling, by employee_id.

    Those of the year of the contract for contract staff, else those of the calendar year.
    """
    return hours_this_year(tables, as_of, since=contract_years(tables, as_of))


def course_hours(tables: Tables) -> pd.Series:
    """Return the hours of each course, indexed by item_id; NaN where they are not on record."""
    hours = catalogue(tables)["hours"].astype("float64")
    return hours.where(hours > 0)


def retirement_days(tables: Tables, as_of: date, ages: dict[str, float]) -> pd.Series:
    """Return the day on which each person retires, by employee_id; NaT without a birth date.

    The age is that of the job, or else by its kind and level; people leave on the first of the
    month after the birthday. A legal date only, never an input of a model.
    """
    people = rows_of(tables, "employees").drop_duplicates("employee_id", keep="last")
    born = people.set_index("employee_id")["birth_date"]
    posts = present_posts(tables, as_of).reindex(born.index)
    age = posts["job_id"].map(current_jobs(tables, as_of)["retirement_age"]).astype("float64")
    by_kind = pd.Series(float(ages["other"]), index=born.index)
    by_kind = by_kind.mask(posts["kind"] == "leadership", float(ages["leadership"]))
    for level in ("madya", "utama"):
        is_level = (posts["kind"] == "functional") & (posts["level"] == level)
        by_kind = by_kind.mask(is_level, float(ages[level]))
    months = 12 * age.where(age > 0).fillna(by_kind).to_numpy().astype(np.int64) + 1
    days = born.to_numpy().astype("datetime64[M]") + months
    return pd.Series(days.astype("datetime64[us]"), index=born.index)


def months_to_retirement(tables: Tables, as_of: date, ages: dict[str, float]) -> pd.Series:
    """Return whole months until each person retires, by employee_id; NaN without a birth date."""
    retires = retirement_days(tables, as_of, ages)
    months = 12 * (retires.dt.year - as_of.year) + retires.dt.month - as_of.month
    left: pd.Series = months.clip(lower=0).astype("float64")
    return left


def rungs_completed(tables: Tables) -> pd.DataFrame:
    """Return which rungs of the leadership ladder people have completed: employee_id, rung."""
    trainings = rows_of(tables, "trainings")
    done = trainings[trainings["outcome"].isna() | (trainings["outcome"] == "completed")]
    titled = rungs_of_titles(done["title"])
    by_course = done["course_id"].map(rungs_of_courses(tables)).astype("float64")
    found = done.assign(rung=titled.fillna(by_course)).dropna(subset="rung")
    return found[["employee_id", "rung"]].drop_duplicates()


def rungs_of_courses(tables: Tables) -> pd.Series:
    """Return the rung each course is, by its title, or else by its id; NaN where it is none."""
    titles = catalogue(tables)["title"]
    return rungs_of_titles(titles).fillna(rungs_of_titles(titles.index.to_series()))


def rungs_of_people(tables: Tables, as_of: date) -> pd.Series:
    """Return the rung that everybody's present post asks for, NaN where none."""
    return rungs_of_posts(present_posts(tables, as_of))


def away_until(tables: Tables, as_of: date) -> pd.Series:
    """Return until when people who are away now stay away, by employee_id.

    An absence without a known end counts until the last day that can be written.
    """
    absences, start = rows_of(tables, "absences"), pd.Timestamp(as_of)
    now = absences[(absences["started_on"] <= start) & ~(absences["ended_on"] <= start)]
    return now["ended_on"].fillna(FAR).groupby(now["employee_id"]).max()


FAR = pd.Timestamp(2199, 1, 1)


def bound_until(tables: Tables, as_of: date, times_length: float) -> pd.Series:
    """Return until when a study assignment that has begun binds people, by employee_id.

    Only one whose end is on record does.
    """
    absences = rows_of(tables, "absences")
    begun = absences["started_on"] <= pd.Timestamp(as_of)
    studies = absences[begun & (absences["kind"] == "study") & absences["ended_on"].notna()]
    until = studies["ended_on"] + (studies["ended_on"] - studies["started_on"]) * times_length
    return until.dt.normalize().groupby(studies["employee_id"]).max()


def completed_courses(tables: Tables) -> pd.DataFrame:
    """Return who completed which course: employee_id and item_id."""
    return completions(tables)[["employee_id", "item_id"]].drop_duplicates()


def declined_courses(tables: Tables, as_of: date, *, months_not_now: float) -> pd.DataFrame:
    """Return who has answered that a course is not for them: employee_id and item_id.

    The latest answer to a course counts; ``not_now`` holds for some months, the others stay.
    """
    answers = rows_of(tables, "responses").dropna(subset="course_id")
    latest = answers.sort_values(["employee_id", "course_id", "answered_on", "answer"])
    latest = latest.drop_duplicates(["employee_id", "course_id"], keep="last")
    since = pd.Timestamp(as_of) - pd.DateOffset(months=int(months_not_now))
    recent = (latest["answer"] == "not_now") & (latest["answered_on"] >= since)
    against = latest["answer"].isin(["known_already", "not_relevant", "too_far", "other"]) | recent
    pairs = latest.loc[against, ["employee_id", "course_id"]]
    return pairs.rename(columns={"course_id": "item_id"})
