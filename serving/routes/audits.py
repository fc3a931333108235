"""The audits by group: of the warning, and of the opportunities that people got."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from serving.access import Visit, installation_of, require
from serving.areas import of_api
from serving.audit_answers import groups_out, opportunities_out
from serving.audit_schemas import GroupsOut, OpportunitiesOut
from serving.installation import Installation
from serving.language import msg
from serving.problems import Problem
from serving.published import Published
from serving.purposes import Action
from serving.routes.turnover import NO_CHAMPION
from serving.shown import Asked
from serving.view import language_of

router = of_api(prefix="/v1/audit", tags=["audits"])
NO_AUDIT = msg("There is no audit of opportunities yet. Run 'bina audit opportunities'.")
Reading = Annotated[Visit, Depends(require(Action.READ_GROUPS))]
Here = Annotated[Installation, Depends(installation_of)]


@router.get("/groups")
async def read_groups(request: Request, visit: Reading, installation: Here) -> GroupsOut:
    """Return how the model in use does in each group of people it had not seen."""
    visit.record()
    champion = await run_in_threadpool(installation.champion)
    if champion is None:
        raise Problem(409, NO_CHAMPION, "no-champion")
    return groups_out(champion, language_of(request))


@router.get("/opportunities")
async def read_opportunities(
    request: Request, asked: Asked, visit: Reading, installation: Here
) -> OpportunitiesOut:
    """Return who got courses, mentors, acting posts and promotions in a year, by group."""
    visit.record()
    found = Published(installation.home, "opportunities").latest(asked.agency_id, asked.as_of)
    if found is None:
        raise Problem(409, NO_AUDIT, "no-audit")
    return opportunities_out(found, language_of(request))
