"""The second clock: when each row came on file, and what is on file on the last day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from features.contract import Table
from features.sample.timeline import FAR, Column, Floats, Ints, Journal
from features.tables import TABLE_OF_NAME

Words = Mapping[str, Sequence[str]]
"""The texts that codes stand for, by column name."""


class Lag(NamedTuple):
    """Days from a row's own date to its record: at least, on average beyond that, at most."""

    least: int
    mean: float
    most: int


LAGS = {
    "employees": Lag(0, 8, 25),
    "statuses": Lag(0, 15, 75),
    "educations": Lag(20, 40, 200),
    "assignments": Lag(0, 14, 80),
    "ranks": Lag(0, 20, 90),
    "appraisals": Lag(31, 28, 119),
    "feedbacks": Lag(0, 2, 14),
    "assessments": Lag(5, 20, 90),
    "trainings": Lag(2, 25, 120),
    "mentorings": Lag(0, 4, 20),
    "conflicts": Lag(0, 20, 60),
    "goals": Lag(0, 0, 0),
    "absences": Lag(0, 20, 90),
    "sanctions": Lag(0, 15, 60),
    "departures": Lag(0, 16, 90),
}
"""How late an office records, by table; appraisals of a year from February to April."""


def lags(rng: np.random.Generator, table: str, n: int) -> Ints:
    """Return so many delays in days: skewed, most of them short."""
    lag = LAGS[table]
    days = lag.least + np.floor(rng.exponential(lag.mean, size=n)).astype(np.int64)
    return np.minimum(days, lag.most)


class Exits(NamedTuple):
    """When each person left and when that was recorded; FAR for those who are here."""

    left: Ints
    recorded: Ints


def record_exits(rng: np.random.Generator, left: Ints) -> Exits:
    """Return when each exit came on file."""
    late = lags(rng, "departures", len(left))
    return Exits(left, np.where(left < FAR, left + late, FAR))


def put_on_file(
    rng: np.random.Generator, journal: Journal, name: str, *, exits: Exits, until: int
) -> dict[str, Column]:
    """Return the rows of a table recorded before ``until``, with both clocks.

    An end that was recorded too late is left out; an end by departure is recorded with it.
    """
    table, columns = TABLE_OF_NAME[name], journal.columns(name)
    if not columns or name not in LAGS:
        return columns
    own = np.asarray(columns[table.happened or ""], dtype=np.int64)
    who = np.asarray(columns[table.person], dtype=np.int64)
    recorded = own + lags(rng, name, len(own))
    if name == "departures":
        recorded = exits.recorded[who]
    if "feedback_on" in columns:
        said = np.asarray(columns["feedback_on"], dtype=np.int64)
        recorded = np.maximum(recorded, np.where(said < FAR, said, 0))
    columns["recorded_on"] = recorded
    if "end_recorded_on" in table.by_name:
        _record_ends(rng, columns, name, exits=exits, until=until)
    known = np.flatnonzero(recorded < until)
    return {column: values[known] for column, values in columns.items()}


def _record_ends(
    rng: np.random.Generator, columns: dict[str, Column], name: str, *, exits: Exits, until: int
) -> None:
    table = TABLE_OF_NAME[name]
    ended = np.asarray(columns["ended_on"], dtype=np.int64)
    recorded = np.asarray(columns["recorded_on"], dtype=np.int64)
    known = ended + lags(rng, name, len(ended))
    for person in (table.person, "mentor_id"):
        if person in columns:
            who = np.asarray(columns[person], dtype=np.int64)
            known = np.where(ended == exits.left[who], exits.recorded[who], known)
    known = np.maximum(known, recorded)
    open_still = (ended >= FAR) | (known >= until)
    columns["ended_on"] = np.where(open_still, FAR, ended)
    columns["end_recorded_on"] = np.where(open_still, FAR, known)


def hide_later(columns: dict[str, Column], day: str, *others: str, before: Ints | int) -> None:
    """Empty a date that is not before a day, and the values that came with it."""
    if not columns:
        return
    late = np.asarray(columns[day]) >= before
    columns[day] = np.where(late, FAR, columns[day])
    for other in others:
        columns[other] = np.where(late, np.nan, columns[other])


def frame(table: Table, columns: Mapping[str, Column], words: Words) -> pd.DataFrame:
    """Return a record table: codes turned into words, day numbers into dates.

    ``words`` lists the texts that the codes of a column stand for; a negative code is missing.
    """
    n = len(next(iter(columns.values()), ()))
    data = {}
    for column in table.columns:
        values = columns.get(column.name)
        if column.kind == "date":
            data[column.name] = dates(np.full(n, FAR) if values is None else np.asarray(values))
        elif column.kind == "number":
            data[column.name] = _numbers(values, n)
        elif column.kind == "flag":
            data[column.name] = pd.Series(np.zeros(n, bool) if values is None else values)
        else:
            codes = np.full(n, -1) if values is None else np.asarray(values)
            data[column.name] = spell(codes, words.get(column.name, column.codes))
    return pd.DataFrame(data)


def dates(days: Column) -> pd.Series:
    """Return dates of day numbers; days out of all time are missing."""
    numbers = np.asarray(days, dtype=np.int64)
    known = np.abs(numbers) < FAR
    stamps = np.where(known, numbers, 0).astype("datetime64[D]").astype("datetime64[us]")
    stamps[~known] = np.datetime64("NaT")
    return pd.Series(stamps)


def _numbers(values: Column | None, n: int) -> pd.Series:
    numbers: Floats = np.full(n, np.nan) if values is None else np.asarray(values, dtype=np.float64)
    return pd.Series(numbers)


def spell(codes: Column, words: Sequence[str]) -> pd.Series:
    """Return the words that codes stand for; negative codes and empty words are missing."""
    numbers = np.nan_to_num(np.asarray(codes, dtype=np.float64), nan=-1).astype(np.int64)
    empty = np.array([not word for word in words], dtype=bool)
    if empty.any():
        numbers = np.where((numbers >= 0) & empty[np.maximum(numbers, 0)], -1, numbers)
    dictionary = pd.array(list(words), dtype="str")
    return pd.Series(dictionary.take(np.maximum(numbers, -1), allow_fill=True), dtype="str")
