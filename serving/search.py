"""Finding a person by name, NIP or pseudonym: within reach only, each name shown is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from serving.access import Visit
from serving.identifiers import SEPARATORS, is_identifier, is_nip
from serving.names import CLOSED, names_of
from serving.problems import Problem
from serving.purposes import Action
from serving.store.identities import FILE, UnreadableIdentity
from serving.store.rows import Batch, Identity, Person

SHORTEST, MOST = 3, 25
"""Letters that a search needs at least, and people that it lists at most."""


@dataclass(frozen=True)
class Matches:
    """Who fits, with names where those are kept, and how many fit in all."""

    people: list[Person]
    names: Mapping[str, Identity]
    n: int


def find_people(visit: Visit, home: Path, batch: Batch, words: str) -> Matches:
    """Return the people whom these words mean, as far as the visitor reaches, by name.

    The words are a NIP, a pseudonym or parts of a name, in any order and any case.
    """
    named = _named(home, batch.agency_id, words)
    ids = {*named, *([words] if is_identifier(words) else [])}
    found = visit.stores.scores.named(batch.id, ids)
    within = [one for one in found.values() if visit.reaches(one.unit_id)]
    within.sort(key=lambda one: (_name(named, one), one.employee_id))
    shown = within[:MOST]
    names = {one.employee_id: named[one.employee_id] for one in shown if one.employee_id in named}
    visit = visit.about(batch.agency_id)
    visit.record([one.employee_id for one in shown] or [None])
    if names:
        visit.record(list(names), action=Action.READ_NAME)
    return Matches(shown, names, len(within))


def _named(home: Path, agency_id: str, words: str) -> dict[str, Identity]:
    if not (home / FILE).exists():
        return {}
    nip = SEPARATORS.sub("", words) if is_nip(words) else ""
    asked = words.casefold().split()

    def fits(one: Identity) -> bool:
        if nip:
            return SEPARATORS.sub("", one.nip or "") == nip
        return all(word in one.name.casefold() for word in asked)

    try:
        with names_of(home) as names:
            return names.matching(agency_id, fits)
    except UnreadableIdentity:
        raise Problem(503, CLOSED, "names-closed") from None


def _name(named: Mapping[str, Identity], person: Person) -> str:
    identity = named.get(person.employee_id)
    return identity.name.casefold() if identity else ""
