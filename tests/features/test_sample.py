from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.contract import Table
from features.sample import SampleAgency, make_agencies, make_agency, write_agency
from features.sample.appraisals import ABOVE, BELOW, EXCELLENT, GOOD, WEAK, steered_results
from features.sample.departures import DRIVERS, VOLUNTARY_A_YEAR
from features.tables import REASON_FAMILIES, TABLES

UNTIL = pd.Timestamp("2026-01-01")


@pytest.fixture(scope="module")
def agency() -> SampleAgency:
    return make_agency(employees=3000)


@pytest.fixture(scope="module")
def small() -> SampleAgency:
    return make_agency(employees=400, years=4)


def present(agency: SampleAgency) -> pd.DataFrame:
    employees = agency.tables["employees"]
    return employees[~employees["employee_id"].isin(agency.tables["departures"]["employee_id"])]


def open_posts(agency: SampleAgency) -> pd.DataFrame:
    posts = agency.tables["assignments"]
    posts = posts[posts["ended_on"].isna() & (posts["appointment"] == "definitive")]
    posts = posts[posts["employee_id"].isin(present(agency)["employee_id"])]
    return posts.merge(agency.tables["jobs"], on="job_id")


def last_left(agency: SampleAgency, of: pd.DataFrame, person: str) -> pd.Series:
    left = agency.tables["departures"].set_index("employee_id")["left_on"]
    return of[person].map(left).astype("datetime64[us]")


def test_equal_arguments_give_equal_agencies(small: SampleAgency) -> None:
    again = make_agency(employees=400, years=4)
    other = make_agency(employees=400, years=4, seed=8)
    for name, table in small.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])
    pd.testing.assert_frame_equal(small.truth, again.truth)
    assert not small.tables["employees"].equals(other.tables["employees"])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_has_every_column_of_the_contract(agency: SampleAgency, table: Table) -> None:
    made = agency.tables[table.name]
    kinds = {"date": "datetime64[us]", "number": "float64", "flag": "bool"}
    assert list(made) == [column.name for column in table.columns]
    assert len(made) > 0
    for column in table.columns:
        assert str(made[column.name].dtype) == kinds.get(column.kind, "str"), column.name
        if column.codes:
            assert set(made[column.name].dropna()) <= set(column.codes), column.name
        if column.required:
            assert made[column.name].notna().all(), column.name
        if column.kind == "number":
            assert made[column.name].dropna().between(column.low or 0, column.high or np.inf).all()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_are_unique_and_references_lead_somewhere(agency: SampleAgency, table: Table) -> None:
    made = agency.tables[table.name]
    assert not made.duplicated(list(table.key)).any()
    for column in table.columns:
        target = "employees" if column.name == "employee_id" else column.refers_to
        if target:
            key = agency.tables[target].iloc[:, 0]
            assert made[column.name].dropna().isin(key).all(), column.name


def test_the_staff_is_as_large_as_asked(agency: SampleAgency) -> None:
    assert len(present(agency)) == pytest.approx(3000, rel=0.05)


def test_shares_are_those_of_the_civil_service(agency: SampleAgency) -> None:
    people = present(agency)
    status = agency.tables["statuses"].sort_values("started_on").groupby("employee_id").last()
    kinds = people["employee_id"].map(status["employment_type"]).value_counts(normalize=True)
    posts = open_posts(agency)["kind"].value_counts(normalize=True)
    age = (UNTIL - people["birth_date"]).dt.days / 365.25
    permanent = people["employee_id"].map(status["employment_type"]) == "pns"
    short = (UNTIL - people["joined_on"]).dt.days < 5 * 365.25
    assert kinds["pppk"] + kinds["pppk_part_time"] == pytest.approx(0.36, abs=0.04)
    assert (people["sex"] == "f").mean() == pytest.approx(0.56, abs=0.05)
    assert short.mean() == pytest.approx(0.48, abs=0.06)
    assert posts["functional"] == pytest.approx(0.63, abs=0.06)
    assert posts["executor"] == pytest.approx(0.31, abs=0.06)
    assert posts["functional"] + posts["executor"] == pytest.approx(0.94, abs=0.03)
    assert age[permanent].between(50, 60).mean() == pytest.approx(0.32, abs=0.07)


def test_graduates_are_the_majority(agency: SampleAgency) -> None:
    rows = agency.tables["educations"].sort_values("completed_on").groupby("employee_id").last()
    level = rows.loc[present(agency)["employee_id"], "level"]
    assert level.isin(["s1", "d4", "profession"]).mean() == pytest.approx(0.62, abs=0.06)
    assert level.isin(["primary", "junior", "senior"]).mean() == pytest.approx(0.15, abs=0.05)


def test_teachers_and_health_workers_are_the_largest_families(agency: SampleAgency) -> None:
    functional = open_posts(agency).query("kind == 'functional'")
    assert list(functional["family"].value_counts().index[:2]) == ["Pendidikan", "Kesehatan"]


