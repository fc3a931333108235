"""The card of the model in use in the reader's words, and the picture of its calibration."""

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
from serving.evidence import evidence_out
from serving.language import Language
from serving.phrases import ANY_VERDICT, GATE, RULES
from serving.refusals import refusal_document, refusal_out
from serving.wording import candidate_text, family_text, feature_text, meaning_text

WIDTH, HEIGHT, MARGIN = 360.0, 260.0, 40.0
STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
MOST_TICKS = 6


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
class Dot:
    """A tenth of the people in the drawing: its place and the ends of its interval."""

    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Tick:
    """A share on both axes, which have one scale."""

    share: float
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """Risk to the right, exit rate upwards; on the diagonal both are the same."""

    dots: Sequence[Dot]
    ticks: Sequence[Tick]
    width: float = WIDTH
    height: float = HEIGHT
    margin: float = MARGIN


def picture_of(bins: Sequence[BinOut]) -> Picture | None:
    """Return the drawing of a calibration table, or None where there is none."""
    if not bins:
        return None
    most = max(max(one.risk, one.high) for one in bins)
    step = next((step for step in STEPS if most / step < MOST_TICKS), 1.0)
    shares = [step * n for n in range(math.ceil(most / step) + 1)]
    ticks = [Tick(share, _x(share, shares[-1]), _y(share, shares[-1])) for share in shares]
    dots = [
        Dot(
            *(_x(one.risk, shares[-1]), *(_y(y, shares[-1]) for y in (one.rate, one.high, one.low)))
        )
        for one in bins
    ]
    return Picture(dots, ticks)


def _x(share: float, most: float) -> float:
    return round(MARGIN + share / most * (WIDTH - 1.5 * MARGIN), 1)


def _y(share: float, most: float) -> float:
    return round(HEIGHT - MARGIN - share / most * (HEIGHT - 1.5 * MARGIN), 1)
