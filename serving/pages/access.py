"""The access log, for those who check it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from serving.access import Visit, require
from serving.areas import of_console
from serving.looks import by_request, sees_risks, unnamed_by
from serving.purposes import Action
from serving.view import render

router = of_console()
LINES = 1000
Auditor = Annotated[Visit, Depends(require(Action.READ_ACCESS_LOG))]


@router.get("/akses")
async def show_access(request: Request, visit: Auditor) -> Response:
    """Show the newest looks at people's data; this look is recorded too."""
    visit.record()
    looks = visit.stores.access_log.newest(limit=LINES, agency_id=visit.visitor.account.agency_id)
    requests = by_request(looks, unnamed_by(visit))
    seen = sees_risks(visit)
    return render(request, "access.html", requests=requests, limit=LINES, sees_risks=seen)
