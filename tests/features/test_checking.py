"""What is wrong with a table is said once, with row, column, masked value and the way out."""

import datetime as dt
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.contract import SHIELDED
from features.importing.checking import Report, check
from features.importing.contradictions import in_circles
from features.importing.rules import RULES
from features.problems import KEPT, Problem
from features.sources import FrameSource
from features.tables import TABLES

TODAY = dt.date(2025, 1, 1)
EMPLOYEES = """
employee_id,agency_id,joined_on
p1,a,2010-01-01
p2,a,2011-01-01
"""
ASSIGNMENTS = """
employee_id,started_on
p1,2010-01-01
p2,2011-01-01
"""


def table(text: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(text.strip()), dtype="str")


def checked(*, ids_are_pseudonyms: bool = False, **tables: str | pd.DataFrame) -> Report:
    """Check these tables beside sound employees and assignments."""
    texts: dict[str, str | pd.DataFrame] = {"employees": EMPLOYEES, "assignments": ASSIGNMENTS}
    frames = {
        name: table(given) if isinstance(given, str) else given
        for name, given in (texts | tables).items()
    }
    return check(FrameSource(frames), today=TODAY, ids_are_pseudonyms=ids_are_pseudonyms)


def only_problem(**tables: str | pd.DataFrame) -> Problem:
    (problem,) = checked(**tables).problems
    return problem


ERRORS = {
    "day before all days": (
        ("departures", "employee_id,left_on,reason\np1,1015-01-01,death"),
        ("out_of_reach", 2, "left_on", "1015-01-01"),
    ),
    "missing required value": (
        ("departures", "employee_id,left_on,reason\np1,,death"),
        ("missing_value", 2, "left_on", None),
    ),
    "unreadable date": (
        ("departures", "employee_id,left_on,reason\np1,2020-02-31,death"),
        ("unreadable_date", 2, "left_on", "2020-02-31"),
    ),
    "day first": (
        ("departures", "employee_id,left_on,reason\np1,31-01-2020,death"),
        ("date_order", 2, "left_on", "31-01-2020"),
    ),
    "month first": (
        ("departures", "employee_id,left_on,reason\np1,01/31/2020,death"),
        ("date_order", 2, "left_on", "01/31/2020"),
    ),
    "excel day number": (
        ("departures", "employee_id,left_on,reason\np1,43831,death"),
        ("excel_day_number", 2, "left_on", "43831"),
    ),
    "rounded id": (
        ("goals", "employee_id,declared_on\np1,2020-01-01\n1.97E+17,2020-01-01"),
        ("digits_lost", 3, "employee_id", "1••••"),
    ),
    "rounded id with a comma": (
        ("goals", 'employee_id,declared_on\n"1,97E+17",2020-01-01'),
        ("digits_lost", 2, "employee_id", "1••••"),
    ),
    "number of 18 digits without its last ones": (
        ("goals", "employee_id,declared_on\np1,2020-01-01\n198501012010011000,2020-01-01"),
        ("digits_lost", 3, "employee_id", "1••••"),
    ),
    "the same with blanks inside": (
        ("goals", "employee_id,declared_on\n19850101 201001 1 000,2020-01-01"),
        ("digits_lost", 2, "employee_id", "1••••"),
    ),
    "yes as a person": (
        ("goals", "employee_id,declared_on\nTRUE,2020-01-01"),
        ("truth_value", 2, "employee_id", "••••"),
    ),
    "no as a unit": (
        ("units", pd.DataFrame({"unit_id": ["u", False], "agency_id": ["a", "a"]})),
        ("truth_value", 3, "unit_id", "false"),
    ),
    "fraction as a unit": (
        ("units", pd.DataFrame({"unit_id": ["1.5", 1.5], "agency_id": ["a", "a"]})),
        ("id_with_fraction", 3, "unit_id", "1.5"),
    ),
    "end before start": (
        ("absences", "employee_id,started_on,ended_on\np1,2020-01-02,2020-01-01"),
        ("end_before_start", 2, "ended_on", "2020-01-01"),
    ),
    "contract ends before it starts": (
        (
            "statuses",
            "employee_id,started_on,employment_type,contract_ends_on\np1,2020-01-02,pppk,2019-01-01",
        ),
        ("end_before_start", 2, "contract_ends_on", "2019-01-01"),
    ),
    "unit no longer valid before it is": (
        ("units", "unit_id,agency_id,valid_from,valid_to\nu,a,2020-01-02,2020-01-01"),
        ("end_before_start", 2, "valid_to", "2020-01-01"),
    ),
    "key twice": (
        (
            "departures",
            "employee_id,left_on,reason\np1,2020-01-01,death\np2,2020-01-01,death\n"
            "p1,2020-01-01,missing",
        ),
        ("key_twice", 4, "employee_id", None),
    ),
    "missing column": (
        ("departures", "employee_id,left_on\np1,2020-01-01"),
        ("missing_column", 1, "reason", None),
    ),
    "column twice": (
        ("jobs", pd.DataFrame([["j", "x", "y"]], columns=["job_id", "name", " Name"])),
        ("column_twice", 1, "name", None),
    ),
}

