"""The model card: what a model learned from, how it did on unseen people, and its limits."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import asdict
from typing import Any

from features.families import FEATURES
from models.turnover.hazard import risk_within
from training.evaluation import calibration_table, wilson
from training.quality import quality
from training.turnover import Trained

LIMITS = (
    "Exits of people's own will and, apart from them, transfers are predicted; retirement, "
    "contract ends, death and dismissal end the time in which somebody is seen.",
    "The signals are found in the records. They are not reasons, and they do not say what would "
    "have happened otherwise.",
    "Sex, age, disability, family and absences are not inputs.",
    "Risk opens offers of help. It must not be used for promotion, discipline, contract renewal "
    "or pay, and superiors do not see it.",
)


def card_of(trained: Trained) -> dict[str, Any]:
    """Return the card as plain values, fit for JSON."""
    return {
        "candidate": trained.model.candidate,
        "refusal": trained.refusal,
        "needed": None if trained.needed is None else asdict(trained.needed),
        "until": trained.until.isoformat(),
        "horizon_days": trained.horizon_days,
        "n_people": trained.n_people,
        "n_events": trained.n_events,
        "person_years": round(trained.person_years, 1),
        "yearly_rate": _rate(trained),
        "inputs": [_input(name) for name in trained.model.feature_names],
        "figures": {name: dict(figures) for name, figures in trained.figures.items()},
        "back_test": _rows(trained),
        "calibration": _calibration(trained),
        "quality": _quality(trained),
        "transfers": _transfers(trained),
        "tuning": {} if trained.tuning is None else asdict(trained.tuning),
        "limits": list(LIMITS),
        "distributions": {name: dict(one) for name, one in trained.distributions.items()},
    }


def _rate(trained: Trained) -> dict[str, float]:
    """Return exits for each person-year seen, with a 90% interval."""
    years = max(trained.person_years, 1.0)
    low, high = wilson(min(trained.n_events, years), round(years))
    return {"rate": trained.n_events / years, "low": low, "high": high}


def _input(name: str) -> dict[str, str]:
    feature = FEATURES[name]
    return {
        "name": name,
        "family": feature.family,
        "unit": feature.unit,
        "meaning": feature.meaning,
    }


def _rows(trained: Trained) -> list[dict[Hashable, Any]]:
    if trained.test is None:
        return []
    table = trained.test.table.assign(origin=trained.test.table["origin"].astype(str))
    return table.to_dict(orient="records")


def _quality(trained: Trained) -> dict[str, Any]:
    """Return what `training.quality` says of the candidate in use; empty without a back-test."""
    if trained.test is None or trained.model.candidate not in trained.test.log_hazards:
        return {}
    hazard = trained.test.log_hazards[trained.model.candidate].to_numpy()
    return quality(hazard, trained.test.outcomes, period_days=trained.test.period_days)


def _transfers(trained: Trained) -> dict[str, Any]:
    """Return what is known of the second target; empty where nobody transferred."""
    if trained.transfers is None:
        return {}
    return {
        "candidate": trained.transfers.model.candidate,
        "refusal": trained.transfers.refusal,
        "n_events": trained.transfers.n_events,
        "figures": {name: dict(one) for name, one in trained.transfers.figures.items()},
    }


def _calibration(trained: Trained) -> list[dict[Hashable, Any]]:
    """Return risk and exit rate by tenths, as told at each origin: nothing was adjusted after."""
    if trained.test is None or trained.model.candidate not in trained.test.log_hazards:
        return []
    hazard = trained.test.log_hazards[trained.model.candidate].to_numpy()
    risk = risk_within(hazard, trained.test.period_days)
    left = trained.test.outcomes["left_voluntarily"].to_numpy()
    return calibration_table(risk, left).to_dict(orient="records")
