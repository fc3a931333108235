"""Mentoring pages: the coordinator's review of a round, and a person's own follow-up."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from serving.access import valid_form
from serving.areas import of_console
from serving.code_words import KEPT_OUT, WITHOUT_MENTOR
from serving.identifiers import in_address
from serving.matching_rounds import (
    left_of,
    make_round,
    people_in,
    publish,
    round_of,
    rounds_of,
)
from serving.mentoring import MOST_HOURS_A_DAY, enrol, follow, mentorings_of
from serving.mentoring_schemas import EnrolmentIn, FollowIn, RoundIn
from serving.pages.entries import decimal, read
from serving.routes.mentoring import Following, Here, Publishing, Reading
from serving.shown import Number
from serving.view import addresses, kept_of, render

router = of_console()
FORM = [Depends(valid_form)]
Field = Annotated[str, Form(max_length=500)]


@router.get("/mentoring")
async def show_rounds(
    request: Request, scores: Reading, *, putaran: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """Show a round of matching, the newest or that of ``putaran``, and the form for another one."""
    rounds = rounds_of(scores)
    shown = rounds[-1:] if putaran is None else [round_of(rounds, putaran)]
    scores.visit.record(people_in(shown))
    return render(
        request,
        "mentoring.html",
        round=shown[0] if shown else None,
        newest=rounds[-1:] == shown,
        others=[one for one in reversed(rounds) if one not in shown],
        batch=scores.batch,
        reasons=WITHOUT_MENTOR,
        kept_out=KEPT_OUT,
    )


@router.post("/mentoring", dependencies=FORM)
def save_round(
    request: Request,
    scores: Publishing,
    installation: Here,
    *,
    tahun: Field = "3",
    unit: Field = "0",
    jenjang: Field = "0",
    minimal: Field = "0",
    stabil: Field = "",
) -> Response:
    """Make a round as a draft and show the page again."""
    floors = {"floor_unit": unit, "floor_level": jenjang}
    numbers = {"years": decimal(tahun), "minimum": decimal(minimal)}
    asked = read(RoundIn, **numbers, **floors, stable=stabil)
    made = make_round(scores, asked, installation)
    scores.visit.record(people_in([made]))
    return _back(request, "/mentoring")


@router.post("/mentoring/{number}", dependencies=FORM)
def save_published(
    request: Request,
    number: Number,
    scores: Publishing,
    *,
    pilih: Annotated[list[str] | None, Form()] = None,
    semua: Field = "",
) -> Response:
    """Publish the chosen pairs, or all that are left, and show the page again."""
    chosen = left_of(round_of(rounds_of(scores), number)) if semua else pilih
    if chosen:
        publish(scores, number, chosen)
    return _back(request, "/mentoring")


@router.get("/pegawai/{employee_id}/mentoring")
async def show_mentorings(request: Request, shown: Following) -> Response:
    """Show a person's mentorings with what happened in them."""
    found = mentorings_of(shown)
    return render(
        request,
        "mentorings.html",
        found=found,
        person=shown.person,
        batch=shown.batch,
        most_hours=MOST_HOURS_A_DAY,
    )


@router.post("/pegawai/{employee_id}/mentoring", dependencies=FORM)
async def save_note(
    request: Request,
    shown: Following,
    *,
    mitra: Field,
    jenis: Field,
    catatan: Field = "",
    tanggal: Field = "",
    jam: Field = "",
    nilai: Field = "",
) -> Response:
    """Keep what happened and show the page again."""
    given = {
        "partner_id": mitra,
        "kind": jenis,
        "note": catatan,
        "hours": decimal(jam),
        "rating": nilai,
    }
    follow(shown, read(FollowIn, **given, held_on=tanggal))
    return _own(request, shown.person.employee_id)


@router.post("/pegawai/{employee_id}/mentoring/ikut", dependencies=FORM)
async def save_enrolment(request: Request, shown: Following, *, ikut: Field = "") -> Response:
    """Keep whether the person takes part and show the page again."""
    enrol(shown, EnrolmentIn(takes_part=ikut == "ya"))
    return _own(request, shown.person.employee_id)


def _own(request: Request, person: str) -> Response:
    return _back(request, f"/pegawai/{in_address(person)}/mentoring")


def _back(request: Request, path: str) -> Response:
    return RedirectResponse(addresses(kept_of(request))(path), status_code=303)
