"""The packaged code lists of SIASN: one CSV file a list, each row with its source; loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from io import StringIO

import pandas as pd


@lru_cache
def listed(name: str) -> pd.DataFrame:
    """Return a packaged list: all columns as text, empty where the list says nothing."""
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), dtype="str", keep_default_na=False)


@lru_cache
def meanings(name: str, column: str = "meaning") -> Mapping[str, str]:
    """Return what each code of a list means; its name means the same as its code.

    Codes and names are in lower case; a code that means nothing in ``column`` is left out.
    """
    rows = listed(name)
    known = rows[rows[column] != ""]
    by_name = dict(zip(known["name"].str.casefold(), known[column], strict=True))
    return by_name | dict(zip(known["code"].str.casefold(), known[column], strict=True))


def translated(codes: pd.Series, name: str, column: str = "meaning") -> pd.Series:
    """Return what codes mean; a code that is not in the list stays as it is, empty stays empty.

    A contract column does not know such a code, so the check of the import makes it unknown.
    """
    return meaning_of(codes, name, column).fillna(codes)


def meaning_of(codes: pd.Series, name: str, column: str = "meaning") -> pd.Series:
    """Return what codes mean, missing where the list does not know.

    Programs that take codes for numbers write 1 as 1.0; it is the same code.
    """
    if codes.isna().all():
        return codes.astype("str")
    plain = codes.str.strip().str.removesuffix(".0").str.casefold()
    spellings = (plain, plain.str.lstrip("0"), plain.str.zfill(2))
    found = [one.map(meanings(name, column)).astype("str") for one in spellings]
    return found[0].fillna(found[1]).fillna(found[2])
