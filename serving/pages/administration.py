"""Who may sign in and which tokens are out, for the administrator: to open, change and close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, TypeVar

from fastapi import Depends, Form, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints

from features.contract import LONGEST_ID
from serving.access import Visit, installation_of, require, valid_form
from serving.account_words import NotAllowed
from serving.accounts import check_new
from serving.areas import of_console
from serving.command_log import LONGEST
from serving.installation import Installation
from serving.language import msg
from serving.problems import Problem
from serving.purposes import Action, Reason, Role
from serving.shown import PLAIN
from serving.store import AccountStore
from serving.store.rows import Account
from serving.view import language_of, render

router = of_console()
Administering = Annotated[Visit, Depends(require(Action.HANDLE_ACCOUNTS))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
NO_ACCOUNT = msg("There is no such account among those that you look after.")
NO_TOKEN = msg("There is no such token among those that you look after.")
NOT_ONESELF = msg("Nobody changes, locks or closes their own account; another administrator can.")
WRONG = msg("The present password does not fit.")
Given = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_ID, pattern=PLAIN)
]
Name = Annotated[Given, StringConstraints(min_length=1)]
Roles = Annotated[list[Role], Form()]
T = TypeVar("T")
Here = Annotated[Installation, Depends(installation_of)]


async def confirmed(visit: Administering, lama: Annotated[str, Form(max_length=200)] = "") -> None:
    """Ask for the administrator's password: a session that was stolen gives itself no role.

    Who signs in at the office's service has none to be asked for.
    """
    own = visit.visitor.account
    if own.external_id is not None:
        return
    found = await run_in_threadpool(visit.stores.accounts.sign_in, own.username, lama)
    if not isinstance(found, Account):
        raise Problem(422, members={"errors": [{"path": "lama", "message": WRONG}]})


SAFELY = [Depends(valid_form), Depends(confirmed)]


@dataclass(frozen=True)
class NewAccount:
    """What the form about a new account holds; empty for what was left out."""

    name: str
    roles: list[Role]
    agency: str | None
    unit: str | None
    person: str | None
    external_id: str | None


async def new_account(
    *,
    nama: Annotated[Name, Form()],
    peran: Roles,
    instansi: Annotated[Given, Form()] = "",
    unit: Annotated[Given, Form()] = "",
    pegawai: Annotated[Given, Form()] = "",
    luar: Annotated[str, Form(max_length=255, pattern=PLAIN)] = "",
) -> NewAccount:
    """Return what the form holds."""
    return NewAccount(
        nama, peran, instansi or None, unit or None, pegawai or None, luar.strip() or None
    )


@router.get("/akun")
async def show_accounts(request: Request, visit: Administering) -> Response:
    """Show the accounts and the tokens of the administrator's agency."""
    visit.record()
    found = _reached(visit)
    names = {one.username for one in found.values()}
    return render(
        request,
        "accounts.html",
        accounts=list(found.values()),
        tokens=[one for one in visit.stores.accounts.tokens() if one.account in names],
        own=visit.visitor.account,
        agencies=visit.stores.scores.agencies(),
        roles=list(Role),
    )


@router.post("/akun", dependencies=SAFELY)
async def open_account(
    request: Request,
    visit: Administering,
    asked: Annotated[NewAccount, Depends(new_account)],
    installation: Here,
) -> Response:
    """Open an account and show its one-time password, this once."""
    own = visit.visitor.account.agency_id
    if own is not None and asked.agency not in (None, own):
        raise visit.refuse(Reason.AGENCY)
    agency = own or asked.agency

    def make(accounts: AccountStore) -> str:
        given = (asked.name, asked.person, asked.external_id)
        check_new(installation.home, *given, agency_id=agency, unit_id=asked.unit)
        _record(visit, asked.name, asked.roles)
        return accounts.create(
            asked.name,
            roles=asked.roles,
            agency_id=agency,
            unit_id=asked.unit,
            employee_id=asked.person,
            external_id=asked.external_id,
            must_change=True,
        )

    password = await _done(request, visit, make)
    shown = None if asked.external_id else password
    return render(request, "account_opened.html", name=asked.name, password=shown)


