"""Items that read alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from models.next_item.log import Rows

NEAREST = 50
ROWS_AT_ONCE = 1000


def alike_in_text(items: pd.DataFrame | None, ids: pd.Index) -> Rows | None:
    """Return the cosines of items' words, each with its nearest 50, or None without texts.

    ``items`` has item_id and any columns of text, the only ones that are read: numbers such as
    view totals were counted after the events that are to be predicted. ``ids`` gives the order.
    """
    texts = pd.Series(dtype="str") if items is None else texts_of(items)
    written = texts.reindex(ids).fillna("")
    if not written.str.contains(r"\w\w", regex=True).any():
        return None
    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit_transform(written)
    return _nearest(sparse.csr_matrix(words))


def texts_of(items: pd.DataFrame) -> pd.Series:
    """Return the texts of each item in one, indexed by item_id; of equal ids the first counts."""
    first = items.drop_duplicates("item_id").set_index("item_id")
    columns = [name for name in sorted(first.columns) if pd.api.types.is_string_dtype(first[name])]
    joined = pd.Series("", index=first.index, dtype="str")
    for name in columns:
        joined = joined + " " + first[name].fillna("").astype("str")
    return joined


def _nearest(words: Rows) -> Rows:
    parts = []
    for first in range(0, words.shape[0], ROWS_AT_ONCE):
        alike = (words[first : first + ROWS_AT_ONCE] @ words.T).toarray()
        rows = np.arange(len(alike))
        alike[rows, rows + first] = 0.0
        beyond = np.argsort(-alike, axis=1, kind="stable")[:, NEAREST:]
        np.put_along_axis(alike, beyond, 0.0, axis=1)
        parts.append(sparse.csr_matrix(alike))
    return sparse.csr_matrix(sparse.vstack(parts))
