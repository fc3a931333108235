"""The forms of a person's page: what the person wants, and answers to suggestions."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError

from serving.access import valid_form
from serving.areas import of_console
from serving.choices import id_of
from serving.entry_schemas import FeedbackIn, GoalIn, InterventionIn, ResponseIn
from serving.identifiers import in_address
from serving.language import msg
from serving.problems import Problem, fault_text
from serving.purposes import Action
from serving.routes.entries import (
    check_colleague,
    enter_feedback,
    enter_goal,
    enter_intervention,
    enter_response,
    state_of,
)
from serving.shown import ShownPerson, person_for
from serving.view import addresses, kept_of

router = of_console(prefix="/pegawai/{employee_id}", dependencies=[Depends(valid_form)])
Wishing = Annotated[ShownPerson, Depends(person_for(Action.ENTER_WISH))]
Noticing = Annotated[ShownPerson, Depends(person_for(Action.ENTER_FEEDBACK))]
Offering = Annotated[ShownPerson, Depends(person_for(Action.ENTER_INTERVENTION))]
Field = Annotated[str, Form(max_length=500)]
MEANWHILE = msg(
    "Somebody else has entered in the meantime what became of this offer. Go back and load the"
    " page again to read it."
)
Shape = TypeVar("Shape", bound=BaseModel)


@router.post("/tujuan")
async def save_goal(
    request: Request,
    shown: Wishing,
    *,
    jabatan: Field = "",
    kompetensi: Field = "",
    wilayah: Field = "",
    tidak: Field = "",
) -> Response:
    """Keep what the person wants and show the page again."""
    asked = read(
        GoalIn,
        target_job_id=id_of(shown, "jobs", jabatan),
        competency_id=id_of(shown, "competencies", kompetensi),
        preferred_region=wilayah,
        not_interested_in=tidak,
    )
    await enter_goal(asked, shown)
    return _back(request, shown)


@router.post("/jawaban")
async def save_response(
    request: Request,
    shown: Wishing,
    *,
    jenis: Field,
    butir: Field,
    jawaban: Field,
    catatan: Field = "",
) -> Response:
    """Keep the answer to a suggestion and show the page again."""
    thing = {"mentor_id": butir} if jenis == "mentor" else {"course_id": butir}
    asked = read(ResponseIn, **thing, answer=jawaban, note=catatan)
    check_colleague(shown, asked.mentor_id)
    await enter_response(asked, shown)
    return _back(request, shown)


@router.post("/umpan-balik")
async def save_feedback(
    request: Request, shown: Noticing, *, aspek: Field, arah: Field, catatan: Field = ""
) -> Response:
    """Keep what a superior or HR noticed and show the page again."""
    await enter_feedback(
        read(
            FeedbackIn,
            aspect=id_of(shown, "competencies", aspek),
            direction=arah,
            note=catatan,
        ),
        shown,
    )
    return _back(request, shown)


@router.post("/tawaran")
async def save_offer(
    request: Request,
    shown: Offering,
    *,
    tawaran: Field,
    ditawarkan: Field = "",
    hasil: Field = "",
    semula: Field = "",
) -> Response:
    """Keep what the office offered, or what became of it, and show the page again.

    ``semula`` is how the offer stood on the page: what somebody else answered since is not undone.
    """
    asked = read(InterventionIn, kind=tawaran, offered_on=ditawarkan, outcome=hasil)
    if semula and asked.offered_on is not None:
        stands = state_of(shown, asked.kind, asked.offered_on)
        if stands not in (semula, asked.outcome):
            raise Problem(409, MEANWHILE, "answered-meanwhile")
    await enter_intervention(asked, shown)
    return _back(request, shown)


def read(shape: type[Shape], **fields: str) -> Shape:
    """Return what a form says, empty fields left out; a problem where it does not fit."""
    given: dict[str, Any] = {name: text for name, text in fields.items() if text.strip()}
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        errors = [
            {"path": ".".join(map(str, one["loc"])), "message": fault_text(one)}
            for one in error.errors()
        ]
        raise Problem(422, members={"errors": errors}) from None


def decimal(text: str) -> str:
    """Return a number as a program reads it, which people here write with a comma."""
    return text.replace(",", ".")


def _back(request: Request, shown: ShownPerson) -> Response:
    path = f"/pegawai/{in_address(shown.person.employee_id)}"
    place = addresses({**kept_of(request), "tersimpan": "1"})(path)
    return RedirectResponse(place, status_code=303)
