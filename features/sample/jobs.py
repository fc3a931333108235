"""The jobs of the agency: ladders of functional jobs, executor jobs, head posts and standards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from features.sample.catalogue import N_GENERIC
from features.sample.timeline import Floats, Ints
from features.sample.vocabulary import PROFESSION_KEYS, PROFESSIONS, Profession

LEVELS = ("pemula", "terampil", "mahir", "penyelia", "pertama", "muda", "madya", "utama")
"""The two functional ladders one after the other: skilled, then expert."""
LEVEL_NAMES = (*(level.title() for level in LEVELS[:4]), *(f"Ahli {x.title()}" for x in LEVELS[4:]))
LEVEL_CLASS = (5, 6, 7, 8, 8, 9, 11, 13)
LEVEL_RETIREMENT = (58, 58, 58, 58, 58, 58, 60, 65)
"""Retirement ages of functional jobs (PP 11/2017 Ps 239)."""
LEVEL_REQUIRES = ((1, 1), (1, 2), (2, 3), (2, 3), (2, 2), (2, 3), (3, 4), (4, 5))
"""Managerial and technical level asked at each rung."""
MAX_ASKED = N_GENERIC + 3


class Job(NamedTuple):
    """One job, and the levels (managerial, technical) it asks for."""

    job_id: str
    name: str
    kind: str
    family: str
    level: str | None
    job_class: int
    retirement_age: int
    asks: tuple[int, int]
    skills: tuple[int, ...]


POLICY = (22, 21, 18)
HEADS: dict[str, tuple[str, str, int, tuple[int, ...]]] = {
    "secretary": ("Sekretaris Daerah", "leadership", 15, POLICY),
    "assistant": ("Asisten Sekretaris Daerah", "leadership", 14, POLICY),
    "dinas": ("Kepala Dinas", "leadership", 14, POLICY),
    "badan": ("Kepala Badan", "leadership", 14, POLICY),
    "inspector": ("Inspektur Daerah", "leadership", 14, (24, 22, 18)),
    "council": ("Sekretaris DPRD", "leadership", 14, (23, 22, 18)),
    "order": ("Kepala Satuan Polisi Pamong Praja", "leadership", 14, (30, 32, 22)),
    "hospital": ("Direktur RSUD", "administrator", 12, (22, 18, 10)),
    "district": ("Camat", "administrator", 12, (33, 22, 31)),
    "division": ("Kepala Bidang", "administrator", 11, POLICY),
    "branch": ("Kepala UPTD", "supervisor", 9, (18, 20, 26)),
    "section": ("Kepala Seksi", "supervisor", 9, (22, 26, 16)),
    "subdivision": ("Kepala Subbagian", "supervisor", 9, (18, 17, 16)),
    "ward": ("Kepala Instalasi", "supervisor", 9, (10, 9, 26)),
    "school": ("Kepala Sekolah", "functional", 10, (1, 2, 3)),
    "health_centre": ("Kepala Puskesmas", "functional", 10, (10, 14, 26)),
}
"""Head posts: title, kind, job class and technical skills asked for."""
HEAD_KINDS: dict[str, tuple[str, str | None, int, tuple[int, int]]] = {
    "leadership": ("Pimpinan", "pratama", 60, (4, 3)),
    "administrator": ("Administrator", None, 58, (3, 3)),
    "supervisor": ("Pengawas", None, 58, (2, 2)),
    "functional": ("Kepala Satuan", "muda", 60, (3, 3)),
}
"""Family, level, retirement age and levels asked for, by kind (UU 20/2023, PermenPANRB 38/2017)."""


def _head(number: int, key: str) -> Job:
    name, kind, job_class, skills = HEADS[key]
    family, level, age, asks = HEAD_KINDS[kind]
    return Job(f"S-{number:02d}", name, kind, family, level, job_class, age, asks, skills)


HEAD_JOBS = {key: _head(number, key) for number, key in enumerate(HEADS)}
"""Head posts; heads of schools and health centres lead beside their functional job."""
ADDITIONAL_HEADS = ("school", "health_centre")
HEAD_KEYS = tuple(HEAD_JOBS)


@dataclass(frozen=True)
class Jobs:
    """All jobs, with lookups by number.

    ``ladder`` gives the job of profession x rung (rungs as in `LEVELS`); a missing rung points to
    the nearest one. ``asked`` and ``asked_level`` list, for each job, the competencies it asks
    for and their levels, padded with competency 0 at level 0.
    """

    rows: tuple[Job, ...]
    ladder: Ints
    asked: Ints
    asked_level: Floats
    job_class: Ints
    retirement_age: Ints

    def head(self, key: str) -> int:
        """Return the number of a head post."""
        return HEAD_KEYS.index(key)


def _functional(number: int, profession: Profession, rung: int) -> Job:
    age = max(LEVEL_RETIREMENT[rung], profession.retirement_age or 0)
    if profession.family == "Pendidikan":
        age = 60
    return Job(
        f"F-{number:02d}-{rung}",
        f"{profession.title} {LEVEL_NAMES[rung]}",
        "functional",
        profession.family,
        LEVELS[rung],
        LEVEL_CLASS[rung],
        age,
        LEVEL_REQUIRES[rung],
        profession.skills,
    )


def _executor(number: int, profession: Profession) -> Job:
    return Job(
        f"P-{number:02d}",
        profession.title,
        "executor",
        profession.family,
        None,
        profession.job_class,
        58,
        (1, 2),
        profession.skills,
    )


def _rungs(profession: Profession) -> range:
    return {"expert": range(4, 8), "skilled": range(4), "both": range(8)}[profession.ladders]


def _ladders(rows: list[Job]) -> Ints:
    """Append the jobs of all professions to ``rows`` and return the ladder."""
    ladder = np.zeros((len(PROFESSION_KEYS), len(LEVELS)), dtype=np.int64)
    for number, key in enumerate(PROFESSION_KEYS):
        profession = PROFESSIONS[key]
        first = len(rows)
        if profession.ladders == "executor":
            rows.append(_executor(number, profession))
            ladder[number] = first
            continue
        rungs = _rungs(profession)
        rows += [_functional(number, profession, rung) for rung in rungs]
        ladder[number] = first + np.clip(np.arange(8), rungs[0], rungs[-1]) - rungs[0]
    return ladder


def _asked(rows: list[Job]) -> tuple[Ints, Floats]:
    asked = np.zeros((len(rows), MAX_ASKED), dtype=np.int64)
    level = np.zeros((len(rows), MAX_ASKED))
    for number, job in enumerate(rows):
        managerial, technical = job.asks
        asked[number, :N_GENERIC] = np.arange(N_GENERIC)
        level[number, :N_GENERIC] = managerial
        for slot, skill in enumerate(job.skills, start=N_GENERIC):
            asked[number, slot] = N_GENERIC + skill - 1
            level[number, slot] = max(technical - (slot > N_GENERIC), 1)
    return asked, level


def make_jobs() -> Jobs:
    """Return all jobs of a regency: about 150 with their ladders and standards."""
    rows = list(HEAD_JOBS.values())
    ladder = _ladders(rows)
    asked, level = _asked(rows)
    return Jobs(
        rows=tuple(rows),
        ladder=ladder,
        asked=asked,
        asked_level=level,
        job_class=np.array([job.job_class for job in rows]),
        retirement_age=np.array([job.retirement_age for job in rows]),
    )
