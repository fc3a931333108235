"""The card of the model in use."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from serving.access import Visit, installation_of, require
from serving.areas import of_api
from serving.card_schemas import ModelCardOut
from serving.installation import Installation
from serving.list_schemas import ModelOut, ModelsOut
from serving.model_card import card_out
from serving.problems import Problem
from serving.purposes import Action
from serving.routes.turnover import NO_CHAMPION
from serving.view import language_of

router = of_api(prefix="/v1/models", tags=["models"])


@router.get("")
async def list_models(
    _visit: Annotated[Visit, Depends(require(Action.READ_MODEL))],
    installation: Annotated[Installation, Depends(installation_of)],
) -> ModelsOut:
    """Return the models in use, each with the address of its card."""
    champion = await run_in_threadpool(installation.champion)
    if champion is None:
        return ModelsOut(items=[])
    return ModelsOut(
        items=[
            ModelOut(
                name="turnover",
                version=champion.version,
                horizon_days=champion.horizon_days,
                card=f"{router.prefix}/turnover",
            )
        ]
    )


@router.get("/turnover")
async def read_turnover_model(
    request: Request,
    _visit: Annotated[Visit, Depends(require(Action.READ_MODEL))],
    installation: Annotated[Installation, Depends(installation_of)],
) -> ModelCardOut:
    """Return the model card: what it learned from, how it did on unseen people, its limits."""
    champion = await run_in_threadpool(installation.champion)
    if champion is None:
        raise Problem(409, NO_CHAMPION, "no-champion")
    return card_out(champion, language_of(request))
