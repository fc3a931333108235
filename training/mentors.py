"""What past mentorings and assessments teach about whom to match, and whether it is better.

Everything is asked as it would have been then: of each past year the tables as known on its first
day, and what was recorded of the year later. Both corrections of `models.mentor_learning` are
tried on people they did not learn from, and serve only where they come nearer to what was seen
than the unlearned fit, by more than chance from person to person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

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
N_FOLDS = 5


@dataclass(frozen=True)
class Examples:
    """What was known (``columns``), how far off the unlearned fit was (``missed``), and of whom.

    ``weight`` counts examples that were seen more surely for more; ``variance`` is what the
    unlearned fit expected a miss to vary by, NaN where it says nothing.
    """

    columns: pd.DataFrame
    missed: Floats
    person: pd.Index
    weight: Floats
    variance: Floats

    def __len__(self) -> int:
        return len(self.missed)


@dataclass(frozen=True)
class Trained:
    """The model, of which what failed is left out, and its card."""

    model: MentorModel
    card: dict[str, Any]


def train_mentors(records: Sequence[Records], *, until: date, step: Step) -> Trained:
    """Return what agencies teach that was known before ``until``.

    The card has for ``levels`` and ``pairs``: n (examples), people, rmse and rmse_unlearned on
    people not learned from, z (of the difference), serves and reason: ``better``, ``not_better``
    or ``too_few``.
    """
    step("levels", 0.0)
    levels = _pooled([level_examples(one, until) for one in records])
    model, factor, of_levels = _tried(levels, LEVEL_TREES, fewest=FEWEST_LEVELS)
    step("pairs", 0.6)
    pairs = _pooled([pair_examples(one, until) for one in records])
    ratings, _, of_pairs = _tried(pairs, PAIR_TREES, fewest=FEWEST_PAIRS)
    step("done", 1.0)
    learned = MentorModel(
        None if model is None else LevelCorrection(model, factor),
        None if ratings is None else PairCorrection(ratings),
        until.isoformat(),
    )
    card = {"until": until.isoformat(), "levels": of_levels, "pairs": of_pairs}
    return Trained(learned, card)


def level_examples(records: Records, until: date) -> Examples:
    """Return by how much assessments of a year differed from the twin at its start."""
    assessed = records.as_of(until).frame("assessments").dropna(subset=["level", "competency_id"])
    parts = [NO_LEVELS]
    for day in years_before(until, LEVEL_YEARS):
        tables = records.as_of(day).frames
        levels = known_levels(tables, day)
        levels = levels[levels["asked"].notna().to_numpy() & ~integrity_rows(tables, levels)]
        seen = _between(assessed, "assessed_on", day)[[*PAIR, "level", "method"]]
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
    )


NO_LEVELS = pd.DataFrame(columns=[*PAIR, *LEVEL_COLUMNS, "said", "method"])


def pair_examples(records: Records, until: date) -> Examples:
    """Return by how many points mentees rated more than the mentor's earlier ratings let expect."""
    rated = rows_of(records.as_of(until).frames, "mentorings").dropna(subset="mentee_rating")
    parts = [pd.DataFrame(columns=[*PAIR_COLUMNS, "missed", "mentee_id"])]
    for day in years_before(until, PAIR_YEARS):
        began = _between(rated, "started_on", day).reset_index(drop=True)
        if began.empty:
            continue
        rows = pair_rows(records.as_of(day).frames, day, began)
        above = began["mentee_rating"] - rated["mentee_rating"].mean()
        parts.append(rows.assign(missed=above - rows["rated"], mentee_id=began["mentee_id"]))
    whole = pd.concat(parts, ignore_index=True)
    missed = whole["missed"].to_numpy(dtype=np.float64)
    return Examples(
        columns=whole[PAIR_COLUMNS].astype("float64"),
        missed=missed,
        person=pd.Index(whole["mentee_id"]),
        weight=np.ones(len(missed)),
        variance=np.full(len(missed), np.nan),
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


def _tried(
    examples: Examples, trees: Mapping[str, Any], *, fewest: int
) -> tuple[Trees | None, float, dict[str, Any]]:
    """Return the correction or None, the factor of its errors, and the figures of its trial."""
    n_people = examples.person.nunique()
    figures: dict[str, Any] = {"n": len(examples), "people": n_people, "serves": False}
    if len(examples) < fewest or n_people < N_FOLDS:
        return None, 1.0, {**figures, "reason": "too_few"}
    left = examples.missed - _told_by_others(examples, trees)
    gained = examples.weight * (examples.missed**2 - left**2)
    z = paired_z(gained, examples.person)
    figures |= {"rmse": _rmse(left), "rmse_unlearned": _rmse(examples.missed), "z": z}
    if z <= SURE:
        return None, 1.0, {**figures, "reason": "not_better"}
    factor = float(np.sqrt(np.mean(left**2) / np.mean(examples.variance)))
    return _fitted(examples, trees), factor, {**figures, "serves": True, "reason": "better"}


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
    )


def _pooled(parts: Sequence[Examples]) -> Examples:
    return Examples(
        columns=pd.concat([one.columns for one in parts], ignore_index=True),
        missed=np.concatenate([one.missed for one in parts]),
        person=pd.Index(np.concatenate([one.person.to_numpy(dtype=object) for one in parts])),
        weight=np.concatenate([one.weight for one in parts]),
        variance=np.concatenate([one.variance for one in parts]),
    )


def _rmse(missed: Floats) -> float:
    return float(np.sqrt(np.mean(missed**2)))


def load_mentor_model(home: Path, *, as_of: date) -> MentorModel:
    """Return what was learned in a home, if all of it was known by ``as_of``; else `UNLEARNED`."""
    found = Registry(home, subject=MENTORS).kept()
    if not isinstance(found, MentorModel) or date.fromisoformat(found.until) > as_of:
        return UNLEARNED
    return found
