"""Development: the open board, a person's plan, and succession."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from models.development_worth import totals
from serving.access import Visit, require
from serving.board import board_of, plan_of, succession_of
from serving.purposes import Action
from serving.shown import Asked, Scores, ShownPerson, latest, person_for
from serving.view import language_of, render

router = APIRouter()
Shown = Annotated[ShownPerson, Depends(person_for(Action.READ_SUGGESTIONS))]
Chosen = Annotated[list[str] | None, Query(max_length=50)]


@router.get("/papan")
async def show_board(
    request: Request, asked: Asked, visit: Annotated[Visit, Depends(require(Action.READ_BOARD))]
) -> Response:
    """Show everything open to everybody, with the reader's own rule facts."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    visit.record([visit.visitor.account.employee_id])
    board = board_of(Scores(batch, visit.stores.scores, visit), language_of(request))
    return render(request, "board.html", board=board, batch=batch)


@router.get("/pegawai/{employee_id}/rencana")
async def show_plan(request: Request, shown: Shown, pilih: Chosen = None) -> Response:
    """Show the proposed plan of a person; with ``pilih`` what these actions alone would bring."""
    plan = plan_of(shown)
    kept = shown.store.documents(shown.batch.id, "plan", shown.person.employee_id)
    actions = kept[shown.person.employee_id]["actions"]
    chosen = [one for one in actions if pilih is None or one["id"] in pilih]
    return render(
        request,
        "development_plan.html",
        plan=plan,
        person=shown.person,
        batch=shown.batch,
        chosen={one["id"] for one in chosen},
        totals=totals(chosen),
    )


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
