"""The shapes of teams, objections, corrections and the access log at the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from serving.entry_schemas import LINES, NO_NIP, taking
from serving.list_schemas import NEXT
from serving.schemas import BATCH, PERSON_ID, BatchOut

PlanState = Literal["none", "to_sign", "signed"]
MEMBER = {
    "employee_id": PERSON_ID,
    "unit_id": "U-03",
    "unit_name": "Dinas Kesehatan",
    "job_name": "Analis Kebijakan Ahli Muda",
    "days_in_post": 812.0,
    "days_since_training": 190.0,
    "course_id": "C-0187",
    "course_title": "Pelatihan Analisis Kebijakan Publik",
    "n_lacking": 3,
    "lacked_most": "Komunikasi",
    "plan": "to_sign",
}
REMARK = {"at": "2026-01-20T03:12:00Z", "account": "pegawai", "text": "Saya keberatan dinilai."}
CASE = {
    "id": 4,
    "agency_id": "3372",
    "employee_id": PERSON_ID,
    "opened_at": "2026-01-20T03:12:00Z",
    "due_on": "2026-02-03",
    "state": "open",
    "closed_at": None,
    "remarks": [REMARK],
}
CORRECTION = {
    "id": 9,
    "agency_id": "3372",
    "employee_id": PERSON_ID,
    "asked_at": "2026-01-20T03:12:00Z",
    "asked_by": "pegawai",
    "subject": "Riwayat diklat",
    "text": "Pelatihan bulan Maret 2025 belum tercatat.",
    "state": "open",
    "answer": None,
    "answered_at": None,
}
LOOK = {
    "number": 5120,
    "at": "2026-01-20T03:12:00Z",
    "account": "petugas",
    "action": "read_risk",
    "subject": PERSON_ID,
    "purpose": "care",
    "route": "/v1/employees/{employee_id}/risk",
    "allowed": True,
    "reason": None,
    "agency_id": "3372",
}


LONGEST_SAID = 2000


def _said(longest: int) -> StringConstraints:
    """Return what holds for words that must say something; blanks around them are not kept."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest, pattern=LINES)


Said = Annotated[str, _said(LONGEST_SAID), NO_NIP]
Subject = Annotated[str, _said(200), NO_NIP]


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [values]})


class MemberOut(BaseModel):
    """Somebody of a superior's team: facts, and the course suggested first; never a risk."""

    model_config = _example(**MEMBER)
    employee_id: str
    unit_id: str | None
    unit_name: str | None
    job_name: str | None
    days_in_post: float | None
    days_since_training: float | None
    course_id: str | None
    course_title: str | None
    n_lacking: int | None = Field(description="Competencies lacking for the present job.")
    lacked_most: str | None
    plan: PlanState = Field(description="Of development: none, to be signed, or signed.")


class TeamOut(BaseModel):
    """A page of the team, by unit and job."""

    model_config = _example(items=[MEMBER], next_cursor=None, batch=BATCH)
    items: Sequence[MemberOut]
    next_cursor: str | None = NEXT
    batch: BatchOut


class RemarkOut(BaseModel):
    """One thing said in the conversation of a case."""

    model_config = _example(**REMARK)
    at: datetime
    account: str
    text: str


class CaseOut(BaseModel):
    """An objection with its deadline, its conversation and what came of it."""

    model_config = _example(**CASE)
    id: int
    agency_id: str
    employee_id: str
    opened_at: datetime
    due_on: date
    state: Literal["open", "upheld", "rejected", "withdrawn"]
    closed_at: datetime | None
    remarks: Sequence[RemarkOut]


class CasesOut(BaseModel):
    """A page of the cases, the newest first."""

    model_config = _example(items=[CASE], next_cursor=None)
    items: Sequence[CaseOut]
    next_cursor: str | None = NEXT


class ObjectionIn(BaseModel):
    """What a person objects to, in their own words."""

    model_config = taking(text=REMARK["text"])
    text: Said


class RemarkIn(BaseModel):
    """What is said in the conversation of a case, or why it is withdrawn."""

    model_config = taking(text="Kami periksa bersama Anda pada hari Kamis.")
    text: Said


class OutcomeIn(BaseModel):
    """How a case ends, and why; the person reads it."""

    model_config = taking(outcome="upheld", text="Catatan jabatan belum diperbarui.")
    outcome: Literal["upheld", "rejected"]
    text: Said


class ObjectionFiguresOut(BaseModel):
    """How many cases there are, by state; late are open ones past their day."""

    model_config = _example(all=7, open=2, upheld=3, rejected=1, withdrawn=1, late=0)
    all: int
    open: int
    upheld: int
    rejected: int
    withdrawn: int
    late: int


class CorrectionIn(BaseModel):
    """Which record is wrong, and what is right."""

    model_config = taking(subject=CORRECTION["subject"], text=CORRECTION["text"])
    subject: Subject
    text: Said


class AnswerIn(BaseModel):
    """What became of a request in the source system; the person reads it."""

    model_config = taking(state="done", text="Sudah diperbaiki di sistem sumber.")
    state: Literal["passed_on", "done", "declined"]
    text: Said


class CorrectionOut(BaseModel):
    """What somebody says is wrong in a record, and what became of it."""

    model_config = _example(**CORRECTION)
    id: int
    agency_id: str
    employee_id: str
    asked_at: datetime
    asked_by: str
    subject: str
    text: str
    state: Literal["open", "passed_on", "done", "declined"]
    answer: str | None
    answered_at: datetime | None


class CorrectionsOut(BaseModel):
    """A page of the requests, the newest first; records are corrected in the source system."""

    model_config = _example(items=[CORRECTION], next_cursor=None)
    items: Sequence[CorrectionOut]
    next_cursor: str | None = NEXT


class LookOut(BaseModel):
    """One line of the access log; the route is a template and holds no identifier."""

    model_config = _example(**LOOK)
    number: int
    at: datetime
    account: str
    action: str
    subject: str | None
    purpose: str
    route: str
    allowed: bool
    reason: str | None
    agency_id: str | None = Field(
        default=None, description="In which agency; null where it is about none, or was before."
    )


class LooksOut(BaseModel):
    """A page of the access log, the newest line first."""

    model_config = _example(items=[LOOK], next_cursor=None)
    items: Sequence[LookOut]
    next_cursor: str | None = NEXT
