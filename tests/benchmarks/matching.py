"""What matching a large cohort costs beside others, and what the matched mentors bring."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from models.matching import match
from tests.benchmarks.growth import growing
from tests.benchmarks.peers.running import CACHE, measured, python_with

MENTEES, MENTORS, CANDIDATES = 10_000, 2_000, 50
SQUARE = 500
WAY = Path(__file__).parent / "peers" / "mentor_match_way.py"
MENTOR_MATCH = {
    "mentor-match": ("mentor-match", "munkres==1.1.4"),
    "mentor-match, munkres 3": ("mentor-match", "munkres>=3"),
}


def run() -> None:
    """Print the cost of the solver beside a linear programme's, and the growth it brings."""
    solving()
    beside()
    for seed in (7, 8, 9):
        growing(seed)


def solving() -> None:
    """Print CPU-seconds and objectives on random pairs."""
    candidates, places, mentees = random_pairs(np.random.default_rng(7))
    start = time.process_time()
    made = match(candidates, places, mentees=mentees)
    ours = time.process_time() - start
    start = time.process_time()
    optimum = linear_programme(candidates, places, mentees)
    theirs = time.process_time() - start
    print(
        f"{MENTEES:,} mentees, {MENTORS:,} mentors, {CANDIDATES} candidates each, random benefits"
    )
    print(f"  flow              {ours:6.2f} CPU-s  total {made.total:.4f}  bound {made.bound:.4f}")
    print(f"  linear programme  {theirs:6.2f} CPU-s  total {optimum:.4f}")


def beside() -> None:
    """Print what 500 pairs cost mentor-match and Bina: every pair scored, one place a mentor.

    The package is asked with the Munkres that its authors pin (1.1.4), and with the newest one.
    """
    scores = np.random.default_rng(7).integers(1, 1_000_001, (SQUARE, SQUARE))
    people, mentors = (pd.Index([f"{side}{n:03d}" for n in range(SQUARE)]) for side in "ab")
    pairs = pd.DataFrame(
        {
            "mentee_id": np.repeat(people, SQUARE),
            "mentor_id": np.tile(mentors, SQUARE),
            "benefit": scores.T.ravel().astype(np.float64),
        }
    )
    start = time.process_time()
    made = match(pairs, pd.Series(1, index=mentors), mentees=people)
    ours = time.process_time() - start
    print(f"{SQUARE} mentees, {SQUARE} mentors, every pair\n"
          f"  flow                     {ours:7.2f} CPU-s  total {made.total:.0f}")  # fmt: skip
    CACHE.mkdir(parents=True, exist_ok=True)
    file, out = CACHE / "scores.csv", CACHE / "matched.json"
    np.savetxt(file, scores, fmt="%d", delimiter=",")
    for name, needs in MENTOR_MATCH.items():
        cost = measured([str(python_with(name, needs)), str(WAY), str(file), str(out)])
        mentor = np.array(json.loads(out.read_text(encoding="utf-8")))
        total = scores[mentor, np.arange(SQUARE)][mentor >= 0].sum()
        print(f"  {name:<24} {cost.cpu_seconds:7.2f} CPU-s  total {total}"
              f"  {cost.cpu_seconds / ours:.0f} times the time")  # fmt: skip


def random_pairs(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.Series, pd.Index]:
    """Return candidate pairs with benefits from 0 to 1, places from 1 to 5, and the mentees."""
    mentees = pd.Index([f"a{n:06d}" for n in range(MENTEES)])
    mentors = np.array([f"b{n:06d}" for n in range(MENTORS)])
    chosen = np.concatenate([rng.choice(MENTORS, CANDIDATES, replace=False) for _ in mentees])
    pairs = pd.DataFrame(
        {
            "mentee_id": np.repeat(mentees.to_numpy(), CANDIDATES),
            "mentor_id": mentors[chosen],
            "benefit": rng.random(MENTEES * CANDIDATES),
        }
    )
    return pairs, pd.Series(rng.integers(1, 6, MENTORS), index=mentors), mentees


def linear_programme(candidates: pd.DataFrame, places: pd.Series, mentees: pd.Index) -> float:
    """Return the optimum that HiGHS finds."""
    n = np.arange(len(candidates))
    rows = (
        mentees.get_indexer(candidates["mentee_id"]),
        places.index.get_indexer(candidates["mentor_id"]),
    )
    shapes = ((len(mentees), len(n)), (len(places), len(n)))
    limits = vstack(
        [
            coo_array((np.ones(len(n)), (row, n)), shape=shape)
            for row, shape in zip(rows, shapes, strict=True)
        ]
    )
    widths = np.r_[np.ones(len(mentees)), places.to_numpy()]
    solved = linprog(
        -candidates["benefit"], A_ub=limits, b_ub=widths, bounds=(0, 1), method="highs"
    )
    return float(-solved.fun)
