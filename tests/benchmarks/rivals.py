"""Rivals of the early warning on the same profiles: what others would reach for first.

The tuned ones get ``BINA_TUNE_MINUTES`` each at every origin, searched on the newest day that was
known then; without it they are left out. CatBoost and scikit-survival are no dependencies: they
run in an environment of their own, which asks this module for one rival: NAME FOLDER.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import optuna
import pandas as pd
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, log_loss
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler

from models.turnover.hazard import Floats

MINUTES = float(os.environ.get("BINA_TUNE_MINUTES", "0"))
SEED = 7
SLOW = {"n_estimators": 400, "learning_rate": 0.02, "num_leaves": 15, "min_child_samples": 80}
ROOT = Path(__file__).parents[2]
PACKAGES = ("catboost", "scikit-survival", "lightgbm", "optuna", "pyarrow")
GIVEN, ANSWER = ("seen", "outcome", "asked"), "risk.npy"
Settings = Mapping[str, Any]
Risk = Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame], Floats]
"""From the profiles seen, their outcomes, and the profiles asked to probabilities of leaving."""


def rivals() -> dict[str, Risk]:
    """Return the rivals by name."""
    found: dict[str, Risk] = {
        "logistic splines": logistic_splines,
        "LightGBM, defaults": lambda *given: lightgbm({}, *given),
        "LightGBM, slow": lambda *given: lightgbm(SLOW, *given),
    }
    if MINUTES > 0:
        found["LightGBM, tuned"] = lambda *given: tuned(lightgbm, _lightgbm_space, *given)
        found["CatBoost, tuned"] = elsewhere("CatBoost, tuned")
    return found | {name: elsewhere(name) for name in ("CatBoost", "random survival forest")}


def guests() -> dict[str, Risk]:
    """Return the rivals that need packages which the project does not, by name."""
    return {
        "CatBoost": lambda *given: catboost({}, *given),
        "CatBoost, tuned": lambda *given: tuned(catboost, _catboost_space, *given),
        "CatBoost on words": catboost_on_words,
        "random survival forest": survival_forest,
    }


def elsewhere(name: str) -> Risk:
    """Return a guest as it answers from its own environment."""

    def risk(*given: pd.DataFrame) -> Floats:
        from tests.benchmarks.peers.running import python_with

        with tempfile.TemporaryDirectory() as folder:
            for title, frame in zip(GIVEN, given, strict=True):
                frame.to_parquet(Path(folder, title))
            command = [python_with("rivals", PACKAGES), "-m", __name__, name, folder]
            subprocess.run(command, cwd=ROOT, check=True)
            answer: Floats = np.load(Path(folder, ANSWER))
        return answer

    return risk


def main() -> None:
    """Answer as one guest: NAME FOLDER."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    given = [pd.read_parquet(folder / title) for title in GIVEN]
    np.save(folder / ANSWER, guests()[name](*given))


def logistic_splines(seen: pd.DataFrame, outcome: pd.DataFrame, asked: pd.DataFrame) -> Floats:
    """Return the risks of a ridge regression on splines, without regard to exposure."""
    curve = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True),
        SplineTransformer(n_knots=5, knots="quantile", extrapolation="constant"),
        StandardScaler(),
    )
    columns = make_column_transformer(
        (curve, make_column_selector(dtype_include="number")),
        (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_include="category")),
    )
    used = [name for name in seen if seen[name].nunique() > 1]
    model = make_pipeline(columns, LogisticRegression(C=0.01, max_iter=300))
    model.fit(seen[used], outcome["left_voluntarily"])
    risk: Floats = model.predict_proba(asked[used])[:, 1]
    return risk


def lightgbm(
    settings: Settings, seen: pd.DataFrame, outcome: pd.DataFrame, asked: pd.DataFrame
) -> Floats:
    """Return the risks of a plain LightGBM, without regard to exposure."""
    model = lgb.LGBMClassifier(verbosity=-1, random_state=SEED, n_jobs=1, **settings)
    risk: Floats = model.fit(seen, outcome["left_voluntarily"]).predict_proba(asked)[:, 1]
    return risk


