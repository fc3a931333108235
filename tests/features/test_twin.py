"""The competency twin: known answers, the slow reference, time, and the truth of the sample."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.records import Records
from features.sample import SampleAgency, make_agency
from features.twin import competency_evidence, competency_levels
from features.twin.estimation import Estimate, Evidence, estimate
from features.twin.noise import ASSESSMENT, COURSE, KINDS
from tests.features.plain_twin import Piece, plain_estimate
from tests.features.random_records import FIRST, LAST, random_records
from tests.features.test_parity import with_other_future
from tests.training.text_records import records

PAIR = ["employee_id", "competency_id"]
TODAY = 20_000
PIECES = st.lists(
    st.builds(
        Piece,
        day=st.integers(TODAY - 6000, TODAY - 1),
        kind=st.integers(0, len(KINDS) - 1),
        level=st.sampled_from([0.0, 1.0, 2.5, 3.0, 4.2, 5.0]),
        error=st.sampled_from([0.45, 0.75, 1.1]),
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(people=st.lists(PIECES, min_size=1, max_size=5), start=st.floats(0, 5))
def test_all_people_at_once_equal_one_after_the_other(
    people: list[list[Piece]], start: float
) -> None:
    evidence = evidence_of(people)
    found = estimate(evidence, np.full(len(people), start), day=TODAY)
    plain = [plain_estimate(pieces, start, day=TODAY) for pieces in people]
    np.testing.assert_allclose(found.level, [level for level, _ in plain], atol=1e-9)
    np.testing.assert_allclose(found.error, [error for _, error in plain], atol=1e-9)
    remains = np.bincount(found.evidence.pair, weights=found.remains, minlength=len(people))
    np.testing.assert_allclose(found.level, start + remains, atol=1e-9)
    assert ((found.level > -1e-9) & (found.level < 5 + 1e-9)).all()


def test_one_assessment_moves_by_its_gain() -> None:
    """An error of 0.6 beside a spread of 0.8: the gain is 0.64 / (0.64 + 0.36)."""
    found = one(Piece(TODAY, ASSESSMENT, 3.0, 0.6), start=2.0)
    assert found.level[0] == pytest.approx(2.64)
    assert found.error[0] == pytest.approx(0.48)


def test_after_a_half_life_half_of_the_move_is_left() -> None:
    five_years = round(5 * 365.25)
    found = one(Piece(TODAY - five_years, ASSESSMENT, 3.0, 0.6), start=2.0)
    assert found.level[0] == pytest.approx(2.32, abs=1e-3)
    assert 0.48 < found.error[0] < 0.8


def test_a_course_raises_up_to_its_level_and_never_lowers() -> None:
    assert one(Piece(TODAY, COURSE, 3.0, 0.0), start=2.8).level[0] == pytest.approx(3.0)
    assert one(Piece(TODAY, COURSE, 4.0, 0.0), start=2.0).level[0] == pytest.approx(2.5)
    assert one(Piece(TODAY, COURSE, 1.0, 0.0), start=2.0).level[0] == pytest.approx(2.0)


def test_without_evidence_the_job_is_all_that_is_known() -> None:
    found = estimate(evidence_of([[]]), np.array([1.7]), day=TODAY)
    assert found.level[0] == pytest.approx(1.7)
    assert found.error[0] == pytest.approx(0.8)
    assert found.n_evidence[0] == 0


OFFICE = {
    "employees": """
        employee_id  joined_on
        ana          2015-01-01
        ben          2015-01-01
    """,
    "assignments": """
        employee_id  started_on  job_id
        ana          2015-01-01  clerk
        ana          2020-01-01  analyst
        ben          2015-01-01  analyst
    """,
    "competencies": """
        competency_id  name       kind
        M.1            Integritas managerial
        data           Statistika technical
        text           Naskah     technical
    """,
    "competency_standards": """
        job_id   competency_id  required_level
        analyst  data           3
        analyst  M.1            3
        clerk    text           2
    """,
}


def test_every_kind_of_evidence_is_a_line() -> None:
    office = records(
        **OFFICE,
        educations="""
            employee_id  completed_on  level  field       recorded_on
            ana          2014-07-01    s1     Statistika  2014-07-01
        """,
        trainings="""
            employee_id  completed_on  course_id  outcome    recorded_on
            ana          2021-03-01    basic      completed  2021-03-05
            ana          2021-06-01    basic      failed     2021-06-05
        """,
        courses="""
            course_id  title
            basic      Data
        """,
        course_competencies="""
            course_id  competency_id  reached_level
            basic      data           3
        """,
        feedbacks="""
            employee_id  given_on    aspect  direction
            ana          2022-01-01  data    strength
            ana          2022-02-01  loyal   strength
        """,
        assessments="""
            employee_id  assessed_on  competency_id  level  method  recorded_on
            ana          2023-01-01   data           3      centre  2023-02-01
        """,
    )
    lines = competency_evidence(office, date(2024, 1, 1)).query("employee_id == 'ana'")
    told = lines[["competency_id", "kind"]].to_numpy().tolist()
    assert told == [
        ["data", "education"],
        ["data", "course"],
        ["data", "feedback"],
        ["data", "assessment"],
        ["text", "job"],
    ]
    levels = competency_levels(office, date(2024, 1, 1)).set_index(PAIR)
    for pair, own in lines.groupby(PAIR):
        total = own["start"].iloc[0] + own["remains"].sum()
        assert levels.loc[pair, "level"] == pytest.approx(total)
        assert levels.loc[pair, "n_evidence"] == len(own)
    early = competency_evidence(office, date(2023, 2, 1)).query("employee_id == 'ana'")
    assert "assessment" not in set(early["kind"]), "known on this very day"


def test_a_rated_value_speaks_for_its_competency_and_less_than_feedback_on_it() -> None:
    office = OFFICE | {
        "competencies": """
            competency_id  name            kind
            M.1            Integritas      managerial
            M.2            Kerja_Sama      managerial
            SK.1           Perekat_Bangsa  sociocultural
        """,
        "competency_standards": """
            job_id   competency_id  required_level
            analyst  M.2            3
            analyst  SK.1           3
        """,
    }
    told = """
        employee_id  given_on    aspect       direction
        ana          2022-01-01  kolaboratif  strength
        ben          2022-01-01  M.2          strength
        ben          2022-01-01  akuntabel    strength
        ben          2022-01-01  loyal        improve
    """
    said = records(**office, feedbacks=told)
    names = said.frame("competencies")["name"].str.replace("_", " ")
    named = {**said.frames, "competencies": said.frame("competencies").assign(name=names)}
    lines = competency_evidence(Records(named), date(2024, 1, 1))
    lines = lines[lines["kind"] == "feedback"]
    assert lines[PAIR].to_numpy().tolist() == [["ana", "M.2"], ["ben", "M.2"]]
    value, direct = lines["moved"].tolist()
    assert 0 < value < direct


def test_integrity_is_only_read_from_assessments() -> None:
    told = {
        "trainings": """
            employee_id  completed_on  course_id  outcome
            ben          2020-03-01    honest     completed
        """,
        "courses": """
            course_id  title
            honest     Integritas
        """,
        "course_competencies": """
            course_id  competency_id  reached_level
            honest     M.1            5
        """,
        "feedbacks": """
            employee_id  given_on    aspect  direction
            ben          2022-01-01  M.1     improve
        """,
    }
    assessed = """
        employee_id  assessed_on  competency_id  level  method
        ana          2021-01-01   M.1            2      self
        ana          2022-01-01   M.1            4      centre
    """
    levels = competency_levels(records(**OFFICE, **told, assessments=assessed), date(2024, 1, 1))
    honest = levels[levels["competency_id"] == "M.1"]
    assert honest[["employee_id", "level", "n_evidence"]].to_numpy().tolist() == [["ana", 4.0, 2]]
    lines = competency_evidence(records(**OFFICE, **told), date(2024, 1, 1))
    assert "M.1" not in set(lines["competency_id"])


def test_a_job_of_few_assessed_people_says_nothing_about_them() -> None:
    """What four colleagues have moves all who are asked for it alike; five move their job's own."""
    assert colleague_after(4, level=5) - colleague_after(4, level=1) < 0.7
    assert colleague_after(5, level=5) - colleague_after(5, level=1) > 1.5


