"""How well voluntary exits are foreseen on a real roster, beside rivals on the same profiles."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from features.home import Home
from features.importing.importer import import_source
from features.profiles import build_profiles
from features.records import Records
from features.sources import open_source
from models.turnover import CANDIDATES
from models.turnover.champion import Calibration, TurnoverModel
from models.turnover.hazard import Floats
from tests.benchmarks.rivals import Risk, cpu_seconds
from tests.benchmarks.rivals import rivals as others
from training.cohorts import build_cohorts, has_post
from training.evaluation import evaluate
from training.outcomes import outcomes

BESIDE = Path(__file__).parents[3] / "shared" / "data"
DATA = Path(os.environ.get("BINA_DATA", BESIDE))
ROSTER = DATA / "city_roster"
ORIGINS = (date(2013, 7, 2), date(2014, 6, 29), date(2015, 6, 30))
SEEN_BY = (date(2014, 6, 29), date(2015, 6, 30), date(2016, 6, 28))
FIGURES = ["auc", "average_precision", "lift_top", "calibration_error", "level", "cpu_seconds"]


@dataclass(frozen=True)
class Task:
    """One origin: what to learn from, whom to judge, and what became of them."""

    seen: pd.DataFrame
    outcome: pd.DataFrame
    asked: pd.DataFrame
    truth: pd.DataFrame


Rival = Callable[[Task], Floats]


def run() -> None:
    """Print the means over three origins of the city roster, if it is there."""
    if not ROSTER.is_dir():
        print("the city roster is not here; BINA_DATA names its folder")
        return
    records = roster_records()
    rivals: dict[str, Rival] = {name: _candidate(name) for name in CANDIDATES}
    rivals |= {name: _other(risk) for name, risk in others().items()}
    rows = [
        {"model": name, **_judged(rival, task)}
        for task in _tasks(records)
        for name, rival in rivals.items()
    ]
    table = pd.DataFrame(rows).groupby("model", sort=False)[FIGURES].mean()
    print(f"means over the origins {', '.join(str(day) for day in ORIGINS)}; level in points")
    print(table.round(4).to_string())


def roster_records() -> Records:
    """Return the records of the city roster, brought in like any other."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        import_source(
            open_source(ROSTER),
            home,
            today=date(2017, 1, 1),
            ids_are_pseudonyms=True,
            allow_pay=True,
        )
        return Records.of(home.frames(home.agencies()[0]))


def _tasks(records: Records) -> list[Task]:
    return [_task(records, origin, by) for origin, by in zip(ORIGINS, SEEN_BY, strict=True)]


def _task(records: Records, origin: date, seen_by: date) -> Task:
    cohorts = build_cohorts(
        [records], until=origin, every_days=182, progress=lambda _what, _share: None
    )
    outcome = cohorts.outcomes(horizon_days=365, known_before=origin)
    asked = build_profiles(records, origin)
    asked = asked[has_post(asked) & _on_the_roster_before(origin, records, asked.index)]
    truth = outcomes(records, asked.index, horizon_days=365, known_before=seen_by)
    return Task(cohorts.profiles, outcome, asked, truth)


def _on_the_roster_before(day: date, records: Records, who: pd.MultiIndex) -> np.ndarray:
    """Return who is on the roster of the day before: others are on file but nobody is asked."""
    posts = records.frame("assignments")
    listed = posts[posts["recorded_on"].eq(pd.Timestamp(day) - pd.Timedelta(days=1))]
    there: np.ndarray = who.get_level_values("employee_id").isin(listed["employee_id"])
    return there


def _candidate(name: str) -> Rival:
    def rival(task: Task) -> Floats:
        model = TurnoverModel(name, CANDIDATES[name](), Calibration())
        y, exposure = (task.outcome[c].to_numpy() for c in ("left_voluntarily", "exposure_days"))
        return model.fit(task.seen, y, exposure_days=exposure).log_hazard(task.asked)

    return rival


def _other(risk_of: Risk) -> Rival:
    """Return a rival's risks as log hazards, as if everybody had been seen for a year."""

    def rival(task: Task) -> Floats:
        risk = np.clip(risk_of(task.seen, task.outcome, task.asked), 1e-6, 1 - 1e-6)
        hazard: Floats = np.log(-np.log1p(-risk) / 365)
        return hazard

    return rival


def _judged(rival: Rival, task: Task) -> dict[str, float]:
    start = cpu_seconds()
    hazard = rival(task)
    cpu = cpu_seconds() - start
    figures = evaluate(hazard, task.truth, period_days=np.full(len(task.asked), 365.0))
    level = 100 * (figures["expected"] - figures["observed"]) / figures["n"]
    return {**figures, "level": level, "cpu_seconds": cpu}
