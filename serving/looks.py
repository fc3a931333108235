"""Who looked at whom, as the access log may be shown to those who check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from serving.access import Visit
from serving.purposes import Action
from serving.store.rows import Look

ALIKE = attrgetter(*(name for name in Look.__annotations__ if name != "subject"))


@dataclass(frozen=True)
class Looked:
    """What one request wrote: a line that stands for all, how many people, and which to name."""

    look: Look
    n_people: int
    people: tuple[str, ...]


def sees_risks(visit: Visit) -> bool:
    """Return whether the visitor sees everybody's risk, in all agencies."""
    return visit.may(Action.READ_RISK) and visit.visitor.account.agency_id is None


def unnamed_by(visit: Visit) -> frozenset[str]:
    """Return the accounts whose looks do not name anybody to this visitor.

    Whom an account looked at that was shown risks is told to those only who see all risks
    themselves: they would be the people on the care list, and those called after it.
    """
    return frozenset() if sees_risks(visit) else visit.stores.access_log.shown_risks()


def by_request(looks: Iterable[Look], unnamed: frozenset[str] = frozenset()) -> list[Looked]:
    """Return the lines that one request wrote together: those that differ by the person only."""
    return [_looked(lines, unnamed) for lines in _together(looks)]


def _together(looks: Iterable[Look]) -> Iterator[list[Look]]:
    for _same, lines in groupby(looks, key=ALIKE):
        yield list(lines)


def _looked(lines: list[Look], unnamed: frozenset[str]) -> Looked:
    people = tuple(line.subject for line in lines if line.subject is not None)
    return Looked(lines[0], len(people), () if lines[0].account in unnamed else people)
