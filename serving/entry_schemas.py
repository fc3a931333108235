"""The shapes of what people enter at the API, each with an example."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from features.contract import LONGEST_ID
from features.importing.values import is_id
from serving.identifiers import holds_nip
from serving.language import msg
from serving.schemas import PERSON_ID

LONGEST_TEXT = 500
EARLIEST = date(1900, 1, 1)
"""The import takes no earlier day, and entries are not corrected: one would keep all others out."""


def _as_the_import_takes_it(value: str) -> str:
    if holds_nip(value):
        raise ValueError(msg("This looks like a NIP; enter the pseudonym."))
    if not is_id(value):
        raise ValueError(msg("This is no id, but a yes or no, a rounded number or dots."))
    return value


def _without_nip(value: str) -> str:
    if holds_nip(value):
        raise ValueError(msg("There is a NIP in this. Leave it out."))
    return value


NO_NIP = AfterValidator(_without_nip)
"""For every text that people write: a NIP is kept nowhere, and the refusal does not repeat it."""
Id = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_ID, pattern=r"^[^\x00-\x1f\x7f]+$"),
    AfterValidator(_as_the_import_takes_it),
]
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""No control characters but the ends of lines."""
Text = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=LINES), NO_NIP]


def taking(**values: Any) -> ConfigDict:
    """Return the settings of a shape that is taken in: nothing more than it names, an example."""
    return ConfigDict(
        extra="forbid", str_strip_whitespace=True, json_schema_extra={"examples": [values]}
    )


class GoalIn(BaseModel):
    """What somebody wants; something of it must be said."""

    model_config = taking(target_job_id="J-114", preferred_region="Kota Surakarta")
    target_job_id: Id | None = None
    competency_id: Id | None = None
    preferred_region: Text | None = None
    not_interested_in: Text | None = None

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refuse a goal in which nothing is said."""
        if not any(self.model_dump().values()):
            raise ValueError(msg("Say at least one of the four."))
        return self


class ResponseIn(BaseModel):
    """An answer to one suggested course or one suggested mentor."""

    model_config = taking(course_id="C-0187", answer="known_already")
    course_id: Id | None = None
    mentor_id: Id | None = None
    answer: Literal["wanted", "not_now", "known_already", "not_relevant", "too_far", "other"]
    note: Text | None = None

    @model_validator(mode="after")
    def names_one_thing(self) -> Self:
        """Refuse an answer about nothing, or about two things."""
        if (self.course_id is None) == (self.mentor_id is None):
            raise ValueError(msg("Name a course or a mentor, and not both."))
        return self


class FeedbackIn(BaseModel):
    """What a superior or colleague noticed; ``aspect`` is a competency or a core value."""

    model_config = taking(aspect="Kolaboratif", direction="strength", note="Sigap membantu.")
    aspect: Id
    direction: Literal["strength", "improve"]
    note: Text | None = None


class MentoringIn(BaseModel):
    """A mentoring that begins today, with the person of the address as mentee."""

    model_config = taking(mentor_id=PERSON_ID, competency_id="K-01")
    mentor_id: Id
    competency_id: Id | None = None


class InterventionIn(BaseModel):
    """What the office offered, today unless said otherwise, and what became of it if known."""

    model_config = taking(kind="conversation", outcome="accepted")
    kind: Literal["conversation", "course", "mentor", "mobility", "workload", "other"]
    outcome: Literal["accepted", "declined", "no_answer", "done"] | None = None
    offered_on: Annotated[date, Field(ge=EARLIEST)] | None = None


class EntryOut(BaseModel):
    """What was kept; it is in the records after the next ``bina collect``."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"employee_id": PERSON_ID, "table": "goals", "recorded_on": "2026-01-15"}]
        }
    )
    employee_id: str
    table: str
    recorded_on: date
