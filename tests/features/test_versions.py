"""What a later import changes counts from that import on; days before it stay as they were."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from features.home import Home
from features.profiles import build_profiles
from features.records import Records
from features.tables import TABLES
from tests.features.test_importing import FIRST, SECOND, THIRD, bring

DAY = dt.timedelta(days=1)
TABLES_BESIDE = {
    "units": "unit_id,agency_id\nu1,a\nu2,a",
    "competencies": "competency_id\nk1",
    "courses": "course_id\nc1\nc2",
}
CHANGES = {
    "units": ("unit_id,agency_id,name\nu1,a,{}", "name"),
    "jobs": ("job_id,name\nj1,{}\nj2,same", "name"),
    "competencies": ("competency_id,name\nk1,{}", "name"),
    "courses": ("course_id,title\nc1,{}\nc2,same", "title"),
    "competency_standards": ("job_id,competency_id,required_level\nj1,k1,{}", "required_level"),
    "course_competencies": ("course_id,competency_id,reached_level\nc1,k1,{}", "reached_level"),
    "course_requirements": (
        "course_id,requires_course_id,min_years_in_job\nc1,c2,{}",
        "min_years_in_job",
    ),
    "establishment": ("unit_id,job_id,needed,valid_from\nu1,j1,{},2020-01-01", "needed"),
    "offerings": ("offering_id,course_id,starts_on,seats\no1,c1,2024-05-01,{}", "seats"),
    "mentors": ("employee_id,capacity\np1,{}", "capacity"),
    "opportunities": ("opportunity_id,unit_id,opens_on,places\no1,u1,2024-05-01,{}", "places"),
    "goals": ("employee_id,declared_on,preferred_region\np1,2024-05-01,{}", "preferred_region"),
}
"""A row of each table, and the column in which two imports differ."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def known(home: Home, table: str, day: dt.date, agency: str = "a") -> pd.DataFrame:
    return Records.of(home.frames(agency)).as_of(day).frame(table)


def cohort(home: Home, agency: str, day: dt.date) -> list[str]:
    """Return who is there, as the fast and the plain path say alike."""
    records = Records.of(home.frames(agency))
    fast = build_profiles(records, day, names=["days_in_service"])
    slow = build_profiles(records, day, names=["days_in_service"], plain=True)
    assert fast.index.equals(slow.index)
    return sorted(fast.index.get_level_values("employee_id"))


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_row_counts_from_the_day_of_its_import(name: str, home: Home) -> None:
    text, column = CHANGES[name]
    bring(home, **{**TABLES_BESIDE, name: text.format(2)})
    bring(home, SECOND, **{name: text.format(3)})
    seen = [str(known(home, name, day)[column].iloc[0]) for day in (SECOND, SECOND + DAY)]
    assert [float(one) for one in seen] == [2.0, 3.0]


@pytest.mark.parametrize("name", ["offerings", "mentors", "establishment"])
def test_a_row_added_later_without_a_day_of_its_own_counts_from_its_import(
    name: str, home: Home
) -> None:
    text, column = CHANGES[name]
    bring(home, **{**TABLES_BESIDE, name: text.format(2)})
    other = text.format(4).replace("\no1", "\no2").replace("\np1", "\np3").replace("u1,j1", "u2,j1")
    people = "employee_id,agency_id,joined_on\np1,a,2010-01-01\np3,a,2010-01-01"
    bring(home, SECOND, employees=people, **{name: other})
    assert known(home, name, SECOND)[column].tolist() == [2.0]
    assert sorted(known(home, name, SECOND + DAY)[column]) == [2.0, 4.0]


def test_the_first_version_of_a_unit_counts_for_all_time(home: Home) -> None:
    bring(home, units="unit_id,agency_id,name\nu1,a,Lama")
    bring(home, SECOND, units="unit_id,agency_id,name\nu1,a,Baru\nu9,a,Kemudian")
    assert sorted(known(home, "units", dt.date(2000, 1, 1))["name"]) == ["Kemudian", "Lama"]


