"""Development: moves, plans, the open board and succession."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from serving.areas import of_api
from serving.board import Wanted, board_of, counsellors_of, plan_of, succession_of
from serving.development_schemas import BoardOut, CounsellorsOut, DevelopmentPlanOut, SuccessionOut
from serving.plan_schemas import (
    EvidenceIn,
    PlanVersionIn,
    PlanVersionOut,
    PlanVersionsOut,
    SignatureIn,
)
from serving.plan_versions import add_evidence, keep_version, sign, versions_of
from serving.purposes import Action
from serving.routes.employees import Suggested, suggestions_out
from serving.schemas import SuggestionsOut
from serving.shown import Scores, ShownPerson, person_for, scores_for
from serving.view import language_of

router = of_api(tags=["development"])
Board = Annotated[Scores, Depends(scores_for(Action.READ_BOARD))]
Succession = Annotated[Scores, Depends(scores_for(Action.READ_SUCCESSION))]
Counselled = Annotated[ShownPerson, Depends(person_for(Action.READ_COUNSELLORS))]
Asked = Annotated[str, Query(max_length=100, examples=["course"])]
Agreeing = Annotated[ShownPerson, Depends(person_for(Action.AGREE_PLAN))]
Signing = Annotated[ShownPerson, Depends(person_for(Action.SIGN_PLAN))]


@router.get("/v1/employees/{employee_id}/suggestions/moves")
async def read_moves(request: Request, shown: Suggested) -> SuggestionsOut:
    """Return the open places suggested to a person as development; never a promotion."""
    return suggestions_out(request, shown, "move")


@router.get("/v1/employees/{employee_id}/plan")
async def read_development_plan(shown: Suggested) -> DevelopmentPlanOut:
    """Return the proposed development plan of a person."""
    return plan_of(shown)


@router.get("/v1/employees/{employee_id}/plan/versions")
async def read_plan_versions(shown: Suggested) -> PlanVersionsOut:
    """Return the agreed versions of a person's plan with signatures and evidence."""
    return versions_of(shown)


@router.post("/v1/employees/{employee_id}/plan/versions")
async def keep_plan_version(given: PlanVersionIn, shown: Agreeing) -> PlanVersionOut:
    """Keep the chosen actions of the proposed plan as its next version; earlier ones stay."""
    return keep_version(shown, given.actions, read=given.batch_id)


@router.post("/v1/employees/{employee_id}/plan/signatures")
async def sign_plan(given: SignatureIn, shown: Signing) -> PlanVersionOut:
    """Sign the newest version, named: the person for themselves, a superior for their unit."""
    return sign(shown, given.version)


@router.post("/v1/employees/{employee_id}/plan/evidence")
async def enter_evidence(given: EvidenceIn, shown: Agreeing) -> PlanVersionOut:
    """Keep what shows that an action of the newest version was done."""
    return add_evidence(shown, given)


@router.get("/v1/board")
async def read_board(
    request: Request, scores: Board, *, kind: Asked = "", unit: Asked = "", text: Asked = ""
) -> BoardOut:
    """Return every open post, assignment, project, class and mentor, with the reader's facts."""
    scores.visit.record([scores.visit.visitor.account.employee_id])
    return board_of(scores, language_of(request), Wanted(kind, unit, text))


@router.get("/v1/employees/{employee_id}/counsellors")
async def read_counsellors(shown: Counselled) -> CounsellorsOut:
    """Return who could guide the person towards the job they declared; for the person alone."""
    return counsellors_of(shown)


@router.get("/v1/succession")
async def read_succession(scores: Succession) -> SuccessionOut:
    """Return posts that fall vacant, who could follow and what is missing; no score, no risk."""
    return succession_of(scores)
