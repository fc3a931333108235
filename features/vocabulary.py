"""Ids as positions: the vocabularies that make a record table a table of numbers."""

from __future__ import annotations

from functools import cache

import pandas as pd

from features.contract import Column
from features.ids import sorted_ids
from features.records import Records
from features.tables import TABLE_OF_NAME

TEXTS_READ = {"educations": ("field",)}
"""The texts that features read, by table: they have codes as ids have."""
Vocabularies = dict[str, pd.Index]
"""The sorted ids of each kind: those of a table, or of a column that refers to none."""


def vocabularies_of(records: Records) -> Vocabularies:
    """Return, for every kind of id, the sorted ids that occur anywhere in the records.

    Ids that refer to a table share that table's vocabulary, so that a unit has the same code
    wherever it is named.
    """
    found: dict[str, list[pd.Series]] = {}
    for name in records:
        for column in TABLE_OF_NAME[name].columns:
            domain = domain_of(name, column)
            if domain is not None:
                found.setdefault(domain, []).append(records.frame(name)[column.name])
    return {domain: sorted_ids(found.get(domain, [])) for domain in _domains()}


@cache
def _domains() -> tuple[str, ...]:
    every = {domain_of(t.name, column) for t in TABLE_OF_NAME.values() for column in t.columns}
    return tuple(sorted(domain for domain in every if domain is not None))


def domain_of(table: str, column: Column) -> str | None:
    """Return which ids a column holds: the name of a table or of the column itself."""
    if column.kind == "person":
        return "employees"
    if column.name in TEXTS_READ.get(table, ()):
        return column.name
    if column.kind != "id":
        return None
    if column.refers_to is not None:
        return column.refers_to
    return table if TABLE_OF_NAME[table].key[0] == column.name else column.name
