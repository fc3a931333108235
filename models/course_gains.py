"""What a course is expected to bring to somebody whose level is not known for sure."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr

from features.twin.noise import COURSE_GAIN
from models.scorers import Floats, as_column

LONGEST_STEP = 2.0
"""A course that ends more than this many levels above the person is out of reach."""


def levels_gained(needs: pd.DataFrame, reached: Floats) -> Floats:
    """Return the levels that reaching ``reached`` is expected to close, for each row of needs.

    ``needs`` has level, sd and required_level; see `expected_gain`.
    """
    level, sd, required = (as_column(needs[name]) for name in ("level", "sd", "required_level"))
    return expected_gain(level, sd, required=required, reached=reached)


def expected_gain(level: Floats, sd: Floats, *, required: Floats, reached: Floats) -> Floats:
    """Return how many levels up to the one required a course closes, by expectation.

    The true level is normal around ``level``. A course raises by at most `COURSE_GAIN`, never
    above the level ``reached`` that it leads to, and only what is required counts. 0 where it
    leads no higher than the person's level, or more than `LONGEST_STEP` above it.
    """
    aim = np.minimum(reached, required)
    gained = _mean_below(aim, level, sd) - _mean_below(aim - COURSE_GAIN, level, sd)
    in_reach = (reached > level) & (reached <= level + LONGEST_STEP)
    return np.where(in_reach, gained, 0.0)


def raised(level: Floats, reached: Floats) -> Floats:
    """Return the expected level after a course that leads to ``reached``."""
    return np.maximum(level, np.minimum(reached, level + COURSE_GAIN))


def _mean_below(point: Floats, level: Floats, sd: Floats) -> Floats:
    """Return the mean distance by which a normal level falls short of a point."""
    spread = np.maximum(sd, 1e-6)
    z = (point - level) / spread
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    mean: Floats = spread * (density + z * ndtr(z))
    return mean
