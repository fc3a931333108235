"""Around every request: safe headers, one line in the log, and an end to every error."""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.etags import with_etag
from serving.problems import Problem, answer
from serving.view import route_of

LARGEST_BODY = 2_000_000
LARGER_BODIES = {"/v1/turnover/predict-batch": 40_000_000}
"""10,000 profiles of 200 columns need more than a form does."""
log = logging.getLogger("bina.requests")
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ENCODED = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
KEPT_A_DAY, NOT_KEPT = (b"cache-control", b"public, max-age=86400"), (b"cache-control", b"no-store")


class Boundary:
    """ASGI middleware; it logs templates of addresses, never addresses, which hold pseudonyms."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, statuses = time.perf_counter(), list[int]()

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
                _add_headers(message, scope)
            await send(message)

        try:
            await self._app(
                scope,
                _limited(receive, LARGER_BODIES.get(scope["path"], LARGEST_BODY)),
                with_etag(scope, send_safely),
            )
        except Exception as error:  # the boundary: whatever went wrong ends here
            response = _failure(Request(scope), error)
            if not statuses:
                await response(scope, receive, send_safely)
        _log_request(scope, statuses, time.perf_counter() - started)


def _limited(receive: Receive, largest: int) -> Receive:
    """Return the same messages, until the body is larger than anything that is asked for."""
    received = 0

    async def receive_some() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > largest:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return receive_some


def _add_headers(message: Message, scope: Scope) -> None:
    is_static, headers = scope["path"].startswith("/static/"), message["headers"]
    kept = KEPT_A_DAY if is_static else NOT_KEPT
    is_marked = not is_static and any(name == b"etag" for name, _value in headers)
    message["headers"] = [*headers, *ENCODED, *(() if is_marked else (kept,))]


def _failure(request: Request, error: Exception) -> ASGIApp:
    """Log where it failed, without the message, which may name a person; return the answer."""
    reference = secrets.token_hex(4)
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error(
        "reference %s: %s at %s\n%s", reference, type(error).__name__, route_of(request), frames
    )
    return answer(request, Problem(500, members={"reference": reference}))


def _log_request(scope: Scope, statuses: list[int], seconds: float) -> None:
    if not log.isEnabledFor(logging.INFO):
        return
    status = statuses[0] if statuses else 500
    route = "/static" if scope["path"].startswith("/static/") else route_of(Request(scope))
    log.info("%s %s %d %.0f ms", scope["method"], route, status, 1000 * seconds)
