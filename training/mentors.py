"""What past mentorings and assessments teach about whom to match, and whether it is better.

Everything is asked as it would have been then: of each past year the tables as known on its first
day, and what was recorded of the year later. Both corrections of `models.mentor_learning` are
tried on people they did not learn from, and serve only where they come nearer to what was seen
than the unlearned fit, by more than chance from person to person. What serves already is replaced
only by what comes nearer than it to what was seen since it learned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold

from features.records import Records
from features.twin.noise import METHODS, UNKNOWN_METHOD
from features.walking import Step
from models.gaps import PAIR, known_levels
from models.mentor_learning import (
    LEVEL_COLUMNS,
    LEVEL_TREES,
    PAIR_COLUMNS,
    PAIR_TREES,
    UNLEARNED,
    LevelCorrection,
    MentorModel,
    PairCorrection,
    Trees,
    boosted,
    integrity_rows,
    level_columns,
    pair_rows,
)
from models.scorers import Floats, rows_of
from training.evaluation import SURE, paired_z
from training.registry import MENTORS, Registry

LEVEL_YEARS, PAIR_YEARS = 3, 8
"""How many past years levels and pairs are learned from: standards change, pairs are few."""
FEWEST_LEVELS, FEWEST_PAIRS = 500, 200
"""With fewer examples nothing is learned."""
FEWEST_SINCE = 100
"""With fewer examples since the reigning part learned nothing takes its place."""
N_FOLDS = 5
Part = TypeVar("Part", LevelCorrection, PairCorrection)


@dataclass(frozen=True)
class Examples:
    """What was known (``columns``), how far off the unlearned fit was (``missed``), and of whom.

    ``weight`` counts examples that were seen more surely for more; ``variance`` is what the
    unlearned fit expected a miss to vary by, NaN where it says nothing; ``seen_on`` is the day of
    what was seen.
    """

    columns: pd.DataFrame
    missed: Floats
    person: pd.Index
    weight: Floats
    variance: Floats
    seen_on: pd.DatetimeIndex

    def __len__(self) -> int:
        return len(self.missed)


@dataclass(frozen=True)
class Trained:
    """The model, of which what failed is left out, and its card."""

    model: MentorModel
    card: dict[str, Any]


def train_mentors(
    records: Sequence[Records], *, until: date, step: Step, reigning: MentorModel = UNLEARNED
) -> Trained:
    """Return what agencies teach that was known before ``until``, held against what serves.

    The card has for ``levels`` and ``pairs``: n (examples), people, rmse and rmse_unlearned on
    people not learned from, z (of the difference), serves and reason: ``better``, ``not_better``
    or ``too_few``; and ``gate``, where something serves already: see `held_against`.
    """
    day = until.isoformat()
    step("levels", 0.0)
    levels = _pooled([level_examples(one, until) for one in records])
    trial = _tried(levels, LEVEL_TREES, fewest=FEWEST_LEVELS)
    new = None if trial.model is None else LevelCorrection(trial.model, trial.factor, day)
    level_part, of_levels = held_against(reigning.levels, new, levels, trial)
    step("pairs", 0.6)
    pairs = _pooled([pair_examples(one, until) for one in records])
    trial = _tried(pairs, PAIR_TREES, fewest=FEWEST_PAIRS)
    rated = None if trial.model is None else PairCorrection(trial.model, day)
    pair_part, of_pairs = held_against(reigning.pairs, rated, pairs, trial)
    step("done", 1.0)
    card = {"until": day, "levels": of_levels, "pairs": of_pairs}
    return Trained(MentorModel(level_part, pair_part, day), card)


def level_examples(records: Records, until: date) -> Examples:
    """Return by how much assessments of a year differed from the twin at its start."""
    assessed = records.as_of(until).frame("assessments").dropna(subset=["level", "competency_id"])
    parts = [NO_LEVELS]
    for day in years_before(until, LEVEL_YEARS):
        tables = records.as_of(day).frames
        levels = known_levels(tables, day)
        levels = levels[levels["asked"].notna().to_numpy() & ~integrity_rows(tables, levels)]
        seen = _between(assessed, "assessed_on", day)[[*PAIR, "level", "method", "assessed_on"]]
        rows = level_columns(levels, tables, day)
        parts.append(rows.merge(seen.rename(columns={"level": "said"}), on=PAIR))
    whole = pd.concat(parts, ignore_index=True)
    methods = [METHODS.get(str(name), UNKNOWN_METHOD) for name in whole["method"]]
    lenient = np.array([one.lenient for one in methods], dtype=np.float64)
    variance = np.array([one.error for one in methods], dtype=np.float64) ** 2
    return Examples(
        columns=whole[LEVEL_COLUMNS].astype("float64"),
        missed=(whole["said"] - lenient - whole["level"]).to_numpy(dtype=np.float64),
        person=pd.Index(whole["employee_id"]),
        weight=1.0 / (variance + 0.2),
        variance=variance + whole["sd"].to_numpy(dtype=np.float64) ** 2,
        seen_on=pd.DatetimeIndex(whole["assessed_on"]),
    )


NO_LEVELS = pd.DataFrame(columns=[*PAIR, *LEVEL_COLUMNS, "said", "method", "assessed_on"])


def pair_examples(records: Records, until: date) -> Examples:
    """Return by how many points mentees rated more than the mentor's earlier ratings let expect."""
    rated = rows_of(records.as_of(until).frames, "mentorings").dropna(subset="mentee_rating")
    parts = [pd.DataFrame(columns=[*PAIR_COLUMNS, "missed", "mentee_id", "rated_on"])]
    for day in years_before(until, PAIR_YEARS):
        began = _between(rated, "started_on", day).reset_index(drop=True)
        if began.empty:
            continue
        rows = pair_rows(records.as_of(day).frames, day, began)
        above = began["mentee_rating"] - rated["mentee_rating"].mean()
        of_whom = began[["mentee_id", "rated_on"]]
        parts.append(rows.assign(missed=above - rows["rated"]).join(of_whom))
    whole = pd.concat(parts, ignore_index=True)
    missed = whole["missed"].to_numpy(dtype=np.float64)
    return Examples(
        columns=whole[PAIR_COLUMNS].astype("float64"),
        missed=missed,
        person=pd.Index(whole["mentee_id"]),
        weight=np.ones(len(missed)),
        variance=np.full(len(missed), np.nan),
        seen_on=pd.DatetimeIndex(whole["rated_on"]),
    )


