"""Signing in at the office's own service instead of with a password."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from serving.access import SESSION_COOKIE, HasStores
from serving.language import msg
from serving.menu import first_page
from serving.oidc import BACK, Attempt, NotSignedIn, Service
from serving.pages.login import keep_cookie
from serving.problems import Problem

router = APIRouter(include_in_schema=False)
COOKIE = "bina_layanan"
NO_SERVICE = msg("No sign-in service is set up here. Sign in with name and password.")
NOT_SIGNED_IN = msg("The sign-in service did not confirm who you are. Try again.")
NO_ACCOUNT = msg("You have signed in, but there is no account for you here. Ask the administrator.")
Word = Annotated[str, Query(max_length=4000)]


@router.get("/masuk/layanan")
async def begin(request: Request) -> Response:
    """Send somebody to the service."""
    service, attempt = _service(request), Attempt.new()
    try:
        address = await run_in_threadpool(service.address, attempt)
    except NotSignedIn:
        raise Problem(503, NOT_SIGNED_IN, "not-signed-in") from None
    answer = RedirectResponse(address, status_code=303)
    keep_cookie(request, answer, COOKIE, str(attempt))
    return answer


@router.get(BACK)
async def come_back(
    request: Request, stores: HasStores, code: Word = "", state: Word = ""
) -> Response:
    """Start a session for who comes back from the service with an account here."""
    service, attempt = _service(request), Attempt.of(request.cookies.get(COOKIE, ""))
    if attempt is None or not hmac.compare_digest(attempt.state.encode(), state.encode()):
        raise Problem(403, NOT_SIGNED_IN, "not-signed-in")
    try:
        subject = await run_in_threadpool(service.subject, code, attempt)
    except NotSignedIn:
        raise Problem(403, NOT_SIGNED_IN, "not-signed-in") from None
    account = stores.accounts.linked_to(subject)
    if account is None:
        raise Problem(403, NO_ACCOUNT, "no-account")
    answer = RedirectResponse(first_page(account), status_code=303)
    keep_cookie(request, answer, SESSION_COOKIE, stores.accounts.open_session(account))
    answer.delete_cookie(COOKIE)
    return answer


def _service(request: Request) -> Service:
    service: Service | None = request.app.state.sign_in_service
    if service is None:
        raise Problem(404, NO_SERVICE, "no-service")
    return service
