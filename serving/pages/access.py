"""The access log, for those who check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from serving.access import Visit, require
from serving.purposes import Action
from serving.store.rows import Look
from serving.view import render

router = APIRouter()
LINES = 1000
Auditor = Annotated[Visit, Depends(require(Action.READ_ACCESS_LOG))]


@dataclass(frozen=True)
class Looked:
    """What one request wrote: a line that stands for all, how many people, and which to name."""

    look: Look
    n_people: int
    people: tuple[str, ...]


@router.get("/akses")
async def show_access(request: Request, visit: Auditor) -> Response:
    """Show the newest looks at people's data; this look is recorded too.

    Whom an account looked at that was shown risks is told to those only who see all risks
    themselves: they would be the people on the care list, and those called after it.
    """
    visit.record()
    log, sees_risks = visit.stores.access_log, _sees_risks(visit)
    unnamed = frozenset() if sees_risks else log.shown_risks()
    requests = [_looked(lines, unnamed) for lines in _by_request(log.newest(limit=LINES))]
    return render(request, "access.html", requests=requests, limit=LINES, sees_risks=sees_risks)


def _sees_risks(visit: Visit) -> bool:
    """Return whether the visitor sees everybody's risk; the log holds all agencies."""
    return visit.may(Action.READ_RISK) and visit.visitor.account.agency_id is None


def _looked(lines: list[Look], unnamed: frozenset[str]) -> Looked:
    people = tuple(line.subject for line in lines if line.subject is not None)
    return Looked(lines[0], len(people), () if lines[0].account in unnamed else people)


def _by_request(looks: Iterable[Look]) -> Iterator[list[Look]]:
    """Yield the lines that one request wrote: those that differ by the person only."""
    for _same, lines in groupby(looks, key=lambda look: replace(look, subject=None)):
        yield list(lines)
