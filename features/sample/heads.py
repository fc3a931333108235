"""Who leads the units: vacancies, acting heads, rotation of heads, and re-organisations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from features.sample.jobs import HEAD_JOBS, HEAD_KEYS
from features.sample.people import (
    EQUALISATION,
    PNS,
    PROMOTION,
    REORGANISATION,
    ROTATION,
)
from features.sample.timeline import YEAR, Flags, Ints
from features.sample.units import EQUALISED
from features.sample.vocabulary import PROFESSION_KEYS, PROFESSIONS
from features.sample.world import World, change_posts, refresh_superiors, stop_acting, stop_leading
from features.tables import PNS_RANKS

FILLED_MONTHLY = 0.45
"""Share of vacant head posts filled in a month; the others are led by an acting head."""
OLDEST_NEW_HEAD = 54.0
HEAD_ROTATION = 0.12
"""Share of heads who exchange posts each January and July (mutasi, PerBKN 5/2019: 2 to 5 years)."""
LEADERSHIP, ADMINISTRATOR, SUPERVISOR, SCHOOL, HEALTH, NO_HEAD = range(6)
TIER_OF_HEAD = np.array(
    [
        {"school": SCHOOL, "health_centre": HEALTH}.get(
            key, {"leadership": 0, "administrator": 1}.get(HEAD_JOBS[key].kind, 2)
        )
        for key in HEAD_KEYS
    ]
)
LOWEST_RANK = [PNS_RANKS.index(rank) for rank in ("IV/a", "III/d", "III/b", "III/c", "III/c")]
FAMILY = np.array([profession.family for profession in PROFESSIONS.values()])


def reorganise(world: World, *, begins: int, ends: int) -> None:
    """Move the people of units that closed in a month to the units that follow them."""
    organisation = world.organisation
    for day in (organisation.reorganised, EQUALISED):
        # A day such as 31 December counts with the month after it.
        if begins <= day + 1 < ends or begins == day:
            closing = np.flatnonzero((organisation.closes == day) & (organisation.successor >= 0))
            _close_units(world, closing, day, equalised=day == EQUALISED)
            refresh_superiors(world, day=day)


def _close_units(world: World, closing: Ints, day: int, *, equalised: bool) -> None:
    people, organisation = world.people, world.organisation
    in_closing = np.isin(people.unit, closing) & people.active
    stop_acting(world, np.flatnonzero(in_closing), day=day)
    heads = np.flatnonzero(in_closing & (people.heads >= 0))
    former = people.heads[heads]
    stop_leading(world, heads, day=day)
    if equalised:
        _equalise(world, heads, day)
    else:
        follow = organisation.successor[former]
        people.heads[heads] = follow
        people.heads_since[heads] = day
        world.head[follow] = heads
    who = np.flatnonzero(people.active & np.isin(people.unit, closing))
    change_posts(
        world, who, day=day, move=REORGANISATION, unit=organisation.successor[people.unit[who]]
    )


def _equalise(world: World, heads: Ints, day: int) -> None:
    """Turn section heads into policy analysts at the rung muda in the unit above."""
    people = world.people
    analyst = PROFESSION_KEYS.index("policy_analyst")
    people.profession[heads] = analyst
    job = np.full(len(heads), world.jobs.ladder[analyst, 5])
    unit = world.organisation.successor[people.unit[heads]]
    change_posts(world, heads, day=day, move=EQUALISATION, unit=unit, job=job)


def fill_vacancies(world: World, *, day: int) -> None:
    """Fill some vacant head posts, the highest first, and name acting heads for the others."""
    vacant = np.flatnonzero(world.open_units(day) & (world.head < 0))
    vacant = vacant[world.rng.random(len(vacant)) < FILLED_MONTHLY]
    tiers = TIER_OF_HEAD[world.organisation.head_job[vacant]]
    for tier in range(5):
        units = vacant[tiers == tier]
        if len(units):
            _promote(world, units, tier, day)
    _name_acting_heads(world, day)


def _able(world: World, tier: int, day: int) -> Flags:
    """Return who may be made head of a tier: rank, age and the step below."""
    people, organisation = world.people, world.organisation
    able = people.active & (people.employment == PNS) & (people.rank >= LOWEST_RANK[tier])
    able &= (day - people.birth) / YEAR < OLDEST_NEW_HEAD
    able &= people.post_since < day - 365
    leads = np.where(people.heads >= 0, TIER_OF_HEAD[organisation.head_job[people.heads]], NO_HEAD)
    return np.asarray(able & _step_below(leads, FAMILY[people.profession], tier), dtype=bool)


def _step_below(leads: Ints, family: npt.NDArray[np.str_], tier: int) -> Flags:
    """Return who stands where heads of a tier are taken from; ``leads`` is their tier now."""
    if tier == LEADERSHIP:
        return np.equal(leads, ADMINISTRATOR)
    suits = {SCHOOL: family == "Pendidikan", HEALTH: family == "Kesehatan"}
    able: Flags = np.equal(leads, NO_HEAD) & suits.get(tier, family != "Pendidikan")
    if tier == ADMINISTRATOR:
        able |= leads == SUPERVISOR
    return able


def _promote(world: World, units: Ints, tier: int, day: int) -> None:
    people, organisation = world.people, world.organisation
    pool = np.flatnonzero(_able(world, tier, day))
    score = people.talent[pool] + 0.25 * people.rank[pool] + world.rng.gumbel(size=len(pool))
    score += 2.0 * (people.heads[pool] >= 0)
    chosen = pool[np.argsort(-score, kind="stable")[: len(units)]]
    units = units[: len(chosen)]
    stop_leading(world, chosen, day=day)
    stop_acting(world, world.acting[units][world.acting[units] >= 0], day=day)
    world.head[units] = chosen
    people.heads[chosen] = units
    people.heads_since[chosen] = day
    beside = organisation.additional[units]
    _install(world, chosen[~beside], units[~beside], day)
    moving = beside & (people.unit[chosen] != units)
    change_posts(world, chosen[moving], day=day, move=ROTATION, unit=units[moving])


def _install(world: World, who: Ints, units: Ints, day: int) -> None:
    job = world.organisation.head_job[units]
    change_posts(world, who, day=day, move=PROMOTION, unit=units, job=job)
    world.people.last_step[who] = day


def _name_acting_heads(world: World, day: int) -> None:
    """Let the highest in rank of a unit lead it until a head is named."""
    people = world.people
    vacant = world.open_units(day) & (world.head < 0) & (world.acting < 0)
    able = people.active & (people.heads < 0) & (people.acts_in < 0)
    able &= (people.employment == PNS) & vacant[people.unit]
    who = np.flatnonzero(able)
    order = who[np.lexsort((-people.rank[who], people.unit[who]))]
    unit, place = np.unique(people.unit[order], return_index=True)
    acting = order[place]
    world.acting[unit] = acting
    people.acts_in[acting] = unit
    people.acts_since[acting] = day


def rotate_heads(world: World, *, day: int) -> None:
    """Let some heads of two years or more exchange their units within each kind of head post."""
    people, organisation = world.people, world.organisation
    long = people.active & (people.heads >= 0) & (people.heads_since < day - int(2 * YEAR))
    who = np.flatnonzero(long & (world.rng.random(len(people)) < HEAD_ROTATION))
    world.rng.shuffle(who)
    who = who[np.argsort(organisation.head_job[people.heads[who]], kind="stable")]
    target = _next_in_group(people.heads[who], organisation.head_job[people.heads[who]])
    moves = target != people.heads[who]
    who, target = who[moves], target[moves]
    stop_leading(world, who, day=day)
    world.head[target] = who
    people.heads[who] = target
    people.heads_since[who] = day
    change_posts(world, who, day=day, move=ROTATION, unit=target)


def _next_in_group(values: Ints, group: Ints) -> Ints:
    """Return for each position the value of the next one in its group, in a circle.

    ``group`` must be sorted.
    """
    place = np.arange(len(values))
    first = np.searchsorted(group, group, side="left")
    last = np.searchsorted(group, group, side="right") - 1
    return values[np.where(place == last, first, place + 1)]


def rotate_staff(world: World, *, day: int, share: float = 0.03) -> None:
    """Let some permanent staff of two years or more exchange units within their profession."""
    people = world.people
    able = people.active & (people.heads < 0) & (people.acts_in < 0) & (people.employment == PNS)
    able &= people.post_since < day - int(2 * YEAR)
    who = np.flatnonzero(able & (world.rng.random(len(people)) < share))
    world.rng.shuffle(who)
    who = who[np.argsort(people.profession[who], kind="stable")]
    target = _next_in_group(people.unit[who], people.profession[who])
    moves = target != people.unit[who]
    change_posts(world, who[moves], day=day, move=ROTATION, unit=target[moves])
