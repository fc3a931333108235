"""The shapes of the audits by group at the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

GROUP: dict[str, Any] = {
    "attribute": "sex",
    "attribute_text": "Sex",
    "group": "f",
    "group_text": "women",
}
RISKS: dict[str, Any] = {
    **GROUP,
    "people": 1077,
    "n": 2648,
    "observed": 52,
    "rate": 0.0196,
    "mean_risk": 0.0203,
    "auc": 0.68,
    "auc_low": 0.62,
    "auc_high": 0.74,
    "expected": 53.7,
    "expected_to_observed": 1.03,
    "ratio_low": 0.82,
    "ratio_high": 1.31,
    "listed": 140,
    "listed_share": 0.053,
    "impact": 1.0,
    "impact_low": 0.83,
    "impact_high": 1.21,
    "below_four_fifths": False,
    "surely_below_four_fifths": False,
}
PROXY: dict[str, Any] = {
    **GROUP,
    "n": 1690,
    "auc": 0.6,
    "auc_low": 0.58,
    "auc_high": 0.63,
    "rank_correlation": 0.99,
    "list_kept": 0.94,
    "auc_of_risk": 0.65,
    "auc_without": 0.65,
}
MEASURE: dict[str, Any] = {
    "attribute": "sex",
    "attribute_text": "Sex",
    "measure": "even_thresholds",
    "measure_text": "the same share of every group",
    "listed": 238,
    "lowest_impact": 0.98,
    "leavers": 11,
    "precision": 0.046,
}
UNIT: dict[str, Any] = {
    "unit_id": "U-03",
    "unit_name": "Dinas Kesehatan",
    "people": 120,
    "expected": 7.4,
    "observed": 9,
    "low": 3,
    "high": 12,
}
FAILURE: dict[str, Any] = {**GROUP, "what": "level", "what_text": "the level of the risks is off"}
SHARE: dict[str, Any] = {
    **GROUP,
    "kind": "course",
    "kind_text": "Completed a course",
    "n": 1034,
    "chosen": 500,
    "share": 0.484,
    "low": 0.458,
    "high": 0.509,
    "ratio": 0.92,
    "ratio_low": 0.85,
    "ratio_high": 1.0,
    "below": False,
    "surely_below": False,
}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class GroupOut(BaseModel):
    """A group of people; of a pair of attributes both words are joined by " x "."""

    model_config = _example(**GROUP)
    attribute: str
    attribute_text: str
    group: str
    group_text: str


class GroupRisksOut(GroupOut):
    """How the warning did in a group, on people it had not seen; intervals are of 90%."""

    model_config = _example(**RISKS)
    people: int
    n: int = Field(description="Tested rows: people on the tested days.")
    observed: int
    rate: float
    mean_risk: float
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    expected: float
    expected_to_observed: float | None
    ratio_low: float
    ratio_high: float | None
    listed: int = Field(description="How many were among the 5% at the highest risk of a day.")
    listed_share: float
    impact: float | None = Field(description="The share listed, against the highest of a group.")
    impact_low: float | None
    impact_high: float | None
    below_four_fifths: bool
    surely_below_four_fifths: bool


class ProxyOut(GroupOut):
    """How well profiles tell a group out of fold, and how far the risks lean on that."""

    model_config = _example(**PROXY)
    n: int
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    rank_correlation: float | None
    list_kept: float = Field(description="Share of the list that stays without that part.")
    auc_of_risk: float | None
    auc_without: float | None


class MeasureOut(BaseModel):
    """What a measure that evens out the list would bring and cost; none of them is in use."""

    model_config = _example(**MEASURE)
    attribute: str
    attribute_text: str
    measure: str
    measure_text: str
    listed: int
    lowest_impact: float | None
    leavers: int
    precision: float


class FailureOut(GroupOut):
    """A group in which the model fails the gate."""

    model_config = _example(**FAILURE)
    what: str
    what_text: str


class UnitRowOut(BaseModel):
    """Exits of a unit over the tested years: expected, observed, and the 90% interval expected."""

    model_config = _example(**UNIT)
    unit_id: str = Field(description="Empty for all units too small to be shown.")
    unit_name: str
    people: int
    expected: float
    observed: int
    low: int
    high: int


class GroupsOut(BaseModel):
    """The audit by group of the model in use; empty rows where it makes no statement on people."""

    model_config = _example(
        version="1",
        until="2026-01-01",
        rows=[RISKS],
        left_out=3,
        failures=[FAILURE],
        waiver="",
        proxies=[PROXY],
        measures=[MEASURE],
        units=[UNIT],
        units_inside=0.91,
    )
    version: str
    until: date
    rows: Sequence[GroupRisksOut]
    left_out: int = Field(description="Groups below the minimum cell.")
    failures: Sequence[FailureOut]
    waiver: str
    proxies: Sequence[ProxyOut]
    measures: Sequence[MeasureOut]
    units: Sequence[UnitRowOut]
    units_inside: float | None = Field(description="Share of units inside their interval.")


class ShareOut(GroupOut):
    """The share of a group that got an opportunity, with a 90% interval."""

    model_config = _example(**SHARE)
    kind: str
    kind_text: str
    n: int
    chosen: int
    share: float
    low: float
    high: float
    ratio: float | None = Field(description="Against the highest share, or against all others.")
    ratio_low: float | None
    ratio_high: float | None
    below: bool = Field(description="Below four fifths.")
    surely_below: bool


class OpportunitiesOut(BaseModel):
    """Who got what in the year before a day, of those who were there at its beginning."""

    model_config = _example(
        agency_id="3372", as_of="2026-01-01", n=1820, rows=[SHARE], left_out=2, missing=["mentor"]
    )
    agency_id: str
    as_of: date
    n: int
    rows: Sequence[ShareOut]
    left_out: int
    missing: Sequence[str] = Field(description="Kinds that the office has no records of.")