@router.get("/akun/{number}")
async def show_account(request: Request, visit: Administering, number: Number) -> Response:
    """Show one account with what can be changed of it."""
    account = _account(visit, number)
    _record(visit, account.username)
    own = visit.visitor.account
    return render(request, "account.html", account=account, own=own, roles=list(Role))


@router.post("/akun/{number}/peran", dependencies=SAFELY)
async def change_roles(
    request: Request, visit: Administering, number: Number, peran: Roles
) -> Response:
    """Give an account other roles; its sessions end."""
    account = _other(visit, number)

    def give(accounts: AccountStore) -> None:
        _record(visit, account.username, peran)
        accounts.set_roles(account.username, peran)

    await _done(request, visit, give)
    return RedirectResponse(f"/akun/{number}", status_code=303)


@router.post("/akun/{number}/sandi", dependencies=SAFELY)
async def reset_password(request: Request, visit: Administering, number: Number) -> Response:
    """Make a new one-time password and show it, this once; the account's sessions end."""
    account = _other(visit, number)
    _record(visit, account.username)
    accounts = visit.stores.accounts
    password = await run_in_threadpool(accounts.set_password, account.username, must_change=True)
    return render(request, "account_opened.html", name=account.username, password=password)


@router.post("/akun/{number}/tutup", dependencies=SAFELY)
async def close_account(visit: Administering, number: Number) -> Response:
    """End an account: no roles, no tokens, and nobody signs in with it."""
    account = _other(visit, number)
    _record(visit, account.username)
    visit.stores.accounts.close(account.username)
    return RedirectResponse(f"/akun/{number}", status_code=303)


@router.post("/akun/{number}/kunci", dependencies=[Depends(valid_form)])
async def lock_account(visit: Administering, number: Number) -> Response:
    """Keep somebody out at once: password, sessions and tokens stop working."""
    account = _other(visit, number)
    _record(visit, account.username)
    visit.stores.accounts.lock(account.username)
    return RedirectResponse("/akun", status_code=303)


@router.post("/akun/{number}/buka", dependencies=[Depends(valid_form)])
async def unlock_account(visit: Administering, number: Number) -> Response:
    """Let somebody in again."""
    account = _account(visit, number)
    _record(visit, account.username)
    visit.stores.accounts.unlock(account.username)
    return RedirectResponse("/akun", status_code=303)


@router.post("/token/{number}/cabut", dependencies=[Depends(valid_form)])
async def revoke_token(visit: Administering, number: Number) -> Response:
    """Make a token useless at once."""
    names = {one.username for one in _reached(visit).values()}
    tokens = {one.id: one.account for one in visit.stores.accounts.tokens()}
    if tokens.get(number) not in names:
        raise Problem(404, NO_TOKEN, "unknown-token")
    visit.record()
    visit.stores.accounts.revoke_token(number)
    return RedirectResponse("/akun", status_code=303)


async def _done(request: Request, visit: Visit, do: Callable[[AccountStore], T]) -> T:
    """Return what was done with the accounts, or say which field does not fit, and why."""
    try:
        return await run_in_threadpool(do, visit.stores.accounts)
    except NotAllowed as error:
        said = {"path": error.field, "message": error.in_words(language_of(request))}
        raise Problem(422, members={"errors": [said]}) from None


def _record(visit: Visit, name: str, roles: list[Role] | None = None) -> None:
    """Write down whose account it was, and which roles it was given, as the command does."""
    told = " ".join([visit.route, name, *(roles or ())])
    replace(visit, route=told[:LONGEST]).record()


def _other(visit: Visit, number: int) -> Account:
    """Return an account that is not the administrator's own."""
    if number == visit.visitor.account.id:
        raise Problem(422, NOT_ONESELF, "oneself")
    return _account(visit, number)


def _account(visit: Visit, number: int) -> Account:
    found = _reached(visit).get(number)
    if found is None:
        raise Problem(404, NO_ACCOUNT, "unknown-account")
    return found


def _reached(visit: Visit) -> dict[int, Account]:
    """Return the accounts by number: of the administrator's agency, if bound to one."""
    own = visit.visitor.account.agency_id
    everybody = visit.stores.accounts.everybody()
    return {one.id: one for one in everybody if own in (None, one.agency_id)}
