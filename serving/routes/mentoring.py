"""Mentoring: rounds of matching for the coordinator, and what becomes of each pair."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from serving.access import installation_of
from serving.areas import of_api
from serving.installation import Installation
from serving.matching_rounds import make_round, people_in, publish, rounds_of
from serving.mentoring import enrol, follow, mentorings_of
from serving.mentoring_schemas import (
    EnrolmentIn,
    FollowIn,
    MentoringsOut,
    PublishIn,
    RoundIn,
    RoundOut,
    RoundsOut,
)
from serving.purposes import Action
from serving.shown import Number, Scores, ShownPerson, person_for, scores_for

router = of_api(tags=["mentoring"])
Here = Annotated[Installation, Depends(installation_of)]
Reading = Annotated[Scores, Depends(scores_for(Action.READ_MENTORING))]
Publishing = Annotated[Scores, Depends(scores_for(Action.PUBLISH_MENTORING))]
Following = Annotated[ShownPerson, Depends(person_for(Action.FOLLOW_MENTORING))]


@router.get("/v1/matchings")
async def read_matchings(scores: Reading) -> RoundsOut:
    """Return the rounds of matching, the oldest first; people are in them by their pseudonyms."""
    rounds = rounds_of(scores)
    scores.visit.record(people_in(rounds))
    return RoundsOut(items=rounds)


@router.post("/v1/matchings")
def make_matching(given: RoundIn, scores: Publishing, installation: Here) -> RoundOut:
    """Match who waits for a mentor; a draft that nobody is told of before it is published."""
    made = make_round(scores, given, installation)
    scores.visit.record(people_in([made]))
    return made


@router.post("/v1/matchings/{number}/publish")
async def publish_matching(number: Number, given: PublishIn, scores: Publishing) -> RoundOut:
    """Begin the pairs of the mentees named; the others stay a draft."""
    return publish(scores, number, given.mentees)


@router.get("/v1/employees/{employee_id}/mentorings")
async def read_mentorings(shown: Following) -> MentoringsOut:
    """Return a person's mentorings that were begun here, with what happened in them."""
    return mentorings_of(shown)


@router.post("/v1/employees/{employee_id}/mentorings/notes")
async def follow_mentoring(given: FollowIn, shown: Following) -> MentoringsOut:
    """Keep a goal, a check-in, a rating or the end; nobody is asked for a reason."""
    return follow(shown, given)


@router.post("/v1/employees/{employee_id}/mentorings/enrolment")
async def enrol_in_mentoring(given: EnrolmentIn, shown: Following) -> MentoringsOut:
    """Keep whether a person takes part in rounds of matching."""
    return enrol(shown, given)
