"""The unit and the job somebody is in: size, mix, and the place in it."""

from __future__ import annotations

import numpy as np

from features.answers import Answers
from features.clock import Floats
from features.declare import feature
from features.establishment import posts_in_own_job, posts_in_unit, posts_of_job
from features.groups import job_family, job_in_unit, service
from features.history import History, ratio
from features.rungs import next_job
from features.tables import REASON_FAMILIES

A_YEAR = 366


@feature(unit="people", needs=("assignments",))
def n_people_in_unit(history: History) -> Floats:
    """How many people work in the unit."""
    return history.together(history.post("unit_id"))


@feature(unit="people", needs=("assignments",))
def n_people_in_job(history: History) -> Floats:
    """How many people hold the same job."""
    return history.together(history.post("job_id"))


@feature(unit="people", needs=("assignments",))
def n_people_same_job_and_unit(history: History) -> Floats:
    """How many people hold the same job in the same unit."""
    return history.together(job_in_unit(history))


@feature(unit="people", needs=("assignments",))
def n_people_of_supervisor(history: History) -> Floats:
    """How many people report to the same superior."""
    return history.together(history.post("supervisor_id"))


@feature(unit="share", needs=("assignments",))
def share_of_unit_new(history: History) -> Floats:
    """Share of the unit that joined the agency within a year."""
    new = (service(history) <= A_YEAR).astype(np.float64)
    return history.mean_of(new, history.post("unit_id"))


@feature(unit="days", needs=("assignments",))
def mean_service_in_unit(history: History) -> Floats:
    """Mean days of service of the people in the unit."""
    return history.mean_of(service(history), history.post("unit_id"))


@feature(unit="days", needs=("assignments",))
def mean_service_in_job(history: History) -> Floats:
    """Mean days of service of the people in the same job."""
    return history.mean_of(service(history), history.post("job_id"))


@feature(unit="share", needs=("assignments",))
def share_of_job_new(history: History) -> Floats:
    """Share of the same job's people that joined the agency within a year."""
    new = (service(history) <= A_YEAR).astype(np.float64)
    return history.mean_of(new, history.post("job_id"))


@feature(unit="people", needs=("assignments", "jobs"))
def n_people_in_job_family(history: History) -> Floats:
    """How many people hold a job of the same family."""
    return history.together(job_family(history))


@feature(unit="0 to 1", needs=("assignments",))
def seniority_in_job(history: History) -> Floats:
    """Where the length of service stands among the same job, 0 newest to 1 longest."""
    return history.standing(service(history), history.post("job_id"))


@feature(unit="0 to 1", needs=("assignments",))
def seniority_in_unit(history: History) -> Floats:
    """Where the length of service stands in the unit, 0 newest to 1 longest."""
    return history.standing(service(history), history.post("unit_id"))


@feature(unit="share", needs=("assignments",))
def share_of_unit_in_same_job(history: History) -> Floats:
    """Share of the unit's people who hold the same job."""
    return ratio(n_people_same_job_and_unit(history), n_people_in_unit(history))


@feature(unit="people", needs=("assignments",))
def n_people_led(history: History) -> Floats:
    """How many people report to this person."""
    return history.n_with(history.post("supervisor_id"), history.moments.entity.astype(np.float64))


@feature(unit="share", needs=("assignments", "establishment"))
def share_of_unit_vacant(history: History) -> Floats:
    """Share of the unit's posts that nobody holds; below 0 where more work there than needed.

    No value where the establishment says nothing about the unit.
    """
    return 1 - ratio(n_people_in_unit(history), posts_in_unit(history))


@feature(unit="posts", needs=("assignments", "establishment"))
def n_vacant_posts_in_own_job(history: History) -> Floats:
    """Posts of the same job in the unit that nobody holds; below 0 where more hold it."""
    return posts_in_own_job(history) - n_people_same_job_and_unit(history)


@feature(unit="posts", needs=("assignments", "establishment", "jobs"))
def n_vacant_posts_of_next_job(history: History) -> Floats:
    """Posts of the next rung that nobody in the agency holds, if there is such a rung and plan."""
    above = next_job(history)
    return np.maximum(
        posts_of_job(history, above) - history.n_with(history.post("job_id"), above), 0
    )


@feature(unit="share", needs=("assignments", "departures"))
def share_of_unit_left_last_90_days(history: History) -> Floats:
    """Voluntary exits from the unit in 90 days, for each person who was there."""
    return _share_left(history, "unit_id", 90)


@feature(unit="share", needs=("assignments", "departures"))
def share_of_unit_left_last_year(history: History) -> Floats:
    """Voluntary exits from the unit in a year, for each person who was there."""
    return _share_left(history, "unit_id", A_YEAR)


@feature(unit="share", needs=("assignments", "departures"))
def share_of_unit_gone_last_year(history: History) -> Floats:
    """Voluntary exits and transfers from the unit in a year, for each person who was there."""
    reasons = (*REASON_FAMILIES["voluntary"], *REASON_FAMILIES["transfer"])
    gone = history.events("departures").where(lambda rows: rows.equals("reason", *reasons))
    return _share_gone(history, gone, "unit_id", A_YEAR)


@feature(unit="share", needs=("assignments", "departures"))
def share_of_team_left_last_year(history: History) -> Floats:
    """Voluntary exits in a year under the same superior, for each person who was there."""
    return _share_left(history, "supervisor_id", A_YEAR)


def _share_left(history: History, column: str, days: int) -> Floats:
    return _share_gone(history, history.voluntary_exits, column, days)


def _share_gone(history: History, gone: Answers, column: str, days: int) -> Floats:
    place = history.post(column)
    left = gone.by(history.held(column)).at(history.asked_of(place)).count(days)
    return ratio(left, history.together(place) + left)
