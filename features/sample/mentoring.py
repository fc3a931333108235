"""Who mentors whom, how it is rated and what it changes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from features.sample.people import PNS
from features.sample.timeline import FAR, YEAR, Flags, Floats, Ints
from features.sample.vocabulary import PROFESSIONS
from features.sample.world import World

MENTOR_SHARE = 0.03
MATCHED_A_QUARTER = 0.28
"""Share of a mentor's free places that are taken in a quarter."""
REACH = 1.5
"""Levels above the mentee at which a mentor's effect is whole; below it is in proportion."""
FAMILY_NAMES = sorted({profession.family for profession in PROFESSIONS.values()})
FAMILY = np.array([FAMILY_NAMES.index(p.family) for p in PROFESSIONS.values()])


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass
class Mentoring:
    """The mentors with their true effect, and the relations that go on.

    An effect is the rise in the mentee's level of the competency, in levels a year, by a mentor
    who stands `REACH` levels or more above the mentee.
    """

    mentor: Ints = field(default_factory=_none)
    capacity: Ints = field(default_factory=_none)
    since: Ints = field(default_factory=_none)
    effect: Floats = field(default_factory=lambda: np.zeros(0))
    pair_mentor: Ints = field(default_factory=_none)
    pair_mentee: Ints = field(default_factory=_none)
    pair_competency: Ints = field(default_factory=_none)
    pair_since: Ints = field(default_factory=_none)
    pair_until: Ints = field(default_factory=_none)

    def keep(self, going: Flags) -> None:
        """Forget the relations that do not go on."""
        for name in ("mentor", "mentee", "competency", "since", "until"):
            setattr(self, f"pair_{name}", getattr(self, f"pair_{name}")[going])


def update_mentors(world: World, mentoring: Mentoring, *, day: int) -> None:
    """Invite seniors until three in a hundred of those present mentor."""
    people, rng = world.people, world.rng
    missing = round(MENTOR_SHARE * people.active.sum() - people.active[mentoring.mentor].sum())
    senior = people.active & (people.employment == PNS) & (people.joined < day - 8 * YEAR)
    senior[mentoring.mentor] = False
    pool = np.flatnonzero(senior)
    score = 0.6 * people.talent[pool] + rng.gumbel(size=len(pool))
    new = pool[np.argsort(-score, kind="stable")[: max(missing, 0)]]
    n = len(new)
    effect = np.clip(rng.normal(0.45 + 0.12 * people.talent[new], 0.30), -0.2, 1.4)
    mentoring.mentor = np.concatenate([mentoring.mentor, new])
    mentoring.capacity = np.concatenate([mentoring.capacity, rng.integers(1, 5, size=n)])
    mentoring.since = np.concatenate([mentoring.since, np.full(n, day)])
    mentoring.effect = np.concatenate([mentoring.effect, effect])


def mentor_quarter(world: World, mentoring: Mentoring, *, day: int) -> None:
    """Let a quarter of mentoring take effect, end what is due and begin new relations."""
    _raise_levels(world, mentoring)
    end_relations(world, mentoring, day=day)
    _begin(world, mentoring, day)


def _raise_levels(world: World, mentoring: Mentoring) -> None:
    effect = _effect_by_person(world, mentoring)[mentoring.pair_mentor]
    levels = world.people.levels
    cell = (mentoring.pair_mentee, mentoring.pair_competency)
    passed_on = within_reach(levels[mentoring.pair_mentor, mentoring.pair_competency], levels[cell])
    levels[cell] = np.clip(levels[cell] + 0.25 * effect * passed_on, 0, 5)


def within_reach(mentor_level: Floats, mentee_level: Floats) -> Floats:
    """Return the share of an effect that comes to be: nobody passes on what she does not have."""
    share: Floats = np.clip((mentor_level - mentee_level) / REACH, 0.0, 1.0)
    return share


def _effect_by_person(world: World, mentoring: Mentoring) -> Floats:
    effect = np.zeros(len(world.people))
    effect[mentoring.mentor] = mentoring.effect
    return effect


