"""The finished sample agency: record tables as on file on the last day, and the truth."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from features.sample import reference
from features.sample.catalogue import BERAKHLAK, COMPETENCY_IDS, COURSES
from features.sample.departures import DRIVERS, Hazards
from features.sample.occasions import SUBJECTS, write_occasions
from features.sample.people import EMPLOYMENT
from features.sample.recording import dates, frame, hide_later, put_on_file, record_exits, spell
from features.sample.simulation import Played, play
from features.sample.texts import COMMENTS, NOT_INTERESTED, NOTES, titles
from features.sample.timeline import FAR, Column, Flags, Timeline
from features.sample.vocabulary import DISTRICTS
from features.sample.world import World
from features.tables import FAMILY_OF_REASON, PNS_RANKS, PPPK_RANKS, RESPONSES, TABLE_OF_NAME

PERSONAL = (
    "employees", "statuses", "educations", "assignments", "ranks", "appraisals", "feedbacks",
    "assessments", "trainings", "mentors", "mentorings", "conflicts", "goals", "absences",
    "sanctions", "departures", "responses", "interventions",
)  # fmt: skip
UNTIL = dt.date(2026, 1, 1)
Words = dict[str, Sequence[str]]


@dataclass(frozen=True)
class SampleAgency:
    """A believable agency: its record tables, and what is true but on no record.

    ``tables`` has the tables of the contract with all their columns. ``truth_levels`` has the true
    competency levels (employee_id, competency_id, level 0 to 5) of those present on the last day,
    ``truth_mentors`` the true effect of each mentor in levels a year (employee_id, effect),
    ``truth_talents`` what steers appraisals and starting levels (employee_id, talent, mean 0).
    """

    tables: dict[str, pd.DataFrame]
    truth_levels: pd.DataFrame
    truth_mentors: pd.DataFrame
    truth_talents: pd.DataFrame
    people_ids: tuple[str, ...] = field(repr=False)
    hazards: tuple[Hazards, ...] = field(repr=False)

    @cached_property
    def truth(self) -> pd.DataFrame:
        """The true monthly hazards, made when first asked for.

        Columns: employee_id, month (its first day), hazard (chance of a voluntary exit in the
        month), one column for each driver (its part in the log hazard) and transfer_hazard.
        """
        months = self.hazards
        who = np.concatenate([month.who for month in months])
        days = np.concatenate([np.full(len(month.who), month.day) for month in months])
        parts = np.concatenate([month.drivers for month in months])
        return pd.DataFrame(
            {
                "employee_id": spell(who, self.people_ids),
                "month": dates(days),
                "hazard": np.concatenate([month.voluntary for month in months]),
                **{name: parts[:, k] for k, name in enumerate(DRIVERS)},
                "transfer_hazard": np.concatenate([month.transfer for month in months]),
            }
        )


def make_agency(
    *,
    employees: int = 5000,
    years: int = 10,
    until: dt.date = UNTIL,
    seed: int = 7,
    number: int = 1,
    effect: float = 1.0,
) -> SampleAgency:
    """Return one agency with so many employees on ``until`` after so many simulated years.

    ``effect`` scales all true effects on voluntary exits; with 0 everybody has the same constant
    hazard. Equal arguments give equal agencies.
    """
    return _make(
        np.random.SeedSequence(seed, spawn_key=(number - 1,)),
        employees=employees,
        years=years,
        until=until,
        seed=seed,
        number=number,
        effect=effect,
    )


def make_agencies(
    *,
    agencies: int,
    employees: int = 5000,
    years: int = 10,
    until: dt.date = UNTIL,
    seed: int = 7,
    number: int = 1,
    effect: float = 1.0,
) -> Iterator[SampleAgency]:
    """Yield agencies one after the other, numbered from ``number``, each of its own chance."""
    for one in range(number, number + agencies):
        yield make_agency(
            employees=employees, years=years, until=until, seed=seed, number=one, effect=effect
        )


def _make(
    chance: np.random.SeedSequence,
    *,
    employees: int,
    years: int,
    until: dt.date,
    seed: int,
    number: int,
    effect: float,
) -> SampleAgency:
    timeline = Timeline.ending(until, years=years)
    rng = np.random.default_rng(chance)
    played = play(rng, employees=employees, timeline=timeline, effect=effect)
    agency = f"kab-{number:03d}"
    ids = employee_ids(len(played.world.people), seed=seed, number=number)
    write_occasions(played.world, played.mentoring)
    return SampleAgency(
        tables=_tables(played.world, agency, ids),
        truth_levels=_true_levels(played.world, ids),
        truth_mentors=_true_mentors(played, ids),
        truth_talents=_true_talents(played.world, ids),
        people_ids=tuple(ids),
        hazards=tuple(played.hazards),
    )


def employee_ids(count: int, *, seed: int, number: int) -> list[str]:
    """Return pseudonyms of 16 hexadecimal digits, different in all agencies of a seed.

    The mixing function (splitmix64) maps different numbers to different ones.
    """
    key = int.from_bytes(hashlib.blake2b(str(seed).encode(), digest_size=8).digest(), "big")
    x = (np.arange(count, dtype=np.uint64) + np.uint64(number << 32)) ^ np.uint64(key)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    x ^= x >> np.uint64(31)
    digits = x.astype(">u8").tobytes().hex()
    return [digits[start : start + 16] for start in range(0, 16 * count, 16)]


def _tables(world: World, agency: str, ids: list[str]) -> dict[str, pd.DataFrame]:
    """Return all tables of the contract, in its order."""
    made = _personal_tables(world, agency, ids)
    made |= {
        "units": reference.units(world, agency, ids),
        "jobs": reference.jobs(world.jobs),
        "establishment": reference.establishment(world, agency),
        "competencies": reference.competencies(),
        "competency_standards": reference.competency_standards(world.jobs),
        "offerings": reference.offerings(world.rng, world.timeline.until, agency),
        "opportunities": reference.opportunities(world, agency),
    }
    made |= reference.courses()
    return {name: made[name] for name in TABLE_OF_NAME}


def _words(world: World, agency: str, ids: list[str]) -> Words:
    """Return the texts that codes stand for, by column name."""
    people = ("employee_id", "supervisor_id", "rater_id", "given_by", "mentor_id", "mentee_id")
    job_ids = [job.job_id for job in world.jobs.rows]
    return {
        **dict.fromkeys((*people, "with_employee_id"), ids),
        "agency_id": [agency],
        "employment_type": EMPLOYMENT,
        "job_id": job_ids,
        "target_job_id": job_ids,
        "unit_id": reference.unit_ids(world.organisation, agency),
        "rank": PNS_RANKS + PPPK_RANKS,
        "competency_id": COMPETENCY_IDS,
        "aspect": COMPETENCY_IDS + BERAKHLAK,
        "course_id": [course.course_id for course in COURSES],
        "reason": tuple(FAMILY_OF_REASON),
        "field": SUBJECTS,
        "preferred_region": DISTRICTS,
        "not_interested_in": NOT_INTERESTED,
        "note": NOTES,
        "answer": RESPONSES,
        "comment": COMMENTS,
        "topics": reference.topics(world.jobs),
    }


def _personal_tables(world: World, agency: str, ids: list[str]) -> dict[str, pd.DataFrame]:
    """Return the tables about people: what is on file of those whose hiring is on file."""
    until, rng = world.timeline.until, world.rng
    exits = record_exits(rng, world.people.left)
    words, made = _words(world, agency, ids), {}
    on_file = np.zeros(len(ids), dtype=bool)
    for name in PERSONAL:
        columns = put_on_file(rng, world.journal, name, exits=exits, until=until)
        if name == "employees":
            on_file[columns["employee_id"]] = True
        columns = _of_people_on_file(columns, on_file)
        _settle(world, name, columns, words)
        made[name] = frame(TABLE_OF_NAME[name], columns, words)
    return made


def _of_people_on_file(columns: dict[str, Column], on_file: Flags) -> dict[str, Column]:
    """Return the rows about people who are on file, others in them included."""
    keep = np.ones(len(next(iter(columns.values()), ())), dtype=bool)
    for name in ("employee_id", "mentor_id", "mentee_id", "with_employee_id"):
        if name in columns:
            keep &= on_file[columns[name]]
    return {name: values[keep] for name, values in columns.items()}


def _settle(world: World, name: str, columns: dict[str, Column], words: Words) -> None:
    """Finish tables that need more than their rows: titles, late feedback, hidden ratings."""
    until = world.timeline.until
    if name == "trainings" and columns:
        course = columns["course_id"].astype(np.int64)
        codes, texts = titles(world.rng, course, columns["completed_on"].astype(np.int64))
        columns["title"], words["title"] = codes, texts
        gone = np.minimum(world.people.left[columns["employee_id"]], until)
        hide_later(columns, "feedback_on", "feedback", "comment", before=gone)
    if name == "mentorings" and columns:
        hidden = columns["ended_on"] >= FAR
        columns["rated_on"] = np.where(hidden, FAR, columns["rated_on"])
        hide_later(columns, "rated_on", "mentee_rating", "mentor_rating", before=until)


def _true_levels(world: World, ids: list[str]) -> pd.DataFrame:
    who = world.people.present()
    n = len(COMPETENCY_IDS)
    return pd.DataFrame(
        {
            "employee_id": spell(np.repeat(who, n), ids),
            "competency_id": spell(np.tile(np.arange(n), len(who)), COMPETENCY_IDS),
            "level": world.people.levels[who].astype(np.float64).ravel(),
        }
    )


def _true_talents(world: World, ids: list[str]) -> pd.DataFrame:
    who = world.people.present()
    return pd.DataFrame({"employee_id": spell(who, ids), "talent": world.people.talent[who]})


def _true_mentors(played: Played, ids: list[str]) -> pd.DataFrame:
    mentoring = played.mentoring
    return pd.DataFrame({"employee_id": spell(mentoring.mentor, ids), "effect": mentoring.effect})
