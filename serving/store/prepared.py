"""Statements that are made once, because most requests need them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Insert, Select

from serving.database import Database

Process = Callable[[Any], Any]


@dataclass(frozen=True)
class Compiled:
    """A statement as the driver takes it, and what is done to values on the way there and back."""

    text: str
    names: Sequence[str]
    fixed: Mapping[str, object]
    there: Mapping[str, Process]
    back: Sequence[tuple[int, Process]]

    def given(self, values: Mapping[str, object]) -> list[object]:
        """Return the values in the statement's order."""
        known = {**self.fixed, **values}
        return [
            self.there[name](known[name]) if name in self.there else known[name]
            for name in self.names
        ]

    def read(self, row: Sequence[Any]) -> Sequence[Any]:
        """Return a row with the types of its columns."""
        if not self.back:
            return row
        read = list(row)
        for at, process in self.back:
            read[at] = process(read[at])
        return read


class Prepared:
    """A query or an insertion whose values are named when it is asked.

    A SQLite file answers in a few microseconds, and SQLAlchemy needs ten times as long to ask: so
    it compiles the statement once, and the driver is asked from then on. A list of values is given
    as JSON there, since written out it would make another statement each time. Behind a line, where
    this makes no difference, SQLAlchemy asks, which also notices that the line was cut.
    """

    def __init__(self, statement: Select[Any] | Insert) -> None:
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self.names = tuple(column.name for column in columns)
        self._statement = statement
        self._compiled: Compiled | None = None

    def rows(self, database: Database, **values: object) -> Sequence[Sequence[Any]]:
        """Return the rows of a query, each in the order of its columns."""
        made = self._made(database.engine.dialect)
        if made is None:
            with database.reading() as connection:
                return connection.execute(self._statement, values).all()
        with database.driver() as driver:
            found = driver.execute(made.text, made.given(values)).fetchall()
        return [made.read(row) for row in found]

    def dictionaries(self, database: Database, **values: object) -> list[dict[str, Any]]:
        """Return the rows of a query by the names of their columns."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows(database, **values)]

    def insert(self, database: Database, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows, all or none."""
        made = self._made(database.engine.dialect)
        if made is None:
            with database.writing() as connection:
                connection.execute(self._statement, rows)
            return
        with database.driver() as driver:
            driver.execute("BEGIN IMMEDIATE")
            driver.executemany(made.text, [made.given(row) for row in rows])
            driver.commit()

    def _made(self, dialect: Dialect) -> Compiled | None:
        """Return the statement for the driver; None where SQLAlchemy is to ask."""
        if dialect.name != "sqlite":
            return None
        if self._compiled is None:
            self._compiled = _compile(self._statement, dialect)
        return self._compiled


def _compile(statement: Select[Any] | Insert, dialect: Dialect) -> Compiled:
    compiled = statement.compile(dialect=dialect)
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    binds, text = compiled.binds, str(compiled)
    lists = [name for name, bound in binds.items() if bound.expanding]
    for name in lists:
        text = text.replace(f"__[POSTCOMPILE_{name}]", "SELECT value FROM json_each(?)")
    there: dict[str, Process | None] = {
        name: bound.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bound in binds.items()
    }
    there |= dict.fromkeys(lists, _as_json)
    back = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
    return Compiled(
        text,
        tuple(compiled.positiontup or ()),
        dict(compiled.params),
        _there_are(there.items()),
        tuple(_there_are(enumerate(back)).items()),
    )


def _there_are(processes: Iterable[tuple[Any, Process | None]]) -> dict[Any, Process]:
    return {key: process for key, process in processes if process is not None}


def _as_json(values: Collection[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
