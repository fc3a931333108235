"""What each mentor is worth to each mentee, in one unit, for those pairs that are allowed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.mentor_candidates import candidates
from models.mentor_learning import UNLEARNED, MentorModel
from models.mentors import FULL, mentor_bars, mentor_scorers
from models.ranking import tie_break
from models.scorers import Bar, Employees, Floats, Mask, Scorer, Tables, index_of

WORTH = (1.0, 0.01, 0.0)
"""What a unit of each mentor scorer counts, in weighted levels: a level closed, a year of
experience in the job family, being listed as a mentor."""
LEAST_WORTH = 0.001
"""What any willing mentor is worth, so that nobody goes without where places are left."""
CELLS_PER_CHUNK = 2_000_000


def fitted_scorers(tables: Tables, as_of: date, *, model: MentorModel = UNLEARNED) -> list[Scorer]:
    """Return what values mentors, ready to be asked."""
    return [scorer.fit(tables, as_of) for scorer in mentor_scorers(model)]


def mentor_pairs(
    tables: Tables,
    as_of: date,
    *,
    mentees: Employees,
    k: int = 50,
    seed: int = 7,
    model: MentorModel = UNLEARNED,
    scorers: Sequence[Scorer] | None = None,
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the ``k`` most useful allowed mentors of each mentee, and the mentors' free places.

    The pairs have mentee_id, mentor_id and benefit (expected weighted levels, an estimate; higher
    is better) and never hold a pair that a bar forbids, but for one full mentor, the most useful
    of those: it tells why somebody waits. Free places are indexed by mentor_id. ``scorers`` are
    those of `fitted_scorers`, where they are at hand.
    """
    scorers = scorers or fitted_scorers(tables, as_of, model=model)
    bars = [bar.fit(tables, as_of) for bar in mentor_bars() if bar.reason != FULL]
    free = candidates(tables, as_of)["free"].astype("int64").rename_axis("mentor_id")
    people, mentors = index_of(mentees), index_of(free.index)
    size = max(1, CELLS_PER_CHUNK // max(1, len(mentors)))
    full = (free < 1).to_numpy()
    given: dict[str, Any] = {"scorers": scorers, "bars": bars, "full": full, "k": k, "seed": seed}
    parts = [
        _most_useful(people[at : at + size], mentors, **given)
        for at in range(0, len(people) if len(mentors) else 0, size)
    ]
    none = pd.DataFrame({"mentee_id": people[:0], "mentor_id": people[:0], "benefit": np.zeros(0)})
    return pd.concat([none, *parts], ignore_index=True), free


def _most_useful(
    people: pd.Index,
    mentors: pd.Index,
    *,
    scorers: Sequence[Scorer],
    bars: Sequence[Bar],
    full: Mask,
    k: int,
    seed: int,
) -> pd.DataFrame:
    benefit = worth(people, mentors, scorers)
    for bar in bars:
        benefit[bar.barred(people, mentors)] = -np.inf
    n = min(k, len(mentors))
    luck = tie_break(people, mentors, seed=seed).astype(np.float64) / 2.0**64
    drawn = benefit + luck * 1e-9
    chosen = np.zeros(benefit.shape, dtype=np.bool_)
    if full.any():
        full_one = np.where(full, drawn, -np.inf).argmax(axis=1)[:, None]
        np.put_along_axis(chosen, full_one, True, axis=1)
        drawn[:, full] = -np.inf
    free_ones = np.argpartition(-drawn, n - 1, axis=1)[:, :n]
    np.put_along_axis(chosen, free_ones, True, axis=1)
    row, column = np.nonzero(chosen & np.isfinite(benefit))
    return pd.DataFrame(
        {
            "mentee_id": people[row],
            "mentor_id": mentors[column],
            "benefit": benefit[row, column],
        }
    )


def worth(people: pd.Index, mentors: pd.Index, scorers: Sequence[Scorer]) -> Floats:
    """Return people x mentors: what the scorers' opinions are worth together.

    Each of them scores all candidates, in the order of their ids.
    """
    total = np.full((len(people), len(mentors)), LEAST_WORTH)
    for scorer, unit in zip(scorers, WORTH, strict=True):
        if unit > 0:
            total += unit * np.nan_to_num(scorer.score(people).values)
    return total
