"""Raw values as texts: what a cell of Excel, Parquet or memory says when it is written down."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

EXACT_DIGITS = 1e15
"""From here on Excel, like any 64-bit float, no longer keeps every digit."""


def texts_of(values: pd.Series) -> pd.Series:
    """Return the values as trimmed text, NA where nothing is left."""
    if not isinstance(values.dtype, pd.StringDtype):
        values = pd.Series([text_of(value) for value in values], dtype="str")
    trimmed = values.astype("str").str.strip()
    return trimmed.mask(trimmed == "")


def text_of(value: object) -> str | None:
    """Return one value from Excel, Parquet or memory as text; days without their time."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    if isinstance(value, float):
        return text_of_float(float(value))
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return str(value)


def text_of_float(value: float) -> str | None:
    """Return whole numbers without a point, and very long ones as Excel shows them: 1.97E+17."""
    if np.isnan(value):
        return None
    if abs(value) >= EXACT_DIGITS:
        return f"{value:.16E}"
    return str(int(value)) if value.is_integer() else repr(value)


def is_fraction(value: object) -> bool:
    """Return whether this came as a number, not as a text, and is not whole."""
    return isinstance(value, float) and np.isfinite(value) and not float(value).is_integer()
