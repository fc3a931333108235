"""Requests to correct a record: a list for those who keep the source system.

Nothing is changed here: the records come from the source, and so does their correction.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, insert, select, update

from serving.database import ID, Database, Moment, metadata
from serving.store.rows import Correction

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("agency_id", ID, nullable=False),
    sa.Column("employee_id", ID, nullable=False, index=True),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("asked_by", sa.String(64), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("answered_at", Moment),
)


class CorrectionStore:
    """What people say is wrong in their records."""

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database

    def ask(
        self, employee_id: str, *, agency_id: str, account: str, subject: str, text: str
    ) -> int:
        """Keep a request and return its number."""
        row = {"agency_id": agency_id, "employee_id": employee_id, "asked_by": account}
        made = {"asked_at": datetime.now(UTC), "subject": subject, "text": text, "state": "open"}
        with self._database.writing() as connection:
            asked = insert(corrections).values(**row, **made).returning(corrections.c.id)
            return int(connection.execute(asked).scalar_one())

    def answer(self, number: int, *, state: str, text: str) -> None:
        """Keep what became of a request; a later answer takes the place of an earlier one."""
        values = {"state": state, "answer": text, "answered_at": datetime.now(UTC)}
        with self._database.writing() as connection:
            connection.execute(update(corrections).where(corrections.c.id == number).values(values))

    def request(self, number: int) -> Correction | None:
        """Return the request of this number."""
        return next(iter(self._rows(select(corrections).where(corrections.c.id == number))), None)

    def of_person(self, employee_id: str, agency_id: str | None) -> list[Correction]:
        """Return a person's requests, the newest first."""
        query = select(corrections).where(corrections.c.employee_id == employee_id)
        return self._rows(query.order_by(corrections.c.id.desc()), agency_id)

    def requests(
        self, agency_id: str | None = None, *, before: int | None = None, start: int, limit: int
    ) -> list[Correction]:
        """Return requests from a place on: open ones first, the oldest first.

        With ``before`` they are those with a smaller number, the newest first.
        """
        query, number = select(corrections), corrections.c.id
        if before is not None:
            query = query.where(number < before).order_by(number.desc())
        else:
            settled = corrections.c.state.in_(("done", "declined"))
            query = query.order_by(settled, number)
        return self._rows(query.offset(start).limit(limit), agency_id)

    def _rows(self, query: Select[Any], agency_id: str | None = None) -> list[Correction]:
        if agency_id is not None:
            query = query.where(corrections.c.agency_id == agency_id)
        with self._database.reading() as connection:
            return [Correction(**row) for row in connection.execute(query).mappings()]
