"""What the system holds about the person who asks, who has looked at it, and what can be done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from serving.access import Visit, require, valid_form
from serving.looks import by_request
from serving.phrases import CASE_STATES, CORRECTION_STATES
from serving.problems import Problem
from serving.purposes import Action
from serving.rights import SETTLED, object_to_scores, own_case, own_place
from serving.shown import Number
from serving.store.objections import WORKING_DAYS
from serving.view import render

router = APIRouter()
LOOKS_SHOWN = 200
LONGEST = 2000
TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""No control characters but the ends of lines."""
Own = Annotated[Visit, Depends(require(Action.USE_RIGHTS))]
Text = Annotated[str, Form(min_length=1, max_length=LONGEST, pattern=TEXT)]


@router.get("/saya")
async def show_own(request: Request, visit: Own) -> Response:
    """Show one's own cases, and who looked at one's data, when and what for."""
    account, stores = visit.visitor.account, visit.stores
    person = account.employee_id
    if person is None:
        visit.record()
        return render(request, "own.html", person=None)
    visit.record([person])
    looks = stores.access_log.newest(limit=LOOKS_SHOWN, subject=person)
    return render(
        request,
        "own.html",
        person=person,
        looks=by_request(look for look in looks if look.account != account.username),
        limit=LOOKS_SHOWN,
        cases=stores.objections.of_person(person, account.agency_id),
        case_states=CASE_STATES,
        corrections=stores.corrections.of_person(person, account.agency_id),
        correction_states=CORRECTION_STATES,
        working_days=WORKING_DAYS,
    )


@router.post("/saya/keberatan", dependencies=[Depends(valid_form)])
async def save_objection(visit: Own, isi: Text) -> Response:
    """Open a case for the mediator, or add to the one that stands."""
    person, agency = own_place(visit)
    object_to_scores(visit, person, agency, text=isi)
    return _back()


@router.post("/saya/keberatan/{number}/tarik", dependencies=[Depends(valid_form)])
async def withdraw_objection(number: Number, visit: Own, isi: Text) -> Response:
    """Withdraw an open case."""
    case = own_case(visit, number)
    name = visit.visitor.account.username
    visit.record([case.employee_id], action=Action.ENTER_OBJECTION)
    if not visit.stores.objections.close(number, outcome="withdrawn", account=name, text=isi):
        raise Problem(409, SETTLED, "settled")
    return _back()


@router.post("/saya/perbaikan", dependencies=[Depends(valid_form)])
async def save_correction(
    visit: Own,
    perihal: Annotated[str, Form(min_length=1, max_length=200, pattern=TEXT)],
    isi: Text,
) -> Response:
    """Keep what is wrong in one's records, for those who keep the source system."""
    person, agency = own_place(visit)
    name = visit.visitor.account.username
    visit.stores.corrections.ask(person, agency_id=agency, account=name, subject=perihal, text=isi)
    visit.record([person])
    return _back()


def _back() -> Response:
    return RedirectResponse("/saya", status_code=303)
