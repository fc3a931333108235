"""The units of a regency by number, where they are, and the posts each of them needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.sample.jobs import ADDITIONAL_HEADS, HEAD_KEYS
from features.sample.timeline import Flags, Floats, Ints, Timeline, calendar, day_of
from features.sample.units import EQUALISED, Unit, unit_tree, with_forerunners
from features.sample.vocabulary import DISTRICTS, MIXES, PROFESSION_KEYS, SPECIALISTS

USUAL_REORGANISATION = day_of(2017, 1, 1)
"""The day on which PP 18/2016 re-organised regional offices."""
VACANT = 0.10
"""Share of the needed posts that is usually vacant."""
ERAS = (day_of(2000, 1), day_of(2023, 1), day_of(2024, 7), day_of(2025, 4))
"""Days on which the workload analysis was made anew."""


@dataclass(frozen=True)
class Organisation:
    """The units by number (0 is the regency) and what they need.

    ``needed`` has the posts by version x unit x profession; ``versions`` are the days from which
    they hold. ``district`` and ``remoteness`` (0 in the capital to 1) say where a unit is,
    ``attraction`` how readily its vacancies are filled. ``additional`` marks units whose head
    leads beside a functional job. ``reorganised`` is the day of the great re-organisation.
    """

    units: tuple[Unit, ...]
    parent: Ints
    district: Ints
    remoteness: Floats
    head_job: Ints
    additional: Flags
    opens: Ints
    closes: Ints
    successor: Ints
    versions: Ints
    needed: Ints
    attraction: Floats
    reorganised: int

    def version_at(self, day: int) -> int:
        """Return the number of the establishment that holds on a day."""
        return int(np.searchsorted(self.versions, day, side="right")) - 1


def _shares(unit: Unit) -> Floats:
    """Return the shares of professions that a unit needs."""
    special = SPECIALISTS.get(unit.office, {}) if unit.mix == "office" else {}
    rest = 1.0 - sum(special.values())
    shares = np.zeros(len(PROFESSION_KEYS))
    for key, share in MIXES[unit.mix].items():
        shares[PROFESSION_KEYS.index(key)] += share * rest
    for key, share in special.items():
        shares[PROFESSION_KEYS.index(key)] += share
    return np.asarray(shares / shares.sum())


def _needed(units: list[Unit], days: Ints, size: Floats, rng: np.random.Generator) -> Ints:
    """Return the posts needed by version x unit x profession, rounded alike in all versions."""
    mixes = np.array([_shares(unit) for unit in units])
    plan = np.array([unit.plan for unit in units])
    before = np.array([unit.plan if unit.before is None else unit.before for unit in units])
    opens = np.array([unit.opens for unit in units])
    closes = np.array([unit.closes for unit in units])
    rounding = rng.random(mixes.shape)
    versions = []
    for day, factor in zip(days, size, strict=True):
        people = np.where(day < EQUALISED, before, plan) * ((opens <= day) & (day < closes))
        posts = np.maximum(people, 0.0)[:, None] * mixes * factor / (1.0 - VACANT)
        versions.append(np.floor(posts + rounding * (posts > 0)).astype(np.int64))
    return np.array(versions)


def _reorganisation_day(timeline: Timeline) -> int:
    """Return the day of PP 18/2016 if it is simulated, else a New Year in the middle."""
    if timeline.start < USUAL_REORGANISATION < timeline.until:
        return USUAL_REORGANISATION
    middle = calendar((timeline.start + timeline.until) // 2)
    return day_of(middle.year + (middle.month > 6), 1)


def make_organisation(
    rng: np.random.Generator, *, employees: int, timeline: Timeline, size_on: dict[int, float]
) -> Organisation:
    """Return the units of a regency with so many employees at the end.

    ``size_on`` gives the staff on establishment days as a share of the staff at the end.
    """
    reorganised = _reorganisation_day(timeline)
    units = with_forerunners(unit_tree(rng, employees, timeline.start), rng, reorganised)
    days = np.array(sorted({*size_on, reorganised, EQUALISED}), dtype=np.int64)
    size = np.interp(days, sorted(size_on), [size_on[day] for day in sorted(size_on)])
    outer = rng.permutation(np.linspace(0.1, 1.0, len(DISTRICTS) - 1) ** 1.2)
    remoteness = np.concatenate([[0.0], outer])
    district = np.array([unit.district for unit in units])
    heads = [unit.head for unit in units]
    return Organisation(
        units=tuple(units),
        parent=np.array([unit.parent for unit in units]),
        district=district,
        remoteness=remoteness[district],
        head_job=np.array([HEAD_KEYS.index(head) for head in heads]),
        additional=np.array([head in ADDITIONAL_HEADS for head in heads]),
        opens=np.array([unit.opens for unit in units]),
        closes=np.array([unit.closes for unit in units]),
        successor=np.array([unit.successor for unit in units]),
        versions=days,
        needed=_needed(units, days, size, rng),
        attraction=np.exp(rng.normal(0, 0.5, size=len(units)) - remoteness[district]),
        reorganised=reorganised,
    )
