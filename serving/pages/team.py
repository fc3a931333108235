"""A superior's team: facts and suggestions for development, and nothing about a risk."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from serving.access import Visit, require
from serving.areas import of_console
from serving.language import msg
from serving.purposes import Action
from serving.shown import Asked, PageNumber, latest
from serving.team import PEOPLE_A_PAGE, team_of
from serving.view import render

router = of_console()
PLAN_STATES = {
    "none": msg("No version agreed"),
    "to_sign": msg("Waits for your signature"),
    "signed": msg("Signed"),
}


@router.get("/tim")
async def show_team(
    request: Request,
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_TEAM))],
    halaman: PageNumber = 1,
) -> Response:
    """Show the people of the account's units with what could be suggested to them."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    team = team_of(visit, batch, start=(halaman - 1) * PEOPLE_A_PAGE)
    visit.about(batch.agency_id).record(
        [member.person.employee_id for member in team.members] or [None]
    )
    return render(
        request,
        "team.html",
        team=team,
        batch=batch,
        page=halaman,
        a_page=PEOPLE_A_PAGE,
        plans=PLAN_STATES,
    )
