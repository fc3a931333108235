"""Why each pair of a matching fits, as suggestions of mentors say it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.ranking import explained
from models.scorers import Floats, Mask, Scorer, index_of

CELLS_PER_CHUNK = 2_000_000


def with_reasons(pairs: pd.DataFrame, scorers: Sequence[Scorer]) -> pd.DataFrame:
    """Return pairs (mentee_id, mentor_id) with reason and reason_values, a JSON object.

    The first of the fitted ``scorers`` with an opinion of a pair leads, as in suggestions. Where
    none has one the mentor was found by seniority, and all there is to say is the free place.
    """
    scores = _scores(pairs, scorers)
    known = ~np.isnan(scores)
    silent: Mask = np.logical_and.reduce(~known, axis=0)
    listed = pd.DataFrame(
        {
            "employee_id": pairs["mentee_id"].to_numpy(),
            "rank": 1,
            "item_id": pairs["mentor_id"].to_numpy(),
            "score": 0.0,
            "leader": np.where(silent, len(scorers) - 1, known.argmax(axis=0)),
        }
    )
    told = explained(listed, scorers)
    values = told["reason_values"].mask(silent, '{"mentors": "inferred"}')
    return pairs.assign(reason=told["reason"].to_numpy(), reason_values=values.to_numpy())


def _scores(pairs: pd.DataFrame, scorers: Sequence[Scorer]) -> Floats:
    """Return scorers x pairs: the opinion of each pair, NaN for none."""
    scores = np.full((len(scorers), len(pairs)), np.nan)
    for place, scorer in enumerate(scorers):
        size = max(1, CELLS_PER_CHUNK // max(1, len(scorer.items_)))
        for at in range(0, len(pairs), size):
            part = pairs.iloc[at : at + size]
            found = scorer.score(index_of(part["mentee_id"]))
            columns = found.items.get_indexer(pd.Index(part["mentor_id"]))
            scores[place, at : at + size] = found.values[np.arange(len(part)), columns]
    return scores
