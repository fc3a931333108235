"""Who looked at whom, when and for which purpose; lines are only added."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select

from serving.database import Database, access_log
from serving.purposes import Purpose
from serving.store.prepared import Prepared, each
from serving.store.rows import Look
from serving.store.seals import GRACE, SEALED
from serving.store.subjects import lines_about, numbers_about

COLUMNS = [column for column in access_log.columns if column.name != "id"]
ALIKE = [column for column in COLUMNS if column.name != "subject"]


def _adding(subject: ColumnElement[Any]) -> Prepared:
    """Return the insertion of a line for each ``subject``, alike in all else: one statement."""
    told = [bindparam(one.name, type_=one.type) for one in ALIKE]
    lines = select(*told, subject)
    return Prepared(insert(access_log).from_select([*ALIKE, access_log.c.subject], lines))


ADDING = _adding(each("subjects").c.value)
ADDING_ONE = _adding(bindparam("subject", type_=access_log.c.subject.type))
"""Most looks are at one person; giving a list of one takes half as long again."""
ABOUT = Prepared(lines_about(SEALED))
OUT_OF_ORDER = timedelta(days=1)
"""A line is written at most this long before or after its neighbours, whatever clocks do."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which lines of the log are asked for; what is left out is not asked.

    Lines from ``since`` on and before ``until``; none of the accounts ``not_by``; with ``refused``
    only refusals.
    """

    agency_id: str | None = None
    account: str | None = None
    subject: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    refused: bool = False
    not_by: frozenset[str] = frozenset()


ALL = Sought()


class AccessLog:
    """The record of looks at people's data, allowed and refused."""

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database
        self._shown: tuple[int, frozenset[str]] = (0, frozenset())

    def add(
        self,
        subjects: Collection[str | None],
        *,
        account: str,
        action: str,
        purpose: str,
        route: str,
        allowed: bool = True,
        reason: str | None = None,
        agency_id: str | None = None,
    ) -> None:
        """Add a line for each person looked at; ``route`` is the template of the address."""
        line = {
            "at": datetime.now(UTC),
            "account": account,
            "action": action,
            "purpose": purpose,
            "route": route,
            "allowed": allowed,
            "reason": reason,
            "agency_id": agency_id,
        }
        if len(subjects) == 1:
            (subject,) = subjects
            ADDING_ONE.write(self._database, subject=subject, **line)
        elif subjects:
            ADDING.write(self._database, subjects=subjects, **line)

    def page(
        self, sought: Sought = ALL, *, before: int | None, limit: int
    ) -> list[tuple[int, Look]]:
        """Return lines with their numbers, the newest first; only numbers ``before`` one."""
        query = select(access_log).order_by(access_log.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(access_log.c.id < before)
        with self._database.reading() as connection:
            query = query.where(*_alike(sought), *_within(connection, sought))
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return [(row.pop("id"), Look(**row)) for row in rows]

    def newest(self, *, limit: int, agency_id: str | None = None) -> list[Look]:
        """Return the newest lines first: of all, or of one agency."""
        found = self.page(Sought(agency_id=agency_id), before=None, limit=limit)
        return [look for _number, look in found]

    def about(self, subject: str, *, limit: int) -> list[Look]:
        """Return the newest lines about one person, the newest first."""
        rows = ABOUT.dictionaries(self._database, subject=subject, limit=limit)
        return [Look(**row) for row in rows]

    def shown_risks(self) -> frozenset[str]:
        """Return the accounts that were ever shown a risk, or something done because of one.

        Lines that no other can come before any more are looked through once.
        """
        read, known = self._shown
        newer, lines = access_log.c.id > read, access_log.c
        shown = newer & (lines.purpose == Purpose.CARE) & lines.allowed
        settled = newer & (lines.at <= datetime.now(UTC) - GRACE)
        with self._database.reading() as connection:
            last = connection.scalar(select(func.max(lines.id)).where(settled))
            found = connection.execute(select(lines.account).where(shown).distinct()).scalars()
            known |= frozenset(found)
        self._shown = (last or read, known)
        return known


def _alike(sought: Sought) -> Iterator[ColumnElement[bool]]:
    """Yield what a line must be like to be one of those asked for."""
    lines = access_log.c
    for name in ("agency_id", "account", "action"):
        if (wanted := getattr(sought, name)) is not None:
            yield lines[name] == wanted
    if sought.subject is not None:
        yield lines.id.in_(numbers_about(sought.subject, sealed=SEALED))
    if sought.refused:
        yield ~lines.allowed
    if sought.not_by:
        yield lines.account.not_in(sought.not_by)


def _within(connection: Connection, sought: Sought) -> Iterator[ColumnElement[bool]]:
    """Yield between which moments a line must be, and between which numbers such lines are."""
    lines = access_log.c
    if sought.since is not None:
        yield lines.at >= sought.since
        yield lines.id >= _first_from(connection, sought.since - OUT_OF_ORDER)
    if sought.until is not None:
        yield lines.at < sought.until
        yield lines.id < _first_from(connection, sought.until + OUT_OF_ORDER)


def _first_from(connection: Connection, moment: datetime) -> int:
    """Return the number of the first line from a moment on: lines are found by number only."""
    lines = access_log.c
    low, high = 1, (connection.scalar(select(func.max(lines.id))) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        query = select(lines.id, lines.at).where(lines.id >= middle).order_by(lines.id).limit(1)
        number, at = connection.execute(query).one()
        low, high = (low, middle) if at >= moment else (number + 1, high)
    return low
