"""Mentoring pages: the coordinator's review of a round, and a person's own follow-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from serving.access import valid_form
from serving.areas import of_console
from serving.code_words import KEPT_OUT, WITHOUT_MENTOR
from serving.identifiers import in_address
from serving.matching_review import HELP_MEANT, by_unit, people_of, sheets_of_round, why_text
from serving.matching_rounds import (
    UNKNOWN_ROUND,
    left_of,
    make_round,
    people_in,
    publish,
    round_of,
    rounds_of,
)
from serving.mentoring import MOST_HOURS_A_DAY, enrol, follow, mentorings_of
from serving.mentoring_schemas import EnrolmentIn, FollowIn, RoundIn, RoundOut
from serving.names import reveal
from serving.pages.entries import decimal, read
from serving.pages.learning import workbook_answer
from serving.problems import Problem
from serving.routes.mentoring import Following, Here, Publishing, Reading
from serving.shown import Number, Scores
from serving.store.rows import Identity
from serving.view import addresses, kept_of, language_of, render

router = of_console()
FORM = [Depends(valid_form)]
Field = Annotated[str, Form(max_length=500)]
Asked = Annotated[int | None, Query(ge=1)]


@router.get("/mentoring")
async def show_rounds(request: Request, scores: Reading, *, putaran: Asked = None) -> Response:
    """Show a round of matching, the newest or that of ``putaran``, and the form for another one."""
    rounds = rounds_of(scores)
    return _review(request, scores, rounds, _shown(rounds, putaran))


@router.get("/mentoring.xlsx")
async def copy_round(request: Request, scores: Reading, *, putaran: Asked = None) -> Response:
    """Return a round as a workbook; everybody in it is in the access log."""
    shown = _shown(rounds_of(scores), putaran)
    if shown is None:
        raise Problem(404, UNKNOWN_ROUND, "unknown-round")
    scores.visit.record(people_in([shown]))
    sheets = sheets_of_round(shown, people_of(scores, shown), language_of(request))
    return workbook_answer(sheets, name=f"mentoring-{shown.id}")


@router.post("/mentoring/{number}/nama", dependencies=FORM)
async def show_round_names(
    request: Request, number: Number, scores: Reading, installation: Here
) -> Response:
    """Show a round with the names of everybody in it; each reveal is recorded."""
    rounds = rounds_of(scores)
    shown, home = round_of(rounds, number), installation.home
    ids = [one for one in people_in([shown]) if one is not None]
    names = await run_in_threadpool(reveal, scores.visit, home, scores.batch.agency_id, ids)
    return _review(request, scores, rounds, shown, names=names)


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


def _shown(rounds: Sequence[RoundOut], number: int | None) -> RoundOut | None:
    """Return the round asked for, else the newest; None before the first."""
    if number is not None:
        return round_of(rounds, number)
    return rounds[-1] if rounds else None


def _review(
    request: Request,
    scores: Scores,
    rounds: Sequence[RoundOut],
    shown: RoundOut | None,
    *,
    names: Mapping[str, Identity] | None = None,
) -> Response:
    """Return the page of a round; the look at everybody in it is recorded."""
    scores.visit.record([None] if shown is None else people_in([shown]))
    people = {} if shown is None else people_of(scores, shown)
    pairs = [] if shown is None else by_unit(shown, people)
    return render(
        request,
        "mentoring.html",
        round=shown,
        pairs=pairs,
        why={one.mentee_id: why_text(one, language_of(request)) for one in pairs},
        people=people,
        names=names,
        newest=shown is not None and shown is rounds[-1],
        others=[one for one in reversed(rounds) if one is not shown],
        batch=scores.batch,
        reasons=WITHOUT_MENTOR,
        kept_out=KEPT_OUT,
        help_meant=HELP_MEANT,
    )


def _own(request: Request, person: str) -> Response:
    return _back(request, f"/pegawai/{in_address(person)}/mentoring")


def _back(request: Request, path: str) -> Response:
    return RedirectResponse(addresses(kept_of(request))(path), status_code=303)
