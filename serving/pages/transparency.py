"""What is done with people's data: the public record, and the assessment to those who check."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from serving.access import Visit, installation_of, require
from serving.areas import of_console
from serving.assessment import assess
from serving.installation import Installation
from serving.purposes import Action
from serving.view import render

router = of_console()


@router.get("/keterbukaan")
async def show_transparency(
    request: Request,
    visit: Annotated[Visit, Depends(require(Action.READ_TRANSPARENCY))],
    installation: Annotated[Installation, Depends(installation_of)],
) -> Response:
    """Show the record of what runs here; the whole assessment to those who check."""
    visit.record()
    champion = await run_in_threadpool(installation.champion)
    found = await run_in_threadpool(assess, installation.home, visit.stores, champion)
    public = not visit.may(Action.READ_OBJECTION_FIGURES)
    return render(request, "transparency.html", found=found, public=public)
