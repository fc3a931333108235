"""Smaller tables about people, drawn after the months are played; they change no hazard."""

from __future__ import annotations

import numpy as np

from features.sample.catalogue import COURSES
from features.sample.jobs import LEVELS
from features.sample.mentoring import Mentoring
from features.sample.people import EXPERT_FROM, PPPK, rung
from features.sample.timeline import FAR, YEAR, Ints
from features.sample.vocabulary import FIELDS, OTHER_FIELDS, PROFESSIONS
from features.sample.world import World
from features.tables import EDUCATION_LEVELS, INTERVENTIONS, RESPONSES

GOAL_SHARE, ABSENT_SHARE, SANCTION_SHARE, KIN_SHARE = 0.20, 0.03, 0.012, 0.01
SUBJECTS = tuple(
    dict.fromkeys([*OTHER_FIELDS, *(field for fields in FIELDS.values() for field in fields)])
)
SCHOOL_AGE = np.array([12, 15, 18, 19, 20, 21, 22, 22, 24, 28, 27, 33])
"""Usual age at the end of each education level."""
FIRST_DEGREE = EDUCATION_LEVELS.index("d1")


def write_occasions(world: World, mentoring: Mentoring) -> None:
    """Write employees, educations, goals, absences, sanctions, conflicts, mentors and entries."""
    _write_employees(world)
    _write_educations(world)
    _write_goals(world)
    _write_absences(world)
    _write_sanctions(world)
    _write_conflicts(world)
    _write_mentors(world, mentoring)
    _write_what_was_entered(world)


def _write_employees(world: World) -> None:
    people = world.people
    world.journal.add(
        "employees",
        employee_id=np.arange(len(people)),
        agency_id=0,
        joined_on=people.joined,
        birth_date=people.birth,
        sex=np.where(people.woman, 0, 1),
        disability=people.disability,
    )


def _write_educations(world: World) -> None:
    """Write the schooling people came with, and the first degree of those with a higher one."""
    people = world.people
    higher = people.education > EDUCATION_LEVELS.index("s1")
    for who, level in (
        (np.arange(len(people)), people.education),
        (np.flatnonzero(higher), np.full(len(people), EDUCATION_LEVELS.index("s1"))),
    ):
        age = SCHOOL_AGE[level[who]] * YEAR + world.rng.integers(0, 700, size=len(who))
        latest = people.joined[who] - 40 - 900 * (level[who] != people.education[who])
        done = np.minimum(people.birth[who] + age.astype(np.int64), latest)
        world.journal.add(
            "educations",
            employee_id=who,
            completed_on=done,
            level=level[who],
            field=_subjects(world, who, level[who]),
        )


def _subjects(world: World, who: Ints, level: Ints) -> Ints:
    """Return positions in `SUBJECTS`; schools below a degree have none."""
    choices = [
        [SUBJECTS.index(field) for field in FIELDS.get(p.family, OTHER_FIELDS)]
        for p in PROFESSIONS.values()
    ]
    width = max(map(len, choices))
    table: Ints = np.array([[row[k % len(row)] for k in range(width)] for row in choices])
    column = world.rng.integers(width, size=len(who))
    subject: Ints = table[world.people.profession[who], column]
    subject[level < FIRST_DEGREE] = -1
    return subject


def _days_here(world: World, who: Ints) -> Ints:
    """Return a day for each person on which they worked here, within the recorded years."""
    people, timeline = world.people, world.timeline
    first = np.maximum(people.joined[who] + 30, timeline.start)
    last = np.minimum(people.left[who], timeline.until) - 1
    days: Ints = np.floor(world.rng.random(len(who)) * np.maximum(last - first, 0)).astype(np.int64)
    return np.add(first, days)


def _some(world: World, share: float) -> Ints:
    """Return a share of the people who worked here for two months at least."""
    people, timeline = world.people, world.timeline
    first = np.maximum(people.joined, timeline.start)
    stayed = np.minimum(people.left, timeline.until) - first > 60
    return np.flatnonzero(stayed & (world.rng.random(len(people)) < share))


