"""One person: facts, risk and suggestions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from fastapi import Depends, Query, Request

from features.contract import LONGEST_ID
from serving.access import Visit
from serving.answers import all_suggested, risk_out
from serving.areas import of_api
from serving.board import why_no_mentor
from serving.cursors import USUAL_PAGE, Cursor, Limit, cursor_after
from serving.enrolled import offered
from serving.list_schemas import EmployeesOut
from serving.purposes import Action, Reason
from serving.risk_schemas import RiskOut
from serving.schemas import BatchOut, EmployeeOut, SuggestionsOut
from serving.shown import PLAIN, Scores, ShownPerson, begun, person_for, scores_for
from serving.view import language_of

listing = of_api(tags=["employees"])
router = of_api(prefix="/v1/employees/{employee_id}", tags=["employees"])
Listed = Annotated[Scores, Depends(scores_for(Action.LIST_EMPLOYEES))]
Unit = Annotated[
    str | None,
    Query(
        description="Only people of this unit.",
        examples=["U-03"],
        max_length=LONGEST_ID,
        pattern=PLAIN,
    ),
]
Facts = Annotated[ShownPerson, Depends(person_for(Action.READ_PERSON))]
Risk = Annotated[ShownPerson, Depends(person_for(Action.READ_RISK))]
Suggested = Annotated[ShownPerson, Depends(person_for(Action.READ_SUGGESTIONS))]


@listing.get("/v1/employees")
async def list_employees(
    scores: Listed, limit: Limit = USUAL_PAGE, cursor: Cursor = None, unit_id: Unit = None
) -> EmployeesOut:
    """Return where people work; a list that was begun goes on in the same scores."""
    batch, after = begun(scores, cursor)
    units = units_asked(scores.visit, unit_id)
    found = scores.store.places(batch.id, units=units, after=after, limit=limit + 1)
    shown = found[:limit]
    scores.visit.record([place.employee_id for place in shown] or [None])
    goes_on = len(found) > limit
    answer = {
        "items": shown,
        "next_cursor": cursor_after(batch.id, shown[-1].employee_id) if goes_on else None,
        "batch": BatchOut.of(batch),
    }
    return EmployeesOut.model_validate(answer)


def units_asked(visit: Visit, unit_id: str | None) -> Collection[str] | None:
    """Return which units are asked about and may be seen; None for all of them."""
    if unit_id is None:
        return visit.units
    if not visit.reaches(unit_id):
        raise visit.refuse(Reason.UNIT)
    return [unit_id]


@router.get("")
async def read_employee(shown: Facts) -> EmployeeOut:
    """Return the facts on record about a person."""
    facts = {**vars(shown.person), "batch": BatchOut.of(shown.batch)}
    return EmployeeOut.model_validate(facts)


@router.get("/risk")
async def read_risk(request: Request, shown: Risk) -> RiskOut:
    """Return the risk of leaving of one's own accord, with the signals in the records."""
    return risk_out(shown, language_of(request))


@router.get("/suggestions/courses")
async def read_courses(request: Request, shown: Suggested) -> SuggestionsOut:
    """Return the courses suggested to a person, with reasons."""
    return suggestions_out(request, shown, "course")


@router.get("/suggestions/mentors")
async def read_mentors(request: Request, shown: Suggested) -> SuggestionsOut:
    """Return the mentors suggested to a person, with reasons."""
    return suggestions_out(request, shown, "mentor")


def suggestions_out(request: Request, shown: ShownPerson, kind: str) -> SuggestionsOut:
    """Return the suggestions of one kind for a person, with reasons."""
    stores, person = shown.visit.stores, shown.person.employee_id
    found = offered(stores, shown.batch, person, kind=kind)
    language = language_of(request)
    answer = all_suggested(shown, found, language)
    if kind == "mentor" and not found:
        answer.why_none = language.text(why_no_mentor(shown))
    return answer
