"""Development: the open board, a person's plan, and succession."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from features.contract import LONGEST_ID
from models.development_worth import totals
from serving.access import Visit, require, valid_form
from serving.areas import of_console
from serving.board import (
    Wanted,
    board_of,
    counsellors_of,
    plan_of,
    proposed,
    succession_of,
    succession_sheets,
    to_check,
)
from serving.code_words import BASES
from serving.identifiers import in_address
from serving.pages.entries import read
from serving.pages.learning import workbook_answer
from serving.plan_copies import document_of_plan, sheets_of_plan
from serving.plan_schemas import EvidenceIn
from serving.plan_versions import (
    add_evidence,
    check_read,
    in_hand,
    keep_version,
    sign,
    versions_of,
)
from serving.purposes import Action
from serving.shown import Asked, PageNumber, Scores, ShownPerson, latest, person_for, scores_for
from serving.view import addresses, kept_of, language_of, render
from serving.written import MEDIA_TYPE

router = of_console()
Shown = Annotated[ShownPerson, Depends(person_for(Action.READ_SUGGESTIONS))]
Agreeing = Annotated[ShownPerson, Depends(person_for(Action.AGREE_PLAN))]
Signing = Annotated[ShownPerson, Depends(person_for(Action.SIGN_PLAN))]
Proof = Annotated[str, Form(max_length=500)]
Words = Annotated[str, Query(max_length=100)]
Succession = Annotated[Scores, Depends(scores_for(Action.READ_SUCCESSION))]
Counselled = Annotated[ShownPerson, Depends(person_for(Action.READ_COUNSELLORS))]
FORM = [Depends(valid_form)]
PLACES_A_PAGE = 50
COPY = "rencana-pengembangan"
"""What copies of a plan are called: of nobody in particular."""
Chosen = Annotated[list[str] | None, Query(max_length=50)]
PlanRead = Annotated[int | None, Query(ge=1)]


@router.get("/papan")
async def show_board(
    request: Request,
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_BOARD))],
    *,
    jenis: Words = "",
    unit: Words = "",
    cari: Words = "",
    halaman: PageNumber = 1,
) -> Response:
    """Show what is open to everybody, a page at a time, with the reader's own rule facts."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    visit.record([visit.visitor.account.employee_id])
    wanted = Wanted(jenis, unit, cari)
    board = board_of(Scores(batch, visit.stores.scores, visit), language_of(request), wanted)
    start = (halaman - 1) * PLACES_A_PAGE
    return render(
        request,
        "board.html",
        board=board,
        places=board.items[start : start + PLACES_A_PAGE],
        page=halaman,
        goes_on=len(board.items) > start + PLACES_A_PAGE,
        batch=batch,
        wanted=wanted,
        to_check=to_check(board),
    )


@router.get("/pegawai/{employee_id}/rencana")
async def show_plan(
    request: Request, shown: Shown, *, pilih: Chosen = None, skor: PlanRead = None
) -> Response:
    """Show the proposed plan of a person; with ``pilih`` what these actions alone would bring.

    ``skor`` is the batch of the plan from which these were chosen.
    """
    check_read(shown, skor)
    plan = plan_of(shown)
    actions = proposed(shown)["actions"]
    chosen = [one for one in actions if pilih is None or one["id"] in pilih]
    agreed = versions_of(shown)
    return render(
        request,
        "development_plan.html",
        plan=plan,
        person=shown.person,
        batch=shown.batch,
        bases=BASES,
        chosen={one["id"] for one in chosen},
        totals=totals(chosen),
        versions=agreed.versions,
        trainings=agreed.trainings,
        may=shown.visit.may,
    )


@router.get("/pegawai/{employee_id}/rencana.xlsx")
async def plan_workbook(request: Request, shown: Shown) -> Response:
    """Return the newest version of a plan, or the proposal, as a workbook."""
    who, spoken = shown.person.employee_id, language_of(request)
    return workbook_answer(sheets_of_plan(in_hand(shown), who, spoken), name=COPY)


@router.get("/pegawai/{employee_id}/rencana.docx")
async def plan_document(request: Request, shown: Shown) -> Response:
    """Return the newest version of a plan, or the proposal, as a Word document to sign."""
    written = document_of_plan(in_hand(shown), shown.person, language_of(request))
    headers = {"Content-Disposition": f'attachment; filename="{COPY}.docx"'}
    return Response(written, media_type=MEDIA_TYPE, headers=headers)


@router.post("/pegawai/{employee_id}/rencana/versi", dependencies=FORM)
async def save_version(
    request: Request,
    shown: Agreeing,
    *,
    skor: Annotated[int, Form(ge=1)],
    pilih: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Keep the chosen actions of the plan read as the next version and show the page again."""
    keep_version(shown, pilih or [], read=skor)
    return _back(request, shown)


@router.post("/pegawai/{employee_id}/rencana/setuju", dependencies=FORM)
async def save_signature(
    request: Request, shown: Signing, *, versi: Annotated[int, Form(ge=1, le=10_000)]
) -> Response:
    """Sign the version that was shown, if it is the newest, and show the page again."""
    sign(shown, versi)
    return _back(request, shown)


@router.post("/pegawai/{employee_id}/rencana/bukti", dependencies=FORM)
async def save_evidence(
    request: Request,
    shown: Agreeing,
    *,
    tindakan: Annotated[str, Form(max_length=LONGEST_ID)],
    versi: Annotated[int, Form(ge=1, le=10_000)],
    bukti: Proof = "",
    tautan: Proof = "",
    diklat: Proof = "",
) -> Response:
    """Keep evidence of an action and show the page again."""
    given = {"action_id": tindakan, "version": str(versi), "note": bukti}
    add_evidence(shown, read(EvidenceIn, **given, link=tautan, training=diklat))
    return _back(request, shown)


def _back(request: Request, shown: ShownPerson) -> Response:
    path = f"/pegawai/{in_address(shown.person.employee_id)}/rencana"
    return RedirectResponse(addresses(kept_of(request))(path), status_code=303)


@router.get("/suksesi")
async def show_succession(
    request: Request,
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_SUCCESSION))],
) -> Response:
    """Show posts that fall vacant, who could follow and what is missing, and knowledge pairs."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    found = succession_of(Scores(batch, visit.stores.scores, visit))
    return render(request, "succession.html", found=found, batch=batch)


@router.get("/suksesi.xlsx")
async def succession_workbook(request: Request, scores: Succession) -> Response:
    """Return succession as a workbook; everybody in it is in the access log."""
    sheets = succession_sheets(succession_of(scores), scores, language_of(request))
    return workbook_answer(sheets, name="suksesi")


@router.get("/pegawai/{employee_id}/pembimbing-karier")
async def show_counsellors(request: Request, shown: Counselled) -> Response:
    """Show who could guide the person towards the job they declared; for the person alone."""
    found = counsellors_of(shown)
    return render(request, "counsellors.html", found=found, batch=shown.batch)
