"""The routes that run a model: everything else reads stored scores."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from serving.access import Visit, installation_of, require
from serving.areas import of_api
from serving.bodies import NumbersRoute
from serving.champion import Champion, predict, predict_columns
from serving.language import msg
from serving.predict_schemas import PredictBatchIn, PredictIn, PredictOut
from serving.problems import Problem
from serving.purposes import Action

router = of_api(prefix="/v1/turnover", tags=["turnover"], kind=NumbersRoute)
NO_CHAMPION = msg("No model is in use yet. Run 'bina train' to train one and pass the gate.")
Predicting = Annotated[Visit, Depends(require(Action.PREDICT_TURNOVER))]


@router.post("/predict", response_model=PredictOut)
async def predict_turnover(asked: PredictIn, visit: Predicting, request: Request) -> Response:
    """Return calibrated risks; columns that are missing or unknown come back as a difference."""
    champion = await _champion_of(request)
    visit.record()
    risks = predict(champion, asked.profiles, horizon_days=asked.horizon_days)
    return _answer(champion, asked.horizon_days, risks)


@router.post("/predict-batch", response_model=PredictOut)
async def predict_turnover_batch(
    asked: PredictBatchIn, visit: Predicting, request: Request
) -> Response:
    """Return calibrated risks for a table of up to 10,000 rows, given column by column."""
    champion = await _champion_of(request)
    visit.record()
    risks = await run_in_threadpool(
        predict_columns, champion, asked.columns, horizon_days=asked.horizon_days
    )
    return _answer(champion, asked.horizon_days, risks)


async def _champion_of(request: Request) -> Champion:
    installation = await installation_of(request)
    champion = installation.loaded() or await run_in_threadpool(installation.champion)
    if champion is None:
        raise Problem(409, NO_CHAMPION, "no-champion")
    return champion


def _answer(champion: Champion, asked_days: int | None, risks: list[float]) -> Response:
    """Return the answer as it is sent: FastAPI would check anew what was just worked out."""
    days = asked_days or champion.horizon_days
    told = PredictOut(model=champion.version, horizon_days=days, risks=risks)
    return Response(told.model_dump_json(), media_type="application/json")
