"""Groups of people that are alike at a moment, as whole numbers from 0; NaN belongs to none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.clock import Floats
from features.history import History

Group = Callable[[History], Floats]
"""Gives the group of each moment."""
DAYS_A_YEAR = 365.25
CAREER_STAGES = np.array([1, 3, 10, 19, 25, 30])
"""Years of service at which a stage of a career begins: wide bands, for small groups."""


def job(history: History) -> Floats:
    """Return the job held."""
    return history.post("job_id")


def unit(history: History) -> Floats:
    """Return the unit worked in."""
    return history.post("unit_id")


def region(history: History) -> Floats:
    """Return the region of the unit worked in."""
    return history.lookup("units", "region", unit(history))


def job_in_unit(history: History) -> Floats:
    """Return the job and the unit together."""
    return crossed(unit(history), job(history), n=len(history.vocabularies["jobs"]))


def job_family(history: History) -> Floats:
    """Return the family of the job held."""
    return _of_job(history, history.job_families())


def trade(history: History) -> Floats:
    """Return the first word of the title of the job held."""
    return _of_job(history, history.title_heads())


def at_stage(group: Group) -> Group:
    """Return the same group, people at different stages of the career apart."""

    def staged(history: History) -> Floats:
        stage = in_band(history, CAREER_STAGES)
        return crossed(group(history), stage, n=len(CAREER_STAGES) + 1)

    return staged


def in_band(history: History, begins: Floats) -> Floats:
    """Return the position of the band of service; NaN where its length is unknown."""
    days = service(history)
    band = np.searchsorted(begins, days / DAYS_A_YEAR, side="right").astype(np.float64)
    return np.where(np.isnan(days), np.nan, band)


def service(history: History) -> Floats:
    """Return the days of service of everybody."""
    return history.now - history.events("employees").last("joined_on")


def part_of(standing: Floats, n: int) -> Floats:
    """Return which of ``n`` equal parts a standing from 0 to 1 lies in."""
    return np.minimum(np.floor(standing * n), n - 1)


def everybody(history: History) -> Floats:
    """Return one group for all."""
    return np.zeros(len(history.now))


def crossed(first: Floats, second: Floats, *, n: int) -> Floats:
    """Return one group for each pair of two groups, the second numbered below ``n``."""
    return first * n + second


def _of_job(history: History, codes: Floats) -> Floats:
    held = np.nan_to_num(job(history), nan=-1).astype(np.int64)
    return np.append(codes, np.nan)[held]
