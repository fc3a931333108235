"""Who is asking, whether it is allowed, and the line in the access log: dependencies of routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Annotated, Protocol

from fastapi import Depends, Form, Request

from serving.access_words import DENIALS
from serving.identifiers import is_identifier
from serving.installation import Installation
from serving.language import msg
from serving.passwords import is_form_key
from serving.problems import Problem
from serving.purposes import (
    EVERYBODY,
    PERMISSIONS,
    WRITTEN_TODAY,
    Action,
    Reason,
    reaches_nobody,
    refusal,
)
from serving.store import Stores
from serving.store.rows import Account
from serving.view import route_of

SESSION_COOKIE = "bina_session"
FORM_COOKIE = "bina_formulir"
NO_STORE = msg("This installation holds no data yet. Run 'bina demo' to make a sample agency.")
STALE_FORM = msg("The form is too old. Go back, load the page again and send it once more.")
TODAY_ONLY = msg(
    "What is entered counts from today and rests on the present scores. Show the present ones"
    " (without as_of), and enter it there."
)
KINDS = {
    Reason.ROLE: "not-your-task",
    Reason.TOKEN: "outside-the-token",
    Reason.AGENCY: "outside-your-agency",
    Reason.UNIT: "outside-your-units",
    Reason.ONE_AGENCY: "for-all-agencies",
    Reason.PRESENT: "present-only",
    Reason.OBJECTION: "objected",
}
PASSWORD_FIRST = msg("Choose a password of your own first, on the page /sandi.")
OWING = ("/sandi", "/keluar")
"""All that somebody may do who owes a password of their own."""


async def installation_of(request: Request) -> Installation:
    """Return what the application serves; not in a thread, which would cost more than the rest."""
    found: Installation = request.app.state.installation
    return found


async def stores_of(request: Request) -> Stores:
    """Return the stores, or a problem that says what to do when there are none yet."""
    stores = (await installation_of(request)).stores()
    if stores is None:
        raise Problem(503, NO_STORE, "no-store")
    return stores


HasStores = Annotated[Stores, Depends(stores_of)]


@dataclass(frozen=True)
class Visitor:
    """Who is asking: an account, by its session or by a token with its scopes."""

    account: Account
    session: str | None = None
    scopes: frozenset[str] = frozenset()


async def signed_in(request: Request) -> Visitor:
    """Return who is asking; a problem to the anonymous.

    Found once a request, at the door of a closed route, and kept with it.
    """
    found: Visitor | None = getattr(request.state, "visit", None)
    return found or await _who(request)


async def _who(request: Request) -> Visitor:
    stores = await stores_of(request)
    visitor = _by_token(request, stores) or _by_session(request, stores)
    if visitor is None:
        raise Problem(401)
    request.app.state.installation.limit.take(visitor.account.id)
    request.state.visit = visitor
    if visitor.account.owes_password and request.scope["path"] not in OWING:
        raise Problem(403, PASSWORD_FIRST, "password-first")
    return visitor


SignedIn = Annotated[Visitor, Depends(signed_in)]


class Placed(Protocol):
    """A row about somebody of an agency."""

    @property
    def agency_id(self) -> str:
        """The agency."""
        ...

    @property
    def employee_id(self) -> str:
        """The person."""
        ...


@dataclass(frozen=True)
class Visit:
    """One allowed request; `record` must be told whose data it shows.

    ``units`` are those that the account may see, None where it is not limited; ``own`` says that
    somebody asks about themselves; ``agency_id`` is the agency that the request is about; ``past``
    says that the scores of a day are asked for, with which nothing can be entered.
    """

    visitor: Visitor
    action: Action
    route: str
    stores: Stores
    units: frozenset[str] | None = None
    own: bool = False
    agency_id: str | None = None
    past: bool = False

    def about(self, agency_id: str) -> Visit:
        """Return the visit as one to this agency, whose auditors read its lines in the log."""
        return replace(self, agency_id=agency_id)

    def record(
        self, employee_ids: Collection[str | None] = (None,), *, action: Action | None = None
    ) -> None:
        """Write a line into the access log for each person looked at.

        ``action`` says what was seen where a page shows more than it takes to open it.
        """
        _write(self, action or self.action, employee_ids, reason=None)

    def record_rows(self, rows: Iterable[Placed]) -> None:
        """Write a line for everybody whose row is shown, in the agency that the row names."""
        people = sorted({(one.agency_id, one.employee_id) for one in rows})
        for agency, own in groupby(people, key=itemgetter(0)):
            self.about(agency).record([person for _agency, person in own])
        if not people:
            self.record()

    def may(self, action: Action) -> bool:
        """Return whether the same visitor may do this too, about the same person."""
        roles, scopes = self.visitor.account.roles, self.visitor.scopes
        allowed = refusal(action, roles=roles, scopes=scopes, own_record=self.own) is None
        return allowed and not (self.past and action in WRITTEN_TODAY)

    def reaches(self, unit_id: str | None) -> bool:
        """Return whether the visitor may see people of this unit."""
        return self.own or self.units is None or unit_id in self.units

    def refuse(self, reason: Reason, *, about: str | None = None) -> Problem:
        """Write the refusal into the access log and return it for the person who asked."""
        _write(self, self.action, [on_record(self.stores, about)], reason=reason)
        return Problem(403, DENIALS[reason], KINDS[reason])


Guard = Callable[[Request], Awaitable[Visit]]
GUARDS: dict[Callable[..., object], Guard] = {}
"""What asks whether somebody may, by dependency; `serving.areas` asks it before a body is read."""


def require(action: Action) -> Guard:
    """Return the dependency that lets only those in whose task it is; refusals are recorded."""

    async def check(request: Request) -> Visit:
        visitor, stores = await signed_in(request), await stores_of(request)
        asked, account = request.path_params.get("employee_id"), visitor.account
        own = _is_own(request, asked, account) and PERMISSIONS[action].own_record
        units = None if own else _units_of(action, account, stores)
        past = bool(request.query_params.get("as_of"))
        visit = Visit(
            visitor, action, route_of(request), stores, units, own, account.agency_id, past
        )
        reason = refusal(
            action,
            roles=account.roles,
            scopes=visitor.scopes,
            own_record=own,
            reach=account.reach,
        )
        reason = reason or _out_of_place(request, visit)
        if reason:
            raise visit.refuse(reason, about=asked)
        if past and request.method == "POST" and action in WRITTEN_TODAY:
            raise Problem(422, TODAY_ONLY, "today-only")
        return visit

    GUARDS[check] = check
    return check


async def valid_form(request: Request, kunci: Annotated[str, Form()] = "") -> None:
    """Refuse forms that were not made for this visitor's cookie."""
    secret = request.cookies.get(SESSION_COOKIE) or request.cookies.get(FORM_COOKIE, "")
    if not secret or not is_form_key(kunci, secret):
        raise Problem(403, STALE_FORM, "stale-form")


