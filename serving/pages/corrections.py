"""What people say is wrong in their records: a list for those who keep the source system."""

from __future__ import annotations

from typing import Annotated, Literal

import pandas as pd
from fastapi import Depends, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from serving import rights
from serving.access import Visit, require, valid_form
from serving.areas import of_console
from serving.language import Language, msg
from serving.pages.learning import workbook_answer
from serving.pages.own import Text
from serving.phrases import CORRECTION_STATES
from serving.purposes import Action
from serving.rights import corrections_for, page_of
from serving.shown import Number, PageNumber
from serving.store.rows import Correction
from serving.view import language_of, render

router = of_console()
Working = Annotated[Visit, Depends(require(Action.HANDLE_CORRECTIONS))]
State = Literal["passed_on", "done", "declined"]
HEADINGS = {
    "id": msg("Number"),
    "employee_id": msg("Person"),
    "asked_at": msg("When"),
    "subject": msg("What is wrong"),
    "text": msg("What is right"),
    "state": msg("State"),
    "answer": msg("Answer"),
}


@router.get("/perbaikan")
async def show_corrections(request: Request, visit: Working, halaman: PageNumber = 1) -> Response:
    """Show a page of requests, open ones first, with the pseudonyms that the source knows."""
    found, goes_on = page_of(corrections_for(visit), halaman)
    visit.record_rows(found)
    return render(
        request,
        "corrections.html",
        corrections=found,
        states=CORRECTION_STATES,
        page=halaman,
        goes_on=goes_on,
    )


@router.get("/perbaikan.xlsx")
async def export_corrections(request: Request, visit: Working) -> Response:
    """Return the whole list as a workbook."""
    found, language = list(corrections_for(visit)), language_of(request)
    visit.record_rows(found)
    sheets = {"perbaikan": _sheet(found, language)}
    return await run_in_threadpool(workbook_answer, sheets, name="perbaikan-data")


@router.post("/perbaikan/{number}", dependencies=[Depends(valid_form)])
async def answer_correction(
    number: Number, visit: Working, isi: Text, status: Annotated[State, Form()]
) -> Response:
    """Keep what became of a request; the person reads it on their own page."""
    rights.answer_correction(visit, number, state=status, text=isi)
    return RedirectResponse("/perbaikan", status_code=303)


def _sheet(found: list[Correction], language: Language) -> pd.DataFrame:
    rows = [
        {language.text(text): _cell(one, name, language) for name, text in HEADINGS.items()}
        for one in found
    ]
    return pd.DataFrame(rows, columns=[language.text(text) for text in HEADINGS.values()])


def _cell(one: Correction, name: str, language: Language) -> object:
    if name == "asked_at":
        return language.moment(one.asked_at)
    value = getattr(one, name)
    return language.text(CORRECTION_STATES[value]) if name == "state" else value
