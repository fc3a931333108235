"""The whole line on a real roster: import, train on the past, score, compare with what followed.

The data are not part of the project; the test skips where they are absent. `BINA_DATA` names the
folder that holds ``city_roster``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from features.home import Home
from features.importing.importer import import_source
from features.sources import open_source
from serving.jobs import Training, score_all, train
from tests.training.quick import use_quick_candidates
from training.registry import ADDRESS

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
ROSTER = Path(os.environ.get("BINA_DATA", BESIDE)) / "city_roster"
pytestmark = pytest.mark.skipif(not ROSTER.is_dir(), reason=f"{ROSTER.name} is not here")

SNAPSHOT, NEXT = date(2014, 6, 28), date(2015, 6, 29)
AS_OF = date(2014, 6, 29)
"""What is recorded on the snapshot's day is known from the day after."""
PERIOD = (NEXT - AS_OF).days


@dataclass(frozen=True)
class Scored:
    """The scores of one snapshot's people, and who was gone at the next."""

    training: Training
    scores: pd.DataFrame
    left: pd.Series


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Scored:
    home = Home(tmp_path_factory.mktemp("home"))
    report = import_source(
        open_source(ROSTER),
        home,
        today=date(2016, 7, 1),
        ids_are_pseudonyms=True,
        allow_pay=True,
    )
    assert report.ok
    with pytest.MonkeyPatch.context() as patch:
        use_quick_candidates(patch)
        patch.delenv(ADDRESS, raising=False)
        training = train(home, until=AS_OF, horizon_days=365, step=silent)
        scores = score_all(home, as_of=AS_OF, horizon_days=PERIOD, step=silent)
    departures = pd.read_csv(ROSTER / "departures.csv", parse_dates=["left_on", "recorded_on"])
    gone = departures.loc[departures["recorded_on"] == pd.Timestamp(NEXT), "employee_id"]
    return Scored(training, scores, scores["employee_id"].isin(gone))


def silent(_what: str, _share: float) -> None:
    """Tell nobody."""


def test_a_model_of_persons_serves(scored: Scored) -> None:
    assert scored.training.verdict.passes
    assert scored.training.trained.refusal == ""
    assert scored.training.trained.until == AS_OF


def test_the_ranking_is_as_good_as_is_known_to_be_possible(scored: Scored) -> None:
    """Tenure alone reaches 0.66, fifteen quick features about 0.72 to 0.73 over three years."""
    placed = on_the_snapshot(scored)
    assert roc_auc_score(scored.left[placed], scored.scores.loc[placed, "risk"]) >= 0.70


def test_the_level_is_within_two_points(scored: Scored) -> None:
    placed = on_the_snapshot(scored)
    expected, observed = scored.scores.loc[placed, "risk"].mean(), scored.left[placed].mean()
    assert 0.05 < observed < 0.15
    assert abs(expected - observed) < 0.02


def test_everybody_on_the_roster_has_one_risk(scored: Scored) -> None:
    scores = scored.scores
    posts = pd.read_csv(ROSTER / "assignments.csv", usecols=["employee_id", "recorded_on"])
    listed = set(posts.loc[posts["recorded_on"] == SNAPSHOT.isoformat(), "employee_id"])
    assert not scores["employee_id"].duplicated().any()
    assert listed <= set(scores["employee_id"])
    assert scores["risk"].between(0, 1).all()
    assert scores["risk"].notna().all()
    assert scores[["band", "basis", "model", "as_of"]].notna().all(axis=None)


def test_who_was_gone_before_has_no_score(scored: Scored) -> None:
    departures = pd.read_csv(ROSTER / "departures.csv", parse_dates=["recorded_on"])
    before = departures.loc[departures["recorded_on"] < pd.Timestamp(AS_OF), "employee_id"]
    assert not set(before) & set(
        scored.scores.loc[scored.scores["basis"] == "model", "employee_id"]
    )


def on_the_snapshot(scored: Scored) -> pd.Series:
    return scored.scores["basis"] == "model"
