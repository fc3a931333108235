"""What the features say about a small office, as tables: the records, a day, the values.

Every case is asked on the fast and on the plain path. ``-`` is a value that does not apply.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.declare import FEATURES
from features.families import __all__ as families
from features.profiles import build_profiles
from features.records import Records
from tests.training.text_records import records, words

PEOPLE = """
    employee_id  joined_on
    ana          2015-01-01
    ben          2020-01-01
    cit          2023-07-01
    dea          2010-01-01
    eka          2010-01-01
"""
POSTS = """
    employee_id  started_on  ended_on    job_id   unit_id  supervisor_id  appointment  move
    ana          2015-01-01  2022-01-01  clerk    tax      dea            -            -
    ana          2022-01-01  -           analyst  tax      dea            definitive   promotion
    ana          2023-09-01  -           head     health   eka            acting       -
    ben          2020-01-01  2023-10-01  clerk    tax      dea            -            appointment
    ben          2023-10-01  -           clerk    tax      eka            -            rotation
    cit          2023-07-01  -           clerk    health   eka            -            -
    dea          2010-01-01  -           head     tax      -              -            -
    eka          2010-01-01  -           head     health   -              -            -
"""
OFFICE = {"employees": PEOPLE, "assignments": POSTS}


def test_who_is_in_the_cohort() -> None:
    """Who is known, has joined and is not known to have left."""
    office = records(
        employees="""
            employee_id  joined_on   recorded_on
            early        2023-01-01  2023-01-01
            today        2024-01-01  2023-12-01
            late         2023-12-01  2024-01-01
            seen         2023-12-01  2024-01-01
            gone         2020-01-01  2020-01-01
            going        2020-01-01  2020-01-01
            leaving      2020-01-01  2020-01-01
            returned     2020-01-01  2020-01-01
            rekeyed      2020-01-01  2020-01-01
        """,
        ranks="""
            employee_id  started_on  rank   recorded_on
            seen         2023-12-01  III/a  2023-12-20
        """,
        assignments="""
            employee_id  started_on  unit_id  recorded_on
            gone         2020-01-01  tax      2020-01-01
            returned     2020-01-01  tax      2020-01-01
            returned     2023-06-01  tax      2023-06-01
            rekeyed      2020-01-01  tax      2020-01-01
            rekeyed      2023-06-01  health   2023-06-01
        """,
        departures="""
            employee_id  left_on     reason          recorded_on
            gone         2023-06-01  resignation     2023-12-31
            going        2023-06-01  resignation     2024-01-01
            leaving      2024-02-01  retirement      2023-06-01
            returned     2022-06-01  resignation     2022-07-01
            rekeyed      2023-06-01  reorganisation  2023-06-01
        """,
    )
    for plain in (False, True):
        there = build_profiles(office, date(2024, 1, 1), names=["days_in_service"], plain=plain)
        people = ["early", "going", "leaving", "rekeyed", "returned", "seen"]
        assert list(there.index.get_level_values("employee_id")) == people


def test_time_in_service_and_terms_of_employment() -> None:
    office = records(
        **OFFICE,
        statuses="""
            employee_id  started_on  employment_type  contract_ends_on
            ana          2015-01-01  cpns             -
            ana          2016-01-01  pns              -
            cit          2023-07-01  pppk             2024-07-01
            ben          2023-12-25  pppk             2024-07-01
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  days_in_service  days_to_next_five_years  employment_type
        2023-01-01  ana          2922             730.5                    pns
        2024-01-01  ana          3287             365.5                    pns
        2024-01-01  ben          1461             365.25                   -
        2024-01-01  cit          184              1642.25                  pppk
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  days_in_employment_type  days_to_contract_end
        2024-01-01  ana          2922                     -
        2024-01-01  ben          -                        -
        2024-01-01  cit          184                      182
        """,
    )


def test_time_in_the_present_post() -> None:
    """An acting post stands beside the own one; the same job again is the same job."""
    expect(
        records(**OFFICE),
        """
        as_of       employee_id  days_in_job  days_in_unit  days_with_supervisor  supervisor_changed
        2022-01-20  ana          2576         2576          2576                  0
        2024-01-01  ana          730          3287          3287                  0
        2024-01-01  ben          1461         1461          92                    1
        2024-01-01  cit          184          184           184                   0
        2024-01-01  dea          5113         5113          -                     -
        """,
    )


def test_moves_on_record() -> None:
    expect(
        records(**OFFICE),
        """
        as_of       employee_id  days_since_last_appointment  days_since_promotion  n_jobs_held
        2022-01-31  ana          2587                         -                     1
        2022-02-01  ana          31                           31                    2
        2024-01-01  ana          730                          730                   2
        2024-01-01  ben          92                           -                     1
        """,
    )
    expect(
        records(**OFFICE),
        """
        as_of       employee_id  n_units_worked_in  n_jobs_last_three_years
        2024-01-01  ana          1                  1
        2025-01-01  ana          1                  1
        2025-01-02  ana          1                  0
        2024-01-01  dea          1                  0
        """,
    )
    expect(
        records(**OFFICE),
        """
        as_of       employee_id  n_acting_posts_last_three_years
        2023-10-01  ana          0
        2023-10-02  ana          1
        2026-09-01  ana          1
        2026-09-02  ana          0
        2024-01-01  ben          0
        """,
    )


def test_a_post_that_is_over_is_not_held() -> None:
    open_post = "2023-10-01  -           clerk    tax      eka"
    over = POSTS.replace(open_post, "2023-10-01  2023-11-15  clerk    tax      eka")
    assert over != POSTS
    expect(
        records(employees=PEOPLE, assignments=over),
        """
        as_of       employee_id  days_in_job  days_in_unit  n_jobs_held
        2023-12-15  ben          1444         1444          1
        2023-12-16  ben          -            -             1
        """,
    )


def test_ranks() -> None:
    expect(
        records(
            **OFFICE,
            ranks="""
                employee_id  started_on  rank   recorded_on
                ana          2015-01-01  III/a  2015-01-01
                ana          2019-01-01  III/b  2019-01-01
                ana          2023-01-01  III/c  2023-12-31
                cit          2023-07-01  IX     2023-07-01
            """,
        ),
        """
        as_of       employee_id  days_in_rank  rank_step  rank_steps_a_year
        2023-12-31  ana          1825          10         732/3286
        2024-01-01  ana          365           11         1098/3287
        2024-01-01  cit          184           9          1
        2024-01-01  ben          -             -          -
        """,
    )


def test_the_kind_of_job_is_that_of_the_version_known_then() -> None:
    expect(
        records(
            **OFFICE,
            jobs="""
                job_id   name         kind           level  job_class  version_from
                clerk    Clerk        executor       -      5          -
                analyst  Tax_analyst  functional     muda   9          -
                analyst  Tax_analyst  functional     madya  11         2023-06-01
                head     Head         administrator  -      12         2023-06-01
            """,
        ),
        """
        as_of       employee_id  job_kind       job_level  job_class
        2023-06-01  ana          functional     muda       9
        2023-06-02  ana          functional     madya      11
        2023-06-01  ben          executor       -          5
        2023-06-01  dea          -              -          -
        2023-06-02  dea          administrator  -          12
        """,
    )


def test_the_unit_and_the_job_around_a_person() -> None:
    expect(
        records(**OFFICE),
        """
        as_of       employee_id  n_people_in_unit  n_people_in_job  n_people_same_job_and_unit
        2024-01-01  ana          3                 1                1
        2024-01-01  ben          3                 2                1
        2024-01-01  cit          2                 2                1
        2023-01-01  eka          1                 2                1
        """,
    )
    expect(
        records(**OFFICE),
        """
        as_of       employee_id  n_people_of_supervisor  share_of_unit_new
        2024-01-01  ana          1                       0
        2024-01-01  ben          2                       0
        2024-01-01  cit          2                       1/2
        2024-01-01  dea          -                       0
        """,
    )
    expect(
        records(**OFFICE),
        """
        as_of       employee_id  share_of_unit_in_same_job
        2024-01-01  ana          1/3
        2024-01-01  ben          1/3
        2024-01-01  cit          1/2
        """,
    )
    expect(
        records(**OFFICE),
        """
        as_of       employee_id  mean_service_in_unit  seniority_in_unit  seniority_in_job
        2024-01-01  ana          9861/3                1/2                1/2
        2024-01-01  ben          9861/3                1/6                3/4
        2024-01-01  cit          5297/2                1/4                1/4
        2024-01-01  dea          9861/3                5/6                1/2
        """,
    )


def test_appraisals() -> None:
    """The year that has just ended is not judged yet; a late appraisal is not there yet."""
    office = records(
        **OFFICE,
        appraisals="""
            employee_id  period_start  period_end  regime           predicate  rater_id  recorded_on
            ana          2021-01-01    2022-01-01  expectation2022  3          dea       2022-03-01
            ana          2022-01-01    2023-01-01  expectation2022  4          eka       2023-03-01
            ben          2022-01-01    2023-01-01  expectation2022  3          dea       2023-03-01
            dea          2022-01-01    2023-01-01  expectation2022  5          -         2024-02-01
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  last_predicate  predicate_trend  predicate_spread
        2023-03-01  ana          3               -                -
        2023-03-02  ana          4               1461/1460        0.70710678
        2024-01-01  ben          3               -                -
        2024-01-01  dea          -               -                -
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  days_since_appraisal  n_raters_last_three_years
        2024-01-01  ana          365                   2
        2025-01-01  ana          731                   2
        2025-01-02  ana          732                   1
        2024-01-01  cit          -                     0
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  predicate_against_unit
        2024-01-01  ana          0.5
        2024-01-01  ben          -0.5
        2024-01-01  dea          -
        2024-02-02  dea          1
        """,
    )


def test_scores_and_grades_of_appraisals() -> None:
    expect(
        records(
            **OFFICE,
            appraisals="""
                employee_id  period_start  period_end  regime  score  work_result  behaviour
                ana          2021-01-01    2022-01-01  other   81     above        meets
                ben          2021-01-01    2022-01-01  other   -      below        above
                eka          2021-01-01    2022-01-01  other   70     meets        -
            """,
        ),
        """
        as_of       employee_id  last_score  result_minus_behaviour
        2022-04-01  ana          -           -
        2022-04-02  ana          81          1
        2022-04-02  ben          -           -2
        2022-04-02  eka          70          -
        """,
    )


def test_training() -> None:
    """Dropped courses do not count, nor a course that is not on file yet."""
    trainings = """
        employee_id  title  completed_on  outcome    hours  form  feedback  feedback_on  recorded_on
        ana          one    2021-06-01    completed  8      1     2         2021-06-02   2021-07-01
        ana          two    2022-02-01    dropped    30     9     -         -            2022-03-01
        ana          three  2023-03-01    completed  20     1     4         2023-03-10   2023-03-05
        ana          four   2023-05-01    -          10     2     5         2024-01-01   2023-06-01
        ana          five   2023-12-15    completed  99     3     -         -            2024-01-01
        ben          six    2023-12-15    failed     40     3     -         -            2023-12-20
    """
    office = records(**OFFICE, trainings=trainings)
    expect(
        office,
        """
        as_of       employee_id  courses_last_year  courses_last_three_years  days_since_training
        2024-01-01  ana          2                  3                         245
        2024-01-02  ana          3                  4                         18
        2024-03-01  ana          3                  4                         77
        2024-03-02  ana          2                  4                         78
        2024-01-01  ben          0                  0                         -
        2024-01-01  cit          0                  0                         -
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  hours_last_year  hours_last_three_years  share_of_duty_hours
        2024-01-01  ana          30               38                      1.5
        2024-01-02  ana          129              137                     6.45
        2024-01-01  ben          0                0                       0
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  n_forms_last_three_years  share_not_finished  mean_course_feedback
        2024-01-01  ana          2                         1/4                 3
        2024-01-02  ana          3                         1/5                 11/3
        2024-01-01  ben          0                         1                   -
        2024-01-01  cit          0                         -                   -
        """,
    )


def test_mentorings_count_for_the_mentee() -> None:
    expect(
        records(
            **OFFICE,
            mentorings="""
                mentor_id  mentee_id  started_on  recorded_on
                dea        ana        2022-01-01  2022-01-05
                eka        ana        2023-12-31  2024-01-01
            """,
        ),
        """
        as_of       employee_id  n_mentorings_last_three_years
        2024-01-01  ana          1
        2024-01-02  ana          2
        2024-01-02  dea          0
        """,
    )


PAID = {
    "employees": """
        employee_id  joined_on
        ana          2010-01-01
        ben          2010-01-01
        cit          2010-01-01
        dea          2023-07-01
    """,
    "assignments": """
        employee_id  started_on  job_id  unit_id  base_pay  gross_pay  recorded_on
        ana          2022-12-01  clerk   tax      100       100        2022-12-01
        ben          2022-12-01  clerk   tax      200       200        2022-12-01
        cit          2022-12-01  head    tax      400       400        2022-12-01
        ana          2023-11-01  clerk   tax      110       121        2023-11-01
        ben          2023-11-01  clerk   tax      200       200        2023-11-01
        cit          2023-11-01  head    tax      400       360        2023-11-01
        dea          2023-11-01  clerk   health   200       100        2023-11-01
    """,
}


def test_pay_against_others() -> None:
    expect(
        records(**PAID),
        """
        as_of       employee_id  pay_against_agency  pay_against_job  pay_standing_in_job
        2024-01-01  ana          -0.597837           -0.597837        1/6
        2024-01-01  ben          0                   0                2/3
        2024-01-01  cit          0.693147            0                1/2
        """,
    )
    expect(
        records(**PAID),
        """
        as_of       employee_id  pay_standing_in_unit  pay_growth_against_agency
        2024-01-01  ana          1/6                   0.0953102
        2024-01-01  ben          1/2                   0
        2024-01-01  cit          5/6                   0
        2024-01-01  dea          1/2                   -
        """,
    )
    expect(
        records(**PAID),
        """
        as_of       employee_id  pay_growth_against_job  pay_growth_two_years
        2024-01-01  ana          0.0476551               -
        2024-01-01  ben          -0.0476551              -
        2024-11-01  ana          0                       0.0953102
        """,
    )


def test_pay_received_for_the_time_worked() -> None:
    """Who joined within the year received only a part of it: half here."""
    expect(
        records(**PAID),
        """
        as_of       employee_id  gross_cover  gross_cover_against_job  gross_cover_standing_in_job
        2024-01-01  ana          1.1          0.1                      5/6
        2024-01-01  ben          1            0                        1/2
        2024-01-01  cit          0.9          0                        1/2
        2024-01-01  dea          0.9925272    -0.0074728               1/6
        """,
    )
    expect(
        records(**PAID),
        """
        as_of       employee_id  gross_cover_a_year_before  gross_cover_change
        2024-01-01  ana          1                          0.1
        2024-01-01  cit          1                          -0.1
        2024-01-01  dea          -                          -
        """,
    )
    expect(
        records(**PAID),
        """
        as_of       employee_id  gross_cover_against_unit  gross_growth_against_job
        2024-01-01  ana          0.1                       0.0953102
        2024-01-01  cit          -0.1                      0
        2024-01-01  dea          0                         -
        """,
    )


def test_exits_around_a_person() -> None:
    """One of five left the tax office, the only one so far.

    Departures count as kept from 2022-05-31. Of the 5.204 years at risk until 2023-06-21 (days
    more than a year back count 0.7071), 4.812 were in the band of twelve years: a rate of
    5 / (4.812 + 4 x 5.204). In three years 0.5990 exits were to be expected of the tax office,
    where eka counts in the band before for 149 days: the log of 5 / 4.5990.
    """
    office = records(
        employees="""
            employee_id  joined_on
            ana          2010-01-01
            ben          2010-01-01
            cit          2010-01-01
            dea          2010-01-01
            eka          2010-06-01
        """,
        assignments="""
            employee_id  started_on  job_id  unit_id
            ana          2010-01-01  clerk   tax
            ben          2010-01-01  driver  tax
            cit          2010-01-01  clerk   health
            dea          2010-01-01  driver  health
            eka          2010-06-01  clerk   tax
        """,
        departures="""
            employee_id  left_on     reason       recorded_on
            eka          2023-06-01  resignation  2023-06-20
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  exit_rate_of_service_band  exits_from_unit  exits_from_job_in_unit
        2023-06-20  ana          -                          -                -
        2023-06-21  ana          -1.6342245                 0.0836055        0.1281845
        2023-06-21  ben          -1.6342245                 0.0836055        -0.0489128
        2023-06-21  cit          -1.6342245                 -0.0955442       -0.0489128
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  exits_from_unit_last_year  exits_from_job
        2024-01-01  ana          0.0866917                  0.0855277
        2024-01-01  ben          0.0866917                  -0.0975489
        2024-06-02  ana          -                          0.0890130
        """,
    )


@pytest.mark.parametrize("reason", ["retirement", "transfer_out", "dismissal", "death"])
def test_exits_that_nobody_wanted_do_not_count(reason: str) -> None:
    office = records(
        **OFFICE,
        departures=f"employee_id left_on reason recorded_on\ncit 2023-11-01 {reason} 2023-11-02",
    )
    expect(
        office,
        """
        as_of       employee_id  exits_from_unit  exit_rate_of_service_band
        2024-01-01  eka          -                -
        """,
    )


def test_a_feature_without_its_tables_is_empty() -> None:
    profiles = build_profiles(records(**OFFICE), date(2024, 1, 1))
    given = {"employees", "assignments"}
    for feature in FEATURES.values():
        if not set(feature.needs) <= given:
            assert profiles[feature.name].isna().all(), feature.name
    assert profiles["days_in_job"].notna().all()


def test_profiles_have_declared_types_and_a_sorted_index() -> None:
    profiles = build_profiles(records(**OFFICE), [date(2024, 1, 1), date(2023, 1, 1)])
    assert profiles.index.names == ["as_of", "employee_id"]
    assert profiles.index.is_monotonic_increasing
    assert list(profiles) == list(FEATURES)
    for name, feature in FEATURES.items():
        if feature.categories:
            assert list(profiles[name].cat.categories) == list(feature.categories)
        else:
            assert profiles[name].dtype == np.float64


def test_a_good_share_of_every_family_has_a_specification() -> None:
    files = Path(__file__).parent.glob("test_*feature_specs.py")
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    specified = {name for name in FEATURES if re.search(rf"employee_id .*\b{name}\b", text)}
    by_family = {name: [f for f in FEATURES.values() if f.family == name] for name in families}
    for family, declared in by_family.items():
        if family != "FEATURES":
            told = [feature for feature in declared if feature.name in specified]
            assert len(told) >= 0.6 * len(declared), family
    assert len(specified) >= 40


def expect(of: Records, table: str) -> None:
    """Hold the profiles of both paths to a text table of (as_of, employee_id) and features."""
    wanted = words(table)
    names = list(wanted.columns[2:])
    days = sorted({date.fromisoformat(day) for day in wanted["as_of"]})
    for plain in (False, True):
        profiles = build_profiles(of, days, names=names, plain=plain)
        for row in wanted.to_dict("records"):
            found = profiles.loc[(pd.Timestamp(row["as_of"]), row["employee_id"])]
            for name in names:
                where = f"{name} of {row['employee_id']} at {row['as_of']}, plain={plain}"
                check(row[name], found[name], where=where)


def check(wanted: object, found: object, *, where: str) -> None:
    if pd.isna(wanted) or isinstance(found, str):
        assert (pd.isna(wanted) and pd.isna(found)) or wanted == found, f"{where}: {found}"
        return
    assert found == pytest.approx(float(Fraction(str(wanted))), abs=1e-6), where


def test_pay_of_jobs_families_and_units() -> None:
    """Medians: 200 of all, 150 of clerks, 500 of nurses; 200 of the office, 200 of tax."""
    office = records(
        employees="employee_id joined_on\n" + "\n".join(f"{p} 2010-01-01" for p in "abcde"),
        assignments="""
            employee_id  started_on  job_id  unit_id  base_pay
            a            2022-12-01  clerk   tax      100
            b            2022-12-01  clerk   tax      200
            c            2022-12-01  head    tax      400
            d            2022-12-01  nurse   health   200
            e            2022-12-01  nurse   health   800
        """,
        jobs="""
            job_id  name        family
            clerk   Tax_Clerk   office
            head    Tax_Head    office
            nurse   Ward_Nurse  health
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  job_pay_against_agency  job_pay_against_family
        2024-01-01  a            -0.2876821              -0.2876821
        2024-01-01  c            0.6931472               0.6931472
        2024-01-01  e            0.9162907               0
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  job_family_pay_against_agency  unit_pay_against_agency
        2024-01-01  a            0                              0
        2024-01-01  e            0.9162907                      0.9162907
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  trade_pay_against_agency  n_people_at_same_pay
        2024-01-01  a            0                         1
        2024-01-01  b            0                         2
        2024-01-01  e            0.9162907                 1
        """,
    )
    expect(
        office,
        """
        as_of       employee_id  share_of_job_at_same_pay
        2024-01-01  b            1/2
        2024-01-01  c            1
        """,
    )
