"""What is kept of others and names a person: it stays, without the person."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, select, update

NAMES = ("employee_id", "mentor_id", "mentee_id", "learner_id")
"""Keys of rows that say whom a row is about."""
SAID = ("note", "link")
"""Keys of what somebody wrote in own words."""
OFTEN_MEANT_OTHERWISE = re.compile(r"\d{1,5}")
"""Ids that may as well be a count, a year or a time in what somebody wrote."""


def taken_out(connection: Connection, table: Table, which: ColumnElement[bool], person: str) -> int:
    """Take a person out of the ``content`` (JSON) of rows; return from how many."""
    keys, changed = list(table.primary_key), 0
    found = connection.execute(select(*keys, table.c.content).where(which)).all()
    for *key, written in found:
        content = json.loads(written)
        left = without(content, person)
        if left != content:
            row = and_(*(column == value for column, value in zip(keys, key, strict=True)))
            connection.execute(update(table).where(row).values(content=json.dumps(left)))
            changed += 1
    return changed


def without(content: Any, person: str) -> Any:
    """Return plain values without a person.

    Rows about the person go, and so do ids in lists. An action of a plan with the person as mentor
    stays, as one for which a mentor is needed.
    """
    if isinstance(content, list):
        return [without(one, person) for one in content if not _is_about(one, person)]
    if not isinstance(content, dict):
        return content
    if (content.get("kind"), content.get("item_id")) == ("mentor", person):
        return {**content, "kind": "mentor_needed", "item_id": "", "title": ""}
    return {
        name: _unsaid(one, person) if name in SAID and one else without(one, person)
        for name, one in content.items()
    }


def _is_about(one: Any, person: str) -> bool:
    if not isinstance(one, dict):
        return bool(one == person)
    who = NAMES if "kind" in one else (*NAMES, "item_id")
    return any(one.get(name) == person for name in who)


def _unsaid(text: str, person: str) -> str:
    """Return a text with dots for an id that somebody wrote into it.

    A short number is only taken for the id where nothing else was written.
    """
    if OFTEN_MEANT_OTHERWISE.fullmatch(person) and text.strip() != person:
        return text
    return re.sub(rf"(?<![\w-]){re.escape(person)}(?![\w-])", "…", text)