KEPT_CONTRADICTIONS = {
    "left before joining": (
        ("departures", "employee_id,left_on,reason\np1,2009-12-31,death"),
        [("left_before_joining", 2, "left_on")],
    ),
    "joins and leaves in years to come": (
        (
            "employees",
            "employee_id,agency_id,joined_on\np1,a,2099-01-01\np2,a,2025-03-01\np3,a,2010-01-01",
        ),
        [("joins_far_ahead", 2, "joined_on"), ("left_before_here", 2, "left_on")],
    ),
    "two definitive posts": (
        (
            "assignments",
            "employee_id,started_on,ended_on,appointment\np1,2010-01-01,2015-01-01,\n"
            "p1,2014-01-01,,definitive\np1,2016-01-01,,acting\np1,2024-12-01,,\np2,2011-01-01,,\n"
            "p2,2012-01-01,,",
        ),
        [("posts_overlap", 3, "started_on"), ("posts_overlap", 7, "started_on")],
    ),
    "own superior": (
        ("assignments", "employee_id,started_on,supervisor_id\np1,2010-01-01,p1\np2,2010-01-01,p1"),
        [("own_superior", 2, "supervisor_id")],
    ),
    "circle of superiors": (
        (
            "assignments",
            "employee_id,started_on,supervisor_id\np1,2010-01-01,p2\np2,2010-01-01,p1\n"
            "p3,2010-01-01,p1",
        ),
        [("circle_of_superiors", 2, "supervisor_id"), ("circle_of_superiors", 3, "supervisor_id")],
    ),
}

