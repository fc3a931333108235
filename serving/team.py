"""The people of a superior's units, in an order that says nothing about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from serving.access import Visit
from serving.plan_versions import SIGNED, VERSION, leads_still
from serving.rights_schemas import PlanState
from serving.store import Stores
from serving.store.growth import GrowthNote
from serving.store.rows import Batch, Facts, Person, Suggestion
from serving.store.teams import Lack

PEOPLE_A_PAGE = 100


@dataclass(frozen=True)
class Member:
    """Somebody of the team: what is lacking for the job, the course suggested first, the plan.

    ``plan``: no version is agreed, the newest waits for the superior's signature, or has one.
    """

    person: Person
    course: Suggestion | None
    lack: Lack | None
    plan: PlanState


@dataclass(frozen=True)
class Team:
    """A page of the team, and plain counts about all of it."""

    members: Sequence[Member]
    facts: Facts


def team_of(visit: Visit, batch: Batch, *, start: int = 0, limit: int = PEOPLE_A_PAGE) -> Team:
    """Return some of the people in the visitor's units, without the visitor."""
    teams, units = visit.stores.teams, visit.units or frozenset()
    people = teams.people(batch.id, units, limit=limit, after=start)
    others = [one for one in people if one.employee_id != visit.visitor.account.employee_id]
    ids = [one.employee_id for one in others]
    courses, lacks = teams.first_courses(batch.id, ids), teams.lacks(batch.id, ids)
    plans = plan_states(visit.stores, batch, others)
    members = [
        Member(one, courses.get(who), lacks.get(who), plans[who])
        for who, one in zip(ids, others, strict=True)
    ]
    return Team(members, visit.stores.scores.facts(batch, units=units))


def plan_states(stores: Stores, batch: Batch, people: Sequence[Person]) -> dict[str, PlanState]:
    """Return how the development plan of each of these people stands with who leads them."""
    ids = [one.employee_id for one in people]
    notes = stores.growth.about_some(batch.agency_id, ids, kinds=(VERSION, SIGNED))
    return {one.employee_id: _state(stores, batch, one, notes) for one in people}


def _state(
    stores: Stores, batch: Batch, person: Person, notes: Mapping[str, Sequence[GrowthNote]]
) -> PlanState:
    own = notes.get(person.employee_id, ())
    newest = sum(one.kind == VERSION for one in own)
    if not newest:
        return "none"
    signed = (
        one
        for one in own
        if one.kind == SIGNED
        and (one.content["version"], one.content["side"]) == (newest, "superior")
        and leads_still(stores, batch, one.account, person)
    )
    return "signed" if any(signed) else "to_sign"
