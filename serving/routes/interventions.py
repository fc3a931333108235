"""The ledger of what the office offered, from the first day, so that effects can be measured."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from serving.access import Visit, require
from serving.areas import of_api
from serving.cursors import USUAL_PAGE, Cursor, Limit, cursor_after, mark_of
from serving.list_schemas import OfferOut, OffersOut, State
from serving.purposes import Action
from serving.shown import Asked, Question, latest
from serving.store.rows import Offer

router = of_api(tags=["interventions"])
Wanted = Annotated[
    State | None, Query(description="Only what stands like this.", examples=["offered"])
]


@router.get("/v1/interventions")
async def list_interventions(
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_INTERVENTIONS))],
    limit: Limit = USUAL_PAGE,
    cursor: Cursor = None,
    state: Wanted = None,
) -> OffersOut:
    """Return what was offered and what became of it, the last entered first."""
    mark = mark_of(cursor)
    found = visit.stores.entries.offers(
        asked.agency_id,
        state=state,
        before=mark and mark[0],
        until=asked.as_of,
        about=within_reach(visit, asked),
        limit=limit + 1,
    )
    shown = found[:limit]
    visit.record_rows(shown)
    following = cursor_after(shown[-1].id, "") if len(found) > limit else None
    return OffersOut(items=[_offer_out(offer) for offer in shown], next_cursor=following)


def within_reach(visit: Visit, asked: Question) -> list[str] | None:
    """Return the people whom an account limited to units may see; None for everybody."""
    if visit.units is None:
        return None
    batch, store = latest(visit.stores.scores, asked), visit.stores.scores
    people = store.people(batch.id, units=visit.units) if batch else []
    return [person.employee_id for person in people]


def _offer_out(offer: Offer) -> OfferOut:
    return OfferOut.model_validate({**vars(offer), "state": offer.state})
