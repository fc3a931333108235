"""The shapes of the evidence on a model card: what a decision needs beyond the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

FIGURE: dict[str, Any] = {"n": 4759, "value": 0.69, "low": 0.64, "high": 0.73}
BRIER: dict[str, Any] = {
    "n": 4759,
    "score": 0.0164,
    "reliability": 0.0001,
    "resolution": 0.0003,
    "uncertainty": 0.0166,
}
YEAR: dict[str, Any] = {
    "origin": "2025-01-01",
    "n": 1690,
    "expected": 34.8,
    "observed": 39,
    "low": 30.1,
    "high": 50.3,
}
TIME: dict[str, Any] = {"days": 180, "auc": 0.7, "n": 4700, "n_left": 41}
LIST: dict[str, Any] = {
    "capacity": 40,
    "listed": 120,
    "left": 9,
    "expected": 8.1,
    "precision": 0.075,
    "precision_low": 0.044,
    "precision_high": 0.124,
    "lift": 3.6,
    "lift_low": 2.1,
    "lift_high": 6.0,
}
LEAD: dict[str, Any] = {
    "n": 14,
    "known_already": 3,
    "days_low": 60.0,
    "days": 140.0,
    "days_high": 260.0,
}
MONTH: dict[str, Any] = {"month": "2026-01-01", "n": 39, "kept": 0.92}
USE: dict[str, Any] = {
    "offers": 52,
    "accepted": 21,
    "declined": 12,
    "answers": 80,
    "not_wanted": 31,
}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class FigureOut(BaseModel):
    """A figure with its 90% interval over resampled people."""

    model_config = _example(**FIGURE)
    n: int
    value: float | None
    low: float | None
    high: float | None


class BrierOut(BaseModel):
    """The mean squared error and its parts (Murphy 1973)."""

    model_config = _example(**BRIER)
    n: int
    score: float
    reliability: float = Field(description="Cost of wrong levels; lower is better.")
    resolution: float = Field(description="Gain of telling people apart; higher is better.")
    uncertainty: float


class YearOut(BaseModel):
    """Exits expected and observed in a test year, with the 90% interval of the latter."""

    model_config = _example(**YEAR)
    origin: date
    n: int
    expected: float
    observed: int
    low: float
    high: float


class TimeOut(BaseModel):
    """How well those are ranked who leave within so many days."""

    model_config = _example(**TIME)
    days: int
    auc: float
    n: int
    n_left: int


class ListOut(BaseModel):
    """What a list of so many people a test day would have been worth; intervals are of 90%."""

    model_config = _example(**LIST)
    capacity: int
    listed: int
    left: int
    expected: float
    precision: float
    precision_low: float
    precision_high: float
    lift: float | None
    lift_low: float | None
    lift_high: float | None


class LeadOut(BaseModel):
    """How long before the request to leave the leavers of the list were on it: quartiles."""

    model_config = _example(**LEAD)
    n: int
    known_already: int = Field(description="Had asked to leave before the list was made.")
    days_low: float | None
    days: float | None
    days_high: float | None


class MonthOut(BaseModel):
    """Which share of a list is on the list of the month after."""

    model_config = _example(**MONTH)
    month: date
    n: int
    kept: float | None


class UseOut(BaseModel):
    """What became of offers and suggestions; null for fewer than ten."""

    model_config = _example(**USE)
    offers: int | None
    accepted: int | None
    declined: int | None
    answers: int | None
    not_wanted: int | None


class EvidenceOut(BaseModel):
    """The evidence of the back-test; empty lists and nulls where there is none."""

    model_config = _example(
        intervals={"auc": FIGURE},
        brier=BRIER,
        concordance={"n_pairs": 60000, "value": 0.7},
        years=[YEAR],
        times=[TIME],
        lists=[LIST],
        lead=LEAD,
        stability=[MONTH],
    )
    intervals: dict[str, FigureOut]
    brier: BrierOut | None
    concordance: float | None
    years: Sequence[YearOut]
    times: Sequence[TimeOut]
    lists: Sequence[ListOut]
    lead: LeadOut | None
    stability: Sequence[MonthOut]
