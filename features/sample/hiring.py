"""Who works here at the start, and who is hired later so that the staff keeps to its path."""

from __future__ import annotations

import numpy as np

from features.sample.people import APPOINTMENT, CPNS, PART_TIME, PNS, PPPK, People, draw_people
from features.sample.timeline import (
    FAR,
    YEAR,
    Flags,
    Floats,
    Ints,
    calendar,
    day_of,
    first_day_of,
    months_of,
)
from features.sample.vocabulary import PROFESSION_KEYS
from features.sample.world import World, refresh_superiors

STAFF = {
    2012: 0.82, 2016: 0.79, 2017: 0.78, 2018: 0.77, 2019: 0.76, 2020: 0.75, 2021: 0.745,
    2022: 0.735, 2023: 0.755, 2024: 0.80, 2025: 0.88, 2026: 1.0,
}  # fmt: skip
"""Civil servants on 1 January as a share of those of 2026 (BKN figures, smoothed)."""
CONTRACT_STAFF = {2021: 0.0, 2022: 0.015, 2023: 0.07, 2024: 0.14, 2025: 0.23, 2026: 0.36}
"""Share of contract staff (PPPK) on 1 January (BKN figures, smoothed)."""
HIRING_MONTHS = (3, 7, 11)
AHEAD = 4 * 30
"""Hiring aims at the staff wanted so many days later."""
MONTHLY_LOSS = 0.0058
AGES = {2016: (0.03, 0.26, 0.41, 0.30), 2026: (0.10, 0.25, 0.32, 0.33)}
"""Age of permanent staff up to 30, 40, 50 and 58 (BKN); the first year is an estimate."""
AGE_FROM, AGE_TO = (23, 31, 41, 51), (31, 41, 51, 58)
PART_TIME_FROM = day_of(2025, 10, 1)
"""Part-time contracts exist from here (KepmenPANRB 16/2025)."""


def _on_path(path: dict[int, float], day: int) -> float:
    days = [day_of(year, 1) for year in path]
    return float(np.interp(day, days, list(path.values())))


def staff_share(day: int, until: int) -> float:
    """Return the wanted staff on a day as a share of the staff on the last day."""
    return _on_path(STAFF, day) / _on_path(STAFF, until)


def first_people(world: World, *, employees: int) -> People:
    """Return the people present on the first day, placed in open units, heads included."""
    start, until = world.timeline.start, world.timeline.until
    organisation = world.organisation
    structural = np.flatnonzero(world.open_units(start) & ~organisation.additional)
    total = round(employees * staff_share(start, until))
    unit, profession = _cells(world, max(total - len(structural), 10), start)
    manager = PROFESSION_KEYS.index("policy_clerk")
    unit, profession = (
        np.concatenate([structural, unit]),
        np.concatenate([np.full(len(structural), manager), profession]),
    )
    leads = np.arange(len(unit)) < len(structural)
    employment, joined, birth = _first_service(world, leads)
    people = draw_people(
        world.rng,
        world.jobs,
        organisation,
        unit=unit,
        profession=profession,
        joined=joined,
        birth=birth,
        employment=employment,
        today=start,
    )
    people.job[leads] = organisation.head_job[structural]
    people.heads[leads] = structural
    world.head[structural] = np.flatnonzero(leads)
    return people


def _cells(world: World, count: int, day: int) -> tuple[Ints, Ints]:
    """Return unit and profession for so many people, spread as evenly as the needs allow."""
    organisation = world.organisation
    needed = organisation.needed[organisation.version_at(day)] * 1.0
    wanted = needed * organisation.attraction[:, None] ** 0.25
    wanted = wanted.ravel() / wanted.sum() * count
    filled = np.floor(wanted).astype(np.int64)
    rest = count - int(filled.sum())
    share = wanted - filled
    extra = world.rng.choice(len(filled), size=rest, replace=False, p=share / share.sum())
    filled[extra] += 1
    cell = np.repeat(np.arange(len(filled)), filled)
    return cell // len(PROFESSION_KEYS), cell % len(PROFESSION_KEYS)


