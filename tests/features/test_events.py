"""Every question to a history, on both clocks: when it happened and when it was known.

Each case is asked on the fast and on the plain path; `-` in the expected answers is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from features.answers import Answers, answers_of
from features.clock import day_number
from features.lives import Moments
from features.records import Records
from features.rows import Rows
from features.vocabulary import vocabularies_of
from tests.training.text_records import records

Ask = Callable[[Answers], np.ndarray]
Case = tuple[Ask, str, dict[str, str]]

COURSES = records(
    trainings="""
    employee_id  completed_on  title  hours  feedback  feedback_on  recorded_on
    ana          2020-01-01    one    10     5         2020-01-20   2020-01-10
    ana          2020-02-01    two    30     -         -            2020-04-01
    ana          2020-03-01    three  -      2         2020-03-05   2020-03-05
    ben          2020-01-01    one    99     1         2020-01-02   2020-01-02
"""
)
CORRECTED = records(
    trainings="""
    employee_id  completed_on  title  hours  recorded_on
    ana          2020-01-01    one    10     2020-01-05
    ana          2020-01-01    one    16     2020-03-01
    ana          2020-02-01    two    8      2020-02-05
    ana          2020-02-01    two    4      2020-02-05
"""
)
ANNOUNCED = records(
    ranks="""
    employee_id  started_on  rank   recorded_on
    ana          2019-01-01  III/a  2019-01-01
    ana          2020-07-01  III/b  2020-01-01
"""
)
POSTS = records(
    assignments="""
    employee_id  started_on  ended_on    job_id   recorded_on  end_recorded_on
    ana          2018-01-01  2020-01-01  clerk    2018-01-01   2020-05-01
    ana          2020-01-01  2022-01-01  analyst  2020-05-01   2020-06-01
