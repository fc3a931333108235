"""How SIASN writes days and codes."""

from __future__ import annotations

import pandas as pd

from features.sources.siasn.lists import listed

A_DAY = pd.Timedelta(days=1)


def written(days: pd.Series, *, no_day: str = "") -> pd.Series:
    """Return days as d-m-Y."""
    texts: pd.Series = days.dt.strftime("%d-%m-%Y").astype("str").fillna(no_day)
    return texts


def last_days(ends: pd.Series) -> pd.Series:
    """Return the last days before ends: SIASN writes the day that still counts."""
    return ends - A_DAY


def code_of(meanings: pd.Series, name: str) -> pd.Series:
    """Return the first code of a list that has each meaning; empty where none has."""
    rows = listed(name).drop_duplicates("meaning")
    return meanings.map(rows.set_index("meaning")["code"]).astype("str").fillna("")
