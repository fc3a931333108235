"""The second target: transfers to another agency."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pandas as pd
import pytest

from models.turnover.hazard import risk_within
from tests.training.text_records import records
from training.backtest import folds
from training.card import card_of
from training.cohorts import Cohorts
from training.outcomes import outcomes, transfers
from training.transfers import CANDIDATES, EVENT_FLOOR, train_transfers
from training.turnover import Trained

DAY = date(2020, 1, 1)
PEOPLE = """
employee_id joined_on
ana         2010-01-01
ben         2010-01-01
cid         2010-01-01
dan         2010-01-01
"""
LEFT = """
employee_id left_on    reason
ana         2020-03-01 transfer_out
ben         2020-05-01 resignation
cid         2020-07-01 retirement
"""


def test_every_other_departure_ends_the_days_in_which_a_transfer_would_be_seen() -> None:
    given = records(employees=PEOPLE, departures=LEFT)
    stamps = [pd.Timestamp(DAY)] * 4
    moments = pd.MultiIndex.from_arrays(
        [stamps, ["ana", "ben", "cid", "dan"]], names=["as_of", "employee_id"]
    )
    seen = {"horizon_days": 365, "known_before": date(2022, 1, 1)}
    moved = transfers(given, moments, **seen)  # type: ignore[arg-type]
    assert moved["transferred"].tolist() == [1, 0, 0, 0]
    assert moved["exposure_days"].tolist() == [365, 121, 182, 365]
    willing = outcomes(given, moments, **seen)  # type: ignore[arg-type]
    assert willing["left_voluntarily"].tolist() == [0, 1, 0, 0]
    assert willing["exposure_days"].tolist() == [60, 365, 182, 365]


def transferring(cohorts: Cohorts, *, days: float, share: float) -> Cohorts:
    """Return cohorts in which people in one post for so long transfer, and nobody else does."""

    class Invented(Cohorts):
        def transfers(self, *, horizon_days: int, known_before: date) -> pd.DataFrame:
            long = (self.profiles["days_in_job"] > days).to_numpy()
            drawn = np.random.default_rng(3).random(len(long)) < share
            as_of = self.profiles.index.get_level_values("as_of")
            over = np.asarray(as_of + pd.Timedelta(days=horizon_days) <= pd.Timestamp(known_before))
            exposure = np.where(over, float(horizon_days), 0.0)
            moved = (long & drawn & over).astype(float)
            told = {"exposure_days": exposure, "transferred": moved}
            return pd.DataFrame(told, index=self.profiles.index)

    return Invented(**{one.name: getattr(cohorts, one.name) for one in dataclasses.fields(cohorts)})


def test_who_transfers_is_learned_apart_from_who_leaves(cohorts: Cohorts) -> None:
    chosen = folds(cohorts, horizon_days=365, most=2)
    learned = train_transfers(transferring(cohorts, days=1500, share=0.2), chosen, horizon_days=365)
    assert learned is not None
    assert (learned.model.candidate, learned.refusal) == ("boosted_hazard", "")
    assert learned.figures["boosted_hazard"]["auc"] > 0.7
    long = (cohorts.profiles["days_in_job"] > 1500).to_numpy()
    risk = learned.model.predict_risk(cohorts.profiles, horizon_days=365)
    assert risk[long].mean() == pytest.approx(0.2, abs=0.04)
    assert risk[~long].mean() < 0.02


def test_transfers_by_chance_are_no_signal(cohorts: Cohorts) -> None:
    chosen = folds(cohorts, horizon_days=365, most=2)
    learned = train_transfers(transferring(cohorts, days=-1, share=0.05), chosen, horizon_days=365)
    assert learned is not None
    assert (learned.model.candidate, learned.refusal) == ("base_rate", "no_signal")
    hazard = learned.model.log_hazard(cohorts.profiles)
    assert np.ptp(hazard) == 0
    assert risk_within(hazard[:1], 365.0)[0] == pytest.approx(0.05, abs=0.01)


def test_few_transfers_are_refused_and_none_are_no_model(cohorts: Cohorts) -> None:
    few = train_transfers(transferring(cohorts, days=-1, share=0.001), [], horizon_days=365)
    assert few is not None
    assert few.n_events < EVENT_FLOOR
    assert few.refusal == "too_few_events"
    none = train_transfers(transferring(cohorts, days=-1, share=0.0), [], horizon_days=365)
    assert none is None
    untested = train_transfers(transferring(cohorts, days=-1, share=0.2), [], horizon_days=365)
    assert untested is not None
    assert untested.refusal == "too_short_a_history"


def test_the_card_says_what_was_learned_of_transfers(trained: Trained) -> None:
    card = card_of(trained)["transfers"]
    assert trained.transfers is not None
    assert card["n_events"] == trained.transfers.n_events > 0
    assert card["candidate"] in CANDIDATES
    assert card_of(dataclasses.replace(trained, transfers=None))["transfers"] == {}
