"""A source seen through a mapping: files, sheets and tables of any name become record tables."""

from __future__ import annotations

import pandas as pd

from features.importing.values import texts_of
from features.problems import BadInput, Problem, visible_name
from features.sources.dates import iso_days
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
        faults = [
            mapped.fault(
                "mapping_missing_source",
                f"tables.{one.table}",
                "from",
                detail=visible_name(one.source),
            )
            for one in self._wanted()
            if self._found[one.table] is None
        ]
        if faults:
            raise BadInput(faults)

    def _wanted(self) -> list[TableMapping]:
        return list(self._mapped.tables.values())

    def tables(self) -> tuple[str, ...]:
        """Return the names of the contract's tables that the mapping names."""
        return tuple(name for name in TABLE_OF_NAME if name in self._mapped.tables)

    def read(self, table: str) -> pd.DataFrame:
        """Return a table in the contract's words; columns that are not mapped keep their names."""
        asked = self._mapped.tables[table]
        wanted = {name.strip().lower() for name in (*asked.columns.values(), *asked.where)}
        found = self._raw.read(str(self._found[table]), header=asked.header, wanted=wanted)
        columns = {str(name).strip().lower(): place for place, name in enumerate(found.columns)}
        faults = list(self._missing(asked, columns))
        if faults:
            raise BadInput(faults)
        for column, values in asked.where.items():
            wanted = {value.strip().casefold() for value in values}
            here = texts_of(found.iloc[:, columns[column.strip().lower()]]).str.casefold()
            found = found[here.isin(wanted).to_numpy(dtype=bool)]
        places = {name: columns[column.strip().lower()] for name, column in asked.columns.items()}
        data = {name: found.iloc[:, place] for name, place in places.items()}
        data |= {
            name: pd.Series(value, index=found.index, dtype="str")
            for name, value in asked.constants.items()
        }
        return pd.DataFrame(
            {name: translated(values, name, asked) for name, values in data.items()}
        ).join(self._others(found, places))

    def _others(self, found: pd.DataFrame, places: dict[str, int]) -> pd.DataFrame:
        """Return the unmapped columns without their values, so that they are listed as dropped."""
        used = set(places.values())
        names = [str(one) for n, one in enumerate(found.columns) if n not in used]
        free = [f"{name} (not mapped)" for name in dict.fromkeys(names)]
        return pd.DataFrame(index=found.index, columns=free, dtype="float64")

    def _missing(self, asked: TableMapping, columns: dict[str, int]) -> list[Problem]:
        section = f"tables.{asked.table}"
        wanted = [(f"{section}.columns", name, one) for name, one in asked.columns.items()]
        wanted += [(f"{section}.where", one, one) for one in asked.where]
        return [
            self._mapped.fault(
                "mapping_missing_column",
                place,
                key,
                detail=f"{visible_name(one)} in {self.place(asked.table)}",
            )
            for place, key, one in wanted
            if one.strip().lower() not in columns
        ]

    def place(self, table: str) -> str:
        """Return what a message calls the table that the rows come from."""
        found = self._found.get(table)
        return self._mapped.file if found is None else self._raw.place(found)

    def ignored(self) -> tuple[str, ...]:
        """Return the names of what the mapping does not use."""
        used = set(self._found.values())
        return tuple(visible_name(name) for name in self._raw.names() if name not in used)


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
