"""From the texts of an export to days and numbers; each distinct text is read once."""

from __future__ import annotations

import numpy as np
import pandas as pd

DAY_FIRST = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T].*)?"
YEAR_FIRST = r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?"
NO_DAY = frozenset(
    "0000-00-00 00-00-0000 0001-01-01 01-01-0001 1900-01-01 01-01-1900 - null none nan".split()
)
"""What exports write where there is no day."""
A_DAY = pd.Timedelta(days=1)


def days_of(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return days written d-m-Y or Y-m-d, and which texts are neither; empty is missing.

    SIASN writes the day first, so a day such as 01-02-2015 has one reading only.
    """
    positions, uniques = pd.factorize(texts)
    words = pd.Series(uniques, dtype="str").str.strip()
    words = words.mask(words.str.casefold().isin(NO_DAY) | (words == ""))
    day_first = words.str.extract(f"^{DAY_FIRST}$")
    iso = day_first[2] + "-" + day_first[1].str.zfill(2) + "-" + day_first[0].str.zfill(2)
    year_first = words.str.extract(f"^{YEAR_FIRST}$")
    other = year_first[0] + "-" + year_first[1].str.zfill(2) + "-" + year_first[2].str.zfill(2)
    read = pd.to_datetime(iso.fillna(other), format="%Y-%m-%d", errors="coerce")
    read = read.astype("datetime64[us]")
    bad = (read.isna() & words.notna()).to_numpy(dtype=bool)
    days = pd.Series(read.array.take(positions, allow_fill=True), index=texts.index)
    return days, pd.Series(np.append(bad, False)[positions], index=texts.index)


def numbers_of(texts: pd.Series) -> pd.Series:
    """Return numbers, with a decimal comma or point; what is no number is missing."""
    plain = texts.astype("str").str.strip().str.replace(",", ".", regex=False)
    return pd.to_numeric(plain, errors="coerce").astype("float64")


def first_of_year(years: pd.Series) -> pd.Series:
    """Return the first days of years given as numbers; years out of all reason are missing."""
    sound = years.where(years.between(1945, 2100))
    text = sound.astype("Int64").astype("string") + "-01-01"
    return pd.to_datetime(text, format="%Y-%m-%d").astype("datetime64[us]")


def days_by_key(keys: pd.Series, days: pd.Series) -> pd.Series:
    """Return the day that ``days`` has under each key, on the index of the keys; else missing."""
    found = days.astype("datetime64[us]").reindex(pd.Index(keys))
    return pd.Series(found.array, index=keys.index)


def plain_title(titles: pd.Series) -> pd.Series:
    """Return titles of courses in one spelling, for comparison only.

    Case, punctuation, spaces and abbreviations (bimtek, diklat) do not make another course.
    """
    texts = titles.astype("str").str.casefold().str.replace(r"[^\w]+", " ", regex=True)
    for short, long in (
        (r"\bbimtek\b", "bimbingan teknis"),
        (r"\bdiklat\b", "pelatihan"),
        (r"\bpendidikan dan pelatihan\b", "pelatihan"),
    ):
        texts = texts.str.replace(short, long, regex=True)
    return texts.str.strip()
