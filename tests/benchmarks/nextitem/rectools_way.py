"""Tuned models of RecTools: SASRec, which hears the order, and EASE."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import torch
from judging import ITEM, PLACE, USER, Frame, K, Recommend, searched
from pytorch_lightning import Trainer, seed_everything
from rectools import Columns
from rectools.dataset import Dataset
from rectools.models import EASEModel, SASRecModel

SEED = 7
FIRST_DAY = pd.Timestamp("2020-01-01")
SHAPES = ((64, 1, 10), (64, 2, 20), (128, 2, 20), (64, 1, 30))
"""Width, blocks and passes of the transformers that are tried."""


def candidates() -> Iterator[tuple[str, Recommend]]:
    """Give transformers and EASE in turns, small ones first."""
    for (factors, blocks, passes), ridge in zip(SHAPES, (500.0, 100.0, 30.0, 1000.0), strict=True):
        settings = {"n_factors": factors, "n_blocks": blocks, "epochs": passes}
        yield f"SASRec({settings})", _recommend(_transformer(**settings))
        yield f"EASE({ridge})", _recommend(_ease(ridge))


def _transformer(**settings: int) -> Callable[[], Any]:
    def trainer() -> Trainer:
        return Trainer(
            max_epochs=settings["epochs"],
            accelerator="cpu",
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )

    return lambda: SASRecModel(
        **settings, session_max_len=32, lr=0.002, deterministic=True, get_trainer_func=trainer
    )


def _ease(ridge: float) -> Callable[[], Any]:
    return lambda: EASEModel(regularization=ridge, num_threads=1, recommend_use_gpu_ranking=False)


def _recommend(made: Callable[[], Any]) -> Recommend:
    def recommend(events: Frame) -> Frame:
        seed_everything(SEED, verbose=False)
        rows = pd.DataFrame(
            {
                Columns.User: events[USER],
                Columns.Item: events[ITEM],
                Columns.Weight: 1.0,
                Columns.Datetime: FIRST_DAY + pd.to_timedelta(events[PLACE], unit="D"),
            }
        )
        data, model = Dataset.construct(rows), made()
        model.fit(data)
        users = rows[Columns.User].unique()
        found = model.recommend(
            users, data, k=K, filter_viewed=True, on_unsupported_targets="ignore"
        )
        return found.rename(columns={Columns.User: USER, Columns.Item: ITEM, Columns.Rank: "rank"})

    return recommend


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    name, lists = searched(pd.read_parquet(sys.argv[1]), candidates(), seconds=float(sys.argv[2]))
    print(f"RecTools: {name}")
    lists.to_parquet(sys.argv[3])
