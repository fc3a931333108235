"""What a request is about: the batch in force, a person in it, with the look recorded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request

from features.contract import LONGEST_ID
from serving.access import GUARDS, Visit, Visitor, installation_of, require, signed_in
from serving.cursors import STALE, mark_of
from serving.expiry import EXPIRED, expired, valid_days
from serving.identifiers import is_identifier
from serving.language import msg
from serving.problems import Problem
from serving.published import Kind, Published
from serving.purposes import Action, Reason
from serving.store import ScoreStore
from serving.store.rows import Batch, Found, Person

NO_SCORES = msg("There are no scores yet. Run 'bina score' to make the first.")
NONE_ON_DAY = msg(
    "No scores were in force on %(asked)s: the first are of %(first)s. Without as_of you get the"
    " present ones."
)
UNKNOWN_PERSON = msg("No such person is in the scores in force.")
AMBIGUOUS = msg("Several agencies use this id. Name the agency with agency_id.")
OBJECTED = msg("This person has objected to being scored. A mediator looks after the case.")
ABOUT_RISK = frozenset({Action.READ_RISK, Action.READ_CARE_LIST})
PLAIN = r"^[^\x00-\x1f\x7f]*$"
"""No control characters, which some databases refuse."""
EXAMPLE_ID = "3f9a1c0b7d2e4f6a8b1c"

LARGEST = 2**31 - 1
"""The largest number that a row of the store can have."""
Number = Annotated[int, Path(ge=1, le=LARGEST, examples=[4])]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]

EmployeeId = Annotated[
    str,
    Path(description="The pseudonym of a person.", examples=[EXAMPLE_ID], max_length=LONGEST_ID),
]
AgencyId = Annotated[
    str | None,
    Query(
        description="One agency of several.",
        examples=["3372"],
        max_length=LONGEST_ID,
        pattern=PLAIN,
    ),
]
AsOf = Annotated[
    date | None,
    Query(description="What was in force on this day; without it, now.", examples=["2026-01-01"]),
]


@dataclass(frozen=True)
class Question:
    """Which agency and which day is asked about."""

    agency_id: str | None
    as_of: date | None


@dataclass(frozen=True)
class Scores:
    """The scores in force for the question, to somebody who may see them."""

    batch: Batch
    store: ScoreStore
    visit: Visit


@dataclass(frozen=True)
class ShownPerson:
    """One person in the scores in force; the look is in the access log.

    ``hidden`` says what keeps a risk from somebody in whose task it is.
    """

    person: Person
    batch: Batch
    store: ScoreStore
    visit: Visit
    shows_risk: bool = False
    hidden: str = ""


def asked_by(visitor: Visitor, agency_id: str | None, as_of: date | None) -> Question:
    """Return what is asked; an account of one agency only ever asks about that one."""
    return Question(visitor.account.agency_id or agency_id, as_of)


async def question(request: Request, agency_id: AgencyId = None, as_of: AsOf = None) -> Question:
    """Return what is asked, for routes that look for something else than scores in force."""
    return asked_by(await signed_in(request), agency_id, as_of)


Asked = Annotated[Question, Depends(question)]


def latest(store: ScoreStore, asked: Question) -> Batch | None:
    """Return the batch in force for the question."""
    return store.latest(asked.agency_id, as_of=asked.as_of)


def no_scores(store: ScoreStore, asked: Question) -> Problem:
    """Return what to say where no scores are in force: none at all, or none on the day asked."""
    agencies = store.agencies() if asked.agency_id is None else [asked.agency_id]
    days = [one.as_of for agency in agencies for one in store.newest_by_day(agency)[:1]]
    if asked.as_of is None or not days:
        return Problem(409, NO_SCORES, "no-scores")
    known = {"asked": asked.as_of.isoformat(), "first": min(days).isoformat()}
    return Problem(409, NONE_ON_DAY, "no-scores", known)


def agencies_for(visit: Visit) -> list[str]:
    """Return the agencies between which the visitor may switch; the own one, if bound to it."""
    own = visit.visitor.account.agency_id
    return [own] if own is not None else visit.stores.scores.agencies()


def pinned_to(batch: Batch, agencies: Sequence[str]) -> dict[str, str]:
    """Return what a page's links must name, so that they lead to the agency that it shows."""
    return {"agency_id": batch.agency_id} if len(agencies) > 1 else {}


