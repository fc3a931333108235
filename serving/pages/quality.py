"""The quality of the records: the index as a whole, by table and by unit, and what to mend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from features.quality.declare import DIMENSIONS
from serving.access import Visit, installation_of, require
from serving.installation import Installation
from serving.published import Published
from serving.purposes import Action
from serving.quality_answers import quality_out
from serving.quality_schemas import UnitQualityOut
from serving.quality_words import DIMENSION_MEANINGS, DIMENSION_WORDS
from serving.shown import PLAIN, Asked, Question
from serving.view import language_of, render

router = APIRouter()
UNITS_SHOWN = 20
Words = Annotated[str, Query(max_length=100, pattern=PLAIN)]


@router.get("/mutu-data")
async def show_quality(
    request: Request,
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_QUALITY))],
    installation: Annotated[Installation, Depends(installation_of)],
    cari: Words = "",
) -> Response:
    """Show the index of the records, the rules that found something and the units."""
    visit.record()
    published = Published(installation.home, "quality")
    found = published.latest(asked.agency_id, asked.as_of)
    if found is None:
        return render(request, "no_quality.html")
    language = language_of(request)
    report = quality_out(found, language)
    agencies = agencies_shown(visit, asked, published.agencies())
    units = [unit for unit in matching(report.units, cari) if visit.reaches(unit.unit_id)]
    return render(
        request,
        "quality.html",
        pinned={"agency_id": report.agency_id} if len(agencies) > 1 else {},
        report=report,
        agencies=agencies,
        dimensions=[
            (name, language.text(DIMENSION_WORDS[name]), language.text(DIMENSION_MEANINGS[name]))
            for name in DIMENSIONS
        ],
        words=cari,
        units=units[:UNITS_SHOWN],
        n_units=len(units),
    )


def agencies_shown(visit: Visit, asked: Question, published: Sequence[str]) -> Sequence[str]:
    """Return the agencies between which the visitor may switch; the own one, if bound to it."""
    own = visit.visitor.account.agency_id
    return published if own is None else [own]


def matching(units: Sequence[UnitQualityOut], words: str) -> list[UnitQualityOut]:
    """Return the units whose names hold every word, in any order and any case."""
    wanted = words.casefold().split()
    return [unit for unit in units if all(word in unit.name.casefold() for word in wanted)]
