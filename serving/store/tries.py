"""Wrong passwords: counted by name and by computer, so that guessing becomes slow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select

from serving.database import Database, failed_logins
from serving.passwords import fingerprint

FREE = 4
LONGEST_WAIT_SECONDS = 900
FREE_OF_ADDRESS = 100
LONGEST_WAIT_OF_ADDRESS = 60
"""An office may sit behind one address; guessing many names from it still becomes slow."""


@dataclass(frozen=True)
class Wait:
    """Too many wrong passwords: how long to wait before the next try."""

    seconds: int


class Tries:
    """The wrong passwords for one name, and those from one ``address`` (of a computer)."""

    def __init__(self, database: Database, username: str, *, address: str | None = None) -> None:
        self._database = database
        self._name = fingerprint(username)
        self._origin = fingerprint(f"address {address}") if address else None

    def wait(self) -> Wait | None:
        """Return how long to wait before the next try, if at all."""
        column, counted = failed_logins.c.wait_until, [self._name, self._origin or self._name]
        query = select(column).where(failed_logins.c.fingerprint.in_(counted))
        with self._database.reading() as connection:
            ends = list(connection.execute(query.order_by(column.desc())).scalars())
        seconds = (ends[0] - datetime.now(UTC)).total_seconds() if ends else 0.0
        return Wait(int(seconds) + 1) if seconds > 0 else None

    def count(self) -> None:
        """Count a wrong password."""
        self._count(self._name, free=FREE, longest=LONGEST_WAIT_SECONDS)
        if self._origin:
            self._count(self._origin, free=FREE_OF_ADDRESS, longest=LONGEST_WAIT_OF_ADDRESS)

    def forget(self) -> None:
        """Forget the wrong passwords for the name."""
        with self._database.writing() as connection:
            counted = failed_logins.c.fingerprint == self._name
            connection.execute(delete(failed_logins).where(counted))

    def _count(self, counted: str, *, free: int, longest: int) -> None:
        """Double the wait with every wrong password after the free ones; forget after a day."""
        now, table = datetime.now(UTC), failed_logins
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.wait_until < now - timedelta(days=1)))
            query = select(table.c.failures).where(table.c.fingerprint == counted)
            failures = int(connection.execute(query).scalar() or 0) + 1
            late = max(0, failures - free)
            seconds = min(2 ** min(late, 20), longest) if late else 0
            row = {"failures": failures, "wait_until": now + timedelta(seconds=seconds)}
            connection.execute(delete(table).where(table.c.fingerprint == counted))
            connection.execute(insert(table).values(fingerprint=counted, **row))
