"""The queries about people that are asked most, made once each, and what their rows hold."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    literal,
    select,
    tuple_,
)

from serving import database as tables
from serving.store.documents import documents
from serving.store.needs import needs
from serving.store.objections import has_objected
from serving.store.prepared import Prepared
from serving.store.rows import Batch, Found, Need, Person, Place, Signal

BATCH_NAMES = tuple(Batch.__annotations__)
PERSON_COLUMNS = [column for column in tables.people.columns if column.name != "batch_id"]
PERSON_NAMES = tuple(column.name for column in PERSON_COLUMNS)
Behind = tuple[list[Signal], list[dict[str, Any]]]
"""The signals of a risk, the strongest first, and what the model would say of other records."""
PLACE_NAMES = tuple(Place.__annotations__)

AGENCIES = Prepared(
    select(tables.batches.c.agency_id).distinct().order_by(tables.batches.c.agency_id)
)


def newest_first(query: Select[Any], agency_id: str | None, as_of: date | None) -> Select[Any]:
    """Return the query of batches, limited to an agency and up to a day, the newest first."""
    table = tables.batches.c
    if agency_id is not None:
        query = query.where(table.agency_id == agency_id)
    if as_of is not None:
        query = query.where(table.as_of <= as_of)
    return query.order_by(table.as_of.desc(), table.id.desc())


@cache
def newest(of_agency: bool, on_day: bool) -> Prepared:
    """Return the query of the newest batch; given ``agency_id`` and ``as_of`` where asked for."""
    agency: Any = bindparam("agency_id") if of_agency else None
    day: Any = bindparam("as_of", type_=Date) if on_day else None
    return Prepared(newest_first(select(tables.batches), agency, day).limit(1))


@cache
def published(of_agency: bool, on_day: bool, goes_on: bool) -> Prepared:
    """Return the query of a ``limit`` of batches, the newest number first; where it goes on, only
    numbers ``before`` one."""
    agency: Any = bindparam("agency_id") if of_agency else None
    day: Any = bindparam("as_of", type_=Date) if on_day else None
    number = tables.batches.c.id
    query = newest_first(select(tables.batches), agency, day).order_by(None)
    query = query.where(number < bindparam("before", type_=Integer)) if goes_on else query
    return Prepared(query.order_by(number.desc()).limit(bindparam("limit", type_=Integer)))


@cache
def finding(of_agency: bool, on_day: bool) -> Prepared:
    """Return the query of a person in the newest batches, made once: making costs more than asking.

    It is given ``employee_id``, and ``agency_id`` and ``as_of`` where it asks for them.
    """
    agency: Any = bindparam("agency_id") if of_agency else None
    day: Any = bindparam("as_of", type_=Date) if on_day else None
    people, found, later = tables.people.c, tables.batches.c, tables.batches.alias()
    batch = [found[name].label(f"batch.{name}") for name in BATCH_NAMES]
    objected = has_objected(people.employee_id, found.agency_id)
    columns = (*batch, *PERSON_COLUMNS, objected.label("objected"))
    query = select(*columns).join(tables.people, people.batch_id == found.id)
    query = newest_first(query, agency, day).order_by(None)
    is_later = tuple_(later.c.as_of, later.c.id) > tuple_(found.as_of, found.id)
    outdated = select(later.c.id).where(later.c.agency_id == found.agency_id, is_later)
    outdated = outdated.where(later.c.as_of <= day) if on_day else outdated
    asked = people.employee_id == bindparam("employee_id")
    return Prepared(query.where(asked, ~outdated.exists()).order_by(found.agency_id))


@cache
def candidates_of(of_units: bool) -> Prepared:
    """Return the query of whom a care list of ``batch`` may be chosen from; see `ScoreStore`."""
    table, batch = tables.people.c, bindparam("batch", type_=Integer)
    agency = select(tables.batches.c.agency_id).where(tables.batches.c.id == batch)
    suggested = tables.suggestions.c
    of_person = (suggested.batch_id == batch) & (suggested.employee_id == table.employee_id)
    offered = select(suggested.rank).where(of_person).exists().label("offered")
    query = (
        select(table.employee_id, table.unit_id, table.risk, offered)
        .where(table.batch_id == batch, table.basis == "model")
        .where(~has_objected(table.employee_id, agency.scalar_subquery()))
    )
    query = in_units(query, table.unit_id) if of_units else query
    ordered = query.order_by(table.risk.desc(), table.employee_id)
    return Prepared(ordered.limit(bindparam("limit", type_=Integer)))


@cache
def page_of_people(of_units: bool, only_places: bool) -> Prepared:
    """Return the query of the people of ``batch`` whose pseudonyms come ``after`` one.

    ``only_places`` leaves out all but where they work.
    """
    table = tables.people.c
    query = _of_batch(tables.people, PLACE_NAMES if only_places else PERSON_NAMES)
    query = query.where(table.employee_id > bindparam("after", type_=String))
    query = in_units(query, table.unit_id) if of_units else query
    return Prepared(query.order_by(table.employee_id).limit(bindparam("limit", type_=Integer)))


@cache
def some_of_units() -> Prepared:
    """Return the query of the pseudonyms of people of ``units`` of a ``batch``, up to a ``limit``.

    They come in no order: an index by unit holds them.
    """
    found = in_units(_of_batch(tables.people, ("employee_id",)), tables.people.c.unit_id)
    return Prepared(found.limit(bindparam("limit", type_=Integer)))


@cache
def page_of_team() -> Prepared:
    """Return the query of a ``limit`` of the people of ``units`` of a ``batch``, ``after`` some.

    Who is on the page is found in an index, which knows the order: only their rows are read.
    """
    table = tables.people.c
    limit, after = (bindparam(name, type_=Integer) for name in ("limit", "after"))
    order = (table.unit_name, table.job_name, table.employee_id)
    found = in_units(_of_batch(tables.people, ("employee_id",)), table.unit_id).order_by(*order)
    shown = table.employee_id.in_(found.limit(limit).offset(after))
    return Prepared(_of_batch(tables.people).where(shown).order_by(*order))


@cache
def first_suggested() -> Prepared:
    """Return the query of what is suggested first of a ``kind`` to ``people`` of a ``batch``."""
    table = tables.suggestions.c
    asked = bindparam("people", type_=String, expanding=True)
    first = (table.kind == bindparam("kind")) & (table.rank == 1)
    return Prepared(_of_batch(tables.suggestions).where(table.employee_id.in_(asked), first))


@cache
def named_people(only_places: bool = False) -> Prepared:
    """Return the query of these ``people`` of a ``batch``, in the order of their pseudonyms."""
    table = tables.people.c
    asked = table.employee_id.in_(bindparam("people", type_=String, expanding=True))
    query = _of_batch(tables.people, PLACE_NAMES if only_places else PERSON_NAMES).where(asked)
    return Prepared(query.order_by(table.employee_id))


@cache
def needs_of() -> Prepared:
    """Return the query of what jobs ask of a person (``employee_id``) of a ``batch``."""
    query = _of_batch(needs, tuple(Need.__annotations__))
    return Prepared(query.where(needs.c.employee_id == bindparam("employee_id")))


@cache
def present_needs() -> Prepared:
    """Return the query of what the present jobs of ``people`` of a ``batch`` ask."""
    query = _of_batch(needs, ("employee_id", "n_lacking", "gaps")).where(needs.c.aim == "present")
    asked = bindparam("people", type_=String, expanding=True)
    return Prepared(query.where(needs.c.employee_id.in_(asked)))


@cache
def units_below() -> Prepared:
    """Return the query of the units of a ``batch`` that are in another one, ``root``."""
    table = tables.subtrees
    return Prepared(_of_batch(table, ("unit_id",)).where(table.c.root_id == bindparam("root")))


@cache
def told_of(table: Table, *, one: bool, of_kind: bool) -> Prepared:
    """Return the query of what a table tells of one or several ``people`` of a ``batch``, by rank.

    It is given a ``kind`` where it asks for one.
    """
    person = table.c.employee_id
    asked = bindparam("people", type_=String, expanding=not one)
    query = _of_batch(table).where(person == asked if one else person.in_(asked))
    query = query.where(table.c.kind == bindparam("kind")) if of_kind else query
    return Prepared(query.order_by(table.c.rank))


@cache
def behind_risk() -> Prepared:
    """Return the query of the signals of a person (``employee_id``) of a ``batch``, by rank.

    The document of the levers stands beside each, or by itself where there are no signals.
    """
    batch, person = bindparam("batch", type_=Integer), bindparam("employee_id", type_=String)
    signs, kept = tables.signals.c, documents.c
    own = (kept.batch_id == batch) & (kept.kind == "levers") & (kept.key == person)
    levers = select(kept.content).where(own).scalar_subquery().label("levers")
    columns = (signs[name] for name in Signal.__annotations__)
    theirs = (signs.batch_id == batch) & (signs.employee_id == person)
    always = select(literal(1).label("one")).subquery()
    query = select(levers, *columns).select_from(always.outerjoin(tables.signals, theirs))
    return Prepared(query.order_by(signs.rank))


@cache
def groups_of(of_units: bool) -> Prepared:
    """Return the query of the groups of a ``level`` of a ``batch``, most leavers first.

    Of ``units`` only there are units and branches only; last are those too small to be shown.
    """
    table = tables.forecasts.c
    query = _of_batch(tables.forecasts).where(table.level == bindparam("level"))
    if of_units:
        query = in_units(
            query.where((table.level == "unit") | (table.level == "branch")), table.group_id
        )
    ordered = query.order_by(table.group_id == "", table.expected.desc(), table.group_id)
    return Prepared(ordered)


@cache
def document_of(has_key: bool) -> Prepared:
    """Return the query of a ``batch``'s documents of a ``kind``, or of the one under a ``key``."""
    table = documents.c
    query = select(table.key, table.content).where(
        table.batch_id == bindparam("batch"), table.kind == bindparam("kind")
    )
    query = query.where(table.key == bindparam("key")) if has_key else query
    return Prepared(query.order_by(table.key))


