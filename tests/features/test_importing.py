"""An import brings in what is new, keeps what was known, and never leaves anything half-written."""

import datetime as dt
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from features.home import Home
from features.importing.importer import import_source
from features.importing.report import ImportReport
from features.problems import BadInput
from features.sources import FrameSource
from features.tables import TABLES

FIRST, SECOND, THIRD = (dt.date(2025, month, 1) for month in (1, 2, 3))
EMPLOYEES = """
employee_id,agency_id,joined_on
p1,a,2010-01-01
p2,b,2011-01-01
"""
ASSIGNMENTS = """
employee_id,started_on,ended_on,job_id,base_pay
p1,2010-01-01,2015-01-01,j1,100
p1,2015-01-01,,j2,200
p2,2011-01-01,,j1,300
"""


def table(text: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(text.strip()), dtype="str")


def bring(home: Home, day: dt.date = FIRST, **tables: str) -> ImportReport:
    """Import these tables, beside sound employees and assignments, without pseudonyms."""
    texts = {"employees": EMPLOYEES, "assignments": ASSIGNMENTS} | tables
    source = FrameSource({name: table(text) for name, text in texts.items()})
    return import_source(source, home, today=day, ids_are_pseudonyms=True, allow_pay=True)


def stored(home: Home) -> dict[str, bytes]:
    files = (path for path in home.records.rglob("*") if path.is_file())
    return {str(path.relative_to(home.path)): path.read_bytes() for path in files}


def counts(report: ImportReport, name: str) -> tuple[int, int, int]:
    found = report.rows[name]
    return found.added, found.replaced, found.unchanged


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_rows_go_to_the_agency_of_their_person_or_unit_and_others_to_all(home: Home) -> None:
    bring(
        home,
        units="unit_id,agency_id\nu1,a\nu2,b",
        jobs="job_id\nj1\nj2",
        establishment="unit_id,job_id,needed,valid_from\nu1,j1,3,2020-01-01\nu2,j1,4,2020-01-01",
        opportunities="opportunity_id,unit_id,opens_on\no1,u1,2020-01-01\no2,,2020-01-01",
        mentorings="mentor_id,mentee_id,started_on\np2,p1,2020-01-01",
    )
    a, b = home.frames("a"), home.frames("b")
    assert a["assignments"]["job_id"].tolist() == ["j1", "j2"]
    assert b["assignments"]["employee_id"].tolist() == ["p2"]
    assert a["establishment"]["needed"].tolist() == [3.0]
    assert set(a["opportunities"]["opportunity_id"]) == {"o1", "o2"}
    assert b["opportunities"]["opportunity_id"].tolist() == ["o2"]
    assert a["jobs"].equals(b["jobs"])
    assert ("mentorings" in a, "mentorings" in b) == (True, False)


def test_a_row_of_a_person_in_two_agencies_goes_where_it_says(home: Home) -> None:
    bring(
        home,
        employees=f"{EMPLOYEES}p1,b,2020-01-01",
        assignments="employee_id,agency_id,started_on\np1,a,2010-01-01\np1,b,2020-01-01",
    )
    assert home.frames("a")["assignments"]["started_on"].dt.year.tolist() == [2010]
    assert home.frames("b")["assignments"]["started_on"].dt.year.tolist() == [2020]


def test_the_same_import_again_changes_nothing_at_all(home: Home) -> None:
    assert bring(home).written
    before = stored(home)
    again = bring(home, SECOND)
    assert again.nothing_new
    assert counts(again, "assignments") == (0, 0, 3)
    assert stored(home) == before


def test_new_rows_are_added_and_the_others_stay(home: Home) -> None:
    bring(home)
    report = bring(home, SECOND, assignments="employee_id,started_on\np2,2020-01-01")
    assert counts(report, "assignments") == (1, 0, 0)
    assert home.frames("b")["assignments"]["started_on"].dt.year.tolist() == [2011, 2020]
    assert len(home.frames("a")["assignments"]) == 2


def test_an_end_that_became_known_is_filled_in_place(home: Home) -> None:
    bring(home)
    ended = ASSIGNMENTS.replace("2015-01-01,,j2", "2015-01-01,2024-12-01,j2")
    assert counts(bring(home, SECOND, assignments=ended), "assignments") == (0, 1, 2)
    kept = home.frames("a")["assignments"]
    assert kept["ended_on"].dt.year.tolist() == [2015, 2024]
    assert kept["recorded_on"].isna().all()
    assert bring(home, THIRD, assignments=ended).nothing_new


