"""The units of a batch: how many people work in each, and which units hold which."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from serving.database import Database, people, subtrees
from serving.store.documents import documents
from serving.store.kept import Kept
from serving.store.rows import Batch

NOBODY: frozenset[str] = frozenset()
NAMES = select(documents.c.content).where(
    documents.c.batch_id == bindparam("batch"), documents.c.kind == "units", documents.c.key == ""
)


@dataclass(frozen=True)
class Tree:
    """The units of a batch. ``sizes`` counts a unit's own people; ``below`` has it in it too."""

    names: Mapping[str, str]
    sizes: Mapping[str, int]
    below: Mapping[str, frozenset[str]]

    def name(self, unit_id: str) -> str:
        """Return a unit's name; its id where none is on record."""
        return self.names.get(unit_id, unit_id)

    def __contains__(self, unit_id: str) -> bool:
        return unit_id in self.sizes or unit_id in self.below

    def within(self, unit_id: str) -> frozenset[str]:
        """Return a unit and all below it."""
        return self.below.get(unit_id, NOBODY) | {unit_id}

    def size(self, unit_id: str) -> int:
        """Return how many people work in a unit and below it."""
        return sum(self.sizes.get(one, 0) for one in self.within(unit_id))

    def above(self, unit_id: str) -> list[str]:
        """Return the units that hold this one, the nearest first."""
        holding = [one for one, held in self.below.items() if unit_id in held and one != unit_id]
        return sorted(holding, key=lambda one: (len(self.below[one]), one))

    def parts(self, unit_id: str) -> list[str]:
        """Return the units directly below this one in which, or below which, people work."""
        inside = self.within(unit_id) - {unit_id}
        deeper = NOBODY.union(*(self.within(one) - {one} for one in inside))
        return sorted(one for one in inside - deeper if self.size(one))


class UnitStore:
    """The tree of a batch, read once and kept."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept = Kept()

    def tree(self, batch: Batch) -> Tree:
        """Return the units of a batch."""
        return self._kept.get(batch, make=lambda: self._read(batch.id))

    def _read(self, batch_id: int) -> Tree:
        unit, name = people.c.unit_id, func.max(people.c.unit_name)
        counted = select(unit, name, func.count()).where(people.c.batch_id == batch_id)
        pairs = select(subtrees.c.root_id, subtrees.c.unit_id)
        with self._database.reading() as connection:
            rows = connection.execute(counted.where(unit.is_not(None)).group_by(unit)).all()
            held = connection.execute(pairs.where(subtrees.c.batch_id == batch_id)).all()
            named = connection.execute(NAMES, {"batch": batch_id}).scalar()
        below: dict[str, set[str]] = defaultdict(set)
        for root, one in held:
            below[root].add(one)
        return Tree(
            names={unit: name for unit, name, _n in rows if name} | json.loads(named or "{}"),
            sizes={unit: n for unit, _name, n in rows},
            below={root: frozenset(found) for root, found in below.items()},
        )
