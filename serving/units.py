"""One unit: what to expect of it, what its people need to learn, and who could teach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serving.access import Visit
from serving.development_schemas import OpeningOut
from serving.driver_schemas import DriverOut
from serving.driver_words import drivers_of
from serving.enrolled import opted_out
from serving.language import Language, msg
from serving.problems import Problem
from serving.published import Published
from serving.purposes import Action, Reason
from serving.schemas import BatchOut, ForecastOut
from serving.store.rows import Batch, Forecast, Person
from serving.store.units import Tree
from serving.unit_schemas import UnitFactsOut, UnitNameOut, UnitOut, UnitPartOut

PEOPLE_A_PAGE = 50
UNKNOWN_UNIT = msg("No such unit is in the scores in force.")


@dataclass(frozen=True)
class Expected:
    """What is expected of a unit: of its own people, and of them with those below."""

    own: Forecast | None = None
    branch: Forecast | None = None


def unit_of(visit: Visit, batch: Batch, unit_id: str, home: Path, language: Language) -> UnitOut:
    """Return one unit, with what the visitor may see of it.

    Raises a problem where the unit is unknown; to an account limited to units it is outside them.
    """
    tree = visit.stores.units.tree(batch)
    if not visit.reaches(unit_id):
        raise visit.refuse(Reason.UNIT)
    if unit_id not in tree:
        raise Problem(404, UNKNOWN_UNIT, "unknown-unit")
    parts = tree.parts(unit_id)
    expected = _expected(visit, batch, tree, {unit_id, *parts})
    counts, own, within = lists_people(visit), expected[unit_id], tree.within(unit_id)
    return UnitOut(
        unit_id=unit_id,
        unit_name=tree.name(unit_id),
        n_people=tree.sizes.get(unit_id, 0) if counts else _n(own.own),
        n_with_below=tree.size(unit_id) if counts else _n(own.branch),
        above=[
            UnitNameOut(unit_id=one, unit_name=tree.name(one))
            for one in tree.above(unit_id)
            if visit.reaches(one)
        ],
        parts=[_part(tree, expected[one], one, counts=counts) for one in parts],
        forecast=_out(own.own),
        branch=_out(own.branch),
        drivers=_drivers(visit, batch, own.own, language),
        needs=needs_within(home, batch, within),
        mentors=_mentors(visit, batch, within),
        facts=_facts(visit, batch, within) if counts else None,
        batch=BatchOut.of(batch),
    )


def record_unit(visit: Visit, unit: UnitOut, people: Sequence[str] = ()) -> None:
    """Write into the access log that the unit was seen, with whom of it, and with its forecast."""
    visit = visit.about(unit.batch.agency_id)
    visit.record(people or [None])
    if unit.forecast or unit.branch:
        visit.record(action=Action.READ_FORECASTS)


def lists_people(visit: Visit) -> bool:
    """Return whether the visitor may see who works in a unit."""
    return visit.may(Action.LIST_EMPLOYEES) or visit.may(Action.READ_TEAM)


def people_of(visit: Visit, batch: Batch, unit_id: str, *, page: int) -> list[Person]:
    """Return a page of a unit's own people, by job and pseudonym, to those who list people."""
    if not visit.may(Action.LIST_EMPLOYEES):
        return []
    start, teams = (page - 1) * PEOPLE_A_PAGE, visit.stores.teams
    return teams.people(batch.id, [unit_id], limit=PEOPLE_A_PAGE, after=start)


def needs_within(home: Path, batch: Batch, units: frozenset[str]) -> list[dict[str, Any]]:
    """Return what units need to learn, the heaviest needs first; small units are left out."""
    found = Published(home, "learning").latest(batch.agency_id, batch.as_of)
    return [row for row in (found or {}).get("units", ()) if row["unit_id"] in units]


def _expected(visit: Visit, batch: Batch, tree: Tree, units: set[str]) -> dict[str, Expected]:
    """Return what is expected of these units; nothing to whom no forecast is shown."""
    if not visit.may(Action.READ_FORECASTS):
        return dict.fromkeys(units, Expected())
    store = visit.stores.scores
    own = {one.group_id: one for one in store.forecasts(batch.id, "unit", units=units)}
    branch = {one.group_id: one for one in store.forecasts(batch.id, "branch", units=units)}
    alone = {one for one in units if tree.size(one) == tree.sizes.get(one, 0)}
    return {
        one: Expected(own.get(one), own.get(one) if one in alone else branch.get(one))
        for one in units
    }


def _part(tree: Tree, expected: Expected, unit_id: str, *, counts: bool) -> UnitPartOut:
    return UnitPartOut(
        unit_id=unit_id,
        unit_name=tree.name(unit_id),
        n_people=tree.size(unit_id) if counts else _n(expected.branch),
        forecast=_out(expected.branch),
    )


def _n(forecast: Forecast | None) -> int | None:
    return None if forecast is None else forecast.n


def _out(forecast: Forecast | None) -> ForecastOut | None:
    return None if forecast is None else ForecastOut.model_validate(forecast)


def _drivers(
    visit: Visit, batch: Batch, forecast: Forecast | None, language: Language
) -> Sequence[DriverOut]:
    if forecast is None:
        return []
    found = drivers_of(visit.stores.scores, batch.id, "unit", [forecast], language)
    return found[0].drivers if found else []


def _mentors(visit: Visit, batch: Batch, units: frozenset[str]) -> list[OpeningOut]:
    """Return the mentors of these units with a free place who stay and have not left the rounds."""
    store = visit.stores.scores

    def make() -> list[tuple[str | None, OpeningOut]]:
        found = store.documents(batch.id, "mentor")
        people = store.named(batch.id, found)
        listed = [
            (people[mentor].unit_id, OpeningOut(item_id=mentor, facts=[], **one["shown"]))
            for mentor, one in found.items()
            if mentor in people and not one.get("leaves")
        ]
        return sorted(listed, key=lambda pair: (str(pair[1].job_name), pair[1].item_id))

    away = opted_out(visit.stores, batch.agency_id)
    every = store.kept.get(batch, "mentors of units", make=make)
    return [one for unit, one in every if unit in units and one.item_id not in away]


def _facts(visit: Visit, batch: Batch, units: frozenset[str]) -> UnitFactsOut:
    facts = visit.stores.scores.facts(batch, units=units)
    return UnitFactsOut.model_validate(facts, from_attributes=True)
