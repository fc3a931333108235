"""Every kind of source reads the same tables back equal, and says what is wrong with its form."""

import gzip
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from features.importing.checking import Report, check
from features.problems import BadInput, Problem
from features.sources import FrameSource, Source, open_source
from features.sources.reading import first_row_not_utf8

TODAY = date(2025, 1, 1)
TABLES = {
    "employees": pd.DataFrame(
        {
            "employee_id": ["p1", "p2"],
            "agency_id": ["dinas; A", "dinas; A"],
            "joined_on": ["2010-03-01", "2012-01-01"],
            "disability": ["no", None],
        }
    ),
    "assignments": pd.DataFrame(
        {
            "employee_id": ["p1", "p2"],
            "started_on": ["2010-03-01", "2012-01-01"],
            "ended_on": ["2015-01-01", None],
            "job_id": ["7", "8"],
            "base_pay": ["2500000.5", "3000000"],
        }
    ),
}
TYPED = {
    "employees": TABLES["employees"].assign(joined_on=lambda t: pd.to_datetime(t["joined_on"])),
    "assignments": TABLES["assignments"].assign(
        started_on=lambda t: pd.to_datetime(t["started_on"]),
        ended_on=lambda t: pd.to_datetime(t["ended_on"]),
        job_id=lambda t: t["job_id"].astype("float64"),
        base_pay=lambda t: t["base_pay"].astype("float64"),
    ),
}


def write_csv(folder: Path, *, ending: str = ".csv", **options: str) -> Source:
    for name, table in TABLES.items():
        table.to_csv(folder / f"{name}{ending}", index=False, **options)
    return open_source(folder)


def write_excel_folder(folder: Path) -> Source:
    for name, table in TYPED.items():
        table.to_excel(folder / f"{name.upper()}.xlsx", index=False)
    return open_source(folder)


def write_workbook(folder: Path) -> Source:
    path = folder / "records.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as workbook:
        for name, table in TYPED.items():
            table.to_excel(workbook, sheet_name=name, index=False)
    return open_source(path)


def write_parquet(folder: Path) -> Source:
    for name, table in TYPED.items():
        table.to_parquet(folder / f"{name}.parquet")
    return open_source(folder)


SOURCES: dict[str, Callable[[Path], Source]] = {
    "comma": write_csv,
    "semicolon": lambda folder: write_csv(folder, sep=";"),
    "tab": lambda folder: write_csv(folder, sep="\t"),
    "byte order mark": lambda folder: write_csv(folder, encoding="utf-8-sig"),
    "windows lines": lambda folder: write_csv(folder, lineterminator="\r\n"),
    "zipped": lambda folder: write_csv(folder, ending=".csv.gz"),
    "workbook": write_workbook,
    "folder of workbooks": write_excel_folder,
    "parquet": write_parquet,
    "frames": lambda _: FrameSource(TABLES),
    "typed frames": lambda _: FrameSource(TYPED),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_every_source_reads_the_same_tables(kind: str, tmp_path: Path) -> None:
    source = SOURCES[kind](tmp_path)
    report = check(source, today=TODAY)
    expected = check(FrameSource(TABLES), today=TODAY)
    assert [str(problem) for problem in report.problems] == []
    assert source.tables() == ("employees", "assignments")
    assert report.tables["assignments"]["job_id"].tolist() == ["7", "8"]
    assert report.tables["assignments"]["base_pay"].tolist() == [2500000.5, 3000000.0]
    for name, table in expected.tables.items():
        pd.testing.assert_frame_equal(report.tables[name], table)


@pytest.mark.parametrize("kind", SOURCES)
def test_every_source_numbers_rows_as_a_person_sees_them(kind: str, tmp_path: Path) -> None:
    assert SOURCES[kind](tmp_path).read("employees").index.tolist() == [2, 3]


def folder_of(tmp_path: Path, **files: str | bytes) -> Path:
    """Write the sound tables, and instead of them or beside them these files."""
    write_csv(tmp_path)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name.replace("__", ".")).write_bytes(data)
    return tmp_path


def checked(folder: Path) -> Report:
    return check(open_source(folder), today=TODAY)


def only_problem(folder: Path) -> Problem:
    (problem,) = checked(folder).problems
    return problem


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_numbers_with_a_fraction_and_truth_values_are_no_ids(ending: str, tmp_path: Path) -> None:
    units = pd.DataFrame({"unit_id": [1.0, 2.0, 1.5], "agency_id": "a"})
    write = {"xlsx": units.to_excel, "parquet": units.to_parquet}[ending]
    write(tmp_path / f"units.{ending}")
    jobs = pd.DataFrame({"job_id": [True, False]})
    jobs.to_excel(tmp_path / "jobs.xlsx", index=False)
    report = checked(folder_of(tmp_path))
    assert not report.ok
    found = {(one.rule, one.row, one.value) for one in report.problems if one.severity == "error"}
    assert found == {
        ("id_with_fraction", 4, "1.5"),
        ("truth_value", 2, "true"),
        ("truth_value", 3, "false"),
    }


