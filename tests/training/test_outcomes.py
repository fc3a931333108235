"""What became of people: exposure and exits, on both clocks, as text tables."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from features.clock import day_number
from features.records import Records
from tests.training.text_records import records, words
from training.outcomes import as_of_days, observation, outcomes

EMPLOYEES = """
    employee_id  joined_on
    ana          2015-01-01
    ben          2015-01-01
    cit          2015-01-01
    dea          2015-01-01
    eka          2015-01-01
    fay          2015-01-01
"""


def office(departures: str) -> Records:
    """Return an office whose departures are recorded on the day, unless the table says else."""
    return records(employees=EMPLOYEES, departures=departures)


EVERY_FAMILY = office("""
    employee_id  left_on     reason          recorded_on
    ana          2023-07-01  resignation     2023-07-01
    ben          2023-07-01  transfer_out    2023-07-01
    cit          2023-07-01  retirement      2023-07-01
    dea          2023-07-01  dismissal       2023-07-01
    eka          2023-07-01  death           2023-07-01
    fay          2023-07-01  status_change   2023-07-01
""")


def test_only_voluntary_exits_are_events_and_other_families_end_what_is_seen() -> None:
    expect(
        EVERY_FAMILY,
        """
        known_before  as_of       employee_id  exposure_days  left_voluntarily  family
        2024-01-01    2023-01-01  ana          365            1                 voluntary
        2024-01-01    2023-01-01  ben          181            0                 transfer
        2024-01-01    2023-01-01  cit          181            0                 calendar
        2024-01-01    2023-01-01  dea          181            0                 employer
        2024-01-01    2023-01-01  eka          181            0                 personal
        2024-01-01    2023-01-01  fay          365            0                 -
        """,
    )


@pytest.mark.parametrize(
    "reason",
    [
        "resignation",
        "early_retirement",
        "contract_resignation",
        "candidate_withdrawal",
        "unknown_exit",
    ],
)
def test_every_voluntary_reason_is_an_event(reason: str) -> None:
    left = office(f"employee_id left_on reason recorded_on\nana 2023-07-01 {reason} 2023-07-01")
    expect(
        left,
        """
        known_before  as_of       employee_id  exposure_days  left_voluntarily  family
        2024-01-01    2023-01-01  ana          365            1                 voluntary
        """,
    )


def test_a_period_has_its_first_day_and_not_its_last() -> None:
    left = office("""
        employee_id  left_on     reason       recorded_on
        ana          2023-01-01  resignation  2023-01-01
        ben          2023-12-31  resignation  2023-12-31
        cit          2024-01-01  resignation  2024-01-01
        dea          2022-12-31  resignation  2022-12-31
    """)
    expect(
        left,
        """
        known_before  as_of       employee_id  exposure_days  left_voluntarily  family
        2025-01-01    2023-01-01  ana          365            1                 voluntary
        2025-01-01    2023-01-01  ben          365            1                 voluntary
        2025-01-01    2023-01-01  cit          365            0                 -
        2025-01-01    2023-01-01  dea          365            0                 -
        """,
    )


def test_a_period_that_is_not_over_counts_with_the_days_that_were_seen() -> None:
    expect(
        EVERY_FAMILY,
        """
        known_before  as_of       employee_id  exposure_days  left_voluntarily  family
        2023-03-01    2023-01-01  ana          59             0                 -
        2023-07-01    2023-01-01  ana          181            0                 -
        2023-07-02    2023-01-01  ana          182            1                 voluntary
        2023-01-01    2023-01-01  ana          0              0                 -
        2022-06-01    2023-01-01  ana          0              0                 -
        """,
    )


def test_a_departure_recorded_late_is_unknown_until_then_and_the_office_is_seen_to_be_late() -> (
    None
):
    late = office("""
        employee_id  left_on     reason       recorded_on
        ana          2022-03-01  resignation  2022-05-30
        ben          2023-07-01  resignation  2023-09-29
    """)
    assert observation(late).delay == 90
    expect(
        late,
        """
        known_before  as_of       employee_id  exposure_days  left_voluntarily  family
        2023-09-29    2023-01-01  ben          181            0                 -
        2023-09-30    2023-01-01  ben          182            1                 voluntary
        2023-09-30    2023-01-01  cit          182            0                 -
        2025-01-01    2023-01-01  ben          365            1                 voluntary
        """,
    )


def test_outcomes_use_nothing_that_is_known_later_even_if_it_is_given() -> None:
    prompt = "\n".join(f"p{day} 2022-01-{day:02d} death 2022-01-{day:02d}" for day in range(1, 29))
    given = office(
        f"employee_id left_on reason recorded_on\n{prompt}\nana 2023-02-01 resignation 2023-12-31"
    )
    moment = pd.MultiIndex.from_tuples(
        [(pd.Timestamp("2023-01-01"), "ana")], names=["as_of", "employee_id"]
    )
    for day, left in ((date(2023, 12, 31), 0.0), (date(2024, 1, 1), 1.0)):
        found = outcomes(given, moment, horizon_days=365, known_before=day)
        assert found["left_voluntarily"].tolist() == [left]


def test_a_departure_announced_ahead_is_no_event_before_it_happened() -> None:
    ahead = office("""
        employee_id  left_on     reason       recorded_on
        ana          2023-07-01  resignation  2022-12-01
    """)
    assert observation(ahead).delay == 0
    expect(
        ahead,
        """
        known_before  as_of       employee_id  exposure_days  left_voluntarily  family
        2023-07-01    2023-01-01  ana          181            0                 -
        2023-07-02    2023-01-01  ana          182            1                 voluntary
        """,
    )


def test_the_first_departure_in_the_period_counts_and_corrections_do() -> None:
    twice = office("""
        employee_id  left_on     reason        recorded_on
        ana          2023-03-01  transfer_out  2023-03-01
        ana          2023-09-01  resignation   2023-09-01
        ben          2023-03-01  resignation   2023-03-01
        ben          2023-03-01  retirement    2023-06-01
        cit          2022-03-01  resignation   2022-03-01
        cit          2023-04-11  resignation   2023-04-11
    """)
    expect(
        twice,
        """
        known_before  as_of       employee_id  exposure_days  left_voluntarily  family
        2025-06-01    2023-01-01  ana          59             0                 transfer
        2025-06-01    2023-06-01  ana          365            1                 voluntary
        2025-06-01    2023-01-01  ben          59             0                 calendar
        2025-06-01    2023-01-01  cit          365            1                 voluntary
        2025-06-01    2023-01-01  dea          365            0                 -
        """,
        delay=69,
    )


ROSTER = records(
    employees=EMPLOYEES,
    assignments="""
        employee_id  started_on  unit_id  recorded_on
        ana          2020-05-10  tax      2020-05-10
        ben          2020-05-10  tax      2020-05-10
        cit          2020-05-10  tax      2020-05-10
        dea          2020-05-10  tax      2020-05-10
        ana          2021-06-19  tax      2021-06-19
        ben          2021-06-19  tax      2021-06-19
        cit          2021-06-19  tax      2021-06-19
        fay          2021-09-01  tax      2021-09-01
        ana          2022-07-01  tax      2022-07-01
        ben          2022-07-01  tax      2022-07-01
        eka          2022-07-01  tax      2022-07-01
        ana          2023-07-01  tax      2023-07-01
        eka          2023-07-01  tax      2023-07-01
    """,
    departures="""
        employee_id  left_on     reason        recorded_on
        dea          2020-11-28  unknown_exit  2021-06-19
        cit          2021-12-25  unknown_exit  2022-07-01
        ben          2022-12-30  unknown_exit  2023-07-01
    """,
)
ROSTER_DAYS = [date(2020, 5, 10), date(2021, 6, 19), date(2022, 7, 1), date(2023, 7, 1)]


def test_days_on_which_half_of_the_staff_is_recorded_are_rosters() -> None:
    seen = observation(ROSTER)
    assert seen.by_roster
    assert list(seen.censuses) == [day_number(day) for day in ROSTER_DAYS]


def test_an_office_that_records_day_by_day_has_no_rosters() -> None:
    assert not observation(EVERY_FAMILY).by_roster
    daily = records(
        employees=EMPLOYEES,
        assignments="""
            employee_id  started_on  unit_id  recorded_on
            ana          2020-05-10  tax      2020-05-10
            ben          2021-05-10  tax      2021-05-10
            cit          2022-05-10  tax      2022-05-10
        """,
        departures="""
            employee_id  left_on     reason       recorded_on
            ana          2023-11-28  resignation  2023-12-10
        """,
    )
    assert not observation(daily).by_roster


def test_one_roster_alone_is_no_sequence_of_rosters() -> None:
    first = ROSTER.known_before(date(2021, 1, 1))
    assert not observation(first).by_roster
    assert as_of_days(first, until=date(2020, 6, 1), every_days=182) == []


def test_with_rosters_a_period_ends_at_the_roster_nearest_to_the_horizon() -> None:
    expect(
        ROSTER,
        """
        known_before  as_of       employee_id  exposure_days  left_voluntarily  family
        2023-07-02    2020-05-11  dea          404            1                 voluntary
        2023-07-02    2020-05-11  cit          404            0                 -
        2023-07-02    2021-06-20  cit          376            1                 voluntary
        2023-07-02    2021-06-20  ana          376            0                 -
        2023-07-02    2022-07-02  ben          364            1                 voluntary
        2023-07-02    2022-07-02  ana          364            0                 -
        2023-07-02    2022-07-02  eka          364            0                 -
        """,
    )


def test_between_two_rosters_nothing_more_is_seen() -> None:
    expect(
        ROSTER,
        """
        known_before  as_of       employee_id  exposure_days  left_voluntarily  family
        2023-07-01    2022-07-02  ben          0              0                 -
        2023-07-01    2021-06-20  cit          376            1                 voluntary
        2022-07-01    2021-06-20  cit          0              0                 -
        2022-07-01    2020-05-11  dea          404            1                 voluntary
        2022-07-02    2021-06-20  cit          376            1                 voluntary
        """,
    )


def test_a_horizon_of_two_years_reaches_the_second_roster() -> None:
    seen = observation(ROSTER)
    as_of = [day_number(date(2020, 5, 11)), day_number(date(2022, 7, 2))]
    ends = seen.period_end(pd.array(as_of, dtype="int64").to_numpy(), 730)
    assert list(ends) == [day_number(date(2022, 7, 1)), day_number(date(2023, 7, 1))]


def test_as_of_days_follow_the_rosters() -> None:
    """The newest roster has no successor to say who left, and people are asked the day after."""
    days = as_of_days(ROSTER, until=date(2023, 7, 2), every_days=182)
    assert days == [date(2020, 5, 11), date(2021, 6, 20), date(2022, 7, 2)]
    assert as_of_days(ROSTER, until=date(2023, 7, 1), every_days=182) == days[:2]


def test_of_monthly_rosters_as_many_count_as_lie_far_enough_apart() -> None:
    months = [str(day.date()) for day in pd.date_range("2018-01-01", "2022-12-01", freq="MS")]
    monthly = records(
        employees="employee_id joined_on\n" + "\n".join(f"p{n} 2010-01-01" for n in range(4)),
        assignments="employee_id started_on job_id recorded_on\n"
        + "\n".join(f"p{n} {day} clerk {day}" for n in range(4) for day in months),
        departures="employee_id left_on reason recorded_on\np0 2022-11-15 resignation 2022-12-01",
    )
    days = as_of_days(monthly, until=date(2022, 12, 15), every_days=182)
    assert days[-3:] == [date(2021, 11, 2), date(2022, 5, 2), date(2022, 11, 2)]
    assert len(days) == 10
    assert len(as_of_days(monthly, until=date(2022, 12, 15), every_days=28)) == 59


def test_as_of_days_step_back_to_where_posts_and_departures_are_on_record() -> None:
    steady = records(
        employees=EMPLOYEES,
        assignments="""
            employee_id  started_on  unit_id  recorded_on
            ana          2019-01-01  tax      2019-01-31
            ben          2020-06-01  tax      2020-06-02
        """,
        departures="""
            employee_id  left_on     reason       recorded_on
            ben          2021-03-01  resignation  2021-03-20
            cit          2022-03-01  resignation  2022-03-10
        """,
    )
    days = as_of_days(steady, until=date(2022, 7, 1), every_days=182)
    assert days == [date(2021, 7, 2), date(2021, 12, 31)]
    assert as_of_days(steady, until=date(2040, 1, 1), every_days=1220) == [
        date(2029, 12, 24),
        date(2033, 4, 27),
        date(2036, 8, 29),
    ]


def test_without_departures_days_step_back_to_the_first_post() -> None:
    none = records(
        employees=EMPLOYEES,
        assignments="employee_id started_on unit_id\nana 2019-01-01 tax",
    )
    days = as_of_days(none, until=date(2020, 6, 1), every_days=182)
    assert days == [date(2019, 6, 3), date(2019, 12, 2)]
    expect(
        none,
        """
        known_before  as_of       employee_id  exposure_days  left_voluntarily  family
        2024-06-01    2023-01-01  ana          365            0                 -
        """,
    )


def expect(of: Records, table: str, *, horizon_days: int = 365, delay: int | None = None) -> None:
    """Hold outcomes to a text table, each row asked in what was known before its own day."""
    if delay is not None:
        assert observation(of).delay == delay
    for row in words(table).to_dict("records"):
        known_before = date.fromisoformat(row["known_before"])
        moment = [(pd.Timestamp(row["as_of"]), row["employee_id"])]
        found = outcomes(
            of.known_before(known_before),
            pd.MultiIndex.from_tuples(moment, names=["as_of", "employee_id"]),
            horizon_days=horizon_days,
            known_before=known_before,
        ).iloc[0]
        family = "" if pd.isna(row["family"]) else row["family"]
        answer = (found["exposure_days"], found["left_voluntarily"], found["family"])
        assert answer == (float(row["exposure_days"]), float(row["left_voluntarily"]), family), row
