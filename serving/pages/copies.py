"""Lists of pages as Excel workbooks: the care list, the team and the groups."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from serving.access import Visit, require
from serving.areas import of_console
from serving.care import CareEntry, care_list
from serving.language import Language, msg
from serving.pages.forecasts import Planning, Search, matching, search
from serving.pages.home import Choice, choice
from serving.pages.learning import workbook_answer
from serving.problems import Problem
from serving.purposes import Action
from serving.shown import NO_SCORES, Asked, Scores, latest, scores_for
from serving.store.rows import Batch, Forecast, Suggestion
from serving.store.scores import EVERYBODY
from serving.team import Member, team_of
from serving.value_words import NOT_ON_RECORD
from serving.view import language_of
from serving.wording import band_text, sign_text, span_text
from serving.workbooks import Columns, table_of

router = of_console()
Caring = Annotated[Scores, Depends(scores_for(Action.READ_CARE_LIST))]
Leading = Annotated[Visit, Depends(require(Action.READ_TEAM))]


@router.get("/daftar-perhatian.xlsx")
async def copy_care_list(
    request: Request, scores: Caring, chosen: Annotated[Choice, Depends(choice)]
) -> Response:
    """Return the care list of a capacity as a workbook; each person on it is recorded."""
    units, language = scores.visit.units, language_of(request)
    care = care_list(scores.store, scores.batch, capacity=chosen.capacity, units=units)
    scores.visit.record(care.employee_ids or [None])
    sheet = table_of(care.entries, _care_columns(language), language)
    sheets = {language.text(msg("Care list")): sheet}
    return workbook_answer(sheets, name=f"daftar-perhatian-{scores.batch.as_of}")


@router.get("/tim.xlsx")
async def copy_team(request: Request, asked: Asked, visit: Leading) -> Response:
    """Return the whole team as a workbook, without any risk; each person in it is recorded."""
    batch, language = _in_force(visit, asked), language_of(request)
    team = team_of(visit, batch, limit=EVERYBODY)
    people = [member.person.employee_id for member in team.members]
    visit.about(batch.agency_id).record(people or [None])
    sheet = table_of(team.members, _team_columns(language), language)
    return workbook_answer({language.text(msg("My team")): sheet}, name=f"tim-{batch.as_of}")


@router.get("/kelompok.xlsx")
async def copy_groups(
    request: Request, visit: Planning, asked: Asked, wanted: Annotated[Search, Depends(search)]
) -> Response:
    """Return the forecasts of all groups of a level whose names hold the words as a workbook."""
    batch, language = _in_force(visit, asked), language_of(request)
    visit.about(batch.agency_id).record()
    forecasts = visit.stores.scores.forecasts(batch.id, wanted.level, units=visit.units)
    sheet = table_of(matching(forecasts, wanted.words), GROUP_COLUMNS, language)
    sheets = {language.text(msg("Groups")): sheet}
    return workbook_answer(sheets, name=f"kelompok-{batch.as_of}")


GROUP_COLUMNS: Columns[Forecast] = {
    msg("Id of the group"): lambda one: one.group_id,
    msg("Group"): lambda one: one.group_name,
    msg("People"): lambda one: one.n,
    msg("Expected to leave"): lambda one: round(one.expected, 2),
    msg("In 8 of 10 years at least"): lambda one: one.low,
    msg("In 8 of 10 years at most"): lambda one: one.high,
}


def _in_force(visit: Visit, asked: Asked) -> Batch:
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        raise Problem(409, NO_SCORES, "no-scores")
    return batch


def _care_columns(language: Language) -> Columns[CareEntry]:
    nothing = language.text(NOT_ON_RECORD)
    return {
        msg("Person"): lambda one: one.person.employee_id,
        msg("Job"): lambda one: one.person.job_name or nothing,
        msg("Unit"): lambda one: one.person.unit_name or nothing,
        msg("Risk"): lambda one: round(one.person.risk, 4),
        msg("Against others"): lambda one: band_text(one.person.band, language),
        msg("Signals in the records"): lambda one: "; ".join(
            sign_text(sign.feature, sign.family, sign.value, language) for sign in one.signals
        ),
        msg("Suggested course"): lambda one: _title(one.course),
        msg("Suggested mentor"): lambda one: _title(one.mentor),
    }


def _team_columns(language: Language) -> Columns[Member]:
    nothing = language.text(NOT_ON_RECORD)
    return {
        msg("Person"): lambda one: one.person.employee_id,
        msg("Job"): lambda one: one.person.job_name or nothing,
        msg("Unit"): lambda one: one.person.unit_name or nothing,
        msg("Time in the present job"): lambda one: span_text(one.person.days_in_post, language),
        msg("Time since the last training"): lambda one: span_text(
            one.person.days_since_training, language
        ),
        msg("Suggested course"): lambda one: _title(one.course),
    }


def _title(suggested: Suggestion | None) -> str | None:
    return suggested.title if suggested else None
