"""More specifications of features, as tables: the records, a day, the values.

Competency, mobility, the establishment, the bridge and what else stands beside others.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from features.profiles import build_profiles
from features.records import Records
from tests.features.test_feature_specs import OFFICE, expect
from tests.training.text_records import records

LADDER = """
    job_id    name                      kind        family  level
    guru-1    Guru_Ahli_Pertama         functional  school  pertama
    guru-2    Guru_Ahli_Muda            functional  school  muda
    perawat   Perawat_Ahli_Muda         functional  health  muda
    clerk     Pengadministrasi          executor    office  -
"""
TEACHERS = {
    "employees": """
        employee_id  joined_on
        ana          2015-01-01
        ben          2015-01-01
        cit          2015-01-01
    """,
    "assignments": """
        employee_id  started_on  job_id  unit_id
        ana          2020-01-01  guru-1  north
        ben          2020-01-01  guru-2  north
        cit          2020-01-01  clerk   north
    """,
    "jobs": LADDER,
}


def test_what_credit_allows_and_what_is_vacant() -> None:
    """First experts need 100 credits: at "good" 12.5 a year, 8 years from 2020."""
    office = records(
        **TEACHERS,
        appraisals="""
            employee_id  period_start  period_end  regime           predicate  recorded_on
            ana          2022-01-01    2023-01-01  expectation2022  4          2023-02-01
            ana          2023-01-01    2024-01-01  expectation2022  5          2024-02-01
            ben          2022-01-01    2023-01-01  expectation2022  4          2023-02-01
            cit          2022-01-01    2023-01-01  expectation2022  4          2023-02-01
        """,
        establishment="""
            unit_id  job_id  needed  valid_from  valid_to    recorded_on
            north    guru-1  2       2019-01-01  -           2019-01-01
            north    guru-2  3       2019-01-01  2024-01-01  2019-01-01
            north    guru-2  5       2024-01-01  -           2024-01-15
            south    guru-2  1       2019-01-01  -           2019-01-01
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  days_to_next_rung  n_vacant_posts_of_next_job
        2023-06-01  ana          1675               3
        2024-02-02  ana          455                5
        2023-06-01  ben          1675               -
        2023-06-01  cit          -                  -
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  n_vacant_posts_in_own_job  share_of_unit_vacant
        2023-06-01  ana          1                          2/5
        2023-06-01  ben          2                          2/5
        2023-06-01  cit          -                          2/5
        """,
    )


def test_a_plan_goes_on_until_the_next_is_known() -> None:
    office = records(
        **TEACHERS,
        establishment="""
            unit_id  job_id  needed  valid_from  valid_to    recorded_on
            north    guru-1  2       2019-01-01  2024-01-01  2019-01-01
            north    guru-2  3       2019-01-01  2024-01-01  2019-01-01
            north    guru-1  4       2024-01-01  -           2024-01-15
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  n_vacant_posts_in_own_job  share_of_unit_vacant
        2018-12-01  ana          -                          -
        2024-01-01  ana          1                          2/5
        2024-01-15  ben          2                          2/5
        2024-01-16  ana          3                          1/4
        2024-01-16  ben          -                          1/4
        """,
    )


def test_a_new_need_replaces_a_former_one_that_was_never_closed() -> None:
    office = records(
        **TEACHERS,
        establishment="""
            unit_id  job_id  needed  valid_from  recorded_on
            north    guru-1  2       2019-01-01  2019-01-01
            north    guru-1  4       2024-01-01  2023-12-01
            north    guru-2  3       -           2019-01-01
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  n_vacant_posts_in_own_job  share_of_unit_vacant
        2023-12-31  ana          1                          2/5
        2024-01-01  ana          3                          4/7
        2024-01-01  ben          2                          4/7
        """,
    )


def standards(**more: str) -> Records:
    """Return the teachers with what their jobs ask, integrity among it."""
    return records(
        **TEACHERS,
        competencies="""
            competency_id  name        kind
            M.1            Integritas  managerial
            data           Statistika  technical
            text           Naskah      technical
        """,
        competency_standards="""
            job_id  competency_id  required_level  importance
            guru-1  data           2               1
            guru-1  text           2               3
            guru-1  M.1            5               1
            guru-2  data           4               1
        """,
        **more,
    )


def test_gaps_to_the_present_job_and_the_next() -> None:
    """Nobody is assessed: all are supposed half a level short; what is not asked is at one."""
    expect(
        standards(),
        """
        as_of       employee_id  gap_to_job  largest_gap_to_job  n_gaps_to_job  job_match
        2023-06-01  ana          1/2         1/2                 2              3/4
        2023-06-01  ben          1/2         1/2                 1              7/8
        2023-06-01  cit          -           -                   -              -
        """,
    )
    expect(
        standards(),
        """
        as_of       employee_id  gap_to_next_job  next_job_match  mean_uncertainty_of_levels
        2023-06-01  ana          5/2              3/8             4/5
        2023-06-01  ben          -                -               4/5
        """,
    )
    expect(
        standards(),
        """
        as_of       employee_id  mean_job_match_in_unit  job_match_against_unit
        2023-06-01  ana          13/16                   -1/16
        2023-06-01  ben          13/16                   1/16
        2023-06-01  cit          13/16                   -
        """,
    )


def test_evidence_moves_the_gap() -> None:
    office = standards(
        trainings="""
            employee_id  completed_on  course_id  outcome    recorded_on
            ana          2023-05-31    basic      completed  2023-05-31
            ben          2019-01-01    basic      completed  2019-01-01
        """,
        courses="course_id title\nbasic Data",
        course_competencies="course_id competency_id reached_level\nbasic data 3",
        assessments="""
            employee_id  assessed_on  competency_id  level  method  recorded_on
            ben          2022-01-01   text           3      centre  2022-02-01
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  share_of_standard_with_evidence  levels_gained_by_courses
        2023-05-31  ana          0                                0
        2023-06-01  ana          1/2                              1/2
        2023-06-01  ben          1                                0
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  days_since_assessment
        2023-06-01  ben          516
        2023-06-01  ana          -
        """,
    )


def test_moves_and_pace() -> None:
    office = records(
        employees=OFFICE["employees"],
        assignments="""
            employee_id  started_on  job_id  unit_id  move
            ana          2015-01-01  clerk   north    appointment
            ana          2022-01-01  head    south    promotion
            ben          2020-01-01  clerk   north    -
            ben          2023-06-01  clerk   middle   rotation
            cit          2023-07-01  clerk   north    -
            dea          2010-01-01  clerk   north    -
            eka          2010-01-01  clerk   north    -
            eka          2015-01-01  head    north    -
        """,
        units="unit_id region\nnorth city\nmiddle city\nsouth coast",
        ranks="""
            employee_id  started_on  rank
            dea          2018-01-01  III/b
            eka          2018-01-01  III/d
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  n_units_last_three_years  n_promotions_last_five_years
        2024-01-01  ana          1                         1
        2024-01-01  ben          1                         0
        2024-01-01  dea          0                         0
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  unit_changed_last_year  region_changed_last_three_years
        2024-01-01  ana          0                       1
        2024-01-01  ben          1                       0
        2024-01-01  cit          -                       -
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  rank_against_cohort  n_people_joined_with
        2024-01-01  dea          -1                   2
        2024-01-01  eka          1                    2
        2024-01-01  ana          -                    1
        """,
    )


def test_appraisals_beside_others() -> None:
    """Six of one unit: shares 1/12 and 3/4, a third of the order left is lost to ties."""
    people = "ana ben cit dea eka fay".split()
    joined = "\n".join(f"{p} 2015-01-01" for p in people)
    office = records(
        employees="employee_id joined_on\n" + joined,
        assignments="employee_id started_on unit_id\n"
        + "\n".join(f"{p} 2015-01-01 tax" for p in people),
        appraisals="""
            employee_id  period_start  period_end  regime           predicate  rater_id  recorded_on
            ana          2021-01-01    2022-01-01  expectation2022  4          eka       2022-02-01
            ana          2022-01-01    2023-01-01  expectation2022  2          fay       2023-02-01
            ben          2022-01-01    2023-01-01  expectation2022  3          fay       2023-02-01
            cit          2022-01-01    2023-01-01  expectation2022  4          fay       2023-02-01
            dea          2022-01-01    2023-01-01  expectation2022  4          fay       2023-02-01
            eka          2022-01-01    2023-01-01  expectation2022  5          fay       2023-02-01
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  share_of_unit_at_predicate  n_below_expectation_last_five_years
        2023-06-01  ana          1/5                         1
        2023-06-01  cit          2/5                         0
        2023-06-01  fay          -                           0
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  appraisal_missing  rater_changed
        2023-02-01  ana          0                  -
        2023-06-01  ana          0                  1
        2023-06-01  ben          0                  -
        2023-06-01  fay          1                  -
        """,
    )
    profiles = build_profiles(office, date(2023, 6, 1)).droplevel("as_of")
    reliability = 0.52 * (1 - 6 / 120) * 4 / 5
    assert profiles.loc["eka", "bridged_appraisal"] == pytest.approx(reliability * 1.2815515655)
    assert profiles.loc["cit", "bridged_appraisal"] == pytest.approx(reliability * 0.2533471031)
    assert profiles.loc["ben", "bridged_uncertainty"] == pytest.approx(math.sqrt(1 - reliability))
    assert np.isnan(profiles.loc["fay", "bridged_appraisal"])
    assert profiles.loc["ana", "bridged_trend"] == pytest.approx(
        profiles.loc["ana", "bridged_appraisal"] * 365.25 / 365
    )


def test_development_beside_the_rules_and_others() -> None:
    office = records(
        **OFFICE,
        statuses="""
            employee_id  started_on  employment_type
            cit          2023-07-01  pppk
            ben          2020-01-01  pns
        """,
        trainings="""
            employee_id  completed_on  course_id  hours  outcome    score  recorded_on
            ben          2022-05-01    a          30     completed  80     2022-05-01
            ben          2023-05-01    b          12     completed  70     2023-05-01
            ben          2023-06-01    c          12     dropped    -      2023-06-01
            cit          2023-09-01    a          12     completed  -      2023-09-01
        """,
        mentorings="""
            mentor_id  mentee_id  started_on  recorded_on
            dea        ben        2023-01-01  2023-01-01
            dea        cit        2023-10-01  2023-10-01
        """,
        feedbacks="""
            employee_id  given_on    aspect  direction
            ben          2023-02-01  data    strength
            ben          2023-03-01  text    improve
            ben          2022-03-01  text    improve
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  share_of_contract_hours  n_not_finished_last_three_years
        2024-01-01  cit          1/2                      0
        2024-01-01  ben          -                        1
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  hours_last_year_against_before  hours_against_job
        2024-01-01  ben          -2                              15
        2024-01-01  cit          8                               -15
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  mean_course_score  days_since_mentoring  n_mentees_last_three_years
        2024-01-01  ben          75                 365                   0
        2024-01-01  dea          -                  -                     2
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  n_strengths_told_last_year  n_improvements_told_last_year
        2024-01-01  ben          1                           1
        """,
    )


def test_the_team_and_who_left_it() -> None:
    office = records(
        **OFFICE,
        departures="""
            employee_id  left_on     reason       recorded_on
            ben          2023-11-15  resignation  2023-11-20
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  n_people_led  share_of_unit_left_last_90_days
        2024-01-01  dea          1             1/3
        2024-01-01  eka          1             0
        2024-05-01  dea          1             0
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  share_of_unit_left_last_year  share_of_team_left_last_year
        2024-05-01  dea          1/3                           -
        2024-05-01  cit          0                             1/2
        """,
    )


def test_anniversaries() -> None:
    expect(
        records(**OFFICE),
        """
        as_of       employee_id  days_to_next_anniversary
        2024-01-01  cit          181.25
        2024-01-01  ana          0.25
        """,
    )


def test_pay_and_size_of_jobs() -> None:
    office = records(
        employees="""
            employee_id  joined_on
            ana          2015-01-01
            ben          2015-01-01
            cit          2023-07-01
        """,
        assignments="""
            employee_id  started_on  job_id  unit_id  base_pay  gross_pay
            ana          2023-01-01  clerk   north    100       150
            ben          2023-01-01  clerk   north    100       50
            cit          2023-07-01  head    north    100       50
        """,
        jobs="""
            job_id  name   family
            clerk   Clerk  office
            head    Head   office
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  mean_service_in_job  share_of_job_new  n_people_in_job_family
        2024-01-01  ana          3287                 0                 3
        2024-01-01  cit          184                  1                 3
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  mean_gross_cover_in_job  gross_cover
        2024-01-01  ana          1                        3/2
        2024-01-01  ben          1                        1/2
        """,
    )


def test_past_exits_fade() -> None:
    """Eleven clerks and ten heads; one clerk left, lately or two years before.

    Departures count as kept from 2022-05-31. Eleven clerks had 8.081 years at risk in the band of
    six years of service and 7.316 in that of eight (who left counts until the next earlier day on
    which that was known), ten heads 7.346 and 6.817; days more than a year back count 0.7071. The
    rates of the two bands are 4 / (15.427 + 118.24) and 5 / (14.133 + 118.24), so that of one exit
    0.5205 were to be expected of the clerks: the log of 5 / 4.5205.
    """
    expect(
        clerks_and_heads("2023-06-01"),
        """
        as_of       employee_id  exits_from_job_fading  exits_from_trade  exits_from_unit_fading
        2024-01-01  p01          0.1008160              0.1008160         0
        """,
    )
    expect(
        clerks_and_heads("2021-06-01"),
        """
        as_of       employee_id  exits_from_job_fading  exits_from_trade  exits_from_unit_fading
        2024-01-01  p01          0.0564190              0.0564190         0
        """,
    )
    expect(
        clerks_and_heads("2023-06-01"),
        """
        as_of       employee_id  exits_from_job_at_stage  exits_from_unit_at_stage
        2024-01-01  p01          0.1008160                0
        """,
    )
    expect(
        clerks_and_heads("2023-06-01"),
        """
        as_of       employee_id  exits_from_job_family_at_stage  exits_from_trade_at_stage
        2024-01-01  p01          0.1008160                       0.1008160
        """,
    )


def test_past_exits_from_a_region() -> None:
    """The clerks work in two units by the coast, the heads in the hills: numbers as above."""
    people = [f"p{number:02d}" for number in range(21)]
    units = {
        p: ("head hills" if p >= "p11" else f"clerk {'port' if p > 'p05' else 'bay'}")
        for p in people
    }
    office = records(
        employees="employee_id joined_on\n" + "\n".join(f"{p} 2015-01-01" for p in people),
        assignments="employee_id started_on job_id unit_id\n"
        + "\n".join(f"{p} 2015-01-01 {units[p]}" for p in people),
        units="unit_id region\nport coast\nbay coast\nhills inland",
        departures="employee_id left_on reason recorded_on\np00 2023-06-01 resignation 2023-06-01",
    )
    expect(
        office,
        """
        as_of       employee_id  exits_from_region
        2024-01-01  p01          0.1008160
        2024-01-01  p10          0.1008160
        """,
    )


def test_who_has_gone_from_the_unit() -> None:
    """One resigned, one went to another agency and one retired; two are left."""
    office = records(
        employees="employee_id joined_on\n" + "\n".join(f"{p} 2015-01-01" for p in "abcde"),
        assignments="employee_id started_on unit_id\n"
        + "\n".join(f"{p} 2015-01-01 north" for p in "abcde"),
        departures="""
            employee_id  left_on     reason        recorded_on
            a            2023-06-01  resignation   2023-06-01
            b            2023-07-01  transfer_out  2023-07-01
            c            2023-08-01  retirement    2023-08-01
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  share_of_unit_left_last_year  share_of_unit_gone_last_year
        2024-01-01  d            1/3                           1/2
        2024-09-01  e            0                             0
        """,
    )


def test_past_exits_at_a_stage_of_the_career() -> None:
    """One of ten who came in 2022 left again; of ten who came in 2010 nobody did."""
    people = [f"p{number:02d}" for number in range(20)]
    joined = {p: "2022-01-01" if p < "p10" else "2010-01-01" for p in people}
    office = records(
        employees="employee_id joined_on\n" + "\n".join(f"{p} {joined[p]}" for p in people),
        assignments="employee_id started_on job_id unit_id base_pay\n"
        + "\n".join(f"{p} {joined[p]} clerk north {300 + n}" for n, p in enumerate(people)),
        jobs="job_id name\nclerk Clerk",
        departures="employee_id left_on reason recorded_on\np00 2023-06-01 resignation 2023-06-01",
    )
    profiles = build_profiles(office, date(2024, 1, 1)).droplevel("as_of")
    for name in ("job", "unit", "job_family", "trade"):
        at_stage = profiles[f"exits_from_{name}_at_stage"]
        assert at_stage["p01"] > 0 > at_stage["p15"]
    assert profiles.at["p01", "exits_at_pay_level"] > profiles.at["p15", "exits_at_pay_level"]


def clerks_and_heads(left: str) -> Records:
    people = [f"p{number:02d}" for number in range(21)]
    return records(
        employees="employee_id joined_on\n" + "\n".join(f"{p} 2015-01-01" for p in people),
        assignments="employee_id started_on job_id unit_id\n"
        + "\n".join(f"{p} 2015-01-01 {'clerk' if p < 'p11' else 'head'} north" for p in people),
        jobs="job_id name\nclerk Clerk\nhead Head",
        departures=f"employee_id left_on reason recorded_on\np00 {left} resignation {left}",
    )


def test_past_exits_of_people_with_like_pay() -> None:
    """One left of the ten with more pay and overtime; of the ten others nobody did."""
    people = [f"p{number:02d}" for number in range(20)]
    pay = {p: "600 900" if p < "p10" else "300 300" for p in people}
    office = records(
        employees="employee_id joined_on\n" + "\n".join(f"{p} 2015-01-01" for p in people),
        assignments="employee_id started_on job_id unit_id base_pay gross_pay\n"
        + "\n".join(f"{p} 2015-01-01 clerk north {pay[p]}" for p in people),
        jobs="job_id name\nclerk Clerk",
        departures="employee_id left_on reason recorded_on\np00 2023-06-01 resignation 2023-06-01",
    )
    profiles = build_profiles(office, date(2024, 1, 1)).droplevel("as_of")
    for name in (
        "exits_at_pay_level_and_service",
        "exits_from_unit_at_cover",
        "exits_from_job_family_at_cover",
    ):
        assert profiles.at["p01", name] > 0 > profiles.at["p15", name]
