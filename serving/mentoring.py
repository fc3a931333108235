"""What becomes of mentorings: goals, check-ins, hours, ratings both ways and an end without blame.

An end has no reason and no culprit: either side may end it at any time, and its hours stay booked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from serving.enrolled import ENROLMENT, left_by_own_wish, opted_out
from serving.entered import enter
from serving.language import msg
from serving.mentoring_schemas import (
    EnrolmentIn,
    FollowIn,
    FollowOut,
    MentoringOut,
    MentoringsOut,
)
from serving.problems import Problem
from serving.settings import office_day, office_today
from serving.shown import ShownPerson
from serving.store import Stores
from serving.store.growth import GrowthNote

FOLLOWED = "mentoring_followed"
MENTORING_FORM = 15.0
"""Mentoring among the forms of development of SIASN."""
NO_MENTORING = msg("No mentoring of these two was begun here. Ask the coordinator to begin it.")
NOT_OWN = msg("A rating is given by the person alone, who is asked when signed in.")
OWN_WISH = msg("This person left the rounds and is asked when signed in whether to come back.")
MOST_HOURS_A_DAY = 8.0
"""Lesson hours (JP of 45 minutes) of all meetings of a mentee on one day: a working day. This limit
is Bina's own, since no regulation on record sets one; usual practice is 2 JP a meeting."""
TOO_LONG = msg(
    "All meetings of a mentee on one day count at most %(most)s JP together. Correct the hours or"
    " the day."
)
Entered = dict[tuple[str | None, date], dict[str, float]]
"""Lesson hours by mentor and day, and by who of the two entered them."""
NOT_WITHIN = msg("A meeting is on a day from the first of the mentoring to today. Correct the day.")
OVER = msg("This mentoring has ended; only a rating can still be given.")


def mentorings_of(shown: ShownPerson) -> MentoringsOut:
    """Return a person's mentorings on either side, the oldest first."""
    person, agency = shown.person.employee_id, shown.batch.agency_id
    reader = person if shown.visit.own else None
    relations = _relations(shown.visit.stores, agency, person)
    return MentoringsOut(
        employee_id=person,
        takes_part=person not in opted_out(shown.visit.stores, agency),
        items=[_told(one, _notes(shown.visit.stores, agency, one), reader) for one in relations],
    )


def enrol(shown: ShownPerson, given: EnrolmentIn) -> MentoringsOut:
    """Keep whether a person takes part, and return the mentorings.

    Who has left the rounds by own wish comes back by own wish only.
    """
    person, agency = shown.person.employee_id, shown.batch.agency_id
    own = shown.visit.own
    if given.takes_part and not own and left_by_own_wish(shown.visit.stores, agency, person):
        raise Problem(403, OWN_WISH, "left-by-own-wish")
    content = {**given.model_dump(), "own": own}
    _add(shown, ENROLMENT, content, mentee=person, mentor=None)
    return mentorings_of(shown)


def follow(shown: ShownPerson, given: FollowIn) -> MentoringsOut:
    """Keep what happened in the newest mentoring of two people, and return all of the person's.

    An end and a rating go into the records with the next collection; an end books the hours of
    its check-ins as development of the mentee (SIASN form 15).
    """
    person, agency = shown.person.employee_id, shown.batch.agency_id
    both = {person, given.partner_id}
    found = _relations(shown.visit.stores, agency, person)
    own = [one for one in found if {one["mentor_id"], one["mentee_id"]} == both]
    if not own:
        raise Problem(404, NO_MENTORING, "no-mentoring")
    if given.kind == "rating" and not shown.visit.own:
        raise Problem(403, NOT_OWN, "not-own-rating")
    relation = own[-1]
    if relation["ended_on"] is not None and given.kind != "rating":
        raise Problem(409, OVER, "mentoring-over")
    held_on = given.held_on or office_today()
    if given.kind == "check_in":
        _check_meeting(shown, relation, held_on, given.hours or 0.0)
    content = {**given.model_dump(exclude={"partner_id", "held_on"}), "by": person}
    content |= {"started_on": relation["started_on"].isoformat(), "held_on": held_on.isoformat()}
    mentee, mentor = relation["mentee_id"], relation["mentor_id"]
    _add(shown, FOLLOWED, content, mentee=mentee, mentor=mentor)
    if given.kind == "end":
        _end(shown, relation)
    if given.kind == "rating":
        side = "mentee_rating" if person == mentee else "mentor_rating"
        _enter_relation(shown, {**relation, side: given.rating, "rated_on": office_today()})
    return mentorings_of(shown)


