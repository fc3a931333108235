"""The own account: another password, and signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from serving.access import SESSION_COOKIE, HasStores, SignedIn, Visit, require, valid_form
from serving.areas import of_console
from serving.language import msg
from serving.purposes import Action
from serving.store.rows import Account
from serving.view import language_of, render

router = of_console()
Own = Annotated[Visit, Depends(require(Action.OWN_ACCOUNT))]
SHORTEST = 12
TOO_SHORT = msg("The new password needs %(n)s characters at least.")
WRONG = msg("The present password does not fit.")


@router.get("/sandi")
async def show_password(request: Request, _visit: Own) -> Response:
    """Show the form for another password."""
    return render(request, "password.html", error="", shortest=SHORTEST)


@router.post("/sandi", dependencies=[Depends(valid_form)])
async def change_password(
    request: Request,
    visit: Own,
    lama: Annotated[str, Form(max_length=200)],
    baru: Annotated[str, Form(max_length=200)],
) -> Response:
    """Change the password, end all sessions and ask to sign in again."""
    spoken, accounts = language_of(request), visit.stores.accounts
    if len(baru) < SHORTEST:
        error = spoken.text(TOO_SHORT, n=SHORTEST)
        return render(request, "password.html", status=422, error=error, shortest=SHORTEST)
    name = visit.visitor.account.username
    if not isinstance(await run_in_threadpool(accounts.sign_in, name, lama), Account):
        error = spoken.text(WRONG)
        return render(request, "password.html", status=422, error=error, shortest=SHORTEST)
    await run_in_threadpool(accounts.set_password, name, baru)
    visit.record()
    return RedirectResponse("/masuk", status_code=303)


@router.post("/keluar", dependencies=[Depends(valid_form)])
async def sign_out(visitor: SignedIn, stores: HasStores) -> Response:
    """End the session."""
    stores.accounts.close_session(visitor.session or "")
    answer = RedirectResponse("/masuk", status_code=303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer
