"""Rows of a record table, and from which row of which file of the export each comes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from features.problems import Problem
from features.sources.siasn.export import Export

FIRST_OF_NEXT = 10_000_000
"""Row numbers of one part; a label is the number of the part times this plus the row."""
LABEL = re.compile(r"\brow (\d{8,})\b")


@dataclass(frozen=True)
class Part:
    """Rows of a record table that come from one SIASN table.

    The index has the row numbers of the file, each once; ``columns`` says from which SIASN column
    a column of the record table comes.
    """

    table: str
    rows: pd.DataFrame
    columns: Mapping[str, str]

    def with_rows(self, rows: pd.DataFrame) -> Part:
        """Return the part with other rows."""
        return replace(self, rows=rows)


def together(parts: Sequence[Part]) -> pd.DataFrame:
    """Return the rows of all parts, labelled with their part and row."""
    frames = [
        part.rows.set_axis(part.rows.index + number * FIRST_OF_NEXT, axis=0)
        for number, part in enumerate(parts)
    ]
    return pd.concat(frames)


def retold(problem: Problem, parts: Sequence[Part], export: Export) -> Problem:
    """Return a problem of a record table in the words of the export: its file, row and column."""
    if problem.row is None or not parts:
        return problem
    number, row = divmod(problem.row, FIRST_OF_NEXT)
    part = parts[number]
    column = problem.column and part.columns.get(problem.column, problem.column)
    return replace(
        problem,
        file=export.place(part.table),
        row=row,
        column=column,
        message=LABEL.sub(lambda found: f"row {int(found[1]) % FIRST_OF_NEXT}", problem.message),
    )


def one_a_key(
    parts: Sequence[Part], key: Sequence[str], export: Export, *, newest: str | None = None
) -> list[Part]:
    """Return the parts with one row a key: the one decided last, or else the last one.

    Rows that say the same are dropped silently, others with a warning: both stay in the export.
    """
    rows = together(parts)
    whole = rows[list(key)].notna().all(axis=1)
    order = rows.sort_values([newest], kind="stable", na_position="first") if newest else rows
    again = order.duplicated(list(key), keep="last").reindex(rows.index) & whole
    differs = again & ~rows.duplicated(keep="last")
    kept = []
    for number, part in enumerate(parts):
        own = part.rows.index + number * FIRST_OF_NEXT
        lost = part.rows.index[differs.loc[own].to_numpy(dtype=bool)]
        column = part.columns.get(key[1], key[1])
        export.note("two_of_one_fact", part.table, column, lost.tolist())
        kept.append(part.with_rows(part.rows[~again.loc[own].to_numpy(dtype=bool)]))
    return kept


def with_days(part: Part, day: str, export: Export) -> Part:
    """Return the rows that have this day; the others are set aside with a warning.

    Where no row has it because the file lacks the column, that is one error.
    """
    lacks = part.rows[day].isna()
    column, rows = part.columns[day], part.rows.index[lacks].tolist()
    if lacks.all() and not export.holds(part.table, column):
        export.note("missing_column", part.table, column, [1] if rows else [])
    else:
        export.note("row_without_key", part.table, column, rows)
    return part.with_rows(part.rows[~lacks])
