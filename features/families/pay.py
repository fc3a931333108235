"""Pay relative to others and to before; only where the office allowed pay to be imported."""

from __future__ import annotations

import numpy as np

from features.clock import Floats
from features.declare import feature
from features.history import History, ratio

NEEDS = ("assignments", "pay")


@feature(unit="log", needs=NEEDS)
def pay_against_job(history: History) -> Floats:
    """Base pay against the mean of the same job, as the logarithm of the ratio."""
    base = history.post("base_pay")
    return log_ratio(base, history.mean_of(base, history.post("job_id")))


@feature(unit="log", needs=NEEDS)
def pay_against_unit(history: History) -> Floats:
    """Base pay against the mean of the same unit, as the logarithm of the ratio."""
    base = history.post("base_pay")
    return log_ratio(base, history.mean_of(base, history.post("unit_id")))


@feature(unit="log", needs=NEEDS)
def pay_against_agency(history: History) -> Floats:
    """Base pay against the mean of the whole agency, as the logarithm of the ratio."""
    base = history.post("base_pay")
    return log_ratio(base, history.mean_of(base, np.zeros(len(base))))


@feature(unit="log", needs=NEEDS)
def pay_growth(history: History) -> Floats:
    """Change of base pay over about a year, as the logarithm of the ratio."""
    return log_ratio(history.post("base_pay"), history.earlier_post("base_pay", ago=300))


@feature(unit="log", needs=NEEDS)
def pay_growth_against_job(history: History) -> Floats:
    """Growth of base pay over about a year beyond that of the same job."""
    growth = pay_growth(history)
    return growth - history.mean_of(growth, history.post("job_id"))


@feature(unit="log", needs=NEEDS)
def gross_against_base(history: History) -> Floats:
    """Pay with allowances against base pay, as the logarithm of the ratio."""
    return log_ratio(history.post("gross_pay"), history.post("base_pay"))


@feature(unit="log", needs=NEEDS)
def gross_growth(history: History) -> Floats:
    """Change of pay with allowances over about a year, as the logarithm of the ratio."""
    return log_ratio(history.post("gross_pay"), history.earlier_post("gross_pay", ago=300))


def log_ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Return the logarithm of the quotient; NaN unless both are above 0."""
    quotient = ratio(numerator, denominator)
    return np.log(quotient, out=np.full(len(quotient), np.nan), where=quotient > 0)
