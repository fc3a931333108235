"""A record table as arrays of numbers: what both the fast and the plain path compute on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.clock import NEVER, Days, Floats, day_numbers
from features.contract import Column, Table
from features.records import END_KNOWN, KNOWN
from features.vocabulary import Vocabularies, domain_of

Mask = NDArray[np.bool_]
Choice = Callable[["Rows"], Mask]
Placing = Callable[["Rows"], Floats]


@dataclass(frozen=True)
class Rows:
    """The rows of one table, sorted by entity, then by when they happened and were known.

    ``entity`` is a code (a person, or a unit where events are counted by unit). A row is seen
    from the day after ``known`` up to and including ``until``, the day on which a later version
    of the same fact became known. Every column is float64: dates as day numbers, ids and codes
    as positions in their vocabulary, NaN where there is no value. ``column_known`` says from when
    a value counts that became known later than its row.
    """

    entity: Days
    happened: Days
    known: Days
    until: Days
    columns: Mapping[str, Floats]
    column_known: Mapping[str, Days]
    codes: Mapping[str, pd.Index]

    def __len__(self) -> int:
        return len(self.entity)

    def column(self, name: str) -> Floats:
        """Return a column's values as numbers."""
        return self.columns[name]

    def equals(self, name: str, *codes: str) -> Mask:
        """Return which rows have one of these codes in a column."""
        positions = self.codes[name].get_indexer(pd.Index(codes, dtype="str"))
        return np.isin(self.columns[name], positions[positions >= 0])

    def missing(self, name: str) -> Mask:
        """Return which rows have no value in a column."""
        return np.isnan(self.columns[name])

    def take(self, chosen: Mask | Days) -> Rows:
        """Return some of the rows, in the same order."""
        return Rows(
            self.entity[chosen],
            self.happened[chosen],
            self.known[chosen],
            self.until[chosen],
            {name: values[chosen] for name, values in self.columns.items()},
            {name: known[chosen] for name, known in self.column_known.items()},
            self.codes,
        )

    def seen_at(self, day: int) -> Rows:
        """Return the rows that had happened and were known before a day, as known then."""
        seen = self.take((self.happened < day) & (self.known < day) & (self.until >= day))
        late = {
            name: np.where(known < day, seen.columns[name], np.nan)
            for name, known in seen.column_known.items()
            if name in seen.columns
        }
        return replace(seen, columns={**seen.columns, **late})

    def with_column(self, name: str, values: Floats) -> Rows:
        """Return the rows with one more column."""
        return replace(self, columns={**self.columns, name: values})

    def by(self, entity: Floats) -> Rows:
        """Return the rows counted for another entity; rows without one (NaN) are left out."""
        placed = np.flatnonzero(~np.isnan(entity))
        codes = entity[placed].astype(np.int64)
        order = placed[np.argsort(codes, kind="stable")]
        moved = self.take(order)
        return Rows(
            entity[order].astype(np.int64),
            moved.happened,
            moved.known,
            moved.until,
            moved.columns,
            moved.column_known,
            moved.codes,
        )


def encode(frame: pd.DataFrame, table: Table, vocabularies: Vocabularies) -> Rows:
    """Return a person table as `Rows`; the entity is the position among all employees."""
    people = vocabularies["employees"]
    entity = people.get_indexer(pd.Index(frame[table.person]))
    columns = {
        c.name: _numbers(frame[c.name], c, _words(c, table, vocabularies))
        for c in table.columns
        if c.kind != "text" or c.name in table.key
    }
    happened = day_numbers(frame[str(table.happened)])
    known = day_numbers(frame[KNOWN])
    order = np.lexsort((known, happened, entity))
    rows = Rows(
        entity[order],
        happened[order],
        known[order],
        np.full(len(frame), NEVER),
        {name: values[order] for name, values in columns.items()},
        {name: days[order] for name, days in _late(frame, table).items()},
        _codes(table, vocabularies),
    )
    rows = rows.take(rows.entity >= 0)
    rows.until[:] = _superseded(rows, table)
    return rows


def _codes(table: Table, vocabularies: Vocabularies) -> dict[str, pd.Index]:
    words = {column.name: _words(column, table, vocabularies) for column in table.columns}
    return {name: found for name, found in words.items() if found is not None}


def _superseded(rows: Rows, table: Table) -> Days:
    """Return on which day a later version of each row became known; NEVER where none did."""
    until = np.full(len(rows), NEVER)
    parts = [rows.columns[name] for name in table.key if name != table.person]
    keys = [np.nan_to_num(part, nan=-1.0) for part in parts]
    order = np.lexsort((rows.known, *keys, rows.entity))
    same = np.diff(rows.entity[order]) == 0
    for key in keys:
        same &= np.diff(key[order]) == 0
    until[order[:-1][same]] = rows.known[order[1:][same]]
    return until


def _late(frame: pd.DataFrame, table: Table) -> dict[str, Days]:
    late = {c.name: day_numbers(frame[c.dated_by]) for c in table.columns if c.dated_by}
    if table.ended is not None:
        late[table.ended] = day_numbers(frame[END_KNOWN])
    return late


def _numbers(values: pd.Series, column: Column, words: pd.Index | None) -> Floats:
    if column.kind == "date":
        days = day_numbers(values)
        return np.where(days == NEVER, np.nan, days.astype(np.float64))
    if column.kind in {"number", "flag"}:
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    codes = pd.factorize(values)[0] if words is None else words.get_indexer(pd.Index(values))
    return np.where(codes < 0, np.nan, codes.astype(np.float64))


def _words(column: Column, table: Table, vocabularies: Vocabularies) -> pd.Index | None:
    """Return what the codes of a column stand for; None where its values are not codes."""
    if column.kind == "code":
        return pd.Index(column.codes, dtype="str")
    domain = domain_of(table.name, column)
    return None if domain is None else vocabularies[domain]
