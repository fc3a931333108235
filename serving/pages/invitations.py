"""Invitations to talks about development, as a workbook for the office."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from serving.areas import of_console
from serving.expiry import EXPIRED, expired, valid_days
from serving.invitations import COLUMNS, USUAL_MIX, invitations_of
from serving.language import msg
from serving.pages.home import Capacity
from serving.pages.learning import workbook_answer
from serving.problems import Problem
from serving.purposes import Action
from serving.shown import Asked, Scores, scores_for
from serving.view import language_of

router = of_console()
Inviting = Annotated[Scores, Depends(scores_for(Action.WRITE_INVITATIONS))]
HEADINGS = (msg("Person"), msg("Unit"), msg("Job"), msg("Course"), msg("Mentor"))


@router.get("/undangan.xlsx")
async def copy_invitations(
    request: Request, scores: Inviting, asked: Asked, kapasitas: Capacity
) -> Response:
    """Return whom to invite, the care list mixed with others by lot; each of them is recorded."""
    batch, visit = scores.batch, scores.visit
    if expired(batch, asked=asked.as_of):
        raise Problem(409, EXPIRED, "scores-expired", {"days": valid_days()})
    text = language_of(request).text

    def make() -> Response:
        found = invitations_of(
            scores.store, batch, capacity=kapasitas, mix=USUAL_MIX, units=visit.units
        )
        visit.record(found["employee_id"].tolist() or [None])
        words = dict(zip(COLUMNS, map(text, HEADINGS), strict=True))
        sheets = {text(msg("Invitations")): found.rename(columns=words)}
        return workbook_answer(sheets, name=f"undangan-{batch.as_of}")

    return await run_in_threadpool(make)
