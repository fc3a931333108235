"""Who looked at whom, as the access log may be shown to those who check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Annotated

from pydantic import BeforeValidator, Field

from features.contract import LONGEST_ID
from serving.access import Visit, on_record
from serving.purposes import Action
from serving.settings import office_clock
from serving.shown import PLAIN
from serving.store.access_log import Sought
from serving.store.rows import Look

NOT_BLANK = BeforeValidator(lambda given: given or None)
"""A field of a form that is left empty asks for nothing."""
FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(9000, 1, 1)
"""Days before and after stand for these: clocks of other zones know no day before the first."""
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


AccountName = Annotated[Annotated[str, Field(max_length=200, pattern=PLAIN)] | None, NOT_BLANK]
PersonSought = Annotated[
    Annotated[str, Field(max_length=LONGEST_ID, pattern=PLAIN)] | None, NOT_BLANK
]


@dataclass(frozen=True)
class LogFilter:
    """Which lines somebody asks for; days are those of the office, the last one included."""

    account: str | None = None
    person: str | None = None
    action: str | None = None
    first: date | None = None
    last: date | None = None
    refused: bool = False


@dataclass(frozen=True)
class LogPage:
    """Numbered lines, the newest first; the looks of ``unnamed`` accounts name nobody."""

    lines: list[tuple[int, Look]]
    goes_on: bool
    unnamed: frozenset[str]

    def each(self) -> list[tuple[int, Look]]:
        """Return line by line what may be shown."""
        return [
            (number, replace(look, subject=None) if look.account in self.unnamed else look)
            for number, look in self.lines
        ]

    def by_request(self) -> list[Looked]:
        """Return what each request wrote together."""
        return by_request((look for _number, look in self.lines), self.unnamed)


def looked_up(visit: Visit, asked: LogFilter, *, before: int | None, limit: int) -> LogPage:
    """Return lines of the access log, and write down that they were looked up, and about whom.

    An account of one agency finds the lines of that agency. Who asks for the lines about a person
    is not told of those by accounts whose looks name nobody to them.
    """
    visit.record([on_record(visit.stores, asked.person)])
    unnamed = unnamed_by(visit)
    sought = Sought(
        agency_id=visit.visitor.account.agency_id,
        account=asked.account,
        subject=asked.person,
        action=asked.action,
        since=_midnight(asked.first),
        until=_midnight(asked.last, days_later=1),
        refused=asked.refused,
        not_by=unnamed if asked.person else frozenset(),
    )
    found = visit.stores.access_log.page(sought, before=before, limit=limit + 1)
    return LogPage(found[:limit], len(found) > limit, unnamed)


def _midnight(day: date | None, *, days_later: int = 0) -> datetime | None:
    """Return when a day begins at the office, or one after it."""
    if day is None:
        return None
    inside = min(max(day, FIRST_DAY), LAST_DAY) + timedelta(days=days_later)
    return datetime.combine(inside, time(), office_clock()).astimezone(UTC)


def by_request(looks: Iterable[Look], unnamed: frozenset[str] = frozenset()) -> list[Looked]:
    """Return the lines that one request wrote together: those that differ by the person only."""
    return [_looked(lines, unnamed) for lines in _together(looks)]


def _together(looks: Iterable[Look]) -> Iterator[list[Look]]:
    for _same, lines in groupby(looks, key=ALIKE):
        yield list(lines)


def _looked(lines: list[Look], unnamed: frozenset[str]) -> Looked:
    people = tuple(line.subject for line in lines if line.subject is not None)
    return Looked(lines[0], len(people), () if lines[0].account in unnamed else people)
