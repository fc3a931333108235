"""The tree of units of a regency, its re-organisations and the posts each unit needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from features.sample.jobs import ADDITIONAL_HEADS, HEAD_KEYS
from features.sample.timeline import FAR, Flags, Floats, Ints, Timeline, calendar, day_of
from features.sample.vocabulary import (
    DISTRICT_SHARE,
    DISTRICTS,
    MIXES,
    OFFICES,
    PROFESSION_KEYS,
    SPECIALISTS,
)

EQUALISED = day_of(2021, 12, 31)
"""The day on which section heads became functional (penyetaraan, PermenPANRB 17/2021)."""
USUAL_REORGANISATION = day_of(2017, 1, 1)
"""The day on which PP 18/2016 re-organised regional offices."""
VACANT = 0.10
"""Share of the needed posts that is usually vacant."""
ERAS = (day_of(2000, 1, 1), day_of(2023, 1, 1), day_of(2024, 7, 1), day_of(2025, 4, 1))
"""Days on which the workload analysis was made anew."""


@dataclass(frozen=True)
class Unit:
    """One unit while the tree is built; ``plan`` is its staff at the end, without the head."""

    parent: int
    name: str
    function: str
    district: int
    mix: str
    head: str
    plan: float
    office: str
    opens: int = -FAR
    closes: int = FAR
    successor: int = -1
    before: float | None = None


@dataclass(frozen=True)
class Organisation:
    """The units by number (0 is the regency) and what they need.

    ``needed`` has the posts by version x unit x profession; ``versions`` are the days from which
    they hold. ``district`` and ``remoteness`` (0 in the capital to 1) say where a unit is;
    ``mix`` x profession are the shares of professions. ``additional`` marks units whose head
    leads beside a functional job.
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


def _head_of_office(name: str) -> str:
    special = {
        "Sekretariat Daerah": "assistant",
        "Inspektorat Daerah": "inspector",
        "Sekretariat DPRD": "council",
        "Satuan Polisi Pamong Praja": "order",
        "RSUD Kabupaten": "hospital",
    }
    return special.get(name, "badan" if name.startswith("Badan") else "dinas")


