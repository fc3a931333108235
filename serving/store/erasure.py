"""What is taken out of the store: a person for good, and what has been kept long enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Table, delete, func, or_, select, update

from serving import database as tables
from serving.database import Database
from serving.store.accounts import sessions
from serving.store.corrections import corrections
from serving.store.documents import OF_THINGS, documents, mentions, names
from serving.store.entries import TABLES as ENTERED
from serving.store.growth import growth_notes
from serving.store.named import taken_out
from serving.store.needs import needs
from serving.store.objections import objections, remarks
from serving.store.plans import older_plans, plans, plans_without

OF_A_BATCH = (
    tables.signals,
    tables.suggestions,
    tables.people,
    tables.forecasts,
    tables.subtrees,
    documents,
    needs,
)
WHO = ("employee_id", "mentee_id", "mentor_id", "given_by")
"""Columns of what people entered that name a person."""


class Erasure:
    """Takes rows out of the store and says how many, by table; all of them or none."""

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database

    def person(self, employee_id: str, agency_id: str) -> Mapping[str, int]:
        """Erase a person of an agency: scores, suggestions, places, entries, cases, the account.

        Batches, year's plans and the development plans of others stay otherwise as they were made,
        and batches say when somebody was erased from them. The access log stays whole.
        """
        with self._database.writing() as connection:
            return {
                **_of_scores(connection, employee_id, agency_id),
                plans.name: plans_without(connection, employee_id, agency_id),
                **_of_entries(connection, employee_id, agency_id),
                **_of_rights(connection, employee_id, agency_id),
                **_of_accounts(connection, employee_id, agency_id),
            }

    def kept_too_long(self, before: date, *, really: bool) -> Mapping[str, int]:
        """Erase batches and plans of earlier days, settled requests, ended tokens; return how many.

        The newest batch and the plan for the latest day of an agency always stay. Without
        ``really`` they are only counted.
        """
        moment = datetime.combine(before, time.min, tzinfo=UTC)
        with self._database.writing() as connection:
            old = _old_batches(connection, before)
            planned = older_plans(connection, before)
            settled = corrections.c.answered_at < moment
            ended = tables.api_tokens.c.expires_at < moment
            found = {
                "batches": len(old),
                plans.name: len(planned),
                "corrections": _count(connection, corrections, settled),
                "api_tokens": _count(connection, tables.api_tokens, ended),
            }
            if really:
                for table in OF_A_BATCH:
                    connection.execute(delete(table).where(table.c.batch_id.in_(old)))
                connection.execute(delete(tables.batches).where(tables.batches.c.id.in_(old)))
                connection.execute(delete(plans).where(plans.c.id.in_(planned)))
                connection.execute(delete(corrections).where(settled))
                connection.execute(delete(tables.api_tokens).where(ended))
            return found


def _of_scores(connection: Connection, person: str, agency_id: str) -> dict[str, int]:
    of_agency = tables.batches.c.agency_id == agency_id
    own = select(tables.batches.c.id).where(of_agency)
    erased = {}
    for table in (tables.signals, tables.suggestions, tables.people, needs):
        named = table.c.employee_id == person
        if table is tables.suggestions:
            named = or_(named, (table.c.kind == "mentor") & (table.c.item_id == person))
        erased[table.name] = _delete(connection, table, named & table.c.batch_id.in_(own))
    connection.execute(update(tables.batches).where(of_agency).values(erased_at=datetime.now(UTC)))
    of_person = (documents.c.key == person) & documents.c.kind.not_in(OF_THINGS)
    named = names(documents.c.content, person) & (documents.c.kind != "ids")
    here = documents.c.batch_id.in_(own)
    gone = _delete(connection, documents, of_person & here)
    erased[documents.name] = gone + taken_out(connection, documents, named & here, person)
    return erased


def _of_entries(connection: Connection, person: str, agency_id: str) -> dict[str, int]:
    erased = {}
    for table in ENTERED.values():
        named = or_(*(table.c[name] == person for name in WHO if name in table.c))
        erased[table.name] = _delete(connection, table, named & (table.c.agency_id == agency_id))
    notes = growth_notes.c
    about = (notes.employee_id == person) | (notes.mentor_id == person)
    here = notes.agency_id == agency_id
    gone = _delete(connection, growth_notes, about & here)
    named = mentions(notes.content, person) & here
    erased[growth_notes.name] = gone + taken_out(connection, growth_notes, named, person)
    return erased


def _of_rights(connection: Connection, person: str, agency_id: str) -> dict[str, int]:
    own = (objections.c.employee_id == person) & (objections.c.agency_id == agency_id)
    cases = select(objections.c.id).where(own)
    said = _delete(connection, remarks, remarks.c.objection_id.in_(cases))
    asked = (corrections.c.employee_id == person) & (corrections.c.agency_id == agency_id)
    return {
        remarks.name: said,
        objections.name: _delete(connection, objections, own),
        corrections.name: _delete(connection, corrections, asked),
    }


def _of_accounts(connection: Connection, person: str, agency_id: str) -> dict[str, int]:
    table = tables.accounts
    agency = or_(table.c.agency_id == agency_id, table.c.agency_id.is_(None))
    own = (table.c.employee_id == person) & agency
    ids = list(connection.execute(select(table.c.id).where(own)).scalars())
    for part in (sessions, tables.api_tokens):
        connection.execute(delete(part).where(part.c.account_id.in_(ids)))
    return {table.name: _delete(connection, table, table.c.id.in_(ids))}


def _old_batches(connection: Connection, before: date) -> list[int]:
    table = tables.batches.c
    newest = select(func.max(table.as_of)).where(
        table.agency_id == sa.literal_column("b.agency_id")
    )
    one = tables.batches.alias("b")
    query = select(one.c.id).where(one.c.as_of < before, one.c.as_of < newest.scalar_subquery())
    return list(connection.execute(query).scalars())


def _count(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(which)) or 0


def _delete(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(which)).rowcount
