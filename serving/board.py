"""The open board and the plans, as pages and the API show them: read from the batch in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from models.development_worth import totals
from serving.board_documents import class_facts
from serving.development import facts_for
from serving.development_schemas import (
    BoardOut,
    CounsellorsOut,
    DevelopmentPlanOut,
    FactOut,
    OpeningOut,
    SuccessionOut,
)
from serving.enrolled import opted_out
from serving.language import Language, msg
from serving.problems import Problem
from serving.schemas import BatchOut
from serving.sheet_words import SUCCESSION
from serving.shown import Scores, ShownPerson
from serving.store import ScoreStore
from serving.store.rows import Batch
from serving.worded_sheets import worded

NO_PLAN = msg("There is no plan for this person in the scores in force. Run 'bina score' again.")


@dataclass(frozen=True)
class Wanted:
    """What of the board is asked for: a kind, part of a unit's name, words of the title."""

    kind: str = ""
    unit: str = ""
    text: str = ""

    def fits(self, one: OpeningOut) -> bool:
        """Return whether a place is asked for; words count in any case."""
        title = f"{one.job_name or ''} {one.region or ''}".casefold()
        words = all(word in title for word in self.text.casefold().split())
        unit = self.unit.casefold() in (one.unit_name or "").casefold()
        return self.kind in ("", one.kind) and unit and words


ALL = Wanted()


def board_of(scores: Scores, language: Language, wanted: Wanted = ALL) -> BoardOut:
    """Return everything open, with what the rules say of the reader where the reader is on record.

    The same places for everybody, in the order of closing day and id; no score of anybody. Of the
    mentors those who have left the rounds are not among them.
    """
    batch, own = scores.batch, scores.visit.visitor.account.employee_id
    away = opted_out(scores.visit.stores, batch.agency_id)
    facts = _facts(scores, own, language) if own else {}
    opened = scores.store.kept.get(batch, "open places", make=lambda: _open_places(scores))
    items = [
        one.model_copy(update={"facts": facts.get(one.item_id, [])})
        for one in opened
        if wanted.fits(one) and (one.kind != "mentor" or one.item_id not in away)
    ]
    on_record = bool(own and scores.store.documents(batch.id, "standing", own))
    return BoardOut(items=items, has_own_facts=on_record, batch=BatchOut.of(batch))


def _open_places(scores: Scores) -> list[OpeningOut]:
    """Return everything open in the scores, in order; what rules say of somebody is not in it."""
    items = [
        OpeningOut(item_id=item, **known_of(one["shown"]), facts=[])
        for kind in ("opening", "class", "mentor")
        for item, one in scores.store.documents(scores.batch.id, kind).items()
    ]
    return sorted(items, key=_place)


def _place(one: OpeningOut) -> tuple[int, str, str]:
    return KINDS.index(one.kind), str(one.closes_on or "9"), one.item_id


def to_check(board: BoardOut) -> list[FactOut]:
    """Return once what rules leave open about places of the board, since nothing is on record."""
    facts = (fact for one in board.items for fact in one.facts if fact.verdict == UNKNOWN)
    return list({fact.rule: fact for fact in facts}.values())


UNKNOWN = "unknown"
KINDS = ("post", "assignment", "project", "course", "mentor")
"""The kinds of the board, in their order."""
NOT_POSSIBLE = msg("Not possible: a reporting line, a conflict on record, or your mentor already.")
LEAVES_SOON = msg("Not possible: the mentor does not stay long enough for a mentoring.")
AFTER_SERVICE = {
    "retirement": msg("Ends after your retirement (%(day)s)."),
    "contract_end": msg("Ends after your contract does (%(day)s); a renewal on record changes it."),
}
NOBODY_FREE = msg("No mentor is free for this person at present.")
NOBODY_POSSIBLE = msg(
    "No mentor of the agency is possible: each with a free place stands above or below this person"
    " at some height, has a conflict on record with the person, or is in a mentoring with the"
    " person already. Who leads everybody needs a mentor from elsewhere; ask who coordinates"
    " mentoring."
)


def _facts(scores: Scores, own: str, language: Language) -> dict[str, list[FactOut]]:
    """Return by item what the rules say of one person."""
    batch, kept = scores.batch, scores.store.documents
    found: dict[str, list[FactOut]] = {}
    for standing in kept(batch.id, "standing", own).values():
        said = facts_for(kept(batch.id, "opening"), standing, batch.as_of)
        found |= {item: [_fact(one, language) for one in rows] for item, rows in said.items()}
    found |= _facts_of_classes(scores.store, batch, own, language)
    for mentors in kept(batch.id, "mentor_standing", own).values():
        text = language.text(NOT_POSSIBLE)
        fact = FactOut(rule="mentor_bar", verdict="barred", source="", text=text)
        found |= {mentor: [fact] for mentor in mentors}
    text = language.text(LEAVES_SOON)
    fact = FactOut(rule="leaves_soon", verdict="barred", source="", text=text)
    leaving = {mentor for mentor, one in kept(batch.id, "mentor").items() if one.get("leaves")}
    return found | {mentor: [*found.get(mentor, []), fact] for mentor in leaving}


