"""Values with their intervals on one scale: the bars beside the numbers of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 200.0
WIDEST = 2.5
"""A bar ends at this many times the mark: intervals of tiny groups would flatten all others."""


@dataclass(frozen=True)
class Range:
    """A value with its interval, in units of the drawing; ``mark`` is what it is held against."""

    left: float
    width: float
    point: float
    mark: float


def ranges(
    rows: Sequence[tuple[float | None, float | None, float | None]], *, mark: float
) -> list[Range | None]:
    """Return the bars of (low, value, high) on a scale that starts at zero; None without value.

    An open end runs to the end of the scale.
    """
    ends = [high for _, value, high in rows if value is not None and high is not None]
    most = min(max([mark * 1.2, *ends]), mark * WIDEST)
    return [_range(row, most, mark) for row in rows]


def _range(
    row: tuple[float | None, float | None, float | None], most: float, mark: float
) -> Range | None:
    low, value, high = row
    if value is None:
        return None
    left, right = _x(low or 0.0, most), _x(most if high is None else high, most)
    return Range(left, max(1.0, right - left), _x(value, most), _x(mark, most))


def _x(value: float, most: float) -> float:
    return round(min(value / most, 1.0) * WIDTH, 1)