def _check_meeting(
    shown: ShownPerson, relation: Mapping[str, Any], held_on: date, hours: float
) -> None:
    """Raise a problem where a meeting is on no day of the mentoring, or one day gets too long."""
    if not relation["started_on"] <= held_on <= office_today():
        raise Problem(422, NOT_WITHIN, "not-within")
    agency, mentee = shown.batch.agency_id, relation["mentee_id"]
    notes = shown.visit.stores.growth.about(agency, mentee, kinds=(FOLLOWED,))
    entered = _entered(one for one in notes if _held_on(one) == held_on)
    entered[relation["mentor_id"], held_on][shown.person.employee_id] += hours
    if _counted(entered) > MOST_HOURS_A_DAY:
        raise Problem(422, TOO_LONG, "too-long", values={"most": f"{MOST_HOURS_A_DAY:g}"})


def _entered(notes: Iterable[GrowthNote]) -> Entered:
    """Return the lesson hours of the meetings among the notes of one mentee."""
    entered: Entered = defaultdict(lambda: defaultdict(float))
    for one in notes:
        if one.content["kind"] == "check_in":
            day = entered[one.mentor_id, _held_on(one)]
            day[one.content["by"]] += one.content["hours"] or 0.0
    return entered


def _counted(entered: Entered) -> float:
    """Return the hours that count: those of a meeting once, even where both sides entered it."""
    return sum(max(by_side.values()) for by_side in entered.values())


def _held_on(note: GrowthNote) -> date:
    """Return the day that a note is about; that of its entry, where it names none."""
    named = note.content.get("held_on")
    return date.fromisoformat(named) if named else office_day(note.at)


def _end(shown: ShownPerson, relation: Mapping[str, Any]) -> None:
    """Enter the end, and the hours of all meetings where there were any.

    Mentorings of one mentee that end on one day are one training in the records: their hours are
    booked together, and what was booked for the first of them gives way.
    """
    today, agency, mentee = office_today(), shown.batch.agency_id, relation["mentee_id"]
    _enter_relation(shown, {**relation, "ended_on": today})
    stores = shown.visit.stores
    ended = [
        one
        for one in _relations(stores, agency, mentee)
        if one["mentee_id"] == mentee and one["ended_on"] == today
    ]
    hours = sum(_counted(_entered(_notes(stores, agency, one))) for one in ended)
    if hours:
        booked = {
            "employee_id": mentee,
            "title": "Mentoring",
            "form": MENTORING_FORM,
            "hours": hours,
            "started_on": min(one["started_on"] for one in ended),
            "completed_on": today,
            "outcome": "completed",
        }
        _enter(shown, "trainings", booked)


def _enter_relation(shown: ShownPerson, relation: Mapping[str, Any]) -> None:
    _enter(shown, "mentorings", {**relation, "recorded_on": office_today()})


def _enter(shown: ShownPerson, table: str, values: Mapping[str, Any]) -> None:
    account = shown.visit.visitor.account.username
    stores, today = shown.visit.stores, office_today()
    enter(stores, table, values, batch=shown.batch, account=account, today=today)


def _relations(stores: Stores, agency: str, person: str) -> list[dict[str, Any]]:
    """Return the mentorings of a person that were begun here, each as it was entered last."""
    own: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in stores.entries.rows("mentorings"):
        if row["agency_id"] == agency and person in (row["mentor_id"], row["mentee_id"]):
            key = (row["mentee_id"], row["mentor_id"], row["started_on"])
            own[key] = {name: row[name] for name in row if name not in NOT_OF_A_RELATION}
    return sorted(own.values(), key=lambda one: one["started_on"])


NOT_OF_A_RELATION = ("entered_by", "entered_at", "agency_id")


def _notes(stores: Stores, agency: str, relation: Mapping[str, Any]) -> list[GrowthNote]:
    notes = stores.growth.about(agency, relation["mentee_id"], kinds=(FOLLOWED,))
    began = relation["started_on"].isoformat()
    return [
        one
        for one in notes
        if one.mentor_id == relation["mentor_id"] and one.content["started_on"] == began
    ]


def _told(relation: Mapping[str, Any], notes: list[GrowthNote], reader: str | None) -> MentoringOut:
    """Return a mentoring with its notes; a rating shows that it was given, not which.

    What was said with a rating is for who gave it alone.
    """
    return MentoringOut(
        **{name: relation[name] for name in ("mentor_id", "mentee_id", "started_on", "ended_on")},
        hours=_counted(_entered(notes)),
        notes=[
            FollowOut(
                kind=one.content["kind"],
                note="" if _is_kept_from(one, reader) else one.content["note"],
                hours=one.content["hours"],
                held_on=_held_on(one),
                account=one.account,
                at=one.at,
            )
            for one in notes
        ],
    )


def _is_kept_from(note: GrowthNote, reader: str | None) -> bool:
    return bool(note.content["kind"] == "rating" and note.content["by"] != reader)


def _add(
    shown: ShownPerson, kind: str, content: Mapping[str, Any], *, mentee: str, mentor: str | None
) -> None:
    shown.visit.stores.growth.add(
        kind,
        content,
        agency_id=shown.batch.agency_id,
        employee_id=mentee,
        mentor_id=mentor,
        account=shown.visit.visitor.account.username,
    )
