"""The shape of one unit at the API: what is expected, lacking and on offer in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from serving.development_schemas import OpeningOut
from serving.driver_schemas import DRIVER, DriverOut
from serving.learning_schemas import Row
from serving.refusal_schemas import QUARTER, QuarterOut
from serving.schemas import BATCH, FORECAST, BatchOut, ForecastOut

MENTOR = {
    "item_id": "3f9a1c0b7d2e4f6a8b1c",
    "kind": "mentor",
    "job_name": "Perawat Ahli Madya",
    "unit_name": "Dinas Kesehatan",
    "region": "Komunikasi, Pelayanan Publik",
    "places": 2.0,
    "strategic": False,
    "closes_on": None,
    "starts_on": None,
    "facts": [],
}
NEEDED = {"unit_id": "U-03", "name": "Dinas Kesehatan", "n_people": 412, "job_match": 84.0}
FACTS: dict[str, Any] = {
    "people": 412,
    "newly_placed": 33,
    "contract_due": 5,
    "five_years_in_post": 80,
    "two_years_without_training": 101,
    "retirements": [QUARTER],
}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [values]})


class UnitFactsOut(BaseModel):
    """How many people some plain facts hold for; no model is involved."""

    model_config = _example(**FACTS)
    people: int
    newly_placed: int = Field(description="Less than a year in the present job.")
    contract_due: int = Field(description="Contracts that end within a year.")
    five_years_in_post: int
    two_years_without_training: int = Field(description="Or no training on record at all.")
    retirements: Sequence[QuarterOut] = Field(description="By quarter, three years ahead.")


class UnitNameOut(BaseModel):
    """A unit by its id and name."""

    model_config = _example(unit_id="U-03", unit_name="Dinas Kesehatan")
    unit_id: str
    unit_name: str


class UnitPartOut(UnitNameOut):
    """A unit below another one; numbers are null to those who may not see them."""

    model_config = _example(
        unit_id="U-03", unit_name="Dinas Kesehatan", n_people=412, forecast=FORECAST
    )
    n_people: int | None = Field(description="In it and below it.")
    forecast: ForecastOut | None = Field(description="Of it and those below it.")


class UnitOut(UnitNameOut):
    """One unit with those below it; what is not for the one who asks, or of too few, is null."""

    model_config = _example(
        unit_id="U-03",
        unit_name="Dinas Kesehatan",
        n_people=40,
        n_with_below=412,
        above=[{"unit_id": "U-00", "unit_name": "Pemerintah Kota"}],
        parts=[],
        forecast=None,
        branch=FORECAST,
        drivers=[DRIVER],
        needs=[NEEDED],
        mentors=[MENTOR],
        facts=FACTS,
        batch=BATCH,
    )
    n_people: int | None
    n_with_below: int | None
    above: Sequence[UnitNameOut] = Field(description="The units that hold it, nearest first.")
    parts: Sequence[UnitPartOut] = Field(description="The units directly below it.")
    forecast: ForecastOut | None = Field(description="Of the unit's own people.")
    branch: ForecastOut | None = Field(description="Of the unit and those below it together.")
    drivers: Sequence[DriverOut] = Field(description="What moves the forecast of its own people.")
    needs: Sequence[Row] = Field(description="Of it and units below, the heaviest first.")
    mentors: Sequence[OpeningOut] = Field(description="With a free place, in it and below it.")
    facts: UnitFactsOut | None = Field(description="About the people in it and below it.")
    batch: BatchOut
