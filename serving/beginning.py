"""Whether a mentoring may begin today: asked again when it begins, whatever was proposed before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from serving.enrolled import begun_since, ended_on_its_first_day, opted_out
from serving.language import msg
from serving.problems import Problem
from serving.settings import office_today
from serving.store import Stores
from serving.store.rows import Batch

HAVE_LEFT = msg("Of a pair named somebody has left the rounds since. Publish the others.")
ARE_GONE = msg("Of a pair named somebody is not in the newest scores any more. Choose the others.")
NOT_ALLOWED = msg(
    "A pair named may not be: a reporting line, a conflict on record, or a mentoring that goes on."
)
ENDED_TODAY = msg(
    "The mentoring of a pair named began and ended today, and stays ended. Begin another one"
    " tomorrow."
)
BOTH_OF_PAIR = msg(
    "Two of the pairs named are the same two people, each as the mentor of the other. Choose one"
    " of the two."
)
LEAVES_SOON = msg(
    "Of a pair named the mentor does not stay long enough for a mentoring. Choose another one; what"
    " the mentor knows can be passed on to those named under succession."
)
NO_PLACE = msg("Of a pair named the mentor has no free place. Choose the others, or make a round.")


def check_may_begin(stores: Stores, batch: Batch, mentor_of: Mapping[str, str]) -> None:
    """Raise a problem where one of these pairs may not begin, by the newest scores of the agency.

    Reporting lines, conflicts and free places are those of the newest scores, less the places
    taken here since; scores from before places were kept in them say nothing about places.
    """
    agency, people = batch.agency_id, {*mentor_of, *mentor_of.values()}
    newest = stores.scores.latest(agency, as_of=None) or batch
    if not people.isdisjoint(opted_out(stores, agency)):
        raise Problem(409, HAVE_LEFT, "have-left")
    if any(stores.scores.person(newest.id, one) is None for one in people):
        raise Problem(409, ARE_GONE, "are-gone")
    if _forbidden(stores, newest, mentor_of) or _goes_on(stores, agency, mentor_of):
        raise Problem(409, NOT_ALLOWED, "not-allowed")
    if any(mentor_of.get(mentor) == mentee for mentee, mentor in mentor_of.items()):
        raise Problem(409, BOTH_OF_PAIR, "both-of-pair")
    if not ended_on_its_first_day(stores, agency, office_today()).isdisjoint(mentor_of.items()):
        raise Problem(409, ENDED_TODAY, "ended-today")
    places = stores.scores.documents(newest.id, "mentor")
    if _leaves_soon(stores, newest, places, mentor_of):
        raise Problem(409, LEAVES_SOON, "leaves-soon")
    begun = begun_since(stores, agency, newest.as_of)
    if places and _over_full(places, begun, mentor_of):
        raise Problem(409, NO_PLACE, "no-place")


def _forbidden(stores: Stores, newest: Batch, mentor_of: Mapping[str, str]) -> bool:
    """Return whether the scores bar one of the pairs."""
    return any(
        mentor in stores.scores.documents(newest.id, "mentor_standing", mentee).get(mentee, [])
        for mentee, mentor in mentor_of.items()
    )


def _leaves_soon(
    stores: Stores, newest: Batch, places: Mapping[str, Any], mentor_of: Mapping[str, str]
) -> bool:
    """Return whether a mentor leaves soon, but for those who pass on what they know."""
    passed_on = stores.scores.documents(newest.id, "succession").get("", {}).get("pairs", [])
    to_learn = {(one["learner_id"], one["employee_id"]) for one in passed_on}
    leaving = {mentor for mentor, kept in places.items() if kept.get("leaves")}
    return any(pair[1] in leaving and pair not in to_learn for pair in mentor_of.items())


def _goes_on(stores: Stores, agency: str, mentor_of: Mapping[str, str]) -> bool:
    """Return whether two of a pair are in a mentoring already, whoever is the mentor in it."""
    going = {frozenset(pair) for pair in begun_since(stores, agency, date.min)}
    return any(frozenset(pair) in going for pair in mentor_of.items())


def _over_full(
    places: Mapping[str, Any], begun: list[tuple[str, str]], mentor_of: Mapping[str, str]
) -> bool:
    """Return whether a mentor would have more mentees than free places."""
    taken = Counter(mentor for _mentee, mentor in begun)
    asked = Counter(mentor_of.values())
    free = {one: float(kept["shown"]["places"]) for one, kept in places.items()}
    return any(taken[one] + more > free.get(one, 0.0) for one, more in asked.items())
