"""The store of scores: batches are added whole, read as of a day and never changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Select, Table, insert, select

from serving import database as tables
from serving.batch import ScoreBatch
from serving.database import Database
from serving.store import finding as queries
from serving.store.facts import facts_of
from serving.store.frames import TABLES, check_batch, frame_of, heading_of, insert_rows, texts_held
from serving.store.kept import Kept
from serving.store.objections import standing_cases
from serving.store.rows import (
    Batch,
    Candidate,
    Facts,
    Forecast,
    Found,
    Need,
    Person,
    Place,
    Signal,
    Suggestion,
)

FEW = 500
"""So few people are put in order sooner than 200,000 are walked through for one page of them."""
EVERYBODY = 2**31 - 1
"""As a limit: the largest number that a database takes."""


class ScoreStore:
    """Scores of one or many agencies in a SQLite file or a PostgreSQL database.

    ``database`` is an address such as ``sqlite:///.bina/store.sqlite`` or an open `Database`.
    """

    def __init__(self, database: str | Database) -> None:
        self._database = Database(database) if isinstance(database, str) else database
        self.kept = Kept()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def publish(self, batch: ScoreBatch) -> int:
        """Add a batch in one transaction and return its number; nobody sees a part of it.

        Raises ValueError when the frames miss a column or contradict each other, and `Prevented`
        where the database cannot hold a text that is as long.
        """
        check_batch(batch)
        with texts_held(batch), self._database.writing() as connection:
            heading = (
                insert(tables.batches).values(heading_of(batch)).returning(tables.batches.c.id)
            )
            batch_id = connection.execute(heading).scalar_one()
            for name, table in TABLES.items():
                insert_rows(connection, table, frame_of(batch, name, batch_id=batch_id))
        return int(batch_id)

    def latest(self, agency_id: str | None = None, *, as_of: date | None = None) -> Batch | None:
        """Return the newest batch: of one agency, or as it stood on a day, where asked."""
        asked = _known(agency_id=agency_id, as_of=as_of)
        query = queries.newest(agency_id is not None, as_of is not None)
        rows = query.dictionaries(self._database, **asked)
        return Batch(**rows[0]) if rows else None

    def batch(self, batch_id: int) -> Batch | None:
        """Return the batch with this number."""
        rows = self._rows(select(tables.batches).where(tables.batches.c.id == batch_id))
        return Batch(**rows[0]) if rows else None

    def batches(
        self,
        agency_id: str | None = None,
        *,
        as_of: date | None = None,
        before: int | None = None,
        limit: int,
    ) -> list[Batch]:
        """Return what was published, the newest number first; only numbers ``before`` one."""
        asked = _known(agency_id=agency_id, as_of=as_of, before=before)
        query = queries.published(agency_id is not None, as_of is not None, before is not None)
        return [Batch(**row) for row in query.dictionaries(self._database, limit=limit, **asked)]

    def subtree(self, agency_id: str | None, unit_id: str) -> frozenset[str]:
        """Return a unit and the units below it, by the newest batch of the agency."""
        batch = self.latest(agency_id)
        if batch is None:
            return frozenset({unit_id})
        rows = queries.units_below().rows(self._database, batch=batch.id, root=unit_id)
        return frozenset({unit_id, *(unit for (unit,) in rows)})

    def newest_by_day(self, agency_id: str) -> list[Batch]:
        """Return the newest batch of each day of an agency, the oldest day first."""
        rows = self._rows(queries.newest_first(select(tables.batches), agency_id, None))
        newest: dict[date, Batch] = {}
        for row in rows:
            newest.setdefault(row["as_of"], Batch(**row))
        return sorted(newest.values(), key=lambda batch: batch.as_of)

    def risks(self, batch_id: int) -> pd.DataFrame:
        """Return employee_id and risk of everybody in a batch with a risk of their own."""
        table = tables.people.c
        query = select(table.employee_id, table.risk).where(
            table.batch_id == batch_id, table.basis == "model"
        )
        return pd.DataFrame(self._rows(query), columns=["employee_id", "risk"])

    def agencies(self) -> list[str]:
        """Return the agencies that have scores, in order."""
        return [agency for (agency,) in queries.AGENCIES.rows(self._database)]

    def find(
        self, employee_id: str, agency_id: str | None = None, *, as_of: date | None = None
    ) -> list[Found]:
        """Return the person in the newest batch of each agency: one, unless agencies share ids.

        Somebody who has left is only found on days on which they were there.
        """
        asked = _known(agency_id=agency_id, as_of=as_of)
        query = queries.finding(agency_id is not None, as_of is not None)
        rows = query.rows(self._database, employee_id=employee_id, **asked)
        return [queries.found_in(row) for row in rows]

    def knows(self, employee_id: str) -> bool:
        """Return whether this person is in any batch, now or before."""
        of_batch = tables.people.c.batch_id.in_(select(tables.batches.c.id))
        query = select(tables.people.c.employee_id).where(
            of_batch, tables.people.c.employee_id == employee_id
        )
        return bool(self._rows(query.limit(1)))

    def person(self, batch_id: int, employee_id: str) -> Person | None:
        """Return one person of a batch."""
        rows = self._rows(_people(batch_id).where(tables.people.c.employee_id == employee_id))
        return Person(**rows[0]) if rows else None

    def people(
        self,
        batch_id: int,
        *,
        units: Collection[str] | None = None,
        after: str = "",
        limit: int = EVERYBODY,
    ) -> list[Person]:
        """Return the people of a batch, or of units in it, in the order of their pseudonyms."""
        found = self._page(batch_id, units, after, limit, places=False)
        return [Person(**dict(zip(queries.PERSON_NAMES, row, strict=True))) for row in found]

    def places(
        self, batch_id: int, *, units: Collection[str] | None, after: str, limit: int
    ) -> list[Place]:
        """Return where the same people work, and nothing else about them."""
        return [Place(*row) for row in self._page(batch_id, units, after, limit, places=True)]

    def candidates(
        self, batch_id: int, limit: int, *, units: Collection[str] | None = None
    ) -> list[Candidate]:
        """Return the people with the highest risk, from whom a care list may be chosen.

        People without a risk of their own are never among them, and neither is who has objected.
        ``units`` limits them to people in these.
        """
        asked = {"batch": batch_id, "limit": limit, **_known(units=units)}
        found = queries.candidates_of(units is not None).rows(self._database, **asked)
        return [
            Candidate(employee_id=person, unit_id=unit, risk=risk, offered=bool(offered))
            for person, unit, risk, offered in found
        ]

    def standing_cases(self, batch: Batch) -> tuple[int, ...]:
        """Return which objections keep people of the batch's agency from being candidates."""
        return standing_cases(self._database, batch.agency_id)

    def named(self, batch_id: int, employee_ids: Collection[str]) -> dict[str, Person]:
        """Return these people of a batch."""
        rows = queries.named_people().dictionaries(
            self._database, batch=batch_id, people=employee_ids
        )
        return {row["employee_id"]: Person(**row) for row in rows}

    def signals(self, batch_id: int, employee_ids: Collection[str]) -> dict[str, list[Signal]]:
        """Return the signals of these people, the strongest first."""
        told = self._told(tables.signals, batch_id, employee_ids)
        rows = queries.by_person(told, as_json="value")
        return {one: [Signal(**row) for row in own] for one, own in rows.items()}

    def behind_risk(self, batch_id: int, employee_id: str) -> queries.Behind:
        """Return the signals of one person, and what the model would say of other records."""
        asked = {"batch": batch_id, "employee_id": employee_id}
        return queries.told_behind(queries.behind_risk().dictionaries(self._database, **asked))

    def suggestions(
        self, batch_id: int, employee_ids: Collection[str], *, kind: str | None = None
    ) -> dict[str, list[Suggestion]]:
        """Return what is suggested to these people, in order; ``kind`` is course or mentor."""
        told = self._told(tables.suggestions, batch_id, employee_ids, kind=kind)
        rows = queries.by_person(told, as_json="reason_values")
        return {one: [Suggestion(**row) for row in own] for one, own in rows.items()}

    def needs(self, batch_id: int, employee_id: str) -> list[Need]:
        """Return what the present job asks of a person, and then the one headed for."""
        asked = {"batch": batch_id, "employee_id": employee_id}
        found = queries.needs_of().dictionaries(self._database, **asked)
        rows = [Need(**{**row, "gaps": json.loads(row["gaps"])}) for row in found]
        return sorted(rows, key=lambda need: need.aim != "present")

    def documents(self, batch_id: int, kind: str, key: str | None = None) -> dict[str, Any]:
        """Return the documents of a kind by their key; only the one under ``key``, where given."""
        asked = {"batch": batch_id, "kind": kind, **_known(key=key)}
        rows = queries.document_of(key is not None).rows(self._database, **asked)
        return {name: json.loads(content) for name, content in rows}

    def refuses(self, batch_id: int) -> bool:
        """Return whether nobody in the batch has a risk of their own."""
        query = _people(batch_id).where(tables.people.c.basis == "model").limit(1)
        return not self._rows(query)

    def forecasts(
        self, batch_id: int, level: str, *, units: Collection[str] | None = None
    ) -> list[Forecast]:
        """Return the groups of a level, those with most expected leavers first.

        The last one, without an id, holds all that are too small to be shown. Where ``units``
        limits what may be seen there are groups of units only, and only these.
        """
        asked = {"batch": batch_id, "level": level, **_known(units=units)}
        rows = queries.groups_of(units is not None).dictionaries(self._database, **asked)
        return [Forecast(**row) for row in rows]

    def facts(self, batch: Batch, *, units: Collection[str] | None = None) -> Facts:
        """Return the facts that hold without any model, counted once; see `serving.store.facts`."""
        seen = None if units is None else frozenset(units)

        def make() -> Facts:
            with self._database.reading() as connection:
                return facts_of(connection, batch.id, batch.as_of, units=seen)

        return self.kept.get(batch, "facts", seen, make=make)

    def _page(
        self, batch_id: int, units: Collection[str] | None, after: str, limit: int, *, places: bool
    ) -> Sequence[Sequence[Any]]:
        """Return a page of people; those of small units are not looked for among everybody."""
        asked = {"batch": batch_id, **_known(units=units)}
        if units is not None:
            found = queries.some_of_units().rows(self._database, **asked, limit=FEW)
            if len(found) < FEW:
                shown = sorted(person for (person,) in found if person > after)[:limit]
                query = queries.named_people(places)
                return query.rows(self._database, batch=batch_id, people=shown)
        query = queries.page_of_people(units is not None, places)
        return query.rows(self._database, **asked, after=after, limit=limit)

    def _told(
        self, table: Table, batch_id: int, employee_ids: Collection[str], **known: object
    ) -> list[dict[str, Any]]:
        """Return what a table tells of these people, by rank."""
        ids = list(employee_ids)
        query = queries.told_of(table, one=len(ids) == 1, of_kind=bool(_known(**known)))
        asked = {"batch": batch_id, "people": ids[0] if len(ids) == 1 else ids, **_known(**known)}
        return query.dictionaries(self._database, **asked)

    def _rows(self, query: Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _known(**values: object) -> dict[str, object]:
    """Return the values that are asked for."""
    return {name: value for name, value in values.items() if value is not None}


def _people(batch_id: int) -> Select[Any]:
    return select(*queries.PERSON_COLUMNS).where(tables.people.c.batch_id == batch_id)