def _write_goals(world: World) -> None:
    """Write goals: the next rung, a competency asked for, and the home district."""
    people, who = world.people, _some(world, GOAL_SHARE)
    n, rng = len(who), world.rng
    now = rung(people.rank[who], people.education[who], pppk=people.employment[who] >= PPPK)
    top = np.where(people.education[who] >= EXPERT_FROM, len(LEVELS) - 1, 3)
    target = world.jobs.ladder[people.profession[who], np.minimum(now + 1, top)]
    asked = world.jobs.asked[people.job[who], rng.integers(0, 11, size=n)]
    world.journal.add(
        "goals",
        employee_id=who,
        declared_on=_days_here(world, who),
        target_job_id=np.where(rng.random(n) < 0.6, target, -1),
        competency_id=np.where(rng.random(n) < 0.7, asked, -1),
        preferred_region=np.where(rng.random(n) < 0.8, people.home[who], -1),
        not_interested_in=np.where(rng.random(n) < 0.15, rng.integers(1, 4, size=n), -1),
    )


def _write_absences(world: World) -> None:
    who = _some(world, ABSENT_SHARE)
    begin = _days_here(world, who)
    planned = begin + world.rng.integers(60, 900, size=len(who))
    ended = np.minimum(planned, world.people.left[who])
    world.journal.add(
        "absences",
        employee_id=who,
        started_on=begin,
        ended_on=np.where(ended < world.timeline.until, ended, FAR),
        kind=world.rng.choice(4, size=len(who), p=[0.30, 0.45, 0.15, 0.10]),
    )


def _write_sanctions(world: World) -> None:
    who = _some(world, SANCTION_SHARE)
    decided = _days_here(world, who)
    severity = world.rng.choice(3, size=len(who), p=[0.6, 0.3, 0.1])
    cancelled = (world.rng.random(len(who)) < 0.06) & (decided + 60 < world.timeline.until)
    world.journal.add(
        "sanctions",
        employee_id=who,
        decided_on=decided,
        severity=severity,
        ended_on=decided + np.array([180, 365, 1095])[severity],
        cancelled_on=np.where(cancelled, decided + 60, FAR),
    )


def _write_conflicts(world: World) -> None:
    """Write a few pairs of kin, declared or known from a case."""
    who = _some(world, KIN_SHARE)
    other = world.rng.permutation(who)
    pairs = who != other
    who, other = who[pairs], other[pairs]
    joined = np.maximum(world.people.joined[who], world.people.joined[other])
    begin = np.maximum(joined, world.timeline.start)
    gone = np.minimum(world.people.left[who], world.people.left[other])
    both = begin < np.minimum(gone, world.timeline.until - 60)
    world.journal.add(
        "conflicts",
        employee_id=who[both],
        with_employee_id=other[both],
        kind=world.rng.choice(3, size=int(both.sum()), p=[0.7, 0.1, 0.2]),
        started_on=begin[both],
        ended_on=FAR,
    )


def _write_mentors(world: World, mentoring: Mentoring) -> None:
    """Write who is ready to mentor, on which competencies."""
    world.journal.add(
        "mentors",
        employee_id=mentoring.mentor,
        capacity=mentoring.capacity,
        active_from=mentoring.since,
        active_to=FAR,  # a departure ends it, and only once that is known
        topics=world.people.job[mentoring.mentor],
    )


def _write_what_was_entered(world: World) -> None:
    """Write a few answers to suggestions and offers of the office, without drawing lots."""
    people, timeline = world.people, world.timeline
    first = np.maximum(people.joined, timeline.start)
    last = np.minimum(people.left, timeline.until)
    stayed = np.flatnonzero(last - first > 60)
    for name, step in (("responses", 29), ("interventions", 41)):
        who = stayed[::step]
        day, turn = (first[who] + last[who]) // 2, np.arange(len(who))
        if name == "responses":
            courses = turn % len(COURSES)
            answers = turn % len(RESPONSES)
            world.journal.add(
                name, employee_id=who, answered_on=day, course_id=courses, answer=answers
            )
        else:
            kinds = turn % len(INTERVENTIONS)
            world.journal.add(
                name, employee_id=who, offered_on=day, kind=kinds, outcome=turn % 3, outcome_on=day
            )