"""
)

A_WINDOW = [
    # completed on 2020-01-01: in the window of 60 days up to and including 2020-03-01
    (lambda events: events.count(60), "2020-01-10 0 | 2020-01-11 1 | 2020-03-01 1"),
    (lambda events: events.count(60), "2020-03-02 0 | 2020-03-06 1"),
    # the course of February is known from 2020-04-02 and in the window until 2020-04-01
    (lambda events: events.count(60), "2020-04-01 1 | 2020-04-02 1 | 2020-04-30 1"),
    (lambda events: events.count(61), "2020-04-01 1 | 2020-04-02 2 | 2020-04-03 1"),
    (lambda events: events.count(), "2020-01-01 0 | 2020-01-11 1 | 2020-03-06 2 | 2020-04-02 3"),
]


@pytest.mark.parametrize(("ask", "expected"), A_WINDOW)
def test_a_row_counts_once_known_and_while_it_happened_in_the_window(
    ask: Ask, expected: str
) -> None:
    check(COURSES, "trainings", ask, expected)


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda e: e.sum("hours"), "2020-01-10 0 | 2020-01-11 10 | 2020-03-06 10 | 2020-04-02 40"),
        (lambda e: e.sum("hours", 61), "2020-03-02 10 | 2020-03-03 0 | 2020-04-02 30"),
        (lambda e: e.mean("hours"), "2020-01-10 - | 2020-01-11 10 | 2020-04-02 20"),
        (lambda e: e.mean("hours", 30), "2020-03-06 -"),
        (lambda e: e.spread("hours"), "2020-01-11 - | 2020-03-06 - | 2020-04-02 14.142135623731"),
        # twenty hours more in 31 days
        (lambda e: e.slope("hours"), "2020-01-11 - | 2020-03-06 - | 2020-04-02 235.645161290323"),
        (lambda e: e.slope("hours", 70), "2020-04-02 -"),
    ],
)
def test_numbers_over_rows_leave_out_what_has_no_value(ask: Ask, expected: str) -> None:
    check(COURSES, "trainings", ask, expected)


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda e: e.last("hours"), "2020-01-10 - | 2020-01-11 10 | 2020-03-05 10"),
        # the last course that happened counts, whichever was recorded last, value or not
        (lambda e: e.last("hours"), "2020-03-06 - | 2020-04-02 -"),
        (lambda e: e.days_since_last(), "2020-01-10 - | 2020-01-11 10 | 2020-03-06 5"),
        (lambda e: e.days_since_last(), "2020-04-02 32"),
        (lambda e: e.days_since_first(), "2020-01-11 10 | 2020-03-06 65 | 2020-04-02 92"),
        # what it was 40 days before, as known at the moment
        (lambda e: e.last("hours", ago=40), "2020-03-06 10 | 2020-04-01 10 | 2020-04-02 30"),
        (lambda e: e.last("hours", ago=40), "2020-02-10 - | 2020-02-11 10"),
    ],
)
def test_last_and_first_go_by_when_it_happened(ask: Ask, expected: str) -> None:
    check(COURSES, "trainings", ask, expected)


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda e: e.mean("feedback"), "2020-01-11 - | 2020-01-20 - | 2020-01-21 5"),
        (lambda e: e.mean("feedback"), "2020-03-05 5 | 2020-03-06 3.5"),
        (lambda e: e.mean("feedback", 60), "2020-03-01 5 | 2020-03-02 - | 2020-03-06 2"),
        (lambda e: e.last("feedback"), "2020-01-20 - | 2020-01-21 5 | 2020-03-06 2"),
        (lambda e: e.sum("feedback"), "2020-01-20 0 | 2020-01-21 5 | 2020-04-02 7"),
        (lambda e: e.distinct("feedback"), "2020-01-20 0 | 2020-01-21 1 | 2020-03-06 2"),
    ],
)
def test_a_value_that_came_later_than_its_row_counts_from_then(ask: Ask, expected: str) -> None:
    check(COURSES, "trainings", ask, expected)


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda e: e.count(), "2020-01-06 1 | 2020-02-06 2 | 2020-03-01 2 | 2020-03-02 2"),
        (lambda e: e.sum("hours"), "2020-01-06 10 | 2020-02-06 14 | 2020-03-01 14"),
        (lambda e: e.sum("hours"), "2020-03-02 20"),
        (lambda e: e.last("hours"), "2020-01-31 10 | 2020-02-06 4"),
        (lambda e: e.distinct("hours"), "2020-01-06 1 | 2020-03-01 2 | 2020-03-02 2"),
        (lambda e: e.where(ten_hours).count(), "2020-01-06 1 | 2020-03-01 1 | 2020-03-02 0"),
        (lambda e: e.where(ten_hours).last("hours"), "2020-03-01 10 | 2020-03-02 -"),
    ],
)
def test_a_corrected_row_counts_until_the_day_its_correction_is_known(
    ask: Ask, expected: str
) -> None:
    check(CORRECTED, "trainings", ask, expected)


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda e: e.count(), "2020-01-02 1 | 2020-07-01 1 | 2020-07-02 2"),
        (lambda e: e.count(30), "2020-01-02 0 | 2020-07-02 1 | 2020-07-31 1 | 2020-08-01 0"),
        (lambda e: e.days_since_last(), "2020-07-01 547 | 2020-07-02 1"),
        (lambda e: e.distinct("rank"), "2020-07-01 1 | 2020-07-02 2"),
    ],
)
def test_what_is_announced_ahead_counts_once_it_has_happened(ask: Ask, expected: str) -> None:
    check(ANNOUNCED, "ranks", ask, expected)


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        # the end of the first post is known from 2020-05-02, with the second post
        (lambda e: e.last("ended_on"), "2020-01-05 - | 2020-05-01 - | 2020-05-02 -"),
        # the end of the second is announced ahead
        (lambda e: e.last("ended_on"), f"2020-06-01 - | 2020-06-02 {day_number(date(2022, 1, 1))}"),
        (lambda e: e.where(clerks).last("ended_on"), "2020-05-01 -"),
        (
            lambda e: e.where(clerks).last("ended_on"),
            f"2020-05-02 {day_number(date(2020, 1, 1))}",
        ),
        (lambda e: e.distinct("job_id"), "2018-01-01 0 | 2018-01-02 1 | 2020-05-02 2"),
        (lambda e: e.distinct("job_id", 366), "2020-05-01 0 | 2020-05-02 1 | 2021-01-02 0"),
    ],
)
def test_an_end_counts_from_the_day_it_is_known(ask: Ask, expected: str) -> None:
    check(POSTS, "assignments", ask, expected)


def test_the_same_value_again_is_one_value_as_long_as_one_of_its_rows_counts() -> None:
    again = records(
        trainings="""
        employee_id  completed_on  title  form  recorded_on
        ana          2020-01-01    one    3     2020-01-01
        ana          2020-02-01    two    3     2020-02-01
        ana          2020-02-15    six    -     2020-02-15
        ana          2020-03-01    ten    7     2020-03-01
    """
    )
    check(again, "trainings", lambda e: e.distinct("form"), "2020-02-02 1 | 2020-03-02 2")
    window = "2020-01-02 1 | 2020-02-05 1 | 2020-03-02 2 | 2020-03-03 2 | 2020-03-20 1"
    check(again, "trainings", lambda e: e.distinct("form", 31), window)


def test_rows_can_be_counted_for_another_entity() -> None:
    by_title = {"one": 0, "two": 1, "three": 2}
    titles = sorted(by_title)

    def place(rows: Rows) -> np.ndarray:
        return np.where(rows.columns["hours"] == 30, np.nan, 0.0)

    check(COURSES, "trainings", lambda e: e.by(place).count(), "2020-01-03 1 | 2020-01-11 2")
    check(COURSES, "trainings", lambda e: e.by(place).count(), "2020-03-06 3 | 2020-04-02 3")
    assert titles == ["one", "three", "two"]


@pytest.mark.parametrize("plain", [False, True])
def test_others_and_people_without_rows_do_not_matter(plain: bool) -> None:
    events = asked(COURSES, "trainings", ["2020-04-02"], who="ben", plain=plain)
    assert events.sum("hours") == [99]
    assert events.count() == [1]
    nobody = asked(ANNOUNCED, "trainings", ["2020-04-02"], plain=plain)
    assert nobody.count() == [0]
    assert nobody.sum("hours") == [0]
    assert nobody.distinct("form") == [0]
    for answer in (nobody.mean("hours"), nobody.last("hours"), nobody.days_since_first()):
        assert np.isnan(answer).all()


def test_sums_are_exact_whatever_others_have() -> None:
    alone = "\n".join(f"ana 2020-01-{day:02d} t{day} 0.1 2020-01-{day:02d}" for day in range(1, 11))
    head = "employee_id completed_on title hours recorded_on\n"
    rich = head + "aaa 2019-01-01 big 900000000 2019-01-01\n" + alone
    check(records(trainings=rich), "trainings", lambda e: e.sum("hours"), "2021-01-01 1")
    check(records(trainings=rich), "trainings", lambda e: e.spread("hours"), "2021-01-01 0")


def ten_hours(rows: Rows) -> np.ndarray:
    return np.asarray(rows.column("hours") == 10)


def clerks(rows: Rows) -> np.ndarray:
    return rows.columns["job_id"] == 1


def check(of: Records, table: str, ask: Ask, expected: str) -> None:
    """Hold both paths to answers written as ``day answer | day answer`` for ana."""
    pairs = [pair.split() for pair in expected.split("|")]
    days = [day for day, _ in pairs]
    wanted = [np.nan if value == "-" else float(value) for _, value in pairs]
    for plain in (False, True):
        answers = ask(asked(of, table, days, plain=plain))
        named = dict(zip(days, answers, strict=True))
        assert answers == pytest.approx(wanted, nan_ok=True, abs=1e-6), f"{named} plain={plain}"


def asked(
    of: Records, table: str, days: Sequence[str], *, plain: bool, who: str = "ana"
) -> Answers:
    """Return the questions about one person at some days."""
    vocabularies = vocabularies_of(of)
    entity = int(vocabularies["employees"].get_loc(who))
    numbers = np.array([day_number(date.fromisoformat(day)) for day in days])
    moments = Moments(np.full(len(days), entity), numbers)
    return answers_of(of, table, vocabularies=vocabularies, moments=moments, plain=plain)