def _is_own(request: Request, asked: str | None, account: Account) -> bool:
    """Return whether somebody asks about themselves; another agency may use the same id."""
    agency = request.query_params.get("agency_id")
    return (
        asked is not None and asked == account.employee_id and agency in (None, account.agency_id)
    )


def _units_of(action: Action, account: Account, stores: Stores) -> frozenset[str] | None:
    """Return the units that the account may see, by the newest tree; None for all of them."""
    if PERMISSIONS[action].roles == EVERYBODY:
        return None
    if reaches_nobody(action, roles=account.roles, unit_id=account.unit_id):
        return frozenset()
    if account.unit_id is None:
        return None
    return stores.scores.subtree(account.agency_id, account.unit_id)


def _out_of_place(request: Request, visit: Visit) -> Reason | None:
    """Return why the agency or the day of the question is not for this account."""
    agency = request.query_params.get("agency_id")
    if agency and visit.visitor.account.agency_id not in (None, agency):
        return Reason.AGENCY
    if visit.units is not None and request.query_params.get("as_of"):
        return Reason.PRESENT
    return None


def on_record(stores: Stores, asked: str | None) -> str | None:
    """Return the id if it is somebody's; what was typed by mistake is not written down."""
    if asked is None or not is_identifier(asked) or not stores.scores.knows(asked):
        return None
    return asked


def _by_token(request: Request, stores: Stores) -> Visitor | None:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not request.scope["path"].startswith("/v1"):
        return None
    found = stores.accounts.of_token(secret.strip())
    return Visitor(found[0], scopes=found[1]) if found else None


def _by_session(request: Request, stores: Stores) -> Visitor | None:
    secret = request.cookies.get(SESSION_COOKIE)
    account = stores.accounts.of_session(secret) if secret else None
    return Visitor(account, session=secret) if account else None


def _write(
    visit: Visit, action: Action, employee_ids: Collection[str | None], *, reason: Reason | None
) -> None:
    visit.stores.access_log.add(
        employee_ids,
        account=visit.visitor.account.username,
        action=action,
        purpose=PERMISSIONS[action].purpose,
        route=visit.route,
        allowed=reason is None,
        reason=reason,
        agency_id=visit.agency_id,
    )
