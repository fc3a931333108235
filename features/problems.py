"""What can be wrong with a table that somebody hands in, and how it is said in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from features.contract import SHIELDED, Column
from features.importing.rule import Severity
from features.importing.rules import RULES

KEPT = 100
"""Rows that are listed one by one for each rule and column; the others are only counted."""
HIDDEN = "••••"
LONGEST_SHOWN = 40
ONE_WORD = frozenset({"date", "number", "code", "flag"})
"""Kinds whose values are a word or two; anything longer belongs to another column, maybe a name."""
LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){11,}")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong, and where. ``more`` counts further rows of the same kind.

    ``row`` is the row as a person sees it (1 is the row of column names); ``value`` is already
    masked where the column is personal, sensitive or about pay.
    """

    severity: Severity
    file: str
    rule: str
    message: str
    way_out: str
    table: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    more: int = 0

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column is not None:
            where.append(f"column {self.column}")
        more = f" ({self.more} more rows like this)" if self.more else ""
        return f"{', '.join(where)}: {self.message}.{more} {self.way_out}"


class BadInput(Exception):
    """Something handed in cannot be used; ``problems`` says what, where and the way out.

    ``rest`` holds the rows of a table that could be read all the same.
    """

    def __init__(self, problems: Sequence[Problem], rest: pd.DataFrame | None = None) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
        self.rest = rest


def shown(value: str | None, column: Column | None) -> str | None:
    """Return the value as a message may show it: masked where the column is shielded."""
    if value is None:
        return None
    if column is not None and column.sensitivity in SHIELDED:
        return f"{value[:1]}{HIDDEN}" if column.kind == "person" and len(value) > 4 else HIDDEN
    if column is not None and column.kind in ONE_WORD and len(value.split()) > 2:
        return HIDDEN
    return visible_name(value)


def visible_name(text: str) -> str:
    """Return a name or value cut to a readable length, with long numbers masked."""
    cut = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return LONG_NUMBER.sub(HIDDEN, cut)


def problem(
    rule: str,
    *,
    file: str,
    table: str | None = None,
    row: int | None = None,
    column: Column | str | None = None,
    value: str | None = None,
    detail: str = "",
    more: int = 0,
) -> Problem:
    """Return the problem that this rule describes, in its words and with the value masked."""
    declared = column if isinstance(column, Column) else None
    safe = shown(value, declared)
    known = RULES[rule]
    return Problem(
        severity=known.severity,
        file=file,
        rule=rule,
        message=known.message.format(value=safe, detail=detail),
        way_out=known.way_out.format(value=safe, detail=detail),
        table=table,
        row=row,
        column=column.name if isinstance(column, Column) else column,
        value=safe,
        more=more,
    )


@dataclass
class Findings:
    """The problems found so far; at most `KEPT` rows are listed for a rule in a column."""

    problems: list[Problem] = field(default_factory=list)

    def has_error(self, table: str, column: str) -> bool:
        """Return whether an error was found in this column."""
        return any(
            (one.table, one.column, one.severity) == (table, column, "error")
            for one in self.problems
        )

    def lost(self, table: str, key: str) -> bool:
        """Return whether the table, rows of it or values of its key could not be read."""
        errors = [one for one in self.problems if (one.table, one.severity) == (table, "error")]
        return any(one.column in {None, key} for one in errors)

    def add(self, rule: str, *, file: str, table: str, detail: str = "") -> None:
        """Note a problem of a whole table."""
        self.problems.append(problem(rule, file=file, table=table, detail=detail))

    def add_rows(
        self,
        rule: str,
        *,
        file: str,
        table: str,
        column: Column | str,
        rows: Sequence[int],
        values: Sequence[str | None] = (),
        details: Sequence[str] = (),
    ) -> None:
        """Note a problem of some rows of a column, with one value and one detail a row, or none.

        A single detail counts for all rows. ``values`` and ``details`` may stop after `KEPT`.
        """
        last = min(len(rows), KEPT) - 1
        for n, row in enumerate(rows[:KEPT]):
            self.problems.append(
                problem(
                    rule,
                    file=file,
                    table=table,
                    row=int(row),
                    column=column,
                    value=values[n] if values else None,
                    detail=details[n] if len(details) > 1 else "".join(details),
                    more=len(rows) - KEPT if n == last and len(rows) > KEPT else 0,
                )
            )
