"""The twin's estimator the long way: one competency of one person at a time, in plain sums."""

from __future__ import annotations

from dataclasses import dataclass

SPREAD, HALF_LIFE = 0.8, 5.0
COURSE_GAIN, COURSE_ERROR = 0.5, 0.3
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, order=True)
class Piece:
    """A piece of evidence: when, of what kind (2 is a course), what it says and how surely."""

    day: int
    kind: int
    level: float
    error: float


def plain_estimate(pieces: list[Piece], start: float, *, day: int) -> tuple[float, float]:
    """Return level and standard error on a day, reading the pieces one after the other."""
    level, variance, last = start, SPREAD**2, None
    for piece in sorted(pieces):
        if last is not None:
            level, variance = faded(level, variance, start, piece.day - last)
        if piece.kind == 2:
            gain = min(max(piece.level - level, 0.0), COURSE_GAIN)
            level += gain
            variance += COURSE_ERROR**2 if gain > 0 else 0.0
        else:
            trust = variance / (variance + piece.error**2)
            level += trust * (piece.level - level)
            variance *= 1 - trust
        last = piece.day
    if last is not None:
        level, variance = faded(level, variance, start, day - last)
    return level, variance**0.5


def faded(level: float, variance: float, start: float, days: int) -> tuple[float, float]:
    """Return level and variance after some days without evidence."""
    kept = 0.5 ** (days / DAYS_A_YEAR / HALF_LIFE)
    return start + (level - start) * kept, SPREAD**2 + (variance - SPREAD**2) * kept**2