def in_units(query: Select[Any], unit: ColumnElement[Any]) -> Select[Any]:
    """Return the query limited to ``units``."""
    return query.where(unit.in_(bindparam("units", type_=String, expanding=True)))


def _of_batch(table: Table, names: Sequence[str] = ()) -> Select[Any]:
    """Return the query of the rows of a ``batch``: these columns, or all without its number."""
    asked = names or [column.name for column in table.columns if column.name != "batch_id"]
    return select(*(table.c[name] for name in asked)).where(
        table.c.batch_id == bindparam("batch", type_=Integer)
    )


def by_person(rows: Sequence[dict[str, Any]], *, as_json: str) -> dict[str, list[dict[str, Any]]]:
    """Return rows under the person that they are about; one column is read as JSON.

    All of its values are read at once: reading one takes longer than all else about a row.
    """
    values = json.loads(f"[{','.join(row[as_json] or 'null' for row in rows)}]")
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row, value in zip(rows, values, strict=True):
        row[as_json] = value
        found[row.pop("employee_id")].append(row)
    return found


def told_behind(rows: Sequence[dict[str, Any]]) -> Behind:
    """Return what the rows of `behind_risk` hold: signals, and levers."""
    levers = json.loads(rows[0]["levers"] or "[]")
    signs = [row for row in rows if row["rank"] is not None]
    values = json.loads(f"[{','.join(row['value'] or 'null' for row in signs)}]")
    names = [name for name in Signal.__annotations__ if name != "value"]
    told = zip(signs, values, strict=True)
    return [Signal(**{name: row[name] for name in names}, value=one) for row, one in told], levers


def found_in(row: Sequence[Any]) -> Found:
    """Return what a row of `finding` holds: a batch, a person in it, and whether they objected."""
    batch, person = row[: len(BATCH_NAMES)], row[len(BATCH_NAMES) : -1]
    return Found(
        Batch(**dict(zip(BATCH_NAMES, batch, strict=True))),
        Person(**dict(zip(PERSON_NAMES, person, strict=True))),
        bool(row[-1]),
    )
