"""The tables that are not about a person: units, jobs, posts, competencies and courses."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

import numpy as np
import pandas as pd

from features.sample.catalogue import (
    COMPETENCY_IDS,
    COMPETENCY_NAMES,
    COURSES,
    N_GENERIC,
    TECHNICAL,
    Course,
)
from features.sample.jobs import HEAD_KEYS, LEVELS, Jobs
from features.sample.organisation import Organisation
from features.sample.recording import dates, spell
from features.sample.timeline import FAR, Ints
from features.sample.vocabulary import DISTRICTS, PROFESSION_KEYS
from features.sample.world import World
from features.tables import TABLE_OF_NAME

RUNG_SHARES = {"muda": 0.30, "madya": 0.15}
"""Shares of a profession's posts at the upper rungs; the others are at the first one."""
OFFERINGS_A_COURSE = (1, 4)
HORIZON = 365


def in_contract_order(name: str, data: dict[str, Any]) -> pd.DataFrame:
    """Return a table with the contract's columns in order and its kinds of values."""
    n = max(len(values) for values in data.values() if isinstance(values, Sized))
    columns = TABLE_OF_NAME[name].columns
    return pd.DataFrame({c.name: _typed(c.kind, data.get(c.name), n) for c in columns})


def _typed(kind: str, values: Any, n: int) -> pd.Series:
    """Return a column of a kind; without values all of it is missing, one value is repeated."""
    if kind == "date":
        return dates(np.full(n, FAR if values is None else values))
    if kind == "number":
        return pd.Series(np.full(n, np.nan if values is None else values, dtype=np.float64))
    if kind == "flag":
        return pd.Series(np.full(n, bool(values) if values is None else values, dtype=bool))
    return pd.Series([None] * n if values is None else values, dtype="str", index=range(n))


def unit_ids(organisation: Organisation, agency: str) -> list[str]:
    """Return the ids of the units."""
    return [f"{agency}-u{number:05d}" for number in range(len(organisation.units))]


def units(world: World, agency: str, people_ids: list[str]) -> pd.DataFrame:
    """Return the units with their heads on the last day."""
    organisation = world.organisation
    ids, names = unit_ids(organisation, agency), organisation.units
    return in_contract_order(
        "units",
        {
            "unit_id": ids,
            "agency_id": agency,
            "parent_id": spell(organisation.parent, ids),
            "name": [unit.name for unit in names],
            "function": [unit.function for unit in names],
            "region": [DISTRICTS[unit.district] for unit in names],
            "head_id": spell(world.head, people_ids),
            "valid_from": organisation.opens,
            "valid_to": organisation.closes,
        },
    )


def jobs(jobs: Jobs) -> pd.DataFrame:
    """Return the jobs."""
    rows = jobs.rows
    return in_contract_order(
        "jobs",
        {
            name: [getattr(job, name) for job in rows]
            for name in ("job_id", "name", "kind", "family", "level", "job_class", "retirement_age")
        },
    )


def competency_standards(jobs: Jobs) -> pd.DataFrame:
    """Return what each job asks: importance 1 for technical, service and integrity."""
    row, slot = np.nonzero(jobs.asked_level)
    competency = jobs.asked[row, slot]
    must = (competency >= N_GENERIC) | np.isin(competency, [0, 4])
    ids = [job.job_id for job in jobs.rows]
    return in_contract_order(
        "competency_standards",
        {
            "job_id": [ids[number] for number in row],
            "competency_id": [COMPETENCY_IDS[number] for number in competency],
            "required_level": jobs.asked_level[row, slot],
            "importance": np.where(must, 1, np.where(competency == N_GENERIC - 1, 3, 2)),
        },
    )


def establishment(world: World, agency: str) -> pd.DataFrame:
    """Return the posts needed by version, unit and job, one head for each unit included."""
    organisation, parts = world.organisation, []
    ends = np.append(organisation.versions[1:], FAR)
    for version, (start, end) in enumerate(zip(organisation.versions, ends, strict=True)):
        unit, job, needed = _posts(world, version)
        is_open = (organisation.opens <= start) & (start < organisation.closes)
        heads = np.flatnonzero(is_open)
        part = {
            "unit": np.concatenate([unit, heads]),
            "job": np.concatenate([job, organisation.head_job[heads]]),
            "needed": np.concatenate([needed, np.ones(len(heads), dtype=np.int64)]),
        }
        part["valid_from"] = np.full(len(part["unit"]), start)
        part["valid_to"] = np.full(len(part["unit"]), end)
        parts.append(part)
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return _establishment_frame(world, agency, rows)


def _establishment_frame(world: World, agency: str, rows: dict[str, Ints]) -> pd.DataFrame:
    job_ids = [job.job_id for job in world.jobs.rows]
    doctor = world.jobs.ladder[PROFESSION_KEYS.index("doctor")]
    return in_contract_order(
        "establishment",
        {
            "unit_id": spell(rows["unit"], unit_ids(world.organisation, agency)),
            "job_id": spell(rows["job"], job_ids),
            "needed": rows["needed"],
            "strategic": (rows["job"] < len(HEAD_KEYS)) | np.isin(rows["job"], doctor),
            "valid_from": rows["valid_from"],
            "valid_to": rows["valid_to"],
            "recorded_on": rows["valid_from"],
        },
    )


