"""The chain over the access log: each seal stands for some lines and for all seals before it.

A digest is keyed (HMAC-SHA256) and taken over the digest before it and the lines in between, so a
line that is changed, put in or taken out later makes its seal wrong, and a seal that is changed
makes the next one wrong (Schneier and Kelsey 1999). Lines are sealed many at a time: a look at a
person never waits for a digest. The key is in the home, not in the database. Who holds both can
forge the chain; a digest written down elsewhere shows that too.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, true

from serving.database import Database, Moment, access_log, metadata
from serving.store import subjects

access_seals = sa.Table(
    "access_seals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("first_line", sa.Integer, nullable=False),
    sa.Column("last_line", sa.Integer, nullable=False),
    sa.Column("lines", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("sealed_at", Moment, nullable=False),
)
LAST = select(access_seals.c.last_line).order_by(access_seals.c.id.desc()).limit(1)
SEALED = func.coalesce(LAST.scalar_subquery(), 0)
"""The number of the last line under a seal; below the first one while there is no seal."""
GRACE = timedelta(seconds=10)
"""Younger lines wait: one that began earlier may still be on its way into the database."""
START = "0" * 64
FIRST_LINE = 1
UNREADABLE = (AttributeError, TypeError, ValueError)
"""What reading a line ends with that somebody has put something else into: it is not as sealed."""
AT_A_TIME = 10_000
MOST_LINES = 50_000
"""So many lines are sealed at once, some two seconds, in which nobody else may write to SQLite."""
TURN = 5_341
"""The number under which processes that seal wait for each other on a PostgreSQL server."""
OWN_FORM = ("at", "agency_id")
"""A moment is told in UTC; lines from before there were agencies are told without one."""


@dataclass(frozen=True, kw_only=True)
class Seal:
    """One link: how many lines, from which to which, and the digest after them."""

    id: int
    first_line: int
    last_line: int
    lines: int
    digest: str
    sealed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What a check of the chain found.

    ``broken`` is the first seal that does not fit its lines or the seal before it, ``anchored``
    whether the digest that was written down is in the chain; None where none was given.
    ``kept`` says the same of the digest that the home keeps. ``unsealed`` lines are newer than the
    last seal, whose digest is ``newest``. ``hidden`` are sealed lines that the list of subjects
    lacks, so that the person they are about does not find them.
    """

    lines: int
    seals: int
    unsealed: int
    newest: str
    broken: Seal | None = None
    anchored: bool | None = None
    kept: bool | None = None
    hidden: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the log."""
        fits = self.broken is None and self.anchored is not False and self.kept is not False
        return fits and self.hidden == 0


class BrokenChain(Exception):
    """The chain lacks the newest digest that the home knows: seals were taken out."""


class Seals:
    """Adds seals and checks them."""

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database

    def seal(
        self,
        key: bytes,
        *,
        after: str | None = None,
        grace: timedelta = GRACE,
        most: int = MOST_LINES,
    ) -> int:
        """Seal the first ``most`` lines that no seal covers yet and return how many these were.

        A line that came too late for the seal before breaks it, and is listed with this one.
        Raises `BrokenChain` unless ``after``, a digest known from before, is in the chain.
        """
        until = datetime.now(UTC) - grace
        with self._database.writing() as connection:
            _wait_for_turn(connection)
            last = _last_seal(connection)
            if after is not None and not _is_there(connection, after):
                raise BrokenChain
            first = last.last_line + 1 if last else FIRST_LINE
            ready = select(access_log.c.id).where(_from(first), access_log.c.at <= until)
            some = ready.order_by(access_log.c.id).limit(most).subquery()
            newest = connection.scalar(select(func.max(some.c.id)))
            if newest is None:
                return 0
            digest, count = _digest(
                connection, key, before=last.digest if last else START, first=first, last=newest
            )
            made = {"first_line": first, "last_line": newest, "lines": count, "digest": digest}
            connection.execute(insert(access_seals), made | {"sealed_at": datetime.now(UTC)})
            again = last.first_line if last else FIRST_LINE
            subjects.enter(connection, _from(again) & (access_log.c.id <= newest))
            return count

    def newest(self) -> str:
        """Return the digest of the last seal."""
        with self._database.reading() as connection:
            last = _last_seal(connection)
        return last.digest if last else START

    def verify(
        self, key: bytes, *, expected: str | None = None, kept: str | None = None
    ) -> Verification:
        """Check every seal against the lines it stands for, from the first on.

        ``expected`` is a digest that was written down earlier, ``kept`` the one that the home has.
        """
        with self._database.reading() as connection:
            chain = connection.execute(select(access_seals).order_by(access_seals.c.id))
            seals = [Seal(**row) for row in chain.mappings()]
            broken = _first_broken(connection, key, seals)
            covered = seals[-1].last_line if seals else FIRST_LINE - 1
            newer = select(func.count()).select_from(access_log).where(_from(covered + 1))
            return Verification(
                lines=sum(seal.lines for seal in seals),
                seals=len(seals),
                unsealed=connection.scalar(newer) or 0,
                newest=seals[-1].digest if seals else START,
                broken=broken,
                anchored=_found(expected, seals),
                kept=_found(kept, seals),
                hidden=subjects.missing(connection, access_log.c.id <= covered),
            )


def _wait_for_turn(connection: Connection) -> None:
    """Let one process seal after the other until it is through; SQLite has one writer anyhow."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(TURN)))


