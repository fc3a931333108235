"""The quality of the records: the index as a whole, by table and by unit, and what to mend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from features.home import Home
from features.quality.declare import DIMENSIONS
from features.records import Records
from serving.access import installation_of
from serving.areas import of_console
from serving.installation import Installation
from serving.language import msg
from serving.pages.learning import workbook_answer
from serving.problems import Problem
from serving.purposes import Action
from serving.quality import check_agencies
from serving.quality_answers import quality_out
from serving.quality_schemas import UnitQualityOut
from serving.quality_words import DIMENSION_MEANINGS, DIMENSION_WORDS
from serving.quality_workbook import sheets_of
from serving.shown import PLAIN, Result, result_for
from serving.view import language_of, render

router = of_console()
UNITS_SHOWN, MOST_COPIED = 20, 20_000
"""The fixes of so many people are worked out within a minute; of more, by the command."""
NO_COPY = msg("There is no list of fixes to copy. The command bina quality --out writes it.")
Here = Annotated[Installation, Depends(installation_of)]
Words = Annotated[str, Query(max_length=100, pattern=PLAIN)]


@router.get("/mutu-data")
async def show_quality(
    request: Request,
    result: Annotated[Result, Depends(result_for(Action.READ_QUALITY, "quality"))],
    place: Here,
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
        copied=report.n_people <= MOST_COPIED and Home(place.home).has_records,
        units=units[:UNITS_SHOWN],
        n_units=len(units),
    )


@router.get("/mutu-data.xlsx")
def copy_fixes(
    request: Request,
    result: Annotated[Result, Depends(result_for(Action.READ_FIXES, "quality"))],
    place: Here,
) -> Response:
    """Return every fix of the report as a workbook; each person in it is recorded."""
    home = Home(place.home)
    if result.found is None or result.found["n_people"] > MOST_COPIED or not home.has_records:
        raise Problem(409, NO_COPY, "no-copy")
    agency, day = result.found["agency_id"], date.fromisoformat(result.found["as_of"])
    records = {agency: Records.of(home.frames(agency))}
    weights = result.found["weights"]
    found = check_agencies(records, as_of=day, weights=weights, step=_unseen)
    people = found[agency].fixes["employee_id"].dropna().unique()
    result.visit.record(sorted(map(str, people)) or [None])
    return workbook_answer(
        sheets_of(found, language=language_of(request)), name=f"mutu-data-{day.isoformat()}"
    )


def _unseen(_step: str, _share: float) -> None:
    """Take how far the work is; a request shows none of it."""


def matching(units: Sequence[UnitQualityOut], words: str) -> list[UnitQualityOut]:
    """Return the units whose names hold every word, in any order and any case."""
    wanted = words.casefold().split()
    return [unit for unit in units if all(word in unit.name.casefold() for word in wanted)]
