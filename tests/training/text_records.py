"""Records and profiles as small text tables, so that a test reads like the case it is about."""

from __future__ import annotations

from io import StringIO

import pandas as pd

from features.home import as_declared
from features.records import VERSION_FROM, Records
from features.tables import TABLE_OF_NAME


def records(**texts: str) -> Records:
    """Return records of text tables, one for each keyword; see `rows`."""
    return Records.of({name: rows(name, text) for name, text in texts.items()})


def rows(name: str, text: str) -> pd.DataFrame:
    """Return a record table of words between blanks, where ``-`` stands for no value.

    Columns that are not named are empty; people without an agency are with agency ``a``.
    """
    given = words(text)
    table = TABLE_OF_NAME[name]
    unknown = set(given) - set(table.by_name) - {VERSION_FROM}
    assert not unknown, f"{name} has no column {', '.join(unknown)}"
    if name in {"employees", "units"} and "agency_id" not in given:
        given = given.assign(agency_id="a")
    return as_declared(given, table)


def words(text: str) -> pd.DataFrame:
    """Return a text table as strings; ``-`` is missing."""
    return pd.read_csv(
        StringIO(text.strip()), sep=r"\s+", dtype="str", na_values=["-"], keep_default_na=False
    )
