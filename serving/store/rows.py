"""What the store returns: small rows with names and types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from serving.purposes import Reach


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One scoring run of one agency, as it was published.

    ``erased_at`` is when somebody was last erased from it, None for never.
    """

    id: int
    agency_id: str
    as_of: date
    horizon_days: int
    model: str
    created_at: datetime
    published_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person in one batch; ``None`` means that it is not on record."""

    employee_id: str
    unit_id: str | None
    unit_name: str | None
    region: str | None
    job_id: str | None
    job_name: str | None
    job_family: str | None
    risk: float
    band: str
    basis: str
    days_in_service: float | None
    days_in_post: float | None
    days_since_training: float | None
    transfer_risk: float | None
    calendar_exit: str | None
    calendar_exit_on: date | None
    hours_last_year: float | None

    @property
    def has_own_risk(self) -> bool:
        """Whether the risk comes from a model and not from the group's base rate."""
        return self.basis == "model"


@dataclass(
    slots=True
)  # lists have hundreds; one that is frozen takes several times as long to make
class Place:
    """Where a person works; null means that it is not on record."""

    employee_id: str
    unit_id: str | None
    unit_name: str | None
    job_id: str | None
    job_name: str | None
    job_family: str | None


class Found(NamedTuple):
    """A person in a batch; ``objected``: a case keeps the risk from everybody, now."""

    batch: Batch
    person: Person
    objected: bool


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What the choice of a care list looks at; ``offered``: something is suggested to them."""

    employee_id: str
    unit_id: str | None
    risk: float
    offered: bool


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One sign in a person's records; rank 1 is the strongest."""

    rank: int
    feature: str
    family: str
    direction: str
    contribution: float
    value: float | str | None


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One course or mentor; rank 1 comes first."""

    kind: str
    rank: int
    item_id: str
    title: str
    score: float
    reason: str
    reason_values: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one job asks of a person: the present one, or the one headed for."""

    aim: str
    job_id: str
    job_name: str | None
    job_match: float | None
    band: str
    n_asked: int
    n_lacking: int
    n_estimated: int
    gaps: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Voluntary leavers expected in one group, with an 80% interval."""

    level: str
    group_id: str
    group_name: str
    n: int
    expected: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """How many people retire in the quarter that begins on a day."""

    starts_on: date
    n: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """How many people plain facts hold for, without any model; ``contract_due`` within a year."""

    people: int
    newly_placed: int
    contract_due: int
    five_years_in_post: int
    two_years_without_training: int
    retirements: tuple[Quarter, ...]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One line of the ledger of offers, as it was last entered; no outcome means that it stands."""

    id: int
    employee_id: str
    agency_id: str
    kind: str
    outcome: str | None
    offered_on: date
    outcome_on: date | None
    recorded_on: date
    entered_by: str
    entered_at: datetime

    @property
    def state(self) -> str:
        """How it stands."""
        return self.outcome or "offered"


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody who may sign in; a unit limits the account to it and the units below it."""

    id: int
    username: str
    roles: tuple[str, ...]
    agency_id: str | None
    unit_id: str | None
    employee_id: str | None
    external_id: str | None
    must_change: bool
    locked_at: datetime | None

    @property
    def reach(self) -> Reach:
        """How much the account is for."""
        if self.unit_id is not None:
            return Reach.UNITS
        return Reach.HOME if self.agency_id is None else Reach.AGENCY

    @property
    def owes_password(self) -> bool:
        """Whether a password of one's own comes first; who signs in elsewhere needs none."""
        return self.must_change and self.external_id is None


@dataclass(frozen=True, kw_only=True)
class Token:
    """One token for the API; the secret itself is not kept."""

    id: int
    account: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Look:
    """One line of the access log; the route is a template or a command, without a person's id.

    No ``agency_id`` means that it is about no single agency, or from before it was written down.
    """

    at: datetime
    account: str
    action: str
    subject: str | None
    purpose: str
    route: str
    allowed: bool
    reason: str | None
    agency_id: str | None


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One thing said in the conversation of a case."""

    at: datetime
    account: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Objection:
    """A case: ``state`` is open, upheld, rejected or withdrawn."""

    id: int
    agency_id: str
    employee_id: str
    opened_at: datetime
    due_on: date
    state: str
    closed_at: datetime | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class ObjectionFigures:
    """How many cases there are, by state; ``late`` are open ones past their day."""

    all: int
    open: int
    upheld: int
    rejected: int
    withdrawn: int
    late: int


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What somebody says is wrong in a record, and what became of it."""

    id: int
    agency_id: str
    employee_id: str
    asked_at: datetime
    asked_by: str
    subject: str
    text: str
    state: str
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is, for those who must call them."""

    name: str
    nip: str | None = None
    contact: str | None = None
