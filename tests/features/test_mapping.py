"""Another export is read through a mapping, and a mapping is proposed from what is there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine

from features.importing.checking import Report, check
from features.problems import BadInput
from features.sources import opened, opened_raw
from features.sources.dates import is_format, iso_days
from features.sources.mapping import KEYS, read_mapping
from features.sources.proposed import as_toml
from features.sources.suggesting import propose
from features.tables import TABLES

TODAY = dt.date(2025, 1, 1)
NIPS = ("198001012005011001", "197503042000122002", "199007172015031003")
STAFF = pd.DataFrame(
    {
        "No": ["1", "2", "3"],
        "NIP": NIPS,
        "Nama": ["Ani", "Budi", "Cici"],
        "L/P": ["P", "L", "P"],
        "TMT CPNS": ["01-01-2005", "01-12-2000", "15-03-2015"],
        "Unit Kerja": ["Dinas A", "Dinas A", "Dinas B"],
        "Status": ["AKTIF", "Pensiun", "aktif"],
    }
)
POSTS = pd.DataFrame(
    {
        "NIP": NIPS,
        "TMT Jabatan": ["1 Januari 2010", "31 Desember 2011", "15 Maret 2015"],
        "Kode Jabatan": ["J1", "J2", "J3"],
    }
)
MAPPING = """
[tables.employees]
from = "Daftar Pegawai.csv"
date_format = "DD-MM-YYYY"

[tables.employees.columns]
employee_id = "nip"
joined_on = "TMT CPNS"
sex = "L/P"

[tables.employees.constants]
agency_id = "3372"

[tables.employees.codes.sex]
"L" = "m"
"P" = "f"

[tables.employees.where]
Status = "Aktif"

[tables.assignments]
from = "jabatan.csv"

[tables.assignments.columns]
employee_id = "NIP"
started_on = "TMT Jabatan"
job_id = "Kode Jabatan"

