"""The people of a superior's units, in an order that says nothing about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from serving.access import Visit
from serving.store.rows import Batch, Facts, Person, Suggestion

PEOPLE_A_PAGE = 100


@dataclass(frozen=True)
class Member:
    """Somebody of the team with the first course suggested, if there is one."""

    person: Person
    course: Suggestion | None


@dataclass(frozen=True)
class Team:
    """A page of the team, and plain counts about all of it."""

    members: Sequence[Member]
    facts: Facts


def team_of(visit: Visit, batch: Batch, *, start: int = 0, limit: int = PEOPLE_A_PAGE) -> Team:
    """Return some of the people in the visitor's units, without the visitor."""
    store, units = visit.stores.scores, visit.units or frozenset()
    people = store.team(batch.id, units, limit=limit, after=start)
    others = [one for one in people if one.employee_id != visit.visitor.account.employee_id]
    ids = [one.employee_id for one in others]
    courses = store.first_courses(batch.id, ids)
    members = [Member(one, courses.get(one.employee_id)) for one in others]
    return Team(members, store.facts(batch, units=units))