OWN_DATE = {
    "statuses": "started_on",
    "assignments": "started_on",
    "ranks": "started_on",
    "feedbacks": "given_on",
    "assessments": "assessed_on",
    "trainings": "completed_on",
    "mentorings": "started_on",
    "goals": "declared_on",
    "absences": "started_on",
    "sanctions": "decided_on",
    "appraisals": "period_end",
    "departures": "left_on",
}


@pytest.mark.parametrize("name", OWN_DATE)
def test_events_lie_between_joining_and_leaving(agency: SampleAgency, name: str) -> None:
    table = agency.tables[name]
    person = "mentee_id" if name == "mentorings" else "employee_id"
    joined = agency.tables["employees"].set_index("employee_id")["joined_on"]
    assert (table[OWN_DATE[name]] >= table[person].map(joined)).all()
    left = last_left(agency, table, person)
    assert not (table[OWN_DATE[name]] > left).any()
    for other in {"ended_on", "feedback_on"} & set(table):
        assert name == "sanctions" or not (table[other] > left).any(), other


@pytest.mark.parametrize("name", sorted({*OWN_DATE} - {"goals"}))
def test_rows_are_recorded_after_they_happened_and_before_the_end(
    agency: SampleAgency, name: str
) -> None:
    table = agency.tables[name]
    assert (table["recorded_on"] >= table[OWN_DATE[name]]).all()
    assert (table["recorded_on"] < UNTIL).all()
    if "end_recorded_on" in table:
        ended = table[table["ended_on"].notna()]
        assert (ended["end_recorded_on"] >= ended["ended_on"]).all()
        assert (ended["end_recorded_on"] < UNTIL).all()
        assert table["end_recorded_on"].isna().equals(table["ended_on"].isna())


def test_departures_are_recorded_within_ninety_days(agency: SampleAgency) -> None:
    table = agency.tables["departures"]
    late = (table["recorded_on"] - table["left_on"]).dt.days
    assert late.max() <= 90
    assert 5 < late.mean() < 30
    asked = table[table["requested_on"].notna()]
    assert len(asked) > 50
    assert (asked["requested_on"] < asked["left_on"]).all()


def test_definitive_posts_follow_one_another(agency: SampleAgency) -> None:
    posts = agency.tables["assignments"].query("appointment == 'definitive'")
    posts = posts.sort_values(["employee_id", "started_on"])
    before = posts.groupby("employee_id")["ended_on"].shift()
    first = ~posts.duplicated("employee_id")
    assert (posts["started_on"] < posts["ended_on"].fillna(UNTIL)).all()
    known = before.notna()
    assert (posts["started_on"][known] >= before[known]).all()
    joined = agency.tables["employees"].set_index("employee_id")["joined_on"]
    assert (posts["started_on"] == posts["employee_id"].map(joined))[first].mean() > 0.98
    open_before = ~first & before.isna()
    assert open_before.mean() < 0.01


def test_nobody_is_their_own_superior(agency: SampleAgency) -> None:
    posts = agency.tables["assignments"]
    assert not (posts["supervisor_id"] == posts["employee_id"]).any()
    assert open_posts(agency)["supervisor_id"].isna().mean() < 0.01
    assert not (agency.tables["appraisals"].eval("rater_id == employee_id")).any()


def test_superiors_were_here_when_they_were_named(agency: SampleAgency) -> None:
    posts = agency.tables["assignments"].dropna(subset=["supervisor_id"])
    joined = agency.tables["employees"].set_index("employee_id")["joined_on"]
    left = last_left(agency, posts, "supervisor_id")
    assert (posts["started_on"] >= posts["supervisor_id"].map(joined)).all()
    assert not (posts["started_on"] > left).any()


def test_a_change_of_superior_alone_keeps_unit_and_job(agency: SampleAgency) -> None:
    posts = agency.tables["assignments"].query("appointment == 'definitive'")
    posts = posts.sort_values(["employee_id", "started_on"])
    same = posts["employee_id"] == posts["employee_id"].shift()
    going_on = posts["move"].isna() & same & (posts["started_on"] == posts["ended_on"].shift())
    assert going_on.sum() > 1000
    assert (posts["unit_id"] == posts["unit_id"].shift())[going_on].all()
    assert (posts["job_id"] == posts["job_id"].shift())[going_on].all()
    assert (posts["supervisor_id"] != posts["supervisor_id"].shift())[going_on].all()


