"""The post somebody holds, how long, and how it has moved."""

from __future__ import annotations

import numpy as np

from features.clock import Days, Floats
from features.declare import feature
from features.history import History, ratio
from features.tables import JOB_KINDS, JOB_LEVELS, PNS_RANKS, PPPK_RANKS

RANK_STEPS = np.array([*range(1, len(PNS_RANKS) + 1), *range(1, len(PPPK_RANKS) + 1), np.nan])
CREDIT_A_YEAR = np.array([3.75, 5, 12.5, 25, 12.5, 25, 37.5, 50, np.nan, np.nan])
"""Credit of a year by job level, in the order of `JOB_LEVELS` (PerBKN 3/2023)."""
CREDIT_NEEDED = np.array([15, 60, 100, np.nan, 100, 200, 450, np.nan, np.nan, np.nan])
"""Credit needed for the next rung by job level (PermenPANRB 1/2023)."""
SHARE_OF_PREDICATE = np.array([np.nan, 0.25, 0.5, 0.75, 1.0, 1.5, np.nan])
"""How much of a year's credit a predicate earns, from 1 very poor to 5 very good."""
HALF_A_YEAR, A_YEAR = 183, 366
DAYS_A_YEAR = 365.25
THREE_YEARS = 1096


@feature(unit="days", needs=("assignments",))
def days_in_job(history: History) -> Floats:
    """Days since the present job was first held."""
    return history.since_first("job_id")


@feature(unit="days", needs=("assignments",))
def days_in_unit(history: History) -> Floats:
    """Days since the first post in the present unit."""
    return history.since_first("unit_id")


@feature(unit="days", needs=("assignments",))
def days_with_supervisor(history: History) -> Floats:
    """Days since the first post under the present superior, where one is on file."""
    return history.since_first("supervisor_id")


@feature(unit="days", needs=("assignments",))
def days_since_last_appointment(history: History) -> Floats:
    """Days since the last record of a definitive post."""
    return history.posts.days_since_last()


@feature(unit="jobs", needs=("assignments",))
def n_jobs_held(history: History) -> Floats:
    """How many different jobs are on record."""
    return history.posts.distinct("job_id")


@feature(unit="units", needs=("assignments",))
def n_units_worked_in(history: History) -> Floats:
    """How many different units are on record."""
    return history.posts.distinct("unit_id")


@feature(unit="jobs", needs=("assignments",))
def n_jobs_last_three_years(history: History) -> Floats:
    """How many different jobs began in the last three years."""
    return history.posts.distinct("job_id", THREE_YEARS)


@feature(unit="yes/no", needs=("assignments",))
def supervisor_changed(history: History) -> Floats:
    """Whether the superior is another one than half a year ago; no value if either is unknown."""
    now = history.post("supervisor_id")
    before = history.earlier_post("supervisor_id", ago=HALF_A_YEAR)
    return np.where(np.isnan(now) | np.isnan(before), np.nan, now != before)


@feature(unit="posts", needs=("assignments",))
def n_acting_posts_last_three_years(history: History) -> Floats:
    """Acting posts (PLT, PLH) begun in the last three years; they are not promotions."""
    acting = history.events("assignments").where(
        lambda rows: rows.equals("appointment", "acting", "daily_acting")
    )
    return acting.count(THREE_YEARS)


@feature(unit="days", needs=("assignments",))
def days_since_promotion(history: History) -> Floats:
    """Days since the last move recorded as a promotion; no value where none is."""
    return history.posts.where(lambda rows: rows.equals("move", "promotion")).days_since_last()


@feature(unit="days", needs=("assignments", "jobs", "appraisals"))
def days_to_next_rung(history: History) -> Floats:
    """Days until credit (angka kredit) would allow the next functional rung at this predicate.

    The credit needed since the job began, at the coefficient of the level and the last predicate
    (PermenPANRB 1/2023, PerBKN 3/2023); below 0 where that day has passed. Not a promise: a test
    of competence and a vacancy are needed too. No value outside functional ladders and on the top
    rung.
    """
    predicate = history.events("appraisals").last("predicate")
    pace = CREDIT_A_YEAR[_code(history.of_job("level"))] * SHARE_OF_PREDICATE[_code(predicate)]
    functional = history.of_job("kind") == JOB_KINDS.index("functional")
    years = np.where(functional, ratio(CREDIT_NEEDED[_code(history.of_job("level"))], pace), np.nan)
    return years * DAYS_A_YEAR - days_in_job(history)


@feature(unit="days", needs=("ranks",))
def days_in_rank(history: History) -> Floats:
    """Days since the present rank began."""
    return history.events("ranks").days_since_last()


@feature(unit="steps", needs=("ranks",))
def rank_step(history: History) -> Floats:
    """The rank as a step on its own ladder, 1 the lowest (I/a or I)."""
    rank = history.events("ranks").last("rank")
    return RANK_STEPS[np.nan_to_num(rank, nan=-1).astype(np.int64)]


@feature(unit="ranks a year", needs=("ranks", "employees"))
def rank_steps_a_year(history: History) -> Floats:
    """Recorded ranks for each year between the first and today."""
    ranks = history.events("ranks")
    years = np.maximum(ranks.days_since_first(), A_YEAR) / A_YEAR
    return ranks.count() / years


@feature(unit="category", needs=("assignments", "jobs"), categories=JOB_KINDS)
def job_kind(history: History) -> Floats:
    """The kind of the present job."""
    return history.of_job("kind")


@feature(unit="category", needs=("assignments", "jobs"), categories=JOB_LEVELS)
def job_level(history: History) -> Floats:
    """The level of the present job inside its kind."""
    return history.of_job("level")


@feature(unit="class 1-17", needs=("assignments", "jobs"))
def job_class(history: History) -> Floats:
    """The job class (kelas jabatan) of the present job."""
    return history.of_job("job_class")


def _code(codes: Floats) -> Days:
    """Return codes as positions; -1 for none, which the tables of this module answer with NaN."""
    return np.nan_to_num(codes, nan=-1).astype(np.int64)
