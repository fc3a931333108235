"""What the API says about development: plans, the open board, succession."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from serving.schemas import BATCH, PERSON_ID, BatchOut


def example_of(**values: Any) -> ConfigDict:
    """Return the settings of an answer that names its batch, with an example of it."""
    example: dict[str, Any] = {**values, "batch": BATCH}
    return ConfigDict(json_schema_extra={"examples": [example]})


GOAL = {
    "declared_on": "2025-11-03",
    "job_name": "Perawat Ahli Muda",
    "competency": None,
    "preferred_region": "Kota Surakarta",
}
GAP = {
    "competency_id": "M.3",
    "competency": "Komunikasi",
    "level": 1.2,
    "required_level": 2.0,
    "basis": "assessed",
    "gap": 0.8,
}
ACTION = {
    "id": "1",
    "share": "course",
    "kind": "course",
    "item_id": "o0042",
    "title": "Komunikasi Efektif",
    "starts_on": "2026-03-02",
    "ends_on": "2026-03-05",
    "hours": 20.0,
    "form": 3.0,
    "closes": [{"competency": "Komunikasi", "from_level": 1.2, "to_level": 2.0}],
    "closure": 1.6,
    "evidence": "certificate",
}
FACT = {
    "rule": "two_years_in_post",
    "verdict": "barred",
    "source": "Peraturan BKN 5/2019, mutasi paling singkat 2 tahun",
    "text": "Time in the present post and unit: 1.5 of the 2 years that a move asks for.",
}
OPENING = {
    "item_id": "U-03:F-01-4",
    "kind": "post",
    "job_name": "Perawat Ahli Pertama",
    "unit_name": "Puskesmas Tirtasari",
    "region": "Tirtasari",
    "places": 1.0,
    "strategic": False,
    "closes_on": None,
    "starts_on": None,
    "facts": [FACT],
}


class GoalOut(BaseModel):
    """What the person declared; a region is a wish and no claim."""

    declared_on: date
    job_name: str | None = None
    competency: str | None = None
    preferred_region: str | None = None


class PlanGapOut(BaseModel):
    """A competency below what the present job asks."""

    competency_id: str
    competency: str
    level: float
    required_level: float
    basis: str
    gap: float


class ClosingOut(BaseModel):
    """The level of a competency now, and the one that an action is expected to bring."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    competency: str
    from_level: float = Field(validation_alias="from")
    to_level: float = Field(validation_alias="to")


class ActionOut(BaseModel):
    """One action of a plan; ``share`` is work, people or course (70:20:10)."""

    id: str
    share: str
    kind: str
    item_id: str
    title: str
    starts_on: date
    ends_on: date | None
    hours: float | None
    form: float | None = Field(description="Form of development in SIASN.")
    closes: Sequence[ClosingOut] = ()
    closure: float = Field(description="Weighted levels that the action is expected to close.")
    evidence: str


class ServiceEndOut(BaseModel):
    """What ends the person's service within the year of a plan: retirement or contract_end."""

    reason: str
    on: date


class DevelopmentPlanOut(BaseModel):
    """A proposed development plan; nothing in it is decided."""

    model_config = example_of(
        employee_id=PERSON_ID,
        goals=[GOAL],
        gaps=[GAP],
        actions=[ACTION],
        reviews=["2026-04-01"],
        totals={"work": 0.0, "people": 0.0, "course": 20.0, "hours": 20.0, "levels": 0.8},
        index_points=15.0,
    )
    employee_id: str
    goals: Sequence[GoalOut]
    gaps: Sequence[PlanGapOut]
    actions: Sequence[ActionOut]
    reviews: Sequence[date]
    service_ends: ServiceEndOut | None = None
    totals: dict[str, float]
    index_points: float = Field(description="Points of the Professionalism Index it would bring.")
    batch: BatchOut


class FactOut(BaseModel):
    """What a rule says of the reader and an open place."""

    rule: str
    verdict: str = Field(
        description="barred, demanded, or unknown: nothing on record decides it, and it is to be"
        " checked."
    )
    source: str
    text: str


class OpeningOut(BaseModel):
    """An open post, assignment, project, class or mentor, with the rule facts for the reader.

    Of a mentor ``region`` holds the topics.
    """

    item_id: str
    kind: str
    job_name: str | None
    unit_name: str | None
    region: str | None
    places: float
    strategic: bool
    closes_on: date | None
    starts_on: date | None
    facts: Sequence[FactOut]


class BoardOut(BaseModel):
    """Everything that is open. Without an own record there are no facts."""

    model_config = example_of(items=[OPENING], has_own_facts=True)
    items: Sequence[OpeningOut]
    has_own_facts: bool
    batch: BatchOut


class SuccessionOut(BaseModel):
    """Posts that fall vacant with who could follow, knowledge pairs, and the leadership ladder."""

    model_config = example_of(posts=[], pairs=[], ladder=[])
    posts: Sequence[dict[str, Any]]
    pairs: Sequence[dict[str, Any]]
    ladder: Sequence[dict[str, Any]]
    batch: BatchOut


class CounsellorOut(BaseModel):
    """Somebody who has gone the way to the job that the person declared."""

    item_id: str
    job_name: str | None
    years: float


class CounsellorsOut(BaseModel):
    """A short private list for career counselling; never about performance."""

    model_config = example_of(
        employee_id=PERSON_ID, items=[{"item_id": PERSON_ID, "job_name": "Auditor", "years": 4.0}]
    )
    employee_id: str
    items: Sequence[CounsellorOut]
    batch: BatchOut
