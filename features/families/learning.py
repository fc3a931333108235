"""Training and other development on record; none on record is not the same as none."""

from __future__ import annotations

import numpy as np

from features.answers import Answers
from features.clock import Floats
from features.declare import feature
from features.history import History, ratio
from features.rows import Mask, Rows
from features.tables import EMPLOYMENT_TYPES

NEEDS = ("trainings",)
A_YEAR, THREE_YEARS = 366, 1096
DUTY_HOURS = 20
"""Hours of development a year that PP 11/2017 and LAN 10/2018 ask for."""
CONTRACT_HOURS = 24
CONTRACT_TYPES = [EMPLOYMENT_TYPES.index(kind) for kind in ("pppk", "pppk_part_time")]


@feature(unit="courses", needs=NEEDS)
def courses_last_year(history: History) -> Floats:
    """Courses completed in the last year."""
    return completed(history).count(A_YEAR)


@feature(unit="courses", needs=NEEDS)
def courses_last_three_years(history: History) -> Floats:
    """Courses completed in the last three years."""
    return completed(history).count(THREE_YEARS)


@feature(unit="hours (JP)", needs=NEEDS)
def hours_last_year(history: History) -> Floats:
    """Lesson hours completed in the last year."""
    return completed(history).sum("hours", A_YEAR)


@feature(unit="hours (JP)", needs=NEEDS)
def hours_last_three_years(history: History) -> Floats:
    """Lesson hours completed in the last three years."""
    return completed(history).sum("hours", THREE_YEARS)


@feature(unit="share", needs=NEEDS)
def share_of_duty_hours(history: History) -> Floats:
    """Hours of the last year against the yearly duty of 20 (LAN 10/2018); may exceed 1."""
    return hours_last_year(history) / DUTY_HOURS


@feature(unit="days", needs=NEEDS)
def days_since_training(history: History) -> Floats:
    """Days since the last completed course; no value where none is on record."""
    return completed(history).days_since_last()


@feature(unit="forms", needs=NEEDS)
def n_forms_last_three_years(history: History) -> Floats:
    """How many of the 25 forms of development were used in the last three years."""
    return completed(history).distinct("form", THREE_YEARS)


@feature(unit="share", needs=NEEDS)
def share_not_finished(history: History) -> Floats:
    """Share of courses that were failed or dropped; no value where none is on record."""
    trainings = history.events("trainings")
    unfinished = trainings.where(lambda rows: rows.equals("outcome", "failed", "dropped"))
    return ratio(unfinished.count(), trainings.count())


@feature(unit="rating 1-5", needs=NEEDS)
def mean_course_feedback(history: History) -> Floats:
    """The mean rating that the person gave to courses in three years."""
    return history.events("trainings").mean("feedback", THREE_YEARS)


@feature(unit="mentorings", needs=("mentorings",))
def n_mentorings_last_three_years(history: History) -> Floats:
    """Times the person began to be mentored in the last three years."""
    return history.events("mentorings").count(THREE_YEARS)


@feature(unit="share", needs=("trainings", "statuses"))
def share_of_contract_hours(history: History) -> Floats:
    """Hours of the last year against the 24 a year that contracts allow, for who has a contract.

    PP 49/2018 Ps 40 and LAN 15/2020 for contract staff (PPPK); may exceed 1.
    """
    kind = history.events("statuses").last("employment_type")
    hours = hours_last_year(history) / CONTRACT_HOURS
    return np.where(np.isin(kind, CONTRACT_TYPES), hours, np.nan)


@feature(unit="hours (JP)", needs=NEEDS)
def hours_last_year_against_before(history: History) -> Floats:
    """Hours of the last year less the yearly mean of the last three."""
    return hours_last_year(history) - hours_last_three_years(history) / 3


@feature(unit="hours (JP)", needs=("trainings", "assignments"))
def hours_against_job(history: History) -> Floats:
    """Hours of three years less the median of people in the same job."""
    hours = hours_last_three_years(history)
    return hours - history.median_of(hours, history.post("job_id"))


@feature(unit="courses", needs=NEEDS)
def n_not_finished_last_three_years(history: History) -> Floats:
    """Courses of the last three years that were failed or dropped."""
    trainings = history.events("trainings")
    unfinished = trainings.where(lambda rows: rows.equals("outcome", "failed", "dropped"))
    return unfinished.count(THREE_YEARS)


@feature(unit="score 0-100", needs=NEEDS)
def mean_course_score(history: History) -> Floats:
    """The mean score in the courses of three years; no value where none was given."""
    return history.events("trainings").mean("score", THREE_YEARS)


@feature(unit="days", needs=("mentorings",))
def days_since_mentoring(history: History) -> Floats:
    """Days since the person last began to be mentored; no value where none is on record."""
    return history.events("mentorings").days_since_last()


@feature(unit="mentorings", needs=("mentorings",))
def n_mentees_last_three_years(history: History) -> Floats:
    """Mentorings begun in the last three years in which the person was the mentor."""
    given = history.events("mentorings").by(lambda rows: rows.column("mentor_id"))
    return given.count(THREE_YEARS)


@feature(unit="pieces of feedback", needs=("feedbacks",))
def n_strengths_told_last_year(history: History) -> Floats:
    """Strengths that superiors and colleagues named in the last year."""
    feedbacks = history.events("feedbacks")
    return feedbacks.where(lambda rows: rows.equals("direction", "strength")).count(A_YEAR)


@feature(unit="pieces of feedback", needs=("feedbacks",))
def n_improvements_told_last_year(history: History) -> Floats:
    """Things to work on that superiors and colleagues named in the last year."""
    feedbacks = history.events("feedbacks")
    return feedbacks.where(lambda rows: rows.equals("direction", "improve")).count(A_YEAR)


def completed(history: History) -> Answers:
    """Return the trainings that were completed, or whose outcome is not on file."""
    return history.events("trainings").where(_was_completed)


def _was_completed(rows: Rows) -> Mask:
    return rows.missing("outcome") | rows.equals("outcome", "completed")
