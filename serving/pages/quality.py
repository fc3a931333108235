"""The quality of the records: the index as a whole, by table and by unit, and what to mend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from features.quality.declare import DIMENSIONS
from serving.areas import of_console
from serving.purposes import Action
from serving.quality_answers import quality_out
from serving.quality_schemas import UnitQualityOut
from serving.quality_words import DIMENSION_MEANINGS, DIMENSION_WORDS
from serving.shown import PLAIN, Result, result_for
from serving.view import language_of, render

router = of_console()
UNITS_SHOWN = 20
Words = Annotated[str, Query(max_length=100, pattern=PLAIN)]


@router.get("/mutu-data")
async def show_quality(
    request: Request,
    result: Annotated[Result, Depends(result_for(Action.READ_QUALITY, "quality"))],
    cari: Words = "",
) -> Response:
    """Show the index of the records, the rules that found something and the units."""
    if result.found is None:
        return render(request, "no_quality.html")
    language = language_of(request)
    report = quality_out(result.found, language)
    units = [unit for unit in matching(report.units, cari) if result.visit.reaches(unit.unit_id)]
    return render(
        request,
        "quality.html",
        pinned={"agency_id": report.agency_id} if len(result.agencies) > 1 else {},
        report=report,
        agencies=result.agencies,
        dimensions=[
            (name, language.text(DIMENSION_WORDS[name]), language.text(DIMENSION_MEANINGS[name]))
            for name in DIMENSIONS
        ],
        words=cari,
        units=units[:UNITS_SHOWN],
        n_units=len(units),
    )


def matching(units: Sequence[UnitQualityOut], words: str) -> list[UnitQualityOut]:
    """Return the units whose names hold every word, in any order and any case."""
    wanted = words.casefold().split()
    return [unit for unit in units if all(word in unit.name.casefold() for word in wanted)]