def colleague_after(n: int, *, level: int) -> float:
    """Return the level of somebody whose job has so many colleagues assessed at a level."""
    people = [f"p{number}" for number in range(n + 1)]
    others = [f"q{number}" for number in range(20)]
    office = records(
        employees="employee_id joined_on\n" + "\n".join(f"{p} 2015-01-01" for p in people + others),
        assignments="employee_id started_on job_id\n"
        + "\n".join(f"{p} 2015-01-01 rare" for p in people)
        + "\n"
        + "\n".join(f"{p} 2015-01-01 usual" for p in others),
        competency_standards="job_id competency_id required_level\nrare data 3\nusual data 3",
        assessments="employee_id assessed_on competency_id level method\n"
        + "\n".join(f"{p} 2020-01-01 data {level} centre" for p in people[1:])
        + "\n"
        + "\n".join(f"{p} 2020-01-01 data 2 centre" for p in others),
    )
    levels = competency_levels(office, date(2021, 1, 1)).set_index(PAIR)
    return float(levels.loc[("p0", "data"), "level"])


def test_a_job_held_for_less_than_a_year_is_no_evidence() -> None:
    posts = """
        employee_id  started_on  job_id
        ana          2019-02-01  clerk
        ana          2020-01-01  analyst
        ben          2018-12-01  clerk
        ben          2020-01-01  analyst
    """
    lines = competency_evidence(records(**OFFICE | {"assignments": posts}), date(2024, 1, 1))
    assert lines[["employee_id", "kind"]].to_numpy().tolist() == [["ben", "job"]]


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    other=st.integers(0, 2**32 - 1),
    day=st.dates(min_value=FIRST, max_value=LAST),
)
def test_levels_do_not_change_when_the_future_does(seed: int, other: int, day: date) -> None:
    past = random_records(seed)
    changed = with_other_future(past, random_records(other), day)
    pd.testing.assert_frame_equal(competency_levels(past, day), competency_levels(changed, day))
    pd.testing.assert_frame_equal(competency_evidence(past, day), competency_evidence(changed, day))


