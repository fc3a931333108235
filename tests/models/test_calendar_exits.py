"""Departures whose day the calendar tells."""

from __future__ import annotations

from datetime import date

import pandas as pd

from models.calendar_exits import calendar_exits
from models.rules.book import RuleBook
from tests.training.text_records import records

TODAY = date(2026, 1, 1)
PEOPLE = """
employee_id joined_on  birth_date
ana         2000-01-01 1970-03-15
ben         2000-01-01 1970-12-31
cid         2000-01-01 -
dan         2020-01-01 1990-06-01
eva         1990-01-01 1960-01-01
"""
POSTS = """
employee_id started_on unit_id job_id
ana         2000-01-01 tax     clerk
ben         2000-01-01 tax     doctor
cid         2000-01-01 tax     clerk
dan         2020-01-01 tax     clerk
eva         1990-01-01 tax     clerk
"""
JOBS = """
job_id name   kind     retirement_age
clerk  Clerk  executor -
doctor Doctor executor 60
"""
STATUSES = """
employee_id started_on employment_type contract_ends_on
dan         2020-01-01 pppk            2024-12-31
dan         2025-01-01 pppk            2026-12-31
cid         2000-01-01 pppk            2025-06-30
"""


def exits() -> pd.DataFrame:
    given = records(employees=PEOPLE, assignments=POSTS, jobs=JOBS, statuses=STATUSES)
    return calendar_exits(given.as_of(TODAY).frames, TODAY)


def test_the_job_tells_the_age_or_else_the_rules_do() -> None:
    found = exits()
    assert found.loc["ana"].tolist() == ["retirement", pd.Timestamp("2028-04-01")]
    assert found.loc["ben"].tolist() == ["retirement", pd.Timestamp("2031-01-01")]


def test_the_nearest_day_ahead_counts_and_days_gone_by_do_not() -> None:
    found = exits()
    assert found.loc["dan"].tolist() == ["contract_end", pd.Timestamp("2026-12-31")]
    assert not {"cid", "eva"} & set(found.index)


def test_without_a_rule_in_force_only_contracts_end() -> None:
    given = records(employees=PEOPLE, assignments=POSTS, jobs=JOBS, statuses=STATUSES)
    found = calendar_exits(given.as_of(TODAY).frames, TODAY, book=RuleBook(()))
    assert found["calendar_exit"].to_dict() == {"dan": "contract_end"}


def test_offices_without_these_tables_have_no_calendar() -> None:
    given = records(
        employees="employee_id joined_on\nana 2000-01-01",
        assignments="employee_id started_on unit_id\nana 2000-01-01 tax",
    )
    assert calendar_exits(given.as_of(TODAY).frames, TODAY).empty
