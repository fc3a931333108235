"""The shape of the model card at the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from serving.evidence_schemas import LIST, EvidenceOut

FIGURES: dict[str, Any] = {
    "candidate": "boosted_hazard",
    "candidate_text": "boosted trees",
    "n": 4759,
    "observed": 80,
    "expected": 101.9,
    "auc": 0.69,
    "average_precision": 0.036,
    "lift_top": 3.0,
    "calibration_error": 0.005,
}
TRANSFERS: dict[str, Any] = {
    "candidate": "boosted_hazard",
    "candidate_text": "boosted trees",
    "refusal": None,
    "n_events": 310,
    "figures": [FIGURES],
}
RATE = {"rate": 0.013, "low": 0.012, "high": 0.014}
BIN = {"risk": 0.06, "rate": 0.052, "low": 0.043, "high": 0.063, "n": 1294}
INPUT = {
    "name": "days_in_rank",
    "label": "Time in the present rank",
    "unit": "days",
    "meaning": "Days since the present rank began.",
}
GROUP: dict[str, Any] = {
    "family": "post",
    "family_text": "Career in posts and ranks",
    "n_items": 1,
    "items": [INPUT],
}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class FiguresOut(BaseModel):
    """How a candidate did on people it had not seen; null where it cannot be worked out."""

    model_config = _example(**FIGURES)
    candidate: str
    candidate_text: str
    n: int
    observed: int = Field(description="Voluntary exits that came to pass.")
    expected: float | None = Field(description="Voluntary exits that the candidate expected.")
    auc: float | None = Field(description="How well leavers are ranked; 0.5 is chance.")
    average_precision: float | None
    lift_top: float | None = Field(
        description="Exit rate of the 5% at the highest risk, against all."
    )
    calibration_error: float | None = Field(description="Mean distance of risk and exit rate.")


class OriginOut(FiguresOut):
    """The same for one test year, which begins at the origin."""

    model_config = _example(**FIGURES, origin="2025-05-04")
    origin: date


class RateOut(BaseModel):
    """A rate with a 90% interval."""

    model_config = _example(**RATE)
    rate: float
    low: float
    high: float


class BinOut(BaseModel):
    """A tenth of the people by risk: their mean risk and how many of them left."""

    model_config = _example(**BIN)
    risk: float
    rate: float
    low: float
    high: float
    n: int


class InputOut(BaseModel):
    """One input; the label is in the reader's language."""

    model_config = _example(**INPUT)
    name: str
    label: str
    unit: str
    meaning: str


class InputGroupOut(BaseModel):
    """The inputs of one family."""

    model_config = _example(**GROUP)
    family: str
    family_text: str
    n_items: int
    items: Sequence[InputOut]


class TransfersOut(BaseModel):
    """What is known of the second target, transfers to another agency."""

    model_config = _example(**TRANSFERS)
    candidate: str
    candidate_text: str
    refusal: str | None = Field(description="Why everybody has the same rate.")
    n_events: int
    figures: Sequence[FiguresOut]


class ModelCardOut(BaseModel):
    """What the model in use learned from, how it did on unseen people, its limits and rules."""

    model_config = _example(
        version="1",
        candidate="boosted_hazard",
        candidate_text="boosted trees",
        refusal=None,
        refusal_text=None,
        refusal_notes=[],
        gate="not_worse",
        gate_text="It serves; on the newest test year it was no worse than the model before it.",
        until="2026-01-01",
        horizon_days=365,
        n_people=7544,
        n_events=948,
        person_years=71529.0,
        yearly_rate=RATE,
        figures=[FIGURES],
        back_test=[{**FIGURES, "origin": "2025-05-04"}],
        calibration=[BIN],
        transfers=TRANSFERS,
        inputs=[GROUP],
        limits=["The signals are found in the records."],
        rules=["Risk opens offers of help."],
        evidence={"lists": [LIST]},
        waiver="",
    )
    version: str
    candidate: str
    candidate_text: str
    refusal: str | None = Field(description="Why there is no model of single people.")
    refusal_text: str | None
    refusal_notes: Sequence[str] = Field(description="What is on record, and what would help.")
    gate: str
    gate_text: str
    until: date = Field(description="It learned from what was known before this day.")
    horizon_days: int
    n_people: int
    n_events: int
    person_years: float
    yearly_rate: RateOut
    figures: Sequence[FiguresOut]
    back_test: Sequence[OriginOut]
    calibration: Sequence[BinOut]
    transfers: TransfersOut | None = Field(description="Null where nobody transferred.")
    inputs: Sequence[InputGroupOut]
    limits: Sequence[str]
    rules: Sequence[str]
    evidence: EvidenceOut
    waiver: str = Field(description="Why it serves although it fails in a group; else empty.")
