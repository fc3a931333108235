"""What the office offered and what became of it: the ledger, as a page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from serving.access import Visit, require
from serving.areas import of_console
from serving.list_schemas import State
from serving.phrases import OFFER_KINDS, OFFER_STATES
from serving.purposes import Action
from serving.routes.interventions import within_reach
from serving.shown import Asked, agencies_for, latest, pinned_to
from serving.view import render

router = of_console()
MOST = 200
Reading = Annotated[Visit, Depends(require(Action.READ_INTERVENTIONS))]
Wanted = Annotated[State | None, Query()]


@router.get("/tawaran")
async def show_offers(
    request: Request, asked: Asked, visit: Reading, keadaan: Wanted = None
) -> Response:
    """Show the offers entered last, of one state where that is asked for."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        visit.record()
        return render(request, "not_yet.html", missing="scores")
    about, agencies = within_reach(visit, asked), agencies_for(visit)
    offers = visit.stores.entries.offers(
        batch.agency_id, state=keadaan, until=asked.as_of, about=about, limit=MOST
    )
    visit.record_rows(offers)
    return render(
        request,
        "offers.html",
        batch=batch,
        agencies=agencies,
        pinned=pinned_to(batch, agencies),
        offers=offers,
        most=MOST,
        state=keadaan or "",
        states=OFFER_STATES,
        kinds=OFFER_KINDS,
    )