def test_people_retire_on_the_day_the_calendar_says(agency: SampleAgency) -> None:
    gone = agency.tables["departures"].query("reason == 'retirement'")
    assert len(gone) > 100
    posts = agency.tables["assignments"].query("appointment == 'definitive'")
    last = posts.sort_values("started_on").groupby("employee_id").last()
    age = last["job_id"].map(agency.tables["jobs"].set_index("job_id")["retirement_age"])
    birth = agency.tables["employees"].set_index("employee_id")["birth_date"]
    due = gone["employee_id"].map(birth).dt.to_period("M") + 1
    due = due + (gone["employee_id"].map(age) * 12).astype(int)
    assert (due.dt.to_timestamp() == gone["left_on"]).mean() > 0.97
    assert (gone["left_on"].dt.day == 1).all()


def test_section_heads_became_functional_at_the_equalisation(agency: SampleAgency) -> None:
    moved = agency.tables["assignments"].query("move == 'equalisation'")
    jobs = agency.tables["jobs"].set_index("job_id")
    units = agency.tables["units"]
    closed = units[units["valid_to"] == pd.Timestamp("2021-12-31")]
    assert len(closed) > 10
    assert (moved["started_on"] == pd.Timestamp("2021-12-31")).all()
    assert (moved["job_id"].map(jobs["kind"]) == "functional").all()
    assert len(moved) > len(closed) / 2


def test_nobody_works_in_a_unit_that_is_closed(agency: SampleAgency) -> None:
    posts = agency.tables["assignments"]
    closes = posts["unit_id"].map(agency.tables["units"].set_index("unit_id")["valid_to"])
    closed = posts[closes.notna()]
    known = closed["ended_on"].notna()
    assert known.mean() > 0.99
    assert (closed["ended_on"] <= closes[closes.notna()])[known].all()


def test_appraisals_follow_the_regime_of_their_year(agency: SampleAgency) -> None:
    table = agency.tables["appraisals"]
    years = table.groupby("regime")["period_start"].agg(lambda day: set(day.dt.year))
    assert years["dp3"] == {2013}
    assert years["skp2011"] == set(range(2014, 2021))
    assert years["skp2019"] == {2021}
    assert years["expectation2022"] == {2022, 2023, 2024}
    modern = table["regime"] == "expectation2022"
    assert (table["score"].isna() == modern).all()
    matrix = table[modern].groupby(["work_result", "behaviour"])["predicate"].nunique()
    assert (matrix == 1).all()
    assert table["recorded_on"].dt.month.isin([2, 3, 4]).all()


@pytest.mark.parametrize("size", [1, 3, 10, 25, 60])
def test_the_mix_of_predicates_in_a_unit_keeps_to_its_own_predicate(size: int) -> None:
    """Bounds of the circular on distribution: weak at most 10% very good, 60% or more lower."""
    unit = np.repeat(np.arange(30), size)
    judged = unit % 3
    merit = np.random.default_rng(1).normal(size=len(unit))
    result = pd.Series(steered_results(merit, unit, judged)).groupby(unit)
    above, below = (
        result.agg(lambda of, code=code: (of == code).mean()) for code in (ABOVE, BELOW)
    )
    weak, good, excellent = (np.arange(30) % 3 == code for code in (WEAK, GOOD, EXCELLENT))
    assert (above[weak] <= 0.10).all()
    assert (below[weak] >= 0.60).all()
    assert (above[good] <= 0.25).all()
    assert (below[good] * size >= (1 if size >= 20 else 0)).all()
    assert (above[excellent] <= 0.70).all()


def test_some_units_of_a_year_are_weak_and_most_people_are_good(agency: SampleAgency) -> None:
    modern = agency.tables["appraisals"].query("regime == 'expectation2022'")
    shares = modern["predicate"].value_counts(normalize=True)
    assert shares[4] > 0.5
    assert 0.1 < shares[5] < 0.35
    assert 0.02 < shares[shares.index < 4].sum() < 0.15


def test_prerequisites_were_passed_before(agency: SampleAgency) -> None:
    taken = agency.tables["trainings"].query("outcome == 'completed'")
    first = taken.groupby(["employee_id", "course_id"])["completed_on"].min()
    pka, pkp = (first.xs(course, level=1) for course in ("PKA", "PKP"))
    both = pka.index.intersection(pkp.index)
    assert len(both) > 0
    assert (pka[both] > pkp[both]).all()


def voluntary_exits(agency: SampleAgency, until: pd.Timestamp) -> pd.DataFrame:
    gone = agency.tables["departures"]
    gone = gone[gone["reason"].isin(REASON_FAMILIES["voluntary"])]
    return gone[gone["left_on"] < until]


def test_exits_match_the_true_hazard(agency: SampleAgency) -> None:
    sure = UNTIL - pd.DateOffset(months=4)
    expected = agency.truth.query("month < @sure")["hazard"].sum()
    seen = len(voluntary_exits(agency, sure))
    assert abs(seen - expected) < 4 * np.sqrt(expected)
    assert agency.truth["hazard"].mean() * 12 == pytest.approx(VOLUNTARY_A_YEAR, abs=0.008)