def test_empty_lines_are_no_rows_and_do_not_shift_the_numbers(tmp_path: Path) -> None:
    departures = "employee_id,left_on,reason\n\np1,2015-01-01,death\n,,\np2,soon,death\n"
    problem = only_problem(folder_of(tmp_path, departures__csv=departures))
    assert (problem.row, problem.column, problem.value) == (5, "left_on", "soon")


def test_lines_may_end_as_on_an_old_mac(tmp_path: Path) -> None:
    departures = "employee_id,left_on,reason\rp1,2015-01-01,death\rp2,soon,death\r"
    problem = only_problem(folder_of(tmp_path, departures__csv=departures))
    assert (problem.row, problem.column, problem.value) == (3, "left_on", "soon")


def test_rows_with_too_many_or_too_few_cells_are_named_and_the_others_checked(
    tmp_path: Path,
) -> None:
    goals = 'employee_id,declared_on,preferred_region\np1\np2,never,"a,\nb"\np1,2020-01-01,a,b\n'
    found = checked(folder_of(tmp_path, goals__csv=goals)).problems
    assert [(one.rule, one.row) for one in found] == [
        ("wrong_cells", 2),
        ("wrong_cells", 4),
        ("unreadable_date", 3),
    ]
    assert "4 cells instead of 3" in found[1].message


@pytest.mark.parametrize(
    ("encoding", "rule", "row"),
    [("latin-1", "encoding", 3), ("cp1252", "encoding", 3), ("utf-16", "utf16", None)],
)
def test_other_encodings_are_one_error_with_the_way_out(
    encoding: str, rule: str, row: int | None, tmp_path: Path
) -> None:
    text = "course_id,title\nc1,Dasar\nc2,Café\n"
    problem = only_problem(folder_of(tmp_path, courses__csv=text.encode(encoding)))
    assert (problem.rule, problem.file, problem.row) == (rule, "courses.csv", row)
    assert "CSV UTF-8" in problem.way_out


def test_a_row_of_a_wrong_length_and_encoding_is_said_without_a_traceback(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    units = b"unit_id,agency_id,name\nu,a,n\nX\xe9,a,,n\n"
    problem = only_problem(folder_of(tmp_path, units__csv=units))
    assert (problem.rule, problem.row) == ("encoding", 3)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("block", [1, 2, 3, 1000])
def test_the_row_of_a_wrong_byte_is_found_wherever_blocks_end(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("features.sources.reading.BLOCK", block)
    assert first_row_not_utf8(BytesIO("a\né\nb".encode())) is None
    assert first_row_not_utf8(BytesIO("a\né\n".encode() + b"b\xe9\n")) == 3
    assert first_row_not_utf8(BytesIO("a\né\nb".encode() + b"\xc3")) == 3


@pytest.mark.parametrize("content", ["", "\n", ";;\n"])
def test_a_file_without_column_names_is_empty(content: str, tmp_path: Path) -> None:
    problem = only_problem(folder_of(tmp_path, courses__csv=content))
    assert (problem.rule, problem.file, problem.table) == ("empty_file", "courses.csv", "courses")


def test_a_needed_table_without_rows_is_an_error(tmp_path: Path) -> None:
    found = checked(folder_of(tmp_path, assignments__csv="employee_id,started_on\n")).problems
    assert [one.rule for one in found] == ["no_rows"]


@pytest.mark.parametrize("name", ["courses.xlsx", "courses.csv.gz", "courses.parquet"])
def test_a_broken_file_is_an_error_that_names_it(name: str, tmp_path: Path) -> None:
    problem = only_problem(folder_of(tmp_path, **{name: b"not at all"}))
    assert (problem.rule, problem.file) == ("not_readable", name)


def test_a_zipped_file_that_breaks_off_is_an_error(tmp_path: Path) -> None:
    half = gzip.compress(b"course_id,title\n" * 1000)[:40]
    assert only_problem(folder_of(tmp_path, courses__csv__gz=half)).rule == "not_readable"


def test_two_files_of_one_table_are_an_error(tmp_path: Path) -> None:
    TABLES["employees"].to_csv(tmp_path / "Employees.csv.gz", index=False)
    problem = only_problem(folder_of(tmp_path))
    assert problem.rule == "table_twice"
    assert "employees.csv" in problem.message
    assert "Employees.csv.gz" in problem.message


def test_other_files_are_ignored_and_listed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, notes__txt="x", pegawai__csv="x", **{".hidden": "x"})
    report = checked(folder)
    assert report.ok
    assert report.ignored_files == ("notes.txt", "pegawai.csv")


def test_other_sheets_are_ignored_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "records.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as workbook:
        TYPED["employees"].to_excel(workbook, sheet_name="Employees ", index=False)
        TYPED["employees"].to_excel(workbook, sheet_name="notes", index=False)
    source = open_source(path)
    assert source.tables() == ("employees",)
    assert source.ignored() == ("notes",)
    assert source.place("employees") == "records.xlsx, sheet employees"
    assert len(source.read("employees")) == 2


@pytest.mark.parametrize("name", ["nowhere", "nowhere.xlsx", "employees.csv"])
def test_a_path_that_is_no_source_is_an_error_that_names_it(name: str, tmp_path: Path) -> None:
    folder_of(tmp_path)
    with pytest.raises(BadInput, match=name) as caught:
        open_source(tmp_path / name)
    assert str(tmp_path) not in str(caught.value)
