"""The shape of one person's risks at the API."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from serving.schemas import BATCH, RISK, SIGNAL, BatchOut, SignalOut

NEARER: dict[str, Any] = {"days": 180, "risk": 0.07, "transfer_risk": 0.01}
WHAT_IF: dict[str, Any] = {
    "lever": "training_hours",
    "risk": 0.11,
    "text": "If the records showed 20 hours of training (JP) in the last year, the risk shown would"
    " be 11% instead of 14%.",
}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [values]})


class RiskAtOut(BaseModel):
    """The probabilities within so many days; they rise with the days."""

    model_config = _example(**NEARER)
    days: int
    risk: float
    transfer_risk: float | None


class WhatIfOut(BaseModel):
    """What the model would say of other records: no promise of what would happen."""

    model_config = _example(**WHAT_IF)
    lever: str
    risk: float
    text: str


class RiskOut(BaseModel):
    """A probability of leaving of one's own accord; null where there is too little to learn from.

    It opens offers and nothing else.
    """

    model_config = _example(
        **RISK, transfer_risk=0.02, curve=[NEARER], signals=[SIGNAL], what_if=[WHAT_IF], batch=BATCH
    )
    employee_id: str
    basis: Literal["model", "base_rate"]
    risk: float | None
    band: str | None
    transfer_risk: float | None = Field(
        description="The probability of a transfer to another agency; null where it is unknown."
    )
    curve: list[RiskAtOut] = Field(description="Nearer days, up to the horizon scored for.")
    note: str
    signals: list[SignalOut]
    what_if: list[WhatIfOut] = Field(
        description="Other records of which the model would say clearly less."
    )
    batch: BatchOut
