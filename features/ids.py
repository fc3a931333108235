"""Ids as whole numbers, found in Arrow's memory: no id becomes an object of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from features.clock import Days


def sorted_ids(columns: list[pd.Series]) -> pd.Index:
    """Return the different ids of some columns as text, in order; missing ones are left out."""
    if not columns:
        return pd.Index([], dtype="str")
    distinct = pa.chunked_array([pc.unique(_arrow(column)) for column in columns])
    words = pc.drop_null(pc.unique(distinct))
    found: pd.Index = pd.Index(words.take(pc.sort_indices(words)).to_pandas(), dtype="str")
    return found


def codes_of(values: pd.Series, words: pd.Index) -> Days:
    """Return each value's position in ``words``; -1 where it is missing or not among them."""
    if len(words) == 0:
        return np.full(len(values), -1, dtype=np.int64)
    found = pc.index_in(_arrow(values), value_set=_arrow(words.to_series()))
    return np.asarray(pc.fill_null(found, -1)).astype(np.int64)


def _arrow(values: pd.Series) -> pa.ChunkedArray | pa.Array:
    """Return texts as Arrow holds them, where they are compared without making them objects."""
    return pa.array(values, type=pa.large_string(), from_pandas=True)
