"""Days as whole numbers, so that time can be compared, subtracted and sorted fast.

A day is counted from 1970-01-01. `NEVER` stands for a day that does not come; it is larger than
any date on file, so that `NEVER < as_of` is false as it should be.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Days = NDArray[np.int64]
Floats = NDArray[np.float64]

NEVER = 1 << 20
SHIFT = 22
ZERO_DAY = 1 << 20
NO_DATE = np.iinfo(np.int64).min
"""How numpy writes a missing date."""
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Return the number of days from 1970-01-01 to ``day``."""
    return (day - EPOCH).days


def date_of(number: int) -> date:
    """Return the date of a day number."""
    return EPOCH + timedelta(days=int(number))


def day_numbers(dates: pd.Series, *, missing: int = NEVER) -> Days:
    """Return day numbers of a datetime column; a missing date becomes ``missing``."""
    numbers = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(numbers == NO_DATE, missing, numbers)


def sortable(entity: Days, day: Days) -> Days:
    """Return one number for an entity and a day, which sorts by entity and then by day."""
    return (entity << SHIFT) + (np.clip(day, -ZERO_DAY, NEVER) + ZERO_DAY)


def timestamps(days: Days) -> pd.DatetimeIndex:
    """Return day numbers as a datetime index at day precision in microseconds."""
    return pd.DatetimeIndex(days.astype("datetime64[D]").astype("datetime64[us]"))
