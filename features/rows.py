"""A record table as arrays of numbers: what both the fast and the plain path compute on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.clock import NEVER, Days, Floats, day_numbers, sortable
from features.contract import Column, Table
from features.ids import codes_of
from features.ordering import in_order, repeated
from features.records import END_KNOWN, KNOWN
from features.vocabulary import Vocabularies, domain_of

Mask = NDArray[np.bool_]
Choice = Callable[["Rows"], Mask]
Placing = Callable[["Rows"], Floats]


class Columns:
    """The columns of some rows as numbers, each made when it is first asked for."""

    def __init__(self, make: Callable[[str], Floats]) -> None:
        self._make = make
        self._made: dict[str, Floats] = {}

    def __getitem__(self, name: str) -> Floats:
        """Return a column's values; raises `KeyError` if there is no such column."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def take(self, chosen: Mask | Days) -> Columns:
        """Return the columns of some of the rows, in the order chosen."""
        return Columns(lambda name: self[name][chosen])

    def changed(self, change: Callable[[str, Columns], Floats | None]) -> Columns:
        """Return the columns with those replaced for which ``change`` has another answer."""

        def make(name: str) -> Floats:
            other = change(name, self)
            return self[name] if other is None else other

        return Columns(make)


@dataclass(frozen=True)
class Rows:
    """The rows of one table, sorted by entity, then by when they happened and were known.

    ``entity`` is a code (a person, or a unit where events are counted by unit). A row is seen
    from the day after ``known`` up to and including ``until``, the day on which a later version
    of the same fact, or that the row is wrong, became known. Every column is float64: dates as day
    numbers, ids and codes as positions in their vocabulary, NaN where there is no value.
    ``column_known`` says from when a value counts that became known later than its row.
    """

    entity: Days
    happened: Days
    known: Days
    until: Days
    columns: Columns
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
        values = self.columns[name]
        found: Mask = np.logical_or.reduce([values == position for position in positions])
        return found

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
            self.columns.take(chosen),
            {name: known[chosen] for name, known in self.column_known.items()},
            self.codes,
        )

    def seen_at(self, day: int) -> Rows:
        """Return the rows that had happened and were known before a day, as known then."""
        seen = self.take((self.happened < day) & (self.known < day) & (self.until >= day))

        def known_by_then(name: str, columns: Columns) -> Floats | None:
            if name not in seen.column_known:
                return None
            return np.where(seen.column_known[name] < day, columns[name], np.nan)

        return replace(seen, columns=seen.columns.changed(known_by_then))

    def with_column(self, name: str, values: Floats) -> Rows:
        """Return the rows with one more column."""
        with_it = self.columns.changed(lambda one, _: values if one == name else None)
        return replace(self, columns=with_it)

    def by(self, entity: Floats) -> Rows:
        """Return the rows counted for another entity; rows without one (NaN) are left out."""
        placed = np.flatnonzero(~np.isnan(entity))
        codes = entity[placed].astype(np.int64)
        by_day = sortable(codes, self.happened[placed])
        order = placed[in_order(by_day, self.known[placed])]
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
    entity = codes_of(frame[table.person], vocabularies["employees"])
    happened = day_numbers(frame[str(table.happened)])
    known = day_numbers(frame[KNOWN])
    words = _codes(table, vocabularies)

    def numbers(name: str) -> Floats:
        return _numbers(frame[name], table[name], words.get(name))

    order = in_order(sortable(entity, happened), known)
    order = order[np.searchsorted(entity[order], 0) :]
    rows = Rows(
        entity[order],
        happened[order],
        known[order],
        _superseded(frame, table, words, order, entity=entity, happened=happened, known=known),
        Columns(numbers).take(order),
        {name: days[order] for name, days in _late(frame, table).items()},
        words,
    )
    rows.until[:] = np.minimum(rows.until, _withdrawn(rows, table))
    return rows


def _codes(table: Table, vocabularies: Vocabularies) -> dict[str, pd.Index]:
    words = {column.name: _words(column, table, vocabularies) for column in table.columns}
    return {name: found for name, found in words.items() if found is not None}


def _superseded(
    frame: pd.DataFrame,
    table: Table,
    words: Mapping[str, pd.Index],
    order: Days,
    *,
    entity: Days,
    happened: Days,
    known: Days,
) -> Days:
    """Return on which day a later version of each row became known; NEVER where none did.

    Only rows of one person (and day, where the day is part of the key) can be versions of one fact.
    """
    until = np.full(len(order), NEVER)
    one_day = happened if table.happened in table.key else entity
    several = np.flatnonzero(repeated(sortable(entity[order], one_day[order])))
    chosen = order[several]
    parts = [name for name in table.key if name != table.person]
    numbers = [_numbers(frame[name].take(chosen), table[name], words.get(name)) for name in parts]
    keys = [np.nan_to_num(part, nan=-1.0) for part in numbers]
    ordered = np.lexsort((known[chosen], *keys, entity[chosen]))
    same = np.diff(entity[chosen][ordered]) == 0
    for key in keys:
        same &= np.diff(key[ordered]) == 0
    until[several[ordered[:-1][same]]] = known[chosen][ordered[1:][same]]
    return until


def _withdrawn(rows: Rows, table: Table) -> Days:
    """Return on which day each row became known to be wrong; NEVER where it did not."""
    if table.withdrawn is None:
        return np.full(len(rows), NEVER)
    days = rows.columns[table.withdrawn]
    return np.where(np.isnan(days), NEVER, days).astype(np.int64)


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
    codes = pd.factorize(values)[0] if words is None else codes_of(values, words)
    return np.where(codes < 0, np.nan, codes.astype(np.float64))


def _words(column: Column, table: Table, vocabularies: Vocabularies) -> pd.Index | None:
    """Return what the codes of a column stand for; None where its values are not codes."""
    if column.kind == "code":
        return pd.Index(column.codes, dtype="str")
    domain = domain_of(table.name, column)
    return None if domain is None else vocabularies[domain]
