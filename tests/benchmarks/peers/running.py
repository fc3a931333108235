"""What the same forty columns cost Bina and its peers, each in an environment of its own.

Every run is a fresh process; its CPU-seconds (user and system, children included) and the peak
memory of its largest process come from the operating system. The environments are made by uv in
``.bench/`` and used again. All read the same Parquet files and write Parquet.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from features.home import Home
from tests.benchmarks.peers.questions import QUESTIONS
from tests.benchmarks.peers.tables import make_home

ROOT = Path(__file__).parents[3]
CACHE = Path(os.environ.get("BINA_BENCH", ROOT / ".bench"))
PEOPLE = int(os.environ.get("BINA_BENCH_PEOPLE", "1000000"))
AGENCIES = int(os.environ.get("BINA_BENCH_AGENCIES", "60"))
SUBSET = 2_000
WAYS = Path(__file__).parent
NEEDS: Mapping[str, tuple[str, ...]] = {
    "DuckDB": ("duckdb",),
    "Polars": ("polars",),
    "Featuretools": ("featuretools", "pandas<3", "pyarrow", "setuptools<80"),
    "Feast": ("feast", "pandas<3"),
}
SCRIPTS = {name: f"{name.lower()}_way.py" for name in NEEDS}
WHOLE, ON_A_SUBSET = ("DuckDB", "Polars"), ("Featuretools", "Feast")


@dataclass(frozen=True)
class Cost:
    """What one process used."""

    cpu_seconds: float
    peak_mib: float


def run() -> None:
    """Print a table for four and for twenty snapshots, and one for a subset of the people."""
    chosen = [int(n) for n in os.environ.get("BINA_BENCH_SNAPSHOTS", "4 20").split()]
    folder = CACHE / f"records-{PEOPLE}-{AGENCIES}"
    home = make_home(folder, employees=PEOPLE, agencies=AGENCIES)
    for n_snapshots in chosen:
        compare(home, n_snapshots, WHOLE, people=PEOPLE)
    small = make_home(CACHE / f"records-{SUBSET}", employees=SUBSET, agencies=4)
    compare(small, 4, (*WHOLE, *ON_A_SUBSET), people=SUBSET)


def compare(home: Home, n_snapshots: int, peers: Sequence[str], *, people: int) -> None:
    """Run Bina and some peers, check that their columns are equal, and print what they cost."""
    print(f"\n{people:,} employees x {n_snapshots} snapshots")
    own = run_bina(home, n_snapshots)
    print(line("Bina", own, len(QUESTIONS)))
    answers = CACHE / "bina"
    costs: dict[str, Cost] = {}
    for name in peers:
        out = CACHE / f"{name}.parquet"
        records = home.records / str(home.current and home.current.name)
        command = [str(python_with(name, NEEDS[name])), str(WAYS / SCRIPTS[name]), str(records)]
        costs[name] = measured([*command, str(n_snapshots), str(out)])
        n_equal = check_equal(answers, out)
        print(line(name, costs[name], n_equal), flush=True)
    engines = {name: cost.cpu_seconds for name, cost in costs.items() if name in WHOLE}
    fastest = min(engines, key=lambda name: engines[name])
    print(f"Bina against {fastest}: {own.cpu_seconds / engines[fastest]:.2f} of its CPU-seconds")


def run_bina(home: Home, n_snapshots: int) -> Cost:
    """Return what Bina uses, starting without any part of an earlier run."""
    for old in (home.profiles, CACHE / "bina"):
        shutil.rmtree(old, ignore_errors=True)
    module = "tests.benchmarks.peers.bina"
    ours = [sys.executable, "-m", module, str(home.path), str(n_snapshots)]
    return measured([*ours, str(CACHE / "bina")])


def measured(command: list[str]) -> Cost:
    """Return what a process used; raises `RuntimeError` if it fails."""
    figures = CACHE / "used.json"
    starter = [sys.executable, "-I", "-S", str(WAYS / "measuring.py"), str(figures)]
    if subprocess.run([*starter, *command], cwd=ROOT, check=False).returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed")
    return Cost(**json.loads(figures.read_text(encoding="utf-8")))


def python_with(peer: str, needs: Sequence[str]) -> Path:
    """Return the Python of a peer's own environment, made the first time from what it needs."""
    folder = CACHE / "environments" / peer.lower()
    python = folder / "bin" / "python"
    if not python.exists():
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "--quiet", "--python", "3.11", folder], check=True)
        install = [uv, "pip", "install", "--quiet", "--python", python, *needs]
        subprocess.run(install, check=True)
    return python


def check_equal(ours: Path, theirs: Path) -> int:
    """Return how many columns are equal; raises `AssertionError` where one is not."""
    both = zip(by_agency(ours), agencies_of(theirs, by_agency(ours)), strict=True)
    n_columns = 0
    for mine, other in both:
        n_columns = other.shape[1]
        for name in other:
            pair = mine[name].to_numpy(float), other[name].to_numpy(float)
            same = np.isclose(*pair, rtol=1e-6, atol=1e-6, equal_nan=True)
            assert same.all(), f"{theirs.stem}: {name} differs in {(~same).sum()} rows"
    return n_columns


def by_agency(folder: Path) -> Iterator[pd.DataFrame]:
    """Give Bina's rows agency by agency."""
    for part in sorted(folder.iterdir()):
        yield pd.read_parquet(part).drop(columns="agency_id").set_index(["as_of", "employee_id"])


def agencies_of(file: Path, ours: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Give a peer's rows agency by agency, in the order of ours."""
    names = pd.read_parquet(file, columns=["as_of", "employee_id"])
    names["as_of"] = names["as_of"].astype("datetime64[us]")
    index = pd.MultiIndex.from_frame(names.astype({"employee_id": "str"}))
    columns = pd.read_parquet(file).drop(columns=["as_of", "employee_id"]).set_axis(index)
    assert index.is_unique
    for mine in ours:
        yield columns.reindex(mine.index)


def line(name: str, cost: Cost, n_columns: int) -> str:
    """Return a line of the table."""
    figures = f"{cost.cpu_seconds:8.1f} CPU-s  {cost.peak_mib:7.0f} MiB"
    return f"{name:<14}{figures}  {n_columns} equal columns"
