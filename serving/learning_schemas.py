"""The shapes of answers about learning: gaps of a person, needs of an agency, plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from serving.options import MOST_RUPIAH
from serving.schemas import BATCH, PERSON_ID, BatchOut

GAP: dict[str, Any] = {
    "competency_id": "M.3",
    "competency": "Komunikasi",
    "required_level": 3.0,
    "level": 2.0,
    "sd": 0.8,
    "basis": "same_job",
    "weight": 2.0,
    "gap": 1.0,
    "chance": 0.73,
}
NEED: dict[str, Any] = {
    "aim": "present",
    "job_id": "J-114",
    "job_name": "Analis Kebijakan Ahli Muda",
    "job_match": 84.0,
    "band": "meets",
    "n_asked": 12,
    "n_lacking": 3,
    "n_estimated": 9,
    "gaps": [GAP],
}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class GapOut(BaseModel):
    """One competency that a job asks for: what is asked, what is there, and how that was found."""

    model_config = _example(**GAP)
    competency_id: str
    competency: str | None
    required_level: float
    level: float | None
    sd: float | None = Field(description="Standard error of the level, in levels.")
    basis: str
    weight: float = Field(description="3 must, 2 important, 1 useful.")
    gap: float | None
    chance: float | None = Field(description="That something worth an offer is lacking.")


class NeedOut(BaseModel):
    """What one job asks of a person, and the job-person match in percent."""

    model_config = _example(**NEED)
    aim: str
    job_id: str
    job_name: str | None
    job_match: float | None
    band: str
    n_asked: int
    n_lacking: int
    n_estimated: int = Field(description="Competencies whose level is on no record.")
    gaps: Sequence[GapOut]


class NeedsOut(BaseModel):
    """A person's gaps to the present job and to the one headed for."""

    model_config = _example(employee_id=PERSON_ID, needs=[NEED], batch=BATCH)
    employee_id: str
    needs: Sequence[NeedOut]
    batch: BatchOut


Row = Mapping[str, Any]


class AgencyNeedsOut(BaseModel):
    """What an agency needs to learn: by competency, by unit, what rises, and what meets it."""

    model_config = _example(
        agency_id="3372",
        as_of="2026-01-01",
        n_people=5000,
        notes=["no_assessments"],
        bands={"meets": 80.0, "still_meets": 68.0, "below": 0.0},
        competencies=[{"competency_id": "M.3", "competency": "Komunikasi", "n_lacking": 412}],
        units=[{"unit_id": "U-01", "name": "Dinas Kesehatan", "n_people": 210}],
        rising=[{"competency_id": "T.26", "signs": ["posts"]}],
        supply=[{"competency_id": "T.3", "n_people": 37, "met_by": "nothing"}],
        idle=[{"course_id": "C-0101", "title": "Kursus Mengetik"}],
        courses=[],
    )
    agency_id: str
    as_of: date
    n_people: int
    notes: Sequence[str]
    bands: Mapping[str, float]
    competencies: Sequence[Row]
    units: Sequence[Row]
    rising: Sequence[Row]
    supply: Sequence[Row]
    idle: Sequence[Row]
    courses: Sequence[Row] = ()


class PlanIn(BaseModel):
    """What a year's plan is asked to respect."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"budget": 500_000_000, "per_person": 2}]},
    )
    budget: Annotated[float, Field(ge=0, le=MOST_RUPIAH, description="Rupiah for seats.")]
    per_person: Annotated[int, Field(ge=1, le=5, description="Classes a person at most.")] = 2
    away_share: Annotated[float, Field(ge=0, le=1, description="Of a unit away at once.")] = 0.25
    floor_share: Annotated[
        float, Field(ge=0, le=1, description="Of its even part of places, for each group.")
    ] = 0.5
    unit_floors: Annotated[bool, Field(description="Whether units have that floor too.")] = False
    contract_ceiling: Annotated[
        bool, Field(description="Whether the disputed ceiling of 24 JP holds for PPPK.")
    ] = False
    seed: Annotated[int, Field(ge=0, le=2**31 - 1, description="Of the lottery.")] = 7
    previous: Annotated[
        int | None,
        Field(ge=1, le=2**31 - 1, description="An earlier plan whose places are kept if possible."),
    ] = None


PLAN_HEAD: Mapping[str, Any] = {
    "id": 4,
    "agency_id": "3372",
    "as_of": "2026-01-01",
    "made_at": "2026-01-02T03:12:00Z",
    "made_by": "diklat",
    "summary": {"budget": 5e8, "cost": 4.9e8, "places": 812, "proven_gap": 0.0012},
}


class PlanHeadOut(BaseModel):
    """Which plan: its number, agency, day, and what it brings."""

    model_config = _example(**PLAN_HEAD)
    id: int
    agency_id: str
    as_of: date
    made_at: datetime
    made_by: str
    summary: Mapping[str, Any]


class PlansOut(BaseModel):
    """The newest plans of an agency, the newest first."""

    model_config = _example(items=[PLAN_HEAD])
    items: list[PlanHeadOut]


class PlanOut(PlanHeadOut):
    """A plan with its tables: classes, places, waiting, what one more class would bring."""

    model_config = _example(
        **PLAN_HEAD,
        sheets={"places": [{"employee_id": PERSON_ID, "offering_id": "O-12"}]},
    )
    sheets: Mapping[str, Sequence[Row]]