def test_a_row_that_holds_from_a_later_day_is_in_force_from_then(home: Home) -> None:
    bring(home, jobs="job_id,name,valid_from\nj1,Lama,2010-01-01\nj2,x,2010-01-01")
    new = "job_id,name,valid_from\nj1,Lama,2010-01-01\nj1,Baru,2026-01-01"
    bring(home, SECOND, jobs=new)

    def name_on(day: dt.date) -> str:
        jobs = known(home, "jobs", day)
        return str(jobs.set_index("job_id").loc["j1", "name"])

    days = (FIRST, SECOND + DAY, dt.date(2025, 12, 31), dt.date(2026, 1, 1))
    assert [name_on(day) for day in days] == ["Lama", "Lama", "Lama", "Baru"]
    assert bring(home, THIRD, jobs=new).nothing_new


def test_a_row_told_for_an_earlier_day_does_not_change_the_days_before_its_import(
    home: Home,
) -> None:
    bring(home, jobs="job_id,name,valid_from\nj1,Lama,2010-01-01\nj2,x,2010-01-01")
    bring(home, SECOND, jobs="job_id,name,valid_from\nj1,Baru,2024-01-01")
    names = [known(home, "jobs", day).set_index("job_id")["name"]["j1"] for day in (SECOND, THIRD)]
    assert names == ["Lama", "Baru"]


def test_a_unit_told_without_its_first_day_is_the_same_unit(home: Home) -> None:
    bring(home, units="unit_id,agency_id,name,valid_from\nu1,a,Lama,2010-01-01")
    bring(home, SECOND, units="unit_id,agency_id,name\nu1,a,Baru")
    assert known(home, "units", THIRD)["name"].tolist() == ["Baru"]
    assert known(home, "units", SECOND)["name"].tolist() == ["Lama"]


LEFT = "employee_id,left_on,reason\np1,{},resignation"


def test_a_day_of_leaving_that_is_corrected_counts_from_the_import(home: Home) -> None:
    bring(home, departures=LEFT.format("2024-06-01"))
    report = bring(home, SECOND, departures=LEFT.format("2024-09-01"))
    assert report.corrections.taken_back == 1
    days = [known(home, "departures", day)["left_on"].dt.month.tolist() for day in (SECOND, THIRD)]
    assert days == [[6], [9]]
    assert cohort(home, "a", dt.date(2024, 7, 1)) == []
    assert bring(home, THIRD, departures=LEFT.format("2024-09-01")).nothing_new


def test_a_correction_may_itself_be_corrected_back(home: Home) -> None:
    for day, left in ((FIRST, "2024-06-01"), (SECOND, "2024-09-01"), (THIRD, "2024-06-01")):
        bring(home, day, departures=LEFT.format(left))
    later = dt.date(2025, 4, 1)
    days = [known(home, "departures", day)["left_on"].dt.month.tolist() for day in (THIRD, later)]
    assert days == [[9], [6]]


def test_who_left_came_back_and_left_again_has_left_twice(home: Home) -> None:
    bring(home, departures=LEFT.format("2015-01-01"))
    again = "employee_id,started_on\np1,2018-01-01"
    report = bring(home, SECOND, assignments=again, departures=LEFT.format("2024-06-01"))
    assert report.corrections.taken_back == 0
    assert known(home, "departures", THIRD)["left_on"].dt.year.tolist() == [2015, 2024]


def test_an_import_that_still_names_both_days_takes_none_back(home: Home) -> None:
    bring(home, departures=LEFT.format("2024-06-01"))
    both = LEFT.format("2024-06-01") + "\np1,2024-09-01,resignation"
    assert bring(home, SECOND, departures=both).corrections.taken_back == 0
    assert len(known(home, "departures", THIRD)) == 2


