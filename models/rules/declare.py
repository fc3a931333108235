"""How a kind of rule is declared: what it reads, what it forbids or asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from models.rules.bars import Numbers, NumbersBar
from models.scorers import Bar, Mask, Tables

if TYPE_CHECKING:
    from models.rules.book import Rule

ReadFor = Callable[[Tables, date, Any], Numbers]


@dataclass(frozen=True)
class Kind:
    """How one kind of rule decides.

    ``numbers`` reads what decided, by person and by item. ``bars`` and ``demands`` return what
    marks the pairs that a rule forbids or asks for.
    """

    numbers: ReadFor
    bars: Callable[[Rule], Bar] | None = None
    demands: Callable[[Rule], Bar] | None = None
    parameters: tuple[str, ...] = ()


def decided(numbers: ReadFor, decide: Callable[..., Mask]) -> Callable[[Rule], Bar]:
    """Return how to make a bar that compares numbers under a rule's parameters."""

    def make(rule: Rule) -> Bar:
        def read(tables: Tables, as_of: date) -> Numbers:
            return numbers(tables, as_of, rule)

        def decision(people: pd.DataFrame, items: pd.DataFrame) -> Mask:
            return decide(people, items, rule.parameters)

        return NumbersBar(rule.id, numbers=read, decide=decision)

    return make
