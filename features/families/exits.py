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
A_YEAR, TWO_YEARS, THREE_YEARS = 366, 731, 1096
Fading = tuple[tuple[int, float], ...]
"""Windows in days with the weight that each adds to what lies in it."""
WORTH = [0.5 ** (year / 2) for year in range(8)] + [0.0]
"""What an exit counts after so many full years."""
FADING: Fading = tuple((366 * (year + 1), WORTH[year] - WORTH[year + 1]) for year in range(8))
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


@feature(unit="log ratio", needs=(*NEEDS, "jobs"))
def exits_from_trade(history: History) -> Floats:
    """Exits in years gone by from jobs whose title begins alike, against those expected.

    An exit counts half as much for every two years that it lies back.
    """
    trade = history.title_heads()

    def held(rows: Rows) -> Floats:
        return family_of(history.held("job_id")(rows), trade)

    return against_expected(history, family_of(history.post("job_id"), trade), held, FADING)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_job_fading(history: History) -> Floats:
    """Exits in years gone by from the same job, against those expected.

    An exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, history.post("job_id"), history.held("job_id"), FADING)


@feature(unit="log ratio", needs=NEEDS)
def exits_from_unit_fading(history: History) -> Floats:
    """Exits in years gone by from the same unit, against those expected.

    An exit counts half as much for every two years that it lies back.
    """
    return against_expected(history, history.post("unit_id"), history.held("unit_id"), FADING)


def against_expected(
    history: History, codes: Floats, placing: Placing, days: int | Fading
) -> Floats:
    """Return the log of a group's exits against those expected; NaN before any exit is known."""
    windows = ((days, 1.0),) if isinstance(days, int) else days
    exits = exits_of(history, codes, placing, windows)
    rate = np.exp(exit_rate_of_service_band(history))
    people, everybody = history.together(codes), np.zeros(len(codes))
    everywhere = exits_of(history, everybody, lambda rows: np.zeros(len(rows)), windows)
    level = ratio(everywhere, history.sum_of(rate, everybody))
    expected = history.sum_of(rate, codes) * level * ratio(people + exits, people)
    return np.log((exits + PRIOR_EXITS) / (expected + PRIOR_EXITS))


def exits_of(history: History, codes: Floats, placing: Placing, windows: Fading) -> Floats:
    """Return the voluntary exits from each group, summed over windows with their weights."""
    exits = history.voluntary_exits.by(placing).at(history.asked_of(codes))
    counted = np.zeros(len(codes))
    for days, weight in windows:
        counted += weight * exits.count(days)
    return counted


def _service_rate(history: History) -> Floats:
    """Return exits in three years per person of the same service band, pulled to the agency's."""
    band = service_band(history.now - history.events("employees").last("joined_on"))

    def placing(rows: Rows) -> Floats:
        return service_band(rows.happened - history.joined_on(rows))

    exits = exits_of(history, band, placing, ((THREE_YEARS, 1.0),))
    nowhere, windows = np.zeros(len(band)), ((THREE_YEARS, 1.0),)
    people, everybody = history.together(band), history.together(nowhere)
    everywhere = exits_of(history, nowhere, lambda rows: np.zeros(len(rows)), windows)
    overall = ratio(everywhere, everybody)
    overall = np.where(overall > 0, overall, np.nan)
    return (exits + PRIOR_PEOPLE * overall) / (people + exits + PRIOR_PEOPLE)


def service_band(days: Floats) -> Floats:
    """Return the position of the band of service; NaN where the days are unknown."""
    band = np.searchsorted(SERVICE_BANDS, days / DAYS_A_YEAR, side="right").astype(np.float64)
    return np.where(np.isnan(days), np.nan, band)


def family_of(job: Floats, family: Floats) -> Floats:
    """Return the family code of each job code."""
    return np.append(family, np.nan)[np.nan_to_num(job, nan=-1).astype(np.int64)]
