"""The month of an HR office on one page: what came, what falls due and what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd
from fastapi import Depends, Query, Request, Response

from features.families.learning import DUTY_HOURS
from serving.access import Visit, installation_of, require
from serving.areas import of_console
from serving.installation import Installation
from serving.language import Language, msg
from serving.month import SILENT_DAYS, Month, month_of
from serving.pages.learning import workbook_answer
from serving.phrases import OFFER_KINDS
from serving.problems import Problem
from serving.purposes import Action
from serving.settings import office_today
from serving.shown import NO_SCORES, Asked, agencies_for, latest, pinned_to
from serving.store.rows import Batch, Offer, Person
from serving.view import language_of, render
from serving.workbooks import Columns, table_of

router = of_console()
PEOPLE_SHOWN, PEOPLE_COPIED = 25, 10_000
Ahead = Annotated[int, Query(ge=1, le=24)]
Planning = Annotated[Visit, Depends(require(Action.READ_MONTH))]
Here = Annotated[Installation, Depends(installation_of)]
SHEETS = {
    "contracts": msg("Contracts due"),
    "retirements": msg("Retirements"),
    "owing": msg("Hours owed"),
}
HEADINGS: Columns[Person] = {
    msg("Person"): lambda one: one.employee_id,
    msg("Unit"): lambda one: one.unit_name,
    msg("Job"): lambda one: one.job_name,
    msg("Day"): lambda one: one.calendar_exit_on,
    msg("JP in the last 12 months"): lambda one: one.hours_last_year,
}


@dataclass(frozen=True)
class Found:
    """The batch and what the month holds for the visitor; the look is recorded."""

    batch: Batch
    month: Month


@router.get("/bulan-ini")
async def show_month(
    request: Request, visit: Planning, asked: Asked, installation: Here, bulan: Ahead = 3
) -> Response:
    """Show what was imported, what falls due, and which answers are owed."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    agencies = agencies_for(visit)
    return render(
        request,
        "month.html",
        batch=batch,
        agencies=agencies,
        pinned=pinned_to(batch, agencies),
        month=_recorded(visit, batch, installation, months=bulan, limit=PEOPLE_SHOWN),
        months=bulan,
        duty=DUTY_HOURS,
        silent_days=SILENT_DAYS,
        shown=PEOPLE_SHOWN,
        lists=visit.may(Action.LIST_EMPLOYEES),
        offers=visit.may(Action.READ_INTERVENTIONS),
        handles=visit.may(Action.HANDLE_OBJECTIONS),
        kinds=OFFER_KINDS,
        today=office_today(),
    )


@router.get("/bulan-ini.xlsx")
async def copy_month(
    request: Request, visit: Planning, asked: Asked, installation: Here, bulan: Ahead = 3
) -> Response:
    """Return the lists of the page as a workbook, whole; each person in it is recorded."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        raise Problem(409, NO_SCORES, "no-scores")
    month = _recorded(visit, batch, installation, months=bulan, limit=PEOPLE_COPIED)
    sheets = _sheets(month, language_of(request))
    return workbook_answer(sheets, name=f"bulan-ini-{batch.as_of}")


def _recorded(
    visit: Visit, batch: Batch, installation: Installation, *, months: int, limit: int
) -> Month:
    month = month_of(visit, batch, installation.home, months=months, limit=limit)
    visit.about(batch.agency_id).record(sorted(month.people()) or [None])
    return month


def _sheets(month: Month, language: Language) -> dict[str, pd.DataFrame]:
    people = {
        language.text(title): table_of(getattr(month, name).people, HEADINGS, language)
        for name, title in SHEETS.items()
    }
    offers = table_of(month.offers, _offer_columns(language), language)
    return {**people, language.text(msg("Offers without answer")): offers}


def _offer_columns(language: Language) -> Columns[Offer]:
    return {
        msg("Person"): lambda one: one.employee_id,
        msg("Offer"): lambda one: language.text(OFFER_KINDS[one.kind]),
        msg("Offered on"): lambda one: one.offered_on,
    }
