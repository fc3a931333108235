"""What the job asks for and the person has, as the competency twin estimates it.

Levels come from `features.twin`, so a person without an assessment has them too, with a larger
uncertainty. Integrity is in none of these: it is never inferred and never a model input.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.clock import Days, Floats
from features.declare import feature
from features.history import History, ratio
from features.twin.levels import Twin, known_twin
from features.twin.noise import A_GAP, COURSE

NEEDS = ("assignments", "competency_standards")
THREE_YEARS = 1096


@feature(unit="levels", needs=NEEDS)
def gap_to_job(history: History) -> Floats:
    """Mean levels lacking to what the present job asks, by importance; 0 where none lacks."""
    return history.keep(("gap to job",), lambda: mean_gap(history, "asked"))


@feature(unit="levels", needs=NEEDS)
def largest_gap_to_job(history: History) -> Floats:
    """Levels lacking in the competency in which most lacks to the present job."""

    def of_day(twin: Twin, size: int) -> Floats:
        largest = np.full(size, np.nan)
        asked = ~np.isnan(twin.asked)
        lack = np.maximum(twin.asked - twin.estimate.level, 0)[asked]
        np.fmax.at(largest, twin.person[asked], lack)
        return largest

    return _each(history, of_day)


@feature(unit="competencies", needs=NEEDS)
def n_gaps_to_job(history: History) -> Floats:
    """Competencies in which at least half a level lacks to the present job."""

    def of_day(twin: Twin, size: int) -> Floats:
        lacks = (twin.asked - twin.estimate.level >= A_GAP).astype(np.float64)
        return np.where(total(twin, size) > 0, total(twin, size, lacks), np.nan)

    return _each(history, of_day)


@feature(unit="share", needs=NEEDS)
def job_match(history: History) -> Floats:
    """Levels held, none counted above what is asked, against the levels that the job asks (JPM)."""
    return history.keep(("job match",), lambda: match(history, "asked"))


@feature(unit="share", needs=NEEDS)
def share_of_standard_with_evidence(history: History) -> Floats:
    """Share of the asked competencies of which there is evidence of the person's own."""

    def of_day(twin: Twin, size: int) -> Floats:
        seen = (twin.estimate.n_evidence > 0).astype(np.float64)
        return ratio(total(twin, size, seen), total(twin, size))

    return _each(history, of_day)


@feature(unit="levels", needs=NEEDS)
def mean_uncertainty_of_levels(history: History) -> Floats:
    """Mean standard error of the levels in what the present job asks."""

    def of_day(twin: Twin, size: int) -> Floats:
        return ratio(total(twin, size, twin.estimate.error), total(twin, size))

    return _each(history, of_day)


@feature(unit="levels", needs=(*NEEDS, "jobs"))
def gap_to_next_job(history: History) -> Floats:
    """Mean levels lacking to what the next rung asks, by importance, if there is a next rung."""
    return mean_gap(history, "asked_next")


@feature(unit="share", needs=(*NEEDS, "jobs"))
def next_job_match(history: History) -> Floats:
    """Levels held against those that the next rung asks, if there is a next rung."""
    return match(history, "asked_next")


@feature(unit="levels", needs=(*NEEDS, "trainings", "course_competencies"))
def levels_gained_by_courses(history: History) -> Floats:
    """Levels that the courses of three years are thought to have added to what the job asks."""

    def of_day(twin: Twin, size: int) -> Floats:
        read = twin.estimate.evidence
        counts = (read.kind == COURSE) & (read.day >= twin.day - THREE_YEARS)
        counts &= ~np.isnan(twin.asked[read.pair])
        gained = np.where(counts, twin.estimate.moved, 0.0)
        sums = np.bincount(twin.person[read.pair], weights=gained, minlength=size)
        return np.where(total(twin, size) > 0, sums, np.nan)

    return _each(history, of_day)


@feature(unit="share", needs=NEEDS)
def mean_job_match_in_unit(history: History) -> Floats:
    """The mean of the unit in how much of what their jobs ask people have."""
    return history.mean_of(job_match(history), history.post("unit_id"))


@feature(unit="share", needs=NEEDS)
def job_match_against_unit(history: History) -> Floats:
    """How much of what the job asks the person has, less the unit's mean."""
    return job_match(history) - mean_job_match_in_unit(history)


@feature(unit="days", needs=("assessments",))
def days_since_assessment(history: History) -> Floats:
    """Days since any competency was last assessed; no value where none was."""
    return history.events("assessments").days_since_last()


def mean_gap(history: History, asked: str) -> Floats:
    """Return the mean levels lacking by importance to what one of the jobs asks."""

    def of_day(twin: Twin, size: int) -> Floats:
        wanted: Floats = getattr(twin, asked)
        weight: Floats = getattr(twin, asked.replace("asked", "weight"))
        lack = weight * np.maximum(wanted - twin.estimate.level, 0)
        return ratio(_sums(twin, size, lack), _sums(twin, size, weight))

    return _each(history, of_day)


def match(history: History, asked: str) -> Floats:
    """Return the levels held against those that one of the jobs asks."""

    def of_day(twin: Twin, size: int) -> Floats:
        wanted: Floats = getattr(twin, asked)
        held = np.minimum(wanted, twin.estimate.level)
        return ratio(_sums(twin, size, held), _sums(twin, size, wanted))

    return _each(history, of_day)


def total(twin: Twin, size: int, values: Floats | None = None) -> Floats:
    """Return the sums by person over what the present job asks; of ones where none are given."""
    ones = np.ones(len(twin.person)) if values is None else values
    return _sums(twin, size, np.where(np.isnan(twin.asked), np.nan, ones))


def _sums(twin: Twin, size: int, values: Floats) -> Floats:
    weights = np.nan_to_num(values)
    return np.bincount(twin.person, weights=weights, minlength=size).astype(np.float64)


def _each(history: History, of_day: Callable[[Twin, int], Floats]) -> Floats:
    """Return what a function of the day's twin says of every person, for each moment."""
    size = len(history.vocabularies["employees"])

    def answer(day: int, here: Days) -> Floats:
        return of_day(known_twin(history, day), size)[history.moments.entity[here]]

    return history.by_day(answer)
