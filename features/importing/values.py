"""From a raw column to a typed one, and which of its values cannot be used.

Each distinct value is looked at once, so a column of a million rows costs as much as its
distinct values.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionDtype

from features.contract import DOTS, LONGEST_ID, Column, Kind
from features.importing.texts import is_fraction, texts_of
from features.problems import KEPT

Mask = npt.NDArray[np.bool_]

DTYPES: dict[Kind, ExtensionDtype | np.dtype[np.generic]] = {
    "person": pd.StringDtype(na_value=np.nan),
    "id": pd.StringDtype(na_value=np.nan),
    "text": pd.StringDtype(na_value=np.nan),
    "code": pd.StringDtype(na_value=np.nan),
    "date": np.dtype("datetime64[us]"),
    "number": np.dtype("float64"),
    "flag": pd.BooleanDtype(),
}
"""The dtype of each kind of column once it is typed."""

FLAGS = {
    "yes": True,
    "ya": True,
    "true": True,
    "1": True,
    "no": False,
    "tidak": False,
    "false": False,
    "0": False,
}
EARLIEST, LATEST = pd.Timestamp("1900-01-01"), pd.Timestamp("2199-12-31")
"""Days outside are slips of the pen, or stand for a day that is not known."""
CONTROL = r"[\x00-\x1f\x7f]"
ROUNDED = r"\d(?:[.,]\d+)?[eE]\+\d{1,3}|\d[.,]\d+[eE]\d{1,3}"
TRUTH_VALUES = "true|false|TRUE|FALSE|True|False"
NIP = r"\d{18}"
SLASHED = r".*/.*"
ZEROED = r"\d{15}000"
"""A number of 18 digits as Excel keeps it: the first 15 of them, and zeros."""
ZEROED_NIP = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{7}000"
"""The same of a NIP, which begins with a birth date; its serial number begins at 001."""
ISO_DAY = r"\d{4}-\d{2}-\d{2}(?:[T ].*)?"
DAY_NUMBER = r"[1-9]\d{4}(?:\.\d+)?"
TWO_WAYS = r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}"
NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"


@dataclass(frozen=True)
class Fault:
    """A broken rule: the numbers of the rows, and their values as far as they are shown."""

    rule: str
    rows: list[int]
    values: list[str | None]
    detail: str = ""


@dataclass(frozen=True)
class Typed:
    """A typed column, NA where a value is empty or cannot be used, and what was wrong.

    ``empty`` marks the rows that had no value at all.
    """

    values: pd.Series
    empty: Mask
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Distinct:
    """The distinct values of a column, typed, and the masks of those that break a rule."""

    values: pd.Series
    broken: dict[str, Mask]


def typed(
    raw: pd.Series, column: Column, *, today: dt.date, ids_are_pseudonyms: bool = False
) -> Typed:
    """Return the raw column typed as its kind asks, on the same index."""
    positions, found = coded(raw)
    texts = texts_of(found)
    distinct = CONVERT[column.kind](texts, column)
    broken = dict(distinct.broken)
    if column.kind in {"person", "id"}:
        broken["id_with_fraction"] = with_fraction(found)
    if column.kind == "person" and ids_are_pseudonyms:
        broken["looks_like_nip"] = matches(distinct.values, NIP)
        broken["slash_in_id"] = matches(distinct.values, SLASHED)
    if column.kind == "date":
        broken |= days_in_doubt(distinct.values, column, today=today)
    values = distinct.values.astype(DTYPES[column.kind])
    for mask in broken.values():
        values = values.mask(mask)
    spread = values.array.take(positions, allow_fill=True)
    return Typed(
        values=pd.Series(spread, index=raw.index, name=column.name),
        empty=np.append(texts.isna().to_numpy(dtype=bool), True)[positions],
        faults=tuple(
            fault(rule, mask, raw.index, positions, texts, detail=detail_of(rule, column))
            for rule, mask in broken.items()
            if mask.any()
        ),
    )


def days_in_doubt(days: pd.Series, column: Column, *, today: dt.date) -> dict[str, Mask]:
    """Return the days too early or too late to be true, by rule."""
    latest = LATEST if column.ahead else pd.Timestamp(today)
    late = (days > latest).to_numpy(dtype=bool)
    early = (days < EARLIEST).to_numpy(dtype=bool)
    return {"no_real_day" if column.ahead else "future_date": late, "out_of_reach": early}


def coded(raw: pd.Series) -> tuple[npt.NDArray[np.integer[Any]], pd.Series]:
    """Return a position for each row, -1 where it is empty, and the distinct values as found."""
    if isinstance(raw.dtype, pd.CategoricalDtype):
        return raw.cat.codes.to_numpy(), pd.Series(raw.cat.categories)
    positions, uniques = pd.factorize(raw)
    return positions, pd.Series(uniques)


def fault(
    rule: str,
    mask: Mask,
    index: pd.Index,
    positions: npt.NDArray[np.integer[Any]],
    texts: pd.Series,
    *,
    detail: str,
) -> Fault:
    """Return the rows, and the first values, whose distinct value is in the mask."""
    at = np.flatnonzero(np.append(mask, False)[positions])
    values = texts.iloc[positions[at[:KEPT]]].tolist()
    return Fault(rule=rule, rows=index[at].tolist(), values=values, detail=detail)


def detail_of(rule: str, column: Column) -> str:
    """Return what a rule's way out says of the column: its codes or its bounds."""
    if rule == "unknown_code":
        return ", ".join(column.codes)
    low = "" if column.low is None else f"from {column.low:g}"
    high = "" if column.high is None else f"up to {column.high:g}"
    return " ".join(bound for bound in (low, high) if bound)