def _chosen_offices(employees: int) -> list[tuple[str, str, float]]:
    """Return the offices a regency of this size has, with their share of the staff."""
    n_offices = min(len(OFFICES), 6 + employees // 100)
    n_districts = min(len(DISTRICTS), employees // 200)
    districts = [(f"Kecamatan {name}", "Kewilayahan", DISTRICT_SHARE) for name in DISTRICTS]
    return [*OFFICES[:n_offices], *districts[:n_districts]]


def _split(total: float, size: float, *, least: int = 0) -> int:
    return max(least, round(total / size))


def _schools(
    rng: np.random.Generator, office: int, plan: float, *, districts: int
) -> Iterator[Unit]:
    for mix, label, share, size in (
        ("primary_school", "SD Negeri", 0.62, 11),
        ("middle_school", "SMP Negeri", 0.38, 26),
    ):
        count = _split(plan * share, size, least=1)
        weights = rng.gamma(8.0, size=count)
        for number, weight in enumerate(weights / weights.sum() * plan * share):
            district = int(rng.integers(districts))
            name = f"{label} {number + 1} {DISTRICTS[district]}"
            yield Unit(office, name, "Pendidikan", district, mix, "school", weight, "school")


def _health_centres(
    rng: np.random.Generator, office: int, plan: float, *, districts: int
) -> Iterator[Unit]:
    count = _split(plan, 48, least=1)
    for number in range(count):
        district = number % districts
        name = f"Puskesmas {DISTRICTS[district]}" + (
            f" {number // districts + 1}" if count > districts else ""
        )
        weight = plan / count * rng.uniform(0.7, 1.3)
        yield Unit(
            office, name, "Kesehatan", district, "health_centre", "health_centre", weight, "health"
        )


DIVISIONS = ("Sekretariat", "Bidang Perencanaan dan Data", "Bidang Pelayanan", "Bidang Pembinaan",
             "Bidang Pengembangan", "Bidang Pengendalian")  # fmt: skip


def _divisions(office: Unit, number: int, plan: float) -> Iterator[Unit]:
    """Split an office into divisions of about 14 people, headed by administrators."""
    count = min(_split(plan, 14), len(DIVISIONS))
    for name in DIVISIONS[:count]:
        yield replace(
            office, parent=number, name=f"{name}, {office.name}", head="division", plan=plan / count
        )


def _parts(division: Unit, number: int, *, at: int, start: int) -> Iterator[Unit]:
    """Split a division into sections (until they are equalised) or lasting sub-units."""
    if division.plan > 30:
        count = _split(division.plan, 18)
        head, label = ("ward", "Instalasi") if division.mix == "hospital" else ("branch", "UPTD")
        for part in range(count):
            name = f"{label} {part + 1}, {division.name}"
            plan = division.plan * 0.9 / count
            yield replace(division, parent=number, name=name, head=head, plan=plan)
    elif division.plan >= 8 and start < EQUALISED:
        for part in range(2):
            yield replace(
                division,
                parent=number,
                name=f"Seksi {part + 1}, {division.name}",
                head="section",
                plan=0.0,
                before=division.plan * 0.4,
                closes=at,
                successor=number,
            )


def _tree(rng: np.random.Generator, employees: int, start: int) -> list[Unit]:
    offices = _chosen_offices(employees)
    scale = employees * 0.94 / sum(share for *_, share in offices)
    districts = max(3, min(len(DISTRICTS), employees // 150))
    units = [Unit(-1, "Pemerintah Kabupaten", "Pemerintahan", 0, "office", "secretary", 0.0, "")]
    for name, function, share in offices:
        _add_office(units, rng, (name, function, share * scale), districts=districts, start=start)
    return units


def _add_office(
    units: list[Unit],
    rng: np.random.Generator,
    office: tuple[str, str, float],
    *,
    districts: int,
    start: int,
) -> None:
    name, function, plan = office
    number = len(units)
    if function == "Kewilayahan":
        district = DISTRICTS.index(name.removeprefix("Kecamatan ")) % districts
        units.append(Unit(0, name, function, district, "district", "district", plan, name))
        return
    mix = "hospital" if name.startswith("RSUD") else "office"
    unit = Unit(0, name, function, 0, mix, _head_of_office(name), plan, name)
    units.append(unit)
    own = plan * {"Dinas Pendidikan dan Kebudayaan": 0.035, "Dinas Kesehatan": 0.09}.get(name, 1.0)
    if own < plan:
        make = _schools if function == "Pendidikan" else _health_centres
        units += list(make(rng, number, plan - own, districts=districts))
    _add_divisions(units, number, own, start=start)


def _add_divisions(units: list[Unit], number: int, own: float, *, start: int) -> None:
    """Give an office divisions and their parts; what is not planned below stays in the office."""
    office = units[number]
    divisions = list(_divisions(office, number, own * 0.95))
    units[number] = replace(office, plan=own - sum(unit.plan for unit in divisions))
    for division in divisions:
        place = len(units)
        parts = list(_parts(division, place, at=EQUALISED, start=start))
        lasting = sum(part.plan for part in parts)
        before = sum(part.before or 0.0 for part in parts)
        plan = division.plan - lasting
        units.append(replace(division, plan=plan, before=plan - before))
        units += parts


def _with_forerunners(units: list[Unit], rng: np.random.Generator, at: int) -> list[Unit]:
    """Let some schools, divisions and wards have been other units before the re-organisation."""
    has_parts = {unit.parent for unit in units}
    able = [n for n, unit in enumerate(units) if n and n not in has_parts and unit.closes == FAR]
    chosen = rng.permutation(len(able))[: max(2, len(able) // 12)]
    for number in sorted(able[k] for k in chosen):
        unit = units[number]
        units.append(
            replace(unit, name=f"{unit.name} (nama lama)", closes=at, successor=number)
        )
        units[number] = replace(unit, opens=at)
    return units


def _shares(unit: Unit) -> Floats:
    """Return the shares of professions that a unit needs."""
    special = SPECIALISTS.get(unit.office, {}) if unit.mix == "office" else {}
    rest = 1.0 - sum(special.values())
    shares = np.zeros(len(PROFESSION_KEYS))
    for key, share in MIXES[unit.mix].items():
        shares[PROFESSION_KEYS.index(key)] += share * rest
    for key, share in special.items():
        shares[PROFESSION_KEYS.index(key)] += share
    return shares / shares.sum()


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
    units = _with_forerunners(_tree(rng, employees, timeline.start), rng, reorganised)
    days = np.array(sorted({*size_on, reorganised, EQUALISED}), dtype=np.int64)
    size = np.interp(days, sorted(size_on), [size_on[day] for day in sorted(size_on)])
    place = np.sort(rng.beta(1.2, 2.0, size=len(DISTRICTS)))
    remoteness = (place - place[0]) / (place[-1] - place[0])
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
