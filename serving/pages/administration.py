"""Who may sign in and which tokens are out, for the administrator: to lock, unlock and revoke."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request, Response
from fastapi.responses import RedirectResponse

from serving.access import Visit, require, valid_form
from serving.areas import of_console
from serving.language import msg
from serving.problems import Problem
from serving.purposes import Action
from serving.store.rows import Account
from serving.view import render

router = of_console()
Administering = Annotated[Visit, Depends(require(Action.HANDLE_ACCOUNTS))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
NO_ACCOUNT = msg("There is no such account among those that you look after.")
NO_TOKEN = msg("There is no such token among those that you look after.")
NOT_ONESELF = msg("Nobody locks their own account; another administrator can.")


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
        own=visit.visitor.account.username,
    )


@router.post("/akun/{number}/kunci", dependencies=[Depends(valid_form)])
async def lock_account(visit: Administering, number: Number) -> Response:
    """Keep somebody out at once: password, sessions and tokens stop working."""
    account = _account(visit, number)
    if account.id == visit.visitor.account.id:
        raise Problem(422, NOT_ONESELF, "oneself")
    visit.record()
    visit.stores.accounts.lock(account.username)
    return RedirectResponse("/akun", status_code=303)


@router.post("/akun/{number}/buka", dependencies=[Depends(valid_form)])
async def unlock_account(visit: Administering, number: Number) -> Response:
    """Let somebody in again."""
    account = _account(visit, number)
    visit.record()
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
