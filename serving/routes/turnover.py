"""The one route that runs a model."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool

from serving.access import Visit, installation_of, require
from serving.champion import predict
from serving.installation import Installation
from serving.language import msg
from serving.problems import Problem
from serving.purposes import Action
from serving.schemas import PredictIn, PredictOut

router = APIRouter(prefix="/v1/turnover", tags=["turnover"])
NO_CHAMPION = msg("No model is in use yet. Run 'bina train' to train one and pass the gate.")
Predicting = Annotated[Visit, Depends(require(Action.PREDICT_TURNOVER))]


@router.post("/predict")
async def predict_turnover(
    asked: PredictIn,
    visit: Predicting,
    installation: Annotated[Installation, Depends(installation_of)],
) -> PredictOut:
    """Return calibrated risks; columns that are missing or unknown come back as a difference."""
    champion = await run_in_threadpool(installation.champion)
    if champion is None:
        raise Problem(409, NO_CHAMPION, "no-champion")
    visit.record()
    risks = predict(champion, asked.profiles, horizon_days=asked.horizon_days)
    days = asked.horizon_days or champion.horizon_days
    return PredictOut(model=champion.version, horizon_days=days, risks=risks)
