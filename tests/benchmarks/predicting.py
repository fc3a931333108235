"""One profile and ten thousand: our predict routes beside `mlflow models serve` and LightGBM."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from features.families import FEATURES
from models.turnover.boosted import BoostedHazard
from models.turnover.champion import Calibration, TurnoverModel
from serving.database import store_url
from serving.store import Stores
from tests.benchmarks.servers import cost_of, free_port, process, serving_of
from tests.serving.agency import make_batch
from training.registry import Registry

N_COLUMNS, N_ROWS, N_BATCH = len(FEATURES), 20_000, 10_000
REQUESTS = 200


def run() -> None:
    """Print the CPU of one prediction here and at MLflow's server, and of a batch here."""
    model, profiles = trained()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        token = register(home, model)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        one = json.dumps({"profiles": profiles.head(1).to_dict("records")}).encode()
        columns = {name: profiles[name].head(N_BATCH).tolist() for name in profiles}
        many = json.dumps({"columns": columns}).encode()
        with serving_of(home, {}) as server:
            ours = cost_of(server, "/v1/turnover/predict", headers, content=one, requests=REQUESTS)
            batch = cost_of(server, "/v1/turnover/predict-batch", headers, content=many, requests=5)
        theirs = {
            "with its signature": mlflow_cost(home, model, profiles, signed=True),
            "without one": mlflow_cost(home, model, profiles, signed=False),
        }
    own = lightgbm_cost(model, profiles.head(N_BATCH))
    print(f"predict one: {1000 * ours:.2f} ms")
    for way, cost in theirs.items():
        print(
            f"mlflow models serve, the model saved {way}: {1000 * cost:.2f} ms,"
            f" {cost / ours:.1f}x as much"
        )
    print(
        f"predict {N_BATCH:,} in JSON: {batch:.3f} s; LightGBM alone {own:.3f} s,"
        f" {batch / own:.1f}x as much"
    )


def trained() -> tuple[TurnoverModel, pd.DataFrame]:
    """Return a boosted model of many columns and the profiles it learned from."""
    rng = np.random.default_rng(7)
    names = [f"feature_{n}" for n in range(N_COLUMNS)]
    frame = pd.DataFrame(rng.normal(size=(N_ROWS, N_COLUMNS)).round(4), columns=names)
    exposure = np.full(N_ROWS, 365.0)
    left = (rng.random(N_ROWS) < 0.05 * np.exp(frame["feature_0"].to_numpy())).astype(float)
    model = TurnoverModel("boosted_hazard", BoostedHazard(n_threads=1), Calibration())
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


def lightgbm_cost(model: TurnoverModel, profiles: pd.DataFrame) -> float:
    """Return the CPU-seconds that LightGBM itself needs for the rows."""
    matrix = profiles.to_numpy()
    begun = time.process_time()
    for booster in model.hazard.boosters_:
        booster.predict(matrix, num_threads=1)
    return time.process_time() - begun


def mlflow_cost(home: Path, model: TurnoverModel, profiles: pd.DataFrame, *, signed: bool) -> float:
    """Return the CPU-seconds of one prediction by MLflow's own server, with one of the boosters.

    With a signature, which MLflow makes of an example and asks for when a model is saved, its
    server checks names and types of columns, as ours does; without one it checks nothing.
    """
    import mlflow.lightgbm

    path, port = home / f"served-{signed}", free_port()
    example = {"input_example": profiles.head(2)} if signed else {}
    mlflow.lightgbm.save_model(model.hazard.boosters_[0], path, pip_requirements=[], **example)
    words = f"-m mlflow models serve -m {path} -p {port} --env-manager local --workers 1"
    body = json.dumps({"dataframe_split": profiles.head(1).to_dict("split")}).encode()
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with process([sys.executable, *words.split()], port, {"PATH": programs}) as server:
        time.sleep(15)
        return cost_of(
            server,
            "/invocations",
            {"Content-Type": "application/json"},
            content=body,
            requests=REQUESTS,
        )
