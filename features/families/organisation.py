"""The unit and the job somebody is in: size, change, and who left it lately."""

from __future__ import annotations

import numpy as np

from features.clock import Floats
from features.declare import feature
from features.history import History, ratio

A_QUARTER, A_YEAR = 91, 366
PRIOR_PEOPLE = 50.0
"""How many people's weight the agency's own rate has in a smoothed rate."""


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
    new = (history.now - history.events("employees").last("joined_on") <= A_YEAR).astype(float)
    return history.mean_of(new, history.post("unit_id"))


@feature(unit="days", needs=("assignments",))
def mean_service_in_unit(history: History) -> Floats:
    """Mean days of service of the people in the unit."""
    service = history.now - history.events("employees").last("joined_on")
    return history.mean_of(service, history.post("unit_id"))


@feature(unit="share", needs=("assignments", "departures"))
def share_of_unit_left(history: History) -> Floats:
    """Voluntary leavers of the unit in the last year for each person there now, smoothed."""
    return leaving_rate(history, "unit_id", A_YEAR)


@feature(unit="share", needs=("assignments", "departures"))
def share_of_unit_left_last_quarter(history: History) -> Floats:
    """Voluntary leavers of the unit in the last 91 days for each person there now, smoothed."""
    return leaving_rate(history, "unit_id", A_QUARTER)


@feature(unit="share", needs=("assignments", "departures"))
def share_of_job_left(history: History) -> Floats:
    """Voluntary leavers of the job in the last year for each person in it now, smoothed."""
    return leaving_rate(history, "job_id", A_YEAR)


def leaving_rate(history: History, column: str, days: int) -> Floats:
    """Return recent voluntary leavers per person by a post column, shrunk to the agency's rate."""
    codes = history.post(column)
    leavers = history.exits_by(column, "voluntary").at(history.asked_of(codes)).count(days)
    people = history.together(codes)
    once = ratio(np.ones(len(codes)), people)
    everyone = np.zeros(len(codes))
    agency = ratio(history.sum_of(leavers * once, everyone), history.together(everyone))
    return ratio(leavers + PRIOR_PEOPLE * agency, people + PRIOR_PEOPLE)


def job_in_unit(history: History) -> Floats:
    """Return one code for the present job and unit together."""
    return history.post("unit_id") * len(history.vocabularies["jobs"]) + history.post("job_id")
