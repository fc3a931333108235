"""Bina's command on real logs beside implicit, LensKit and RecTools, tuned on the same events.

Each library has an environment of its own and, to choose a model, as many CPU-seconds as Bina's
command is allowed for everything. Bina's own EASE is tuned beside them, with and without recent
events counting more, which is all that it hears of their order.
Last comes what the command costs on a log of just 100,000 events.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.benchmarks.nextitem import judging
from tests.benchmarks.nextitem.judging import ITEM, PLACE, USER, Frame
from tests.benchmarks.peers.running import CACHE, Cost, measured, python_with
from tests.benchmarks.turnover import DATA

HERE = Path(__file__).parent
SECONDS = float(os.environ.get("BINA_BENCH_TUNING", "180"))
NEEDS: Mapping[str, tuple[str, ...]] = {
    "implicit": ("implicit", "pandas", "pyarrow"),
    "lenskit": ("lenskit",),
    "rectools": ("rectools[torch]", "pyarrow<22"),
}
OWN_EASE = "own EASE"
LOG_OF_BAR = 100_000
"""Events of the log whose cost is told."""
EASE_WAY = "tests.benchmarks.nextitem.ease_way"
COURSES, LEARNING = "mooc_courses/train.parquet", "workplace_elearning/events_fr.parquet"


@dataclass(frozen=True)
class Task:
    """One log and how its end is held out."""

    title: str
    file: str
    cut: Callable[[Frame], tuple[Frame, Frame]]


TASKS = (
    Task("courses, last fifth of each history", COURSES, judging.last_fifth),
    Task("workplace learning, last one of each history", LEARNING, judging.last_one),
    Task("workplace learning, one day for all", LEARNING, judging.after_a_day),
)


def run() -> None:
    """Print, for each log, what everybody's lists find of what came next, and their cost."""
    for task in TASKS:
        if not (DATA / task.file).exists():
            print(f"{task.title}: the log is not here; BINA_DATA names its folder")
            continue
        events, held = task.cut(judging.in_order(pd.read_parquet(DATA / task.file)))
        print(f"\n{task.title}: {len(events):,} events, {len(held):,} held out")
        _compare(events, held)
    if (DATA / LEARNING).exists():
        _cost_of_a_hundred_thousand()


def _compare(events: Frame, held: Frame) -> None:
    found = {"Bina": _bina(events, held)}
    found[OWN_EASE] = _searching(OWN_EASE, [sys.executable, "-m", EASE_WAY], events, held)
    for library in NEEDS:
        way = [str(python_with(library, NEEDS[library])), str(HERE / f"{library}_way.py")]
        found[library] = _searching(library, way, events, held)
    rivals = {name: figures for name, figures in found.items() if name != "Bina"}
    for measure in ("recall", "ndcg"):
        most = max(rivals, key=lambda name: rivals[name][measure])
        ratio = found["Bina"][measure] / rivals[most][measure]
        print(f"{measure}@{judging.K}: Bina {ratio:.3f} of {most}")


def _bina(events: Frame, held: Frame) -> dict[str, float]:
    cost, lists = _lists_of(events)
    return _told("Bina", lists, held, cost)


def _lists_of(events: Frame) -> tuple[Cost, Frame]:
    log, out = CACHE / "log.parquet", CACHE / "next.parquet"
    order = "created_at" if "created_at" in events else "position"
    CACHE.mkdir(parents=True, exist_ok=True)
    events[[USER, ITEM, order]].to_parquet(log)
    start = "from serving.cli import main; main()"
    asked = ["recommend", "--events", str(log), "--k", str(judging.K), "--out", str(out)]
    cost = measured([sys.executable, "-c", start, *asked])
    return cost, pd.read_parquet(out)


def _searching(name: str, way: list[str], events: Frame, held: Frame) -> dict[str, float]:
    log, out = CACHE / "log.parquet", CACHE / "next-rival.parquet"
    events[[USER, ITEM, PLACE]].to_parquet(log)
    cost = measured([*way, str(log), str(SECONDS), str(out)])
    return _told(name, pd.read_parquet(out), held, cost)


def _cost_of_a_hundred_thousand() -> None:
    """Print the cost on the learning log, filled up with its first people under other names."""
    log = judging.in_order(pd.read_parquet(DATA / LEARNING))
    again = log.head(LOG_OF_BAR - len(log))
    events = pd.concat([log, again.assign(**{USER: again[USER].astype(str) + " again"})])
    cost, _ = _lists_of(events.astype({USER: str}))
    print(f"\n{len(events):,} events, {events[ITEM].nunique():,} items: ", end="")
    print(f"{cost.cpu_seconds:.1f} CPU-s  {cost.peak_mib:.0f} MiB")


def _told(name: str, lists: Frame, held: Frame, cost: Cost) -> dict[str, float]:
    figures = judging.judged(lists, held)
    told = f"Recall@10 {figures['recall']:.4f}  NDCG@10 {figures['ndcg']:.4f}"
    print(f"{name:<10}{told}  {cost.cpu_seconds:7.1f} CPU-s  {cost.peak_mib:6.0f} MiB", flush=True)
    return figures
