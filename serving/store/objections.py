"""Objections: cases with a deadline, a conversation and an outcome.

Whoever objects is off every care list from that moment on, until the case is rejected or withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Literal

import numpy as np
import sqlalchemy as sa
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    bindparam,
    func,
    insert,
    select,
    update,
)

from serving.database import ID, Database, Moment, metadata
from serving.settings import office_day
from serving.store.prepared import Prepared
from serving.store.rows import Objection, ObjectionFigures, Remark

WORKING_DAYS = 10
"""How long a case may take: UU 30/2014 (administrasi pemerintahan) article 77 (4)."""
Outcome = Literal["upheld", "rejected", "withdrawn"]
TURN = 5_342
"""The number under which cases are opened in turn on a PostgreSQL server."""
STANDING = ("open", "upheld")
"""In these states of the case a person is not scored for anybody's eyes."""

objections = sa.Table(
    "objections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("agency_id", ID, nullable=False),
    sa.Column("employee_id", ID, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("closed_at", Moment),
    sa.Index(None, "employee_id", "agency_id"),
)
remarks = sa.Table(
    "objection_remarks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("objection_id", sa.ForeignKey("objections.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
COLUMNS = tuple(objections.columns)
IS_STANDING = objections.c.state.in_([bindparam(None, state) for state in STANDING])
"""Each state is a value of its own: a list would make another statement each time."""
STANDING_CASES = Prepared(
    select(objections.c.id)
    .where(objections.c.agency_id == bindparam("agency_id"), IS_STANDING)
    .order_by(objections.c.id)
)
"""Asked with every care list."""


def standing_cases(database: Database, agency_id: str) -> tuple[int, ...]:
    """Return the numbers of an agency's cases that stand, in order."""
    return tuple(number for (number,) in STANDING_CASES.rows(database, agency_id=agency_id))


def has_objected(
    employee_id: ColumnElement[Any], agency_id: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Return the condition that a case of this person stands, for queries about people."""
    case = select(objections.c.id).where(
        objections.c.employee_id == employee_id,
        objections.c.agency_id == agency_id,
        IS_STANDING,
    )
    return case.exists()


class ObjectionStore:
    """The cases of all agencies."""

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database

    def open(self, employee_id: str, *, agency_id: str, account: str, text: str) -> int:
        """Open a case and return its number; a person has one standing case at most.

        What is said again while a case stands is added to its conversation.
        """
        now = datetime.now(UTC)
        due = np.busday_offset(office_day(now), WORKING_DAYS, roll="forward").astype(date)
        row = {"agency_id": agency_id, "employee_id": employee_id, "opened_at": now}
        with self._database.writing() as connection:
            _wait_for_turn(connection)
            own = _standing(objections.c.id, person=employee_id, agency_id=agency_id)
            number = connection.scalar(own.limit(1))
            if number is None:
                case = insert(objections).values(**row, due_on=due, state="open")
                number = connection.execute(case.returning(objections.c.id)).scalar_one()
            connection.execute(_remark(number, account=account, text=text))
        return int(number)

    def say(self, number: int, *, account: str, text: str) -> None:
        """Add to the conversation of a case."""
        with self._database.writing() as connection:
            connection.execute(_remark(number, account=account, text=text))

    def close(self, number: int, *, outcome: Outcome, account: str, text: str) -> bool:
        """Close an open case with its reason; return False where it was closed already."""
        closing = update(objections).where(objections.c.id == number, objections.c.state == "open")
        values = {"state": outcome, "closed_at": datetime.now(UTC)}
        with self._database.writing() as connection:
            if not connection.execute(closing.values(values)).rowcount:
                return False
            connection.execute(_remark(number, account=account, text=text))
        return True

    def case(self, number: int) -> Objection | None:
        """Return a case with its conversation."""
        return next(iter(self._cases(select(*COLUMNS).where(objections.c.id == number))), None)

    def standing(self, employee_id: str, agency_id: str) -> Objection | None:
        """Return the case that keeps a person from being scored, if there is one."""
        own = _standing(*COLUMNS, person=employee_id, agency_id=agency_id)
        return next(iter(self._cases(own)), None)

    def people(self) -> set[tuple[str, str]]:
        """Return agency and pseudonym of everybody whose case stands."""
        query = select(objections.c.agency_id, objections.c.employee_id).where(IS_STANDING)
        with self._database.reading() as connection:
            return {(row.agency_id, row.employee_id) for row in connection.execute(query)}

    def of_person(self, employee_id: str, agency_id: str | None) -> list[Objection]:
        """Return a person's cases, the newest first."""
        query = select(*COLUMNS).where(objections.c.employee_id == employee_id)
        if agency_id is not None:
            query = query.where(objections.c.agency_id == agency_id)
        return self._cases(query.order_by(objections.c.id.desc()))

    def cases(
        self, agency_id: str | None = None, *, before: int | None = None, start: int, limit: int
    ) -> list[Objection]:
        """Return cases from a place on: open ones first, those due soonest first.

        With ``before`` they are those with a smaller number, the newest first.
        """
        query, table = select(*COLUMNS), objections.c
        if agency_id is not None:
            query = query.where(table.agency_id == agency_id)
        if before is not None:
            query = query.where(table.id < before).order_by(table.id.desc())
        else:
            query = query.order_by(table.state != "open", table.due_on, table.id)
        return self._cases(query.offset(start).limit(limit))

    def figures(self, today: date, agency_id: str | None = None) -> ObjectionFigures:
        """Return how many cases there are, by state, and how many are or were late."""
        table = objections.c
        late = (table.closed_at.is_(None)) & (table.due_on < today)
        query = select(
            func.count().label("all"),
            *(
                func.count().filter(table.state == state).label(state)
                for state in ("open", "upheld", "rejected", "withdrawn")
            ),
            func.count().filter(late).label("late"),
        )
        if agency_id is not None:
            query = query.where(table.agency_id == agency_id)
        with self._database.reading() as connection:
            return ObjectionFigures(**connection.execute(query).mappings().one())

    def _cases(self, query: Select[Any]) -> list[Objection]:
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
            numbers = [row["id"] for row in rows]
            said = select(remarks).where(remarks.c.objection_id.in_(numbers))
            told = connection.execute(said.order_by(remarks.c.id)).mappings().all()
        return [_case(row, told) for row in rows]


def _wait_for_turn(connection: Connection) -> None:
    """Let one case be opened after the other; SQLite has one writer anyhow."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(TURN)))


def _standing(*columns: Any, person: str, agency_id: str) -> Select[Any]:
    """Return the query of the case that stands of a person."""
    table = objections.c
    return select(*columns).where(
        table.employee_id == person, table.agency_id == agency_id, IS_STANDING
    )


def _remark(number: int, *, account: str, text: str) -> Any:
    row = {"objection_id": number, "at": datetime.now(UTC), "account": account, "text": text}
    return insert(remarks).values(row)


def _case(row: RowMapping, told: Iterable[RowMapping]) -> Objection:
    own = [one for one in told if one["objection_id"] == row["id"]]
    said = [Remark(at=one["at"], account=one["account"], text=one["text"]) for one in own]
    return Objection(**row, remarks=tuple(said))
