"""A database that holds record tables, as tables or as views of the contract's names.

The whole import reads one state of the database, through a cursor on the server, and changes
nothing there. No message holds the address: it may contain a password.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, column, create_engine, event, inspect, select, table
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from features.problems import BadInput, problem, visible_name
from features.sources.reading import as_found
from features.tables import AGENCY, TABLE_OF_NAME

CHUNK = 20_000
"""Rows that are fetched at a time."""
PATIENCE = 15
"""Seconds to wait for a server that does not answer."""
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
NOT_ALLOWED = "42501"
"""SQLSTATE of a privilege that is lacking."""
NESTED = (list, dict, set, bytearray, memoryview)


class Cells:
    """The values of a column; equal ones are kept once, so that a long column takes little room."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._kept: dict[Any, Any] = {}

    def add(self, values: Sequence[Any]) -> None:
        """Add the next values; lists and documents become text."""
        plain = [str(one) if isinstance(one, NESTED) else one for one in values]
        self.values += [self._kept.setdefault((type(one), one), one) for one in plain]


class RawDatabase:
    """All tables and views of a database or of one schema of it, whatever they are called."""

    def __init__(self, url: str, *, schema: str | None = None) -> None:
        address = address_of(url)
        self.title = title_of(address)
        self._schema = schema
        self._engine = engine_of(address, title=self.title)
        try:
            self._connection = connected(self._engine, title=self.title)
            self._names = names_in(self._connection, schema, title=self.title)
        except BaseException:
            self._engine.dispose()
            raise

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
        self._engine.dispose()

    def names(self) -> tuple[str, ...]:
        """Return the names of the tables and views."""
        return self._names

    def place(self, name: str) -> str:
        """Return the name of the database, and of a table in it, for messages."""
        return f"{self.title}, table {name}" if name in self._names else self.title

    def columns(self, name: str) -> list[str]:
        """Return the names of a table's columns."""
        with failures_told(self.title, name):
            found = inspect(self._connection).get_columns(name, schema=self._schema)
        return [str(one["name"]) for one in found]

    def read(
        self, name: str, *, header: int = 1, wanted: Collection[str] | None = None
    ) -> pd.DataFrame:
        """Return a table as found, in the order of its key.

        Columns not ``wanted`` (in lower case) are not fetched and come empty. A database knows
        its column names, whatever ``header`` says.

        Values are as the driver gives them: days, decimals, yes and no. Rows are numbered from 2
        as in a file.
        """
        every = self.columns(name)
        read = [one for one in every if wanted is None or one.strip().lower() in wanted]
        if not every:
            raise BadInput([problem("empty_file", file=self.place(name), table=name)])
        cells = {one: Cells() for one in read}
        with failures_told(self.title, name):
            for rows in self._chunks(name, read):
                for one, values in zip(read, zip(*rows, strict=True), strict=True):
                    cells[one].add(values)
        filled = {one: pd.Series(cells[one].values, dtype=object) for one in read}
        return as_found(pd.DataFrame(filled).reindex(columns=every))

    def _chunks(self, name: str, read: Sequence[str]) -> Iterator[Sequence[Any]]:
        inspector = inspect(self._connection)
        key = inspector.get_pk_constraint(name, schema=self._schema)["constrained_columns"]
        if not key and name in TABLE_OF_NAME:
            key = [one for one in TABLE_OF_NAME[name].key if one in read]
        if not read:
            return
        source = table(name, *(column(one) for one in read), schema=self._schema)
        query = select(source).order_by(*(column(one) for one in key))
        streamed = self._connection.execution_options(yield_per=CHUNK)
        yield from streamed.execute(query).partitions()


class DatabaseSource:
    """The tables and views of a database that are named as in the contract."""

    def __init__(self, raw: RawDatabase) -> None:
        self._raw = raw
        self._name = {name.lower(): name for name in raw.names() if name.lower() in TABLE_OF_NAME}

    def tables(self) -> tuple[str, ...]:
        """Return the names of the contract's tables that are here."""
        return tuple(name for name in TABLE_OF_NAME if name in self._name)

    def read(self, table: str) -> pd.DataFrame:
        """Return a table as found; columns that the contract does not name are not fetched."""
        wanted = {*TABLE_OF_NAME[table].by_name, AGENCY.name}
        return self._raw.read(self._name[table], wanted=wanted)

    def place(self, table: str) -> str:
        """Return the names of the database and the table."""
        return self._raw.place(self._name.get(table, table))

    def ignored(self) -> tuple[str, ...]:
        """Return the names of the other tables and views."""
        others = sorted(set(self._raw.names()) - set(self._name.values()))
        return tuple(visible_name(name) for name in others)


def address_of(url: str) -> URL:
    """Return the parts of an address; raises `BadInput` where it is none."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        found = problem("no_database", file="the database", detail="it cannot be read")
        raise BadInput([found]) from error
    address = address.set(drivername=DRIVERS.get(address.drivername, address.drivername))
    is_file = address.get_backend_name() == "sqlite"
    if is_file and not Path(address.database or "").is_file():
        raise BadInput([problem("not_there", file=title_of(address))])
    return address


def title_of(address: URL) -> str:
    """Return what a database is called in messages: its name, or that of its file."""
    name = address.database or address.host or address.get_backend_name()
    return f"database {visible_name(Path(name).name)}"


def engine_of(address: URL, *, title: str) -> Engine:
    """Return the engine; raises `BadInput` where there is no driver for this kind."""
    is_server = address.get_backend_name() == "postgresql"
    wait = is_server and "connect_timeout" not in address.query
    try:
        engine = create_engine(
            address,
            hide_parameters=True,
            poolclass=NullPool,
            connect_args={"connect_timeout": PATIENCE} if wait else {},
        )
    except (NoSuchModuleError, ImportError) as error:
        raise BadInput(
            [problem("no_driver", file=title, detail=visible_name(address.drivername))]
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _only_read)
    if is_server:
        engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    return engine


def _only_read(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def connected(engine: Engine, *, title: str) -> Connection:
    """Return a connection; raises `BadInput` where there is none to be had."""
    try:
        return engine.connect()
    except (SQLAlchemyError, OSError, ValueError) as error:
        detail = type(getattr(error, "orig", error)).__name__
        raise BadInput([problem("no_connection", file=title, detail=detail)]) from None


def names_in(connection: Connection, schema: str | None, *, title: str) -> tuple[str, ...]:
    """Return the tables and views of a schema, or of the usual one."""
    with failures_told(title, "list of tables"):
        inspector = inspect(connection)
        if schema is not None and schema not in inspector.get_schema_names():
            found = problem("no_schema", file=title, detail=visible_name(schema))
            raise BadInput([found])
        names = {*inspector.get_table_names(schema), *inspector.get_view_names(schema)}
        if connection.dialect.name == "postgresql":
            names |= set(inspector.get_materialized_view_names(schema))
    return tuple(sorted(names))


@contextmanager
def failures_told(title: str, name: str) -> Iterator[None]:
    """Raise `BadInput` where a table cannot be read, without the database's own words."""
    try:
        yield
    except SQLAlchemyError as error:
        state = getattr(getattr(error, "orig", None), "sqlstate", None)
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        rule = "no_permission" if state == NOT_ALLOWED else "query_failed"
        detail = visible_name(name)
        if lost:
            rule, detail = "no_connection", "the connection was lost"
        raise BadInput([problem(rule, file=title, table=name, detail=detail)]) from None
