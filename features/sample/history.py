"""What lies behind those who were here on the first day: ranks, status and earlier posts."""

from __future__ import annotations

import numpy as np

from features.sample.hiring import contract_end
from features.sample.people import (
    CPNS,
    FIRST_RANK,
    FUNCTIONAL,
    PNS,
    PPPK,
    PROMOTION,
    ROTATION,
    SAME_POST,
    rung,
)
from features.sample.timeline import FAR, YEAR, Ints, first_day_of, months_of
from features.sample.vocabulary import PROFESSION_KEYS
from features.sample.world import DEFINITIVE, World, pay, superiors

PACE = 4.2
"""Usual years from one rank to the next."""
YEARS_A_POST = 6.0


def write_history(world: World) -> None:
    """Write the past of everybody present and set the days since when things are as they are."""
    _write_ranks(world)
    _write_statuses(world)
    _name_school_heads(world)
    _write_posts(world)
    _set_superiors(world)


def _write_ranks(world: World) -> None:
    people, start = world.people, world.timeline.start
    first = np.where(people.employment >= PPPK, people.rank, FIRST_RANK[people.education])
    first = np.minimum(first, people.rank)
    delay = world.rng.integers(0, 300, size=len(people))
    for step in range(int((people.rank - first).max()) + 1):
        who = np.flatnonzero(people.rank - first >= step)
        day = people.joined[who] + int(step * PACE * YEAR) + delay[who] * (step > 0)
        day = np.minimum(day, start - 1)
        world.journal.add("ranks", employee_id=who, started_on=day, rank=first[who] + step)
        people.rank_since[who] = day
    people.last_step = people.rank_since.copy()


def _write_statuses(world: World) -> None:
    people, start = world.people, world.timeline.start
    permanent = np.flatnonzero(people.employment == PNS)
    world.journal.add(
        "statuses",
        employee_id=permanent,
        started_on=people.joined[permanent],
        ended_on=people.joined[permanent] + 365,
        employment_type=CPNS,
        contract_ends_on=FAR,
    )
    people.status_since[permanent] = people.joined[permanent] + 365
    contract = people.employment >= PPPK
    ends = contract_end(world.rng, people.joined)
    ends = np.where(ends <= start, _five_years_on(people.joined), ends)
    people.contract_ends = np.where(contract, ends, FAR)


def _five_years_on(days: Ints) -> Ints:
    return first_day_of(months_of(days) + 60)


def _name_school_heads(world: World) -> None:
    """Let the highest in rank of each school and health centre lead it."""
    people, organisation, start = world.people, world.organisation, world.timeline.start
    able = FUNCTIONAL[people.profession] & (people.employment == PNS)
    who = np.flatnonzero(organisation.additional[people.unit] & able)
    order = who[np.lexsort((-people.rank[who], people.unit[who]))]
    unit, place = np.unique(people.unit[order], return_index=True)
    world.head[unit] = order[place]
    people.heads[order[place]] = unit
    leads = np.flatnonzero(people.heads >= 0)
    since = start - world.rng.integers(30, int(4 * YEAR), size=len(leads))
    people.heads_since[leads] = np.maximum(since, people.joined[leads])


def _write_posts(world: World) -> None:
    """Write up to three earlier posts, by profession, and set the start of the present one."""
    people, start = world.people, world.timeline.start
    recent = np.maximum(
        people.joined, start - world.rng.integers(30, int(7 * YEAR), size=len(people))
    )
    structural = world.leads_structurally()
    since = np.where(structural, people.heads_since, recent)
    earlier = np.minimum(np.ceil((since - people.joined) / (YEARS_A_POST * YEAR)), 3)
    earlier = np.where(since - people.joined < YEAR, 0, earlier).astype(np.int64)
    since = np.where(earlier == 0, people.joined, since)
    for number in range(3):
        who = np.flatnonzero(earlier > number)
        span = (since - people.joined)[who] / np.maximum(earlier[who], 1)
        begin = people.joined[who] + (span * number).astype(np.int64)
        end = people.joined[who] + (span * (number + 1)).astype(np.int64)
        end = np.where(number + 1 == earlier[who], since[who], end)
        _write_earlier(world, who, begin, end, number=number)
    people.post_since, people.row_since = since.copy(), since.copy()
    people.move = np.where(earlier > 0, np.where(structural, PROMOTION, ROTATION), people.move)
    people.last_step = np.where(
        structural & (earlier > 0), np.maximum(people.last_step, since), people.last_step
    )
    people.heads_since = np.where(structural, since, people.heads_since)


def _write_earlier(world: World, who: Ints, begin: Ints, end: Ints, *, number: int) -> None:
    people = world.people
    contract = people.employment[who] >= PPPK
    years = (begin - people.joined[who]) / YEAR
    rank = np.minimum(FIRST_RANK[people.education[who]] + (years / PACE).astype(int), 16)
    rank = np.minimum(rank, people.rank[who])
    base, gross = pay(people, world.jobs, who, begin)
    world.journal.add(
        "assignments",
        employee_id=who,
        started_on=begin,
        ended_on=end,
        job_id=world.jobs.ladder[
            people.profession[who], rung(rank, people.education[who], pppk=contract)
        ],
        unit_id=_former_units(world, who, number),
        supervisor_id=-1,
        appointment=DEFINITIVE,
        move=0 if number == 0 else ROTATION,
        base_pay=base,
        gross_pay=gross,
    )


def _former_units(world: World, who: Ints, number: int) -> Ints:
    """Return where others of the same profession work: a believable earlier place."""
    people = world.people
    order = np.argsort(people.profession, kind="stable")
    place = np.searchsorted(people.profession[order], np.arange(len(PROFESSION_KEYS) + 1))
    size = np.diff(place)[people.profession[who]]
    other = place[people.profession[who]] + (who * 7919 + 104729 * (number + 1)) % size
    return np.asarray(people.unit[order[other]], dtype=np.int64)


def _set_superiors(world: World) -> None:
    """Name the superiors; where one came later than the post began, the row begins with them."""
    people = world.people
    who = np.arange(len(people))
    found = superiors(world, who)
    since = np.where(found >= 0, people.heads_since[found], -FAR)
    later = who[since > people.row_since]
    base, gross = pay(people, world.jobs, later, people.row_since[later])
    world.journal.add(
        "assignments",
        employee_id=later,
        started_on=people.row_since[later],
        ended_on=since[later],
        job_id=people.job[later],
        unit_id=people.unit[later],
        supervisor_id=-1,
        appointment=DEFINITIVE,
        move=people.move[later],
        base_pay=base,
        gross_pay=gross,
    )
    people.begin_rows(later, since[later])
    people.move[later] = SAME_POST
    people.supervisor_since[later] = since[later]
    people.supervisor = found