def test_another_change_is_kept_beside_the_old_row_from_today(home: Home) -> None:
    bring(home)
    corrected = ASSIGNMENTS.replace("2015-01-01,,j2", "2015-01-01,,j3")
    assert counts(bring(home, SECOND, assignments=corrected), "assignments") == (0, 1, 2)
    kept = home.frames("a")["assignments"]
    assert kept["job_id"].tolist() == ["j1", "j2", "j3"]
    assert kept["recorded_on"].tolist()[1:] == [pd.NaT, pd.Timestamp(SECOND)]
    assert bring(home, THIRD, assignments=corrected).nothing_new


def test_an_old_value_that_comes_back_is_a_new_version(home: Home) -> None:
    bring(home)
    bring(home, SECOND, assignments=ASSIGNMENTS.replace("j2", "j3"))
    assert bring(home, THIRD).written
    kept = home.frames("a")["assignments"]
    assert kept["job_id"].tolist() == ["j1", "j2", "j3", "j2"]
    assert kept["recorded_on"].tolist()[2:] == [pd.Timestamp(SECOND), pd.Timestamp(THIRD)]


def test_a_second_correction_on_one_day_replaces_the_first(home: Home) -> None:
    bring(home)
    bring(home, SECOND, assignments=ASSIGNMENTS.replace("j2", "j3"))
    bring(home, SECOND, assignments=ASSIGNMENTS.replace("j2", "j4"))
    assert home.frames("a")["assignments"]["job_id"].tolist() == ["j1", "j2", "j4"]


def test_a_change_with_its_own_day_of_record_keeps_it(home: Home) -> None:
    departures = "employee_id,left_on,reason,recorded_on\np1,2020-01-01,{},{}"
    bring(home, departures=departures.format("missing", "2020-01-05"))
    later = departures.format("death", "2020-06-01")
    bring(home, SECOND, departures=later)
    kept = home.frames("a")["departures"]
    assert kept["reason"].tolist() == ["missing", "death"]
    assert kept["recorded_on"].dt.month.tolist() == [1, 6]
    assert bring(home, THIRD, departures=later).nothing_new


def test_a_day_of_record_told_later_does_not_take_a_row_from_earlier_days(home: Home) -> None:
    """Trainings count as known 60 days after they were completed, unless it was sooner."""
    trainings = "employee_id,title,completed_on,hours,recorded_on\np1,Etika,2020-01-01,10,{}"
    bring(home, trainings=trainings.format(""))
    assert bring(home, SECOND, trainings=trainings.format("2025-01-20")).nothing_new
    sooner = trainings.format("2020-01-20")
    assert counts(bring(home, SECOND, trainings=sooner), "trainings") == (0, 1, 0)
    assert home.frames("a")["trainings"]["recorded_on"].tolist() == [pd.Timestamp(2020, 1, 20)]


def test_an_end_told_with_a_day_of_record_leaves_the_open_row_to_earlier_days(home: Home) -> None:
    absences = "employee_id,started_on,ended_on,recorded_on\np1,2020-01-01,{},{}"
    bring(home, absences=absences.format("", ""))
    bring(home, SECOND, absences=absences.format("2020-06-01", "2024-01-05"))
    kept = home.frames("a")["absences"]
    assert kept["recorded_on"].tolist() == [pd.NaT, pd.Timestamp(2024, 1, 5)]


def test_an_end_with_another_day_of_record_is_a_version_of_its_own(home: Home) -> None:
    absences = "employee_id,started_on,ended_on,recorded_on\np1,2020-01-01,{},{}"
    bring(home, absences=absences.format("", "2020-01-02"))
    bring(home, SECOND, absences=absences.format("2020-02-01", "2020-02-05"))
    assert home.frames("a")["absences"]["ended_on"].isna().tolist() == [True, False]


def test_several_versions_in_one_source_are_no_news_the_second_time(home: Home) -> None:
    versions = (
        "employee_id,left_on,reason,recorded_on\n"
        "p1,2020-01-01,missing,\np1,2020-01-01,death,2020-06-01"
    )
    bring(home, departures=versions)
    assert bring(home, SECOND, departures=versions).nothing_new


def test_who_has_moved_belongs_where_the_latest_import_says(home: Home) -> None:
    bring(home)
    moved = bring(
        home,
        SECOND,
        employees="employee_id,agency_id,joined_on\np1,b,2024-01-01",
        assignments="employee_id,started_on\np1,2024-01-01",
    )
    assert moved.ok
    assert home.frames("b")["assignments"]["started_on"].dt.year.tolist() == [2024, 2011]
    assert home.frames("a")["assignments"]["started_on"].dt.year.tolist() == [2010, 2015]


