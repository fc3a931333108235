"""What people enter about a person: goals, answers, feedback, mentorings, offers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends

from serving.areas import of_api
from serving.beginning import check_may_begin
from serving.entered import enter
from serving.entry_schemas import (
    EntryOut,
    FeedbackIn,
    GoalIn,
    InterventionIn,
    MentoringIn,
    ResponseIn,
)
from serving.language import msg
from serving.problems import Problem
from serving.purposes import Action
from serving.settings import office_today
from serving.shown import LARGEST, UNKNOWN_PERSON, ShownPerson, person_for

router = of_api(prefix="/v1/employees/{employee_id}", tags=["entries"])
Wishing = Annotated[ShownPerson, Depends(person_for(Action.ENTER_WISH))]
Noticing = Annotated[ShownPerson, Depends(person_for(Action.ENTER_FEEDBACK))]
Mentoring = Annotated[ShownPerson, Depends(person_for(Action.ENTER_MENTORING))]
Offering = Annotated[ShownPerson, Depends(person_for(Action.ENTER_INTERVENTION))]
NOT_YET = msg("A day in the future cannot be entered; enter it when it is there.")
ONESELF = msg("Nobody enters this about themselves.")
ANSWERED = msg(
    "What became of this offer is entered already. To correct it, enter the same offer with the"
    " right answer; for another offer of this kind, choose another day."
)
UNKNOWN = {
    "jobs": (
        msg("No job on record has this id. Correct the id, or leave it empty."),
        "unknown-job",
    ),
    "competencies": (
        msg("No competency on record has this id. Correct the id, or leave it empty."),
        "unknown-competency",
    ),
}


@router.post("/goals")
async def enter_goal(given: GoalIn, shown: Wishing) -> EntryOut:
    """Keep what a person wants; a later goal of the same day replaces it."""
    check_known(shown, "jobs", given.target_job_id)
    check_known(shown, "competencies", given.competency_id)
    return kept(shown, "goals", {"declared_on": office_today(), **given.model_dump()})


@router.post("/responses")
async def enter_response(given: ResponseIn, shown: Wishing) -> EntryOut:
    """Keep a person's answer to a suggestion: wanted, or the reason not to take it."""
    check_colleague(shown, given.mentor_id)
    return kept(shown, "responses", {"answered_on": office_today(), **given.model_dump()})


@router.post("/feedback")
async def enter_feedback(given: FeedbackIn, shown: Noticing) -> EntryOut:
    """Keep feedback about a person; who gave it is the account's own person, if it has one."""
    giver = shown.visit.visitor.account.employee_id
    check_colleague(shown, giver)
    day = {"given_on": office_today(), "given_by": giver}
    return kept(shown, "feedbacks", {**day, **given.model_dump()})


@router.post("/mentorings")
async def enter_mentoring(given: MentoringIn, shown: Mentoring) -> EntryOut:
    """Keep that a mentoring begins today, between two who may be matched and have a place."""
    check_colleague(shown, given.mentor_id)
    pair = {shown.person.employee_id: given.mentor_id}
    check_may_begin(shown.visit.stores, shown.batch, pair)
    return kept(shown, "mentorings", {"started_on": office_today(), **given.model_dump()})


@router.post("/interventions")
async def enter_intervention(given: InterventionIn, shown: Offering) -> EntryOut:
    """Keep what the office offered; the same kind of the same day again adds its outcome.

    What is entered already is not kept again, and an outcome is not taken back.
    """
    if shown.person.employee_id == shown.visit.visitor.account.employee_id:
        raise Problem(422, ONESELF, "oneself")
    today = office_today()
    offered_on = given.offered_on or today
    if offered_on > today:
        raise Problem(422, NOT_YET, "not-yet")
    stands, entered = state_of(shown, given.kind, offered_on), given.outcome or "offered"
    if stands == entered:
        who = shown.person.employee_id
        return EntryOut(employee_id=who, table="interventions", recorded_on=today)
    if stands is not None and given.outcome is None:
        raise Problem(409, ANSWERED, "answered")
    ended = {"offered_on": offered_on, "outcome_on": today if given.outcome else None}
    return kept(shown, "interventions", {**given.model_dump(), **ended})


def state_of(shown: ShownPerson, kind: str, offered_on: date) -> str | None:
    """Return how an offer to the person stands; None where it is not entered."""
    entries, who = shown.visit.stores.entries, [shown.person.employee_id]
    offers = entries.offers(shown.batch.agency_id, about=who, limit=LARGEST)
    same = [one for one in offers if (one.kind, one.offered_on) == (kind, offered_on)]
    return same[0].state if same else None


def check_colleague(shown: ShownPerson, other: str | None) -> None:
    """Raise a problem where the other person is not in the same scores, or is the person."""
    if other == shown.person.employee_id:
        raise Problem(422, ONESELF, "oneself")
    if other is not None and shown.store.person(shown.batch.id, other) is None:
        raise Problem(404, UNKNOWN_PERSON, "unknown-person")


def check_known(shown: ShownPerson, kind: str, asked: str | None) -> None:
    """Raise a problem where the scores know the ids of this kind, and this is none of them."""
    if asked is None:
        return
    ids = shown.store.documents(shown.batch.id, "ids", kind).get(kind)
    if ids and asked not in ids:
        raise Problem(422, *UNKNOWN[kind])


def kept(shown: ShownPerson, table: str, values: dict[str, object]) -> EntryOut:
    """Keep the entry and return what was kept."""
    person, today = shown.person.employee_id, office_today()
    whom = "mentee_id" if table == "mentorings" else "employee_id"
    enter(
        shown.visit.stores,
        table,
        {whom: person, **values},
        batch=shown.batch,
        account=shown.visit.visitor.account.username,
        today=today,
    )
    return EntryOut(employee_id=person, table=table, recorded_on=today)
