"""Tuned models of LensKit: EASE, item neighbours, implicit matrix factorisation."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from itertools import chain, product, zip_longest
from typing import Any

import pandas as pd
from judging import ITEM, USER, Frame, K, Recommend, searched
from lenskit.als import ImplicitMFConfig, ImplicitMFScorer
from lenskit.batch import recommend as recommend_all
from lenskit.data import from_interactions_df
from lenskit.knn import EASEScorer, ItemKNNScorer
from lenskit.knn.ease import EASEConfig
from lenskit.knn.item import ItemKNNConfig
from lenskit.pipeline import topn_pipeline

logging.disable(logging.WARNING)


def candidates() -> Iterator[tuple[str, Recommend]]:
    """Give models in turns, so that a short search has seen each kind."""
    ease = [EASEConfig(regularization=ridge) for ridge in (100, 500, 30, 1000)]
    near = [
        ItemKNNConfig(max_nbrs=n, save_nbrs=None, feedback="implicit") for n in (100, 20, 50, 10)
    ]
    factors = [
        ImplicitMFConfig(embedding_size=size, epochs=15, weight=weight, regularization=0.1)
        for size, weight in product((64, 32), (10, 40))
    ]
    kinds = zip_longest(
        ((EASEScorer, one) for one in ease),
        ((ItemKNNScorer, one) for one in near),
        ((ImplicitMFScorer, one) for one in factors),
    )
    for kind, settings in filter(None, chain.from_iterable(kinds)):
        yield f"{kind.__name__}({settings})", _recommend(kind, settings)


def _recommend(kind: Any, settings: Any) -> Recommend:
    def recommend(events: Frame) -> Frame:
        data = from_interactions_df(events[[USER, ITEM]], user_col=USER, item_col=ITEM)
        pipeline = topn_pipeline(kind, settings, n=K)
        pipeline.train(data)
        users = events[USER].unique()
        found = recommend_all(pipeline, users, n=K, n_jobs=1).to_df()
        return found[[USER, ITEM, "rank"]]

    return recommend


if __name__ == "__main__":
    name, lists = searched(pd.read_parquet(sys.argv[1]), candidates(), seconds=float(sys.argv[2]))
    print(f"LensKit: {name}")
    lists.to_parquet(sys.argv[3])