def _first_service(world: World, leads: Flags) -> tuple[Ints, Ints, Ints]:
    """Return employment, first day and birth of the first people."""
    rng, start, n = world.rng, world.timeline.start, len(leads)
    pppk = (rng.random(n) < _on_path(CONTRACT_STAFF, start)) & ~leads
    shares = _age_shares(start)
    band = np.where(leads, rng.choice([2, 3], size=n), rng.choice(4, size=n, p=shares))
    band = np.where(pppk, rng.choice([0, 1, 2], size=n, p=[0.25, 0.50, 0.25]), band)
    age = rng.uniform(np.array(AGE_FROM)[band], np.array(AGE_TO)[band])
    entry = np.minimum(20.5 + rng.gamma(2.5, 1.8, size=n), age - 0.1)
    service = np.where(pppk, rng.uniform(0.1, 4.5, size=n), np.minimum(age - entry, 34.5))
    oldest = np.where(pppk, np.maximum(start - day_of(2021, 1), 31), 40 * 366)
    joined = start - np.minimum(service * YEAR, oldest).astype(np.int64)
    joined = _month_starts(np.minimum(joined, start - 31))
    birth = start - (age * YEAR).astype(np.int64)
    recent = ~pppk & (joined + 365 > start)
    employment = np.where(pppk, PPPK, np.where(recent, CPNS, PNS))
    return employment, joined, birth


def _age_shares(day: int) -> Floats:
    first, last = (np.array(AGES[year]) for year in (2016, 2026))
    weight = np.clip((day - day_of(2016, 1)) / (10 * YEAR), 0, 1)
    return np.asarray(first * (1 - weight) + last * weight)


def _month_starts(days: Ints) -> Ints:
    return first_day_of(months_of(days))


def contract_end(rng: np.random.Generator, joined: Ints) -> Ints:
    """Return the ends of contracts of one to five years that begin on these days."""
    years = rng.choice([1, 2, 3, 5], size=len(joined), p=[0.20, 0.10, 0.15, 0.55])
    return first_day_of(months_of(joined) + 12 * years)


def hire(world: World, *, employees: int, day: int) -> None:
    """Hire as many people on a day as the staff wanted some months later asks for."""
    if calendar(day).month not in HIRING_MONTHS:
        return
    people = world.people
    aim = min(day + AHEAD, world.timeline.until)
    staying = 1 - MONTHLY_LOSS * (aim - day) / 30
    wanted = employees * staff_share(aim, world.timeline.until)
    contract = people.active & (people.employment >= PPPK)
    n_contract = wanted * _on_path(CONTRACT_STAFF, aim) - staying * contract.sum()
    n_all = wanted - staying * people.active.sum()
    n_contract = min(max(n_contract, 0.0), max(n_all, 0.0))
    counts = np.array([n_contract, max(n_all, 0.0) - n_contract])
    n_pppk, n_cpns = np.floor(counts + world.rng.random(2)).astype(int)
    if n_pppk + n_cpns:
        _add(world, day, n_pppk=n_pppk, n_cpns=n_cpns)


def _add(world: World, day: int, *, n_pppk: int, n_cpns: int) -> None:
    rng, n = world.rng, n_pppk + n_cpns
    pppk = np.arange(n) < n_pppk
    unit, profession = _vacancies(world, n, day)
    age = np.where(pppk, 24 + 26 * rng.beta(1.6, 2.2, size=n), 22 + 16 * rng.beta(1.8, 1.8, size=n))
    part_time = pppk & (day >= PART_TIME_FROM) & (rng.random(n) < 0.6)
    employment = np.where(part_time, PART_TIME, np.where(pppk, PPPK, CPNS))
    newcomers = draw_people(
        rng,
        world.jobs,
        world.organisation,
        unit=unit,
        profession=profession,
        joined=np.full(n, day),
        birth=day - (age * YEAR).astype(np.int64),
        employment=employment,
        today=day,
    )
    ends = contract_end(rng, newcomers.joined)
    ends = np.where(part_time, newcomers.joined + 365, ends)
    newcomers.contract_ends = np.where(pppk, ends, FAR)
    first = len(world.people)
    world.people.append(newcomers)
    who = np.arange(first, first + n)
    world.journal.add("ranks", employee_id=who, started_on=newcomers.joined, rank=newcomers.rank)
    world.people.move[who] = APPOINTMENT
    refresh_superiors(world, day=day)


def _vacancies(world: World, count: int, day: int) -> tuple[Ints, Ints]:
    """Return unit and profession of new people, drawn where posts are vacant."""
    organisation = world.organisation
    needed = organisation.needed[organisation.version_at(day)]
    vacant = np.maximum(needed - world.staff_by_unit(), 0) * organisation.attraction[:, None]
    weight = (vacant + 1e-4 * needed).ravel()
    cell = world.rng.choice(len(weight), size=count, p=weight / weight.sum())
    return cell // len(PROFESSION_KEYS), cell % len(PROFESSION_KEYS)