def years_before(until: date, n: int) -> list[date]:
    """Return the first days of the last ``n`` whole years before a day, the oldest first."""
    last = pd.Timestamp(until)
    return [(last - pd.DateOffset(years=back)).date() for back in range(n, 0, -1)]


def _between(frame: pd.DataFrame, column: str, day: date) -> pd.DataFrame:
    """Return the rows of the year from a day."""
    start = pd.Timestamp(day)
    until = start + pd.DateOffset(years=1)
    return frame[frame[column].between(start, until, inclusive="left")]


@dataclass(frozen=True)
class Trial:
    """A correction that was tried: the model where it was better, and what it told of others.

    ``told`` is said of people whom it did not learn from; 0 where nothing better was learned.
    """

    model: Trees | None
    factor: float
    figures: Mapping[str, Any]
    told: Floats


def _tried(examples: Examples, trees: Mapping[str, Any], *, fewest: int) -> Trial:
    """Return the trial of a correction against the unlearned fit."""
    n_people = examples.person.nunique()
    figures: dict[str, Any] = {"n": len(examples), "people": n_people, "serves": False}
    nothing = np.zeros(len(examples))
    if len(examples) < fewest or n_people < N_FOLDS:
        return Trial(None, 1.0, {**figures, "reason": "too_few"}, nothing)
    told = _told_by_others(examples, trees)
    left = examples.missed - told
    gained = examples.weight * (examples.missed**2 - left**2)
    z = paired_z(gained, examples.person)
    figures |= {"rmse": _rmse(left), "rmse_unlearned": _rmse(examples.missed), "z": z}
    if z <= SURE:
        return Trial(None, 1.0, {**figures, "reason": "not_better"}, nothing)
    factor = float(np.sqrt(np.mean(left**2) / np.mean(examples.variance)))
    figures |= {"serves": True, "reason": "better"}
    return Trial(_fitted(examples, trees), factor, figures, told)


