"""Pay relative to others and to before; only where the office allowed pay to be imported."""

from __future__ import annotations

import numpy as np

from features.clock import Floats
from features.declare import feature
from features.groups import Group, crossed, everybody, job, job_family, trade, unit
from features.history import History, ratio

NEEDS = ("assignments", "pay")
ABOUT_A_YEAR = 300
"""Days ago at which the pay of a year before was on record, rosters being uneven."""
DAYS_A_YEAR = 365.25
MOST_COVER = 3.0


@feature(unit="log", needs=NEEDS)
def pay_against_agency(history: History) -> Floats:
    """Base pay against the median of the whole agency, as the logarithm of the ratio."""
    base = history.post("base_pay")
    return log_ratio(base, history.median_of(base, everybody(history)))


@feature(unit="log", needs=NEEDS)
def pay_against_job(history: History) -> Floats:
    """Base pay against the median of the same job, as the logarithm of the ratio."""
    base = history.post("base_pay")
    return log_ratio(base, history.median_of(base, history.post("job_id")))


@feature(unit="log", needs=NEEDS)
def job_pay_against_agency(history: History) -> Floats:
    """Median base pay of the same job against that of the whole agency."""
    return _median_against_agency(history, job)


@feature(unit="log", needs=(*NEEDS, "jobs"))
def job_pay_against_family(history: History) -> Floats:
    """Median base pay of the same job against that of its job family."""
    return _median_against_agency(history, job) - _median_against_agency(history, job_family)


@feature(unit="log", needs=(*NEEDS, "jobs"))
def job_family_pay_against_agency(history: History) -> Floats:
    """Median base pay of the job family against that of the whole agency."""
    return _median_against_agency(history, job_family)


@feature(unit="log", needs=(*NEEDS, "jobs"))
def trade_pay_against_agency(history: History) -> Floats:
    """Median base pay of jobs whose title begins alike against that of the whole agency."""
    return _median_against_agency(history, trade)


@feature(unit="log", needs=NEEDS)
def unit_pay_against_agency(history: History) -> Floats:
    """Median base pay of the unit against that of the whole agency."""
    return _median_against_agency(history, unit)


@feature(unit="people", needs=NEEDS)
def n_people_at_same_pay(history: History) -> Floats:
    """How many people have exactly the same base pay: many where pay follows a table."""
    return history.together(_pay_code(history)[0])


@feature(unit="share", needs=NEEDS)
def share_of_job_at_same_pay(history: History) -> Floats:
    """Share of the same job's people with exactly the same base pay."""
    code, n = _pay_code(history)
    alike = history.together(crossed(job(history), code, n=n))
    return ratio(alike, history.together(job(history)))


@feature(unit="0 to 1", needs=NEEDS)
def pay_standing_in_job(history: History) -> Floats:
    """Where the base pay stands among the same job, 0 lowest to 1 highest."""
    return history.standing(history.post("base_pay"), history.post("job_id"))


@feature(unit="0 to 1", needs=NEEDS)
def pay_standing_in_unit(history: History) -> Floats:
    """Where the base pay stands in the unit, 0 lowest to 1 highest."""
    return history.standing(history.post("base_pay"), history.post("unit_id"))


@feature(unit="log", needs=NEEDS)
def pay_growth_against_agency(history: History) -> Floats:
    """Growth of base pay over about a year beyond the agency's median growth."""
    growth = base_growth(history)
    return growth - history.median_of(growth, everybody(history))


@feature(unit="log", needs=NEEDS)
def pay_growth_against_job(history: History) -> Floats:
    """Growth of base pay over about a year beyond the median growth of the same job."""
    growth = base_growth(history)
    return growth - history.median_of(growth, history.post("job_id"))


@feature(unit="log", needs=NEEDS)
def pay_growth_two_years(history: History) -> Floats:
    """Growth of base pay over about two years beyond the agency's median."""
    growth = base_growth(history, ago=2 * 330)
    return growth - history.median_of(growth, everybody(history))


