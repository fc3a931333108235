"""What matching a large cohort costs, held against a linear programme and against the truth."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from lightgbm import LGBMRegressor
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from features.records import Records
from features.sample import make_agency
from features.sample.agency import SampleAgency
from features.sample.mentoring import within_reach
from models.gaps import PAIR, competency_gaps, evidence_levels, known_levels, present_posts
from models.matching import match
from models.matching.benefits import mentor_pairs
from models.mentor_learning import LEVEL_COLUMNS, LevelCorrection, MentorModel, level_columns
from models.scorers import Floats
from serving.mentor_matching import newcomers
from tests.benchmarks.peers.running import CACHE, measured, python_with
from training.mentors import train_mentors

UNTIL = date(2026, 1, 1)
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


def growing(seed: int) -> None:
    """Print what a year with the matched mentors truly brings to newcomers, against others.

    The last way has learned how far levels are off from the truth of two other agencies: nobody
    who sees only records can come much nearer, whatever the method.
    """
    agency = make_agency(employees=5_000, until=UNTIL, seed=seed)
    records = Records.of(agency.tables)
    known = records.as_of(UNTIL).frames
    mentees = newcomers(known, UNTIL, years=3)
    trained = train_mentors([records], until=UNTIL, step=lambda *_: None)
    start = time.process_time()
    pairs, places = mentor_pairs(known, UNTIL, mentees=mentees, k=10_000)
    cost = time.process_time() - start
    gaps = competency_gaps(known, UNTIL)
    truth = true_growth(agency, pairs, gaps)
    told = MentorModel(levels=told_the_truth([seed + 10, seed + 20]))
    ways = {
        "expected help": pairs["benefit"].to_numpy(),
        "help, learned": _valued(known, mentees, pairs, trained.model),
        "help, told": _valued(known, mentees, pairs, told),
        "true growth": truth,
        "alike": alikeness(known, pairs),
        "chance": np.random.default_rng(seed).random(len(pairs)),
    }
    totals = {
        way: _grown(pairs.assign(benefit=benefit), places, mentees, truth)
        for way, benefit in ways.items()
    }
    print(f"sample agency, seed {seed}: {len(mentees)} newcomers, {places.sum()} places, "
          f"{cost:.1f} CPU-s to value {len(pairs):,} pairs")  # fmt: skip
    for name, total in totals.items():
        print(f"  by {name:<14} {total:8.1f} weighted levels   {total / totals['true growth']:.2f}"
              f" of true growth   {total / totals['alike']:.2f} of alike")  # fmt: skip


def _valued(
    known: dict[str, pd.DataFrame], mentees: pd.Index, pairs: pd.DataFrame, model: MentorModel
) -> Floats:
    """Return what a model says the same pairs are worth."""
    valued, _ = mentor_pairs(known, UNTIL, mentees=mentees, k=10_000, model=model)
    keys = ["mentee_id", "mentor_id"]
    worth = valued.set_index(keys)["benefit"].reindex(pd.MultiIndex.from_frame(pairs[keys]))
    return worth.to_numpy(dtype=np.float64)


def told_the_truth(seeds: list[int]) -> LevelCorrection:
    """Return a correction of levels that was told the true levels of other invented agencies."""
    parts = []
    for seed in seeds:
        agency = make_agency(employees=5_000, until=UNTIL, seed=seed)
        known = Records.of(agency.tables).as_of(UNTIL).frames
        rows = level_columns(known_levels(known, UNTIL), known, UNTIL)
        true = agency.truth_levels.rename(columns={"level": "true"})
        parts.append(rows.dropna(subset="asked").merge(true, on=PAIR))
    whole = pd.concat(parts, ignore_index=True)
    columns = whole[LEVEL_COLUMNS].astype("float64")
    model = LGBMRegressor(n_estimators=400, learning_rate=0.05, n_jobs=1, verbose=-1)
    model.fit(columns, whole["true"] - whole["level"])
    left = whole["true"] - whole["level"] - model.predict(columns)
    return LevelCorrection(model, float(np.sqrt((left**2).mean() / (whole["sd"] ** 2).mean())))


def _grown(pairs: pd.DataFrame, places: pd.Series, mentees: pd.Index, growth: Floats) -> float:
    made = match(pairs, places, mentees=mentees).matched
    truth = pairs.assign(growth=growth).set_index(["mentee_id", "mentor_id"])["growth"]
    return float(truth.loc[pd.MultiIndex.from_frame(made[["mentee_id", "mentor_id"]])].sum())


def true_growth(agency: SampleAgency, pairs: pd.DataFrame, gaps: pd.DataFrame) -> Floats:
    """Return what a year brings to each pair: weighted levels, no more than is truly lacking."""
    levels = agency.truth_levels.pivot(index="employee_id", columns="competency_id", values="level")
    effect = agency.truth_mentors.set_index("employee_id")["effect"].clip(lower=0)
    of_mentor = effect.reindex(pairs["mentor_id"]).fillna(0.0).to_numpy()
    total = np.zeros(len(pairs))
    for competency, asked in gaps.groupby("competency_id"):
        own = levels[competency].reindex(pairs["mentee_id"]).to_numpy()
        mentors = levels[competency].reindex(pairs["mentor_id"]).to_numpy()
        needed = asked.set_index("employee_id").reindex(pairs["mentee_id"])
        lacking = np.clip(needed["required_level"].to_numpy() - own, 0.0, None)
        grown = np.minimum(of_mentor * within_reach(mentors, own), lacking)
        total += np.nan_to_num(grown * needed["weight"].to_numpy())
    return total


def alikeness(known: dict[str, pd.DataFrame], pairs: pd.DataFrame) -> Floats:
    """Return how alike mentee and mentor are: job family, unit and the levels on record."""
    posts = present_posts(known, UNTIL)
    sides = [posts.reindex(pairs[side]) for side in ("mentee_id", "mentor_id")]
    same = sum(
        (sides[0][c].to_numpy() == sides[1][c].to_numpy()).astype(float)
        for c in ("family", "unit_id")
    )
    levels = (
        evidence_levels(known, UNTIL)
        .pivot(index="employee_id", columns="competency_id", values="level")
        .fillna(0.0)
    )
    first, second = (
        levels.reindex(pairs[side]).fillna(0.0).to_numpy() for side in ("mentee_id", "mentor_id")
    )
    norm = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    cosine = np.einsum("ij,ij->i", first, second) / np.where(norm > 0, norm, 1.0)
    return np.asarray(same + cosine)