@pytest.fixture(scope="module")
def agency() -> SampleAgency:
    return make_agency(employees=800, years=8)


def test_the_twin_is_nearer_the_truth_than_the_last_assessment_or_the_jobs_mean(
    agency: SampleAgency,
) -> None:
    """On the asked competencies of those assessed, and on those of everybody."""
    asked = with_truth(agency)
    assessed = asked.dropna(subset="last")
    twin = rmse(assessed["level"], assessed["true"])
    assert twin < 0.8 * rmse(assessed["last"], assessed["true"])
    assert twin < 0.8 * rmse(assessed["job_mean"], assessed["true"])
    others = asked[asked["last"].isna()].dropna(subset="job_mean")
    assert rmse(others["level"], others["true"]) < rmse(others["job_mean"], others["true"])


def test_the_stated_error_covers_the_true_one(agency: SampleAgency) -> None:
    asked = with_truth(agency)
    away = (asked["level"] - asked["true"]).abs() / asked["sd"]
    assert (away < 1).mean() > 0.68
    assert (away < 2).mean() > 0.95


def with_truth(agency: SampleAgency) -> pd.DataFrame:
    """Return the asked levels with the true ones, the last assessed ones and the job's means."""
    today = date(2026, 1, 1)
    of_records = Records.of(agency.tables)
    levels = competency_levels(of_records, today)
    known = of_records.as_of(today)
    last = known.frame("assessments").sort_values("assessed_on", kind="stable")
    last = last.drop_duplicates(PAIR, keep="last").rename(columns={"level": "last"})
    posts = known.frame("assignments").sort_values("started_on", kind="stable")
    posts = posts[posts["appointment"].isna() | posts["appointment"].eq("definitive")]
    posts = posts.drop_duplicates("employee_id", keep="last")
    found = levels.dropna(subset="asked").merge(
        agency.truth_levels.rename(columns={"level": "true"}), on=PAIR
    )
    found = found.merge(last[[*PAIR, "last"]], on=PAIR, how="left")
    found = found.merge(posts[["employee_id", "job_id"]], on="employee_id")
    job_mean = found.groupby(["job_id", "competency_id"])["last"].transform("mean")
    return found.assign(job_mean=job_mean)


def rmse(found: pd.Series, true: pd.Series) -> float:
    return float(np.sqrt(((found - true) ** 2).mean()))


def one(piece: Piece, *, start: float) -> Estimate:
    return estimate(evidence_of([[piece]]), np.array([start]), day=TODAY)


def evidence_of(people: list[list[Piece]]) -> Evidence:
    pieces = [(pair, piece) for pair, own in enumerate(people) for piece in own]
    return Evidence(
        pair=np.array([pair for pair, _ in pieces], dtype=np.int64),
        day=np.array([piece.day for _, piece in pieces], dtype=np.int64),
        kind=np.array([piece.kind for _, piece in pieces], dtype=np.int64),
        level=np.array([piece.level for _, piece in pieces], dtype=np.float64),
        error=np.array([piece.error for _, piece in pieces], dtype=np.float64),
    )
