"""What the system holds about the person who asks, who has looked at it, and what can be done."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from serving.access import Visit, require, valid_form
from serving.areas import of_console
from serving.looks import by_request
from serving.phrases import CASE_STATES, CORRECTION_STATES
from serving.purposes import Action
from serving.rights import ask_correction, object_to_scores, own_place, withdraw
from serving.rights_schemas import Said, Subject
from serving.shown import Number
from serving.store.objections import WORKING_DAYS
from serving.view import render

router = of_console()
LOOKS_SHOWN = 200
Own = Annotated[Visit, Depends(require(Action.USE_RIGHTS))]
Text = Annotated[Said, Form()]


@router.get("/saya")
async def show_own(request: Request, visit: Own) -> Response:
    """Show one's own cases, and who looked at one's data, when and what for."""
    account, stores = visit.visitor.account, visit.stores
    person = account.employee_id
    if person is None:
        visit.record()
        return render(request, "own.html", person=None)
    visit.record([person])
    found = stores.access_log.about(person, limit=LOOKS_SHOWN)
    looks = [look for look in found if look.account != account.username]
    return render(
        request,
        "own.html",
        person=person,
        looks=by_request(looks),
        offices={name: stores.accounts.named(name) for name in {look.account for look in looks}},
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
    withdraw(visit, number, text=isi)
    return _back()


@router.post("/saya/perbaikan", dependencies=[Depends(valid_form)])
async def save_correction(
    visit: Own,
    perihal: Annotated[Subject, Form()],
    isi: Text,
) -> Response:
    """Keep what is wrong in one's records, for those who keep the source system."""
    ask_correction(visit, subject=perihal, text=isi)
    return _back()


def _back() -> Response:
    return RedirectResponse("/saya", status_code=303)
