"""How the columns of any table are read: numbers, words with an order, and words without."""

from __future__ import annotations

import re
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.turnover.hazard import Floats

Codes = NDArray[np.int64]

UNKNOWN = -1
"""The code of a word that is missing or was not there when the table was learned."""
BELOW_ALL = -1.0
"""The number of a word without one ("never") among words that have one."""
SHARE_WITH_NUMBERS = 0.6
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
RANGE = re.compile(r"([<>]?)=?\s*(\d+(?:[.,]\d+)*)\s*(?:\+|(?:-|/|to)\s*\d+(?:[.,]\d+)*)?")
SPOILT = re.compile(rf"({'|'.join(MONTHS)})-\d+")


class Columns:
    """The columns of a table as they were when it was learned.

    A column of words becomes a number too where most of its words begin with one: "<1", "5",
    "50-99", ">20". Missing numbers stay NaN; missing words have a code of their own.
    """

    def fit(self, X: pd.DataFrame) -> Self:
        """Remember which columns are numbers and which words each other column has."""
        self.numbers_ = [str(name) for name in X if _is_number(X[name])]
        self.words_ = {
            str(name): pd.Index(sorted(_texts(X[name]).dropna().unique()))
            for name in X
            if str(name) not in self.numbers_
        }
        self.order_ = {
            name: order
            for name, words in self.words_.items()
            if (order := _order(X[name], words)) is not None
        }
        return self

    def numbers(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the numbers, and the words with an order as numbers; NaN is missing."""
        found = {
            name: X[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in self.numbers_
        }
        for name, order in self.order_.items():
            found[name] = np.append(order, np.nan)[self.code(X, name)]
        return pd.DataFrame(found, index=X.index)

    def codes(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the position of each word in its column's words; `UNKNOWN` for others."""
        return pd.DataFrame({name: self.code(X, name) for name in self.words_}, index=X.index)

    def code(self, X: pd.DataFrame, name: str) -> Codes:
        """Return the codes of one column of words."""
        codes: Codes = self.words_[name].get_indexer(pd.Index(_texts(X[name]))).astype(np.int64)
        return codes


def in_number(word: str) -> float:
    """Return the number a word begins with; NaN where it says something else.

    ``<1`` lies below 1 and ``>20`` above 20; a range counts from its lower end, also one that a
    spreadsheet took for a date (``Oct-49`` was 10-49).
    """
    text = word.strip().lower()
    if SPOILT.fullmatch(text):
        return float(MONTHS.index(text[:3]) + 1)
    found = RANGE.fullmatch(text)
    if found is None:
        return np.nan
    digits = found[2].replace(",", "") if found[2].count(".") < 2 else found[2].replace(".", "")
    return float(digits) + {"<": -0.5, ">": 0.5, "": 0.0}[found[1]]


def _order(column: pd.Series, words: pd.Index) -> Floats | None:
    """Return a number for each word, or None where the words have no order."""
    if isinstance(column.dtype, pd.CategoricalDtype) and column.cat.ordered:
        ranked = pd.Index(column.cat.categories.astype(str))
        return np.asarray(ranked.get_indexer(words), dtype=np.float64)
    numbers = np.array([in_number(str(word)) for word in words])
    if len(words) < 3 or np.mean(np.isfinite(numbers)) < SHARE_WITH_NUMBERS:
        return None
    return np.where(np.isnan(numbers), BELOW_ALL, numbers)


def _is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column.dtype))


def _texts(column: pd.Series) -> pd.Series:
    """Return the values as text; missing ones stay missing."""
    return column.astype(object).where(column.notna(), None).map(str, na_action="ignore")
