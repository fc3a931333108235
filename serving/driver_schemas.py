"""The shape of the drivers of groups at the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from serving.schemas import BATCH, BatchOut

DRIVER: dict[str, Any] = {"family": "exits", "text": "Departures around the person", "leavers": 1.4}
GROUP: dict[str, Any] = {
    "group_id": "U-03",
    "group_name": "Dinas Kesehatan",
    "drivers": [DRIVER],
}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class DriverOut(BaseModel):
    """One family of signals: no cause, but what went together with leaving."""

    model_config = _example(**DRIVER)
    family: str
    text: str
    leavers: float = Field(
        description="Expected leavers more (or fewer, below 0) than at the agency's mean."
    )


class GroupDriversOut(BaseModel):
    """The families that move a group's expected leavers, the strongest first."""

    model_config = _example(**GROUP)
    group_id: str
    group_name: str
    drivers: Sequence[DriverOut]


class DriversOut(BaseModel):
    """The groups of a level; small ones are left out, and none is there without a model."""

    model_config = _example(level="unit", items=[GROUP], batch=BATCH)
    level: str
    items: Sequence[GroupDriversOut]
    batch: BatchOut