def _found(digest: str | None, seals: list[Seal]) -> bool | None:
    """Return whether a digest is in the chain; None where none was given."""
    return None if digest is None else digest in {seal.digest for seal in seals}


def _is_there(connection: Connection, digest: str) -> bool:
    query = select(access_seals.c.id).where(access_seals.c.digest == digest).limit(1)
    return connection.execute(query).first() is not None


def _last_seal(connection: Connection) -> Seal | None:
    query = select(access_seals).order_by(access_seals.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return Seal(**row) if row else None


def _first_broken(connection: Connection, key: bytes, seals: list[Seal]) -> Seal | None:
    digest, next_line = START, FIRST_LINE
    for seal in seals:
        try:
            digest, count = _digest(
                connection, key, before=digest, first=next_line, last=seal.last_line
            )
        except UNREADABLE:
            return seal
        if (digest, count, next_line) != (seal.digest, seal.lines, seal.first_line):
            return seal
        next_line = seal.last_line + 1
    return None


def _digest(
    connection: Connection, key: bytes, *, before: str, first: int, last: int
) -> tuple[str, int]:
    """Return the digest over the one before it and some lines, and how many lines these were."""
    made, count = hmac.new(key, before.encode(), "sha256"), 0
    with closing(_lines(connection, first=first, last=last)) as lines:
        for line in lines:
            made.update(_text_of(line).encode())
            count += 1
    return made.hexdigest(), count


def _lines(connection: Connection, *, first: int, last: int) -> Generator[RowMapping]:
    within = _from(first) & (access_log.c.id <= last)
    query = select(access_log).where(within).order_by(access_log.c.id)
    with connection.execute(query, execution_options={"yield_per": AT_A_TIME}) as result:
        yield from result.mappings()


def _from(first: int) -> ColumnElement[bool]:
    """Return which lines come from this one on; nothing lies below the first, whatever its id."""
    return true() if first == FIRST_LINE else access_log.c.id >= first


def _text_of(line: RowMapping) -> str:
    """Return a line as one text that no other line has."""
    told = [line[column.name] for column in access_log.columns if column.name not in OWN_FORM]
    at = line["at"].astimezone(UTC).isoformat(timespec="microseconds")
    agency = [] if line["agency_id"] is None else [line["agency_id"]]
    return json.dumps([at, *told, *agency], ensure_ascii=False) + "\n"
