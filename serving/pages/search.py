"""Finding a person: what is asked for is sent as a form, so that no address holds a name or NIP."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Request, Response

from serving.access import Visit, require, valid_form
from serving.areas import of_console
from serving.purposes import Action
from serving.routes.units import Here
from serving.search import SHORTEST, Matches, find_people
from serving.shown import Asked, latest
from serving.view import render

router = of_console()
Listing = Annotated[Visit, Depends(require(Action.LIST_EMPLOYEES))]
Words = Annotated[str, Form(max_length=100)]


@router.get("/cari")
async def show_search(request: Request, visit: Listing) -> Response:
    """Show the form."""
    visit.record()
    return _page(request)


@router.post("/cari", dependencies=[Depends(valid_form)])
def search(
    request: Request, asked: Asked, visit: Listing, *, place: Here, siapa: Words = ""
) -> Response:
    """Show who fits; each person and each name shown is recorded."""
    batch, words = latest(visit.stores.scores, asked), siapa.strip()
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    if len(words) < SHORTEST:
        visit.record()
        return _page(request, words=words, too_short=True)
    return _page(request, words=words, found=find_people(visit, place.home, batch, words))


def _page(
    request: Request, *, words: str = "", too_short: bool = False, found: Matches | None = None
) -> Response:
    return render(
        request,
        "search.html",
        shortest=SHORTEST,
        words=words,
        too_short=too_short,
        found=found,
    )
