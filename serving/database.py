"""Tables and connections: where the store meets a file or a server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from features.contract import LONGEST_ID
from serving.migrations import ensure_schema
from serving.settings import no_address

DatabaseError = SQLAlchemyError
"""Whatever a database may answer instead of doing what it was asked."""
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)
ID = String(LONGEST_ID)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def _batch_key() -> Column[int]:
    return Column("batch_id", ForeignKey("batches.id"), primary_key=True)


def _employee_key() -> Column[str]:
    return Column("employee_id", ID, primary_key=True)


batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agency_id", ID, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("horizon_days", Integer, nullable=False),
    Column("model", String(200), nullable=False),
    *(Column(name, Moment, nullable=False) for name in ("created_at", "published_at")),
    Column("erased_at", Moment),
    Index(None, "agency_id", "as_of"),
)
people = Table(
    "people",
    metadata,
    _batch_key(),
    _employee_key(),
    Column("unit_id", ID),
    Column("unit_name", Text),
    Column("region", Text),
    Column("job_id", ID),
    Column("job_name", Text),
    Column("job_family", Text),
    Column("risk", Float, nullable=False),
    Column("band", String(16), nullable=False),
    Column("basis", String(16), nullable=False),
    *(Column(f"days_{name}", Float) for name in ("in_service", "in_post", "since_training")),
    Column("transfer_risk", Float),
    Column("calendar_exit", String(16)),
    Column("calendar_exit_on", Date),
    Column("hours_last_year", Float),
    *(Index(None, "batch_id", name) for name in ("risk", "calendar_exit_on", "hours_last_year")),
    Index(None, "batch_id", "unit_id", "unit_name", "job_name", info={"only_on": "sqlite"}),
    Index(None, "batch_id", "unit_id", info={"only_on": "postgresql"}),
    sqlite_with_rowid=False,
)
signals = Table(
    "signals",
    metadata,
    _batch_key(),
    _employee_key(),
    Column("rank", Integer, primary_key=True),
    Column("feature", String(200), nullable=False),
    Column("family", String(64), nullable=False),
    Column("direction", String(16), nullable=False),
    Column("contribution", Float, nullable=False),
    Column("value", Text),
    sqlite_with_rowid=False,
)
suggestions = Table(
    "suggestions",
    metadata,
    _batch_key(),
    _employee_key(),
    Column("kind", String(16), primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("item_id", ID, nullable=False),
    Column("title", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("reason", String(64), nullable=False),
    Column("reason_values", Text, nullable=False),
    sqlite_with_rowid=False,
)
forecasts = Table(
    "forecasts",
    metadata,
    _batch_key(),
    Column("level", String(16), primary_key=True),
    Column("group_id", ID, primary_key=True),
    Column("group_name", Text, nullable=False),
    Column("n", Integer, nullable=False),
    *(Column(name, Float, nullable=False) for name in ("expected", "low", "high")),
    sqlite_with_rowid=False,
)
subtrees = Table(
    "subtrees",
    metadata,
    _batch_key(),
    Column("root_id", ID, primary_key=True),
    Column("unit_id", ID, primary_key=True),
    sqlite_with_rowid=False,
)
accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("username", String(64), nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("agency_id", ID),
    Column("unit_id", ID),
    Column("employee_id", ID),
    Column("external_id", String(255)),
    Column("must_change", Boolean, nullable=False),
    Column("locked_at", Moment),
    Column("created_at", Moment, nullable=False),
    Index("uq_accounts_external_id", "external_id", unique=True),
)
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
access_log = Table(
    "access_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("account", String(200), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", ID),
    Column("purpose", String(32), nullable=False),
    Column("route", String(200), nullable=False),
    Column("allowed", Boolean, nullable=False),
    *(Column("reason", Text), Column("agency_id", ID), Index(None, "agency_id", "id")),
)


def store_url(home: Path) -> str:
    """Return the address of the store: ``BINA_STORE_URL``, or a SQLite file in the home."""
    return os.environ.get("BINA_STORE_URL") or f"sqlite:///{home / 'store.sqlite'}"


def is_there(url: str) -> bool:
    """Return whether the store exists; a server's always does, a file may not have been made.

    Raises `Prevented` where this is no address of a database that can be used.
    """
    try:
        address = make_url(url)
        address.get_dialect().import_dbapi()
    except (ArgumentError, ImportError):
        raise no_address() from None
    in_file = address.get_backend_name() == "sqlite" and address.database is not None
    return not in_file or Path(str(address.database)).exists()


class Database:
    """A store's connections; the schema is brought up to date on opening."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, hide_parameters=True)
        self._at_once = self.engine
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            self._at_once = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._for_writing = self.engine.execution_options(sqlite_begin="IMMEDIATE")
        self._errors = self.engine.dialect.loaded_dbapi.Error
        self._kept: Connection | None = None
        self._free = Lock()
        ensure_schema(self)

    def reading(self) -> AbstractContextManager[Connection]:
        """Return a connection that sees one state of the store until it is closed."""
        return self.engine.connect()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are kept together, or not at all."""
        with self._for_writing.begin() as connection:
            yield connection

    def ask(self, text: str, values: Sequence[object] | Mapping[str, object]) -> list[Any]:
        """Return the rows of one statement, asked of the driver itself."""
        return list(self.on_driver(lambda driver: driver.execute(text, values).fetchall()))

    def tell(self, text: str, values: Sequence[object] | Mapping[str, object]) -> None:
        """Have the driver run one statement, all of which is kept at once, or nothing."""
        self.on_driver(lambda driver: driver.execute(text, values))

    def on_driver(self, do: Callable[[Any], Any]) -> Any:
        """Do something with the driver's own connection, on which each statement is kept at once.

        One stays open: taking one from the pool costs as much as a question. Who comes while it is
        in use gets another. After an error it is thrown away, with what was begun on it. Raises
        `DatabaseError` without values, which may be about a person.
        """
        is_first, connection = self._free.acquire(blocking=False), None
        try:
            connection = (self._kept if is_first else None) or self._at_once.connect()
            return do(connection.connection.driver_connection)
        except BaseException as error:
            if connection is not None:
                connection.invalidate()
            if isinstance(error, self._errors):
                raise DatabaseError(type(error).__name__) from error
            raise
        finally:
            self._give_back(connection, is_first)

    def _give_back(self, connection: Connection | None, is_first: bool) -> None:
        if is_first:
            self._kept = None if connection is None or connection.invalidated else connection
            self._free.release()
        elif connection is not None:
            connection.close()

    def close(self) -> None:
        """Close the connections."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Let readers and one writer work at once, gather 16 MB, leave BEGIN to `_begin_sqlite`."""
    connection.isolation_level = None
    told = "journal_mode=WAL busy_timeout=10000 synchronous=NORMAL foreign_keys=ON"
    for pragma in f"{told} wal_autocheckpoint=4000".split():
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once where writing is meant, so that waiting works."""
    kind = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    driver: Any = connection.connection.driver_connection  # cheaper than through SQLAlchemy
    driver.execute(f"BEGIN {kind}")
