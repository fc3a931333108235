"""The watch over the model in use: what became of its warnings, and what has shifted."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from serving.areas import of_console
from serving.monitor_schemas import MonitorOut
from serving.phrases import ALARMS
from serving.purposes import Action
from serving.ranges import ranges
from serving.shown import Result, result_for
from serving.view import language_of, render
from serving.wording import feature_text

router = of_console()
SHIFTED = 0.25


@router.get("/pemantauan")
async def show_monitor(
    request: Request,
    result: Annotated[Result, Depends(result_for(Action.READ_MONITOR, "monitor"))],
) -> Response:
    """Show what was found when somebody last looked, or how to look."""
    watched = None if result.found is None else MonitorOut(**result.found)
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