def test_a_leaving_that_never_was_is_taken_back_by_its_row(home: Home) -> None:
    bring(home, departures=LEFT.format("2024-06-01"))
    assert cohort(home, "a", SECOND) == []
    wrong = "employee_id,left_on,reason,withdrawn_on\np1,2024-06-01,resignation,2025-01-20"
    bring(home, SECOND, departures=wrong)
    assert cohort(home, "a", dt.date(2025, 1, 20)) == []
    assert cohort(home, "a", dt.date(2025, 1, 21)) == ["p1"]
    assert bring(home, THIRD, departures=LEFT.format("2024-06-01")).nothing_new


MOVE = {
    "employees": "employee_id,agency_id,joined_on\np1,b,2024-03-01",
    "assignments": "employee_id,started_on,job_id\np1,2024-03-01,j2",
}


def test_who_moves_to_another_agency_leaves_the_former_one(home: Home) -> None:
    bring(home)
    assert bring(home, SECOND, **MOVE).corrections.moved == 1
    assert cohort(home, "a", SECOND) == ["p1"]
    assert cohort(home, "a", SECOND + DAY) == []
    assert cohort(home, "b", THIRD) == ["p1", "p2"]
    gone = known(home, "departures", THIRD)
    assert gone[["reason", "left_on"]].to_numpy().tolist() == [
        ["transfer_out", pd.Timestamp(2024, 3, 1)]
    ]
    assert bring(home, THIRD, **MOVE).nothing_new


def test_after_a_move_other_tables_need_not_name_the_agency(home: Home) -> None:
    bring(home)
    bring(home, SECOND, **MOVE)
    later = {"employees": "employee_id,agency_id,joined_on\np2,b,2011-01-01"}
    report = bring(home, THIRD, **later, assignments="employee_id,started_on\np1,2025-02-01")
    assert report.ok
    assert len(home.frames("b")["assignments"]) == 3


def test_the_leaving_that_is_told_belongs_to_the_agency_left(home: Home) -> None:
    bring(home)
    told = "employee_id,left_on,reason,recorded_on\np1,2024-03-01,transfer_out,2024-02-15"
    bring(home, SECOND, **MOVE, departures=told)
    assert "departures" not in home.frames("b")
    assert home.frames("a")["departures"]["recorded_on"].tolist() == [pd.Timestamp(2024, 2, 15)]
    assert bring(home, THIRD, **MOVE, departures=told).nothing_new


def test_who_was_never_in_the_agency_is_there_no_longer(home: Home) -> None:
    bring(home)
    bring(home, SECOND, employees="employee_id,agency_id,joined_on\np1,b,2010-01-01")
    assert cohort(home, "a", SECOND) == ["p1"]
    assert cohort(home, "a", SECOND + DAY) == []
    assert "departures" not in home.frames("a")


def test_an_old_list_of_the_former_agency_moves_nobody_back(home: Home) -> None:
    bring(home)
    bring(home, SECOND, **MOVE)
    assert bring(home, THIRD).corrections.moved == 0
    assert cohort(home, "b", dt.date(2025, 4, 1)) == ["p1", "p2"]


def test_who_comes_back_is_in_the_first_agency_again(home: Home) -> None:
    bring(home)
    bring(home, SECOND, **MOVE)
    back = {
        "employees": "employee_id,agency_id,joined_on\np1,a,2025-02-10",
        "assignments": "employee_id,started_on,recorded_on\np1,2025-02-10,2025-02-11",
    }
    assert bring(home, THIRD, **back).corrections.moved == 1
    later = dt.date(2025, 4, 1)
    assert (cohort(home, "a", later), cohort(home, "b", later)) == (["p1"], ["p2"])


def test_every_table_that_is_not_about_events_is_tried_here() -> None:
    no_event = {table.name for table in TABLES if table.happened is None}
    assert no_event <= set(CHANGES)
