"""The shapes of a refusal and of the facts that hold without a model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from serving.schemas import BATCH, BatchOut

REFUSAL: dict[str, Any] = {
    "code": "too_few_events",
    "text": "There are too few voluntary departures on record to learn from.",
    "n_events": 12,
    "n_people": 640,
    "events": 28,
    "years": 4.7,
    "people": 1490,
    "notes": ["28 more voluntary departures on record would be enough to try."],
}
QUARTER: dict[str, Any] = {"starts_on": "2026-01-01", "n": 14}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [values]})


class RefusalOut(BaseModel):
    """Why there is no model of persons, and what would help; any one of the three would do."""

    model_config = _example(**REFUSAL)
    code: str
    text: str
    n_events: int = Field(description="Voluntary departures learned from.")
    n_people: int
    events: int | None = Field(description="More departures that would be enough to try.")
    years: float | None = Field(description="More years at the present rate; null: no help.")
    people: int | None = Field(description="More people to learn with at the present rate.")
    notes: Sequence[str]


class QuarterOut(BaseModel):
    """How many people retire in the quarter that begins on a day."""

    model_config = _example(**QUARTER)
    starts_on: date
    n: int


class FactsOut(BaseModel):
    """How many people some plain facts hold for; no model is involved."""

    model_config = _example(
        people=5100,
        newly_placed=412,
        contract_due=64,
        five_years_in_post=980,
        two_years_without_training=1330,
        retirements=[QUARTER],
        refusal=REFUSAL,
        batch=BATCH,
    )
    people: int
    newly_placed: int = Field(description="Less than a year in the present job.")
    contract_due: int = Field(description="Contracts that end within a year.")
    five_years_in_post: int
    two_years_without_training: int = Field(description="Or no training on record at all.")
    retirements: Sequence[QuarterOut] = Field(description="By quarter, three years ahead.")
    refusal: RefusalOut | None = Field(description="Null where there is a model of persons.")
    batch: BatchOut
