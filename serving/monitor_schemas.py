"""The shape of the watch over the champion at the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

PAST: dict[str, Any] = {
    "as_of": "2025-01-01",
    "n": 5100,
    "days_seen": 365,
    "expected": 92.1,
    "observed": 88,
    "low": 77,
    "high": 108,
    "off": False,
    "listed": 40,
    "listed_left": 4,
    "precision": 0.1,
    "precision_low": 0.05,
    "precision_high": 0.2,
    "lift": 5.8,
    "lift_low": 2.8,
    "lift_high": 11.5,
}
SHIFT: dict[str, Any] = {"psi": 0.04, "low": 0.02, "high": 0.07}
FEATURE: dict[str, Any] = {**SHIFT, "feature": "days_in_unit", "surely": False}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class PastOut(BaseModel):
    """What became of a past scoring; ``low`` and ``high`` hold 9 of 10 such years."""

    model_config = _example(**PAST)
    as_of: date
    n: int
    days_seen: int
    expected: float = Field(description="In the time seen so far.")
    observed: int
    low: int
    high: int
    off: bool
    listed: int
    listed_left: int
    precision: float
    precision_low: float
    precision_high: float
    lift: float | None
    lift_low: float | None
    lift_high: float | None


class ShiftOut(BaseModel):
    """A population stability index with a 90% interval; above 0.25 people are others."""

    model_config = _example(**SHIFT)
    psi: float
    low: float
    high: float


class FeatureShiftOut(ShiftOut):
    """The shift of one feature since the champion first scored."""

    model_config = _example(**FEATURE)
    feature: str
    surely: bool


class MonitorOut(BaseModel):
    """What became of past warnings, what has shifted, and what speaks for training again."""

    model_config = _example(
        agency_id="3372",
        as_of="2026-01-01",
        version="3",
        trained_until="2025-06-01",
        past=[PAST],
        risks=SHIFT,
        features=[FEATURE],
        n_features=120,
        n_shifted=2,
        alarms=["old"],
    )
    agency_id: str
    as_of: date
    version: str
    trained_until: date
    past: Sequence[PastOut]
    risks: ShiftOut | None
    features: Sequence[FeatureShiftOut]
    n_features: int
    n_shifted: int
    alarms: Sequence[str]
