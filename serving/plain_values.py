"""Values as JSON takes them: days as text, nothing on record as null, no numbers of numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as mappings from the column's name to a plain value."""
    names = [str(name) for name in table.columns]
    columns = [[plain_value(value) for value in table[name].tolist()] for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with plain values."""
    return {name: plain_value(value) for name, value in values.items()}


def plain_value(value: Any) -> Any:
    """Return one value, or the values inside it, as JSON takes them."""
    if isinstance(value, Mapping):
        return plain_values(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain_value(one) for one in value]
    if isinstance(value, date):
        return None if pd.isna(value) else value.isoformat()[:10]
    if isinstance(value, np.generic):
        value = value.item()
    return None if value is None or pd.isna(value) else value
