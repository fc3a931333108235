"""What the official appraisals say, and how they change."""

from __future__ import annotations

import numpy as np

from features.bridge import last_of, slope_of, spread_of
from features.clock import Floats
from features.declare import feature
from features.groups import everybody, service
from features.history import History, ratio
from features.lives import Moments
from features.rows import Mask, Rows

NEEDS = ("appraisals",)
BRIDGED = ("appraisals", "assignments")
HALF_A_YEAR, THREE_YEARS, FIVE_YEARS = 183, 1096, 1827
GRADES = np.array([-1.0, 0.0, 1.0, np.nan])


@feature(unit="predicate 1-5", needs=NEEDS)
def last_predicate(history: History) -> Floats:
    """The predicate of the last appraisal, 5 the highest."""
    return history.events("appraisals").last("predicate")


@feature(unit="score 0-120", needs=NEEDS)
def last_score(history: History) -> Floats:
    """The score of the last appraisal; no value in regimes without scores."""
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


@feature(unit="standard deviations", needs=BRIDGED)
def bridged_appraisal(history: History) -> Floats:
    """The last appraisal beside those of the same unit, year and regime, 0 their middle."""
    return last_of(history, "value")


@feature(unit="standard deviations", needs=BRIDGED)
def bridged_uncertainty(history: History) -> Floats:
    """How unsure the place of the last appraisal is, 1 when it tells nothing."""
    return last_of(history, "uncertainty")


@feature(unit="standard deviations a year", needs=BRIDGED)
def bridged_trend(history: History) -> Floats:
    """The yearly change over three years of the place among the same unit, year and regime."""
    return slope_of(history, THREE_YEARS)


@feature(unit="standard deviations", needs=BRIDGED)
def bridged_spread(history: History) -> Floats:
    """How much the place among the same unit, year and regime has varied in five years."""
    return spread_of(history, FIVE_YEARS)


@feature(unit="share", needs=BRIDGED)
def share_of_unit_at_predicate(history: History) -> Floats:
    """Share of the unit's appraised people whose last predicate is the same."""
    predicate, unit = last_predicate(history), history.post("unit_id")
    alike = history.together(unit * 10 + predicate)
    return ratio(alike, history.sum_of(1.0 - np.isnan(predicate), unit))


@feature(unit="yes/no", needs=NEEDS)
def appraisal_missing(history: History) -> Floats:
    """Whether the last appraisal is half a year older than that of half the agency, or none is.

    No value for who joined too late to have been appraised with them.
    """
    since = days_since_appraisal(history)
    usual = history.median_of(since, everybody(history))
    missing = np.isnan(since) | (since > usual + HALF_A_YEAR)
    served = service(history)
    return np.where(np.isnan(usual) | (served <= usual + HALF_A_YEAR), np.nan, missing)


@feature(unit="yes/no", needs=NEEDS)
def rater_changed(history: History) -> Floats:
    """Whether the last appraisal was by another than the one before; no value if either is unknown.

    The one before is the last known when the period of the last one ended.
    """
    appraisals = history.events("appraisals")
    ended = history.now - np.nan_to_num(appraisals.days_since_last())
    rater = appraisals.last("rater_id")
    before = appraisals.at(Moments(history.moments.entity, ended.astype(np.int64))).last("rater_id")
    return np.where(np.isnan(rater) | np.isnan(before), np.nan, rater != before)


@feature(unit="appraisals", needs=NEEDS)
def n_below_expectation_last_five_years(history: History) -> Floats:
    """Appraisals in five years whose predicate, result or behaviour was below expectation."""
    return history.events("appraisals").where(_is_below).count(FIVE_YEARS)


def _is_below(rows: Rows) -> Mask:
    below = rows.equals("work_result", "below") | rows.equals("behaviour", "below")
    return below | (rows.column("predicate") <= 3)


def grade(code: Floats) -> Floats:
    """Return below, meets, above as -1, 0, 1."""
    return GRADES[np.nan_to_num(code, nan=-1).astype(np.int64)]
