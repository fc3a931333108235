"""The access log, for those who check it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pandas as pd
from fastapi import Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from serving import wording
from serving.access import Visit, require
from serving.access_words import ACTIONS
from serving.areas import of_console
from serving.language import Language, msg
from serving.looks import NOT_BLANK, AccountName, LogFilter, PersonSought, looked_up, sees_risks
from serving.pages.learning import workbook_answer
from serving.purposes import Action
from serving.settings import office_clock, office_today
from serving.shown import LARGEST
from serving.store.rows import Look
from serving.view import language_of, render

router = of_console()
LINES, COPIED = 100, 10_000
Auditor = Annotated[Visit, Depends(require(Action.READ_ACCESS_LOG))]
Day = Annotated[date | None, NOT_BLANK, Query()]
Before = Annotated[int | None, Query(ge=1, le=LARGEST)]
WHOLE = msg("These are all lines that were asked for.")
NEWEST_ONLY = msg(
    "There are more lines: these are the newest %(n)s. Ask for fewer days to get the others."
)


async def log_filter(
    *,
    akun: AccountName = None,
    pegawai: PersonSought = None,
    tindakan: Annotated[Action | None, NOT_BLANK, Query()] = None,
    dari: Day = None,
    sampai: Day = None,
    ditolak: bool = False,
) -> LogFilter:
    """Return which lines are asked for."""
    return LogFilter(akun, pegawai, tindakan, dari, sampai, ditolak)


Asked = Annotated[LogFilter, Depends(log_filter)]


@router.get("/akses")
async def show_access(
    request: Request, visit: Auditor, asked: Asked, sebelum: Before = None
) -> Response:
    """Show a page of looks at people's data, the newest first; this look is recorded too."""
    found = await run_in_threadpool(looked_up, visit, asked, before=sebelum, limit=LINES)
    return render(
        request,
        "access.html",
        requests=found.by_request(),
        asked=asked,
        query=_query(asked),
        older=found.lines[-1][0] if found.goes_on else None,
        newest=sebelum is None,
        actions=sorted(ACTIONS, key=lambda one: wording.action_text(one, language_of(request))),
        limit=LINES,
        copied=COPIED,
        sees_risks=sees_risks(visit),
    )


@router.get("/akses.xlsx")
async def copy_access(request: Request, visit: Auditor, asked: Asked) -> Response:
    """Return the newest lines that are asked for as a workbook; this look is recorded too."""

    def make() -> Response:
        found, language = looked_up(visit, asked, before=None, limit=COPIED), language_of(request)
        note = language.text(NEWEST_ONLY, n=language.number(COPIED)) if found.goes_on else ""
        sheets = {
            language.text(msg("Access log")): _frame([look for _, look in found.each()], language),
            language.text(msg("About this copy")): _about(asked, note, language),
        }
        return workbook_answer(sheets, name=f"akses-{office_today()}")

    return await run_in_threadpool(make)


def _query(asked: LogFilter) -> dict[str, object]:
    """Return what is asked for as an address says it."""
    return {
        "akun": asked.account,
        "pegawai": asked.person,
        "tindakan": asked.action,
        "dari": asked.first,
        "sampai": asked.last,
        "ditolak": "true" if asked.refused else None,
    }


def _frame(looks: list[Look], language: Language) -> pd.DataFrame:
    """Return a row for each line, in the reader's words and on the office's clock."""
    text, clock = language.text, office_clock()
    columns: dict[str, list[object]] = {
        text(msg("When")): [f"{one.at.astimezone(clock):%Y-%m-%d %H:%M:%S}" for one in looks],
        text(msg("Account")): [one.account for one in looks],
        text(msg("What")): [wording.action_text(one.action, language) for one in looks],
        text(msg("Where")): [one.route for one in looks],
        text(msg("Purpose")): [wording.purpose_text(one.purpose, language) for one in looks],
        text(msg("Person")): [one.subject for one in looks],
        text(msg("Agency")): [one.agency_id for one in looks],
        text(msg("Allowed")): [text(msg("yes") if one.allowed else msg("no")) for one in looks],
        text(msg("Reason")): [wording.denial_text(one.reason or "", language) for one in looks],
    }
    return pd.DataFrame(columns)


def _about(asked: LogFilter, note: str, language: Language) -> pd.DataFrame:
    """Return what was asked for, and whether that is all there is."""
    text = language.text
    action = wording.action_text(asked.action, language) if asked.action else None
    said = [
        (text(msg("Account")), asked.account),
        (text(msg("The person's pseudonym")), asked.person),
        (text(msg("What")), action),
        (text(msg("From")), asked.first),
        (text(msg("Until")), asked.last),
        (text(msg("Refused only")), text(msg("yes")) if asked.refused else None),
        (text(msg("Lines")), note or text(WHOLE)),
    ]
    return pd.DataFrame(said, columns=[text(msg("What was asked for")), text(msg("Value"))])
