"""Wrong passwords: counted by name, by computer and by both, so that guessing becomes slow.

The long waits are for a name *and* the computer that tries it: nobody keeps a colleague out from
another one. Guessing one name from many computers is held to a try every few seconds, and guessing
many names from one computer to a try a minute after a thousand on a day. Neither is noticed where
somebody has signed in under this name from this computer before: a whole office may sit behind one
address, and colleagues do not wait for each other's mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from serving.database import Database, Moment, metadata
from serving.passwords import fingerprint

DAYS_KNOWN = 90
HALF = 32
"""Half of a fingerprint: what is counted begins with that of the name, so that all is found."""

failed_logins = sa.Table(
    "failed_logins",
    metadata,
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("wait_until", Moment, nullable=False),
)
known_computers = sa.Table(
    "known_computers",
    metadata,
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("known_until", Moment, nullable=False),
)
INSERTS: Mapping[str, Callable[..., sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
ONE_LESS = update(failed_logins).values(failures=failed_logins.c.failures - 1)


@dataclass(frozen=True)
class Wait:
    """Too many wrong passwords: how long to wait before the next try."""

    seconds: int


@dataclass(frozen=True)
class Limit:
    """So many wrong passwords are free; each one after them doubles the wait, up to the longest."""

    free: int
    longest_seconds: int

    def seconds(self, failures: int) -> int:
        """Return how long to wait after so many."""
        late = failures - self.free
        return min(2 ** min(late, 20), self.longest_seconds) if late > 0 else 0


OF_BOTH = Limit(free=4, longest_seconds=900)
OF_NAME = Limit(free=20, longest_seconds=5)
OF_ADDRESS = Limit(free=1000, longest_seconds=60)
"""In a day: a large office may sit behind one address; guessing many names from it becomes slow."""


class Tries:
    """The tries for one name from one ``address`` (of a computer), where that is known."""

    def __init__(self, database: Database, username: str, *, address: str | None = None) -> None:
        self._database = database
        self._name = fingerprint(username)[:HALF]
        self._both = self._name + fingerprint(f"{address} {username}")[:HALF]
        today = datetime.now(UTC).date()
        self._origin = fingerprint(f"address {address} {today}") if address else None

    def begin(self) -> Wait | None:
        """Count a try as wrong until it is known to be right; return how long to wait, if at all.

        Who has to wait is not counted. Tries at the same time come one after the other, in all
        processes of the service: the first to count holds the row.
        """
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            limits = self._limits(connection, now)
            counts = [_counted(connection, one, limits[one], now) for one in sorted(limits)]
            seconds = max(0.0, *((until - now).total_seconds() for until in counts))
            if seconds > 0:
                uncounted = failed_logins.c.fingerprint.in_(limits)
                connection.execute(ONE_LESS.where(uncounted))
                return Wait(int(seconds) + 1)
            _forget_old(connection, now)
        return None

    def succeed(self) -> None:
        """Forget the wrong passwords for the name from here, and keep that it is known here."""
        now, table, known = datetime.now(UTC), failed_logins.c, known_computers
        until = now + timedelta(days=DAYS_KNOWN)
        with self._database.writing() as connection:
            if self._origin in self._limits(connection, now):
                connection.execute(ONE_LESS.where(table.fingerprint == self._origin))
            counted = table.fingerprint.in_([self._name, self._both])
            connection.execute(delete(failed_logins).where(counted))
            connection.execute(delete(known).where(known.c.fingerprint == self._both))
            connection.execute(insert(known).values(fingerprint=self._both, known_until=until))

    def forget(self) -> None:
        """Forget the wrong passwords for the name, wherever they were tried."""
        with self._database.writing() as connection:
            counted = failed_logins.c.fingerprint.startswith(self._name)
            connection.execute(delete(failed_logins).where(counted))

    def _limits(self, connection: Connection, now: datetime) -> dict[str, Limit]:
        """Return what this try counts for; where the name is known here, for both together only."""
        table = known_computers.c
        here = (table.fingerprint == self._both) & (table.known_until > now)
        if connection.execute(select(table.fingerprint).where(here)).first() is not None:
            return {self._both: OF_BOTH}
        limits = {self._both: OF_BOTH, self._name: OF_NAME}
        return limits if self._origin is None else {**limits, self._origin: OF_ADDRESS}


def _forget_old(connection: Connection, now: datetime) -> None:
    old = failed_logins.c.wait_until < now - timedelta(days=1)
    connection.execute(delete(failed_logins).where(old))
    connection.execute(delete(known_computers).where(known_computers.c.known_until < now))


def _counted(connection: Connection, counted: str, limit: Limit, now: datetime) -> datetime:
    """Count one more; return until when there is to be waited because of those before."""
    table, one = failed_logins.c, failed_logins.c.fingerprint == counted
    first = INSERTS[connection.dialect.name](failed_logins).values(
        fingerprint=counted, failures=1, wait_until=now
    )
    more = first.on_conflict_do_update(
        index_elements=[table.fingerprint], set_={"failures": table.failures + 1}
    )
    failures, until = connection.execute(more.returning(table.failures, table.wait_until)).one()
    if until <= now:
        next_until = now + timedelta(seconds=limit.seconds(failures))
        connection.execute(update(failed_logins).where(one).values(wait_until=next_until))
    found: datetime = until
    return found