def _posts(world: World, version: int) -> tuple[Ints, Ints, Ints]:
    """Return unit, job and posts needed, the posts of a profession split over its rungs."""
    needed = world.organisation.needed[version]
    unit, profession = np.nonzero(needed)
    count = needed[unit, profession]
    ladder = world.jobs.ladder[profession]
    upper = ladder[:, LEVELS.index("muda")] != ladder[:, LEVELS.index("pertama")]
    muda = np.where(upper, np.floor(count * RUNG_SHARES["muda"]).astype(np.int64), 0)
    madya = np.where(upper, np.floor(count * RUNG_SHARES["madya"]).astype(np.int64), 0)
    first = ladder[:, LEVELS.index("pertama")]
    posts = [(first, count - muda - madya), (ladder[:, 5], muda), (ladder[:, 6], madya)]
    units = np.concatenate([unit] * 3)
    job = np.concatenate([job for job, _ in posts])
    number = np.concatenate([number for _, number in posts])
    return units[number > 0], job[number > 0], number[number > 0]


def competencies() -> pd.DataFrame:
    """Return the dictionary of competencies."""
    kinds = ["managerial"] * 8 + ["sociocultural"] + ["technical"] * len(TECHNICAL)
    functions = [None] * N_GENERIC + [function for _, function in TECHNICAL]
    return in_contract_order(
        "competencies",
        {
            "competency_id": COMPETENCY_IDS,
            "name": COMPETENCY_NAMES,
            "kind": kinds,
            "function": functions,
        },
    )


def courses() -> dict[str, pd.DataFrame]:
    """Return the catalogue: courses, what they teach and what they require."""
    known = [
        column.name for column in TABLE_OF_NAME["courses"].columns if column.name in Course._fields
    ]
    catalogue: dict[str, Any] = {n: [getattr(course, n) for course in COURSES] for n in known}
    catalogue["description"] = [_description(number) for number in range(len(COURSES))]
    taught = [
        (course.course_id, COMPETENCY_IDS[number], level)
        for course in COURSES
        for number, level in course.teaches.items()
    ]
    course, competency, level = zip(*taught, strict=True)
    needs = [course for course in COURSES if course.requires]
    return {
        "courses": in_contract_order("courses", catalogue),
        "course_competencies": in_contract_order(
            "course_competencies",
            {"course_id": course, "competency_id": competency, "reached_level": level},
        ),
        "course_requirements": in_contract_order(
            "course_requirements",
            {
                "course_id": [course.course_id for course in needs],
                "requires_course_id": [course.requires for course in needs],
                "min_rank": ["III/b" if c.form in {1, 2} else None for c in needs],
                "min_level": [None for _ in needs],
                "min_years_in_job": [1.0 if course.form == 2 else np.nan for course in needs],
            },
        ),
    }


def _description(number: int) -> str:
    names = ", ".join(COMPETENCY_NAMES[k] for k in COURSES[number].teaches)
    return f"Mengembangkan kompetensi {names}."


def offerings(rng: np.random.Generator, until: int, agency: str) -> pd.DataFrame:
    """Return classes of the year before and the year after the last day."""
    classes = rng.integers(*OFFERINGS_A_COURSE, size=len(COURSES))
    course = np.tile(np.repeat(np.arange(len(COURSES)), classes), 2)
    n = len(course)
    ahead = np.arange(n) >= n // 2
    starts = until + rng.integers(10, HORIZON, size=n) - np.where(ahead, 0, HORIZON)
    hours = np.array([c.hours for c in COURSES])[course]
    cost = np.array([c.cost for c in COURSES])[course] * rng.uniform(0.9, 1.15, size=n)
    online = np.array([c.form == 16 for c in COURSES])[course] | (rng.random(n) < 0.1)
    return in_contract_order(
        "offerings",
        {
            "offering_id": [f"{agency}-o{number:04d}" for number in range(n)],
            "course_id": [COURSES[k].course_id for k in course],
            "starts_on": starts,
            "ends_on": starts + np.minimum(hours // 8, 110) + 1,
            "seats": np.where(online, 200, rng.integers(4, 9, size=n) * 5),
            "cost_per_seat": np.round(cost, -4),
            "region": [None if o else DISTRICTS[0] for o in online],
            "online": online,
        },
    )


def topics(jobs: Jobs) -> list[str]:
    """Return, for each job, competencies that go with it, separated by semicolons."""
    chosen = jobs.asked[:, [2, N_GENERIC, N_GENERIC + 1]]
    return [";".join(COMPETENCY_IDS[number] for number in row) for row in chosen]


def opportunities(world: World, agency: str) -> pd.DataFrame:
    """Return vacant head posts to be filled, and assignments and projects to join."""
    rng, until = world.rng, world.timeline.until
    organisation = world.organisation
    vacant = np.flatnonzero(world.open_units(until) & (world.head < 0))
    others = rng.choice(np.flatnonzero(world.open_units(until)), size=max(3, len(world.head) // 20))
    unit = np.concatenate([vacant, others])
    n = len(unit)
    is_post = np.arange(n) < len(vacant)
    opens = until + rng.integers(-120, 60, size=n)
    kind = np.where(is_post, "post", rng.choice(["assignment", "project"], size=n))
    job = np.where(is_post, organisation.head_job[unit], -1)
    begins = opens + rng.integers(30, 90, size=n)
    subject = topics(world.jobs)
    return in_contract_order(
        "opportunities",
        {
            "opportunity_id": [f"{agency}-p{number:04d}" for number in range(n)],
            "kind": kind.tolist(),
            "unit_id": spell(unit, unit_ids(organisation, agency)),
            "job_id": spell(job, [row.job_id for row in world.jobs.rows]),
            "opens_on": opens,
            "closes_on": opens + 21,
            "starts_on": begins,
            "ends_on": np.where(is_post, FAR, begins + rng.integers(60, 240, size=n)),
            "places": np.where(is_post, 1, rng.integers(1, 5, size=n)),
            "region": [DISTRICTS[k] for k in organisation.district[unit]],
            "competencies": [subject[k] for k in organisation.head_job[unit]],
        },
    )
