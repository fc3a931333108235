"""Forecasts for groups."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from serving.purposes import Action
from serving.schemas import BatchOut, ForecastOut, ForecastsOut
from serving.shown import Scores, scores_for

router = APIRouter(tags=["units"])
ForecastScores = Annotated[Scores, Depends(scores_for(Action.READ_FORECASTS))]
Level = Annotated[
    Literal["agency", "unit", "job_family", "region"],
    Query(description="Which groups.", examples=["unit"]),
]


@router.get("/v1/units/forecast")
async def read_forecast(scores: ForecastScores, level: Level = "unit") -> ForecastsOut:
    """Return the voluntary leavers expected in each group; small groups are left out."""
    scores.visit.record()
    rows = scores.store.forecasts(scores.batch.id, level, units=scores.visit.units)
    items = [ForecastOut.model_validate(row) for row in rows]
    return ForecastsOut(level=level, items=items, batch=BatchOut.of(scores.batch))