def held_against(
    reigning: Part | None, new: Part | None, examples: Examples, trial: Trial
) -> tuple[Part | None, dict[str, Any]]:
    """Return the part that may serve from now on, and the figures with those of the gate.

    Both are asked about what was seen since the reigning part learned, the new one of people whom
    it did not learn from. It takes over where it comes nearer, paired over the same examples
    (``nearer``); else the reigning part stays (``not_nearer``, ``too_few_since``).
    """
    figures = dict(trial.figures)
    if reigning is None:
        return new, figures
    since = examples.seen_on >= pd.Timestamp(reigning.until)
    gate: dict[str, Any] = {"n": int(since.sum()), "until": reigning.until}
    reason = "too_few_since"
    if since.sum() >= FEWEST_SINCE:
        missed = examples.missed[since]
        mine = missed - trial.told[since]
        theirs = missed - reigning.model.predict(examples.columns[since])
        nearer = examples.weight[since] * (theirs**2 - mine**2)
        gate |= {"rmse": _rmse(mine), "rmse_reigning": _rmse(theirs)}
        gate["z"] = paired_z(nearer, examples.person[since])
        reason = "nearer" if nearer.sum() > 0 else "not_nearer"
    takes_over = reason == "nearer"
    figures |= {"gate": {**gate, "reason": reason}, "serves": takes_over and new is not None}
    return (new if takes_over else reigning), figures


def _told_by_others(examples: Examples, trees: Mapping[str, Any]) -> Floats:
    """Return what models say of people whom they did not learn from."""
    told = np.zeros(len(examples))
    for others, fold in GroupKFold(N_FOLDS).split(examples.columns, groups=examples.person):
        model = _fitted(_taken(examples, others), trees)
        told[fold] = model.predict(examples.columns.iloc[fold])
    return told


def _fitted(examples: Examples, trees: Mapping[str, Any]) -> Trees:
    return boosted(examples.columns, examples.missed, weight=examples.weight, trees=trees)


def _taken(examples: Examples, rows: np.ndarray) -> Examples:
    return Examples(
        columns=examples.columns.iloc[rows],
        missed=examples.missed[rows],
        person=examples.person[rows],
        weight=examples.weight[rows],
        variance=examples.variance[rows],
        seen_on=examples.seen_on[rows],
    )


def _pooled(parts: Sequence[Examples]) -> Examples:
    return Examples(
        columns=pd.concat([one.columns for one in parts], ignore_index=True),
        missed=np.concatenate([one.missed for one in parts]),
        person=pd.Index(np.concatenate([one.person.to_numpy(dtype=object) for one in parts])),
        weight=np.concatenate([one.weight for one in parts]),
        variance=np.concatenate([one.variance for one in parts]),
        seen_on=pd.DatetimeIndex(np.concatenate([one.seen_on for one in parts])),
    )


def _rmse(missed: Floats) -> float:
    return float(np.sqrt(np.mean(missed**2)))


def load_mentor_model(home: Path, *, as_of: date) -> MentorModel:
    """Return what was learned in a home, if all of it was known by ``as_of``; else `UNLEARNED`."""
    found = Registry(home, subject=MENTORS).kept()
    if not isinstance(found, MentorModel) or date.fromisoformat(found.until) > as_of:
        return UNLEARNED
    return found
