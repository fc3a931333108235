"""The catalogue of features."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from serving.access import Visit, installation_of, require
from serving.installation import Installation
from serving.published import Published
from serving.purposes import Action
from serving.quality_answers import catalogue_out
from serving.quality_schemas import CatalogueOut
from serving.shown import Asked
from serving.view import language_of

router = APIRouter(tags=["catalogue"])


@router.get("/v1/catalogue")
async def read_catalogue(
    request: Request,
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_CATALOGUE))],
    installation: Annotated[Installation, Depends(installation_of)],
) -> CatalogueOut:
    """Return every feature with its meaning, share missing, spread and drift since training."""
    visit.record()
    found = Published(installation.home, "catalogue").latest(asked.agency_id, asked.as_of)
    return catalogue_out(found, language_of(request))
