"""Where a list goes on: a mark that the caller hands back as it is, and never makes."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Annotated

from fastapi import Query

from serving.language import msg
from serving.problems import Problem

LARGEST_PAGE, USUAL_PAGE = 500, 100
LONGEST_CURSOR = 1200
"""Enough for the longest id, each letter of which may take four bytes, of which text makes more."""
STALE = msg("The cursor is not one of this list. Begin again without it.")
Mark = tuple[int, str]
"""The number of what is listed, such as a batch, and the key after which the list goes on."""

Limit = Annotated[
    int, Query(ge=1, le=LARGEST_PAGE, description="How many at once.", examples=[USUAL_PAGE])
]
Cursor = Annotated[
    str | None,
    Query(
        max_length=LONGEST_CURSOR,
        description="The next_cursor of the answer before; without it, the list begins.",
        examples=["WzEyLCAiM2Y5YTFjMGI3ZDJlNGY2YThiMWMiXQ"],
    ),
]


def cursor_after(number: int, key: str) -> str:
    """Return the cursor after which the list goes on."""
    text = json.dumps([number, key], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def mark_of(cursor: str | None) -> Mark | None:
    """Return what a cursor stands for, None at the beginning; a problem for anything made up."""
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise Problem(422, STALE, "stale-cursor") from None
    match found:
        case [int(number), str(key)] if abs(number) < 2**31 and key.isprintable():
            return number, key
    raise Problem(422, STALE, "stale-cursor")
