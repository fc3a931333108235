"""One person: facts, risk and suggestions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from serving.answers import risk_out, suggestion_out
from serving.purposes import Action
from serving.schemas import BatchOut, EmployeeOut, RiskOut, SuggestionsOut
from serving.shown import ShownPerson, person_for
from serving.view import language_of

router = APIRouter(prefix="/v1/employees/{employee_id}", tags=["employees"])
Facts = Annotated[ShownPerson, Depends(person_for(Action.READ_PERSON))]
Risk = Annotated[ShownPerson, Depends(person_for(Action.READ_RISK))]
Suggested = Annotated[ShownPerson, Depends(person_for(Action.READ_SUGGESTIONS))]


@router.get("")
async def read_employee(shown: Facts) -> EmployeeOut:
    """Return the facts on record about a person."""
    facts = {**vars(shown.person), "batch": BatchOut.of(shown.batch)}
    return EmployeeOut.model_validate(facts)


@router.get("/risk")
async def read_risk(request: Request, shown: Risk) -> RiskOut:
    """Return the risk of leaving of one's own accord, with the signals in the records."""
    employee_id = shown.person.employee_id
    signals = shown.store.signals(shown.batch.id, [employee_id]).get(employee_id, [])
    return risk_out(shown, signals, language_of(request))


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
    employee_id, spoken = shown.person.employee_id, language_of(request)
    found = shown.store.suggestions(shown.batch.id, [employee_id], kind=kind)
    items = [suggestion_out(item, spoken) for item in found.get(employee_id, [])]
    return SuggestionsOut(employee_id=employee_id, items=items, batch=BatchOut.of(shown.batch))
