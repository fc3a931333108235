"""What a model of persons would still need: departures, years, or people to learn with.

All figures take the present rate and the present number of people as they are; they say how far
away a model is and promise none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from training.evaluation import SURE
from training.outcomes import MOST_DAYS_BACK
from training.transfers import EVENT_FLOOR, SMALLEST_AUC

DAYS_A_YEAR = 365.25
MOST_YEARS = MOST_DAYS_BACK / DAYS_A_YEAR
"""Years that count at most: waiting for longer brings no more departures to learn from."""
TO_TELL_FROM_CHANCE = math.ceil((SURE / (SMALLEST_AUC - 0.5)) ** 2 / 12)
"""Tested departures from which on an AUC at the floor is surely above chance.

With few leavers among many the AUC of no signal has the variance 1 / (12 x leavers) (Hanley and
McNeil 1982)."""


@dataclass(frozen=True, kw_only=True)
class Needed:
    """What is lacking: any one of the three would do.

    ``events`` more voluntary departures on record; ``years`` more with as many people; ``people``
    more over the same years. None where it cannot be told, or would not help.
    """

    events: int | None
    years: float | None
    people: int | None


def needed(
    refusal: str,
    *,
    n_events: int,
    n_tested: int,
    person_years: float,
    n_people: int,
    horizon_days: int,
) -> Needed | None:
    """Return what a refusal would need to be lifted; None without a refusal.

    ``n_tested`` are the departures that the back-test was judged on, ``n_people`` those there
    now. Where even many tested departures showed no signal, more of them would not help.
    """
    if not refusal:
        return None
    history = person_years / max(n_people, 1)
    if refusal == "too_short_a_history":
        years = max(0.1, 2 * horizon_days / DAYS_A_YEAR - history)
        return Needed(events=None, years=years, people=None)
    floored = EVENT_FLOOR - n_events
    lacking = floored if floored > 0 else TO_TELL_FROM_CHANCE - n_tested
    if lacking <= 0:
        return Needed(events=None, years=None, people=None)
    return _by_rate(lacking, n_events=n_events, person_years=person_years, history=history)


def _by_rate(lacking: int, *, n_events: int, person_years: float, history: float) -> Needed:
    """Return the years and the people that bring so many departures at the rate so far."""
    if n_events == 0:
        return Needed(events=lacking, years=None, people=None)
    more = lacking * person_years / n_events
    years = more * history / person_years
    in_reach = years + history <= MOST_YEARS
    return Needed(
        events=lacking, years=years if in_reach else None, people=math.ceil(more / history)
    )
