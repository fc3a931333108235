"""One profile and ten thousand: our predict routes beside `mlflow models serve` and LightGBM.

All serve the same LightGBM model. Servers are asked in turns and the median of the ratios is told,
since a machine's speed changes from one minute to the next.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from features.families import FEATURES
from models.turnover.boosted import BoostedHazard
from models.turnover.champion import Calibration, TurnoverModel
from serving.database import store_url
from serving.store import Stores
from tests.benchmarks.servers import (
    TURNS,
    Running,
    cost_alone,
    cost_of,
    empty_route,
    free_port,
    process,
    serving_of,
)
from tests.serving.agency import make_batch
from training.registry import Registry

N_COLUMNS, N_ROWS, N_BATCH = len(FEATURES), 20_000, 10_000
JSON = {"Content-Type": "application/json"}
SECONDS = 4
"""A turn at MLflow's server, which answers some fifteen times a second."""
UNTIL_READY = 20
"""MLflow listens some seconds before its worker has loaded the model."""


def run() -> None:
    """Print the CPU of one prediction here and at MLflow's server, and of a batch here."""
    model, profiles = trained()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        token = register(Path(folder), model)
        ours = servers.enter_context(serving_of(Path(folder), {}))
        theirs = {
            way: servers.enter_context(mlflow_server(Path(folder) / way, model, example))
            for way, example in {"signed": profiles.head(2), "unsigned": None}.items()
        }
        empty = servers.enter_context(empty_route())
        time.sleep(UNTIL_READY)
        headers = JSON | {"Authorization": f"Bearer {token}"}
        tell_one(ours, theirs, headers, profiles.head(1))
        print(f"an empty route: {1000 * usual_cost(empty):.2f} ms")
        tell_batch(ours, headers, model, profiles.head(N_BATCH))


def trained() -> tuple[TurnoverModel, pd.DataFrame]:
    """Return a model of one LightGBM booster of many columns and the profiles it learned from."""
    rng = np.random.default_rng(7)
    names = [f"feature_{n}" for n in range(N_COLUMNS)]
    frame = pd.DataFrame(rng.normal(size=(N_ROWS, N_COLUMNS)).round(4), columns=names)
    exposure = np.full(N_ROWS, 365.0)
    left = (rng.random(N_ROWS) < 0.05 * np.exp(frame["feature_0"].to_numpy())).astype(float)
    hazard = BoostedHazard(n_threads=1, n_seeds=1)
    model = TurnoverModel("boosted_hazard", hazard, Calibration())
    return model.fit(frame, left, exposure_days=exposure), frame


def register(home: Path, model: TurnoverModel) -> str:
    """Make the model the champion of a home with scores, and return a token."""
    registry = Registry(home)
    card = {"until": "2026-01-01", "horizon_days": 365, "refusal": "", "figures": {}}
    registry.promote(registry.register(model, card))
    stores = Stores.open(store_url(home))
    stores.scores.publish(make_batch())
    stores.accounts.create("bangku", roles=["hr_care"])
    token = stores.accounts.issue_token("bangku", name="bench")
    stores.close()
    return token


def tell_one(
    ours: Running, theirs: dict[str, Running], headers: dict[str, str], profile: pd.DataFrame
) -> None:
    """Print what one prediction costs here and there."""
    own = json.dumps({"profiles": profile.to_dict("records")}).encode()
    split = json.dumps({"dataframe_split": profile.to_dict("split")}).encode()
    costs, ratios = list[float](), {way: list[float]() for way in theirs}
    path = "/v1/turnover/predict"
    cost_of(ours, path, headers, content=own)  # the first request loads the model
    for _ in range(TURNS):
        costs.append(cost_of(ours, path, headers, content=own))
        for way, server in theirs.items():
            cost = cost_of(server, "/invocations", JSON, content=split, seconds=SECONDS)
            ratios[way].append(cost / costs[-1])
    usual = statistics.median(costs)
    print(f"predict one: {1000 * usual:.2f} ms")
    for way, found in ratios.items():
        times, turns = statistics.median(found), f"{min(found):.1f} to {max(found):.1f} in a turn"
        print(f"mlflow models serve, the model {way}: {times:.1f}x as much ({turns})")


def usual_cost(empty: Running) -> float:
    """Return what a request costs that asks for nothing, the median of the turns."""
    return statistics.median(cost_of(empty, "/", {}) for _ in range(TURNS))


def tell_batch(
    ours: Running, headers: dict[str, str], model: TurnoverModel, profiles: pd.DataFrame
) -> None:
    """Print what a batch costs here, and LightGBM itself."""
    columns = {name: profiles[name].tolist() for name in profiles}
    content = json.dumps({"columns": columns}).encode()
    path = "/v1/turnover/predict-batch"
    batch = cost_alone(ours, path, headers, content=content, requests=5)
    own = lightgbm_cost(model, profiles)
    print(
        f"predict {N_BATCH:,} in JSON: {batch:.3f} s; LightGBM alone {own:.3f} s,"
        f" {batch / own:.1f}x as much"
    )


def lightgbm_cost(model: TurnoverModel, profiles: pd.DataFrame) -> float:
    """Return the CPU-seconds that LightGBM itself needs for the rows."""
    matrix = profiles.to_numpy()
    begun = time.process_time()
    for booster in model.hazard.boosters_:
        booster.predict(matrix, num_threads=1)
    return time.process_time() - begun


@contextmanager
def mlflow_server(
    path: Path, model: TurnoverModel, example: pd.DataFrame | None
) -> Iterator[Running]:
    """Serve the model's booster with `mlflow models serve`.

    With a signature, which MLflow makes of an example and asks for when a model is saved, its
    server checks names and types of columns, as ours does; without one it checks nothing.
    """
    import mlflow.lightgbm

    (booster,) = model.hazard.boosters_
    port, signed = free_port(), {} if example is None else {"input_example": example}
    mlflow.lightgbm.save_model(booster, path, pip_requirements=[], **signed)
    words = f"-m mlflow models serve -m {path} -p {port} --env-manager local --workers 1"
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with process([sys.executable, *words.split()], port, {"PATH": programs}) as server:
        yield server
