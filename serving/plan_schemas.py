"""What the API takes and says about agreed versions of a plan: signatures and evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from serving.development_schemas import ActionOut, GoalOut, PlanGapOut, ServiceEndOut, example_of
from serving.entry_schemas import LONGEST_TEXT, NO_NIP, Id, Text, taking
from serving.language import msg
from serving.schemas import BATCH, PERSON_ID, BatchOut

ADDRESS = re.compile(r"https?://[^\s<>\"\x00-\x1f\x7f]+", re.IGNORECASE)


def _address(value: str) -> str:
    if not ADDRESS.fullmatch(value):
        raise ValueError(msg("This is no address of a page; it begins with https:// or http://."))
    return value


Link = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_address), NO_NIP]


class PlanVersionIn(BaseModel):
    """Which actions of the proposed plan are agreed on."""

    model_config = taking(actions=["1", "2"], batch_id=BATCH["batch_id"])
    actions: list[Id] = Field(max_length=50)
    batch_id: int | None = Field(
        None,
        ge=1,
        description="The batch of the plan that was read: where a newer one is in force, nothing is"
        " kept, since an action's id is its place in its plan.",
    )


class EvidenceIn(BaseModel):
    """What shows that an action was done: words, an address, or a training on record."""

    model_config = taking(action_id="1", version=1, note="Sertifikat terlampir di berkas pegawai.")
    action_id: Id
    version: int | None = Field(
        None,
        ge=1,
        description="The version that was read: where it is not the newest, nothing is kept.",
    )
    note: Text = ""
    link: Link | None = Field(None, description="Where the proof can be read.")
    training: Id | None = Field(
        None, description="The id of one of the ``trainings`` of the person's plan."
    )

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refuse evidence of which nothing is said."""
        if not (self.note or self.link or self.training):
            raise ValueError(msg("Say it in words, give an address, or choose a training."))
        return self


class SignatureIn(BaseModel):
    """The version that was read; another one is not signed."""

    model_config = taking(version=1)
    version: int = Field(ge=1, le=10_000)


class SignatureOut(BaseModel):
    """Who agreed, for which side, when."""

    side: str
    account: str
    at: datetime


class TrainingOut(BaseModel):
    """A training on record, completed in the year before the scores."""

    id: str
    title: str
    completed_on: date
    hours: float | None


class ProofOut(BaseModel):
    """What was entered as evidence of an action."""

    action_id: str
    note: str
    link: str | None
    training: TrainingOut | None
    account: str
    at: datetime


class PlanVersionOut(BaseModel):
    """One agreed version of a plan; a version is never changed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "version": 1,
                    "as_of": "2026-01-01",
                    "made_at": "2026-01-02T03:00:00Z",
                    "made_by": "atasan",
                    "goals": [],
                    "gaps": [],
                    "actions": [],
                    "reviews": ["2026-07-01"],
                    "totals": {"hours": 20.0},
                    "signatures": [],
                    "evidence": [],
                }
            ]
        }
    )
    version: int
    as_of: date
    made_at: datetime
    made_by: str
    goals: Sequence[GoalOut]
    gaps: Sequence[PlanGapOut]
    actions: Sequence[ActionOut]
    reviews: Sequence[date]
    service_ends: ServiceEndOut | None = None
    totals: dict[str, float]
    index_points: float | None = Field(
        None,
        description="Points of the Professionalism Index it would bring; null where a part of the"
        " proposed actions was agreed on, which is not reckoned apart.",
    )
    signatures: Sequence[SignatureOut]
    evidence: Sequence[ProofOut]


class PlanVersionsOut(BaseModel):
    """All versions of a person's plan, the oldest first."""

    model_config = example_of(employee_id=PERSON_ID, versions=[])
    employee_id: str
    versions: Sequence[PlanVersionOut]
    trainings: Sequence[TrainingOut] = Field(
        (), description="What can be named as evidence, the newest first."
    )
    batch: BatchOut