def test_a_change_under_the_same_day_of_record_counts_from_today(home: Home) -> None:
    departures = "employee_id,left_on,reason,recorded_on\np1,2020-01-01,{},2020-01-05"
    bring(home, departures=departures.format("missing"))
    bring(home, SECOND, departures=departures.format("death"))
    kept = home.frames("a")["departures"]
    assert kept["recorded_on"].tolist() == [pd.Timestamp(2020, 1, 5), pd.Timestamp(SECOND)]
    assert bring(home, THIRD, departures=departures.format("death")).nothing_new


def test_reference_tables_keep_their_versions(home: Home) -> None:
    bring(home, jobs="job_id,job_class\nj1,5\nj2,6")
    bring(home, SECOND, jobs="job_id,job_class\nj1,7\nj2,6\nj3,8")
    jobs = home.frames("a")["jobs"]
    assert jobs["job_id"].tolist() == ["j1", "j1", "j2", "j3"]
    assert jobs["job_class"].tolist() == [5.0, 7.0, 6.0, 8.0]
    assert jobs["version_from"].tolist() == [pd.NaT, pd.Timestamp(SECOND), pd.NaT, pd.NaT]
    assert bring(home, THIRD, jobs="job_id,job_class\nj1,7").nothing_new


def test_what_is_added_to_a_job_or_course_on_record_counts_from_today(home: Home) -> None:
    standards = "job_id,competency_id,required_level\nj1,tulis,2"
    bring(home, competency_standards=standards)
    bring(home, SECOND, competency_standards=standards + "\nj1,lapor,3\nj2,lapor,3")
    kept = home.frames("a")["competency_standards"].set_index(["job_id", "competency_id"])
    assert kept["version_from"].to_dict() == {
        ("j1", "lapor"): pd.Timestamp(SECOND),
        ("j1", "tulis"): pd.NaT,
        ("j2", "lapor"): pd.NaT,
    }


def test_every_table_has_a_clock_for_its_versions() -> None:
    kept = [table.name for table in TABLES if table.versioned or "recorded_on" in table.by_name]
    assert kept == [table.name for table in TABLES]


def test_columns_that_are_not_given_keep_what_was_known(home: Home) -> None:
    bring(home, jobs="job_id,name,job_class\nj1,Analis,5")
    assert bring(home, SECOND, jobs="job_id,job_class\nj1,5").nothing_new
    bring(home, THIRD, jobs="job_id,job_class\nj1,6")
    assert home.frames("a")["jobs"]["name"].tolist() == ["Analis", "Analis"]


def test_rows_are_clustered_by_employee_and_day(home: Home) -> None:
    lines = ASSIGNMENTS.strip().splitlines()
    bring(
        home,
        employees=EMPLOYEES.replace(",b,", ",a,"),
        assignments="\n".join([lines[0], *reversed(lines[1:])]),
    )
    kept = home.frames("a")["assignments"]
    assert kept["employee_id"].tolist() == ["p1", "p1", "p2"]
    assert kept["started_on"].dt.year.tolist() == [2010, 2015, 2011]


def test_an_import_of_one_table_only_leans_on_what_is_on_record(home: Home) -> None:
    bring(home)
    goals = FrameSource({"goals": table("employee_id,declared_on\np1,2020-01-01\np9,2020-01-01")})
    report = import_source(goals, home, today=SECOND, ids_are_pseudonyms=True)
    assert (report.ok, report.warnings, report.rows["goals"].left_out) == (True, {"stranger": 1}, 1)
    assert len(home.frames("a")["goals"]) == 1
    assert "employees" not in report.switched_off


def test_ids_of_persons_become_pseudonyms_everywhere(home: Home) -> None:
    nip, head = "198001012000031001", "197001012000031002"
    source = FrameSource(
        {
            "employees": table(EMPLOYEES.replace("p1", nip).replace("p2", head)),
            "assignments": table(f"employee_id,started_on,supervisor_id\n{nip},2020-01-01,{head}"),
            "units": table(f"unit_id,agency_id,head_id\nu1,a,{head}"),
        }
    )
    assert import_source(source, home, today=FIRST).warnings == {}
    a, b = home.frames("a"), home.frames("b")
    assert a["units"].loc[0, "head_id"] == b["employees"].loc[0, "employee_id"]
    assert a["assignments"].loc[0, "supervisor_id"] == b["employees"].loc[0, "employee_id"]
    assert a["employees"].loc[0, "employee_id"] not in {nip, head}
    assert import_source(source, home, today=SECOND).nothing_new
    everything = b"".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file())
    assert nip.encode() not in everything


