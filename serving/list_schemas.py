"""The shapes of lists at the API: a page of items, and the cursor of the next page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from serving.schemas import BATCH, FORECAST, PERSON_ID, BatchOut, ForecastOut
from serving.store.rows import Place

PERSON = {
    "employee_id": PERSON_ID,
    "unit_id": "U-03",
    "unit_name": "Dinas Kesehatan",
    "job_id": "J-114",
    "job_name": "Analis Kebijakan Ahli Muda",
    "job_family": "Kebijakan",
}
OFFER = {
    "employee_id": PERSON_ID,
    "agency_id": "3372",
    "kind": "conversation",
    "state": "accepted",
    "offered_on": "2026-01-15",
    "outcome_on": "2026-01-20",
    "recorded_on": "2026-01-20",
    "entered_by": "petugas",
    "entered_at": "2026-01-20T03:12:00Z",
}
MODEL = {"name": "turnover", "version": "7", "horizon_days": 365, "card": "/v1/models/turnover"}
State = Literal["offered", "accepted", "declined", "no_answer", "done"]
NEXT = Field(description="Hand it back as cursor for what follows; null at the end.")


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [values]})


class EmployeesOut(BaseModel):
    """A page of the people in the scores, in the order of their pseudonyms."""

    model_config = _example(items=[PERSON], next_cursor=None, batch=BATCH)
    items: list[Place]
    next_cursor: str | None = NEXT
    batch: BatchOut


class UnitsOut(BaseModel):
    """A page of the units that are large enough to be shown, in the order of their ids."""

    model_config = _example(items=[FORECAST], next_cursor=None, batch=BATCH)
    items: list[ForecastOut]
    next_cursor: str | None = NEXT
    batch: BatchOut


class BatchesOut(BaseModel):
    """A page of what was ever published, the newest first; nothing published is taken back."""

    model_config = _example(items=[BATCH], next_cursor=None)
    items: list[BatchOut]
    next_cursor: str | None = NEXT


class OfferOut(BaseModel):
    """What the office offered a person, and what became of it."""

    model_config = _example(**OFFER)
    employee_id: str
    agency_id: str
    kind: str
    state: State
    offered_on: date
    outcome_on: date | None
    recorded_on: date
    entered_by: str
    entered_at: datetime


class OffersOut(BaseModel):
    """A page of the ledger of offers, the last entered first."""

    model_config = _example(items=[OFFER], next_cursor=None)
    items: list[OfferOut]
    next_cursor: str | None = NEXT


class ModelOut(BaseModel):
    """A model in use; its card says what it learned from and how far to trust it."""

    model_config = _example(**MODEL)
    name: str
    version: str
    horizon_days: int
    card: str


class ModelsOut(BaseModel):
    """The models in use; empty while none has passed the gate."""

    model_config = _example(items=[MODEL])
    items: list[ModelOut]
