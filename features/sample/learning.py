"""Competency levels, courses taken and assessments, month by month."""

from __future__ import annotations

import numpy as np

from features.sample.catalogue import (
    COURSE_NUMBER,
    COURSES,
    LEADERSHIP_LADDER,
    N_COURSES,
    NON_CATALOGUE,
    interests,
    required_courses,
    taught_levels,
)
from features.sample.people import CPNS, PNS
from features.sample.timeline import FAR, YEAR, Column, Floats, Ints
from features.sample.world import World

TRAININGS_A_YEAR = 0.95
OUTSIDE_CATALOGUE = 0.15
LEADERSHIP_MONTHLY = 0.02
ASSESSED_MONTHLY = 0.0085
FORGOTTEN_A_YEAR, LEARNT_IN_JOB_A_YEAR = 0.03, 0.06
TAUGHT, REQUIRES, INTERESTS = taught_levels(), required_courses(), np.cumsum(interests(), axis=1)
HOURS = np.array([course.hours for course in COURSES])
FORM = np.array([course.form for course in COURSES])
FREE_FORM = np.array([form for _, form, _ in NON_CATALOGUE])
FREE_HOURS = np.array([hours for *_, hours in NON_CATALOGUE])
LADDER = np.array([COURSE_NUMBER[course] for course in LEADERSHIP_LADDER])
LATSAR = COURSE_NUMBER["LATSAR"]
COMPLETED, FAILED, DROPPED = range(3)
CENTRE, BY_SUPERVISOR, SELF, CERTIFICATE = range(4)
METHODS = ("centre", "supervisor", "self", "certificate")
BLOCK = 20_000
"""People worked on at a time where a table of people x courses is needed."""


def gaps(world: World, who: Ints) -> Floats:
    """Return the mean shortfall to the levels that the present job asks, 0 to 5."""
    asked = world.jobs.asked_level[world.people.job[who]]
    level = world.people.levels[who[:, None], world.jobs.asked[world.people.job[who]]]
    short = np.maximum(asked - level, 0) * (asked > 0)
    return np.asarray(short.sum(axis=1) / np.maximum((asked > 0).sum(axis=1), 1))


def drift(world: World, years: float) -> None:
    """Let unused competencies fade and those the job asks for grow a little."""
    people = world.people
    who = people.present()
    people.levels[who] *= 1 - FORGOTTEN_A_YEAR * years / 2
    asked = world.jobs.asked[people.job[who]]
    room = world.jobs.asked_level[people.job[who]] > 0
    people.levels[who[:, None], asked] += (LEARNT_IN_JOB_A_YEAR * years * room).astype(np.float32)
    np.clip(people.levels, 0, 5, out=people.levels)


def train(world: World, *, day: int) -> None:
    """Let people take courses in the month that begins on a day."""
    people, rng = world.people, world.rng
    who = people.present()
    rate = TRAININGS_A_YEAR / 12 * people.eagerness[who]
    who = who[rng.random(len(who)) < rate]
    outside = rng.random(len(who)) < OUTSIDE_CATALOGUE
    take_outside(world, who[outside], day + rng.integers(0, 28, size=int(outside.sum())))
    inside = who[~outside]
    course = _draw_courses(world, inside)
    led, ladder = _sent_to_lead(world)
    new, basic = _candidates(world, day)
    everybody = np.concatenate([inside, led, new])
    take(
        world,
        everybody,
        np.concatenate([course, ladder, basic]),
        day + rng.integers(0, 28, size=len(everybody)),
    )


def _draw_courses(world: World, who: Ints) -> Ints:
    """Return a course for each person; who lacks what it requires takes that instead."""
    chance = world.rng.random(len(who))
    course = np.empty(len(who), dtype=np.int64)
    for start in range(0, len(who), BLOCK):
        part = slice(start, start + BLOCK)
        shares = INTERESTS[world.people.profession[who[part]]]
        course[part] = (shares < chance[part, None]).sum(axis=1)
    course = np.minimum(course, N_COURSES - 1)
    before = REQUIRES[course]
    lacks = (before >= 0) & ~world.people.taken[who, before]
    return np.where(lacks, before, course)


def _sent_to_lead(world: World) -> tuple[Ints, Ints]:
    """Return heads sent to the lowest leadership course they lack up to their own."""
    people = world.people
    grade = world.jobs.job_class[people.job]
    who = np.flatnonzero(people.active & world.leads_structurally())
    who = who[world.rng.random(len(who)) < LEADERSHIP_MONTHLY]
    own = np.where(grade[who] >= 14, 2, np.where(grade[who] >= 11, 1, 0))
    lacks = ~people.taken[who][:, LADDER]
    first = lacks.argmax(axis=1)
    needs = lacks.any(axis=1) & (first <= own)
    return who[needs], LADDER[first[needs]]