def end_relations(world: World, mentoring: Mentoring, *, day: int) -> None:
    """Write the relations that have ended: on the planned day, or when one of the two left."""
    people = world.people
    gone = np.minimum(people.left[mentoring.pair_mentor], people.left[mentoring.pair_mentee])
    ended = np.minimum(mentoring.pair_until, gone)
    over = ended <= day
    _write(world, mentoring, over, ended[over])
    mentoring.keep(~over)


def write_open_relations(world: World, mentoring: Mentoring) -> None:
    """Write the relations that still go on."""
    going = np.ones(len(mentoring.pair_mentor), dtype=bool)
    _write(world, mentoring, going, np.full(int(going.sum()), FAR))


def _write(world: World, mentoring: Mentoring, which: Flags, ended: Ints) -> None:
    """Write relations; mentees rate good mentors higher, and half of the ended are rated."""
    rng = world.rng
    mentor, mentee = mentoring.pair_mentor[which], mentoring.pair_mentee[which]
    effect = _effect_by_person(world, mentoring)[mentor]
    people = world.people
    stay = np.minimum(people.left[mentor], people.left[mentee]) > ended
    rated = (rng.random(len(mentor)) < 0.6) & stay & (ended < FAR)
    mentee_rating = np.clip(np.round(3.1 + 1.6 * effect + rng.normal(0, 0.6, len(mentor))), 1, 5)
    mentor_rating = np.clip(
        np.round(3.6 + 0.3 * people.talent[mentee] + rng.normal(0, 0.6, len(mentor))), 1, 5
    )
    world.journal.add(
        "mentorings",
        mentor_id=mentor,
        mentee_id=mentee,
        started_on=mentoring.pair_since[which],
        ended_on=ended,
        competency_id=mentoring.pair_competency[which],
        mentee_rating=np.where(rated, mentee_rating, np.nan),
        mentor_rating=np.where(rated, mentor_rating, np.nan),
        rated_on=np.where(rated, ended, FAR),
    )


def _begin(world: World, mentoring: Mentoring, day: int) -> None:
    """Fill free places with juniors of the mentor's job family, who have no mentor yet."""
    people, rng = world.people, world.rng
    used = np.bincount(mentoring.pair_mentor, minlength=len(people))[mentoring.mentor]
    free = np.where(people.active[mentoring.mentor], mentoring.capacity - used, 0)
    mentors = np.repeat(mentoring.mentor, np.maximum(free, 0))
    mentors = mentors[rng.random(len(mentors)) < MATCHED_A_QUARTER]
    junior = people.active & (people.joined > day - 8 * YEAR) & (people.joined <= day)
    junior[mentoring.pair_mentee] = False
    junior[mentoring.mentor] = False
    mentors, mentees = _zip_by_family(world, mentors, np.flatnonzero(junior))
    n = len(mentors)
    asked = world.jobs.asked[people.job[mentees]]
    slot = rng.integers(0, 10, size=n)
    begin = day + rng.integers(0, 14, size=n)
    mentoring.pair_mentor = np.concatenate([mentoring.pair_mentor, mentors])
    mentoring.pair_mentee = np.concatenate([mentoring.pair_mentee, mentees])
    mentoring.pair_competency = np.concatenate(
        [mentoring.pair_competency, asked[np.arange(n), slot]]
    )
    mentoring.pair_since = np.concatenate([mentoring.pair_since, begin])
    mentoring.pair_until = np.concatenate(
        [mentoring.pair_until, begin + rng.integers(150, 400, size=n)]
    )


def _zip_by_family(world: World, mentors: Ints, mentees: Ints) -> tuple[Ints, Ints]:
    """Return pairs of one job family, drawn by chance, as many as there are on both sides."""
    sides = []
    for who in (mentors, mentees):
        mixed = world.rng.permutation(who)
        family = FAMILY[world.people.profession[mixed]]
        order = np.argsort(family, kind="stable")
        place = np.arange(len(who)) - np.searchsorted(family[order], family[order])
        sides.append((mixed[order], family[order] * 10**9 + place))
    (left, left_key), (right, right_key) = sides
    _, at_left, at_right = np.intersect1d(
        left_key, right_key, assume_unique=True, return_indices=True
    )
    return left[at_left], right[at_right]
