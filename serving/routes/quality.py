"""How good the records are."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from serving.areas import of_api
from serving.language import msg
from serving.problems import Problem
from serving.purposes import Action
from serving.quality_answers import quality_out
from serving.quality_schemas import QualityOut
from serving.shown import Result, result_for
from serving.view import language_of

router = of_api(tags=["quality"])
NO_REPORT = msg("There is no quality report yet. Run 'bina quality' to make the first.")


@router.get("/v1/quality")
async def read_quality(
    request: Request,
    result: Annotated[Result, Depends(result_for(Action.READ_QUALITY, "quality"))],
) -> QualityOut:
    """Return the index of the records by table, unit and rule; small groups are left out."""
    if result.found is None:
        raise Problem(409, NO_REPORT, "no-quality-report")
    report = quality_out(result.found, language_of(request))
    seen = [unit for unit in report.units if result.visit.reaches(unit.unit_id)]
    return report.model_copy(update={"units": seen})
