"""Tuned models of the library implicit: neighbours with recent events counting more, ALS, BPR."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import (
    BM25Recommender,
    CosineRecommender,
    ItemItemRecommender,
    TFIDFRecommender,
)
from implicit.utils import ParameterWarning
from judging import ITEM, PLACE, USER, Frame, K, Recommend, as_lists, searched
from scipy import sparse

NEIGHBOURS = (CosineRecommender, ItemItemRecommender, TFIDFRecommender, BM25Recommender)
SEED = 7
warnings.simplefilter("ignore", ParameterWarning)


def candidates() -> Iterator[tuple[str, Recommend]]:
    """Give models in turns, so that a short search has seen each kind."""
    for decay, n, kind in product((0.5, 0.8, 0.3, 1.0), (100, 20), NEIGHBOURS):
        made = _made(kind, K=n, num_threads=1)
        yield f"{kind.__name__}(K={n}), decay {decay}", _recommend(made, decay=decay)
    for factors, penalty, alpha in product((64, 32, 128), (0.1, 1.0), (10.0, 1.0)):
        settings = {"factors": factors, "regularization": penalty, "alpha": alpha}
        made = _made(AlternatingLeastSquares, **settings, random_state=SEED, num_threads=1)
        yield f"ALS({settings})", _recommend(made, decay=1.0)
    for factors, rate in product((64, 128), (0.05, 0.01)):
        settings = {"factors": factors, "learning_rate": rate, "iterations": 200}
        made = _made(BayesianPersonalizedRanking, **settings, random_state=SEED, num_threads=1)
        yield f"BPR({settings})", _recommend(made, decay=1.0)


def _made(kind: Callable[..., Any], **settings: object) -> Callable[[], Any]:
    return lambda: kind(**settings)


def _recommend(made: Callable[[], Any], *, decay: float) -> Recommend:
    """Return how a model learns from all events and is asked with recent ones counting more."""

    def recommend(events: Frame) -> Frame:
        user, users = pd.factorize(events[USER])
        item, items = pd.factorize(events[ITEM])
        lengths = np.bincount(user)
        recent = np.maximum(decay ** (lengths[user] - 1 - events[PLACE].to_numpy()), 1e-4)
        shape = (len(users), len(items))
        taken = sparse.csr_matrix((np.ones(len(events)), (user, item)), shape=shape)
        asked = sparse.csr_matrix((recent, (user, item)), shape=shape)
        model = made()
        model.fit(taken, show_progress=False)
        found, _ = model.recommend(
            np.arange(len(users)), asked, N=K, filter_already_liked_items=True
        )
        lists = as_lists(np.asarray(users), found)
        known = lists[lists[ITEM] >= 0]
        return known.assign(**{ITEM: np.asarray(items)[known[ITEM]]})

    return recommend


def alone(file: str, out: str) -> None:
    """Fit the neighbours of items by cosine once, and write everybody's lists."""
    recommend = _recommend(_made(CosineRecommender, K=20, num_threads=1), decay=1.0)
    recommend(pd.read_parquet(file)).to_parquet(out)


if __name__ == "__main__" and sys.argv[4:] == ["large"]:
    alone(sys.argv[1], sys.argv[3])
elif __name__ == "__main__":
    name, lists = searched(pd.read_parquet(sys.argv[1]), candidates(), seconds=float(sys.argv[2]))
    print(f"implicit: {name}")
    lists.to_parquet(sys.argv[3])
