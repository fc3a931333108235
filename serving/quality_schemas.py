"""The shapes of the quality report and of the catalogue of features at the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

FIGURES: dict[str, Any] = {
    "completeness": 99.7,
    "timeliness": 98.3,
    "accuracy": 99.7,
    "consistency": 100.0,
    "index": 99.4,
    "checked": 122028,
}
TABLE = {**FIGURES, "table": "appraisals", "label": "Appraisals"}
UNIT = {**FIGURES, "unit_id": "kab-001-u00004", "name": "SMP Negeri 2", "n_people": 14}
RULE: dict[str, Any] = {
    "rule": "appraisal_missing",
    "label": "No appraisal of the last year",
    "way_out": "Enter the appraisal of the year, or ask the superior for it.",
    "dimension": "completeness",
    "table": "appraisals",
    "of_items": False,
    "checked": 2430,
    "failed": 82,
    "worth": 586.3,
}
SPREAD: dict[str, Any] = {
    "n": 3015,
    "missing": 255,
    "edges": [305.0, 670.0],
    "words": [],
    "counts": [2685, 80, 0],
}
FEATURE: dict[str, Any] = {
    "name": "days_since_appraisal",
    "label": "Time since the last appraisal",
    "family": "appraisal",
    "unit": "days",
    "meaning": "Days since the last appraisal ended.",
    "needs": ["appraisals"],
    "share_missing": 0.084,
    "now": SPREAD,
    "reference": SPREAD,
    "drift": 0.0005,
}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class FiguresOut(BaseModel):
    """The four dimensions and the index, 0 to 100; null where nothing was checked."""

    model_config = _example(**FIGURES)
    completeness: float | None
    timeliness: float | None
    accuracy: float | None
    consistency: float | None
    index: float | None
    checked: int = Field(description="People, units and jobs times the rules they were held to.")


class TableQualityOut(FiguresOut):
    """The index of one table."""

    model_config = _example(**TABLE)
    table: str
    label: str


class UnitQualityOut(FiguresOut):
    """The index of one unit; small units are left out."""

    model_config = _example(**UNIT)
    unit_id: str
    name: str
    n_people: int


class RuleQualityOut(BaseModel):
    """What one rule found."""

    model_config = _example(**RULE)
    rule: str
    label: str
    way_out: str
    dimension: str
    table: str
    of_items: bool = Field(description="Whether units or jobs are counted, and not people.")
    checked: int
    failed: int | None = Field(description="Null for fewer people than the minimum cell.")
    worth: float = Field(description="What its fixes would change, in columns of profiles.")


class QualityOut(FiguresOut):
    """How good the records of an agency were on a day, as a whole, by table, unit and rule."""

    model_config = _example(
        **FIGURES,
        agency_id="kab-001",
        as_of="2026-01-01",
        created_at="2026-01-01T03:12:00Z",
        n_people=3017,
        weights={"completeness": 0.25, "timeliness": 0.25, "accuracy": 0.25, "consistency": 0.25},
        tables=[TABLE],
        units=[UNIT],
        n_units_left_out=12,
        rules=[RULE],
    )
    agency_id: str
    as_of: date
    created_at: datetime
    n_people: int
    weights: dict[str, float]
    tables: Sequence[TableQualityOut]
    units: Sequence[UnitQualityOut]
    n_units_left_out: int
    rules: Sequence[RuleQualityOut]


class SpreadOut(BaseModel):
    """How many people have values in each bin; fewer than the minimum cell count as none."""

    model_config = _example(**SPREAD)
    n: int
    missing: int
    edges: Sequence[float] = Field(default=(), description="Upper ends of all bins but the last.")
    words: Sequence[str] = Field(default=(), description="The bins of a category.")
    counts: Sequence[int]


class FeatureOut(BaseModel):
    """One feature: what it means, and how it is spread now and was when the model learned."""

    model_config = _example(**FEATURE)
    name: str
    label: str
    family: str
    unit: str
    meaning: str
    needs: Sequence[str]
    share_missing: float | None
    now: SpreadOut | None
    reference: SpreadOut | None
    drift: float | None = Field(description="Population stability index; above 0.25 is a shift.")


class CatalogueOut(BaseModel):
    """Every declared feature; spreads are there once an agency was scored."""

    model_config = _example(
        agency_id="kab-001", as_of="2026-01-01", model="boosted_hazard v3", features=[FEATURE]
    )
    agency_id: str | None
    as_of: date | None
    model: str | None
    features: Sequence[FeatureOut]