def _candidates(world: World, day: int) -> tuple[Ints, Ints]:
    """Return candidates sent to basic training in their first year."""
    people = world.people
    new = people.active & (people.employment == CPNS) & ~people.taken[:, LATSAR]
    new &= people.joined < day - 90
    who = np.flatnonzero(new & (world.rng.random(len(people)) < 0.25))
    return who, np.full(len(who), LATSAR)


def take(world: World, who: Ints, course: Ints, completed: Ints) -> None:
    """Write courses taken and raise the levels of those who pass."""
    people, rng = world.people, world.rng
    once = np.unique(who, return_index=True)[1]
    who, course, completed = who[once], course[once], completed[once]
    outcome = rng.choice(3, size=len(who), p=[0.94, 0.03, 0.03])
    passed = outcome == COMPLETED
    _learn(world, who[passed], course[passed])
    people.taken[who[passed], course[passed]] = True
    people.last_training[who] = np.maximum(people.last_training[who], completed)
    gain = rng.normal(0, 0.7, size=len(who)) + 0.4 * passed
    said = rng.random(len(who)) < 0.45
    feedback = np.where(said, np.clip(np.round(3.7 + gain), 1, 5), np.nan)
    score = np.clip(rng.normal(80 + 2.5 * people.talent[who], 6), 40, 99).round(1)
    _write(
        world,
        who,
        completed_on=completed,
        course_id=course,
        form=FORM[course],
        hours=HOURS[course],
        outcome=outcome,
        score=score,
        feedback=feedback,
    )


def _learn(world: World, who: Ints, course: Ints) -> None:
    levels = world.people.levels[who]
    reached = TAUGHT[course]
    gain = np.clip(reached - levels, 0, 0.8) * world.rng.uniform(0.5, 1.0, size=(len(who), 1))
    world.people.levels[who] = levels + gain.astype(np.float32)


def take_outside(world: World, who: Ints, completed: Ints) -> None:
    """Write development that is in no catalogue."""
    kind = world.rng.integers(len(NON_CATALOGUE), size=len(who))
    world.people.last_training[who] = np.maximum(world.people.last_training[who], completed)
    _write(
        world,
        who,
        completed_on=completed,
        course_id=-1 - kind,
        form=FREE_FORM[kind],
        hours=FREE_HOURS[kind],
        outcome=np.full(len(who), COMPLETED),
        score=np.full(len(who), np.nan),
        feedback=np.full(len(who), np.nan),
    )


def _write(world: World, who: Ints, **columns: Column) -> None:
    """Write trainings; a course below 0 stands for one outside the catalogue."""
    completed, feedback = columns["completed_on"], columns["feedback"]
    started = completed - np.minimum(columns["hours"] // 8, 110)
    said = ~np.isnan(feedback)
    delay = world.rng.integers(1, 30, size=len(who))
    world.journal.add(
        "trainings",
        employee_id=who,
        started_on=np.maximum(started, world.people.joined[who]),
        feedback_on=np.where(said, completed + delay, FAR),
        comment=np.where(said & (delay % 3 == 0), np.nan_to_num(feedback, nan=0), 0),
        **columns,
    )


def earlier_trainings(world: World, *, years: int = 5) -> None:
    """Write what those present on the first day learnt in the years before."""
    people, rng, start = world.people, world.rng, world.timeline.start
    people.taken[people.employment == PNS, LATSAR] = True
    heads = np.flatnonzero(world.leads_structurally())
    grade = world.jobs.job_class[people.job[heads]]
    for course, lowest in zip(LADDER, (0, 11, 14), strict=True):
        high = heads[grade >= lowest]
        people.taken[high, course] = rng.random(len(high)) < 0.7
    for year in range(years):
        who = people.present()
        who = who[rng.random(len(who)) < TRAININGS_A_YEAR * people.eagerness[who] * 0.8]
        day = start - int((years - year) * YEAR) + rng.integers(0, 360, size=len(who))
        after = day > people.joined[who] + 30
        who, day = who[after], day[after]
        take(world, who, _draw_courses(world, who), day)


def assess(world: World, *, day: int) -> None:
    """Assess some people: what their job asks, as the true level with an error."""
    people, rng = world.people, world.rng
    who = people.present()
    who = who[rng.random(len(who)) < ASSESSED_MONTHLY]
    asked = world.jobs.asked[people.job[who]]
    wanted = world.jobs.asked_level[people.job[who]] > 0
    method = rng.choice(4, size=len(who), p=[0.45, 0.30, 0.20, 0.05])
    noise = np.array([0.35, 0.6, 0.7, 0.3])[method]
    bias = np.array([0.0, 0.2, 0.5, 0.1])[method]
    level = people.levels[who[:, None], asked] + bias[:, None]
    level = level + rng.normal(size=level.shape) * noise[:, None]
    assessed = day + rng.integers(0, 14, size=len(who))
    row, slot = np.nonzero(wanted)
    world.journal.add(
        "assessments",
        employee_id=who[row],
        competency_id=asked[row, slot],
        level=np.clip(np.round(level[row, slot]), 0, 5),
        assessed_on=assessed[row],
        method=method[row],
    )
