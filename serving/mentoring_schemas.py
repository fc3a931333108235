"""What the API takes and says about mentoring: rounds of matching, and what becomes of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from serving.entry_schemas import Id, Text, taking
from serving.language import msg
from serving.schemas import PERSON_ID

PAIR: dict[str, Any] = {"mentee_id": PERSON_ID, "mentor_id": PERSON_ID, "benefit": 1.4}
PAIR |= {
    "reason": "strong_where_you_lack",
    "reason_values": {"competency": "Integritas", "from_level": 1.0, "to_level": 3.0},
}
SHORT_FLOOR: dict[str, Any] = {
    "floor": "unit",
    "group": "U-03",
    "name": "Kelurahan Jebres",
    "asked": 1,
    "held": 0,
}


class RoundIn(BaseModel):
    """Who takes part in a round of matching, and what must hold."""

    model_config = taking(years=3.0, floor_unit=1)
    years: float = Field(3.0, gt=0, le=50)
    floor_unit: int = Field(0, ge=0, le=100)
    floor_level: int = Field(0, ge=0, le=100)
    minimum: float = Field(0.0, ge=0, allow_inf_nan=False)
    stable: bool = Field(
        False,
        description="Whether no mentee and mentor may both rather have each other; floors are not"
        " held then.",
    )


class PairOut(BaseModel):
    """One proposed pair; ``benefit`` is the help expected, to compare pairs with."""

    mentee_id: str
    mentor_id: str
    benefit: float
    reason: str | None = Field(
        None,
        description="Why they fit, as in suggestions of mentors; null in rounds from before it was"
        " kept.",
    )
    reason_values: Mapping[str, Any] = Field({}, description="What the reason names.")


class WaitingOut(BaseModel):
    """Who has no mentor in a round, and what kept them from one."""

    mentee_id: str
    reason: str = Field(description="no_candidate, below_minimum or no_place")


class KeptOutOut(BaseModel):
    """A mentor in no pair of a round, since the mentor leaves before a mentoring would be over."""

    mentor_id: str
    reason: str = Field(description="retirement, contract_end or active_to")


class ShortFloorOut(BaseModel):
    """A group of which fewer people got a mentor than was asked for."""

    floor: str = Field(description="unit or level")
    group: str
    name: str
    asked: int
    held: int


class RoundOut(BaseModel):
    """One round: a draft until a coordinator publishes chosen pairs of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 1,
                    "as_of": "2026-01-01",
                    "made_at": "2026-01-02T03:00:00Z",
                    "made_by": "koordinator",
                    "asked": {"years": 3.0, "floor_unit": 1},
                    "pairs": [PAIR],
                    "waiting": 1,
                    "waitlist": [{"mentee_id": PERSON_ID, "reason": "no_place"}],
                    "kept_out": [{"mentor_id": PERSON_ID, "reason": "retirement"}],
                    "short_floors": [SHORT_FLOOR],
                    "gap": 0.0,
                    "stability_price": 0.02,
                    "published": [],
                }
            ]
        }
    )
    id: int
    as_of: date
    made_at: datetime
    made_by: str
    asked: RoundIn | None = Field(
        None, description="The settings of the round; null where it was made before they were kept."
    )
    pairs: Sequence[PairOut]
    waiting: int
    waitlist: Sequence[WaitingOut] = Field((), description="The next one first.")
    kept_out: Sequence[KeptOutOut] = ()
    short_floors: Sequence[ShortFloorOut] = Field(
        (), description="Floors that could not be held; a stable round holds none."
    )
    gap: float = Field(0.0, description="The greatest share that another matching could add.")
    stability_price: float | None = Field(
        None, description="The share of the help that a stable matching would give up."
    )
    published: Sequence[str] = Field(description="Mentees whose pairs were published.")


class RoundsOut(BaseModel):
    """The rounds of matching of an agency, the oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": []}]})
    items: Sequence[RoundOut]


class PublishIn(BaseModel):
    """The mentees whose pairs are published; the others stay a draft."""

    model_config = taking(mentees=[PERSON_ID])
    mentees: list[Id] = Field(min_length=1, max_length=5000)


class FollowIn(BaseModel):
    """What happened in a mentoring: a goal, a check-in with hours, a rating, or its end."""

    model_config = taking(
        partner_id=PERSON_ID, kind="check_in", note="Membahas rencana magang.", hours=2.0
    )
    partner_id: Id
    kind: Literal["goal", "check_in", "rating", "end"]
    note: Text = ""
    hours: float | None = Field(None, gt=0, le=24)
    held_on: date | None = Field(None, description="The day of a meeting; without it, today.")
    rating: int | None = Field(None, ge=1, le=5)

    @model_validator(mode="after")
    def says_what_it_is(self) -> Self:
        """Refuse a goal without words, a check-in without hours, a rating without a number."""
        needed = {"goal": self.note, "check_in": self.hours, "rating": self.rating}
        if not needed.get(self.kind, True):
            raise ValueError(
                msg("A goal needs words, a check-in its hours, a rating a number from 1 to 5.")
            )
        return self


class EnrolmentIn(BaseModel):
    """Whether somebody takes part in mentoring; everybody does until they say no."""

    model_config = taking(takes_part=False)
    takes_part: bool


class FollowOut(BaseModel):
    """One line of what happened; of a rating only that it was given: the other side reads it."""

    kind: str
    note: str
    hours: float | None
    held_on: date
    account: str
    at: datetime


class MentoringOut(BaseModel):
    """One mentoring of a person, on either side, with what happened in it."""

    mentor_id: str
    mentee_id: str
    started_on: date
    ended_on: date | None
    hours: float
    notes: Sequence[FollowOut]


class MentoringsOut(BaseModel):
    """The mentorings of a person that were begun here, and whether the person takes part."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"employee_id": PERSON_ID, "takes_part": True, "items": []}]
        }
    )
    employee_id: str
    takes_part: bool
    items: Sequence[MentoringOut]
