"""Why there is no model of persons, and what would help: kept with the scores, told in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from serving.language import Language, msg
from serving.phrases import ANY_REFUSAL, REFUSALS
from serving.refusal_schemas import RefusalOut
from serving.store import ScoreStore

KIND = "refusal"
NEEDS = ("events", "years", "people")
LEARNED_FROM = msg(
    "On record are %(events)s voluntary departures, among %(people)s people over the years."
)
MORE_OF_THE_SAME = msg(
    "More departures of the same kind would hardly help. Other records might: appraisals,"
    " training, superiors, moves."
)
AT_THIS_RATE = msg("At the present rate that takes about %(years)s more years.")
ONLY_TIME = msg("About %(years)s more years of records would be enough to test a model.")
POOLED = msg("Or learn together with agencies: about %(people)s more people at the present rate.")
NO_RATE = msg(
    "As long as no departure is on record nobody can say how many years or people that takes. Bring"
    " in the departures with their reasons first."
)
TOO_LONG = msg("Waiting alone will not do: only the last ten years count.")


def refusal_document(card: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a card says why there is no model of persons; empty where there is one."""
    if not card["refusal"]:
        return {}
    lacking = card.get("needed") or {}
    return {
        "code": card["refusal"],
        "n_events": card["n_events"],
        "n_people": card["n_people"],
        **{name: lacking.get(name) for name in NEEDS},
    }


def refusal_of(store: ScoreStore, batch_id: int, language: Language) -> RefusalOut | None:
    """Return why a batch names nobody; None where it does, or is older than such notes."""
    found = store.documents(batch_id, KIND).get("")
    return refusal_out(found, language) if found else None


def refusal_out(found: Mapping[str, Any], language: Language) -> RefusalOut:
    """Return a refusal in the reader's words."""
    return RefusalOut(
        **found,
        text=language.text(REFUSALS.get(found["code"], ANY_REFUSAL)),
        notes=_notes(found, language),
    )


def _notes(found: Mapping[str, Any], language: Language) -> list[str]:
    """Return what is on record, and what would be enough."""
    events, people = (language.number(found[name]) for name in ("n_events", "n_people"))
    learned = language.text(LEARNED_FROM, events=events, people=people)
    return [learned, *_lacking(found, language)]


def _lacking(found: Mapping[str, Any], language: Language) -> list[str]:
    events, years, people = (found[name] for name in NEEDS)
    if events is None:
        only = ONLY_TIME if years is not None else MORE_OF_THE_SAME
        return [language.text(only, years=_years(years, language))]
    lines = [
        language.plural(
            "%(n)s more voluntary departure on record would be enough to try.",
            "%(n)s more voluntary departures on record would be enough to try.",
            events,
        )
    ]
    if people is None:
        return [*lines, language.text(NO_RATE)]
    waiting = AT_THIS_RATE if years is not None else TOO_LONG
    pooled = language.text(POOLED, people=language.number(people))
    return [*lines, language.text(waiting, years=_years(years, language)), pooled]


def _years(years: float | None, language: Language) -> str:
    return "" if years is None else language.number(max(years, 0.1), 1)
