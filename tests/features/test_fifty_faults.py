"""A workbook with fifty planted faults, of every kind in many sheets: one run reports them all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from features.importing.checking import Report, check
from features.sources import open_source

TODAY = date(2025, 1, 1)
N_ROWS = 12
"""Sound rows a sheet; the first of them is row 2."""
NEVER = "yesterday"

Cell = tuple[str, int, str, object, str]
PLANTED: tuple[Cell, ...] = (
    ("employees", 2, "joined_on", NEVER, "unreadable_date"),
    ("employees", 3, "joined_on", "01/02/2015", "date_order"),
    ("employees", 4, "joined_on", "42036", "excel_day_number"),
    ("employees", 5, "joined_on", None, "missing_value"),
    ("employees", 6, "agency_id", None, "missing_value"),
    ("employees", 7, "birth_date", "2031-01-01", "future_date"),
    ("employees", 8, "sex", "x", "unknown_code"),
    ("employees", 9, "disability", "perhaps", "unreadable_flag"),
    ("statuses", 2, "employment_type", "astronaut", "unknown_code"),
    ("statuses", 3, "started_on", "2020-13-01", "unreadable_date"),
    ("statuses", 4, "ended_on", "1990-01-01", "end_before_start"),
    ("statuses", 5, "recorded_on", "2030-01-01", "future_date"),
    ("educations", 2, "level", "s9", "unknown_code"),
    ("educations", 3, "completed_on", None, "missing_value"),
    ("educations", 4, "completed_on", "2030-07-01", "future_date"),
    ("units", 2, "parent_id", "u99", "dangling"),
    ("units", 3, "agency_id", None, "missing_value"),
    ("units", 4, "valid_to", "1990-01-01", "end_before_start"),
    ("jobs", 2, "job_class", 18, "out_of_range"),
    ("jobs", 3, "job_class", "nine", "unreadable_number"),
    ("jobs", 4, "retirement_age", 40, "out_of_range"),
    ("jobs", 5, "kind", "boss", "unknown_code"),
    ("jobs", 6, "level", "senior", "unknown_code"),
    ("assignments", 2, "job_id", "j99", "dangling"),
    ("assignments", 3, "unit_id", "u99", "dangling"),
    ("assignments", 4, "appointment", "forever", "unknown_code"),
    ("assignments", 5, "ended_on", "1990-01-01", "end_before_start"),
    ("assignments", 6, "base_pay", -1, "out_of_range"),
    ("assignments", 7, "gross_pay", "Rp 4.000.000", "unreadable_number"),
    ("assignments", 8, "started_on", None, "missing_value"),
    ("ranks", 2, "rank", "V/a", "unknown_code"),
    ("ranks", 3, "employee_id", None, "missing_value"),
    ("ranks", 4, "started_on", "1/4/2020", "date_order"),
    ("appraisals", 2, "score", 121, "out_of_range"),
    ("appraisals", 3, "predicate", 0, "out_of_range"),
    ("appraisals", 4, "regime", "skp2050", "unknown_code"),
    ("appraisals", 5, "period_end", "1990-01-01", "end_before_start"),
    ("appraisals", 6, "work_result", "great", "unknown_code"),
    ("courses", 2, "form", 26, "out_of_range"),
    ("courses", 3, "hours", "two days", "unreadable_number"),
    ("courses", 4, "course_id", None, "missing_value"),
    ("trainings", 2, "course_id", "c99", "dangling"),
    ("trainings", 3, "score", 101, "out_of_range"),
    ("trainings", 4, "outcome", "slept", "unknown_code"),
    ("trainings", 5, "completed_on", "1999.9", "unreadable_date"),
    ("trainings", 6, "feedback", 6, "out_of_range"),
    ("departures", 2, "reason", "bored", "unknown_code"),
    ("departures", 3, "left_on", NEVER, "unreadable_date"),
    ("departures", 4, "requested_on", "2030-01-01", "future_date"),
    ("departures", 5, "left_on", None, "missing_value"),
)


def sound() -> dict[str, pd.DataFrame]:
    """Return tables without a fault, every sheet with as many rows."""
    number = pd.Series(range(1, N_ROWS + 1)).astype("str")
    person, day = "p" + number, "2015-01-01"
    since = {"employee_id": person, "started_on": day}
    return {
        "employees": pd.DataFrame(
            {"employee_id": person, "agency_id": "a", "joined_on": day, "birth_date": "1990-01-01",
             "sex": "f", "disability": "no"}
        ),
        "statuses": pd.DataFrame(
            {**since, "ended_on": None, "employment_type": "pns", "recorded_on": day}
        ),
        "educations": pd.DataFrame({"employee_id": person, "completed_on": day, "level": "s1"}),
        "units": pd.DataFrame(
            {"unit_id": "u" + number, "agency_id": "a", "parent_id": None, "valid_from": day,
             "valid_to": None}
        ),
        "jobs": pd.DataFrame(
            {"job_id": "j" + number, "kind": "functional", "level": "muda", "job_class": 9,
             "retirement_age": 58}
        ),
        "assignments": pd.DataFrame(
            {**since, "ended_on": None, "job_id": "j1", "unit_id": "u1",
             "appointment": "definitive", "base_pay": 1000, "gross_pay": 2000}
        ),
        "ranks": pd.DataFrame({**since, "rank": "III/a"}),
        "appraisals": pd.DataFrame(
            {"employee_id": person, "period_start": day, "period_end": "2016-01-01",
             "regime": "skp2011", "score": 90, "work_result": None, "predicate": 4}
        ),
        "courses": pd.DataFrame({"course_id": "c" + number, "form": 3, "hours": 20}),
        "trainings": pd.DataFrame(
            {"employee_id": person, "course_id": "c12", "completed_on": day,
             "outcome": "completed", "score": 80, "feedback": 4}
        ),
        "departures": pd.DataFrame(
            {"employee_id": person, "left_on": "2024-01-01", "reason": "resignation",
             "requested_on": "2023-12-01"}
        ),
    }  # fmt: skip


def checked(folder: Path, tables: dict[str, pd.DataFrame]) -> Report:
    path = folder / "records.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as workbook:
        for name, table in tables.items():
            table.to_excel(workbook, sheet_name=name, index=False)
    return check(open_source(path), today=TODAY)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    tables = {name: table.astype("object") for name, table in sound().items()}
    for table, row, column, value, _ in PLANTED:
        tables[table].loc[row - 2, column] = value
    return checked(tmp_path, tables)


def test_without_faults_nothing_is_reported(tmp_path: Path) -> None:
    assert [str(problem) for problem in checked(tmp_path, sound()).problems] == []


def test_all_fifty_are_reported_in_one_run_by_sheet_row_and_column(report: Report) -> None:
    assert len(PLANTED) == len({(table, row, column) for table, row, column, *_ in PLANTED}) == 50
    found = {(one.file, one.row, one.column, one.rule) for one in report.problems}
    planted = {
        (f"records.xlsx, sheet {table}", row, column, rule)
        for table, row, column, _, rule in PLANTED
    }
    assert planted - found == set()


def test_nothing_else_is_reported_but_what_follows_from_them(report: Report) -> None:
    """A value of a key that is unknown sets its row aside, and that is said as well."""
    planted = {(table, row, column) for table, row, column, *_ in PLANTED}
    others = [one for one in report.problems if (one.table, one.row, one.column) not in planted]
    assert [str(one) for one in others] == []


def test_no_personal_value_is_shown(report: Report) -> None:
    told = " ".join(str(problem) for problem in report.problems)
    assert "2031-01-01" not in told
    assert "4.000.000" not in told
    assert "yesterday" in told
