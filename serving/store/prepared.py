"""Statements that are made once, because most requests need them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Insert, Select, String, TableValuedAlias, bindparam, func

from serving.database import Database

Process = Callable[[Any], Any]


LIST_IN_SQL = {
    "sqlite": {
        "IN (__[POSTCOMPILE_{name}])": "IN (SELECT value FROM json_each(?))",
        "json_each((__[POSTCOMPILE_{name}]))": "json_each(?)",
    },
    "postgresql": {
        "IN (__[POSTCOMPILE_{name}])": "= ANY (%({name})s::text[])",
        "json_each((__[POSTCOMPILE_{name}]))": "unnest(%({name})s::text[])",
    },
}
"""How a list of texts is given as one value: written out, each length is another statement."""
DOUBLE_PRECISION = 701
"""PostgreSQL's number for the only type of numbers with a fraction that the store has."""


@dataclass(frozen=True)
class Compiled:
    """A statement as the driver takes it, and what is done to values on the way there and back.

    ``names`` are those of its values; ``in_order`` says that they are given as a sequence.
    """

    text: str
    names: Sequence[str]
    in_order: bool
    fixed: Mapping[str, object]
    there: Mapping[str, Process]
    back: Sequence[tuple[int, Process]]

    def given(self, values: Mapping[str, object]) -> Sequence[object] | Mapping[str, object]:
        """Return the values as the statement takes them."""
        known = {**self.fixed, **values}
        for name, process in self.there.items():
            known[name] = process(known[name])
        return [known[name] for name in self.names] if self.in_order else known

    def read(self, rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Return rows with the types of their columns."""
        if not self.back:
            return rows
        found = [list(row) for row in rows]
        for row in found:
            for at, process in self.back:
                row[at] = process(row[at])
        return found


class Prepared:
    """A query or an insertion whose values are named when it is asked.

    A database answers in some microseconds, and SQLAlchemy needs ten times as long to ask: so it
    compiles the statement once, and the driver is asked from then on.
    """

    def __init__(self, statement: Select[Any] | Insert) -> None:
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self.names = tuple(column.name for column in columns)
        self._statement = statement
        self._compiled: dict[str, Compiled] = {}

    def rows(self, database: Database, **values: object) -> Sequence[Sequence[Any]]:
        """Return the rows of a query, each in the order of its columns."""
        made = self._for(database.engine.dialect)
        return made.read(database.ask(made.text, made.given(values)))

    def dictionaries(self, database: Database, **values: object) -> list[dict[str, Any]]:
        """Return the rows of a query by the names of their columns."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows(database, **values)]

    def write(self, database: Database, **values: object) -> None:
        """Run an insertion: all of its rows are kept, or none."""
        made = self._for(database.engine.dialect)
        database.tell(made.text, made.given(values))

    def _for(self, dialect: Dialect) -> Compiled:
        """Return the statement for the driver."""
        made = self._compiled.get(dialect.name)
        if made is None:
            made = self._compiled[dialect.name] = _compile(self._statement, dialect)
        return made


def each(name: str) -> TableValuedAlias:
    """Return a list of texts, given as one value of this name, as rows with a ``value``."""
    given = bindparam(name, type_=String, expanding=True)
    return func.json_each(given).table_valued("value", name="value")


def _compile(statement: Select[Any] | Insert, dialect: Dialect) -> Compiled:
    compiled = statement.compile(dialect=dialect)
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    text, there = str(compiled), dict[str, Process | None]()
    for name, bound in compiled.binds.items():
        there[name] = bound.type.dialect_impl(dialect).bind_processor(dialect)
        if bound.expanding:
            for written, given in LIST_IN_SQL[dialect.name].items():
                text = text.replace(written.format(name=name), given.format(name=name))
            there[name] = _as_json if dialect.name == "sqlite" else list
    types = [column.type.dialect_impl(dialect) for column in columns]
    back = (one.result_processor(dialect, DOUBLE_PRECISION) for one in types)
    return Compiled(
        text,
        tuple(compiled.positiontup or ()),
        compiled.positional,
        dict(compiled.params),
        _there_are(there.items()),
        tuple(_there_are(enumerate(back)).items()),
    )


def _there_are(processes: Iterable[tuple[Any, Process | None]]) -> dict[Any, Process]:
    return {key: process for key, process in processes if process is not None}


def _as_json(values: Collection[str]) -> str:
    return json.dumps(list(values))
