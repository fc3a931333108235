"""A source seen through a mapping: files, sheets and tables of any name become record tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from features.importing.texts import texts_of
from features.problems import BadInput, Problem, visible_name
from features.sources.dates import iso_days
from features.sources.joins import Join, column_of, joined, place_of
from features.sources.mapping import Mapped, TableMapping
from features.sources.raw import Raw
from features.tables import TABLE_OF_NAME


class MappedSource:
    """The record tables that a mapping finds in a raw source.

    Raises `BadInput` if the raw source lacks a table that the mapping names.
    """

    def __init__(self, raw: Raw, mapped: Mapped) -> None:
        self._raw = raw
        self._mapped = mapped
        names = {name.strip().lower(): name for name in raw.names()}
        self._found = {one.table: names.get(one.source.strip().lower()) for one in self._wanted()}
        self._second = {
            one.table: names.get(one.join.source.strip().lower())
            for one in self._wanted()
            if one.join is not None
        }
        faults = list(self._absent())
        if faults:
            raise BadInput(faults)

    def _absent(self) -> Iterator[Problem]:
        """Yield the files, sheets and tables that are not there."""
        for one in self._wanted():
            section = f"tables.{one.table}"
            asked = [(self._found, section, one.source)]
            asked += [(self._second, f"{section}.join", one.join.source)] if one.join else []
            for found, place, source in asked:
                if found[one.table] is None:
                    detail = visible_name(source)
                    yield self._mapped.fault("mapping_missing_source", place, "from", detail=detail)

    def _wanted(self) -> list[TableMapping]:
        return list(self._mapped.tables.values())

    def tables(self) -> tuple[str, ...]:
        """Return the names of the contract's tables that the mapping names."""
        return tuple(name for name in TABLE_OF_NAME if name in self._mapped.tables)

    def read(self, table: str) -> pd.DataFrame:
        """Return a table in the contract's words; columns that are not mapped keep their names."""
        asked = self._mapped.tables[table]
        on = tuple(asked.join.on) if asked.join else ()
        section = f"tables.{table}"
        wanted = {(f"{section}.columns", name): one for name, one in asked.columns.items()}
        wanted |= {(f"{section}.where", one): one for one in asked.where}
        wanted |= {(f"{section}.join.on", one): one for one in on}
        found = self._rows(str(self._found[table]), wanted, header=asked.header)
        for column, values in asked.where.items():
            kept = {value.strip().casefold() for value in values}
            here = texts_of(column_of(found, column)).str.casefold()
            found = found[here.isin(kept).to_numpy(dtype=bool)]
        data = pd.DataFrame(index=found.index).assign(
            **{name: column_of(found, column) for name, column in asked.columns.items()},
            **asked.constants,
        )
        unused = others(found, (*asked.columns.values(), *on))
        if asked.join is not None:
            second = self._second_rows(asked, asked.join)
            place = self._raw.place(str(self._second[table]))
            data = data.join(joined(found, second, asked.join, place=place))
            unused |= others(second, (*asked.join.columns.values(), *asked.join.on.values()))
        read = {name: translated(data[name], name, asked) for name in map(str, data)}
        return pd.DataFrame(read, index=data.index).join(without_values(unused, data.index))

    def _second_rows(self, asked: TableMapping, join: Join) -> pd.DataFrame:
        section = f"tables.{asked.table}.join"
        wanted = {(f"{section}.columns", name): one for name, one in join.columns.items()}
        wanted |= {(f"{section}.on", ours): one for ours, one in join.on.items()}
        return self._rows(str(self._second[asked.table]), wanted, header=join.header)

    def _rows(
        self, source: str, wanted: Mapping[tuple[str, str], str], *, header: int
    ) -> pd.DataFrame:
        """Return a raw table that has the wanted columns, each with its place in the mapping."""
        names = {one.strip().lower() for one in wanted.values()}
        found = self._raw.read(source, header=header, wanted=names)
        columns = place_of(found)
        faults = [
            self._mapped.fault(
                "mapping_missing_column",
                *place,
                detail=f"{visible_name(one)} in {self._raw.place(source)}",
            )
            for place, one in wanted.items()
            if one.strip().lower() not in columns
        ]
        if faults:
            raise BadInput(faults)
        return found

    def place(self, table: str) -> str:
        """Return what a message calls the table that the rows come from."""
        found = self._found.get(table)
        return self._mapped.file if found is None else self._raw.place(found)

    def ignored(self) -> tuple[str, ...]:
        """Return the names of what the mapping does not use."""
        used = {*self._found.values(), *self._second.values()}
        return tuple(visible_name(name) for name in self._raw.names() if name not in used)


def others(found: pd.DataFrame, used: Collection[str]) -> dict[str, None]:
    """Return the names of the columns that a mapping does not use, each once."""
    taken = {name.strip().lower() for name in used}
    names = [str(name) for name in found.columns if str(name).strip().lower() not in taken]
    return dict.fromkeys(names)


def without_values(names: Collection[str], rows: pd.Index) -> pd.DataFrame:
    """Return unmapped columns without their values, so that they are listed as dropped."""
    free = [f"{name} (not mapped)" for name in names]
    return pd.DataFrame(index=rows, columns=free, dtype="float64")


def translated(values: pd.Series, name: str, asked: TableMapping) -> pd.Series:
    """Return a column with the office's codes and days in the contract's form."""
    codes = asked.codes.get(name)
    if codes:
        texts = texts_of(values).set_axis(values.index)
        known = {found.strip().casefold(): code for found, code in codes.items()}
        return texts.str.casefold().map(known).astype("str").fillna(texts)
    written = asked.date_formats.get(name, asked.date_format)
    declared = TABLE_OF_NAME[asked.table].by_name.get(name)
    if written and declared is not None and declared.kind == "date":
        return iso_days(texts_of(values).set_axis(values.index), written)
    return values
