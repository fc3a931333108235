"""The mediator's cases, with deadline, conversation and outcome; figures for those who check."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from features.contract import LONGEST_ID
from serving import rights
from serving.access import Visit, require, valid_form
from serving.areas import of_console
from serving.identifiers import is_identifier
from serving.pages.own import Text
from serving.phrases import CASE_STATES
from serving.problems import Problem
from serving.purposes import Action
from serving.rights import case_for, cases_for, object_to_scores, page_of
from serving.settings import office_today
from serving.shown import UNKNOWN_PERSON, Number, PageNumber
from serving.view import render

router = of_console(prefix="/keberatan")
Decision = Literal["upheld", "rejected"]
Counting = Annotated[Visit, Depends(require(Action.READ_OBJECTION_FIGURES))]
Mediating = Annotated[Visit, Depends(require(Action.HANDLE_OBJECTIONS))]
Entering = Annotated[Visit, Depends(require(Action.ENTER_OBJECTION))]


@router.get("")
async def show_objections(request: Request, visit: Counting, halaman: PageNumber = 1) -> Response:
    """Show the figures, and to the mediator a page of the cases, those due soonest first."""
    cases = cases_for(visit) if visit.may(Action.HANDLE_OBJECTIONS) else iter(())
    shown, goes_on = page_of(cases, halaman)
    visit.record_rows(shown)
    agency, today = visit.visitor.account.agency_id, office_today()
    return render(
        request,
        "objections.html",
        figures=visit.stores.objections.figures(today, agency),
        cases=shown,
        page=halaman,
        goes_on=goes_on,
        states=CASE_STATES,
        today=today,
    )


@router.post("", dependencies=[Depends(valid_form)])
async def enter_objection(
    visit: Entering, pegawai: Annotated[str, Form(max_length=LONGEST_ID)], isi: Text
) -> Response:
    """Open a case for somebody who objected on paper or by word of mouth."""
    found = visit.stores.scores.find(pegawai, visit.visitor.account.agency_id) * is_identifier(
        pegawai
    )
    reached = [one.batch for one in found if visit.reaches(one.person.unit_id)]
    if len(reached) != 1:
        raise Problem(404, UNKNOWN_PERSON, "unknown-person")
    number = object_to_scores(visit, pegawai, reached[0].agency_id, text=isi)
    return _to(number)


@router.get("/{number}")
async def show_case(request: Request, number: Number, visit: Mediating) -> Response:
    """Show one case with its conversation."""
    case = case_for(visit, number)
    return render(request, "objection.html", case=case, states=CASE_STATES, today=office_today())


@router.post("/{number}/tanggapan", dependencies=[Depends(valid_form)])
async def reply(number: Number, visit: Mediating, isi: Text) -> Response:
    """Add to the conversation; the person reads it on their own page."""
    rights.reply(visit, number, text=isi)
    return _to(number)


@router.post("/{number}/putusan", dependencies=[Depends(valid_form)])
async def settle(
    number: Number, visit: Mediating, isi: Text, putusan: Annotated[Decision, Form()]
) -> Response:
    """Close the case with an outcome and its reason."""
    rights.settle(visit, number, outcome=putusan, text=isi)
    return _to(number)


def _to(number: int) -> Response:
    return RedirectResponse(f"/keberatan/{number}", status_code=303)