def test_pay_and_sanctions_stay_outside_unless_they_are_allowed(home: Home) -> None:
    texts = {
        "employees": EMPLOYEES,
        "assignments": ASSIGNMENTS,
        "sanctions": "employee_id,decided_on\np1,2020-01-01",
    }
    source = FrameSource({name: table(text) for name, text in texts.items()})
    report = import_source(source, home, today=FIRST, ids_are_pseudonyms=True)
    assert report.dropped_columns == {"assignments": ["base_pay"]}
    assert report.dropped_tables == ["sanctions"]
    frames = home.frames("a")
    assert frames["assignments"]["base_pay"].isna().all()
    assert "sanctions" not in frames
    import_source(source, home, today=SECOND, ids_are_pseudonyms=True, allow_sanctions=True)
    assert len(home.frames("a")["sanctions"]) == 1


def test_a_source_with_errors_changes_nothing(home: Home) -> None:
    bring(home)
    before = stored(home)
    report = bring(home, SECOND, jobs="job_id\nj1", departures="employee_id,left_on\np1,soon")
    assert not report.ok
    assert not report.written
    assert stored(home) == before


def test_sample_and_imported_records_are_never_mixed(home: Home) -> None:
    bring(home)
    before = stored(home)
    source = FrameSource({"employees": table(EMPLOYEES), "assignments": table(ASSIGNMENTS)})
    with pytest.raises(BadInput, match="another home"):
        import_source(source, home, today=FIRST, origin="sample")
    assert stored(home) == before
    assert home.origin == "imported"


def test_the_saved_report_counts_and_names_no_one(home: Home) -> None:
    bring(home, goals="employee_id,declared_on,notes\nstranger,2020-01-01,x\np1,2020-01-01,x")
    (saved,) = home.imports.iterdir()
    text = saved.read_text()
    assert '"stranger": 1' in text
    assert '"notes"' in text
    assert "no personal early warning" in text
    assert "p1" not in text


def test_a_failed_import_leaves_no_key_and_no_folder(home: Home) -> None:
    source = FrameSource({"employees": table(EMPLOYEES.replace("2010-01-01", "soon"))})
    assert not import_source(source, home, today=FIRST).ok
    assert not home.path.exists()


def test_the_key_is_kept_with_the_first_records(home: Home) -> None:
    source = FrameSource({"employees": table(EMPLOYEES), "assignments": table(ASSIGNMENTS)})
    assert import_source(source, home, today=FIRST).written
    key = home.key.read_bytes()
    assert import_source(source, home, today=SECOND).nothing_new
    assert home.key.read_bytes() == key


def test_without_the_key_of_the_people_on_record_nothing_is_imported(home: Home) -> None:
    source = FrameSource({"employees": table(EMPLOYEES), "assignments": table(ASSIGNMENTS)})
    import_source(source, home, today=FIRST)
    home.key.unlink()
    before = stored(home)
    with pytest.raises(BadInput) as refused:
        import_source(source, home, today=SECOND)
    assert [one.rule for one in refused.value.problems] == ["key_missing"]
    assert not home.key.exists()
    assert stored(home) == before


FULL_DISK = """
import datetime as dt, resource, sys
from pathlib import Path
import pandas as pd
from features.home import Home
from features.importing.importer import import_source
from features.problems import BadInput
from features.sources import FrameSource

ids = [f"person {n * 7919 % 100003}" for n in range(20000)]
days = pd.Timestamp("2020-01-01")
source = FrameSource({
    "employees": pd.DataFrame({"employee_id": ids, "agency_id": "a", "joined_on": days}),
    "assignments": pd.DataFrame({"employee_id": ids, "started_on": days}),
})
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
for path in sys.argv[1:]:
    home, today = Home(Path(path)), dt.date(2025, 2, 1)
    try:
        import_source(source, home, today=today, ids_are_pseudonyms=True)
    except BadInput as bad:
        print(bad.problems[0].rule)
"""


def test_a_full_disk_leaves_everything_as_it_was(home: Home, tmp_path: Path) -> None:
    bring(home)
    before = stored(home)
    new = Home(tmp_path / "new")
    run = [sys.executable, "-W", "error", "-c", FULL_DISK, str(home.path), str(new.path)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["disk_full", "disk_full"]
    assert stored(home) == before
    assert len(list(home.imports.iterdir())) == 1
    assert not new.has_records
    assert [path for path in new.path.rglob("*") if path.is_file()] == []


def test_every_absent_table_says_what_does_not_work(home: Home) -> None:
    report = bring(home)
    absent = {one.name for one in TABLES} - {"employees", "assignments"}
    assert set(report.switched_off) == absent
    assert all(report.switched_off.values())
