"""The registry of models: MLflow, and nothing else in the project knows it.

A version holds the model and its card. The alias ``champion`` names the one that serves.
"""

from __future__ import annotations

import json
import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from models.course_ranker import CourseRanker
from models.turnover.champion import TurnoverModel
from models.turnover.hazard import Floats

TURNOVER, COURSES, MENTORS = "turnover", "courses", "mentors"
"""What is predicted: each has versions and a champion of its own."""
OWN = "mlflow.sqlite"
ALIAS = "champion"
CARD = "card.json"
SERVED = "served_at"
TRANSFERS = "transfers"
ADDRESS = "MLFLOW_TRACKING_URI"


@dataclass(frozen=True, kw_only=True)
class Champion:
    """The model that serves, with its version and its card.

    ``transfers`` is the model of the second target, where there is one.
    """

    version: str
    model: TurnoverModel
    card: Mapping[str, Any]
    transfers: TurnoverModel | None = None

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The profile columns the model takes, in their order."""
        return self.model.feature_names

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """The words of each category column."""
        return self.model.categories

    @property
    def horizon_days(self) -> int:
        """The horizon the model was trained for."""
        return int(self.card["horizon_days"])

    @property
    def trained_until(self) -> date:
        """The day before which everything the model learned from was known."""
        return date.fromisoformat(self.card["until"])

    @property
    def refusal(self) -> str:
        """Why there is no model of persons; empty where there is one."""
        return str(self.card["refusal"])

    def predict_risk(self, frame: pd.DataFrame, *, horizon_days: float | Floats) -> Floats:
        """Return each person's probability of a voluntary exit within the horizon, or their own."""
        return self.model.predict_risk(frame, horizon_days=horizon_days)

    def risk_of_numbers(self, values: Floats, *, horizon_days: float) -> Floats:
        """Return the same of rows of bare numbers; see `TurnoverModel.risk_of_numbers`."""
        return self.model.risk_of_numbers(values, horizon_days=horizon_days)


@dataclass(frozen=True, kw_only=True)
class LearnedOrder:
    """The order of courses that serves, with its version and its card."""

    version: str
    ranker: CourseRanker
    card: Mapping[str, Any]

    @property
    def trained_until(self) -> date:
        """The day before which everything the order learned from was known."""
        return date.fromisoformat(self.card["until"])


@dataclass(frozen=True)
class Version:
    """A registered version: when it last began to serve (empty if never), and if it does now."""

    version: str
    served_at: str
    serves: bool


