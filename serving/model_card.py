"""The card of the model in use in the reader's words, and the drawings on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from serving.card_schemas import (
    BinOut,
    FiguresOut,
    InputGroupOut,
    InputOut,
    ModelCardOut,
    OriginOut,
    TransfersOut,
)
from serving.champion import Carded, Champion
from serving.drawings import Calibration, Dot, Year, Years
from serving.evidence import evidence_out
from serving.evidence_schemas import YearOut
from serving.language import Language, msg
from serving.phrases import ANY_VERDICT, GATE, RULES
from serving.refusals import refusal_document, refusal_out
from serving.wording import candidate_text, family_text, feature_text, meaning_text

CALIBRATION = msg("Exit rate against risk in ten groups; the same numbers are in the table below.")
YEARS = msg("Exits expected and observed by test year; the same numbers are in the table below.")


def card_out(champion: Champion | Carded, language: Language) -> ModelCardOut:
    """Return the card; texts are in the reader's language, codes and figures as they are."""
    card = champion.card
    gate, refusal = str(card.get("gate", "")), card["refusal"] or None
    refused = refusal_out(refusal_document(card), language) if refusal else None
    return ModelCardOut(
        version=champion.version,
        candidate=card["candidate"],
        candidate_text=candidate_text(card["candidate"], language),
        refusal=refusal,
        refusal_text=refused.text if refused else None,
        refusal_notes=refused.notes if refused else [],
        gate=gate,
        gate_text=language.text(GATE.get(gate, ANY_VERDICT)),
        **{name: card[name] for name in PLAIN},
        figures=[_figures(name, row, language) for name, row in card["figures"].items()],
        back_test=[_origin(row, language) for row in card["back_test"]],
        calibration=[BinOut.model_validate(row) for row in card["calibration"]],
        transfers=_transfers(card.get("transfers"), language),
        inputs=_inputs(card["inputs"], language),
        limits=[language.text(limit) for limit in card["limits"]],
        rules=[language.text(rule) for rule in RULES],
        evidence=evidence_out(card),
        waiver=card.get("waiver", ""),
    )


PLAIN = ("until", "horizon_days", "n_people", "n_events", "person_years", "yearly_rate")


def _figures(name: str, row: Mapping[str, Any], language: Language) -> FiguresOut:
    return FiguresOut.model_validate(_readable(name, row, language))


def _origin(row: Mapping[str, Any], language: Language) -> OriginOut:
    return OriginOut.model_validate(_readable(row["candidate"], row, language))


def _transfers(card: Mapping[str, Any] | None, language: Language) -> TransfersOut | None:
    """Return the second target; None where the card has none."""
    if not card:
        return None
    return TransfersOut(
        candidate=card["candidate"],
        candidate_text=candidate_text(card["candidate"], language),
        refusal=card["refusal"] or None,
        n_events=card["n_events"],
        figures=[_figures(name, row, language) for name, row in card["figures"].items()],
    )


def _readable(name: str, row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return a row of figures with its words; what cannot be worked out is None."""
    numbers = {key: None if _is_nan(value) else value for key, value in row.items()}
    return {**numbers, "candidate": name, "candidate_text": candidate_text(name, language)}


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _inputs(inputs: Iterable[Mapping[str, str]], language: Language) -> list[InputGroupOut]:
    """Return the inputs by family, in the order of the card."""
    families: dict[str, list[InputOut]] = {}
    for one in inputs:
        families.setdefault(one["family"], []).append(InputOut(**_labelled(one, language)))
    return [
        InputGroupOut(
            family=family,
            family_text=family_text(family, language),
            n_items=len(items),
            items=items,
        )
        for family, items in families.items()
    ]


def _labelled(one: Mapping[str, str], language: Language) -> dict[str, str]:
    return {
        "name": one["name"],
        "label": feature_text(one["name"], language),
        "unit": one["unit"],
        "meaning": meaning_text(one["meaning"], language),
    }


@dataclass(frozen=True)
class Pictures:
    """The drawings of a card; None where it has no numbers for one."""

    calibration: Calibration | None
    years: Years | None


def pictures_of(card: ModelCardOut, language: Language) -> Pictures:
    """Return the drawings of a card in the reader's language."""
    return Pictures(
        calibration=_calibration(card.calibration, language) if card.calibration else None,
        years=_years(card.evidence.years, language) if card.evidence.years else None,
    )


def _calibration(bins: Sequence[BinOut], language: Language) -> Calibration:
    risk, rate = language.text(msg("Risk")), language.text(msg("Exit rate"))

    def told(one: BinOut) -> str:
        low, high = language.percent(one.low, 1), language.percent(one.high, 1)
        left = f"{rate}: {language.percent(one.rate, 1)} ({low}–{high})"
        return f"{risk}: {language.percent(one.risk, 1)}; {left}"

    return Calibration(
        language.text(CALIBRATION),
        across=risk,
        up=rate,
        dots=tuple(Dot(one.risk, one.rate, one.low, one.high, told(one)) for one in bins),
    )


def _years(years: Sequence[YearOut], language: Language) -> Years:
    expected, observed = language.text(msg("Expected")), language.text(msg("Came to pass"))
    number = language.number

    def told(one: YearOut) -> str:
        seen = f"{observed}: {number(one.observed)} ({number(one.low)}–{number(one.high)})"
        return f"{language.day(one.origin)}: {seen}; {expected}: {number(one.expected)}"

    return Years(
        language.text(YEARS),
        expected=expected,
        observed=observed,
        rows=tuple(
            Year(language.day(one.origin), one.expected, one.observed, one.low, one.high, told(one))
            for one in years
        ),
    )
