"""Statements that are made once, because most requests need them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Dialect, Insert, PoolProxiedConnection, Select
from sqlalchemy.sql.visitors import iterate

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
    it compiles the statement once, and the driver is asked from then on. Behind a line, where this
    makes no difference, SQLAlchemy asks, which also notices that the line was cut; so it does where
    a value is a list, for which the statement is another one each time.
    """

    def __init__(self, statement: Select[Any] | Insert) -> None:
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self.names = tuple(column.name for column in columns)
        self._statement = statement
        self._takes_lists = any(bind.expanding for bind in _binds(statement))
        self._compiled: Compiled | None = None

    def rows(self, database: Database, **values: object) -> Sequence[Sequence[Any]]:
        """Return the rows of a query, each in the order of its columns."""
        made = self._made(database.engine.dialect)
        if made is None:
            with database.reading() as connection:
                return connection.execute(self._statement, values).all()
        with closing(database.engine.raw_connection()) as connection:
            found = _driver(connection).execute(made.text, made.given(values)).fetchall()
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
        with closing(database.engine.raw_connection()) as connection:  # undone unless committed
            driver = _driver(connection)
            driver.execute("BEGIN IMMEDIATE")
            driver.executemany(made.text, [made.given(row) for row in rows])
            driver.commit()

    def _made(self, dialect: Dialect) -> Compiled | None:
        """Return the statement for the driver; None where SQLAlchemy is to ask."""
        if dialect.name != "sqlite" or self._takes_lists:
            return None
        if self._compiled is None:
            self._compiled = _compile(self._statement, dialect)
        return self._compiled


def _binds(statement: Select[Any] | Insert) -> Iterator[BindParameter[Any]]:
    return (one for one in iterate(statement) if isinstance(one, BindParameter))


def _driver(connection: PoolProxiedConnection) -> Any:
    return connection.driver_connection


def _compile(statement: Select[Any] | Insert, dialect: Dialect) -> Compiled:
    compiled = statement.compile(dialect=dialect)
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    binds = {name: bound.type for name, bound in compiled.binds.items()}
    there = ((n, t.dialect_impl(dialect).bind_processor(dialect)) for n, t in binds.items())
    back = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
    return Compiled(
        str(compiled),
        tuple(compiled.positiontup or ()),
        dict(compiled.params),
        _there_are(there),
        tuple(_there_are(enumerate(back)).items()),
    )


def _there_are(processes: Iterable[tuple[Any, Process | None]]) -> dict[Any, Process]:
    return {key: process for key, process in processes if process is not None}
