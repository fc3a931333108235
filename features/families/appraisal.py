"""What the official appraisals say, and how they change."""

from __future__ import annotations

import numpy as np

from features.clock import Floats
from features.declare import feature
from features.history import History

NEEDS = ("appraisals",)
THREE_YEARS = 1096
GRADES = np.array([-1.0, 0.0, 1.0, np.nan])


@feature(unit="predicate 1-5", needs=NEEDS)
def last_predicate(history: History) -> Floats:
    """The predicate of the last appraisal, 5 the highest."""
    return history.events("appraisals").last("predicate")


@feature(unit="score 0-120", needs=NEEDS)
def last_score(history: History) -> Floats:
    """The score of the last appraisal; NaN in regimes without scores."""
    return history.events("appraisals").last("score")


@feature(unit="predicates a year", needs=NEEDS)
def predicate_trend(history: History) -> Floats:
    """The yearly change of the predicate over the last three years."""
    return history.events("appraisals").slope("predicate", THREE_YEARS)


@feature(unit="predicate", needs=NEEDS)
def predicate_spread(history: History) -> Floats:
    """The standard deviation of the predicate over all years on record."""
    return history.events("appraisals").spread("predicate")


@feature(unit="-2 to 2", needs=NEEDS)
def result_minus_behaviour(history: History) -> Floats:
    """The last result of work minus behaviour, each from -1 (below) to 1 (above)."""
    appraisals = history.events("appraisals")
    return grade(appraisals.last("work_result")) - grade(appraisals.last("behaviour"))


@feature(unit="days", needs=NEEDS)
def days_since_appraisal(history: History) -> Floats:
    """Days since the last appraised period ended; a long gap is itself a sign."""
    return history.events("appraisals").days_since_last()


@feature(unit="raters", needs=NEEDS)
def n_raters_last_three_years(history: History) -> Floats:
    """How many different people appraised in the last three years."""
    return history.events("appraisals").distinct("rater_id", THREE_YEARS)


@feature(unit="predicate", needs=("appraisals", "assignments"))
def predicate_against_unit(history: History) -> Floats:
    """The last predicate minus the unit's mean, since units differ in how they judge."""
    predicate = last_predicate(history)
    return predicate - history.mean_of(predicate, history.post("unit_id"))


def grade(code: Floats) -> Floats:
    """Return below, meets, above as -1, 0, 1."""
    return GRADES[np.nan_to_num(code, nan=-1).astype(np.int64)]
