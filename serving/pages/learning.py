"""What the agency needs to learn: by competency and by unit, what rises and what meets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import pandas as pd
from fastapi import Depends, Query, Request, Response

from serving import code_words as words
from serving.access import Visit, installation_of, require
from serving.areas import of_console
from serving.installation import Installation
from serving.problems import Problem
from serving.published import Published
from serving.purposes import Action
from serving.routes.learning import needs_of
from serving.sheet_words import NEEDS
from serving.shown import PLAIN, Asked
from serving.view import language_of, render
from serving.worded_sheets import worded
from serving.workbooks import MEDIA_TYPE, workbook_of

router = of_console()
ROWS_SHOWN = 25
Needed = Annotated[Visit, Depends(require(Action.READ_NEEDS))]
Here = Annotated[Installation, Depends(installation_of)]
Words = Annotated[str, Query(max_length=100, pattern=PLAIN)]


@router.get("/kebutuhan")
async def show_needs(
    request: Request, asked: Asked, visit: Needed, installation: Here, cari: Words = ""
) -> Response:
    """Show what people lack for their jobs, by competency and by unit."""
    visit.record()
    try:
        needs = needs_of(installation, asked)
    except Problem:
        return render(request, "no_needs.html")
    agencies = _agencies(visit, installation)
    return render(
        request,
        "needs.html",
        pinned={"agency_id": needs.agency_id} if len(agencies) > 1 else {},
        needs=needs,
        agencies=agencies,
        units=matching(needs.units, cari)[:ROWS_SHOWN],
        n_units=len(matching(needs.units, cari)),
        search=cari,
        codes=words,
        rows=ROWS_SHOWN,
    )


@router.get("/kebutuhan.xlsx")
async def copy_needs(request: Request, asked: Asked, visit: Needed, installation: Here) -> Response:
    """Return the whole of the page as a workbook."""
    visit.record()
    needs = needs_of(installation, asked)
    sheets = worded(needs.model_dump(), NEEDS, language_of(request))
    return workbook_answer(sheets, name=f"kebutuhan-{needs.as_of}")


def workbook_answer(sheets: Mapping[str, pd.DataFrame], *, name: str) -> Response:
    """Return a workbook as a file to be kept."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(workbook_of(sheets), media_type=MEDIA_TYPE, headers=headers)


def matching(units: Sequence[Mapping[str, Any]], asked: str) -> list[Mapping[str, Any]]:
    """Return the units whose names hold every word, in any order and any case."""
    wanted = asked.casefold().split()
    return [one for one in units if all(word in str(one["name"]).casefold() for word in wanted)]


def _agencies(visit: Visit, installation: Installation) -> Sequence[str]:
    own = visit.visitor.account.agency_id
    return Published(installation.home, "learning").agencies() if own is None else [own]
