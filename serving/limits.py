"""How many requests an account may make: enough for people and programs, too few for a flood."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil

from serving.language import msg
from serving.problems import Problem
from serving.settings import whole_number

VARIABLE, USUAL = "BINA_REQUESTS_PER_MINUTE", 1200
TOO_MANY = msg("Too many requests. Wait %(seconds)s seconds and go on more slowly.")
MOST_KEPT = 10_000
WORKERS = "WEB_CONCURRENCY"
"""The variable by which uvicorn is told how many processes to run."""


def allowed_by_one_worker() -> float:
    """Return the requests a minute that one process allows an account."""
    return whole_number(VARIABLE, USUAL) / whole_number(WORKERS, 1)


class RateLimit:
    """A bucket for each account: it holds a minute's requests and fills evenly (token bucket).

    The buckets are in the memory of one process and are empty after a restart. Where uvicorn runs
    several workers, each allows its part: requests come to them about evenly, not exactly.
    """

    def __init__(
        self, per_minute: float | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_minute = per_minute or allowed_by_one_worker()
        self._clock = clock
        self._buckets: dict[int, tuple[float, float]] = {}

    def take(self, account: int) -> None:
        """Count one request; raises a 429 problem that says how long to wait."""
        now, rate = self._clock(), self._per_minute / 60
        left, since = self._buckets.get(account, (float(self._per_minute), now))
        left = min(float(self._per_minute), left + (now - since) * rate)
        if left < 1:
            seconds = ceil((1 - left) / rate)
            raise Problem(
                429,
                TOO_MANY,
                values={"seconds": seconds},
                headers={"Retry-After": str(seconds)},
            )
        if len(self._buckets) > MOST_KEPT:
            self._buckets.clear()
        self._buckets[account] = (left - 1, now)
