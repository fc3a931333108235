"""The access log, for those who check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
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


@router.get("/akses")
async def show_access(request: Request, visit: Auditor) -> Response:
    """Show the newest looks at people's data; this look is recorded too."""
    visit.record()
    looks = visit.stores.access_log.newest(limit=LINES)
    requests = [(first, [first, *rest]) for (first, *rest) in _by_request(looks)]
    return render(request, "access.html", requests=requests, limit=LINES)


def _by_request(looks: Iterable[Look]) -> Iterator[list[Look]]:
    """Yield the lines that one request wrote: those that differ by the person only."""
    for _same, lines in groupby(looks, key=lambda look: replace(look, subject=None)):
        yield list(lines)
