"""The audit by group: known answers, small cells, the gate, proxies and what evening out costs."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from features.records import Records
from features.vault import ATTRIBUTES, groups_of
from tests.training.text_records import records
from training.evidence import evidence
from training.gate import Verdict, held_by_groups
from training.groups import auc_with_interval, group_report, listed
from training.mitigation import mitigation_table
from training.proxies import changes, proxy_report, without_part
from training.shares import shares
from training.turnover import Trained

N = 4000


def made(seed: int = 7, **effects: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return tested people whose risks are true, but for factors on the exits of a group."""
    rng = np.random.default_rng(seed)
    sex = rng.choice(["f", "m"], N)
    risk = rng.beta(1.5, 12.0, N)
    true = np.minimum(risk * np.array([effects.get(one, 1.0) for one in sex]), 1.0)
    people = [f"p{n}" for n in range(N)]
    index = pd.MultiIndex.from_product(
        [[pd.Timestamp("2024-01-01")], people], names=["as_of", "employee_id"]
    )
    told = pd.DataFrame(
        {
            "log_hazard": np.log(risk),
            "risk": risk,
            "expected": risk,
            "left": (rng.random(N) < true).astype(float),
            "exposure_days": 365.0,
        },
        index=index,
    )
    groups = pd.DataFrame(None, index=index, columns=list(ATTRIBUTES), dtype=object)
    return told.assign(listed=listed(told["risk"])), groups.assign(sex=sex)


def row_of(report: dict, attribute: str, group: str) -> dict:
    (found,) = [r for r in report["rows"] if (r["attribute"], r["group"]) == (attribute, group)]
    return found


def test_true_risks_pass_and_a_wrong_level_in_one_group_fails() -> None:
    fair = group_report(*made())
    assert fair["failures"] == []
    women = row_of(fair, "sex", "f")
    assert women["ratio_low"] < 1 < women["ratio_high"]
    off = group_report(*made(f=2.5, m=0.8))
    assert {one["group"] for one in off["failures"]} >= {"f"}
    assert {one["what"] for one in off["failures"]} == {"level"}


def test_a_wrong_level_of_everybody_is_not_a_difference_between_groups() -> None:
    assert group_report(*made(f=1.8, m=1.8))["failures"] == []


def test_an_order_that_is_turned_around_fails() -> None:
    told, groups = made()
    women = groups["sex"].eq("f").to_numpy()
    turned = told["risk"].where(~women, told["risk"].max() - told["risk"])
    wrong = told.assign(risk=turned, expected=told["expected"])
    assert {"attribute": "sex", "group": "f", "what": "order"} in group_report(wrong, groups)[
        "failures"
    ]


def test_small_groups_are_counted_and_not_shown() -> None:
    told, groups = made()
    groups["disability"] = np.where(np.arange(N) < 9, "yes", "no")
    report = group_report(told, groups)
    assert not [one for one in report["rows"] if "yes" in one["group"].split(" x ")]
    assert report["left_out"] == 3
    groups["disability"] = np.where(np.arange(N) < 10, "yes", "no")
    assert row_of(group_report(told, groups), "disability", "yes")["people"] == 10


def test_intersections_are_pairs_of_what_is_known_of_both() -> None:
    told, groups = made()
    groups["age_band"] = np.where(np.arange(N) % 2, "below 30", "30 to 39")
    groups.loc[told.index[:100], "sex"] = None
    report = group_report(told, groups)
    pairs = [one for one in report["rows"] if one["attribute"] == "sex x age_band"]
    assert len(pairs) == 4
    assert sum(one["n"] for one in pairs) == N - 100


def test_impact_ratio_by_hand() -> None:
    counts = pd.DataFrame({"n": [100, 200, 20], "chosen": [10, 60, 0]}, index=["a", "b", "c"])
    a, b, c = shares(counts)
    assert a["ratio"] == pytest.approx(0.1 / 0.3)
    assert a["surely_below"]
    assert (b["ratio"], b["below"]) == (1.0, False)
    assert c["ratio"] is None
    few = shares(pd.DataFrame({"n": [40, 40], "chosen": [3, 4]}, index=["a", "b"]))[0]
    assert few["below"]
    assert not few["surely_below"]


