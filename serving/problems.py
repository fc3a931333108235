"""One shape for everything that goes wrong (RFC 9457), as JSON and as a page."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from serving.field_words import FIELDS
from serving.language import msg
from serving.view import language_of, render, route_of, wants_page

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)

DETAILS = {
    400: msg("The request could not be read. Check its form and send it again."),
    401: msg("Sign in first, or send a valid token in the header Authorization."),
    403: msg("Your account does not hold this task. The refusal is recorded."),
    404: msg("There is nothing at this address, or it is not in the present scores."),
    405: msg("This address does not take this kind of request."),
    413: msg("The request is too large. Send it in parts."),
    422: msg("Some values are missing or not of the right kind. See the list of errors."),
    500: msg("Something went wrong here. Give the reference to the administrator."),
}
KINDS = {
    400: "bad-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "request-entity-too-large",
    422: "unprocessable-entity",
    429: "too-many-requests",
    500: "internal-server-error",
    503: "service-unavailable",
}
"""The last word of a problem's type; they stay, whatever a library comes to call the status."""
TITLES = {
    400: msg("The request cannot be read"),
    401: msg("Please sign in"),
    403: msg("Not allowed"),
    404: msg("Not found"),
    405: msg("Not possible here"),
    409: msg("Not possible now"),
    413: msg("Too much at once"),
    422: msg("Some values do not fit"),
    429: msg("Please wait a moment"),
    500: msg("Something went wrong"),
    503: msg("Not ready yet"),
}

FAULTS = {
    "missing": msg("This is missing."),
    "string_too_short": msg("Write something here; blanks alone say nothing."),
    "string_too_long": msg("This text is too long."),
    "string_pattern_mismatch": msg("This has a sign in it that cannot be kept."),
    "greater_than_equal": msg("This is too small or too early."),
    "less_than_equal": msg("This is too large or too late."),
    "literal_error": msg("Choose one of the answers offered."),
}
ANY_FAULT = msg("This is not of the right kind.")


@dataclass(eq=False)
class Problem(Exception):
    """Something that the caller is told about.

    ``kind`` names it in the address of its type, ``detail`` is a text of the catalogues with its
    ``values``, and ``members`` are added to the JSON answer.
    """

    status: int
    detail: str = ""
    kind: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def install(app: FastAPI) -> None:
    """Give every error of the application the one shape."""

    @app.exception_handler(Problem)
    async def on_problem(request: Request, problem: Problem) -> Response:
        return answer(request, problem)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        return answer(request, Problem(error.status_code, headers=error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        unreadable = any(item["type"] == "json_invalid" for item in error.errors())
        said = _on_page if wants_page(request) else _as_it_is
        members = {"errors": [said(one) for one in error.errors()]}
        return answer(request, Problem(400 if unreadable else 422, members=members))


def answer(request: Request, problem: Problem) -> Response:
    """Return the problem as a page to people and as JSON to programs."""
    if wants_page(request):
        if problem.status == HTTPStatus.UNAUTHORIZED:
            return Response(status_code=303, headers={"Location": "/masuk"})
        return _page(request, problem)
    content = {**as_json(problem), "instance": route_of(request)}
    headers = dict(problem.headers)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(content, problem.status, headers=headers, media_type=MEDIA_TYPE)


def as_json(problem: Problem) -> dict[str, object]:
    """Return the members that every problem has; ``errors`` is empty where nothing is listed."""
    kind = problem.kind or KINDS.get(problem.status, f"http-{problem.status}")
    detail = problem.detail or DETAILS.get(problem.status, "")
    return {
        "type": f"urn:bina:problem:{kind}",
        "title": TITLES.get(problem.status, HTTPStatus(problem.status).phrase),
        "status": problem.status,
        "detail": detail % problem.values if problem.values else detail,
        "errors": [],
        **problem.members,
    }


def _page(request: Request, problem: Problem) -> Response:
    language = language_of(request)
    detail = problem.detail or DETAILS.get(problem.status, "")
    phrase = HTTPStatus(problem.status).phrase
    title = language.text(TITLES[problem.status]) if problem.status in TITLES else phrase
    page = render(
        request,
        "problem.html",
        status=problem.status,
        title=title,
        detail=language.text(detail, **problem.values) if detail else "",
        reference=problem.members.get("reference"),
        errors=problem.members.get("errors", ()),
        fields=FIELDS,
    )
    page.headers.update(problem.headers)
    return page


def fault_text(fault: Mapping[str, Any]) -> str:
    """Return the text of the catalogues for what is wrong with a field.

    Without the value, which may be about a person.
    """
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    return FAULTS.get(fault["type"], ANY_FAULT)


def _on_page(fault: Mapping[str, Any]) -> dict[str, str]:
    """Return what a reader is told: the field, and not where in the request it was."""
    return {"path": _path(fault["loc"][1:]), "message": fault_text(fault)}


def _as_it_is(fault: Mapping[str, Any]) -> dict[str, str]:
    """Return what a program is told: nearer to the matter, and in English only."""
    text = fault_text(fault) if fault["type"] == "value_error" else str(fault["msg"])
    return {"path": _path(fault["loc"]), "message": text}


def _path(parts: Sequence[object]) -> str:
    return ".".join(map(str, parts))
