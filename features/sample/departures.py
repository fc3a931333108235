"""The true hazards of leaving, and who leaves in a month.

Voluntary exits run at about 2.5% a year, several times the believed rate of permanent civil
servants (0.1 to 0.5%), so that a demonstration with 5,000 people has events to learn from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.sample.careers import REASONS
from features.sample.learning import gaps
from features.sample.people import CPNS, PNS, PPPK
from features.sample.timeline import FAR, YEAR, Floats, Ints
from features.sample.world import World, leave


@dataclass(frozen=True)
class Effects:
    """True effects on the log of the monthly hazard of a voluntary exit, strongest first.

    The order is that of the spread they cause among the staff, but for the last two, which
    concern few people.

    Each is multiplied by a driver that is 0 for most people and 1 (at most 2) where it is strong.
    ``newly_placed`` is for candidates in their first year far from home (12% of CPNS withdrew
    when placed elsewhere, 2025). Age and sex have no effect.
    """

    stagnation: float = 1.00
    untrained_gap: float = 0.90
    supervisor_change: float = 0.75
    distance: float = 0.70
    contagion: float = 0.55
    workload: float = 0.45
    newly_placed: float = 0.80
    contract: float = 0.25


EFFECTS = Effects()
VOLUNTARY_A_YEAR = 0.025
"""Usual share of voluntary exits in a year, and the constant one where drivers have no effect."""
CENTRE = 1.67
"""Log of the mean of exp(drivers x effects): keeps the usual share at the one above."""
TRANSFER_A_YEAR = 0.010
TRANSFER_EFFECTS = {"good_performance": 0.5, "long_in_post": 0.6, "office_job": 0.4}
"""True effects on the log hazard of a transfer to another agency; contract staff cannot."""
TRANSFER_CENTRE = 0.35
OTHER_A_YEAR = {"death": 0.0018, "incapacity": 0.0004, "dismissal": 0.0004, "status_change": 0.0003}
DRIVERS = tuple(Effects.__dataclass_fields__)
SIX_MONTHS, TWO_YEARS = 183, 731


@dataclass(frozen=True)
class Hazards:
    """The true hazards of one month for the people ``who`` (positions).

    ``drivers`` has the contributions to the log hazard, people x `DRIVERS`.
    """

    day: int
    who: Ints
    voluntary: Floats
    transfer: Floats
    drivers: Floats


def drivers(world: World, who: Ints, day: int) -> Floats:
    """Return the strength of each driver for each person, in the order of `DRIVERS`."""
    people, organisation = world.people, world.organisation
    stagnation = np.clip((day - people.last_step[who]) / YEAR - 4.0, 0, 3) / 2
    untrained = people.last_training[who] < day - TWO_YEARS
    gap = np.clip(gaps(world, who) / 0.6, 0, 2) * untrained
    change = (people.supervisor_since[who] > day - SIX_MONTHS) * 1.0
    away = people.home[who] != organisation.district[people.unit[who]]
    distance = organisation.remoteness[people.unit[who]] * away * 1.7
    new = (people.employment[who] == CPNS) & (people.joined[who] > day - 365)
    return np.column_stack(
        [
            stagnation,
            gap,
            change,
            distance,
            _contagion(world)[people.unit[who]],
            _workload(world, day)[people.unit[who]],
            new * distance,
            people.employment[who] >= PPPK,
        ]
    )


def _contagion(world: World) -> Floats:
    """Return, by unit, the share that left in twelve months, as 1 for twelve in a hundred."""
    size = np.bincount(world.people.unit[world.people.active], minlength=len(world.head))
    left = world.leavers.sum(axis=0)
    return np.asarray(np.clip(left / np.maximum(size + left, 5) / 0.12, 0, 2))


def _workload(world: World, day: int) -> Floats:
    """Return, by unit, the share of needed posts that is vacant, as 1 for thirty in a hundred."""
    organisation = world.organisation
    needed = organisation.needed[organisation.version_at(day)].sum(axis=1)
    actual = world.staff_by_unit().sum(axis=1)
    return np.asarray(np.clip((needed - actual) / np.maximum(needed, 1) / 0.30, 0, 2))


def hazards(world: World, *, day: int, effect: float) -> Hazards:
    """Return the monthly hazards of everybody present; ``effect`` scales all drivers."""
    who = world.people.present()
    strength = np.array([getattr(EFFECTS, name) for name in DRIVERS])
    parts = drivers(world, who, day) * strength * effect
    level = np.log(VOLUNTARY_A_YEAR / 12) - CENTRE * effect
    voluntary = np.minimum(np.exp(level + parts.sum(axis=1)), 0.25)
    return Hazards(
        day=day,
        who=who,
        voluntary=voluntary.astype(np.float32),
        transfer=_transfer(world, who, day, effect).astype(np.float32),
        drivers=parts.astype(np.float32),
    )


def _transfer(world: World, who: Ints, day: int, effect: float) -> Floats:
    people = world.people
    values = {
        "good_performance": people.talent[who] > 0.7,
        "long_in_post": people.post_since[who] < day - 5 * YEAR,
        "office_job": world.jobs.job_class[people.job[who]] <= 7,
    }
    parts = sum(TRANSFER_EFFECTS[name] * value for name, value in values.items())
    level = np.log(TRANSFER_A_YEAR / 12) - TRANSFER_CENTRE * effect
    return np.where(people.employment[who] == PNS, np.exp(level + effect * parts), 0.0)


def draw_exits(world: World, now: Hazards, *, last_day: int) -> None:
    """Let people leave in the second half of the month, each for at most one cause."""
    rng, who = world.rng, now.who
    other = np.array(list(OTHER_A_YEAR.values())) / 12
    steps = np.cumsum(
        np.column_stack([now.voluntary, now.transfer, np.tile(other, (len(who), 1))]), axis=1
    )
    cause = (rng.random(len(who))[:, None] >= steps).sum(axis=1)
    gone = np.flatnonzero(cause < steps.shape[1])
    day = rng.integers(now.day + 14, last_day, size=len(gone))
    leavers = who[gone]
    asked = np.where(cause[gone] < 2, day - rng.integers(20, 180, size=len(gone)), -FAR)
    asked = np.where(asked <= world.people.joined[leavers], -FAR, asked)
    asked = np.where(rng.random(len(gone)) < 0.55, asked, -FAR)
    names = np.array([0, REASONS.index("transfer_out"), *(REASONS.index(r) for r in OTHER_A_YEAR)])
    reason = np.where(cause[gone] == 0, _voluntary_reason(world, leavers, day), names[cause[gone]])
    _count_leavers(world, leavers[cause[gone] < 2], now.day)
    leave(world, leavers, day=day, reason=reason, asked=asked)


def _count_leavers(world: World, who: Ints, day: int) -> None:
    month = int(np.datetime64(day, "D").astype("datetime64[M]").astype(np.int64)) % 12
    units = world.people.unit[who]
    world.leavers[month] = np.bincount(units, minlength=len(world.head))


def _voluntary_reason(world: World, who: Ints, day: Ints) -> Ints:
    """Return how a voluntary exit is called; early pension from 50 years and 20 of service."""
    people = world.people
    old = (day - people.birth[who]) / YEAR >= 50
    served = (day - people.joined[who]) / YEAR >= 20
    reason = np.where(old & served, REASONS.index("early_retirement"), REASONS.index("resignation"))
    reason = np.where(people.employment[who] == CPNS, REASONS.index("candidate_withdrawal"), reason)
    contract = people.employment[who] >= PPPK
    return np.where(contract, REASONS.index("contract_resignation"), reason)
