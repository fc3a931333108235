"""The login page: the only page for the anonymous."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from serving.access import (
    FORM_COOKIE,
    SESSION_COOKIE,
    HasStores,
    installation_of,
    valid_form,
)
from serving.installation import Installation
from serving.language import msg
from serving.menu import first_page
from serving.passwords import form_key, new_secret
from serving.shown import PLAIN
from serving.store.tries import Wait
from serving.view import language_of, render

router = APIRouter(include_in_schema=False)
WRONG = msg("The name and the password do not fit. Check both and try again.")
WAIT = msg("Too many tries. Wait %(seconds)s seconds and try again.")


@router.get("/masuk")
async def show_login(
    request: Request, installation: Annotated[Installation, Depends(installation_of)]
) -> Response:
    """Show the form, or what to do while nobody can sign in yet."""
    stores = installation.stores()
    if stores is None or stores.accounts.is_empty():
        return render(request, "start.html", home=installation.home)
    return _form(request)


@router.post("/masuk", dependencies=[Depends(valid_form)])
async def sign_in(
    request: Request,
    stores: HasStores,
    nama: Annotated[str, Form(max_length=64, pattern=PLAIN)],
    sandi: Annotated[str, Form(max_length=200)],
) -> Response:
    """Start a session, or show the form again."""
    address = request.client.host if request.client else None
    found = await run_in_threadpool(stores.accounts.sign_in, nama.strip(), sandi, address=address)
    spoken = language_of(request)
    if isinstance(found, Wait):
        page = _form(request, name=nama, error=spoken.text(WAIT, seconds=found.seconds), status=429)
        page.headers["Retry-After"] = str(found.seconds)
        return page
    if found is None:
        return _form(request, name=nama, error=spoken.text(WRONG), status=401)
    answer = RedirectResponse(first_page(found), status_code=303)
    keep_cookie(request, answer, SESSION_COOKIE, stores.accounts.open_session(found))
    answer.delete_cookie(FORM_COOKIE)
    return answer


def keep_cookie(request: Request, answer: Response, name: str, secret: str) -> None:
    """Give the browser a secret that scripts and other sites cannot use."""
    secure = request.url.scheme == "https"
    answer.set_cookie(name, secret, httponly=True, samesite="lax", secure=secure)


def _form(request: Request, *, name: str = "", error: str = "", status: int = 200) -> Response:
    secret = request.cookies.get(FORM_COOKIE) or new_secret()
    key = form_key(request.cookies.get(SESSION_COOKIE) or secret)
    service = request.app.state.sign_in_service is not None
    page = render(
        request, "login.html", status=status, key=key, name=name, error=error, service=service
    )
    keep_cookie(request, page, FORM_COOKIE, secret)
    return page
