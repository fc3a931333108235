"""The watch over the model in use."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from serving.areas import of_api
from serving.language import msg
from serving.monitor_schemas import MonitorOut
from serving.problems import Problem
from serving.purposes import Action
from serving.shown import Result, result_for

router = of_api(tags=["monitor"])
NOT_WATCHED = msg("Nobody has looked at the model in use yet. Run 'bina monitor'.")


@router.get("/v1/monitor")
async def read_monitor(
    result: Annotated[Result, Depends(result_for(Action.READ_MONITOR, "monitor"))],
) -> MonitorOut:
    """Return what became of past warnings, and whether people and risks have shifted."""
    if result.found is None:
        raise Problem(409, NOT_WATCHED, "not-watched")
    return MonitorOut(**result.found)
