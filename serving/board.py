"""The open board and the plans, as pages and the API show them: read from the batch in force."""

from __future__ import annotations

from typing import Any

from serving.development import facts_for
from serving.development_schemas import (
    BoardOut,
    DevelopmentPlanOut,
    FactOut,
    OpeningOut,
    SuccessionOut,
)
from serving.language import Language, msg
from serving.problems import Problem
from serving.schemas import BatchOut
from serving.shown import Scores, ShownPerson

NO_PLAN = msg("There is no plan for this person in the scores in force. Run 'bina score' again.")


def board_of(scores: Scores, language: Language) -> BoardOut:
    """Return everything open, with what the rules say of the reader where the reader is on record.

    The same places for everybody, in the order of closing day and id; no score of anybody.
    """
    batch, own = scores.batch, scores.visit.visitor.account.employee_id
    opened = scores.store.documents(batch.id, "opening")
    standing = scores.store.documents(batch.id, "standing", own) if own else {}
    facts = facts_for(opened, standing[own], batch.as_of) if own and own in standing else {}
    items = [
        OpeningOut(
            item_id=item,
            **_known(one["shown"]),
            facts=[_fact(said, language) for said in facts.get(item, [])],
        )
        for item, one in opened.items()
    ]
    items.sort(key=lambda one: (not one.closes_on, str(one.closes_on), one.item_id))
    return BoardOut(items=items, has_own_facts=bool(standing), batch=BatchOut.of(batch))


def _known(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in OpeningOut.model_fields if name in shown}


def _fact(said: dict[str, str], language: Language) -> FactOut:
    named = {name: said[name] for name in ("rule", "verdict", "source")}
    return FactOut(**named, text=said[language.code])


def plan_of(shown: ShownPerson) -> DevelopmentPlanOut:
    """Return the proposed plan of a person; raises a problem where the batch holds none."""
    employee_id = shown.person.employee_id
    found = shown.store.documents(shown.batch.id, "plan", employee_id)
    if employee_id not in found:
        raise Problem(404, NO_PLAN, "no-plan")
    return DevelopmentPlanOut.model_validate(
        {"employee_id": employee_id, "batch": BatchOut.of(shown.batch), **found[employee_id]}
    )


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