def with_fraction(found: pd.Series) -> Mask:
    """Return which values as found are numbers with a fraction."""
    if isinstance(found.dtype, pd.StringDtype):
        return np.zeros(len(found), dtype=bool)
    return np.array([is_fraction(value) for value in found], dtype=bool)


def matches(texts: pd.Series, pattern: str) -> Mask:
    """Return which texts match the pattern as a whole; NA does not."""
    return texts.str.fullmatch(pattern, na=False).to_numpy(dtype=bool)


def convert_text(texts: pd.Series, _: Column) -> Distinct:
    """Texts stay as they are, without the NUL characters that no office has typed."""
    return Distinct(texts.str.replace("\x00", "", regex=False), {})


def convert_id(texts: pd.Series, _: Column) -> Distinct:
    """Ids lose a leading apostrophe; those that Excel rounded, or are no ids, break a rule."""
    plain = texts.str.removeprefix("'").str.strip()
    odd = plain.str.contains(CONTROL, na=False) | (plain.str.len() > LONGEST_ID)
    odd |= plain.isin(DOTS)
    broken = {
        "digits_lost": matches(plain, ROUNDED),
        "not_an_id": odd.to_numpy(dtype=bool),
        "truth_value": matches(plain, TRUTH_VALUES),
    }
    return Distinct(plain.mask(plain == ""), broken)


def is_id(entered: str) -> bool:
    """Return whether a text that somebody enters for an id would be imported as one."""
    return entered not in DOTS and not re.fullmatch(f"{ROUNDED}|{TRUTH_VALUES}", entered)


def convert_person(texts: pd.Series, column: Column) -> Distinct:
    """Ids of persons also lose the blanks inside a NIP; one without its last digits is no id."""
    distinct = convert_id(texts, column)
    joined = distinct.values.str.replace(" ", "", regex=False)
    lost = distinct.broken["digits_lost"] | zeroed(joined)
    return Distinct(
        distinct.values.mask(matches(joined, NIP), joined),
        distinct.broken | {"digits_lost": lost},
    )


def zeroed(ids: pd.Series) -> Mask:
    """Return which ids have lost their last digits to Excel and are written out in full.

    A NIP never ends in 000; another number of 18 digits may, but not all of several.
    """
    found = matches(ids, ZEROED)
    everywhere = found.sum() > 1 and np.array_equal(found, matches(ids, NIP))
    return found if everywhere else matches(ids, ZEROED_NIP)


def convert_code(texts: pd.Series, column: Column) -> Distinct:
    """Codes match whatever their case; others are unknown."""
    written = {code.casefold(): code for code in column.codes}
    values = texts.str.casefold().map(written).astype("str")
    unknown = (values.isna() & texts.notna()).to_numpy(dtype=bool)
    return Distinct(values, {"unknown_code": unknown})


def convert_flag(texts: pd.Series, _: Column) -> Distinct:
    """Yes and no in English and Indonesian, true and false, 1 and 0."""
    values = texts.str.casefold().map(FLAGS).astype("boolean")
    unknown = (values.isna() & texts.notna()).to_numpy(dtype=bool)
    return Distinct(values, {"unreadable_flag": unknown})


def convert_date(texts: pd.Series, _: Column) -> Distinct:
    """ISO days; a time behind the day is dropped. All else is not readable, with the reason."""
    iso = matches(texts, ISO_DAY)
    days = texts.str.slice(0, 10).where(iso)
    values = pd.to_datetime(days, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    unreadable = (values.isna() & texts.notna()).to_numpy(dtype=bool)
    numbers, two_ways = matches(texts, DAY_NUMBER), matches(texts, TWO_WAYS)
    return Distinct(
        values,
        {
            "excel_day_number": numbers,
            "date_order": two_ways,
            "unreadable_date": unreadable & ~numbers & ~two_ways,
        },
    )


def convert_number(texts: pd.Series, column: Column) -> Distinct:
    """Plain numbers inside the column's bounds."""
    readable = matches(texts, NUMBER)
    values = pd.to_numeric(texts.where(readable), errors="coerce").astype("float64")
    finite = np.isfinite(values.to_numpy())
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    outside = finite & ((values < low) | (values > high)).to_numpy(dtype=bool)
    return Distinct(
        values,
        {
            "unreadable_number": texts.notna().to_numpy(dtype=bool) & ~finite,
            "out_of_range": outside,
        },
    )


CONVERT: dict[Kind, Callable[[pd.Series, Column], Distinct]] = {
    "person": convert_person,
    "id": convert_id,
    "text": convert_text,
    "code": convert_code,
    "date": convert_date,
    "number": convert_number,
    "flag": convert_flag,
}
