"""The people of the agency as equally long columns, and how groups of them are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from features.sample.catalogue import N_COMPETENCIES, N_COURSES
from features.sample.jobs import LEVELS, Jobs
from features.sample.organisation import Organisation
from features.sample.timeline import FAR, YEAR, Flags, Floats, Ints
from features.sample.vocabulary import DISTRICTS, PROFESSION_KEYS, PROFESSIONS, SCHOOLING
from features.tables import EDUCATION_LEVELS, PNS_RANKS, PPPK_RANKS

PNS, CPNS, PPPK, PART_TIME = range(4)
EMPLOYMENT = ("pns", "cpns", "pppk", "pppk_part_time")
APPOINTMENT, PROMOTION, ROTATION, DEMOTION, EQUALISATION, REORGANISATION = range(6)
SAME_POST = -1
"""The move of a row that continues a post under another supervisor: none."""

FIRST_RANK = np.array([0, 2, 4, 4, 5, 6, 8, 8, 9, 10, 9, 10])
"""First PNS rank by education: I/a I/c II/a II/a II/b II/c III/a III/a III/b III/c III/b III/c."""
LAST_RANK = np.array([4, 6, 9, 9, 9, 10, 11, 11, 12, 14, 13, 14])
"""Highest PNS rank of an executor by education: II/a for primary school to IV/c for a doctorate.