WARNINGS = {
    "unknown code": (
        ("jobs", "job_id,kind\nj,Boss"),
        ("unknown_code", 2, "kind", "Boss"),
    ),
    "negative pay": (
        ("assignments", "employee_id,started_on,base_pay\np1,2010-01-01,-5"),
        ("out_of_range", 2, "base_pay", "••••"),
    ),
    "too high": (
        ("jobs", "job_id,job_class\nj,18"),
        ("out_of_range", 2, "job_class", "18"),
    ),
    "unreadable number": (
        ("courses", 'course_id,cost\nc,"1.500.000,00"'),
        ("unreadable_number", 2, "cost", "1.500.000,00"),
    ),
    "endless number": (
        ("courses", "course_id,cost\nc,1e999"),
        ("unreadable_number", 2, "cost", "1e999"),
    ),
    "unreadable flag": (
        (
            "employees",
            "employee_id,agency_id,joined_on,disability\np1,a,2010-01-01,some\np2,a,2010-01-01,",
        ),
        ("unreadable_flag", 2, "disability", "••••"),
    ),
    "date in the future": (
        ("departures", "employee_id,left_on,reason,requested_on\np1,2026-01-01,death,2025-01-02"),
        ("future_date", 2, "requested_on", "2025-01-02"),
    ),
    "day after all days": (
        ("assignments", "employee_id,started_on,ended_on\np1,2020-01-01,9999-12-31"),
        ("no_real_day", 2, "ended_on", "9999-12-31"),
    ),
    "dangling reference": (
        ("units", "unit_id,agency_id,parent_id\nu,a,u\nv,a,gone"),
        ("dangling", 3, "parent_id", "gone"),
    ),
    "dangling person": (
        ("units", "unit_id,agency_id,head_id\nu,a,stranger"),
        ("dangling", 2, "head_id", "s••••"),
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_errors_name_row_column_value_and_the_way_out(case: str) -> None:
    (name, text), (rule, row, column, value) = ERRORS[case]
    problem = only_problem(**{name: text})
    assert problem.severity == "error"
    assert (problem.file, problem.table) == (name, name)
    assert (problem.rule, problem.row, problem.column, problem.value) == (rule, row, column, value)
    assert value is None or value in problem.message
    assert problem.way_out in str(problem)


@pytest.mark.parametrize("case", WARNINGS)
def test_warnings_make_the_value_unknown_and_keep_the_row(case: str) -> None:
    (name, text), (rule, row, column, value) = WARNINGS[case]
    report = checked(**{name: text})
    (problem,) = report.problems
    assert report.ok
    assert problem.severity == "warning"
    assert (problem.rule, problem.row, problem.column, problem.value) == (rule, row, column, value)
    assert pd.isna(report.tables[name][column].iloc[row - 2])


@pytest.mark.parametrize("case", KEPT_CONTRADICTIONS)
def test_contradictions_are_told_and_kept(case: str) -> None:
    (name, text), expected = KEPT_CONTRADICTIONS[case]
    tables = {
        "employees": EMPLOYEES.strip() + "\np3,a,2010-01-01",
        "departures": "employee_id,left_on,reason\np1,2099-06-01,retirement",
    }
    report = checked(**(tables | {name: text}))
    assert [(one.rule, one.row, one.column) for one in report.problems] == expected
    assert report.ok
    assert len(report.tables[name]) == len(table(text))
    assert report.tables[name][expected[0][2]].notna().all() or name == "assignments"


def test_of_several_versions_the_last_one_known_is_compared() -> None:
    employees = "employee_id,agency_id,joined_on,recorded_on,withdrawn_on\n" + (
        "p1,a,2020-01-01,2020-01-01,\np1,a,2010-01-01,2021-01-01,\np2,a,2011-01-01,2011-01-01,"
    )
    departures = "employee_id,left_on,reason,withdrawn_on\np1,2015-01-01,death,\n" + (
        "p2,2001-01-01,death,2002-01-01"
    )
    assert checked(employees=employees, departures=departures).problems == []


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 9)))
def test_circles_are_the_people_met_again_on_the_way_up(above: dict[int, int]) -> None:
    def meets_again(start: int) -> bool:
        person = above[start]
        for _ in range(10):
            if person == start or person not in above:
                break
            person = above[person]
        return person == start

    named = {f"p{one}": f"p{two}" for one, two in above.items()}
    assert in_circles(named) == {f"p{one}" for one in above if meets_again(one)}


def test_a_missing_required_table_is_an_error_and_the_others_are_still_checked() -> None:
    frames = {"employees": table("employee_id,agency_id,joined_on\np1,a,soon")}
    report = check(FrameSource(frames), today=TODAY)
    assert [one.rule for one in report.problems] == ["missing_table", "unreadable_date"]
    assert "assignments.csv" in report.problems[0].way_out
    assert "departures" in report.absent_tables


def test_all_problems_of_all_tables_are_found_at_once() -> None:
    report = checked(
        departures="employee_id,left_on,reason\np1,soon,unheard\n,2020-01-01,death",
        jobs="job_id,kind,job_class\n,Boss,99",
    )
    found = {(one.table, one.column) for one in report.problems}
    assert found == {
        ("departures", "employee_id"),
        ("departures", "left_on"),
        ("departures", "reason"),
        ("jobs", "job_id"),
        ("jobs", "kind"),
        ("jobs", "job_class"),
    }


def test_a_rule_broken_everywhere_is_listed_a_hundred_times_and_counted() -> None:
    rows = "\n".join(f"p1,day {n},death" for n in range(KEPT + 50))
    report = checked(departures=f"employee_id,left_on,reason\n{rows}")
    assert len(report.problems) == KEPT
    assert [one.more for one in report.problems] == [0] * (KEPT - 1) + [50]
    assert report.counts("error") == {"unreadable_date": KEPT + 50}


