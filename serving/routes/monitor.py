"""The watch over the model in use."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from serving.access import Visit, installation_of, require
from serving.installation import Installation
from serving.language import msg
from serving.monitor_schemas import MonitorOut
from serving.problems import Problem
from serving.published import Published
from serving.purposes import Action
from serving.shown import Asked

router = APIRouter(tags=["monitor"])
NOT_WATCHED = msg("Nobody has looked at the model in use yet. Run 'bina monitor'.")


@router.get("/v1/monitor")
async def read_monitor(
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_MONITOR))],
    installation: Annotated[Installation, Depends(installation_of)],
) -> MonitorOut:
    """Return what became of past warnings, and whether people and risks have shifted."""
    visit.record()
    found = Published(installation.home, "monitor").latest(asked.agency_id, asked.as_of)
    if found is None:
        raise Problem(409, NOT_WATCHED, "not-watched")
    return MonitorOut(**found)
