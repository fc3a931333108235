"""Whether the cost of all profiles grows in line with the number of people, and the picture of it.

Large populations are made agencies, copied under new ids: making people takes longer than their
profiles. Each size is a fresh process; its parts are written to Parquet, five days in one run.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import altair as alt
import pandas as pd

from features.families import FEATURES
from features.home import SHARED, Home, Part
from features.importing.generations import publish
from features.importing.partitions import split
from features.sample import make_agency
from tests.benchmarks.peers.running import CACHE, Cost, measured

UNTIL = date(2026, 1, 1)
DAYS = [date(year, 1, 1) for year in range(2022, 2027)]
AN_AGENCY = 10_000
SIZES = tuple(int(n) for n in os.environ.get("BINA_SCALE", "10000 100000 1000000").split())
PICTURE = Path(__file__).parents[2] / "docs" / "images" / "scale.svg"


class Copies(Mapping[Part, pd.DataFrame]):
    """The parts of one made agency, so many times, each time under other ids."""

    def __init__(self, parts: Mapping[Part, pd.DataFrame], n_copies: int) -> None:
        self.parts = parts
        self.n_copies = n_copies

    def __iter__(self) -> Iterator[Part]:
        for part in self.parts:
            copies = [part.agency_id] if part.agency_id == SHARED else self._names()
            yield from (Part(part.table, agency_id) for agency_id in copies)

    def _names(self) -> list[str]:
        return [f"kab-{number:03}" for number in range(self.n_copies)]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, part: Part) -> pd.DataFrame:
        """Return one table of one copy."""
        if part.agency_id == SHARED:
            return self.parts[part]
        frame = next(f for p, f in self.parts.items() if p.table == part.table)
        own = frame.copy()
        for column in own.columns:
            if column.endswith("_id") and column not in {"job_id", "competency_id", "course_id"}:
                own[column] = part.agency_id[-3:] + own[column]
        return own.assign(agency_id=part.agency_id) if "agency_id" in own else own


def run() -> None:
    """Print what each size costs, and draw it if all three sizes were asked for."""
    print(f"{len(FEATURES)} features, {len(DAYS)} as-of days, one process")
    print(f"{'people':>10} {'CPU-s':>8} {'CPU-s per 10,000':>17} {'peak MiB':>9}")
    rows = []
    for size in SIZES:
        cost = cost_of(size)
        rows.append({"people": size, "cpu_seconds": cost.cpu_seconds, "mib": cost.peak_mib})
        each = cost.cpu_seconds / size * AN_AGENCY
        print(
            f"{size:>10,} {cost.cpu_seconds:>8.1f} {each:>17.2f} {cost.peak_mib:>9.0f}", flush=True
        )
    if len(rows) > 2:
        draw(pd.DataFrame(rows))


def cost_of(size: int) -> Cost:
    """Return what the profiles of so many people cost; their records are made outside of it."""
    home = made(size)
    out = CACHE / "profiles"
    for old in (home.profiles, out):
        shutil.rmtree(old, ignore_errors=True)
    days = [f"--as-of={day}" for day in DAYS]
    bina = [sys.executable, "-c", "from serving.cli import main; main()", "profiles", *days]
    return measured([*bina, "--processes=1", "--home", str(home.path), "--out", str(out)])


def made(size: int) -> Home:
    """Return a home with so many people in agencies of ten thousand, made the first time."""
    home = Home(CACHE / f"scale-{size}")
    if not home.has_records:
        parts = split(make_agency(employees=AN_AGENCY, until=UNTIL).tables, {})
        publish(home, Copies(parts, size // AN_AGENCY), former=None, origin="sample")
    return home


def draw(costs: pd.DataFrame) -> None:
    """Write the picture of the documentation."""
    log = alt.Scale(type="log")
    x = alt.X("people", scale=log, title="people in service")
    y = alt.Y("cpu_seconds", scale=log, title="CPU-seconds")
    points = alt.Chart(costs).encode(x=x, y=y).mark_line(point=True)
    per_person = float(costs["cpu_seconds"].iloc[-1] / costs["people"].iloc[-1])
    straight = costs.assign(cpu_seconds=costs["people"] * per_person)
    line = alt.Chart(straight).encode(x=x, y=y).mark_line(strokeDash=[4, 4], color="grey")
    title = "Cost of all profiles, five days; dashed: in proportion to the largest"
    (line + points).properties(width=420, height=260, title=title).save(PICTURE)