def test_exits_happen_where_the_hazard_is_high(agency: SampleAgency) -> None:
    truth = agency.truth
    gone = voluntary_exits(agency, UNTIL)[["employee_id", "left_on"]]
    gone["month"] = gone["left_on"].dt.to_period("M").dt.to_timestamp().astype("datetime64[us]")
    left = truth.merge(gone, on=["employee_id", "month"], how="left")["left_on"].notna()
    high = truth["hazard"] > truth["hazard"].quantile(0.8)
    for part in (high, ~high):
        expected = truth["hazard"][part].sum()
        assert abs(left[part].sum() - expected) < 4 * np.sqrt(expected)
    assert left[high].mean() > 3 * left[~high].mean()


def test_the_hazard_is_the_base_and_the_drivers(agency: SampleAgency) -> None:
    truth = agency.truth
    base = np.log(truth["hazard"]) - truth[list(DRIVERS)].sum(axis=1)
    assert base[truth["hazard"] < 0.24].std() < 1e-3
    spread = truth[list(DRIVERS)].std()
    assert (spread > 0.02).all()
    assert spread.index[spread.argmax()] == "stagnation"


def test_age_and_sex_change_no_hazard(agency: SampleAgency) -> None:
    rows = agency.truth[(agency.truth[list(DRIVERS)] == 0).all(axis=1)]
    rows = rows.merge(agency.tables["employees"], on="employee_id")
    age = (rows["month"] - rows["birth_date"]).dt.days / 365.25
    assert age.min() < 30
    assert age.max() > 50
    assert set(rows["sex"]) == {"f", "m"}
    assert rows["hazard"].nunique() == 1


def test_without_effects_the_hazard_is_constant() -> None:
    truth = make_agency(employees=300, years=3, effect=0.0).truth
    assert truth["hazard"].nunique() == 1
    assert truth["hazard"].iloc[0] * 12 == pytest.approx(VOLUNTARY_A_YEAR)
    assert (truth[list(DRIVERS)] == 0).all(axis=None)


def test_newly_placed_candidates_far_from_home_leave_often(agency: SampleAgency) -> None:
    far = agency.truth.query("newly_placed > 0.4")
    assert 0.07 < far["hazard"].mean() * 12 < 0.20


def test_assessments_are_near_the_true_levels(agency: SampleAgency) -> None:
    seen = agency.tables["assessments"]
    seen = seen[seen["assessed_on"] >= UNTIL - pd.DateOffset(years=1)]
    both = seen.merge(agency.truth_levels, on=["employee_id", "competency_id"])
    assert np.corrcoef(both["level_x"], both["level_y"])[0, 1] > 0.6
    assessed = present(agency)["employee_id"].isin(agency.tables["assessments"]["employee_id"])
    assert assessed.mean() == pytest.approx(0.4, abs=0.08)


def test_mentees_rate_effective_mentors_higher(agency: SampleAgency) -> None:
    ratings = agency.tables["mentorings"].groupby("mentor_id")["mentee_rating"].mean().dropna()
    effect = agency.truth_mentors.set_index("employee_id")["effect"]
    assert np.corrcoef(ratings, effect[ratings.index])[0, 1] > 0.4


@pytest.mark.parametrize(("employees", "years"), [(100, 10), (250, 2)])
def test_works_for_small_offices(employees: int, years: int) -> None:
    made = make_agency(employees=employees, years=years, until=dt.date(2024, 7, 1))
    assert len(present(made)) == pytest.approx(employees, rel=0.12)
    assert (made.tables["departures"]["recorded_on"] < pd.Timestamp("2024-07-01")).all()


def test_agencies_share_no_employee() -> None:
    first, second = make_agencies(agencies=2, employees=150, years=2)
    alone = make_agency(employees=150, years=2, number=2)
    ids = [set(a.tables["employees"]["employee_id"]) for a in (first, second)]
    assert not ids[0] & ids[1]
    assert set(second.tables["employees"]["agency_id"]) == {"kab-002"}
    pd.testing.assert_frame_equal(second.tables["assignments"], alone.tables["assignments"])


def test_writes_one_file_per_table(tmp_path: Path) -> None:
    made = list(make_agencies(agencies=2, employees=150, years=2))
    write_agency(made, tmp_path, truth=True)
    names = {path.stem for path in tmp_path.glob("*.csv")}
    assert names == {table.name for table in TABLES}
    employees = pd.read_csv(tmp_path / "employees.csv", dtype=str)
    assert len(employees) == sum(len(a.tables["employees"]) for a in made)
    assert employees["joined_on"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert len(pd.read_csv(tmp_path / "jobs.csv")) == len(made[0].tables["jobs"])
    truth = pd.read_csv(tmp_path / "truth" / "hazards.csv")
    assert len(truth) == sum(len(a.truth) for a in made)