@feature(unit="ratio", needs=NEEDS)
def gross_cover(history: History) -> Floats:
    """Pay received against base pay for the time worked, 1 being usual in the agency.

    Above 1 are allowances and overtime; below 1 is time not paid.
    """
    return history.keep(("cover", "now"), lambda: cover(history, ago=0))


@feature(unit="ratio", needs=NEEDS)
def gross_cover_against_job(history: History) -> Floats:
    """Pay received for the time worked beyond the median of the same job."""
    now = gross_cover(history)
    return now - history.median_of(now, history.post("job_id"))


@feature(unit="ratio", needs=NEEDS)
def gross_cover_against_unit(history: History) -> Floats:
    """Pay received for the time worked beyond the median of the unit."""
    now = gross_cover(history)
    return now - history.median_of(now, history.post("unit_id"))


@feature(unit="0 to 1", needs=NEEDS)
def gross_cover_standing_in_job(history: History) -> Floats:
    """Where pay received for the time worked stands in the job, 0 lowest to 1 highest."""
    return history.standing(gross_cover(history), history.post("job_id"))


@feature(unit="ratio", needs=NEEDS)
def gross_cover_a_year_before(history: History) -> Floats:
    """Pay received against base pay for the time worked, about a year before."""
    return history.keep(("cover", "before"), lambda: cover(history, ago=ABOUT_A_YEAR))


@feature(unit="ratio", needs=NEEDS)
def gross_cover_change(history: History) -> Floats:
    """Change of the pay received for the time worked over about a year."""
    return gross_cover(history) - gross_cover_a_year_before(history)


@feature(unit="log", needs=NEEDS)
def gross_growth_against_job(history: History) -> Floats:
    """Growth of pay with allowances over about a year beyond the median of the same job."""
    before = history.earlier_post("gross_pay", ago=ABOUT_A_YEAR)
    growth = log_ratio(history.post("gross_pay"), before)
    return growth - history.median_of(growth, history.post("job_id"))


@feature(unit="ratio", needs=NEEDS)
def mean_gross_cover_in_job(history: History) -> Floats:
    """Mean pay received for the time worked of the people in the same job, 1 being usual."""
    return history.mean_of(gross_cover(history), history.post("job_id"))


@feature(unit="ratio", needs=NEEDS)
def mean_gross_cover_in_unit(history: History) -> Floats:
    """Mean pay received for the time worked of the people in the unit, 1 being usual."""
    return history.mean_of(gross_cover(history), history.post("unit_id"))


def _median_against_agency(history: History, group: Group) -> Floats:
    base = history.post("base_pay")
    return log_ratio(
        history.median_of(base, group(history)), history.median_of(base, everybody(history))
    )


def _pay_code(history: History) -> tuple[Floats, int]:
    """Return a number for each amount of base pay, and how many amounts there are."""
    base = history.post("base_pay")
    amounts, code = np.unique(base, return_inverse=True)
    return np.where(np.isnan(base), np.nan, code), len(amounts)


def base_growth(history: History, *, ago: int = ABOUT_A_YEAR) -> Floats:
    """Return the logarithm of base pay now against then."""
    return log_ratio(history.post("base_pay"), history.earlier_post("base_pay", ago=ago))


def cover(history: History, *, ago: int) -> Floats:
    """Return gross against base pay, for the part of the year worked, against the agency's median.

    Gross pay is what was received in the year before; who joined within it worked only a part.
    """
    if ago == 0:
        gross, base = history.post("gross_pay"), history.post("base_pay")
    else:
        gross = history.earlier_post("gross_pay", ago=ago)
        base = history.earlier_post("base_pay", ago=ago)
    share = ratio(gross, base)
    years = (history.now - ago - history.events("employees").last("joined_on")) / DAYS_A_YEAR
    settled = np.where(years > 1.5, share, np.nan)
    usual = history.median_of(settled, everybody(history))
    worked = np.clip(years, 1 / 12, 1)
    return np.clip(ratio(ratio(share, usual), worked), 0, MOST_COVER)


def log_ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Return the logarithm of the quotient; NaN unless both are above 0."""
    quotient = ratio(numerator, denominator)
    return np.log(quotient, out=np.full(len(quotient), np.nan), where=quotient > 0)
