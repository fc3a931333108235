"""Past exits around a person: how many left from the same place, against what was to be expected.

All rates count voluntary exits known before the as-of day over the years at risk. Expected is
what the agency's rates by length of service would give for the years that the people of the group
were there, so that a group of newcomers is not called leaky for being young. Small groups are
pulled to "as expected".
"""

from __future__ import annotations

import numpy as np

from features.clock import Floats
from features.declare import feature
from features.exposure import AtRisk, Fading
from features.families.pay import gross_cover
from features.groups import (
    Group,
    at_stage,
    crossed,
    everybody,
    in_band,
    job,
    job_family,
    job_in_unit,
    part_of,
    region,
    trade,
    unit,
)
from features.history import History, ratio

NEEDS = ("assignments", "departures")
A_YEAR: Fading = ((366, 1.0),)
THREE_YEARS: Fading = ((1096, 1.0),)
WORTH = [0.5 ** (year / 2) for year in range(8)] + [0.0]
"""What an exit counts after so many full years."""
FADING: Fading = tuple((366 * (year + 1), WORTH[year] - WORTH[year + 1]) for year in range(8))
SERVICE_BANDS = np.array([1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 19, 20, 21, 23, 25, 28, 30, 33])
"""Years of service at which a new band begins; fine where pensions make people decide."""
PAY_LEVELS, COVER_LEVELS = 20, 10
PRIOR_EXITS = 4.0
"""How many expected exits' weight "as expected" has in a group's rate."""


@feature(unit="log rate", needs=NEEDS)
def exit_rate_of_service_band(history: History) -> Floats:
    """Voluntary exits of people with the same length of service, per year at risk.

    An exit counts half as much for every two years that it lies back, and so does a year.
    """
    bands, rate = _service_rate(history)
    return np.log(bands.now(rate))


@feature(unit="log ratio", needs=NEEDS)
def exits_from_job(history: History) -> Floats:
    """Exits from the same job in three years against those expected."""
    return against_expected(history, job, THREE_YEARS)


@feature(unit="log ratio", needs=(*NEEDS, "jobs"))
def exits_from_job_family(history: History) -> Floats:
    """Exits from the same job family in three years against those expected."""
    return against_expected(history, job_family, THREE_YEARS)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_unit(history: History) -> Floats:
    """Exits from the same unit in three years against those expected."""
    return against_expected(history, unit, THREE_YEARS)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_unit_last_year(history: History) -> Floats:
    """Exits from the same unit in the last year against those expected."""
    return against_expected(history, unit, A_YEAR)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_job_in_unit(history: History) -> Floats:
    """Exits from the same job in the same unit in three years against those expected."""
    return against_expected(history, job_in_unit, THREE_YEARS)


@feature(unit="log ratio", needs=(*NEEDS, "jobs"))
def exits_from_trade(history: History) -> Floats:
    """Exits in years gone by from jobs whose title begins alike, against those expected.

    An exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, trade, FADING)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_job_fading(history: History) -> Floats:
    """Exits in years gone by from the same job, against those expected.

    An exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, job, FADING)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_unit_fading(history: History) -> Floats:
    """Exits in years gone by from the same unit, against those expected.

    An exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, unit, FADING)


@feature(unit="log ratio", needs=(*NEEDS, "units"))
def exits_from_region(history: History) -> Floats:
    """Exits in years gone by from units in the same region, against those expected.

    An exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, region, FADING)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_job_at_stage(history: History) -> Floats:
    """Exits in years gone by from the same job at the same stage of the career.

    Against those expected; an exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, at_stage(job), FADING)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_unit_at_stage(history: History) -> Floats:
    """Exits in years gone by from the same unit at the same stage of the career.

    Against those expected; an exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, at_stage(unit), FADING)


@feature(unit="log ratio", needs=(*NEEDS, "jobs"))
def exits_from_job_family_at_stage(history: History) -> Floats:
    """Exits in years gone by from the same job family at the same stage of the career.

    Against those expected; an exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, at_stage(job_family), FADING)


@feature(unit="log ratio", needs=(*NEEDS, "jobs"))
def exits_from_trade_at_stage(history: History) -> Floats:
    """Exits in years gone by from jobs with like titles at the same stage of the career.

    Against those expected; an exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, at_stage(trade), FADING)


@feature(unit="log ratio", needs=(*NEEDS, "pay"))
def exits_at_pay_level(history: History) -> Floats:
    """Exits in years gone by from the same twentieth of base pay, against those expected.

    An exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, _pay_level, FADING)


@feature(unit="log ratio", needs=(*NEEDS, "pay"))
def exits_at_pay_level_and_service(history: History) -> Floats:
    """Exits in years gone by at the same twentieth of base pay and length of service.

    Against those expected; an exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, _pay_level_and_service, FADING)


@feature(unit="log ratio", needs=(*NEEDS, "pay"))
def exits_from_unit_at_cover(history: History) -> Floats:
    """Exits in years gone by from the same unit of those whose gross pay covered as much.

    In tenths of the agency's people by gross pay against base pay. Against those expected; an
    exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, _at_cover(unit), FADING)


@feature(unit="log ratio", needs=(*NEEDS, "pay", "jobs"))
def exits_from_job_family_at_cover(history: History) -> Floats:
    """Exits in years gone by from the same job family of those whose gross pay covered as much.

    In tenths of the agency's people by gross pay against base pay. Against those expected; an
    exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, _at_cover(job_family), FADING)


def against_expected(history: History, group: Group, windows: Fading) -> Floats:
    """Return the log of a group's exits against those expected; NaN before any exit is known."""
    bands, rate = _service_rate(history)
    people = AtRisk(history, group)
    exits, expected = people.exits(windows), people.years(windows, bands.past(rate))
    level = ratio(exits.sum(axis=1), expected.sum(axis=1))
    level = np.where(level > 0, level, np.nan)
    table = np.log((exits + PRIOR_EXITS) / (expected * level[:, None] + PRIOR_EXITS))
    return people.now(table)


def _service_rate(history: History) -> tuple[AtRisk, Floats]:
    """Return the bands of service and their exits a year, pulled to the agency's rate."""

    def made() -> tuple[AtRisk, Floats]:
        bands = AtRisk(history, lambda h: in_band(h, SERVICE_BANDS))
        exits, years = bands.exits(FADING), bands.years(FADING)
        overall = ratio(exits.sum(axis=1), years.sum(axis=1))[:, None]
        overall = np.where(overall > 0, overall, np.nan)
        return bands, (exits + PRIOR_EXITS) / (years + PRIOR_EXITS / overall)

    return history.keep(("service rate",), made)


def _pay_level(history: History) -> Floats:
    """Return the twentieth of the agency's base pay that somebody is in, 0 lowest."""
    return part_of(history.standing(history.post("base_pay"), everybody(history)), PAY_LEVELS)


def _pay_level_and_service(history: History) -> Floats:
    bands = in_band(history, SERVICE_BANDS)
    return crossed(_pay_level(history), bands, n=len(SERVICE_BANDS) + 1)


def _at_cover(group: Group) -> Group:
    """Return the same group, people apart whose pay covers other parts of the base pay."""

    def covered(history: History) -> Floats:
        standing = history.standing(gross_cover(history), everybody(history))
        return crossed(group(history), part_of(standing, COVER_LEVELS), n=COVER_LEVELS)

    return covered
