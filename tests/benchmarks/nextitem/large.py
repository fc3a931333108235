"""A million people: fit and recommend to everybody, beside the item neighbours of implicit.

The log is invented: people walk through 2,000 courses in topics, some more popular than others.
``BINA_BENCH_PEOPLE_NEXT`` takes another number of people.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.nextitem.judging import ITEM, PLACE, USER, Frame, K
from tests.benchmarks.nextitem.running import HERE, NEEDS
from tests.benchmarks.peers.running import CACHE, measured, python_with

PEOPLE = int(os.environ.get("BINA_BENCH_PEOPLE_NEXT", "1000000"))
COURSES, TOPICS, MEAN = 2_000, 40, 10
STAYS = 0.7
"""How often the next course is of the same topic as the one before."""


def run() -> None:
    """Print what Bina's command and implicit use for everybody's lists."""
    CACHE.mkdir(parents=True, exist_ok=True)
    file = CACHE / f"walks-{PEOPLE}.parquet"
    if not file.exists():
        walks(PEOPLE, seed=1).to_parquet(file, index=False)
    n_events = len(pd.read_parquet(file, columns=[USER]))
    print(f"{PEOPLE:,} people, {COURSES:,} courses, {n_events:,} events, invented")
    for name, command in {"Bina": _bina(file), "implicit": _implicit(file)}.items():
        cost = measured(command)
        print(f"{name:<10}{cost.cpu_seconds:7.1f} CPU-s  {cost.peak_mib:6.0f} MiB", flush=True)


def walks(n_people: int, *, seed: int) -> Frame:
    """Return an invented log: user_id, item_id, position; nobody takes a course twice."""
    rng = np.random.default_rng(seed)
    lengths = rng.poisson(MEAN, n_people) + 1
    user = np.repeat(np.arange(n_people), lengths)
    starts = np.cumsum(lengths) - lengths
    size = COURSES // TOPICS
    moved = rng.random(len(user)) > STAYS
    moved[starts] = True
    block = np.cumsum(moved) - 1
    topic = rng.integers(0, TOPICS, block[-1] + 1)[block]
    inside = np.minimum(rng.geometric(0.06, len(user)) - 1, size - 1)
    events = pd.DataFrame({USER: user, ITEM: topic * size + inside})
    once = events.drop_duplicates()
    return once.assign(position=once.groupby(USER).cumcount())


def _bina(file: Path) -> list[str]:
    out = CACHE / "next-large.parquet"
    start = "from serving.cli import main; main()"
    asked = ["recommend", "--events", str(file), "--k", str(K), "--out", str(out)]
    return [sys.executable, "-c", start, *asked]


def _implicit(file: Path) -> list[str]:
    placed, out = CACHE / "walks-placed.parquet", CACHE / "next-implicit.parquet"
    pd.read_parquet(file).rename(columns={"position": PLACE}).to_parquet(placed, index=False)
    python = python_with("implicit", NEEDS["implicit"])
    return [str(python), str(HERE / "implicit_way.py"), str(placed), "0", str(out), "large"]
