"""Objections and corrections at the API: for the person, the mediator, and who keeps the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated

from fastapi import Depends

from serving import rights
from serving.access import Visit, require
from serving.areas import of_api
from serving.cursors import USUAL_PAGE, Cursor, Limit, cursor_after, mark_of
from serving.purposes import Action
from serving.rights_schemas import (
    AnswerIn,
    CaseOut,
    CasesOut,
    CorrectionIn,
    CorrectionOut,
    CorrectionsOut,
    ObjectionFiguresOut,
    ObjectionIn,
    OutcomeIn,
    RemarkIn,
)
from serving.settings import office_today
from serving.shown import LARGEST, Number, ShownPerson, person_for

router = of_api(tags=["rights"])
Own = Annotated[Visit, Depends(require(Action.USE_RIGHTS))]
Counting = Annotated[Visit, Depends(require(Action.READ_OBJECTION_FIGURES))]
Mediating = Annotated[Visit, Depends(require(Action.HANDLE_OBJECTIONS))]
Working = Annotated[Visit, Depends(require(Action.HANDLE_CORRECTIONS))]
Objecting = Annotated[ShownPerson, Depends(person_for(Action.ENTER_OBJECTION))]


@router.get("/v1/objections")
async def list_objections(
    visit: Mediating, limit: Limit = USUAL_PAGE, cursor: Cursor = None
) -> CasesOut:
    """Return the cases of the mediator's agency and units, the newest first."""
    rows = rights.cases_for(visit, before=_before(cursor))
    shown, following = _page(visit, rows, limit)
    return CasesOut(items=[CaseOut.model_validate(case) for case in shown], next_cursor=following)


@router.get("/v1/objections/figures")
async def count_objections(visit: Counting) -> ObjectionFiguresOut:
    """Return how many cases there are by state, and how many are late; nobody is named."""
    visit.record()
    agency = visit.visitor.account.agency_id
    found = visit.stores.objections.figures(office_today(), agency)
    return ObjectionFiguresOut(**vars(found))


@router.get("/v1/objections/{number}")
async def read_objection(number: Number, visit: Mediating) -> CaseOut:
    """Return one case with its conversation."""
    return CaseOut.model_validate(rights.case_for(visit, number))


@router.post("/v1/objections/{number}/replies")
async def reply_to_objection(number: Number, given: RemarkIn, visit: Mediating) -> CaseOut:
    """Add to the conversation of a case; the person reads it on the page Data saya."""
    rights.reply(visit, number, text=given.text)
    return _case(visit, number)


@router.post("/v1/objections/{number}/outcome")
async def settle_objection(number: Number, given: OutcomeIn, visit: Mediating) -> CaseOut:
    """Close a case with its reason; 409 where it is closed already."""
    rights.settle(visit, number, outcome=given.outcome, text=given.text)
    return _case(visit, number)


@router.post("/v1/employees/{employee_id}/objections")
async def enter_objection(given: ObjectionIn, shown: Objecting) -> CaseOut:
    """Open a case, or add to the one that stands: the person is off the care lists at once."""
    store, account = shown.visit.stores.objections, shown.visit.visitor.account.username
    place = {"agency_id": shown.batch.agency_id, "account": account}
    number = store.open(shown.person.employee_id, **place, text=given.text)
    return _case(shown.visit, number)


@router.get("/v1/own/objections")
async def list_own_objections(visit: Own) -> CasesOut:
    """Return the cases of the account's own person, the newest first."""
    person, agency = rights.own_place(visit)
    visit.about(agency).record([person])
    cases = visit.stores.objections.of_person(person, agency)
    return CasesOut(items=[CaseOut.model_validate(case) for case in cases], next_cursor=None)


@router.post("/v1/own/objections/{number}/withdrawal")
async def withdraw_own_objection(number: Number, given: RemarkIn, visit: Own) -> CaseOut:
    """Withdraw an open case of one's own: scores are shown again. 409 where it is closed."""
    rights.withdraw(visit, number, text=given.text)
    return _case(visit, number)


@router.get("/v1/own/corrections")
async def list_own_corrections(visit: Own) -> CorrectionsOut:
    """Return what the account's own person said is wrong in the records, the newest first."""
    person, agency = rights.own_place(visit)
    visit.about(agency).record([person])
    found = visit.stores.corrections.of_person(person, agency)
    items = [CorrectionOut.model_validate(one) for one in found]
    return CorrectionsOut(items=items, next_cursor=None)


@router.post("/v1/own/corrections")
async def ask_own_correction(given: CorrectionIn, visit: Own) -> CorrectionOut:
    """Say what is wrong in one's own records, to those who keep the source system."""
    number = rights.ask_correction(visit, subject=given.subject, text=given.text)
    return CorrectionOut.model_validate(visit.stores.corrections.request(number))


@router.get("/v1/corrections")
async def list_corrections(
    visit: Working, limit: Limit = USUAL_PAGE, cursor: Cursor = None
) -> CorrectionsOut:
    """Return what people say is wrong in their records, the newest first."""
    rows = rights.corrections_for(visit, before=_before(cursor))
    shown, following = _page(visit, rows, limit)
    items = [CorrectionOut.model_validate(one) for one in shown]
    return CorrectionsOut(items=items, next_cursor=following)


@router.post("/v1/corrections/{number}/answer")
async def answer_correction(number: Number, given: AnswerIn, visit: Working) -> CorrectionOut:
    """Keep what became of a request in the source system; the person reads it."""
    rights.answer_correction(visit, number, state=given.state, text=given.text)
    return CorrectionOut.model_validate(visit.stores.corrections.request(number))


def _case(visit: Visit, number: int) -> CaseOut:
    return CaseOut.model_validate(visit.stores.objections.case(number))


def _before(cursor: str | None) -> int:
    """Return the number below which a list goes on, the newest first."""
    mark = mark_of(cursor)
    return LARGEST if mark is None else mark[0]


def _page(
    visit: Visit, rows: Iterator[rights.Listed], limit: int
) -> tuple[Sequence[rights.Listed], str | None]:
    """Return a page of numbered rows and the cursor of the next; the look is recorded."""
    found = list(islice(rows, limit + 1))
    shown = found[:limit]
    visit.record_rows(shown)
    return shown, cursor_after(shown[-1].id, "") if len(found) > limit else None
