"""How good the records are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from serving.access import Visit, installation_of, require
from serving.installation import Installation
from serving.language import msg
from serving.problems import Problem
from serving.published import Published
from serving.purposes import Action
from serving.quality_answers import quality_out
from serving.quality_schemas import QualityOut
from serving.shown import Asked
from serving.view import language_of

router = APIRouter(tags=["quality"])
NO_REPORT = msg("There is no quality report yet. Run 'bina quality' to make the first.")


@router.get("/v1/quality")
async def read_quality(
    request: Request,
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_QUALITY))],
    installation: Annotated[Installation, Depends(installation_of)],
) -> QualityOut:
    """Return the index of the records by table, unit and rule; small groups are left out."""
    visit.record()
    found = Published(installation.home, "quality").latest(asked.agency_id, asked.as_of)
    if found is None:
        raise Problem(409, NO_REPORT, "no-quality-report")
    report = quality_out(found, language_of(request))
    seen = [unit for unit in report.units if visit.reaches(unit.unit_id)]
    return report.model_copy(update={"units": seen})
