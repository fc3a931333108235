"""Development: moves, plans, the open board and succession."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from serving.board import board_of, plan_of, succession_of
from serving.development_schemas import BoardOut, DevelopmentPlanOut, SuccessionOut
from serving.purposes import Action
from serving.routes.employees import Suggested, suggestions_out
from serving.schemas import SuggestionsOut
from serving.shown import Scores, scores_for
from serving.view import language_of

router = APIRouter(tags=["development"])
Board = Annotated[Scores, Depends(scores_for(Action.READ_BOARD))]
Succession = Annotated[Scores, Depends(scores_for(Action.READ_SUCCESSION))]


@router.get("/v1/employees/{employee_id}/suggestions/moves")
async def read_moves(request: Request, shown: Suggested) -> SuggestionsOut:
    """Return the open places suggested to a person as development; never a promotion."""
    return suggestions_out(request, shown, "move")


@router.get("/v1/employees/{employee_id}/plan")
async def read_development_plan(shown: Suggested) -> DevelopmentPlanOut:
    """Return the proposed development plan of a person."""
    return plan_of(shown)


@router.get("/v1/board")
async def read_board(request: Request, scores: Board) -> BoardOut:
    """Return every open post, assignment and project, with the rule facts for the reader."""
    scores.visit.record([scores.visit.visitor.account.employee_id])
    return board_of(scores, language_of(request))


@router.get("/v1/succession")
async def read_succession(scores: Succession) -> SuccessionOut:
    """Return posts that fall vacant, who could follow and what is missing; no score, no risk."""
    return succession_of(scores)
