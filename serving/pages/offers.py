"""What the office offered and what became of it: the ledger, as a page and as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import pandas as pd
from fastapi import Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from serving.access import Visit, require
from serving.areas import of_console
from serving.language import Language, msg
from serving.list_schemas import State
from serving.pages.learning import workbook_answer
from serving.phrases import OFFER_KINDS, OFFER_STATES
from serving.problems import Problem
from serving.purposes import Action
from serving.routes.interventions import within_reach
from serving.shown import (
    LARGEST,
    NO_SCORES,
    Asked,
    PageNumber,
    Question,
    agencies_for,
    latest,
    pinned_to,
)
from serving.store.rows import Batch, Offer
from serving.view import language_of, render

router = of_console()
OFFERS_A_PAGE = 200
Reading = Annotated[Visit, Depends(require(Action.READ_INTERVENTIONS))]
Wanted = Annotated[State | None, Query()]
HEADINGS: Mapping[str, Callable[[Offer, Language], object]] = {
    msg("Person"): lambda one, _spoken: one.employee_id,
    msg("Offer"): lambda one, spoken: spoken.text(OFFER_KINDS[one.kind]),
    msg("Offered on"): lambda one, _spoken: one.offered_on,
    msg("What became of it"): lambda one, spoken: spoken.text(OFFER_STATES[one.state]),
    msg("Answered on"): lambda one, _spoken: one.outcome_on,
}


@router.get("/tawaran")
async def show_offers(
    request: Request,
    asked: Asked,
    visit: Reading,
    keadaan: Wanted = None,
    halaman: PageNumber = 1,
) -> Response:
    """Show a page of the offers, the last entered first, of one state where that is asked for."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        visit.record()
        return render(request, "not_yet.html", missing="scores")
    start, agencies = (halaman - 1) * OFFERS_A_PAGE, agencies_for(visit)
    found = _offers(visit, asked, batch, keadaan, limit=start + OFFERS_A_PAGE + 1)[start:]
    offers = found[:OFFERS_A_PAGE]
    visit.about(batch.agency_id).record_rows(offers)
    return render(
        request,
        "offers.html",
        batch=batch,
        agencies=agencies,
        pinned=pinned_to(batch, agencies),
        offers=offers,
        page=halaman,
        goes_on=len(found) > OFFERS_A_PAGE,
        state=keadaan,
        states=OFFER_STATES,
        kinds=OFFER_KINDS,
    )


@router.get("/tawaran.xlsx")
async def copy_offers(
    request: Request, asked: Asked, visit: Reading, keadaan: Wanted = None
) -> Response:
    """Return all offers of the page as a workbook; each person in it is recorded."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        raise Problem(409, NO_SCORES, "no-scores")
    offers, language = _offers(visit, asked, batch, keadaan, limit=LARGEST), language_of(request)
    visit.about(batch.agency_id).record_rows(offers)
    sheets = {language.text(msg("Offers made")): _sheet(offers, language)}
    return await run_in_threadpool(workbook_answer, sheets, name=f"tawaran-{batch.agency_id}")


def _offers(
    visit: Visit, asked: Question, batch: Batch, state: State | None, *, limit: int
) -> list[Offer]:
    return visit.stores.entries.offers(
        batch.agency_id,
        state=state,
        until=asked.as_of,
        about=within_reach(visit, asked),
        limit=limit,
    )


def _sheet(offers: Sequence[Offer], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text(text): [value(one, language) for one in offers]
            for text, value in HEADINGS.items()
        }
    )
