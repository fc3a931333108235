"""The shapes of what is sent to a model and of what it answers, each with an example."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    PlainValidator,
    StrictFloat,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)
from pydantic_core import PydanticKnownError

LARGEST_BATCH = 10_000
Days = Annotated[int, Field(ge=1, le=3650)]
Value = StrictFloat | StrictInt | StrictStr | None
Profile = Annotated[dict[str, Value], Field(description="One column a feature, null for none.")]


class PredictIn(BaseModel):
    """Profiles to ask the model about; every column of the model must be there."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "horizon_days": 365,
                    "profiles": [{"days_in_post": 1460, "courses_last_year": 0, "job_kind": None}],
                }
            ]
        },
    )
    horizon_days: Days | None = None
    profiles: Annotated[list[Profile], Field(min_length=1, max_length=1000)]


COLUMN_SCHEMA = {
    "type": "array",
    "maxItems": LARGEST_BATCH,
    "items": {"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "null"}]},
}


def _as_given(values: object) -> list[Any]:
    """Return a column as it came: pydantic would copy its values one by one."""
    if not isinstance(values, list):
        raise PydanticKnownError("list_type")
    told = {"field_type": "List", "actual_length": len(values)}
    if not values:
        raise PydanticKnownError("too_short", told | {"min_length": 1})
    if len(values) > LARGEST_BATCH:
        raise PydanticKnownError("too_long", told | {"max_length": LARGEST_BATCH})
    return values


Column = Annotated[
    list[Any],
    PlainValidator(_as_given),
    WithJsonSchema(COLUMN_SCHEMA | {"minItems": 1}),
]
"""The values are checked against the model, which knows them, and a column at a time."""


class PredictBatchIn(BaseModel):
    """A table to ask the model about, column by column; every column of the model must be there."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "horizon_days": 365,
                    "columns": {"days_in_post": [1460, 30], "courses_last_year": [0, None]},
                }
            ]
        },
    )
    horizon_days: Days | None = None
    columns: Annotated[dict[str, Column], Field(min_length=1)]


class PredictOut(BaseModel):
    """Calibrated risks in the order of the rows."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"model": "turnover/7", "horizon_days": 365, "risks": [0.031]}]
        }
    )
    model: str
    horizon_days: int
    risks: list[FiniteFloat]