def catboost(
    settings: Settings, seen: pd.DataFrame, outcome: pd.DataFrame, asked: pd.DataFrame
) -> Floats:
    """Return the risks of CatBoost, 500 trees unless said otherwise."""
    from catboost import CatBoostClassifier

    usual = {"iterations": 500, "verbose": 0, "random_seed": SEED, "thread_count": 1}
    model = CatBoostClassifier(**{**usual, **settings}, allow_writing_files=False)
    risk: Floats = model.fit(_coded(seen), outcome["left_voluntarily"]).predict_proba(
        _coded(asked)
    )[:, 1]
    return risk


def catboost_on_words(seen: pd.DataFrame, outcome: pd.DataFrame, asked: pd.DataFrame) -> Floats:
    """Return the risks of CatBoost with its defaults, which takes words as they are."""
    from catboost import CatBoostClassifier

    words = [name for name in seen if not pd.api.types.is_numeric_dtype(seen[name])]
    model = CatBoostClassifier(
        cat_features=words, verbose=0, random_seed=0, allow_writing_files=False
    )
    model.fit(seen, outcome["left_voluntarily"])
    risk: Floats = model.predict_proba(asked)[:, 1]
    return risk


def survival_forest(seen: pd.DataFrame, outcome: pd.DataFrame, asked: pd.DataFrame) -> Floats:
    """Return the risks within a year of a random survival forest, which takes exposure."""
    from sksurv.ensemble import RandomSurvivalForest
    from sksurv.util import Surv

    table, other = _coded(seen).fillna(-1.0), _coded(asked).fillna(-1.0)
    left = outcome["left_voluntarily"].to_numpy() > 0
    truth = Surv.from_arrays(left, np.maximum(outcome["exposure_days"].to_numpy(), 1.0))
    forest = RandomSurvivalForest(
        n_estimators=100, min_samples_leaf=80, max_samples=0.3, random_state=SEED, n_jobs=1
    )
    stays = forest.fit(table.to_numpy(), truth).predict_survival_function(other.to_numpy())
    return np.array([1 - one(min(365.0, one.domain[1])) for one in stays])


def tuned(
    rival: Callable[..., Floats],
    space: Callable[[optuna.Trial], Settings],
    seen: pd.DataFrame,
    outcome: pd.DataFrame,
    asked: pd.DataFrame,
) -> Floats:
    """Return the risks with the settings that did best on the newest day seen."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    as_of = seen.index.get_level_values("as_of")
    newest = np.asarray(as_of == as_of.max())
    truth = outcome["left_voluntarily"].to_numpy()[newest]

    def loss(trial: optuna.Trial) -> float:
        risk = rival(space(trial), seen[~newest], outcome[~newest], seen[newest])
        return float(log_loss(truth, risk)) - float(average_precision_score(truth, risk))

    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=SEED))
    study.optimize(loss, timeout=60 * MINUTES)
    return rival(study.best_params, seen, outcome, asked)


def _lightgbm_space(trial: optuna.Trial) -> Settings:
    return {
        "n_estimators": trial.suggest_int("n_estimators", 100, 800),
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.1, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 4, 63, log=True),
        "min_child_samples": trial.suggest_int("min_child_samples", 10, 300, log=True),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.1, 1.0),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.1, 100.0, log=True),
    }


def _catboost_space(trial: optuna.Trial) -> Settings:
    return {
        "iterations": trial.suggest_int("iterations", 100, 800),
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.1, log=True),
        "depth": trial.suggest_int("depth", 3, 8),
        "l2_leaf_reg": trial.suggest_float("l2_leaf_reg", 1.0, 100.0, log=True),
        "rsm": trial.suggest_float("rsm", 0.1, 1.0),
    }


def cpu_seconds() -> float:
    """Return what this process and those it has waited for have used."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _coded(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table as numbers, categories by their place."""
    words = table.select_dtypes("category")
    return table.assign(**{str(name): words[name].cat.codes for name in words}).astype("float64")


if __name__ == "__main__":
    main()