def test_tables_have_all_columns_in_the_contracts_types() -> None:
    report = checked(employees="Employee_ID , agency_id,joined_on\n'p1,7,2010-01-01 00:00:00")
    expected = {
        "employee_id": "str",
        "agency_id": "str",
        "joined_on": "datetime64[us]",
        "birth_date": "datetime64[us]",
        "sex": "str",
        "disability": "boolean",
        "recorded_on": "datetime64[us]",
        "withdrawn_on": "datetime64[us]",
    }
    employees = report.tables["employees"]
    assert employees.dtypes.astype(str).to_dict() == expected
    assert employees.loc[0, ["employee_id", "agency_id"]].tolist() == ["p1", "7"]
    assert report.given["employees"] == ["employee_id", "agency_id", "joined_on"]


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("'198001012000031001", "198001012000031001"),
        ("19800101 200003 1 001", "198001012000031001"),
        (198001.0, "198001"),
        (198001012000031001, "198001012000031001"),
        ("12e4567890123456", "12e4567890123456"),
        ("0012", "0012"),
    ],
)
def test_ids_keep_every_digit(found: object, kept: str) -> None:
    employees = pd.DataFrame(
        {"employee_id": [found], "agency_id": ["a"], "joined_on": ["2010-01-01"]}, dtype=object
    )
    report = checked(
        employees=employees, assignments=employees.rename(columns={"joined_on": "started_on"})
    )
    assert report.tables["employees"]["employee_id"].tolist() == [kept]


def test_a_long_id_that_came_as_a_decimal_number_has_lost_digits() -> None:
    units = pd.DataFrame({"unit_id": [1.98e17], "agency_id": ["a"]})
    assert only_problem(units=units).rule == "digits_lost"


def test_a_long_number_may_end_in_zeros_where_others_do_not_and_it_is_no_nip() -> None:
    employees = "employee_id,agency_id,joined_on\n" + "".join(
        f"{one},a,2010-01-01\n" for one in ("987654321012345000", "987654321012345001")
    )
    posts = "employee_id,started_on\n987654321012345000,2010-01-01"
    assert checked(employees=employees, assignments=posts).counts("error") == {}


def test_long_numbers_that_all_end_in_zeros_have_lost_their_last_digits() -> None:
    goals = "employee_id,declared_on\n987654321012345000,2020-01-01\n987654321012347000,2020-01-01"
    assert checked(goals=goals).counts("error") == {"digits_lost": 2}


def test_a_nip_without_its_last_digits_is_found_among_sound_ones() -> None:
    goals = "employee_id,declared_on\n198501012010011001,2020-01-01\n198501012010012000,2020-01-01"
    assert checked(goals=goals).counts("error") == {"digits_lost": 1}


@pytest.mark.parametrize(
    "found",
    [
        dt.date(2020, 1, 31),
        pd.Timestamp("2020-01-31 08:00").to_pydatetime(),
        pd.Timestamp("2020-01-31"),
        "2020-01-31T08:00",
    ],
)
def test_days_come_as_text_or_as_date_cells(found: object) -> None:
    departures = pd.DataFrame(
        {"employee_id": ["p1"], "left_on": [found], "reason": ["Death"]}, dtype=object
    )
    report = checked(departures=departures)
    assert report.problems == []
    assert report.tables["departures"]["left_on"].tolist() == [pd.Timestamp("2020-01-31")]
    assert report.tables["departures"]["reason"].tolist() == ["death"]


def test_flags_are_read_in_both_languages() -> None:
    words = ["yes", "Ya", "TRUE", "1", "no", "tidak", "False", "0"]
    rows = "\n".join(f"o{n},c,2020-01-01,{word}" for n, word in enumerate(words))
    report = checked(offerings=f"offering_id,course_id,starts_on,online\n{rows}")
    assert report.tables["offerings"]["online"].tolist() == [True] * 4 + [False] * 4


def test_nips_are_refused_where_pseudonyms_are_promised() -> None:
    text = EMPLOYEES.replace("p2", "198001012000031001")
    assignments = "employee_id,started_on\np1,2020-01-01"
    found = checked(ids_are_pseudonyms=True, employees=text, assignments=assignments).problems
    assert [(one.rule, one.row, one.value) for one in found] == [("looks_like_nip", 3, "1••••")]


def test_a_slash_is_refused_in_pseudonyms_only() -> None:
    jobs, text = "job_id\nj1/a", EMPLOYEES.replace("p2", "p2/2020")
    tables = {
        "jobs": jobs,
        "employees": text,
        "assignments": "employee_id,started_on\np1,2020-01-01",
    }
    assert checked(**tables).problems == []
    (found,) = checked(ids_are_pseudonyms=True, **tables).problems
    assert (found.rule, found.row, found.value) == ("slash_in_id", 3, "p••••")