Functional experts reach IV/b, with a master's degree IV/c.
"""
PPPK_RANK = len(PNS_RANKS) + np.array(
    [PPPK_RANKS.index(r) for r in "I III V V VI VII IX IX X XI X XI".split()]
)
"""PPPK grade by education level (Perpres 98/2020)."""
EXPERT_FROM = EDUCATION_LEVELS.index("d4")


FUNCTIONAL = np.array([p.ladders != "executor" for p in PROFESSIONS.values()])
WOMEN = np.array([p.women for p in PROFESSIONS.values()])
"""Whether a profession is a functional one, and its usual share of women."""
SINCE_JOINING = ("status_since", "rank_since", "last_step", "post_since", "row_since")
AT_FIRST = {
    "contract_ends": FAR,
    "move": APPOINTMENT,
    "supervisor": -1,
    "supervisor_since": -FAR,
    "heads": -1,
    "heads_since": -FAR,
    "acts_in": -1,
    "acts_since": -FAR,
    "last_training": -FAR,
    "left": FAR,
    "reason": -1,
    "requested": -FAR,
}
"""How things stand for somebody new; -1 is nobody, no unit and no reason."""


@dataclass
class People:
    """Everybody who ever worked here; one position is one person.

    Days are day numbers. ``post_since`` is the start of the present unit and job, ``row_since`` of
    the present row (a row also ends when the supervisor changes). ``heads`` and ``acts_in`` are
    units led definitively and for the time being. ``levels`` are the true competency levels,
    ``taken`` the courses passed; ``talent`` steers appraisals, ``luck`` promotions and
    ``eagerness`` training.
    """

    joined: Ints
    birth: Ints
    woman: Flags
    disability: Flags
    education: Ints
    profession: Ints
    home: Ints
    talent: Floats
    luck: Floats
    eagerness: Floats
    employment: Ints
    rank: Ints
    unit: Ints
    job: Ints
    levels: Floats
    status_since: Ints = field(init=False)
    rank_since: Ints = field(init=False)
    last_step: Ints = field(init=False)
    post_since: Ints = field(init=False)
    row_since: Ints = field(init=False)
    row_rank: Ints = field(init=False)
    row_employment: Ints = field(init=False)
    contract_ends: Ints = field(init=False)
    move: Ints = field(init=False)
    supervisor: Ints = field(init=False)
    supervisor_since: Ints = field(init=False)
    heads: Ints = field(init=False)
    heads_since: Ints = field(init=False)
    acts_in: Ints = field(init=False)
    acts_since: Ints = field(init=False)
    last_training: Ints = field(init=False)
    left: Ints = field(init=False)
    reason: Ints = field(init=False)
    requested: Ints = field(init=False)
    taken: Flags = field(init=False)
    active: Flags = field(init=False)

    def __post_init__(self) -> None:
        for name in SINCE_JOINING:
            setattr(self, name, self.joined.copy())
        self.row_rank, self.row_employment = self.rank.copy(), self.employment.copy()
        for name, value in AT_FIRST.items():
            setattr(self, name, np.full(len(self), value))
        self.taken = np.zeros((len(self), N_COURSES), dtype=bool)
        self.active = np.ones(len(self), dtype=bool)

    def __len__(self) -> int:
        return len(self.joined)

    def append(self, more: People) -> None:
        """Add people at the end; positions of those before stay."""
        for column in fields(People):
            both = (getattr(self, column.name), getattr(more, column.name))
            setattr(self, column.name, np.concatenate(both))

    def begin_rows(self, who: Ints, since: int | Ints) -> None:
        """Begin new rows of posts; their pay follows the rank and employment of that day."""
        self.row_since[who] = since
        self.row_rank[who] = self.rank[who]
        self.row_employment[who] = self.employment[who]

    def present(self) -> Ints:
        """Return the positions of those who work here now."""
        return np.flatnonzero(self.active)


def draw_education(rng: np.random.Generator, profession: Ints) -> Ints:
    """Return education levels (positions in `EDUCATION_LEVELS`) that suit the professions."""
    education = np.zeros(len(profession), dtype=np.int64)
    kinds = np.array([PROFESSIONS[key].schooling for key in PROFESSION_KEYS])[profession]
    for kind, shares in SCHOOLING.items():
        who = np.flatnonzero(kinds == kind)
        levels = [EDUCATION_LEVELS.index(level) for level in shares]
        education[who] = rng.choice(levels, size=len(who), p=list(shares.values()))
    return education


def rung(rank: Ints, education: Ints, *, pppk: Flags) -> Ints:
    """Return the rung (position in `LEVELS`) that goes with a rank on the right ladder."""
    expert = education >= EXPERT_FROM
    skilled = np.searchsorted([5, 8, 10], rank, side="right")
    experts = 4 + np.searchsorted([10, 12, 15], rank, side="right")
    by_rank = np.where(expert, experts, skilled)
    return np.where(pppk, np.where(expert, LEVELS.index("pertama"), 1), by_rank)


def starting_levels(
    rng: np.random.Generator, jobs: Jobs, job: Ints, *, talent: Floats, years: Floats
) -> Floats:
    """Return true competency levels, people x competencies, 0 to 5: near what the job asks."""
    levels = np.clip(rng.normal(0.7, 0.4, size=(len(job), N_COMPETENCIES)), 0, 5)
    rows = np.arange(len(job))[:, None]
    seasoned = np.minimum(years, 8)[:, None] * 0.04
    near = jobs.asked_level[job] - 0.55 + 0.2 * talent[:, None] + seasoned
    near += rng.normal(0, 0.5, size=near.shape) * (jobs.asked_level[job] > 0)
    levels[rows, jobs.asked[job]] = np.clip(near, 0.2, 5)
    return levels.astype(np.float32)


def ranks_after(education: Ints, years: Floats, *, pppk: Flags, functional: Flags) -> Ints:
    """Return the rank reached after years of service at one step in four years."""
    highest = highest_rank(education, functional=functional)
    pns = np.minimum(FIRST_RANK[education] + np.floor(years / 4.2).astype(np.int64), highest)
    return np.where(pppk, PPPK_RANK[education], pns)


def highest_rank(education: Ints, *, functional: Flags) -> Ints:
    """Return the highest PNS rank open to people by schooling and kind of job."""
    expert = functional & (education >= EXPERT_FROM)
    master = education >= EDUCATION_LEVELS.index("s2")
    by_job = np.where(master, PNS_RANKS.index("IV/c"), PNS_RANKS.index("IV/b"))
    return np.where(expert, by_job, LAST_RANK[education])


def draw_people(
    rng: np.random.Generator,
    jobs: Jobs,
    organisation: Organisation,
    *,
    unit: Ints,
    profession: Ints,
    joined: Ints,
    birth: Ints,
    employment: Ints,
    today: int,
) -> People:
    """Return people placed in units on ``today``, with everything about them drawn."""
    n = len(unit)
    pppk = employment >= PPPK
    education = draw_education(rng, profession)
    years = np.where(pppk, 0.0, np.maximum(today - joined, 0) / YEAR)
    rank = ranks_after(education, years, pppk=pppk, functional=FUNCTIONAL[profession])
    job = jobs.ladder[profession, rung(rank, education, pppk=pppk)]
    talent = rng.normal(size=n)
    at_home = rng.random(n) < 0.55
    home = np.where(at_home, organisation.district[unit], rng.integers(len(DISTRICTS), size=n))
    return People(
        joined=joined,
        birth=birth,
        woman=rng.random(n) < WOMEN[profession],
        disability=rng.random(n) < 0.008,
        education=education,
        profession=profession,
        home=home,
        talent=talent,
        luck=rng.choice([0.12, 0.55, 0.85], size=n, p=[0.22, 0.38, 0.40]),
        eagerness=rng.gamma(1.6, 1 / 1.6, size=n),
        employment=employment,
        rank=rank,
        unit=unit,
        job=job,
        levels=starting_levels(rng, jobs, job, talent=talent, years=years),
    )


def no_people(rng: np.random.Generator, jobs: Jobs, organisation: Organisation) -> People:
    """Return nobody: the state before the first people are placed."""
    none = np.zeros(0, dtype=np.int64)
    return draw_people(
        rng,
        jobs,
        organisation,
        unit=none,
        profession=none,
        joined=none,
        birth=none,
        employment=none,
        today=0,
    )
