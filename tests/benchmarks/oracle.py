"""How near training comes to an oracle that knows the true hazards of an invented agency.

``BINA_ORACLE`` names sizes, ``BINA_SEEDS`` how many seeds for each. The oracle sees the true
hazard of the month at the start of which both are asked; what moves people later it does not know.
"""

from __future__ import annotations

import os
from datetime import date

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from features.records import Records
from features.sample import SampleAgency, make_agency
from features.sample.departures import DRIVERS, EFFECTS
from models.turnover import CANDIDATES
from training.backtest import BackTest
from training.turnover import Trained, train_turnover

UNTIL = date(2026, 1, 1)
SIZES = tuple(int(size) for size in os.environ.get("BINA_ORACLE", "5000").split())
N_SEEDS = int(os.environ.get("BINA_SEEDS", "3"))
DRIVER_OF = {
    "days_since_promotion": "stagnation",
    "days_in_rank": "stagnation",
    "days_to_next_rung": "stagnation",
    "days_since_last_appointment": "stagnation",
    "days_since_training": "untrained_gap",
    "gap_to_job": "untrained_gap",
    "largest_gap_to_job": "untrained_gap",
    "job_match": "untrained_gap",
    "hours_last_three_years": "untrained_gap",
    "courses_last_three_years": "untrained_gap",
    "supervisor_changed": "supervisor_change",
    "days_with_supervisor": "supervisor_change",
    "share_of_unit_left_last_year": "contagion",
    "exits_from_unit_last_year": "contagion",
    "exits_from_unit": "contagion",
    "share_of_unit_vacant": "workload",
}
"""Features that stand for a driver in the records; others stand for none or for several."""


def run() -> None:
    """Print both AUCs by size and seed, the means, and the drivers in both orders."""
    for size in SIZES:
        seeds = range(7, 7 + N_SEEDS)
        rows = pd.DataFrame([_compared(size, seed, effect=1.0) for seed in seeds])
        nothing = pd.DataFrame([_compared(size, seed, effect=0.0) for seed in seeds])
        print(f"{size:,} people, {N_SEEDS} seeds")
        print(rows.round(4).to_string(index=False))
        print(f"mean distance to the oracle: {(rows['oracle'] - rows['auc']).mean():+.4f} AUC")
        print("without any effect:")
        print(nothing.round(4).to_string(index=False))


def _compared(size: int, seed: int, *, effect: float) -> dict[str, object]:
    agency = make_agency(employees=size, effect=effect, seed=seed, until=UNTIL)
    trained = train_turnover([Records.of(agency.tables)], until=UNTIL)
    name = trained.model.candidate
    asked = name if name in CANDIDATES else "boosted_hazard"
    row = {"seed": seed, "candidate": name, "refusal": trained.refusal, "n": trained.n_events}
    if trained.test is None:
        return row
    auc, oracle = _both(trained.test, asked, agency)
    return {**row, "auc": auc, "oracle": oracle, **_order(trained)}


def _both(test: BackTest, name: str, agency: SampleAgency) -> tuple[float, float]:
    """Return the AUC of a candidate and of the oracle on the same people."""
    truth = agency.truth
    at = pd.MultiIndex.from_arrays([truth["month"], truth["employee_id"]])
    hazard = pd.Series(truth["hazard"].to_numpy(), index=at)
    as_of = test.outcomes.index.get_level_values("as_of").to_numpy().astype("datetime64[M]")
    people = test.outcomes.index.get_level_values("employee_id")
    known = hazard.reindex(pd.MultiIndex.from_arrays([pd.DatetimeIndex(as_of), people])).to_numpy()
    there = np.isfinite(known)
    left = test.outcomes["left_voluntarily"].to_numpy()[there]
    told = test.log_hazards[name].to_numpy()[there]
    return float(roc_auc_score(left, told)), float(roc_auc_score(left, known[there]))


def _order(trained: Trained) -> dict[str, object]:
    """Return the drivers by the spread of what their features add, beside the true order."""
    assert trained.test is not None
    moved = trained.model.contributions(trained.test.newest)
    known = moved[[name for name in DRIVER_OF if name in moved]]
    by_driver = known.T.groupby(pd.Series(DRIVER_OF)).sum().T.std()
    found = by_driver[by_driver > 0].sort_values(ascending=False).index.tolist()
    true = [name for name in DRIVERS if name in found]
    true.sort(key=lambda name: -getattr(EFFECTS, name))
    return {"found": " > ".join(found), "true": " > ".join(true)}
