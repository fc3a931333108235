"""The estimator: evidence read in order of time, by a Kalman filter for each competency alone.

A person's level is supposed to lie around what the present job suggests and to drift back to it
when nothing is heard (an Ornstein-Uhlenbeck process: Kalman 1960; Uhlenbeck & Ornstein 1930).
Each piece of evidence moves the estimate by its gain times the surprise, a course by what it
teaches. A move fades with the half-life, so the estimate is the start plus what remains of each
move: that is what is shown as "what, when, how much".
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from features.clock import Days, Floats, sortable
from features.events import DAYS_A_YEAR
from features.ordering import in_order
from features.twin.noise import COURSE, COURSE_ERROR, COURSE_GAIN, HALF_LIFE_YEARS, PEOPLE_SPREAD


@dataclass(frozen=True)
class Evidence:
    """Pieces of evidence, one a place in each array.

    ``pair`` is the position of the person and competency it speaks about, ``day`` when it
    happened, ``kind`` a position in `KINDS`, ``level`` what it says (of a course: what it leads
    to) and ``error`` its standard error.
    """

    pair: Days
    day: Days
    kind: Days
    level: Floats
    error: Floats

    def __len__(self) -> int:
        return len(self.pair)

    def take(self, chosen: Days | np.ndarray) -> Evidence:
        """Return some of the evidence."""
        return Evidence(
            self.pair[chosen],
            self.day[chosen],
            self.kind[chosen],
            self.level[chosen],
            self.error[chosen],
        )

    def in_order(self) -> Evidence:
        """Return the evidence by pair and time; what is alike in all comes in any order."""
        keys = sortable(self.pair, self.day)
        return self.take(in_order(keys, self.error, self.level, self.kind))


@dataclass(frozen=True)
class Estimate:
    """Levels and their standard errors by pair, and what each piece of ordered evidence did.

    ``moved`` is how far a piece moved the level when it was read, ``remains`` how much of that
    is left on the day asked about: the level is the start plus the sum of what remains.
    """

    level: Floats
    error: Floats
    n_evidence: Days
    evidence: Evidence
    moved: Floats
    remains: Floats


def estimate(evidence: Evidence, start: Floats, *, day: int) -> Estimate:
    """Return the levels on a day of pairs that start at what their job suggests."""
    ordered = evidence.in_order()
    n = np.bincount(ordered.pair, minlength=len(start))
    first = np.cumsum(n) - n
    turn = np.arange(len(ordered)) - first[ordered.pair]
    level, variance = start.copy(), np.full(len(start), PEOPLE_SPREAD**2)
    last_day = np.full(len(start), day)
    moved = np.zeros(len(ordered))
    by_turn = np.argsort(turn, kind="stable")
    bounds = np.append(0, np.cumsum(np.bincount(turn)))
    for begin, end in itertools.pairwise(bounds):
        at = by_turn[begin:end]
        pair = ordered.pair[at]
        since = ordered.day[at] - (last_day[pair] if begin else ordered.day[at])
        m, v = faded(level[pair], variance[pair], start[pair], since)
        moved[at], variance[pair] = read(ordered.take(at), m, v)
        level[pair] = m + moved[at]
        last_day[pair] = ordered.day[at]
    level, variance = faded(level, variance, start, day - last_day)
    remains = moved * 0.5 ** ((day - ordered.day) / DAYS_A_YEAR / HALF_LIFE_YEARS)
    return Estimate(level, np.sqrt(variance), n, ordered, moved, remains)


def faded(level: Floats, variance: Floats, start: Floats, days: Days) -> tuple[Floats, Floats]:
    """Return level and variance after so many days in which nothing was heard."""
    kept = 0.5 ** (days / DAYS_A_YEAR / HALF_LIFE_YEARS)
    usual = PEOPLE_SPREAD**2
    return start + (level - start) * kept, usual + (variance - usual) * kept**2


def read(evidence: Evidence, level: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Return how far each piece moves the level before it, and the variance after it."""
    taught = evidence.kind == COURSE
    gain = variance / (variance + evidence.error**2)
    raised = np.clip(evidence.level - level, 0, COURSE_GAIN)
    moves = np.where(taught, raised, gain * (evidence.level - level))
    unsure = variance + np.where(raised > 0, COURSE_ERROR**2, 0.0)
    return moves, np.where(taught, unsure, (1 - gain) * variance)
