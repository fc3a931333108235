"""The tree of units of a regency, with the units that re-organisations closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from features.sample.timeline import FAR, day_of
from features.sample.vocabulary import DISTRICT_SHARE, DISTRICTS, OFFICES

EQUALISED = day_of(2021, 12, 31)
"""The day on which section heads became functional (penyetaraan, PermenPANRB 17/2021)."""


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
"""An office's divisions; small offices have the first ones only."""


OFFICE_PARTS = ("Subbagian Umum dan Kepegawaian", "Subbagian Keuangan")
DISTRICT_PARTS = ("Seksi Pemerintahan", "Seksi Pelayanan Umum", "Subbagian Umum dan Keuangan")


def _divisions(office: Unit, number: int, plan: float) -> Iterator[Unit]:
    """Split an office into divisions of about 14 people, headed by administrators."""
    count = min(_split(plan, 12), len(DIVISIONS))
    for name in DIVISIONS[:count]:
        yield replace(
            office, parent=number, name=f"{name}, {office.name}", head="division", plan=plan / count
        )


def _lasting_parts(
    whole: Unit, number: int, plan: float, *, names: tuple[str, ...]
) -> Iterator[Unit]:
    """Split a district office or secretariat into small units that were never equalised."""
    for name in names:
        full = f"{name}, {whole.name}"
        yield replace(whole, parent=number, name=full, head="subdivision", plan=plan / len(names))


def _parts(division: Unit, number: int, *, at: int, start: int) -> Iterator[Unit]:
    """Split a division into sections (until they are equalised) or lasting sub-units."""
    if division.name.startswith("Sekretariat,"):
        yield from _lasting_parts(division, number, division.plan * 0.8, names=OFFICE_PARTS)
    elif division.plan > 30:
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


def unit_tree(rng: np.random.Generator, employees: int, start: int) -> list[Unit]:
    """Return the units for so many employees; sections only where ``start`` comes before 2022."""
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
        unit = Unit(0, name, function, district, "district", "district", plan * 0.2, name)
        units += [unit, *_lasting_parts(unit, number, plan * 0.8, names=DISTRICT_PARTS)]
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


def with_forerunners(units: list[Unit], rng: np.random.Generator, at: int) -> list[Unit]:
    """Let some schools, divisions and wards have been other units before the re-organisation."""
    has_parts = {unit.parent for unit in units}
    able = [n for n, unit in enumerate(units) if n and n not in has_parts and unit.closes == FAR]
    chosen = rng.permutation(len(able))[: max(2, len(able) // 12)]
    for number in sorted(able[k] for k in chosen):
        unit = units[number]
        units.append(replace(unit, name=f"{unit.name} (nama lama)", closes=at, successor=number))
        units[number] = replace(unit, opens=at)
    return units
