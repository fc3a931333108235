"""One request after the other over HTTP, with the token, and problems as exceptions."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from pydantic import BaseModel, TypeAdapter

Out = TypeVar("Out")
SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers in lower case, and content."""

    status: int
    headers: Mapping[str, str]
    content: bytes


Send = Callable[[str, str, Mapping[str, str], bytes | None], Answer]
"""How a request is made: method, address, headers, content."""


class Refused(Exception):
    """The API answered with a problem; ``kind`` is its stable type."""

    def __init__(self, problem: Mapping[str, Any], *, retry_after: int | None = None) -> None:
        self.problem = problem
        self.status = int(problem["status"])
        self.kind = str(problem["type"]).removeprefix("urn:bina:problem:")
        self.retry_after = retry_after
        super().__init__(f"{self.status} {self.kind}: {problem['detail']}")


class NotModified(Exception):
    """The answer is the one whose ETag was given."""


class NotTheApi(Exception):
    """Something else has answered, such as a proxy or a page; the message says where and how."""

    def __init__(self, address: str, answer: Answer) -> None:
        kind = answer.headers.get("content-type", "nothing of a known kind")
        super().__init__(
            f"no API answered at {address} (status {answer.status} {kind}); check the address,"
            " and whether the service runs behind it"
        )


class Connection:
    """Where the API is and who asks; the routes of `Client` call it."""

    def __init__(self, address: str, token: str, *, send: Send | None = None) -> None:
        if urlsplit(address).scheme not in {"http", "https"}:
            raise ValueError("the address of the API begins with https:// (or http://)")
        self._address = address.rstrip("/")
        self._token = token
        self._send = send or send_by_urllib
        self.etag: str | None = None
        """The ETag of the last answer; hand it to the next request to be told of changes only."""

    def call(
        self,
        method: str,
        path: str,
        out: type[Out],
        *,
        within: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        content: BaseModel | None = None,
        unless: str | None = None,
    ) -> Out:
        """Return the answer in its shape.

        Raises `Refused`, `NotModified` for ``unless``, or `NotTheApi` for what is no JSON.
        """
        parts = {name: quote(str(one), safe="") for name, one in (within or {}).items()}
        place = path.format_map(parts)
        given = {name: _word(value) for name, value in (query or {}).items() if value is not None}
        address = f"{self._address}{place}?{urlencode(given)}" if given else self._address + place
        body = None if content is None else content.model_dump_json(exclude_none=False).encode()
        answer = self._send(method, address, self._headers(body, unless), body)
        self.etag = answer.headers.get("etag")
        if answer.status == HTTPStatus.NOT_MODIFIED:
            raise NotModified
        if "json" not in answer.headers.get("content-type", "json") or not answer.content:
            raise NotTheApi(self._address, answer)
        if answer.status != HTTPStatus.OK:
            wait = answer.headers.get("retry-after")
            raise Refused(json.loads(answer.content), retry_after=int(wait) if wait else None)
        return TypeAdapter(out).validate_json(answer.content)

    def every(self, listing: Callable[..., Any], **query: Any) -> Iterator[Any]:
        """Yield the items of a list, page after page."""
        cursor: str | None = None
        while True:
            page = listing(**query, cursor=cursor)
            yield from page.items
            cursor = page.next_cursor
            if cursor is None:
                return

    def _headers(self, body: bytes | None, unless: str | None) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if unless is not None:
            headers["If-None-Match"] = unless
        return headers


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def send_by_urllib(
    method: str, address: str, headers: Mapping[str, str], content: bytes | None
) -> Answer:
    """Return the answer to a request, whatever its status; raises OSError without a connection."""
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        address, data=content, headers=dict(headers), method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as found:  # noqa: S310
            return _answer(found.status, found.headers.items(), found.read())
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, error.headers.items(), error.read())


def _answer(status: int, headers: Iterable[tuple[str, str]], content: bytes) -> Answer:
    return Answer(status, {name.lower(): value for name, value in headers}, content)
