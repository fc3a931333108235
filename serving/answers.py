"""From rows of the store to answers of the API, with texts in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from models.turnover.hazard import HORIZONS, risk_by
from serving.care import CareEntry, CareList
from serving.language import Language, msg
from serving.lever_words import what_if_of
from serving.refusal_schemas import FactsOut, RefusalOut
from serving.risk_schemas import RiskOut
from serving.schemas import (
    BatchOut,
    CareListOut,
    SuggestionsOut,
)
from serving.shown import ShownPerson
from serving.store.rows import Batch, Facts, Signal, Suggestion
from serving.wording import reason_text, signal_text

OF_A_HUNDRED = msg(
    "Of 100 people with such a risk, about %(leave)s leave of their own accord within"
    " %(period)s and about %(stay)s do not."
)
REFUSED = msg(
    "The departures on record are too few, or too much like chance, to say anything about one"
    " person. The facts and the suggestions hold without it."
)
NO_POST = msg(
    "This person holds no post on record on this day, so nothing is said about a risk. The facts"
    " and the suggestions hold without it."
)
TOO_FEW_ALIKE = msg(
    "This person's records are unlike those of anybody that the model learned from: too few to say"
    " anything about a risk. The facts and the suggestions hold without it."
)


def risk_note(shown: ShownPerson, language: Language) -> str:
    """Return how to read a risk, or why there is none."""
    person, batch = shown.person, shown.batch
    if not person.has_own_risk:
        placed = person.unit_id is not None or person.job_id is not None
        unsaid = TOO_FEW_ALIKE if placed else NO_POST
        return language.text(REFUSED if shown.store.refuses(batch.id) else unsaid)
    leave = round(100 * person.risk)
    number = "< 1" if leave == 0 else str(leave)
    period = language.period(batch.horizon_days)
    return language.text(OF_A_HUNDRED, leave=number, period=period, stay=100 - max(leave, 1))


def risk_out(shown: ShownPerson, language: Language) -> RiskOut:
    """Return a person's risk and signals; neither, where there is too little to learn from."""
    person, own = shown.person, shown.person.has_own_risk
    kept = shown.store.behind_risk(shown.batch.id, person.employee_id) if own else ([], [])
    signals, levers = kept
    answer = {
        "employee_id": person.employee_id,
        "basis": "model" if own else "base_rate",
        "risk": person.risk if own else None,
        "band": person.band if own else None,
        "transfer_risk": person.transfer_risk if own else None,
        "curve": _curve(shown) if own else [],
        "note": risk_note(shown, language),
        "signals": [_with_text(signal, language) for signal in signals],
        "what_if": what_if_of(levers, person.risk, language),
        "batch": BatchOut.of(shown.batch),
    }
    return RiskOut.model_validate(answer)


def _curve(shown: ShownPerson) -> list[dict[str, float | None]]:
    """Return the probabilities at nearer days: the model has one hazard for all of them."""
    person, of_days = shown.person, shown.batch.horizon_days
    transfer = person.transfer_risk
    return [
        {
            "days": days,
            "risk": risk_by(person.risk, of_days=of_days, days=days),
            "transfer_risk": None
            if transfer is None
            else risk_by(transfer, of_days=of_days, days=days),
        }
        for days in HORIZONS
        if days <= of_days
    ]


def _with_text(signal: Signal, language: Language) -> dict[str, object]:
    text = signal_text(signal.feature, signal.family, signal.direction, signal.value, language)
    return {**vars(signal), "text": text}


def all_suggested(
    shown: ShownPerson, suggestions: Sequence[Suggestion], language: Language
) -> SuggestionsOut:
    """Return what is suggested to a person, with reasons."""
    answer = {
        "employee_id": shown.person.employee_id,
        "items": [_with_reason(one, language) for one in suggestions],
        "batch": BatchOut.of(shown.batch),
    }
    return SuggestionsOut.model_validate(answer)


def _with_reason(suggestion: Suggestion, language: Language) -> dict[str, object]:
    text = reason_text(suggestion.reason, suggestion.reason_values, language)
    return {**vars(suggestion), "reason_text": text}


def care_list_out(care: CareList, batch: Batch, language: Language) -> CareListOut:
    """Return the care list."""
    answer = {
        "capacity": care.capacity,
        "basis": "model" if care.entries else "base_rate",
        "leavers": vars(care.leavers),
        "items": [_entry(entry, language) for entry in care.entries],
        "batch": BatchOut.of(batch),
    }
    return CareListOut.model_validate(answer)


def _entry(entry: CareEntry, language: Language) -> dict[str, object]:
    return {
        **vars(entry.person),
        "signals": [_with_text(signal, language) for signal in entry.signals],
        "course": _with_reason(entry.course, language) if entry.course else None,
        "mentor": _with_reason(entry.mentor, language) if entry.mentor else None,
    }


def facts_out(facts: Facts, refusal: RefusalOut | None, batch: Batch) -> FactsOut:
    """Return the facts that hold without a model, and why there is none where there is none."""
    return FactsOut.model_validate({**vars(facts), "refusal": refusal, "batch": BatchOut.of(batch)})
