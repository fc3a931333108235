"""Objections and corrections at the API: for the person, the mediator, and who keeps the source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends

from serving.access import Visit, require
from serving.cursors import USUAL_PAGE, Cursor, Limit, cursor_after, mark_of
from serving.purposes import Action
from serving.rights import cases_for, corrections_for
from serving.rights_schemas import CaseOut, CasesOut, CorrectionOut, CorrectionsOut, ObjectionIn
from serving.shown import ShownPerson, person_for
from serving.store.rows import Correction, Objection

router = APIRouter(tags=["rights"])
Mediating = Annotated[Visit, Depends(require(Action.HANDLE_OBJECTIONS))]
Working = Annotated[Visit, Depends(require(Action.HANDLE_CORRECTIONS))]
Objecting = Annotated[ShownPerson, Depends(person_for(Action.ENTER_OBJECTION))]
Listed = TypeVar("Listed", Objection, Correction)


@router.get("/v1/objections")
async def list_objections(
    visit: Mediating, limit: Limit = USUAL_PAGE, cursor: Cursor = None
) -> CasesOut:
    """Return the cases of the mediator's agency and units, the newest first."""
    shown, following = _page(visit, cases_for(visit), limit, cursor)
    return CasesOut(items=[CaseOut.model_validate(case) for case in shown], next_cursor=following)


@router.post("/v1/employees/{employee_id}/objections")
async def enter_objection(given: ObjectionIn, shown: Objecting) -> CaseOut:
    """Open a case, or add to the one that stands: the person is off the care lists at once."""
    store, account = shown.visit.stores.objections, shown.visit.visitor.account.username
    place = {"agency_id": shown.batch.agency_id, "account": account}
    number = store.open(shown.person.employee_id, **place, text=given.text)
    return CaseOut.model_validate(store.case(number))


@router.get("/v1/corrections")
async def list_corrections(
    visit: Working, limit: Limit = USUAL_PAGE, cursor: Cursor = None
) -> CorrectionsOut:
    """Return what people say is wrong in their records, the newest first."""
    shown, following = _page(visit, corrections_for(visit), limit, cursor)
    items = [CorrectionOut.model_validate(one) for one in shown]
    return CorrectionsOut(items=items, next_cursor=following)


def _page(
    visit: Visit, rows: Sequence[Listed], limit: int, cursor: str | None
) -> tuple[Sequence[Listed], str | None]:
    """Return a page of numbered rows, the newest first, and the cursor of the next; recorded."""
    mark = mark_of(cursor)
    newest = sorted(rows, key=lambda one: -one.id)
    left = [one for one in newest if mark is None or one.id < mark[0]]
    shown = left[:limit]
    visit.record_rows(shown)
    return shown, cursor_after(shown[-1].id, "") if len(left) > limit else None