def scores_for(action: Action) -> Callable[..., Awaitable[Scores]]:
    """Return the dependency that gives the scores in force, or says that there are none."""

    allowed = require(action)

    async def find(request: Request, agency_id: AgencyId = None, as_of: AsOf = None) -> Scores:
        visit = await allowed(request)
        asked = asked_by(visit.visitor, agency_id, as_of)
        batch = latest(visit.stores.scores, asked)
        if batch is None:
            raise no_scores(visit.stores.scores, asked)
        if action in ABOUT_RISK and expired(batch, asked=asked.as_of):
            raise Problem(409, EXPIRED, "scores-expired", {"days": valid_days()})
        return Scores(batch, visit.stores.scores, visit.about(batch.agency_id))

    GUARDS[find] = allowed
    return find


def person_for(action: Action, *, risk: bool = False) -> Callable[..., Awaitable[ShownPerson]]:
    """Return the dependency that gives one person and records the look.

    With ``risk`` those in whose task it is see the risk too, and the look is one at the risk.
    """

    allowed = require(action)

    async def find(
        request: Request,
        employee_id: EmployeeId,
        agency_id: AgencyId = None,
        as_of: AsOf = None,
    ) -> ShownPerson:
        visit = await allowed(request)
        asked = asked_by(visit.visitor, agency_id, as_of)
        found = _within_reach(employee_id, asked, visit)
        visit = visit.about(found.batch.agency_id)
        shown = ShownPerson(found.person, found.batch, visit.stores.scores, visit)
        if action is Action.READ_RISK:
            _check_risk_shown(found, asked, visit)
        elif risk and visit.may(Action.READ_RISK):
            hidden = _hidden(found, asked)
            shown = replace(shown, shows_risk=not hidden, hidden=hidden)
        visit.record([employee_id], action=Action.READ_RISK if shown.shows_risk else action)
        return shown

    GUARDS[find] = allowed
    return find


@dataclass(frozen=True)
class Result:
    """The newest published result of a kind, None without one, for somebody who may see it."""

    found: Mapping[str, Any] | None
    agencies: Sequence[str]
    visit: Visit


def result_for(action: Action, kind: Kind) -> Callable[..., Awaitable[Result]]:
    """Return the dependency that gives the result of the agency and day; the look is recorded.

    ``agencies`` are those between which the visitor may switch; the own one, if bound to it.
    """

    allowed = require(action)

    async def find(request: Request, asked: Asked) -> Result:
        visit = await allowed(request)
        published = Published((await installation_of(request)).home, kind)
        found = published.latest(asked.agency_id, asked.as_of)
        visit = visit if found is None else visit.about(found["agency_id"])
        visit.record()
        own = visit.visitor.account.agency_id
        return Result(found, published.agencies() if own is None else [own], visit)

    GUARDS[find] = allowed
    return find


def begun(scores: Scores, cursor: str | None) -> tuple[Batch, str]:
    """Return the batch in which a list was begun, and the key after which it goes on.

    Raises a problem where the cursor is of another list or another agency.
    """
    mark = mark_of(cursor)
    if mark is None:
        return scores.batch, ""
    batch = scores.store.batch(mark[0])
    present_only = scores.visit.units is not None and mark[0] != scores.batch.id
    if batch is None or present_only or batch.agency_id != scores.batch.agency_id:
        raise Problem(422, STALE, "stale-cursor")
    return batch, mark[1]


def _within_reach(employee_id: str, asked: Question, visit: Visit) -> Found:
    """Return the person; to an account limited to units, strangers and nobody look the same."""
    try:
        found = _find(visit.stores.scores, employee_id, asked)
    except Problem:
        if visit.reaches(None):
            raise
        raise visit.refuse(Reason.UNIT, about=employee_id) from None
    if not visit.reaches(found.person.unit_id):
        raise visit.refuse(Reason.UNIT, about=employee_id)
    return found


def _hidden(found: Found, asked: Question) -> str:
    """Return the text that says what keeps this person's risk from everybody; empty for nothing."""
    if found.objected:
        return OBJECTED
    return EXPIRED if expired(found.batch, asked=asked.as_of) else ""


def _check_risk_shown(found: Found, asked: Question, visit: Visit) -> None:
    """Raise a problem where the person has objected or the scores are too old."""
    hidden = _hidden(found, asked)
    if hidden == OBJECTED:
        raise visit.refuse(Reason.OBJECTION, about=found.person.employee_id)
    if hidden:
        raise Problem(409, EXPIRED, "scores-expired", {"days": valid_days()})


def _find(store: ScoreStore, employee_id: str, asked: Question) -> Found:
    known = is_identifier(employee_id)
    found = store.find(employee_id, asked.agency_id, as_of=asked.as_of) if known else []
    if not found:
        raise Problem(404, UNKNOWN_PERSON, "unknown-person")
    if len(found) > 1:
        raise Problem(409, AMBIGUOUS, "ambiguous-person")
    return found[0]
