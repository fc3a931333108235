"""The cut in time, rule by rule as the contract states it, on `as_of` and `known_before`."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from features.records import END_KNOWN, KNOWN, Records
from features.tables import TABLE_OF_NAME, TABLES
from tests.features.random_records import random_records
from tests.training.text_records import records


def seen(of: Records, table: str, column: str, day: date) -> list[str]:
    """Return a column as known at the start of a day, as text; ``-`` is blank."""
    return [
        "-" if pd.isna(value) else f"{value:%Y-%m-%d}" if isinstance(value, date) else f"{value}"
        for value in of.as_of(day).frame(table)[column]
    ]


def test_a_row_counts_from_the_day_after_it_was_recorded() -> None:
    one = records(
        ranks="""
        employee_id  started_on  rank   recorded_on
        ana          2020-01-01  III/a  2020-03-10
    """
    )
    assert seen(one, "ranks", "rank", date(2020, 3, 10)) == []
    assert seen(one, "ranks", "rank", date(2020, 3, 11)) == ["III/a"]


@pytest.mark.parametrize(
    ("table", "text", "last_unknown", "first_known"),
    [
        ("ranks", "started_on rank\nana 2020-01-01 III/a", date(2020, 1, 31), date(2020, 2, 1)),
        ("trainings", "completed_on\nana 2020-01-01", date(2020, 3, 1), date(2020, 3, 2)),
        ("departures", "left_on reason\nana 2020-01-01 death", date(2020, 1, 1), date(2020, 1, 2)),
        (
            "appraisals",
            "period_start period_end regime\nana 2019-01-01 2020-01-01 other",
            date(2020, 3, 31),
            date(2020, 4, 1),
        ),
    ],
)
def test_without_a_recorded_day_the_assumed_lag_counts(
    table: str, text: str, last_unknown: date, first_known: date
) -> None:
    one = records(**{table: f"employee_id {text}"})
    assert len(one.as_of(last_unknown).frame(table)) == 0
    assert len(one.as_of(first_known).frame(table)) == 1


def test_of_two_rows_with_one_key_the_later_known_counts_from_the_day_it_is_known() -> None:
    one = records(
        assessments="""
        employee_id  assessed_on  competency_id  level  recorded_on
        ana          2020-01-01   data           2      2020-01-05
        ana          2020-01-01   data           4      2020-06-01
        ana          2020-01-01   text           1      2020-01-05
    """
    )
    assert seen(one, "assessments", "level", date(2020, 6, 1)) == ["2.0", "1.0"]
    assert seen(one, "assessments", "level", date(2020, 6, 2)) == ["4.0", "1.0"]


def test_the_order_of_rows_in_the_file_decides_only_between_rows_of_one_day() -> None:
    one = records(
        ranks="""
        employee_id  started_on  rank   recorded_on
        ana          2020-01-01  III/c  2020-06-01
        ana          2020-01-01  III/a  2020-02-01
        ana          2020-01-01  III/b  2020-02-01
    """
    )
    assert seen(one, "ranks", "rank", date(2020, 3, 1)) == ["III/b"]
    assert seen(one, "ranks", "rank", date(2020, 7, 1)) == ["III/c"]


def test_acting_posts_stand_beside_the_definitive_one_of_the_same_day() -> None:
    one = records(
        assignments="""
        employee_id  started_on  job_id  appointment
        ana          2020-01-01  clerk   definitive
        ana          2020-01-01  head    acting
    """
    )
    assert seen(one, "assignments", "job_id", date(2021, 1, 1)) == ["clerk", "head"]


def test_an_end_that_is_known_late_is_blank_until_then() -> None:
    one = records(
        assignments="""
        employee_id  started_on  ended_on    recorded_on  end_recorded_on
        ana          2019-01-01  2020-01-01  2019-01-01   2020-05-01
    """
    )
    assert seen(one, "assignments", "ended_on", date(2020, 5, 1)) == ["-"]
    assert seen(one, "assignments", "ended_on", date(2020, 5, 2)) == ["2020-01-01"]


def test_an_end_without_a_recorded_day_is_known_after_the_lag() -> None:
    one = records(
        assignments="""
        employee_id  started_on  ended_on
        ana          2019-01-01  2020-01-01
    """
    )
    assert seen(one, "assignments", "ended_on", date(2020, 1, 31)) == ["-"]
    assert seen(one, "assignments", "ended_on", date(2020, 2, 1)) == ["2020-01-01"]


def test_what_is_announced_ahead_is_known_before_it_happens() -> None:
    one = records(
        assignments="""
            employee_id  started_on  ended_on    recorded_on  end_recorded_on
            ana          2019-01-01  2021-01-01  2019-01-01   2020-02-01
        """,
        departures="""
            employee_id  left_on     reason       recorded_on
            ana          2021-01-01  resignation  2020-02-01
        """,
    )
    assert seen(one, "departures", "reason", date(2020, 2, 1)) == []
    assert seen(one, "departures", "left_on", date(2020, 2, 2)) == ["2021-01-01"]
    assert seen(one, "assignments", "ended_on", date(2020, 2, 2)) == ["2021-01-01"]


def test_a_value_with_a_date_of_its_own_is_blank_until_then() -> None:
    one = records(
        trainings="""
        employee_id  completed_on  hours  feedback  feedback_on  recorded_on
        ana          2020-01-01    10     4         2020-03-01   2020-01-02
        ben          2020-01-01    10     4         -            2020-01-02
    """
    )
    assert seen(one, "trainings", "feedback", date(2020, 3, 1)) == ["-", "-"]
    assert seen(one, "trainings", "feedback", date(2020, 3, 2)) == ["4.0", "-"]
    assert seen(one, "trainings", "hours", date(2020, 2, 1)) == ["10.0", "10.0"]


LEFT = {
    "assignments": """
        employee_id  started_on  ended_on    job_id
        ana          2018-01-01  2019-01-01  clerk
        ana          2019-01-01  -           analyst
        ben          2019-01-01  -           clerk
    """,
    "departures": """
        employee_id  left_on     reason       recorded_on
        ana          2020-07-01  resignation  2020-08-15
    """,
}


def test_a_departure_closes_open_posts_once_it_happened_and_is_known() -> None:
    one = records(**LEFT)
    assert seen(one, "assignments", "ended_on", date(2020, 8, 15)) == ["2019-01-01", "-", "-"]
    closed = ["2019-01-01", "2020-07-01", "-"]
    assert seen(one, "assignments", "ended_on", date(2020, 8, 16)) == closed


def test_a_departure_announced_ahead_closes_nothing_yet() -> None:
    one = records(**{**LEFT, "departures": LEFT["departures"].replace("2020-08-15", "2020-01-15")})
    assert seen(one, "assignments", "ended_on", date(2020, 7, 1)) == ["2019-01-01", "-", "-"]
    assert seen(one, "assignments", "ended_on", date(2020, 7, 2))[1] == "2020-07-01"


def test_a_post_begun_after_coming_back_stays_open() -> None:
    back = LEFT["assignments"] + "    ana  2021-01-01  -  head\n"
    one = records(**{**LEFT, "assignments": back})
    ends = ["2019-01-01", "2020-07-01", "-", "-"]
    assert seen(one, "assignments", "ended_on", date(2021, 6, 1)) == ends


def test_a_person_is_known_from_her_earliest_row_in_any_table() -> None:
    one = records(
        employees="""
            employee_id  joined_on   recorded_on
            ana          2020-01-01  2020-09-01
            ben          2020-01-01  2020-09-01
        """,
        ranks="""
            employee_id  started_on  rank   recorded_on
            ana          2020-01-01  III/a  2020-02-01
        """,
    )
    assert seen(one, "employees", "employee_id", date(2020, 2, 1)) == []
    assert seen(one, "employees", "employee_id", date(2020, 2, 2)) == ["ana"]
    assert seen(one, "employees", "employee_id", date(2020, 9, 2)) == ["ana", "ben"]


def test_a_first_version_was_always_known_and_a_later_one_replaces_it_from_its_day() -> None:
    one = records(
        jobs="""
        job_id  job_class  version_from
        clerk   5          -
        clerk   6          2020-06-01
        driver  3          2020-06-01
    """
    )
    assert seen(one, "jobs", "job_class", date(2001, 1, 1)) == ["5.0"]
    assert seen(one, "jobs", "job_class", date(2020, 6, 1)) == ["5.0"]
    assert seen(one, "jobs", "job_class", date(2020, 6, 2)) == ["6.0", "3.0"]


def test_a_table_that_the_office_does_not_have_is_empty_with_its_columns() -> None:
    one = records(ranks="employee_id started_on rank\nana 2020-01-01 III/a")
    assert "ranks" in one
    assert "trainings" not in one
    assert list(one) == ["ranks"]
    for table in TABLES:
        columns = {column.name for column in table.columns} | {KNOWN}
        assert columns <= set(one.frame(table.name)), table.name
        assert (END_KNOWN in one.frame(table.name)) == (table.ended is not None)
    assert one.frame("trainings").empty


def test_known_before_keeps_earlier_versions_and_blanks_what_came_later() -> None:
    one = records(
        ranks="""
            employee_id  started_on  rank   recorded_on
            ana          2020-01-01  III/a  2020-02-01
            ana          2020-01-01  III/b  2020-06-01
            ana          2021-01-01  III/c  2021-02-01
        """,
        assignments="""
            employee_id  started_on  ended_on    recorded_on  end_recorded_on
            ana          2019-01-01  2020-01-01  2019-01-01   2021-05-01
        """,
    )
    past = one.known_before(date(2021, 2, 1))
    assert list(past.frame("ranks")["rank"]) == ["III/a", "III/b"]
    assert past.frame("assignments")["ended_on"].isna().all()


def test_known_before_does_not_close_posts() -> None:
    past = records(**LEFT).known_before(date(2021, 1, 1))
    assert past.frame("assignments")["ended_on"].isna().sum() == 2


@pytest.mark.parametrize("seed", range(4))
def test_the_cuts_agree_with_each_other(seed: int) -> None:
    one = random_records(seed)
    days = [date(2020, 3, 1), date(2021, 3, 1), date(2022, 3, 1)]
    for earlier, later in pairwise(days):
        now = one.as_of(earlier)
        assert_same(now.as_of(earlier), now)
        assert_same(one.known_before(earlier).as_of(earlier), now)
        assert_same(one.known_before(later).as_of(earlier), now)
        assert_same(one.known_before(later).known_before(earlier), one.known_before(earlier))


@pytest.mark.parametrize("seed", range(4))
def test_nothing_in_a_cut_tells_that_it_became_known_later(seed: int) -> None:
    day = date(2021, 3, 1)
    past = random_records(seed).as_of(day)
    for name in past:
        frame, table = past.frame(name), TABLE_OF_NAME[name]
        recorded = {"end_recorded_on", KNOWN, END_KNOWN}
        recorded |= {"recorded_on"} if name != "employees" else set()  # known from any row
        recorded |= {str(c.dated_by) for c in table.columns if c.dated_by}
        for column in recorded & set(frame):
            late = frame[column] >= pd.Timestamp(day)
            assert not late.any(), f"{name}.{column}"


def assert_same(one: Records, other: Records) -> None:
    assert list(one) == list(other)
    for name in one:
        pd.testing.assert_frame_equal(one.frame(name), other.frame(name))
