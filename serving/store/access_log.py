"""Who looked at whom, when and for which purpose; lines are only added."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, insert, select

from serving.database import Database, access_log
from serving.purposes import Purpose
from serving.store.prepared import Prepared, each
from serving.store.rows import Look
from serving.store.seals import SEALED
from serving.store.subjects import lines_about

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


class AccessLog:
    """The record of looks at people's data, allowed and refused."""

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database

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
        self, *, before: int | None, limit: int, agency_id: str | None = None
    ) -> list[tuple[int, Look]]:
        """Return lines with their numbers, the newest first; only numbers ``before`` one."""
        query = _newest_first(select(access_log), agency_id).limit(limit)
        if before is not None:
            query = query.where(access_log.c.id < before)
        with self._database.reading() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return [(row.pop("id"), Look(**row)) for row in rows]

    def newest(self, *, limit: int, agency_id: str | None = None) -> list[Look]:
        """Return the newest lines first: of all, or of one agency."""
        query = _newest_first(select(*COLUMNS), agency_id).limit(limit)
        with self._database.reading() as connection:
            return [Look(**row) for row in connection.execute(query).mappings()]

    def about(self, subject: str, *, limit: int) -> list[Look]:
        """Return the newest lines about one person, the newest first."""
        rows = ABOUT.dictionaries(self._database, subject=subject, limit=limit)
        return [Look(**row) for row in rows]

    def shown_risks(self) -> frozenset[str]:
        """Return the accounts that were ever shown a risk, or something done because of one."""
        shown = (access_log.c.purpose == Purpose.CARE) & access_log.c.allowed
        query = select(access_log.c.account).where(shown).distinct()
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())


def _newest_first(query: Select[Any], agency_id: str | None) -> Select[Any]:
    ordered = query.order_by(access_log.c.id.desc())
    return ordered if agency_id is None else ordered.where(access_log.c.agency_id == agency_id)
