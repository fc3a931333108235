"""The people of some units, in an order that says nothing of them, and what their page needs."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from models.gaps import LIKELY_ENOUGH
from serving.database import Database
from serving.store import finding as queries
from serving.store.rows import Person, Suggestion


@dataclass(frozen=True, kw_only=True)
class Lack:
    """How many competencies somebody lacks for the present job, and the heaviest of them."""

    n: int
    first: str


class TeamStore:
    """People by unit and job, with facts about several of them at once; no risk is read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def people(
        self, batch_id: int, units: Collection[str], *, limit: int, after: int = 0
    ) -> list[Person]:
        """Return the people of some units, by unit, job and pseudonym."""
        asked = {"batch": batch_id, "units": units, "limit": limit, "after": after}
        rows = queries.page_of_team().dictionaries(self._database, **asked)
        return [Person(**row) for row in rows]

    def first_courses(self, batch_id: int, employee_ids: Collection[str]) -> dict[str, Suggestion]:
        """Return the course that is suggested first to each of these people, where there is one."""
        asked = {"batch": batch_id, "people": employee_ids, "kind": "course"}
        rows = queries.first_suggested().dictionaries(self._database, **asked)
        own = queries.by_person(rows, as_json="reason_values")
        return {one: Suggestion(**row) for one, (row,) in own.items()}

    def lacks(self, batch_id: int, employee_ids: Collection[str]) -> dict[str, Lack]:
        """Return how much each of these people lacks for the present job, and of what most."""
        asked = {"batch": batch_id, "people": employee_ids}
        rows = queries.present_needs().rows(self._database, **asked)
        return {person: _lack(n, json.loads(gaps)) for person, n, gaps in rows}


def _lack(n: int, gaps: list[dict[str, Any]]) -> Lack:
    """Return the number with the first gap, which is the heaviest, by its name or id."""
    lacking = [one for one in gaps if (one["chance"] or 0.0) >= LIKELY_ENOUGH]
    first = lacking[0] if lacking else {}
    return Lack(n=n, first=str(first.get("competency") or first.get("competency_id") or ""))
