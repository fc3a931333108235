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
    distinct = pa.chunked_array([pc.unique(_words_and_codes(column)[0]) for column in columns])
    words = pc.drop_null(pc.unique(distinct))
    found: pd.Index = pd.Index(words.take(pc.sort_indices(words)).to_pandas(), dtype="str")
    return found


def codes_of(values: pd.Series | pd.Index, words: pd.Index) -> Days:
    """Return each value's position in ``words``; -1 where it is missing or not among them."""
    own, codes = _words_and_codes(values)
    if len(words) == 0 or len(own) == 0:
        return np.full(len(values), -1, dtype=np.int64)
    found = pc.index_in(own, value_set=_texts(pa.array(words)))
    position: Days = np.asarray(pc.fill_null(found, -1)).astype(np.int64)
    return position if codes is None else np.append(position, -1)[codes]


def _words_and_codes(values: pd.Series | pd.Index) -> tuple[pa.Array, Days | None]:
    """Return the texts, or the words and codes of a column that is kept as codes (-1: missing)."""
    held = pa.array(values, from_pandas=True)
    held = held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held
    if not pa.types.is_dictionary(held.type):
        return _texts(held), None
    return _texts(held.dictionary), np.asarray(pc.fill_null(held.indices, -1))


def _texts(values: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return values.cast(pa.large_string())