class Registry:
    """The models of one home, or of the server that ``MLFLOW_TRACKING_URI`` names.

    ``subject`` is what they are of: ``turnover``, ``courses`` or ``mentors``.
    """

    def __init__(self, home: Path, *, subject: str = TURNOVER) -> None:
        self.home, self.subject = home.resolve(), subject
        self.uri = os.environ.get(ADDRESS, f"sqlite:///{self.home / OWN}")

    def register(
        self,
        model: TurnoverModel | CourseRanker,
        card: Mapping[str, Any],
        *,
        transfers: TurnoverModel | None = None,
    ) -> str:
        """Keep a model with its card as the next version, and return the version.

        The model of ``transfers``, if there is one, belongs to the same version.
        """
        with self._library() as (mlflow, client), TemporaryDirectory() as folder:
            path = Path(folder) / CARD
            path.write_text(json.dumps(card, indent=2, default=str), encoding="utf-8")
            with mlflow.start_run(experiment_id=self._experiment(client)) as run:
                mlflow.log_params({"candidate": model.candidate, "until": str(card["until"])})
                mlflow.log_metrics(_finite(card["figures"].get(model.candidate, {})))
                mlflow.log_artifact(str(path))
                logged = _log(mlflow, model, "model")
                if transfers is not None:
                    _log(mlflow, transfers, TRANSFERS)
            return self._add(client, logged, run)

    def promote(self, version: str) -> None:
        """Make a version the champion, and mark when it began to serve."""
        with self._library() as (_, client):
            client.set_registered_model_alias(self.subject, ALIAS, version)
            now = datetime.now(UTC).isoformat(timespec="microseconds")
            client.set_model_version_tag(self.subject, version, SERVED, now)

    def versions(self) -> list[Version]:
        """Return all versions, the newest first, and which of them have served."""
        with self._library() as (_, client):
            models = client.search_registered_models(self._named)
            serving = str(models[0].aliases.get(ALIAS)) if models else ""
            found = client.search_model_versions(self._named) if models else ()
            made = [
                Version(str(one.version), one.tags.get(SERVED, ""), str(one.version) == serving)
                for one in found
            ]
        return sorted(made, key=lambda one: -int(one.version))

    def champion(self) -> Champion | None:
        """Return the early warning that serves, or None before one passed the gate."""
        with self._library() as (mlflow, client):
            found = self._serving(mlflow, client)
            if found is None:
                return None
            version, run, card, model = found
            transfers = None
            if card.get("transfers"):
                transfers = mlflow.sklearn.load_model(f"runs:/{run}/{TRANSFERS}")
            return Champion(version=version, model=model, card=card, transfers=transfers)

    def learned_order(self) -> LearnedOrder | None:
        """Return the order of courses that serves, or None before one passed the gate."""
        with self._library() as (mlflow, client):
            found = self._serving(mlflow, client)
            if found is None:
                return None
            version, _, card, ranker = found
            return LearnedOrder(version=version, ranker=ranker, card=card)

    def _serving(self, mlflow: Any, client: Any) -> tuple[str, str, dict[str, Any], Any] | None:
        """Return version, run, card and model of what serves, or None."""
        models = client.search_registered_models(self._named)
        version = models[0].aliases.get(ALIAS) if models else None
        if version is None:
            return None
        run = client.get_model_version(self.subject, version).run_id
        card = mlflow.artifacts.load_dict(f"runs:/{run}/{CARD}")
        model = mlflow.sklearn.load_model(f"models:/{self.subject}/{version}")
        return str(version), str(run), card, model

    @property
    def _is_new(self) -> bool:
        """Whether the home has no registry yet; opening one would make it, which takes seconds."""
        own = self.home / OWN
        return self.uri == f"sqlite:///{own}" and not own.exists()

    @property
    def _named(self) -> str:
        return f"name = '{self.subject}'"

    def keep(self, model: object, card: Mapping[str, Any]) -> str:
        """Keep another kind of model with its card, let it serve, and return its version."""
        with self._library() as (mlflow, client):
            with mlflow.start_run(experiment_id=self._experiment(client)) as run:
                mlflow.log_dict(dict(card), CARD)
                logged = _log(mlflow, model, "model")
            version = self._add(client, logged, run)
        self.promote(version)
        return version

    def kept(self) -> Any:
        """Return the model that serves, of whatever kind, or None."""
        if self._is_new:
            return None
        with self._library() as (mlflow, client):
            found = self._serving(mlflow, client)
            return None if found is None else found[3]

    def _add(self, client: Any, logged: Any, run: Any) -> str:
        if not client.search_registered_models(self._named):
            client.create_registered_model(self.subject)
        made = client.create_model_version(self.subject, logged.model_uri, run_id=run.info.run_id)
        return str(made.version)

    @contextmanager
    def _library(self) -> Iterator[tuple[Any, Any]]:
        """Open the registry; the library's warnings about its own dependencies stay inside.

        The library keeps the address in the environment of the process; it is put back, so that
        another home of the same process finds its own registry.
        """
        os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
        os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
        self.home.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import mlflow
            import mlflow.sklearn

            for name in ("mlflow", "alembic"):
                logging.getLogger(name).setLevel(logging.ERROR)
            before = os.environ.get(ADDRESS)
            mlflow.set_tracking_uri(self.uri)
            try:
                yield mlflow, mlflow.MlflowClient(self.uri, self.uri)
            finally:
                library: Any = mlflow
                library.set_tracking_uri(before)

    def _experiment(self, client: Any) -> str:
        found = client.get_experiment_by_name(self.subject)
        if found is not None:
            return str(found.experiment_id)
        artifacts = (self.home / "models").as_uri() if self.uri.startswith("sqlite") else None
        return str(client.create_experiment(self.subject, artifact_location=artifacts))


def _log(mlflow: Any, model: object, name: str) -> Any:
    """Add a model to the run at hand and return what the library knows of it."""
    return mlflow.sklearn.log_model(
        model, name=name, serialization_format="cloudpickle", pip_requirements=[]
    )


def _finite(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: float(value) for name, value in figures.items() if np.isfinite(value)}


def load_champion(home: Path) -> Champion | None:
    """Return the model that serves in a home, or None before one passed the gate."""
    return Registry(home).champion()


def load_order(home: Path, *, as_of: date) -> LearnedOrder | None:
    """Return the order of courses that serves, or None where none does.

    None too for a day before what it learned from was known: the fixed order counts there.
    """
    found = Registry(home, subject=COURSES).learned_order()
    return found if found is not None and found.trained_until <= as_of else None