def test_many_groups_are_held_against_all_others() -> None:
    counts = pd.DataFrame({"n": 100, "chosen": 10}, index=[f"u{n}" for n in range(12)])
    counts.loc["u0", "chosen"] = 30
    found = {row["group"]: row for row in shares(counts)}
    assert found["u0"]["ratio"] == pytest.approx(3.0)
    assert found["u1"]["ratio"] == pytest.approx(0.1 / (130 / 1100))


def test_interval_of_the_auc_holds_the_truth_nine_times_of_ten() -> None:
    rng, held = np.random.default_rng(7), 0
    for _ in range(200):
        left = (np.arange(300) < 40).astype(float)
        found = auc_with_interval(rng.normal(left, 1.0), left)
        held += found["auc_low"] <= 0.7602 <= found["auc_high"]
    assert 165 <= held <= 195


def test_a_proxy_is_found_and_its_part_taken_out() -> None:
    told, groups = made()
    rng = np.random.default_rng(3)
    women = groups["sex"].eq("f").to_numpy()
    profiles = pd.DataFrame({"x": women + rng.normal(0, 0.3, N), "y": rng.normal(0, 1, N)})
    leaning = told.assign(log_hazard=told["log_hazard"] + 3.0 * women)
    (free,) = proxy_report(profiles, told, groups)
    (bound,) = proxy_report(profiles, leaning, groups)
    assert free["auc"] > 0.9
    assert free["rank_correlation"] > 0.98
    assert bound["rank_correlation"] < 0.85
    assert bound["list_kept"] < free["list_kept"]


def test_what_cannot_be_told_takes_nothing_out() -> None:
    told, _ = made()
    chance = np.full(N, 0.5)
    rest = without_part(told["log_hazard"].to_numpy(), chance)
    assert changes(told, rest)["list_kept"] == 1.0


def test_even_thresholds_take_the_same_share_of_each_group() -> None:
    told, groups = made()
    skewed = told.assign(log_hazard=told["log_hazard"] + 2.0 * groups["sex"].eq("f"))
    table = {row["measure"]: row for row in mitigation_table(skewed, groups)}
    assert len({row["listed"] for row in table.values()}) == 1
    assert table["as_it_is"]["lowest_impact"] < 0.8 < table["even_thresholds"]["lowest_impact"]
    assert table["even_thresholds"]["lowest_impact"] > 0.95


def test_the_gate_holds_a_failing_model_unless_somebody_signs() -> None:
    passes = Verdict(True, "not_worse")
    assert held_by_groups(passes, 0, waiver="") == passes
    assert held_by_groups(passes, 2, waiver="") == Verdict(False, "groups_differ")
    assert held_by_groups(passes, 2, waiver="Agreed with the works council") == passes
    worse = Verdict(False, "worse_than_champion")
    assert held_by_groups(worse, 2, waiver="x") == worse


def test_groups_are_those_of_the_day() -> None:
    own = records(
        employees="employee_id joined_on birth_date sex\nana 2015-01-01 1990-06-01 f\n"
        "budi 2015-01-01 1960-01-01 -",
        statuses="employee_id started_on employment_type\nana 2015-01-01 cpns\nana 2016-01-01 pns",
        assignments="employee_id started_on unit_id\nana 2015-01-01 tax\nbudi 2015-01-01 tax",
    )
    days = [pd.Timestamp("2015-07-01"), pd.Timestamp("2020-07-01")]
    moments = pd.MultiIndex.from_product([days, ["ana", "budi"]], names=["as_of", "employee_id"])
    found = groups_of([own], moments)
    assert list(found["age_band"]) == ["below 30", "50 and above", "30 to 39", "50 and above"]
    assert list(found["employment_type"]) == ["cpns", None, "pns", None]
    assert list(found["sex"]) == ["f", None, "f", None]
    assert list(found["unit_id"]) == ["tax"] * 4


def test_the_evidence_of_a_training_run_is_plain(trained: Trained, agency: Records) -> None:
    found = evidence(trained, [agency])
    assert json.loads(json.dumps(found)) == found
    whole = [r for r in found["groups"]["rows"] if r["attribute"] == "sex"]
    assert sum(one["n"] for one in whole) == len(trained.test.outcomes)
    assert evidence(trained, [agency]) == found
