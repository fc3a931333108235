"""Ids as whole numbers, found in Arrow's memory: no id becomes an object of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from features.clock import Days


def sorted_ids(columns: list[pd.Series]) -> pd.Index:
    """Return the different ids of some columns as text, in order; missing ones are left out.

    All that a column read as codes could hold counts as being in it.
    """
    if not columns:
        return pd.Index([], dtype="str")
    held = pa.chunked_array([_words(_held(column)) for column in columns])
    words = pc.drop_null(pc.unique(held))
    found: pd.Index = pd.Index(words.take(pc.sort_indices(words)).to_pandas(), dtype="str")
    return found


def codes_of(values: pd.Series | pd.Index, words: pd.Index) -> Days:
    """Return each value's position in ``words``; -1 where it is missing or not among them."""
    held = _held(values)
    own = _words(held)
    if len(words) == 0 or len(own) == 0:
        return np.full(len(values), -1, dtype=np.int64)
    found = pc.index_in(own, value_set=_texts(pa.array(words)))
    position: Days = np.asarray(pc.fill_null(found, -1)).astype(np.int64)
    if not pa.types.is_dictionary(held.type):
        return position
    coded: Days = np.append(position, -1)[np.asarray(pc.fill_null(held.indices, -1))]
    return coded


def _held(values: pd.Series | pd.Index) -> pa.Array:
    held = pa.array(values, from_pandas=True)
    return held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held


def _words(held: pa.Array) -> pa.Array:
    """Return the texts of a column, or those that its codes stand for if it is kept as codes."""
    return _texts(held.dictionary if pa.types.is_dictionary(held.type) else held)


def _texts(values: pa.Array) -> pa.Array:
    return values.cast(pa.large_string())