[tables.assignments.date_formats]
started_on = "D MMMM YYYY"
"""


def folder_of(path: Path) -> str:
    path.mkdir()
    STAFF.to_csv(path / "Daftar Pegawai.csv", sep=";", index=False)
    POSTS.to_csv(path / "jabatan.csv", index=False)
    return str(path)


def workbook_of(path: Path) -> str:
    file = path.with_suffix(".xlsx")
    with pd.ExcelWriter(file, engine="xlsxwriter") as book:
        STAFF.to_excel(book, sheet_name="Daftar Pegawai.csv", index=False)
        POSTS.to_excel(book, sheet_name="jabatan.csv", index=False)
    return str(file)


def database_of(path: Path) -> str:
    url = f"sqlite:///{path.with_suffix('.sqlite')}"
    engine = create_engine(url)
    STAFF.to_sql("Daftar Pegawai.csv", engine, index=False)
    POSTS.to_sql("jabatan.csv", engine, index=False)
    engine.dispose()
    return url


def under_titles(table: pd.DataFrame, *titles: str) -> list[list[str]]:
    """Return the rows of a sheet with titles above the column names."""
    width = table.shape[1]
    above = [[title, *[""] * (width - 1)] for title in titles]
    return [*above, list(table.columns), *table.to_numpy().tolist()]


def mapping_in(folder: Path, text: str) -> Path:
    path = folder / "peta.toml"
    path.write_text(text, encoding="utf-8")
    return path


def checked(place: str, mapping: Path) -> Report:
    with opened(place, mapping=mapping) as source:
        return check(source, today=TODAY)


@pytest.mark.parametrize("make", [folder_of, workbook_of, database_of])
def test_folders_workbooks_and_databases_are_read_through_a_mapping(make, tmp_path: Path) -> None:
    report = checked(make(tmp_path / "ekspor"), mapping_in(tmp_path, MAPPING))
    assert {one.rule for one in report.problems} == {"stranger"}
    people, posts = report.tables["employees"], report.tables["assignments"]
    assert people["employee_id"].tolist() == [NIPS[0], NIPS[2]]
    assert people["sex"].tolist() == ["f", "f"]
    assert people["agency_id"].tolist() == ["3372", "3372"]
    assert people["joined_on"].tolist() == [pd.Timestamp(2005, 1, 1), pd.Timestamp(2015, 3, 15)]
    assert posts["started_on"].tolist() == [pd.Timestamp(2010, 1, 1), pd.Timestamp(2015, 3, 15)]
    assert "Nama (not mapped)" in report.dropped_columns["employees"]


def test_rows_keep_the_numbers_that_a_person_sees(tmp_path: Path) -> None:
    place = folder_of(tmp_path / "ekspor")
    with opened(place, mapping=mapping_in(tmp_path, MAPPING)) as source:
        assert source.read("employees").index.tolist() == [2, 4]
        assert source.place("employees") == "Daftar Pegawai.csv"


def test_title_rows_above_the_column_names_are_passed_over(tmp_path: Path) -> None:
    rows = under_titles(STAFF, "DAFTAR PEGAWAI", "Keadaan 2024", "")
    folder = tmp_path / "ekspor"
    folder.mkdir()
    pd.DataFrame(rows).to_excel(folder / "daftar.xlsx", header=False, index=False)
    POSTS.to_csv(folder / "jabatan.csv", index=False)
    named = MAPPING.replace("Daftar Pegawai.csv", "daftar.xlsx, sheet Sheet1")
    text = named.replace('date_format = "DD', 'header = 4\ndate_format = "DD')
    with opened(str(folder), mapping=mapping_in(tmp_path, text)) as source:
        read = source.read("employees")
    assert read["joined_on"].tolist() == ["2005-01-01", "2015-03-15"]
    assert read.index.tolist() == [5, 7]


FAULTS = {
    "unknown table": ("[tables.pegawai]\nfrom = 'x'", "mapping_unknown_table", 1, "pegawai"),
    "unknown column": (
        "[tables.jobs]\nfrom = 'x'\n[tables.jobs.columns]\njob_id = 'a'\ncolour = 'b'",
        "mapping_unknown_column",
        5,
        "colour in jobs",
    ),
    "two places": (
        "[tables.jobs]\nfrom = 'x'\n[tables.jobs.columns]\njob_id = 'Kode'\nname = 'KODE'",
        "mapping_twice",
        5,
        "KODE as job_id and as name",
    ),
    "column and constant": (
        "[tables.jobs]\nfrom = 'x'\n[tables.jobs.columns]\nname = 'a'\n"
        "[tables.jobs.constants]\nname = 'b'",
        "mapping_twice",
        6,
        "name from a column and as a constant",
    ),
    "unknown code": (
        "[tables.jobs]\nfrom = 'x'\n[tables.jobs.codes.kind]\n'Struktural' = 'boss'",
        "mapping_unknown_code",
        4,
        "boss is not a code of kind",
    ),
    "unknown key": ("[tables.jobs]\nfrom = 'x'\nsql = 'y'", "mapping_unknown_key", 3, "sql"),
    "no source": ("[tables.jobs]\nheader = 2", "mapping_no_source", 1, "jobs"),
    "wrong kind": ("[tables.jobs]\nfrom = 3", "mapping_wrong_kind", 2, "from"),
    "header": ("[tables.jobs]\nfrom = 'x'\nheader = 0", "mapping_wrong_kind", 3, "header"),
    "format": (
        "[tables.jobs]\nfrom = 'x'\ndate_format = 'DD-MM'",
        "mapping_date_format",
        3,
        "DD-MM",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_does_not_fit_is_told_with_its_line(name: str, tmp_path: Path) -> None:
    text, rule, line, said = FAULTS[name]
    with pytest.raises(BadInput) as caught:
        read_mapping(mapping_in(tmp_path, text))
    found = {one.rule: one for one in caught.value.problems}
    assert found[rule].file == f"peta.toml, line {line}"
    assert said in str(found[rule])


@pytest.mark.parametrize("text", ["", "x = [", "tables = 3", "[tabel.jobs]"])
def test_what_is_no_mapping_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="mapping"):
        read_mapping(mapping_in(tmp_path, text))
    with pytest.raises(BadInput, match="no such file"):
        read_mapping(tmp_path / "nowhere.toml")


def test_a_file_or_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    place = folder_of(tmp_path / "ekspor")
    wrong = mapping_in(tmp_path, MAPPING.replace("jabatan.csv", "riwayat.csv"))
    with pytest.raises(BadInput, match=r"line 22: .*no file, sheet or table riwayat.csv"):
        checked(place, wrong)
    text = MAPPING.replace('"TMT Jabatan"', '"TMT"').replace("Status =", "Keadaan =")
    found = checked(place, mapping_in(tmp_path, text)).problems
    assert [one.rule for one in found] == ["mapping_missing_column"] * 2
    assert [one.file for one in found] == ["peta.toml, line 19", "peta.toml, line 26"]


@pytest.mark.parametrize(
    ("written", "text", "day"),
    [
        ("DD-MM-YYYY", "31-01-2020", "2020-01-31"),
        ("DD/MM/YYYY", "1/2/2020", "2020-02-01"),
        ("DD/MM/YYYY", "01/02/2020 00:00:00", "2020-02-01"),
        ("D MMMM YYYY", "17 Agustus 1995", "1995-08-17"),
        ("D MMMM YYYY", "5 Dec 2001", "2001-12-05"),
        ("YYYYMMDD", "20200131", "2020-01-31"),
        ("DD-MM-YYYY", "31-02-2020", "31-02-2020"),
        ("DD-MM-YYYY", "soon", "soon"),
    ],
)
def test_days_are_read_as_they_are_written(written: str, text: str, day: str) -> None:
    assert iso_days(pd.Series([text, None], dtype="str"), written).tolist()[0] == day


@pytest.mark.parametrize("written", ["", "DD-MM", "MM-MM-YYYY", "DD-MM-YY", "dd-mm-yyyy", "YYYY"])
def test_a_format_says_day_month_and_year(written: str) -> None:
    assert not is_format(written)


@pytest.mark.parametrize("make", [folder_of, workbook_of, database_of])
def test_a_proposal_can_be_used_after_it_was_completed(make, tmp_path: Path) -> None:
    place = make(tmp_path / "ekspor")
    with opened_raw(place) as raw:
        found = propose(raw)
    assert [one.table for one in found] == ["employees", "assignments"]
    text = as_toml(found).replace('# agency_id = "..."', 'agency_id = "3372"')
    report = checked(place, mapping_in(tmp_path, text))
    assert report.ok, report.problems
    people = report.tables["employees"]
    assert people["sex"].tolist() == ["f", "m", "f"]
    assert people["joined_on"].dt.year.tolist() == [2005, 2000, 2015]
    assert report.tables["assignments"]["job_id"].tolist() == ["J1", "J2", "J3"]


def test_a_proposal_finds_the_row_of_the_column_names_and_ids_by_their_form(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "ekspor"
    folder.mkdir()
    odd = STAFF.rename(columns={"NIP": "Identitas"})
    rows = under_titles(odd, "DAFTAR PEGAWAI", "")
    pd.DataFrame(rows).to_excel(folder / "pegawai.xlsx", header=False, index=False)
    with opened_raw(str(folder)) as raw:
        (found, *_) = propose(raw)
    assert (found.table, found.header) == ("employees", 3)
    guess = {one.column: one for one in found.guesses}["employee_id"]
    assert (guess.found, guess.reason) == ("Identitas", "18 digits as in a NIP")


def test_days_that_could_be_read_two_ways_are_pointed_out(tmp_path: Path) -> None:
    folder = tmp_path / "ekspor"
    folder.mkdir()
    days = ["01/02/2005", "03/04/2006", "05/06/2007"]
    STAFF.assign(**{"TMT CPNS": days}).to_csv(folder / "pegawai.csv", index=False)
    with opened_raw(str(folder)) as raw:
        (found, *_) = propose(raw)
    guess = {one.column: one for one in found.guesses}["joined_on"]
    assert guess.date_format == "DD/MM/YYYY"
    assert "month first" in guess.reason
    assert guess.confidence < 0.7


def test_every_key_of_a_mapping_is_explained() -> None:
    page = Path(__file__).parents[2] / "docs/how-to/map-another-export.md"
    text = page.read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in text] == []
    assert all(meaning.endswith(".") for _, meaning in KEYS.values())


def test_synonyms_name_columns_of_the_contract() -> None:
    from features.sources import synonyms

    columns = {column.name for table in TABLES for column in table.columns}
    assert set(synonyms.COLUMNS) | set(synonyms.CODES) <= columns
    assert set(synonyms.TABLES) <= {table.name for table in TABLES}
    for name, codes in synonyms.CODES.items():
        declared = [t[name] for t in TABLES if name in t.by_name]
        allowed = {code for column in declared for code in column.codes}
        assert not allowed or set(codes.values()) <= allowed | {str(n) for n in range(1, 6)}
