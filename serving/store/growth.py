"""What is agreed about development: plans, signatures, evidence, mentoring; rows are only added."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, insert, select

from serving.database import ID, Database, Moment, metadata
from serving.store.prepared import Prepared

growth_notes = sa.Table(
    "growth_notes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("agency_id", ID, nullable=False),
    sa.Column("employee_id", ID, nullable=False),
    sa.Column("mentor_id", ID),
    sa.Column("at", Moment, nullable=False),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Index(None, "agency_id", "employee_id"),
    sa.Index(None, "agency_id", "mentor_id"),
)
WHOLE_AGENCY = ""
"""Stands for the person in notes about nobody in particular, such as a round of matching."""


@dataclass(frozen=True, kw_only=True)
class GrowthNote:
    """One line: about whom, by which account, what, and its values."""

    id: int
    employee_id: str
    mentor_id: str | None
    at: datetime
    account: str
    kind: str
    content: Mapping[str, Any]


NOTES = (
    select(*(growth_notes.c[name] for name in GrowthNote.__annotations__))
    .where(growth_notes.c.agency_id == bindparam("agency_id"))
    .order_by(growth_notes.c.id)
)
OF_MENTOR = Prepared(NOTES.where(growth_notes.c.mentor_id == bindparam("mentor_id")))


OF_KINDS = NOTES.where(growth_notes.c.kind.in_(bindparam("kinds", type_=sa.String, expanding=True)))
ABOUT_ALL = Prepared(OF_KINDS)
ABOUT_ONE = Prepared(OF_KINDS.where(growth_notes.c.employee_id == bindparam("employee_id")))
ABOUT_SOME = Prepared(
    OF_KINDS.where(
        growth_notes.c.employee_id.in_(bindparam("people", type_=sa.String, expanding=True))
    )
)


class GrowthStore:
    """The notes of one or many agencies, in the order in which they were made."""

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database

    def add(
        self,
        kind: str,
        content: Mapping[str, Any],
        *,
        agency_id: str,
        employee_id: str,
        account: str,
        mentor_id: str | None = None,
    ) -> int:
        """Add a note and return its number."""
        row = {
            "agency_id": agency_id,
            "employee_id": employee_id,
            "mentor_id": mentor_id,
            "at": datetime.now(UTC),
            "account": account,
            "kind": kind,
            "content": json.dumps(content),
        }
        with self._database.writing() as connection:
            made = connection.execute(insert(growth_notes).values(row).returning(growth_notes.c.id))
            return int(made.scalar_one())

    def about(
        self, agency_id: str, employee_id: str | None = None, *, kinds: Sequence[str]
    ) -> list[GrowthNote]:
        """Return the notes of these kinds, about one person or, without one, about everybody."""
        asked = {"agency_id": agency_id, "kinds": kinds}
        if employee_id is None:
            return self._notes(ABOUT_ALL, **asked)
        return self._notes(ABOUT_ONE, employee_id=employee_id, **asked)

    def about_some(
        self, agency_id: str, employee_ids: Collection[str], *, kinds: Sequence[str]
    ) -> dict[str, list[GrowthNote]]:
        """Return the notes of these kinds about each of these people; nobody without a note."""
        asked = {"agency_id": agency_id, "kinds": kinds, "people": employee_ids}
        found: dict[str, list[GrowthNote]] = defaultdict(list)
        for note in self._notes(ABOUT_SOME, **asked):
            found[note.employee_id].append(note)
        return found

    def of_mentor(self, agency_id: str, mentor_id: str) -> list[GrowthNote]:
        """Return the notes of a person's mentorings as mentor."""
        return self._notes(OF_MENTOR, agency_id=agency_id, mentor_id=mentor_id)

    def _notes(self, query: Prepared, **asked: object) -> list[GrowthNote]:
        rows = query.dictionaries(self._database, **asked)
        return [GrowthNote(**row | {"content": json.loads(row["content"])}) for row in rows]
