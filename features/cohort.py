"""Who is in the cohort of a day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from features.answers import Answers
from features.clock import Days
from features.lives import Moments
from features.rows import Mask
from features.tables import REASON_FAMILIES, TABLE_OF_NAME


def everybody(n_people: int, days: Days) -> Moments:
    """Return all employees at each day."""
    return Moments(np.tile(np.arange(n_people), len(days)), np.repeat(days, n_people))


def cohort(moments: Moments, events: Callable[[str], Answers]) -> Moments:
    """Return who of them was known, had joined and was not known to have left, at each day.

    ``events`` gives the questions about a table at these moments.
    """
    present = events("employees").last("joined_on") < moments.day
    present &= ~_gone(moments, events)
    return Moments(moments.entity[present], moments.day[present])


def _gone(moments: Moments, events: Callable[[str], Answers]) -> Mask:
    """Return who is known to have left and not known to have come back.

    An administrative departure (a ministry is split, a contract becomes permanent) ends nothing
    where the next post starts on the same day.
    """
    left, reason = (events("departures").last(column) for column in ("left_on", "reason"))
    back = events("assignments").last("started_on")
    codes = pd.Index(TABLE_OF_NAME["departures"]["reason"].codes)
    moved = np.isin(reason, codes.get_indexer(pd.Index(REASON_FAMILIES["administrative"])))
    stayed = (back > left) | (moved & (back >= left))
    return np.asarray((left < moments.day) & ~stayed)
