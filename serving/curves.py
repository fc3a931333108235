"""The picture of a year's plan under other budgets: what each would serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, MARGIN, TOP = 520.0, 220.0, 56.0, 16.0


@dataclass(frozen=True)
class Point:
    """One budget, what it serves, its place, and whether it is the budget of the plan."""

    budget: float
    n_gaps: float
    x: float
    y: float
    is_asked: bool


@dataclass(frozen=True)
class Curve:
    """Points from the smallest budget to the largest, on scales that start at zero."""

    points: Sequence[Point]
    width: float = WIDTH
    height: float = HEIGHT
    margin: float = MARGIN
    bottom: float = HEIGHT - MARGIN

    @property
    def line(self) -> str:
        """The points as SVG writes a line."""
        return " ".join(f"{one.x},{one.y}" for one in self.points)


def curve_of(rows: Sequence[Mapping[str, Any]], *, budget: float) -> Curve | None:
    """Return the drawing of the budgets tried; None where fewer than two or nothing was served."""
    found = sorted((float(row["budget"]), float(row["n_gaps"])) for row in rows)
    most = max((n for _, n in found), default=0.0)
    if len(found) < 2 or most <= 0:
        return None
    wide, high = WIDTH - 2 * MARGIN, HEIGHT - MARGIN - TOP
    points = [
        Point(
            budget=money,
            n_gaps=n,
            x=round(MARGIN + wide * money / found[-1][0], 1),
            y=round(TOP + high * (1 - n / most), 1),
            is_asked=money == min(budget, found[-1][0]),
        )
        for money, n in found
    ]
    return Curve(points)
