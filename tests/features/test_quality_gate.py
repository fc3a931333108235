"""The gate as a whole: the index by hand, what a fault is worth, and the order of the fixes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.families import FEATURES
from features.importing.checking import check
from features.prevented import Prevented
from features.profiles import build_profiles
from features.quality.declare import DIMENSIONS, RULES
from features.quality.effects import difference, evenly
from features.quality.evidence import Evidence
from features.quality.gate import DECISION_WORTH, Quality, check_quality
from features.quality.index import EQUAL, scores, weights_of
from features.records import Records
from features.sample import make_agency
from features.sources import FrameSource
from tests.features.test_quality_rules import DAY, JOBS, OFFICE, PEOPLE, RANKS, STATUSES, UNITS
from tests.training.text_records import records, words


def test_the_index_by_hand() -> None:
    tally = words(
        """
        group  dimension     checked  failed
        tax    completeness  10       1
        tax    completeness  10       2
        tax    accuracy      4        1
        tax    consistency   0        0
        health timeliness    5        0
        """
    ).astype({"checked": "int64", "failed": "int64"})
    table = scores(tally.set_index("group"), weights={**EQUAL, "accuracy": 0.5})
    tax = table.loc["tax"]
    assert tax["completeness"] == pytest.approx(85.0)
    assert tax["accuracy"] == pytest.approx(75.0)
    assert np.isnan(tax["timeliness"])
    assert np.isnan(tax["consistency"])
    assert tax["index"] == pytest.approx((0.25 * 85 + 0.5 * 75) / 0.75)
    assert tax["checked"] == 24
    assert table.loc["health", "index"] == 100.0


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,x", "1,2,3,-1", "0,0,0,0", "1,1,1,inf"])
def test_weights_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match="give four weights, for completeness"):
        weights_of(text)


def test_weights_are_shares() -> None:
    weights = weights_of("40, 10, 30, 20")
    assert list(weights) == list(DIMENSIONS)
    assert weights["completeness"] == pytest.approx(0.4)
    assert sum(weights.values()) == pytest.approx(1.0)


@pytest.fixture(scope="module")
def office() -> Quality:
    """A small office: ana has a rank that falls, tax has no head, and judge has no age."""
    return check_quality(
        records(
            employees=PEOPLE,
            assignments=OFFICE["assignments"],
            statuses=STATUSES,
            ranks=RANKS.replace("ana          2020-01-01  III/b", "ana          2020-01-01  II/d"),
            units=UNITS.replace("tax      office     dea", "tax      office     -"),
            jobs=JOBS.replace("judge   functional  60", "judge   functional  -"),
        ),
        DAY,
    )


def test_people_units_and_jobs_are_counted_where_they_belong(office: Quality) -> None:
    counts = office.tally.groupby("rule")[["checked", "failed"]].sum()
    assert counts.loc["rank_falls"].tolist() == [4, 1]
    assert counts.loc["unit_without_head"].tolist() == [2, 1]
    assert counts.loc["retirement_age_unknown"].tolist() == [3, 1]
    of_unit = office.tally[office.tally["rule"].eq("rank_falls")].set_index("unit_id")
    assert of_unit["checked"].to_dict() == {"tax": 3, "health": 1}
    assert of_unit["failed"].to_dict() == {"tax": 1, "health": 0}
    assert office.by("unit_id")["checked"].sum() < office.by(None)["checked"].sum()
    assert "appraisal_missing" not in office.rules


def test_the_index_of_a_person_is_that_of_her_rules(office: Quality) -> None:
    own = office.people
    assert own.loc["ana", "consistency"] < 100.0
    assert own.loc["ben", "consistency"] == 100.0
    assert own["index"].between(0, 100).all()
    assert own.loc["cit", "unit_id"] == "health"


def test_one_fix_of_a_unit_or_a_job_counts_for_all_whom_it_touches(office: Quality) -> None:
    fixes = office.fixes.set_index("rule")
    head = fixes.loc["unit_without_head"]
    assert (head["item"], head["n_people"], head["n_decisions"]) == ("tax", 3, 3)
    assert pd.isna(head["employee_id"])
    assert fixes.loc["retirement_age_unknown", "n_people"] == 1
    assert head["worth"] == pytest.approx(head["effect"] + 3 * DECISION_WORTH)


def test_fixes_come_in_the_order_of_their_worth(office: Quality) -> None:
    assert office.fixes["worth"].is_monotonic_decreasing
    assert set(office.fixes["rule"]) == {
        "rank_falls",
        "unit_without_head",
        "retirement_age_unknown",
    }


def test_an_effect_is_how_far_the_profile_moves_in_the_other_reading() -> None:
    """By hand: without the falling rank, which columns of ana differ, and by how much."""
    falling = RANKS.replace("ana          2020-01-01  III/b", "ana          2020-01-01  II/d")
    without = RANKS.replace("    ana          2020-01-01  III/b\n", "")
    tables = {**OFFICE, "statuses": STATUSES}
    before = build_profiles(records(**tables, ranks=falling), DAY).droplevel("as_of")
    after = build_profiles(records(**tables, ranks=without), DAY).droplevel("as_of")
    expected = 0.0
    for name, column in before.items():
        one, other = column["ana"], after[name]["ana"]
        if pd.isna(one) and pd.isna(other):
            continue
        if isinstance(one, str) or pd.isna(one) or pd.isna(other):
            expected += float(one != other)
        else:
            expected += min(1.0, abs(one - other) / (column.std() or 1.0))
    quality = check_quality(records(**tables, ranks=falling), DAY)
    (effect,) = quality.faults.loc[quality.faults["rule"].eq("rank_falls"), "effect"]
    assert effect == pytest.approx(expected)
    assert effect > 1.0


def test_what_is_missing_is_worth_what_colleagues_would_lose() -> None:
    ranks = "\n".join(line for line in RANKS.splitlines() if "ana" not in line)
    quality = check_quality(records(**OFFICE, statuses=STATUSES, ranks=ranks), DAY)
    (fault,) = quality.faults[quality.faults["rule"].eq("rank_missing")].to_dict("records")
    assert fault["employee_id"] == "ana"
    of_rank = [name for name, one in FEATURES.items() if "ranks" in one.needs]
    assert 0 < fault["effect"] <= len(of_rank)


def test_who_is_only_in_one_reading_counts_all_columns() -> None:
    columns = {"a": [1.0, 2.0], "b": [np.nan, 0.0]}
    base = pd.DataFrame(columns, index=["ana", "ben"])
    spread = pd.Series({"a": 1.0, "b": 1.0})
    both = difference(base, base.drop("ben"), pd.Index(["ana", "ben", "cit"]), spread=spread)
    assert both.to_dict() == {"ana": 0.0, "ben": 2.0, "cit": 0.0}


def test_a_column_counts_one_at_most() -> None:
    base = pd.DataFrame({"a": [1.0], "b": [1.0], "c": [np.nan]}, index=["ana"])
    other = pd.DataFrame({"a": [1.5], "b": [100.0], "c": [3.0]}, index=["ana"])
    spread = pd.Series({"a": 2.0, "b": 2.0, "c": 2.0})
    assert difference(base, other, base.index, spread=spread).tolist() == [0.25 + 1.0 + 1.0]


@given(st.sets(st.text("abc", min_size=1, max_size=4)), st.integers(1, 20))
def test_people_tried_are_spread_evenly(ids: set[str], most: int) -> None:
    chosen = evenly(pd.Index(sorted(ids, reverse=True), dtype="str"), most=most)
    assert len(chosen) == min(most, len(ids))
    assert chosen.is_unique
    assert set(chosen) <= ids


def test_nobody_on_record_is_said() -> None:
    with pytest.raises(Prevented, match="nobody is on record before 1990-01-01"):
        check_quality(records(**OFFICE), date(1990, 1, 1))


@pytest.fixture(scope="module")
def agency() -> Records:
    """An invented agency of 150 people."""
    made = make_agency(employees=150, until=date(2025, 1, 1))
    checked = check(FrameSource(made.tables), today=date(2025, 1, 1), ids_are_pseudonyms=True)
    return Records.of(checked.tables)


def test_every_rule_is_checked_on_the_sample_and_none_twice(agency: Records) -> None:
    quality = check_quality(agency, date(2025, 1, 1))
    assert set(quality.rules) == set(RULES)
    assert not quality.tally.duplicated(["rule", "unit_id"]).any()
    assert (quality.tally["failed"] <= quality.tally["checked"]).all()
    assert quality.by(None)["index"].iloc[0] > 90.0
    assert quality.faults["effect"].notna().all()
    assert quality.faults["effect"].between(0, len(FEATURES)).all()
    assert len(quality.faults) == quality.fixes["n_rows"].sum()
    assert quality.faults["worth"].sum() == pytest.approx(quality.fixes["worth"].sum())


def test_the_future_does_not_matter(agency: Records) -> None:
    day = date(2022, 1, 1)
    with_future, without = check_quality(agency, day), check_quality(agency.known_before(day), day)
    pd.testing.assert_frame_equal(with_future.fixes, without.fixes)
    pd.testing.assert_frame_equal(with_future.tally, without.tally)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_a_planted_fault_is_found_and_nobody_else_is_blamed(agency: Records, seed: int) -> None:
    """A rank put below all others, recorded in the past: only its owner is at fault."""
    day = date(2025, 1, 1)
    ranks = agency.frame("ranks")
    able = ranks["employee_id"].isin(check_people(agency, day)) & ranks["rank"].gt("I/a")
    row = ranks[able & ranks["rank"].str.contains("/")].sample(1, random_state=seed)
    (owner,) = row["employee_id"]
    second = pd.Timestamp("2024-06-02")
    row = row.assign(rank="I/a", started_on=second, recorded_on=second, known_on=second)
    frames = {**agency.frames, "ranks": pd.concat([ranks, row], ignore_index=True)}
    before, after = (
        set(RULES["rank_falls"].check(Evidence(one, day)).faults["employee_id"])
        for one in (agency, Records(frames))
    )
    assert after - before == {owner}


def check_people(agency: Records, day: date) -> pd.Index:
    """Return who is present on a day."""
    return build_profiles(agency, day, names=[]).index.get_level_values("employee_id")
