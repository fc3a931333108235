"""The shapes of answers at the API, each with an example."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from serving.store.rows import Batch

PERSON_ID = "3f9a1c0b7d2e4f6a8b1c"
BATCH = {
    "batch_id": 12,
    "agency_id": "3372",
    "as_of": "2026-01-01",
    "horizon_days": 365,
    "model": "turnover/7",
    "created_at": "2026-01-01T03:12:00Z",
}
SIGNAL = {
    "rank": 1,
    "feature": "days_since_promotion",
    "family": "post",
    "direction": "raises",
    "contribution": 0.41,
    "value": 2010.0,
    "text": "Time since the last promotion: 5 years 6 months; with such a record, leaving was"
    " more frequent.",
}
COURSE = {
    "rank": 1,
    "item_id": "C-0187",
    "title": "Pelatihan Analisis Kebijakan",
    "score": 2.4,
    "reason": "closes_gap",
    "reason_text": "Closes the gap in analysis: level 2, needed 3.",
}
RISK = {
    "employee_id": PERSON_ID,
    "basis": "model",
    "risk": 0.14,
    "band": "raised",
    "note": "Of 100 people with such a risk, about 14 leave of their own accord within 365 days.",
}
FORECAST = {
    "group_id": "U-03",
    "group_name": "Dinas Kesehatan",
    "n": 412,
    "expected": 9.2,
    "low": 5.0,
    "high": 13.0,
}
LEAVERS = {"expected": 5.1, "low": 2, "high": 8}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [values]})


class ProblemOut(BaseModel):
    """What went wrong (RFC 9457); ``instance`` is the template of the address."""

    model_config = _example(
        type="urn:bina:problem:unknown-person",
        title="Not found",
        status=404,
        detail="No such person is in the scores in force.",
        instance="/v1/employees/{employee_id}",
        errors=[],
    )
    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Mapping[str, str]]


class HealthOut(BaseModel):
    """Whether the service runs and has something to serve."""

    model_config = _example(status="ok", version="0.1.0")
    status: Literal["ok", "no_store", "no_scores"]
    version: str


class ReadyOut(BaseModel):
    """The service is ready: its database is reached and current, and scores are published."""

    model_config = _example(status="ready", version="0.1.0")
    status: Literal["ready"] = "ready"
    version: str


class BatchOut(BaseModel):
    """Which scores these are, so that they can be asked for again."""

    model_config = _example(**BATCH)
    batch_id: int
    agency_id: str
    as_of: date
    horizon_days: int
    model: str
    created_at: datetime

    @staticmethod
    def of(batch: Batch) -> BatchOut:
        """Return the heading of a batch."""
        return BatchOut.model_validate({**vars(batch), "batch_id": batch.id})


class EmployeeOut(BaseModel):
    """Facts about a person; null means that it is not on record."""

    model_config = _example(
        employee_id=PERSON_ID,
        unit_id="U-03",
        unit_name="Dinas Kesehatan",
        region="Kota Surakarta",
        job_id="J-114",
        job_name="Analis Kebijakan Ahli Muda",
        job_family="Kebijakan",
        days_in_service=2880.0,
        days_in_post=1460.0,
        days_since_training=812.0,
        calendar_exit="retirement",
        calendar_exit_on="2041-05-01",
        batch=BATCH,
    )
    employee_id: str
    unit_id: str | None
    unit_name: str | None
    region: str | None
    job_id: str | None
    job_name: str | None
    job_family: str | None
    days_in_service: float | None
    days_in_post: float | None
    days_since_training: float | None
    calendar_exit: Literal["retirement", "contract_end"] | None = Field(
        description="The next departure that the calendar tells: a date, not a prediction."
    )
    calendar_exit_on: date | None
    batch: BatchOut


class SignalOut(BaseModel):
    """A sign in the records; it went together with leaving or staying, and is not a cause."""

    model_config = _example(**SIGNAL)
    rank: int
    feature: str
    family: str
    direction: str
    contribution: float = Field(description="The change of the log hazard.")
    value: float | str | None
    text: str


class SuggestionOut(BaseModel):
    """One suggested course or mentor with the reason."""

    model_config = _example(**COURSE)
    rank: int
    item_id: str
    title: str
    score: float = Field(description="Higher comes first; comparable within one reason only.")
    reason: str
    reason_text: str


class SuggestionsOut(BaseModel):
    """What is suggested to a person, in order."""

    model_config = _example(employee_id=PERSON_ID, items=[COURSE], batch=BATCH)
    employee_id: str
    items: list[SuggestionOut]
    why_none: str | None = Field(None, description="Why no mentor is suggested, where none is.")
    batch: BatchOut


class LeaversOut(BaseModel):
    """How many of the people listed would leave, with an 80% interval."""

    model_config = _example(**LEAVERS)
    expected: float
    low: int
    high: int


class CareEntryOut(BaseModel):
    """One person of the care list."""

    model_config = _example(
        **RISK,
        unit_name="Dinas Kesehatan",
        job_name="Perawat Ahli Muda",
        signals=[SIGNAL],
        course=COURSE,
        mentor=None,
    )
    employee_id: str
    unit_name: str | None
    job_name: str | None
    risk: float
    band: str
    signals: list[SignalOut]
    course: SuggestionOut | None
    mentor: SuggestionOut | None


class CareListOut(BaseModel):
    """As many people as there is time for, and how many of them would really leave."""

    model_config = _example(
        capacity=40,
        basis="model",
        leavers=LEAVERS,
        items=[{**RISK, "unit_name": "Dinas Kesehatan", "job_name": "Perawat Ahli Muda"}],
        batch=BATCH,
    )
    capacity: int
    basis: Literal["model", "base_rate"]
    leavers: LeaversOut
    items: list[CareEntryOut]
    batch: BatchOut


class ForecastOut(BaseModel):
    """Voluntary leavers expected in one group, with an 80% interval."""

    model_config = _example(**FORECAST)
    group_id: str
    group_name: str
    n: int
    expected: float
    low: float
    high: float


class ForecastsOut(BaseModel):
    """The groups of a level; those below the minimum cell are together in one without an id."""

    model_config = _example(level="unit", items=[FORECAST], batch=BATCH)
    level: str
    items: list[ForecastOut]
    batch: BatchOut


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemOut, "content": {"application/problem+json": {}}}
    for status in (400, 401, 403, 404, 409, 413, 422, 429, 500, 503)
}
