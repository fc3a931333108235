"""What the system holds about the person who asks, and who has looked at it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from serving.access import Visit, require
from serving.purposes import Action
from serving.view import render

router = APIRouter()
LOOKS_SHOWN = 200
Own = Annotated[Visit, Depends(require(Action.USE_RIGHTS))]


@router.get("/saya")
async def show_own(request: Request, visit: Own) -> Response:
    """Show who looked at one's own data, when and what for."""
    person = visit.visitor.account.employee_id
    visit.record([person])
    looks = visit.stores.access_log.newest(limit=LOOKS_SHOWN, subject=person) if person else []
    others = [look for look in looks if look.account != visit.visitor.account.username]
    return render(request, "own.html", person=person, looks=others, limit=LOOKS_SHOWN)
