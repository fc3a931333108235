"""The catalogue of features."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from serving.areas import of_api
from serving.purposes import Action
from serving.quality_answers import catalogue_out
from serving.quality_schemas import CatalogueOut
from serving.shown import Result, result_for
from serving.view import language_of

router = of_api(tags=["catalogue"])


@router.get("/v1/catalogue")
async def read_catalogue(
    request: Request,
    result: Annotated[Result, Depends(result_for(Action.READ_CATALOGUE, "catalogue"))],
) -> CatalogueOut:
    """Return every feature with its meaning, share missing, spread and drift since training."""
    return catalogue_out(result.found, language_of(request))
