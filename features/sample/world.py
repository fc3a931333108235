"""The state of the simulated agency, and how posts begin, change and end in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.sample.jobs import Jobs
from features.sample.organisation import Organisation
from features.sample.people import APPOINTMENT, PART_TIME, SAME_POST, People
from features.sample.timeline import FAR, YEAR, Flags, Floats, Ints, Journal, Timeline
from features.sample.vocabulary import PROFESSION_KEYS

DEFINITIVE, ACTING, DAILY_ACTING, ADDITIONAL = range(4)
CLIMBS = 4
"""How many levels up a superior is looked for where a unit has no head."""


@dataclass
class World:
    """Everything that changes from month to month, with the source of chance.

    ``head`` and ``acting`` give, for each unit, who leads it and who does so for the time being
    (-1 for nobody). ``leavers`` counts who left each unit in each of the last twelve months.
    """

    rng: np.random.Generator
    jobs: Jobs
    organisation: Organisation
    timeline: Timeline
    people: People
    journal: Journal
    head: Ints
    acting: Ints
    leavers: Ints

    def open_units(self, day: int) -> Flags:
        """Return which units exist on a day."""
        return (self.organisation.opens <= day) & (day < self.organisation.closes)

    def leads_structurally(self) -> Flags:
        """Return for each person whether they hold a managerial post."""
        unit = self.people.heads
        return (unit >= 0) & ~self.organisation.additional[unit]

    def staff_by_unit(self) -> Ints:
        """Return the people present by unit x profession, without managerial posts."""
        people = self.people
        who = people.active & ~self.leads_structurally()
        n_units, n_professions = len(self.organisation.units), len(PROFESSION_KEYS)
        cell = people.unit[who] * n_professions + people.profession[who]
        counts = np.bincount(cell, minlength=n_units * n_professions)
        return counts.reshape(n_units, n_professions)


def pay(people: People, jobs: Jobs, who: Ints, day: Ints) -> tuple[Floats, Floats]:
    """Return base pay and pay with allowances in rupiah a month, near the scales of 2024.

    Pay follows the rank held when the present row began: a row must not tell what came later.
    """
    years = np.clip((day - people.joined[who]) / YEAR, 0, 33)
    rank = people.row_rank[who]
    step = np.where(rank < 17, rank, rank - 17)
    base = 1_690_000 + 165_000 * step + 32_000 * years
    base = np.where(people.row_employment[who] == PART_TIME, 0.55 * base, base)
    gross = base * 1.12 + 95_000 * jobs.job_class[people.job[who]] ** 1.55
    return np.round(base, -2).astype(float), np.round(gross, -2).astype(float)


def write_posts(world: World, who: Ints, *, ended: int | Ints) -> None:
    """Write the present rows of people as ended; rows of no length are left out."""
    people = world.people
    until = np.broadcast_to(np.asarray(ended), who.shape)
    long = people.row_since[who] < until
    who, until = who[long], until[long]
    base, gross = pay(people, world.jobs, who, people.row_since[who])
    world.journal.add(
        "assignments",
        employee_id=who,
        started_on=people.row_since[who],
        ended_on=until,
        job_id=people.job[who],
        unit_id=people.unit[who],
        supervisor_id=people.supervisor[who],
        appointment=DEFINITIVE,
        move=people.move[who],
        base_pay=base,
        gross_pay=gross,
    )


def change_posts(
    world: World,
    who: Ints,
    *,
    day: int,
    move: int,
    unit: Ints | None = None,
    job: Ints | None = None,
) -> None:
    """Give people a new unit, job or both from a day on."""
    people = world.people
    write_posts(world, who, ended=day)
    if unit is not None:
        people.unit[who] = unit
    if job is not None:
        people.job[who] = job
    fresh = (people.row_since[who] == day) & (people.move[who] == APPOINTMENT)
    people.move[who] = np.where(fresh, APPOINTMENT, move)
    people.begin_rows(who, day)
    people.post_since[who] = day


def superiors(world: World, who: Ints) -> Ints:
    """Return the direct superior of each person: the head of the unit, or of the next one up."""
    leader = np.where(world.head >= 0, world.head, world.acting)
    unit = world.people.unit[who]
    found = leader[unit]
    for _ in range(CLIMBS):
        missing = (found < 0) | (found == who)
        unit = np.where(missing, world.organisation.parent[unit], unit)
        found = np.where(missing, np.where(unit >= 0, leader[unit], -1), found)
        unit = np.where(unit < 0, 0, unit)
    return np.where(found == who, -1, found)


def refresh_superiors(world: World, *, day: int) -> None:
    """Begin a new row for everybody whose superior has changed; the post goes on."""
    people = world.people
    who = people.present()
    found = superiors(world, who)
    changed = found != people.supervisor[who]
    who, found = who[changed], found[changed]
    ongoing = who[people.row_since[who] < day]
    write_posts(world, ongoing, ended=day)
    people.begin_rows(ongoing, day)
    people.move[ongoing] = SAME_POST
    first = people.joined[who] == day
    people.supervisor_since[who] = np.where(first, people.supervisor_since[who], day)
    people.supervisor[who] = found


def write_role(world: World, who: Ints, unit: Ints, since: Ints, *, day: int, kind: int) -> None:
    """Write posts led beside the own one (additional or acting) as ended on a day."""
    daily = (kind == ACTING) & (who % 5 == 0)
    world.journal.add(
        "assignments",
        employee_id=who,
        started_on=since,
        ended_on=day,
        job_id=world.organisation.head_job[unit],
        unit_id=unit,
        supervisor_id=-1,
        appointment=np.where(daily, DAILY_ACTING, kind),
        move=SAME_POST if kind == ACTING else APPOINTMENT,
        base_pay=np.nan,
        gross_pay=np.nan,
    )


def stop_leading(world: World, who: Ints, *, day: int) -> None:
    """Take people off the units they lead, definitively or for the time being."""
    people = world.people
    heads = who[people.heads[who] >= 0]
    unit = people.heads[heads]
    beside = world.organisation.additional[unit] & (people.heads_since[heads] < day)
    extra = heads[beside]
    write_role(world, extra, unit[beside], people.heads_since[extra], day=day, kind=ADDITIONAL)
    world.head[unit] = -1
    people.heads[heads] = -1
    stop_acting(world, who, day=day)


def stop_acting(world: World, who: Ints, *, day: int) -> None:
    """End the acting posts of people."""
    people = world.people
    acting = who[people.acts_in[who] >= 0]
    unit = people.acts_in[acting]
    long = people.acts_since[acting] < day
    some = acting[long]
    write_role(world, some, unit[long], people.acts_since[some], day=day, kind=ACTING)
    world.acting[unit] = -1
    people.acts_in[acting] = -1


def leave(world: World, who: Ints, *, day: Ints, reason: int | Ints, asked: int | Ints) -> None:
    """Let people go on their days, closing posts and status; count them as leavers of the unit."""
    people = world.people
    for one_day in np.unique(day):
        stop_leading(world, who[day == one_day], day=int(one_day))
    write_posts(world, who, ended=day)
    write_status(world, who, ended=day)
    people.active[who] = False
    people.left[who] = day
    people.reason[who] = reason
    people.requested[who] = asked
    world.journal.add(
        "departures", employee_id=who, left_on=day, reason=people.reason[who], requested_on=asked
    )


def write_status(world: World, who: Ints, *, ended: int | Ints) -> None:
    """Write the present employment status of people as ended."""
    people = world.people
    world.journal.add(
        "statuses",
        employee_id=who,
        started_on=people.status_since[who],
        ended_on=ended,
        employment_type=people.employment[who],
        contract_ends_on=np.where(people.contract_ends[who] < FAR, people.contract_ends[who], FAR),
    )


def close_books(world: World) -> None:
    """Write all rows that are still open on the last day, without an end."""
    people = world.people
    who = people.present()
    write_posts(world, who, ended=FAR)
    write_status(world, who, ended=FAR)
    for kind, unit, since in (
        (ADDITIONAL, people.heads, people.heads_since),
        (ACTING, people.acts_in, people.acts_since),
    ):
        leads = who[unit[who] >= 0]
        if kind == ADDITIONAL:
            leads = leads[world.organisation.additional[unit[leads]]]
        write_role(world, leads, unit[leads], since[leads], day=FAR, kind=kind)
