"""Past exits around a person: how many left from the same place, against what was to be expected.

All rates count voluntary exits known before the as-of day. Expected is what the agency's rates by
length of service would give for the people of the group, so that a group of newcomers is not
called leaky for being young. Small groups are pulled to "as expected".
"""

from __future__ import annotations

import numpy as np

from features.clock import Floats
from features.declare import feature
from features.families.organisation import job_in_unit
from features.history import History, ratio
from features.rows import Placing, Rows

NEEDS = ("assignments", "departures")
A_YEAR, THREE_YEARS = 366, 1096
DAYS_A_YEAR = 365.25
SERVICE_BANDS = np.array([1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 19, 20, 21, 23, 25, 28, 30, 33])
"""Years of service at which a new band begins; fine where pensions make people decide."""
PRIOR_EXITS = 4.0
"""How many expected exits' weight "as expected" has in a group's rate."""
PRIOR_PEOPLE = 20.0


@feature(unit="log rate", needs=NEEDS)
def exit_rate_of_service_band(history: History) -> Floats:
    """Voluntary exits in three years of people with the same length of service, per person."""
    return history.keep(("service rate",), lambda: np.log(_service_rate(history)))


@feature(unit="log ratio", needs=NEEDS)
def exits_from_job(history: History) -> Floats:
    """Exits from the same job in three years against those expected."""
    return against_expected(history, history.post("job_id"), history.held("job_id"), THREE_YEARS)


@feature(unit="log ratio", needs=(*NEEDS, "jobs"))
def exits_from_job_family(history: History) -> Floats:
    """Exits from the same job family in three years against those expected."""
    family = history.job_families()

    def held(rows: Rows) -> Floats:
        return family_of(history.held("job_id")(rows), family)

    return against_expected(history, family_of(history.post("job_id"), family), held, THREE_YEARS)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_unit(history: History) -> Floats:
    """Exits from the same unit in three years against those expected."""
    return against_expected(history, history.post("unit_id"), history.held("unit_id"), THREE_YEARS)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_unit_last_year(history: History) -> Floats:
    """Exits from the same unit in the last year against those expected."""
    return against_expected(history, history.post("unit_id"), history.held("unit_id"), A_YEAR)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_job_in_unit(history: History) -> Floats:
    """Exits from the same job in the same unit in three years against those expected."""
    n_jobs = len(history.vocabularies["jobs"])

    def held(rows: Rows) -> Floats:
        return history.held("unit_id")(rows) * n_jobs + history.held("job_id")(rows)

    return against_expected(history, job_in_unit(history), held, THREE_YEARS)


def against_expected(history: History, codes: Floats, placing: Placing, days: int) -> Floats:
    """Return the log of a group's exits against those expected; NaN before any exit is known."""
    exits = history.voluntary_exits.by(placing).at(history.asked_of(codes)).count(days)
    rate = np.exp(exit_rate_of_service_band(history))
    people = history.together(codes)
    level = ratio(_agency_exits(history, days), history.sum_of(rate, np.zeros(len(codes))))
    expected = history.sum_of(rate, codes) * level * ratio(people + exits, people)
    return np.log((exits + PRIOR_EXITS) / (expected + PRIOR_EXITS))


def _service_rate(history: History) -> Floats:
    """Return exits in three years per person of the same service band, pulled to the agency's."""
    band = service_band(history.now - history.events("employees").last("joined_on"))

    def placing(rows: Rows) -> Floats:
        return service_band(rows.happened - history.joined_on(rows))

    exits = history.voluntary_exits.by(placing).at(history.asked_of(band)).count(THREE_YEARS)
    people, everybody = history.together(band), history.together(np.zeros(len(band)))
    overall = ratio(_agency_exits(history, THREE_YEARS), everybody)
    overall = np.where(overall > 0, overall, np.nan)
    return (exits + PRIOR_PEOPLE * overall) / (people + exits + PRIOR_PEOPLE)


def _agency_exits(history: History, days: int) -> Floats:
    everywhere = history.voluntary_exits.by(lambda rows: np.zeros(len(rows)))
    return everywhere.at(history.asked_of(np.zeros(len(history.now)))).count(days)


def service_band(days: Floats) -> Floats:
    """Return the position of the band of service; NaN where the days are unknown."""
    band = np.searchsorted(SERVICE_BANDS, days / DAYS_A_YEAR, side="right").astype(np.float64)
    return np.where(np.isnan(days), np.nan, band)


def family_of(job: Floats, family: Floats) -> Floats:
    """Return the family code of each job code."""
    return np.append(family, np.nan)[np.nan_to_num(job, nan=-1).astype(np.int64)]
