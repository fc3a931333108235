"""How a rule of the quality gate is declared: once, where it is checked."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from features.quality.evidence import Evidence, within

Dimension = Literal["completeness", "timeliness", "accuracy", "consistency"]
DIMENSIONS: tuple[Dimension, ...] = ("completeness", "timeliness", "accuracy", "consistency")
"""The four dimensions of the data quality index (Indeks Kualitas Data) of BKN."""
Decision = Literal[
    "counted", "retirement", "contract", "promotion", "courses", "mentors", "placement"
]
DECISIONS: tuple[Decision, ...] = (
    "counted",
    "retirement",
    "contract",
    "promotion",
    "courses",
    "mentors",
    "placement",
)
"""What a fact may decide about somebody: whether she is counted among the staff at all, the day of
retirement, the end of the contract, the next rank, which courses are open to her, who may mentor
her, and to which unit she is counted."""
Doubt = Literal["drop", "blank"]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one rule found.

    ``subjects`` are the ids that the rule applies to: people, or items (units, jobs) where the
    rule is about those. ``faults`` has a row a fault, labelled as the row of the rule's table
    that is in doubt (or numbered, where there is none): ``employee_id``, ``item`` (the unit or
    job to be mended, empty where it is the person's own record), ``on`` (the row's day).
    ``held`` are labels of the rows by which others have what is missing here.
    """

    subjects: pd.Index
    faults: pd.DataFrame
    held: pd.Index


Check = Callable[[Evidence], Found]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: what is counted, in which table, and which tables it needs.

    ``doubt`` says what becomes of the rows in doubt in the other reading of the records: they
    are dropped, or their ``columns`` are blank. ``decides`` names what the fact decides.
    """

    name: str
    dimension: Dimension
    table: str
    needs: tuple[str, ...]
    meaning: str
    source: str
    decides: tuple[Decision, ...]
    doubt: Doubt | None
    columns: tuple[str, ...]
    of_items: bool
    check: Check


RULES: dict[str, Rule] = {}
"""Every rule by name, in the order of declaration."""


def rule(
    dimension: Dimension,
    table: str,
    *,
    source: str,
    needs: tuple[str, ...] = (),
    decides: tuple[Decision, ...] = (),
    doubt: Doubt | None = None,
    columns: tuple[str, ...] = (),
    of_items: bool = False,
) -> Callable[[Check], Check]:
    """Declare a function as a rule: its name is the code, its docstring what is counted."""

    def declare(check: Check) -> Check:
        name = check.__name__
        if name in RULES:
            raise ValueError(f"quality rule {name} is declared twice")
        RULES[name] = Rule(
            name=name,
            dimension=dimension,
            table=table,
            needs=tuple(dict.fromkeys(("employees", "assignments", table, *needs))),
            meaning=inspect.getdoc(check) or "",
            source=source,
            decides=decides,
            doubt=doubt,
            columns=columns,
            of_items=of_items,
            check=check,
        )
        return check

    return declare


def found(
    subjects: pd.Index | pd.Series,
    faulty: pd.DataFrame,
    *,
    on: str | None = None,
    item: str | None = None,
    person: str = "employee_id",
    held: pd.Index | None = None,
) -> Found:
    """Return what a rule found: the rows in ``faulty``, with their person, item and day."""
    none = pd.Series(pd.NA, faulty.index, dtype="str")
    faults = pd.DataFrame(
        {
            "employee_id": faulty[person].astype("str") if person in faulty else none,
            "item": faulty[item].astype("str") if item else none,
            "on": faulty[on] if on else pd.Series(pd.NaT, faulty.index, dtype="datetime64[us]"),
        }
    )
    rows: pd.Index = pd.Index([]) if held is None else held
    return Found(subjects=pd.Index(subjects).unique(), faults=faults, held=rows)


def lacking(evidence: Evidence, having: pd.DataFrame, *, among: pd.Index | None = None) -> Found:
    """Return the people among whom somebody has no such row, and the rows of those who have."""
    subjects = evidence.people.index if among is None else among
    without = subjects.difference(pd.Index(having["employee_id"]))
    rows = having.index[within(having["employee_id"], subjects)]
    return found(subjects, pd.DataFrame({"employee_id": without}), held=rows)
