"""What the rules say about people and open places, from numbers that were read on a day.

The numbers can be kept: what was decided on a day is decided the same way again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.ranking import as_json
from models.rules.book import Rule, RuleBook, packaged_moves
from models.rules.facts import FACTS, holds_for
from models.rules.move_kinds import (
    DECISIONS,
    DEMANDS,
    OPEN_QUESTIONS,
    VERDICTS,
    move_numbers,
)
from models.rules.told import in_words
from models.scorers import Mask, Tables

Pairs = tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.object_]]
"""The ids of people and of openings, and people x openings: the numbers as JSON."""


class MoveRules:
    """Bars openings under all rules about moves at once; reads the numbers only once."""

    reason = "move_rules"

    def __init__(self, book: RuleBook | None = None) -> None:
        self._book = book or packaged_moves()

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Read what the rules look at, and return itself."""
        self.people_, self.openings_ = move_numbers(tables, as_of)
        self._as_of = as_of
        return self

    def barred(self, employees: pd.Index, items: pd.Index) -> Mask:
        """Return a row for each employee and a column for each opening: True where one forbids."""
        people, opened = self.people_.reindex(employees), self.openings_.reindex(items)
        found = np.zeros((len(people), len(opened)), dtype=np.bool_)
        for rule in self._book.in_force(self._as_of):
            if rule.kind in DECISIONS:
                found |= marks(rule, people, opened)
        return found


def marks(rule: Rule, people: pd.DataFrame, opened: pd.DataFrame) -> Mask:
    """Return people x openings: True where a rule in force has something to say of the move."""
    decide: Callable[..., Mask] = (DECISIONS | DEMANDS | OPEN_QUESTIONS)[rule.kind]
    held = holds_for(rule, people["employment_type"]).to_numpy(dtype=np.bool_)
    return np.asarray(decide(people, opened, rule.parameters) & held[:, None], dtype=np.bool_)


def move_facts(
    people: pd.DataFrame,
    opened: pd.DataFrame,
    as_of: date,
    *,
    book: RuleBook | None = None,
    told: bool = True,
) -> pd.DataFrame:
    """Return what each rule in force says of each person and opening, as `models.rules.facts` does.

    ``people`` and ``opened`` are frames of `move_numbers`. The verdict ``unknown`` is for what has
    to be checked, since nothing is on record that would decide it. Without ``told`` the rules that
    are met and ask for nothing are left out.
    """
    found = []
    for rule in (book or packaged_moves()).in_force(as_of):
        marked = marks(rule, people, opened)
        held = holds_for(rule, people["employment_type"]).to_numpy(dtype=np.bool_)[:, None]
        shown = np.broadcast_to(held, marked.shape) if told else marked
        if shown.any():
            found.append((rule, marked, shown))
    if not found:
        return pd.DataFrame(columns=FACTS)
    numbers = _numbers(people, opened, np.any([shown for _rule, _marked, shown in found], axis=0))
    pairs = (people.index.to_numpy(), opened.index.to_numpy(), numbers)
    parts = [_facts_of(rule, marked, shown, pairs=pairs) for rule, marked, shown in found]
    return pd.concat(parts, ignore_index=True)[FACTS]


def _numbers(people: pd.DataFrame, opened: pd.DataFrame, shown: Mask) -> NDArray[np.object_]:
    """Return people x openings: what the rules looked at, as JSON, of the pairs that are shown."""
    row, column = np.nonzero(shown)
    mine, theirs = people.iloc[row], opened.iloc[column]
    both = pd.concat([mine.reset_index(drop=True), theirs.reset_index(drop=True)], axis=1)
    numbers = np.full(shown.shape, "", dtype=object)
    numbers[row, column] = as_json(both.drop(columns="conflict_units"))
    return numbers


def _facts_of(rule: Rule, marked: Mask, shown: Mask, *, pairs: Pairs) -> pd.DataFrame:
    employees, items, texts = pairs
    row, column = np.nonzero(shown)
    numbers, met = texts[row, column].tolist(), ~marked[row, column]
    said = {
        language: [
            "" if silent else in_words(rule, one, language)
            for one, silent in zip(numbers, met, strict=True)
        ]
        for language in ("en", "id")
    }
    return pd.DataFrame(
        {
            "employee_id": employees[row],
            "item_id": items[column],
            "rule": rule.id,
            "verdict": np.where(met, "allowed", VERDICTS[rule.kind]),
            "source": rule.cited,
            "standing": rule.standing,
            "numbers": numbers,
            **said,
        }
    )
