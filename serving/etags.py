"""Answers that a program need not load again: a mark of the content, and 304 where it is the same.

The mark is the digest of the answer, so it changes whenever what is shown does (RFC 9110, 8.8.3).
The look is recorded all the same: it was asked for, and it was answered.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from starlette.types import Message, Scope, Send

PREFIX = "/v1/"
REVALIDATED = (b"cache-control", b"private, no-cache")
"""The program may keep the answer for itself, and must ask each time whether it still holds."""
OF_CONTENT = (b"content-length", b"content-type")


def with_etag(scope: Scope, send: Send) -> Send:
    """Return how to send an answer with its mark, or 304 without content where it is known."""
    if scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
        return send
    held: list[Message] = []

    async def send_marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            held.append(message)
            if message["status"] != HTTPStatus.OK:
                await send(held.pop())
            return
        if held and not message.get("more_body", False):
            known = dict(scope["headers"]).get(b"if-none-match")
            message = _marked(held[0], message, known=known)
        if held:
            await send(held.pop())
        await send(message)

    return send_marked


def _marked(start: Message, body: Message, *, known: bytes | None) -> Message:
    """Mark the start of an answer that comes in one piece and return what is to be sent of it."""
    etag = f'"{hashlib.sha256(body.get("body", b"")).hexdigest()[:32]}"'
    start["headers"] = [*start["headers"], (b"etag", etag.encode()), REVALIDATED]
    if known is None or not _holds(known.decode("latin-1"), etag):
        return body
    start["status"] = int(HTTPStatus.NOT_MODIFIED)
    start["headers"] = [one for one in start["headers"] if one[0] not in OF_CONTENT]
    return {**body, "body": b""}


def _holds(known: str, etag: str) -> bool:
    """Return whether a list of marks, weak ones included, has this one."""
    marks = {mark.strip().removeprefix("W/") for mark in known.split(",")}
    return etag in marks or known.strip() == "*"