def test_rows_about_strangers_are_set_aside_with_a_warning() -> None:
    report = checked(goals="employee_id,declared_on\np9,2020-01-01\np1,2020-01-01")
    (problem,) = report.problems
    assert (problem.severity, problem.rule, problem.row) == ("warning", "stranger", 2)
    assert report.tables["goals"]["employee_id"].tolist() == ["p1"]
    assert report.rows["goals"] == 2


def test_nobody_is_a_stranger_where_ids_of_employees_could_not_be_read() -> None:
    found = checked(employees=EMPLOYEES.replace("p2", "")).problems
    assert [(one.rule, one.table, one.row) for one in found] == [("missing_value", "employees", 3)]


@pytest.mark.parametrize("odd", ["p\x001", "p\t1", "p" * 201, ".", ".."])
def test_what_is_no_id_is_an_error(odd: str) -> None:
    jobs = pd.DataFrame({"job_id": ["j1", odd]})
    found = only_problem(jobs=jobs)
    assert (found.rule, found.row, found.column) == ("not_an_id", 3, "job_id")
    assert len(found.message) < 150


def test_people_and_tables_imported_before_are_known() -> None:
    known = {
        "employees": table("employee_id,agency_id\np1,a"),
        "assignments": table("employee_id"),
        "jobs": table("job_id\nj1"),
    }
    goals = table("employee_id,declared_on,target_job_id\np1,2020-01-01,j1\np1,2020-01-02,j2")
    report = check(FrameSource({"goals": goals}), today=TODAY, known=known)
    assert [(one.rule, one.row) for one in report.problems] == [("dangling", 3)]


def test_a_row_whose_key_becomes_unknown_is_set_aside() -> None:
    text = "employee_id,completed_on,level\np1,2030-01-01,s1\np1,2020-01-01,s1"
    report = checked(educations=text)
    assert [one.rule for one in report.problems] == ["future_date", "row_without_key"]
    assert len(report.tables["educations"]) == 1


def test_the_same_row_twice_is_one_row() -> None:
    report = checked(goals="employee_id,declared_on\np1,2020-01-01\np1,2020-01-01")
    assert report.problems == []
    assert len(report.tables["goals"]) == 1


def test_two_versions_of_a_fact_may_be_given_with_their_days_of_record() -> None:
    report = checked(
        departures="employee_id,left_on,reason,recorded_on\n"
        "p1,2020-01-01,death,2020-01-05\np1,2020-01-01,missing,2020-03-01"
    )
    assert report.problems == []
    assert len(report.tables["departures"]) == 2


def test_who_works_for_two_agencies_needs_the_agency_in_every_row() -> None:
    report = checked(
        employees=f"{EMPLOYEES}p1,b,2015-01-01",
        goals="employee_id,declared_on,agency_id\np1,2020-01-01,\np1,2020-01-02,b",
        assignments="employee_id,started_on\np2,2015-01-01",
    )
    assert [(one.rule, one.row) for one in report.problems] == [("agency_needed", 2)]


def test_columns_outside_the_contract_are_dropped_and_listed() -> None:
    report = checked(
        employees="employee_id,agency_id,joined_on,name,197001012000031001\np1,a,2010-01-01,Ani,x\np2,a,2010-01-01,Budi,x"
    )
    assert report.ok
    assert "name" not in report.tables["employees"]
    assert report.dropped_columns == {"employees": ["name", "••••"]}


SHIELDED_COLUMNS = [
    (declared.name, column.name)
    for declared in TABLES
    for column in declared.columns
    if column.sensitivity in SHIELDED
]


@settings(max_examples=25, deadline=None)
@given(
    where=st.sampled_from(SHIELDED_COLUMNS),
    value=st.text(st.characters(categories=["Lu", "Nd", "Pd"]), min_size=5, max_size=30),
)
def test_no_message_shows_a_personal_value(where: tuple[str, str], value: str) -> None:
    name, column = where
    report = checked(**{name: pd.DataFrame({column: [f"{value}E+17", value]})})
    text = "\n".join(f"{one} {one.value}" for one in report.problems)
    assert value not in text
    assert value[:4] not in text.replace("YYYY", "")


def test_every_rule_says_what_and_the_way_out() -> None:
    for rule in RULES.values():
        assert rule.message[-1] not in ".!"
        assert rule.way_out.endswith(".")
