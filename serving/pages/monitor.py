"""The watch over the model in use: what became of its warnings, and what has shifted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from serving.access import Visit, installation_of, require
from serving.installation import Installation
from serving.monitor_schemas import MonitorOut
from serving.phrases import ALARMS
from serving.published import Published
from serving.purposes import Action
from serving.ranges import ranges
from serving.shown import Asked
from serving.view import language_of, render
from serving.wording import feature_text

router = APIRouter()
SHIFTED = 0.25


@router.get("/pemantauan")
async def show_monitor(
    request: Request,
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_MONITOR))],
    installation: Annotated[Installation, Depends(installation_of)],
) -> Response:
    """Show what was found when somebody last looked, or how to look."""
    visit.record()
    found = Published(installation.home, "monitor").latest(asked.agency_id, asked.as_of)
    watched = None if found is None else MonitorOut(**found)
    features = watched.features if watched else ()
    bars = ranges([(one.low, one.psi, one.high) for one in features], mark=SHIFTED)
    named = [feature_text(one.feature, language_of(request)) for one in features]
    return render(
        request,
        "monitor.html",
        watched=watched,
        features=list(zip(named, features, bars, strict=True)),
        alarms=ALARMS,
    )
