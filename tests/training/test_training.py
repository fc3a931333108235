"""Training: which candidate ships, when the system refuses, and what the card says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

from features.families import FEATURES
from features.prevented import Prevented
from features.profiles import build_profiles
from features.records import KNOWN, Records
from features.sample import make_agency
from models.turnover import CANDIDATES
from tests.training.conftest import UNTIL
from tests.training.text_records import records
from training.card import card_of
from training.turnover import (
    EVENT_FLOOR,
    MARGIN,
    SMALLEST_AUC,
    Trained,
    choose,
    person_years,
    train_turnover,
)

Figures = dict[str, dict[str, float]]


def figures(**better: float) -> Figures:
    """Return figures of every candidate with deviance 1, but for those given; AUC 0.7, lift 2."""
    usual = {"deviance": 1.0, "auc": 0.7, "lift_top": 2.0}
    return {name: usual | deviance_of(name, better) for name in CANDIDATES}


def deviance_of(name: str, better: Mapping[str, float]) -> dict[str, float]:
    return {"deviance": better[name]} if name in better else {}


def test_few_exits_are_refused_whatever_the_figures() -> None:
    assert choose(figures(), n_events=EVENT_FLOOR - 1) == ("base_rate", "too_few_events")
    assert choose({}, n_events=1) == ("base_rate", "too_few_events")


def test_no_exits_at_all_are_an_assumed_rate() -> None:
    assert choose({}, n_events=0) == ("assumed_rate", "no_voluntary_exits")


def test_without_a_back_test_the_history_is_too_short() -> None:
    assert choose({}, n_events=EVENT_FLOOR) == ("base_rate", "too_short_a_history")


def test_a_ranking_near_chance_is_no_signal() -> None:
    weak = figures()
    for one in weak.values():
        one["auc"] = SMALLEST_AUC - 0.001
    assert choose(weak, n_events=500) == ("base_rate", "no_signal")
    weak["tenure_rate"]["auc"] = SMALLEST_AUC
    assert choose(weak, n_events=500) == ("tenure_rate", "")


@pytest.mark.parametrize("lift", [0.4, 1.0, float("nan")])
def test_a_list_no_better_than_a_lot_is_refused(lift: float) -> None:
    flat = figures()
    for one in flat.values():
        one["lift_top"] = lift
    assert choose(flat, n_events=500) == ("base_rate", "no_lift")


def test_a_ranking_that_could_not_be_judged_is_no_signal() -> None:
    unknown = figures()
    unknown["tenure_rate"]["auc"] = float("nan")
    assert choose(unknown, n_events=500) == ("base_rate", "no_signal")


def test_the_simplest_ships_unless_another_is_better_by_the_margin() -> None:
    assert choose(figures(), n_events=500) == ("tenure_rate", "")
    slightly = 1 - MARGIN * 0.9
    clearly = 1 - MARGIN * 1.1
    assert choose(figures(boosted_hazard=slightly), n_events=500)[0] == "tenure_rate"
    assert choose(figures(boosted_hazard=clearly), n_events=500)[0] == "boosted_hazard"
    both = figures(spline_hazard=clearly, boosted_hazard=clearly * slightly)
    assert choose(both, n_events=500)[0] == "spline_hazard"
    both = figures(spline_hazard=clearly, boosted_hazard=clearly * clearly)
    assert choose(both, n_events=500)[0] == "boosted_hazard"


def test_an_agency_with_a_signal_gets_a_model(trained: Trained) -> None:
    assert trained.refusal == ""
    assert trained.model.candidate in CANDIDATES
    assert trained.figures[trained.model.candidate]["auc"] >= SMALLEST_AUC
    assert trained.until == UNTIL
    assert trained.n_events >= EVENT_FLOOR
    assert trained.n_people > 1500
    assert trained.model.feature_names == tuple(FEATURES)
    assert set(trained.figures) == set(CANDIDATES)


def test_the_level_of_the_newest_year_is_right(trained: Trained, agency: Records) -> None:
    newest = build_profiles(agency, date(2025, 1, 1))
    expected = trained.model.predict_risk(newest, horizon_days=365).sum()
    departures = agency.frame("departures")
    in_year = departures["left_on"].between("2025-01-01", "2025-12-31")
    left = departures[in_year & departures["reason"].isin(WILLING)]
    assert expected == pytest.approx(len(left), rel=0.35)


WILLING = ["resignation", "early_retirement", "contract_resignation", "candidate_withdrawal"]


def test_the_card_is_plain_json_and_says_what_counts(trained: Trained) -> None:
    card = card_of(trained)
    again = json.loads(json.dumps(card, default=str))
    assert again["candidate"] == trained.model.candidate
    assert again["until"] == UNTIL.isoformat()
    assert again["horizon_days"] == 365
    assert again["refusal"] == ""
    assert [one["name"] for one in again["inputs"]] == list(FEATURES)
    assert len(again["back_test"]) == 3 * len(CANDIDATES)
    assert trained.test is not None
    assert sum(row["n"] for row in again["calibration"]) == len(trained.test.outcomes)
    assert again["yearly_rate"]["low"] < again["yearly_rate"]["rate"] < again["yearly_rate"]["high"]
    assert any("Sex, age" in limit for limit in again["limits"])


def test_a_small_agency_is_refused_and_everybody_has_the_same_risk() -> None:
    small = Records.of(make_agency(employees=150, years=3, until=UNTIL).tables)
    trained = train_turnover([small], until=UNTIL)
    assert trained.refusal == "too_few_events"
    assert trained.test is None
    assert 0 < trained.n_events < EVENT_FLOOR
    risk = trained.model.predict_risk(build_profiles(small, UNTIL), horizon_days=365)
    assert len(set(risk.round(12))) == 1
    assert 0 < risk[0] < 0.2
    card = card_of(trained)
    assert card["calibration"] == []
    assert card["needed"]["events"] == EVENT_FLOOR - trained.n_events
    assert card["needed"]["people"] > 0


def test_a_history_without_an_earlier_origin_is_too_short() -> None:
    """Sixty exits, but all in the last months: no origin has a period seen to its end."""
    people = [f"p{number:03d}" for number in range(200)]
    text = "employee_id joined_on recorded_on\n" + "\n".join(
        f"{one} 2020-01-01 2020-01-01" for one in people
    )
    posts = "employee_id started_on unit_id job_id recorded_on\n" + "\n".join(
        f"{one} 2020-01-01 tax clerk 2020-01-{1 + number % 28:02d}"
        for number, one in enumerate(people)
    )
    left = "employee_id left_on reason recorded_on\n" + "\n".join(
        f"{one} 2023-{7 + number % 5:02d}-{1 + number % 27:02d} resignation 2023-12-01"
        for number, one in enumerate(people[:60])
    )
    short = records(employees=text, assignments=posts, departures=left)
    trained = train_turnover([short], until=date(2025, 1, 1), horizon_days=730)
    assert trained.refusal == "too_short_a_history"


def test_an_agency_without_departures_gets_an_assumed_rate(agency: Records) -> None:
    frames = {name: frame for name, frame in agency.frames.items() if name != "departures"}
    trained = train_turnover([Records(frames)], until=date(2020, 1, 1))
    assert trained.refusal == "no_voluntary_exits"
    assert trained.n_events == 0


def test_nobody_with_a_post_prevents_training() -> None:
    empty = records(
        employees="employee_id joined_on\nana 2024-01-01",
        assignments="employee_id started_on unit_id\nana 2024-01-01 tax",
    )
    with pytest.raises(Prevented, match="2020-01-01"):
        train_turnover([empty], until=date(2020, 1, 1))


def test_what_becomes_known_later_does_not_change_what_was_learned(agency: Records) -> None:
    until = date(2018, 6, 1)
    early = train_turnover([agency], until=until)
    known = train_turnover([agency.known_before(until)], until=until)
    profiles = build_profiles(agency, until)
    assert (early.n_people, early.n_events) == (known.n_people, known.n_events)
    assert early.refusal == known.refusal
    one = early.model.predict_risk(profiles, horizon_days=365)
    assert one.tobytes() == known.model.predict_risk(profiles, horizon_days=365).tobytes()
    assert (agency.frame("departures")[KNOWN] >= pd.Timestamp(until)).any()


def test_days_in_two_outcome_periods_count_once() -> None:
    days = pd.to_datetime(["2020-01-01", "2020-07-01", "2020-01-01"])
    index = pd.MultiIndex.from_arrays([days, ["a", "a", "b"]], names=["as_of", "employee_id"])
    outcome = pd.DataFrame({"exposure_days": [365.0, 100.0, 200.0]}, index=index)
    assert person_years(outcome) * 365.25 == pytest.approx(182 + 100 + 200)
