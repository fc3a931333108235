"""What the charts of the console show: numbers, and the words that go with them.

A drawing is a value: two that are equal look alike, so that each is drawn once (`serving.charts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from serving.language import Language, msg


@dataclass(frozen=True)
class Dot:
    """A tenth of the people by risk: the share that left and the ends of its interval."""

    risk: float
    rate: float
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Calibration:
    """Risk to the right, exit rate upwards; on the diagonal both are the same."""

    name: str
    across: str
    up: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Year:
    """A test year: what was expected, what came to pass, and the interval of the latter."""

    label: str
    expected: float
    observed: int
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Years:
    """Test years below each other, exits to the right."""

    name: str
    expected: str
    observed: str
    rows: tuple[Year, ...]


@dataclass(frozen=True)
class Point:
    """A budget in millions, the gaps it serves, and whether it is the budget of the plan."""

    millions: float
    n_gaps: float
    is_asked: bool
    text: str


@dataclass(frozen=True)
class Budgets:
    """Budgets to the right, gaps served upwards, both from zero."""

    name: str
    across: str
    up: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Bar:
    """One bin of a feature: its words and its share of the people with a value, now and then."""

    label: str
    share: float
    before: float | None
    text: str


@dataclass(frozen=True)
class Spread:
    """The bins of a feature from left to right; ``in_order`` where they are spans of values."""

    name: str
    bars: tuple[Bar, ...]
    in_order: bool


@dataclass(frozen=True)
class QuarterBar:
    """How many retire in the quarter that begins on a day."""

    starts_on: date
    n: int
    text: str


@dataclass(frozen=True)
class Retirements:
    """Quarters from left to right, people upwards."""

    name: str
    rows: tuple[QuarterBar, ...]


Drawing = Calibration | Years | Budgets | Spread | Retirements


class Quarter(Protocol):
    """A quarter and how many people retire in it, as the store and the API tell it."""

    @property
    def starts_on(self) -> date:
        """The first day of the quarter."""

    @property
    def n(self) -> int:
        """How many people."""


RETIREMENTS = msg("Retirements by quarter; the same numbers are in the table below.")
QUARTER = msg("Quarter %(quarter)s of %(year)s")


def retirements_of(quarters: Iterable[Quarter], language: Language) -> Retirements | None:
    """Return the drawing of the calendar; None where nobody retires in it."""
    rows = tuple(QuarterBar(one.starts_on, one.n, _told(one, language)) for one in quarters)
    if not any(row.n for row in rows):
        return None
    return Retirements(language.text(RETIREMENTS), rows)


def _told(one: Quarter, language: Language) -> str:
    day = one.starts_on
    quarter = language.text(QUARTER, quarter=(day.month + 2) // 3, year=day.year)
    return f"{quarter}: {language.number(one.n)}"
