"""Rounds of matching: made from the records, reviewed by a coordinator, published pair by pair."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from features.home import Home
from features.records import Records
from serving.beginning import check_may_begin
from serving.enrolled import ROUND_MADE
from serving.entered import enter
from serving.installation import Installation
from serving.language import msg
from serving.mentor_matching import Limits, Round, as_said_here, match_agency
from serving.mentoring_schemas import RoundIn, RoundOut
from serving.problems import Problem
from serving.settings import office_today
from serving.shown import Scores
from serving.store.growth import WHOLE_AGENCY, GrowthNote
from training.mentors import load_mentor_model

PUBLISHED = "matching_published"
MOST_PEOPLE = 15_000
"""For so many people a round is made while somebody waits.

Measured with invented agencies, in seconds of one core: 15,000 people take 8, and 16 where
everybody is asked for and each unit has a floor (12 and 20 by what was learned of mentors, beside
other work); 10,000 take 6 and 9, 5,000 take 3 and 5.
"""
TOO_MANY = msg(
    "Matching %(n)s people takes longer than a page should. Make it with: bina match mentors"
    " --as-of %(as_of)s --out putaran.xlsx."
)
NOBODY_WAITS = msg("Nobody waits for a mentor. Choose more years, or another day.")
UNKNOWN_ROUND = msg("There is no such round of matching. Choose one from the list.")
OLD_ROUND = msg("A newer round was made since, on other free places. Publish from that one.")
NOT_IN_ROUND = msg("A mentee named is not in this round, or was published already.")


def people_in(rounds: Sequence[RoundOut]) -> Sequence[str | None]:
    """Return everybody whom rounds name, for the access log; one line without a person if none."""
    pairs = [pair for one in rounds for pair in one.pairs]
    named = {one for pair in pairs for one in (pair.mentee_id, pair.mentor_id)}
    named |= {one.mentee_id for round_ in rounds for one in round_.waitlist}
    named |= {one.mentor_id for round_ in rounds for one in round_.kept_out}
    return sorted(named) or [None]


def make_round(scores: Scores, asked: RoundIn, installation: Installation) -> RoundOut:
    """Match who waits for a mentor as of the scores in force, and keep it as a draft."""
    batch, stores = scores.batch, scores.visit.stores
    n_people = scores.store.facts(batch).people
    if n_people > MOST_PEOPLE:
        values = {"n": n_people, "as_of": batch.as_of}
        raise Problem(409, TOO_MANY, "too-many-people", values=values)
    home = Home(installation.home)
    if batch.agency_id not in home.agencies():
        raise Problem(409, NOBODY_WAITS, "nobody-waits")
    floors = {"unit": asked.floor_unit, "level": asked.floor_level}
    within: dict[str, Any] = {
        "years": asked.years,
        "minimum": asked.minimum,
        "stable": asked.stable,
    }
    limits = as_said_here(Limits(floors=floors, **within), stores, batch.agency_id)
    records = Records.of(home.frames(batch.agency_id))
    model = load_mentor_model(home.path, as_of=batch.as_of)
    made = match_agency(records, batch.as_of, limits, model=model)
    if made is None:
        raise Problem(409, NOBODY_WAITS, "nobody-waits")
    _add(scores, ROUND_MADE, {**_content(made), "asked": asked.model_dump()})
    return rounds_of(scores)[-1]


def _content(made: Round) -> dict[str, Any]:
    """Return a round as it is kept."""
    waiting = made.matching.waiting
    return {
        "as_of": made.as_of.isoformat(),
        "pairs": [
            {**pair, "reason_values": json.loads(pair["reason_values"])}
            for pair in made.matching.matched.to_dict("records")
        ],
        "waiting": len(waiting),
        "waitlist": waiting[["mentee_id", "reason"]].to_dict("records"),
        "kept_out": [{"mentor_id": one, "reason": why} for one, why in made.kept_out.items()],
        "short_floors": made.matching.short_floors.to_dict("records"),
        "gap": made.matching.gap,
        "stability_price": made.price,
    }


def rounds_of(scores: Scores) -> list[RoundOut]:
    """Return the rounds of an agency, the oldest first."""
    notes = scores.visit.stores.growth.about(
        scores.batch.agency_id, WHOLE_AGENCY, kinds=(ROUND_MADE, PUBLISHED)
    )
    return [_round(one, notes) for one in notes if one.kind == ROUND_MADE]


def round_of(rounds: Sequence[RoundOut], number: int) -> RoundOut:
    """Return the round of this number; raises a problem where there is none such."""
    found = next((one for one in rounds if one.id == number), None)
    if found is None:
        raise Problem(404, UNKNOWN_ROUND, "unknown-round")
    return found


def left_of(found: RoundOut) -> list[str]:
    """Return the mentees of a round whose pairs were not published."""
    return [one.mentee_id for one in found.pairs if one.mentee_id not in found.published]


def publish(scores: Scores, number: int, mentees: Collection[str]) -> RoundOut:
    """Begin the chosen pairs of a round today; raises a problem where one is not to be chosen.

    Only who is in the round gets into the access log: what is typed by mistake does not.
    """
    batch, stores = scores.batch, scores.visit.stores
    rounds = rounds_of(scores)
    found = round_of(rounds, number)
    if found is not rounds[-1]:
        raise Problem(409, OLD_ROUND, "old-round")
    chosen = sorted(set(mentees))
    mentor_of = _mentors_of(found, chosen)
    scores.visit.record(chosen)
    check_may_begin(stores, batch, mentor_of)
    account, today = scores.visit.visitor.account.username, office_today()
    for mentee, mentor in mentor_of.items():
        begun = {"mentee_id": mentee, "mentor_id": mentor, "started_on": today}
        enter(stores, "mentorings", begun, batch=batch, account=account, today=today)
    _add(scores, PUBLISHED, {"round": number, "mentees": chosen})
    return next(one for one in rounds_of(scores) if one.id == number)


def _mentors_of(found: RoundOut, chosen: Sequence[str]) -> dict[str, str]:
    """Return the mentor of each of these mentees; raises a problem where one is not to be begun."""
    mentor_of = {one.mentee_id: one.mentor_id for one in found.pairs}
    if not set(chosen) <= set(left_of(found)):
        raise Problem(422, NOT_IN_ROUND, "not-in-round")
    return {mentee: mentor_of[mentee] for mentee in chosen}


def _round(made: GrowthNote, notes: Sequence[GrowthNote]) -> RoundOut:
    own = [one for one in notes if one.content.get("round") == made.id]
    published = [mentee for one in own for mentee in one.content["mentees"]]
    return RoundOut.model_validate(
        {
            "id": made.id,
            "made_at": made.at,
            "made_by": made.account,
            "published": published,
            **made.content,
        }
    )


def _add(scores: Scores, kind: str, content: dict[str, Any]) -> None:
    scores.visit.stores.growth.add(
        kind,
        content,
        agency_id=scores.batch.agency_id,
        employee_id=WHOLE_AGENCY,
        account=scores.visit.visitor.account.username,
    )