def _facts_of_classes(
    store: ScoreStore, batch: Batch, person: str, language: Language
) -> dict[str, list[FactOut]]:
    """Return by class what stands against it for a person: rules, and the end of the service."""
    classes = store.documents(batch.id, "class")
    found: dict[str, list[FactOut]] = {}
    for standing in store.documents(batch.id, "class_standing", person).values():
        said = class_facts(classes, standing, batch.as_of, language.code)
        found |= {item: [FactOut(**one) for one in rows] for item, rows in said.items()}
    known = store.person(batch.id, person)
    last = None if known is None else known.calendar_exit_on
    if known is None or last is None or last <= batch.as_of:
        return found
    text = language.text(AFTER_SERVICE[str(known.calendar_exit)], day=language.day(last))
    fact = FactOut(rule="after_service", verdict="barred", source="", text=text)
    late = [
        item for item, one in classes.items() if (one["shown"].get("ends_on") or "") > str(last)
    ]
    return found | {item: [*found.get(item, []), fact] for item in late}


def why_no_mentor(shown: ShownPerson) -> str:
    """Return the text that says why nobody is suggested to a person as a mentor."""
    kept, batch, person = shown.store.documents, shown.batch, shown.person.employee_id
    stay = {mentor for mentor, one in kept(batch.id, "mentor").items() if not one.get("leaves")}
    stay -= opted_out(shown.visit.stores, batch.agency_id)
    barred = kept(batch.id, "mentor_standing", person).get(person, [])
    return NOBODY_POSSIBLE if stay and stay <= set(barred) else NOBODY_FREE


def barred_from_all(shown: ShownPerson, language: Language) -> list[FactOut]:
    """Return the rules that keep a person from every class of the year; often there are none."""
    said = _facts_of_classes(shown.store, shown.batch, shown.person.employee_id, language)
    if not said or len(said) < len(shown.store.documents(shown.batch.id, "class")):
        return []
    first, *others = said.values()
    of_others = [{one.rule for one in facts} for facts in others]
    return [one for one in first if all(one.rule in rules for rules in of_others)]


def known_of(shown: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown of a place, as an answer names it."""
    return {name: shown[name] for name in OpeningOut.model_fields if name in shown}


def _fact(said: dict[str, str], language: Language) -> FactOut:
    named = {name: said[name] for name in ("rule", "verdict", "source")}
    return FactOut(**named, text=said[language.code])


def plan_of(shown: ShownPerson) -> DevelopmentPlanOut:
    """Return the proposed plan of a person; raises a problem where the batch holds none."""
    about = {"employee_id": shown.person.employee_id, "batch": BatchOut.of(shown.batch)}
    return DevelopmentPlanOut.model_validate({**about, **proposed(shown)})


def proposed(shown: ShownPerson) -> dict[str, Any]:
    """Return the plan that scoring proposes, without mentors who have left the rounds since.

    Raises a problem where the batch holds none.
    """
    person = shown.person.employee_id
    found = shown.store.documents(shown.batch.id, "plan", person)
    if person not in found:
        raise Problem(404, NO_PLAN, "no-plan")
    plan, away = found[person], opted_out(shown.visit.stores, shown.batch.agency_id)
    actions = [
        one for one in plan["actions"] if one["kind"] != "mentor" or one["item_id"] not in away
    ]
    if len(actions) == len(plan["actions"]):
        return dict(plan)
    return {**plan, "actions": actions, "totals": totals(actions)}


def counsellors_of(shown: ShownPerson) -> CounsellorsOut:
    """Return who could guide the person towards the job they declared; the person's own look."""
    person = shown.person.employee_id
    kept = shown.store.documents(shown.batch.id, "counsellors", person)
    listed = kept.get(person, [])
    return CounsellorsOut.model_validate(
        {"employee_id": person, "items": listed, "batch": BatchOut.of(shown.batch)}
    )


def succession_sheets(
    found: SuccessionOut, scores: Scores, language: Language
) -> dict[str, pd.DataFrame]:
    """Return the sheets of a workbook of succession: posts, successors, pairs and the ladder."""
    units = scores.store.documents(scores.batch.id, "units").get("", {})
    posts = [{**one, "unit_name": units.get(one["unit_id"])} for one in found.posts]
    following = [
        {"post_of": post["employee_id"], "job_name": post["job_name"], **one}
        for post in found.posts
        for one in post["successors"]
    ]
    parts = {"posts": posts, "successors": following, "pairs": found.pairs, "ladder": found.ladder}
    return worded(parts, SUCCESSION, language)


def succession_of(scores: Scores) -> SuccessionOut:
    """Return how successors are prepared; everybody named is in the access log."""
    found = scores.store.documents(scores.batch.id, "succession").get("", NOTHING)
    scores.visit.record(_named(found) or [None])
    return SuccessionOut.model_validate({**found, "batch": BatchOut.of(scores.batch)})


NOTHING: dict[str, list[Any]] = {"posts": [], "pairs": [], "ladder": []}


def _named(found: dict[str, Any]) -> list[str | None]:
    """Return everybody whose data the answer shows, each once."""
    people = {post["employee_id"] for post in found["posts"]}
    people |= {one["employee_id"] for post in found["posts"] for one in post["successors"]}
    people |= {pair[side] for pair in found["pairs"] for side in ("employee_id", "learner_id")}
    people |= {one["employee_id"] for one in found["ladder"]}
    return sorted(people)
