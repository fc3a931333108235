"""The unit and the job somebody is in: size, mix, and the place in it."""

from __future__ import annotations

import numpy as np

from features.clock import Floats
from features.declare import feature
from features.history import History, ratio

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


def service(history: History) -> Floats:
    """Return the days of service of everybody."""
    return history.now - history.events("employees").last("joined_on")


def job_in_unit(history: History) -> Floats:
    """Return one code for the present job and unit together."""
    return history.post("unit_id") * len(history.vocabularies["jobs"]) + history.post("job_id")
