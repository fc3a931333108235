"""Bina's own EASE, tuned like the libraries: what the whole command adds is told beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.next_item.log import all_now, read_log
from models.next_item.relations import ease
from tests.benchmarks.nextitem.judging import (
    ITEM,
    PLACE,
    USER,
    Frame,
    K,
    Recommend,
    as_lists,
    searched,
)

RIDGES = (200.0, 50.0, 500.0, 20.0, 1000.0)
PEOPLE_AT_ONCE = 2_000


def candidates() -> Iterator[tuple[str, Recommend]]:
    """Give EASE with one ridge after another, and each with recent events counting more."""
    for decay in (1.0, 0.7):
        for ridge in RIDGES:
            yield f"EASE({ridge:g}), decay {decay}", _recommend(ridge, decay=decay)


def _recommend(ridge: float, *, decay: float) -> Recommend:
    def recommend(events: Frame) -> Frame:
        placed = events[[USER, ITEM, PLACE]].rename(columns={PLACE: "position"})
        log = read_log(placed, pd.Index([]))
        weights, moments = ease(log, ridge=ridge), all_now(log)
        best = []
        for first in range(0, len(moments), PEOPLE_AT_ONCE):
            some = moments.take(slice(first, first + PEOPLE_AT_ONCE))
            scores = (some.weights(decay, reach=int(some.seen.max())) @ weights).toarray()
            scores[some.owned()] = -np.inf
            best.append(np.argsort(-scores, axis=1, kind="stable")[:, :K])
        items = np.asarray(log.items)[np.concatenate(best)]
        return as_lists(np.asarray(log.users[moments.user]), items)

    return recommend


if __name__ == "__main__":
    name, lists = searched(pd.read_parquet(sys.argv[1]), candidates(), seconds=float(sys.argv[2]))
    print(f"own EASE: {name}")
    lists.to_parquet(sys.argv[3])
