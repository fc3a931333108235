"""How a record table is declared: its columns, their kinds and rules, and its two clocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["person", "id", "text", "code", "date", "number", "flag"]
Sensitivity = Literal["open", "personal", "sensitive", "finance"]
Use = Literal["input", "never_input", "eligibility_only", "outcome"]

LONGEST_ID = 200
"""How many letters an id may have, of whatever kind: in a source, the store or an address."""
DOTS = (".", "..")
"""No ids: browsers and folders take them for another place."""
SHIELDED: frozenset[Sensitivity] = frozenset({"personal", "sensitive", "finance"})
"""Columns of these sensitivities never have a value of theirs shown in a message."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: what kind of value it holds, what it means and what is not accepted.

    ``low`` and ``high`` bound numbers (both included); a value outside becomes unknown with a
    warning. ``codes`` is the closed list of a code column. ``ahead`` says that a date may lie in
    the future. ``refers_to`` names the table whose key the value must be. ``dated_by`` names the
    date column from which the value is known, where it is known later than its row.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    codes: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    ahead: bool = False
    refers_to: str | None = None
    dated_by: str | None = None
    sensitivity: Sensitivity = "open"


@dataclass(frozen=True, kw_only=True)
class Table:
    """One record table and its two clocks.

    ``happened`` is the column of the row's own date and ``ended`` the one of its end; a row
    without ``recorded_on`` counts as known ``lag`` days after its own date. ``key`` tells one
    fact from another: of two rows with one key the later known replaces the earlier. A
    ``versioned`` table keeps its versions when it is imported again. ``withdrawn`` is the column of
    the day on which a row became known to be wrong; from then on it does not count.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    happened: str | None = None
    ended: str | None = None
    lag: int = 0
    versioned: bool = False
    withdrawn: str | None = None
    required: bool = False
    use: Use = "input"
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    def __getitem__(self, name: str) -> Column:
        """Return the column of this name."""
        return self.by_name[name]

    @property
    def is_about_a_person(self) -> bool:
        """Whether each row belongs to one employee, and so to one agency."""
        return "employee_id" in self.by_name or self.name == "mentorings"

    @property
    def person(self) -> str:
        """The column that names whom a row is about."""
        return "mentee_id" if self.name == "mentorings" else "employee_id"


def person_column(name: str, meaning: str, *, required: bool = False) -> Column:
    """Declare a column that holds a person's id; it is pseudonymised at the door."""
    refers_to = None if name == "employee_id" else "employees"
    return Column(
        name=name,
        kind="person",
        meaning=meaning,
        required=required,
        refers_to=refers_to,
        sensitivity="personal",
    )


def id_column(
    name: str, meaning: str, *, required: bool = False, refers_to: str | None = None
) -> Column:
    """Declare a column that holds an id of something that is not a person."""
    return Column(name=name, kind="id", meaning=meaning, required=required, refers_to=refers_to)


def text_column(
    name: str, meaning: str, *, free: bool = False, dated_by: str | None = None
) -> Column:
    """Declare a text; ``free`` text counts as personal."""
    sensitivity: Sensitivity = "personal" if free else "open"
    return Column(
        name=name, kind="text", meaning=meaning, dated_by=dated_by, sensitivity=sensitivity
    )


def code_column(
    name: str,
    codes: str,
    meaning: str,
    *,
    required: bool = False,
    sensitivity: Sensitivity = "open",
) -> Column:
    """Declare a column of a closed list of codes, given as words."""
    return Column(
        name=name,
        kind="code",
        meaning=meaning,
        required=required,
        codes=tuple(codes.split()),
        sensitivity=sensitivity,
    )


def date_column(
    name: str,
    meaning: str,
    *,
    required: bool = False,
    ahead: bool = False,
    sensitivity: Sensitivity = "open",
) -> Column:
    """Declare a date; ``ahead`` allows days that are still to come."""
    return Column(
        name=name,
        kind="date",
        meaning=meaning,
        required=required,
        ahead=ahead,
        sensitivity=sensitivity,
    )


def number_column(
    name: str,
    meaning: str,
    *,
    low: float | None = 0,
    high: float | None = None,
    required: bool = False,
    dated_by: str | None = None,
    sensitivity: Sensitivity = "open",
) -> Column:
    """Declare a number with its bounds, both included."""
    return Column(
        name=name,
        kind="number",
        meaning=meaning,
        low=low,
        high=high,
        required=required,
        dated_by=dated_by,
        sensitivity=sensitivity,
    )


def flag_column(name: str, meaning: str, *, sensitivity: Sensitivity = "open") -> Column:
    """Declare a yes or no."""
    return Column(name=name, kind="flag", meaning=meaning, sensitivity=sensitivity)
