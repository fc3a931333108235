"""Ranks, functional rungs, employment status and the calendar exits of each month."""

from __future__ import annotations

import numpy as np

from features.sample.hiring import contract_end
from features.sample.people import (
    CPNS,
    FUNCTIONAL,
    PART_TIME,
    PNS,
    PPPK,
    PROMOTION,
    highest_rank,
    rung,
)
from features.sample.timeline import FAR, YEAR, Ints, calendar, first_day_of, months_of
from features.sample.world import World, change_posts, leave, write_status
from features.tables import FAMILY_OF_REASON

REASONS = tuple(FAMILY_OF_REASON)
PROMOTION_MONTHS = (4, 10)
"""Rank promotions happen in April and October."""
RUNG_MONTHLY = 0.10
"""Monthly chance, times luck, of the functional rung that goes with a rank reached."""
NOT_RENEWED, RAN_OUT = 0.025, 0.020
"""Shares of ending contracts that are not renewed, and that simply end."""


def promote_in_rank(world: World, *, day: int) -> None:
    """Raise the rank of permanent staff four years after the last (three for the talented)."""
    if calendar(day).month not in PROMOTION_MONTHS:
        return
    people = world.people
    functional = FUNCTIONAL[people.profession] | (people.heads >= 0)
    wait = np.where(functional & (people.talent > 0.8), 3.0, 3.95) * YEAR
    able = people.active & (people.employment == PNS) & (people.rank_since + wait <= day)
    able &= people.rank < highest_rank(people.education, functional=functional)
    who = np.flatnonzero(able & (world.rng.random(len(people)) < people.luck))
    people.rank[who] += 1
    people.rank_since[who] = day
    people.last_step[who] = day
    world.journal.add("ranks", employee_id=who, started_on=day, rank=people.rank[who])


def promote_in_job(world: World, *, day: int) -> None:
    """Raise functional staff to the rung that goes with their rank, after some time."""
    people = world.people
    target = rung(people.rank, people.education, pppk=people.employment >= PPPK)
    job = world.jobs.ladder[people.profession, target]
    able = people.active & FUNCTIONAL[people.profession] & (people.employment == PNS)
    able &= ~world.leads_structurally()
    able &= world.jobs.job_class[job] > world.jobs.job_class[people.job]
    who = np.flatnonzero(able & (world.rng.random(len(people)) < RUNG_MONTHLY * people.luck))
    change_posts(world, who, day=day, move=PROMOTION, job=job[who])
    people.last_step[who] = day


def confirm_candidates(world: World, *, day: int) -> None:
    """Make candidates (CPNS) permanent after one year."""
    people = world.people
    ready = people.active & (people.employment == CPNS) & (people.joined + 365 <= day)
    who = np.flatnonzero(ready)
    confirmed = people.joined[who] + 365
    write_status(world, who, ended=confirmed)
    people.employment[who] = PNS
    people.status_since[who] = confirmed


def retirement_day(world: World, who: Ints) -> Ints:
    """Return the first day of the month after the birthday at the job's retirement age."""
    people = world.people
    age = world.jobs.retirement_age[people.job[who]]
    return first_day_of(months_of(people.birth[who]) + 12 * age + 1)


def retire(world: World, *, day: int) -> None:
    """Let everybody go whose retirement age has come, on the day the calendar says."""
    who = world.people.present()
    due = retirement_day(world, who) <= day
    who = who[due]
    leave(world, who, day=np.full(len(who), day), reason=REASONS.index("retirement"), asked=-FAR)


def end_contracts(world: World, *, day: int) -> None:
    """Renew the contracts that end on a day, but for a few."""
    people = world.people
    who = np.flatnonzero(people.active & (people.contract_ends <= day))
    chance = world.rng.random(len(who))
    gone = chance < NOT_RENEWED + RAN_OUT
    reason = np.where(
        chance < NOT_RENEWED, REASONS.index("non_renewal"), REASONS.index("contract_end")
    )
    ends = people.contract_ends[who]
    leave(world, who[gone], day=ends[gone], reason=reason[gone], asked=-FAR)
    who, ends = who[~gone], ends[~gone]
    write_status(world, who, ended=ends)
    people.status_since[who] = ends
    renewed = contract_end(world.rng, ends)
    part_time = people.employment[who] == PART_TIME
    people.contract_ends[who] = np.where(part_time, ends + 365, renewed)
