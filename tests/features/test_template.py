"""The empty workbook: complete, in two languages, and good to import as soon as it is filled in."""

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from features.contract import Table
from features.home import Home
from features.importing import indonesian
from features.importing.checking import check
from features.importing.importer import import_source
from features.importing.template import write_template
from features.problems import BadInput
from features.sources import open_source
from features.sources.files import GUIDE
from features.tables import TABLES

TODAY = date(2026, 1, 1)
EMPLOYEES = [("198001012005011001", "dinas", 38353), ("199002022015022002", "dinas", 42036)]
ASSIGNMENTS = [("198001012005011001", 38353), ("199002022015022002", 42036)]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.xlsx"
    write_template(path)
    return path


def cells_of(path: Path, sheet: str) -> list[list[object]]:
    with CalamineWorkbook.from_path(path) as workbook:
        return workbook.get_sheet_by_name(sheet).to_python()


def part_of(path: Path, sheet: str) -> str:
    """Return the name of the part that holds a sheet's cells."""
    with CalamineWorkbook.from_path(path) as workbook:
        return f"xl/worksheets/sheet{workbook.sheet_names.index(sheet) + 1}.xml"


def fill_in(path: Path, **sheets: list[tuple[object, ...]]) -> None:
    """Type these rows below the headings, as Excel would keep them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    style = date_style(path)
    for sheet, rows in sheets.items():
        name, filled = part_of(path, sheet), as_xml(rows, style)
        text = parts[name].decode().replace("</sheetData>", f"{filled}</sheetData>")
        parts[name] = text.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def as_xml(rows: list[tuple[object, ...]], style: str) -> str:
    filled = []
    for number, row in enumerate(rows, start=2):
        cells = "".join(cell_xml(number, *cell, style) for cell in enumerate(row))
        filled.append(f'<row r="{number}">{cells}</row>')
    return "".join(filled)


def cell_xml(row: int, place: int, value: object, style: str) -> str:
    address = f'r="{chr(ord("A") + place)}{row}"'
    if isinstance(value, str):
        return f'<c {address} t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c {address} s="{style}"><v>{value}</v></c>'


def date_style(path: Path) -> str:
    """Return the style that the template gives to the cells of joined_on."""
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(part_of(path, "employees")).decode()
    found = re.search(r'<col min="3"[^>]*style="(\d+)"', sheet)
    assert found is not None
    return found[1]


def test_filled_in_with_two_people_it_imports_at_once(template: Path, tmp_path: Path) -> None:
    fill_in(template, employees=EMPLOYEES, assignments=ASSIGNMENTS)
    home = Home(tmp_path / "home")
    report = import_source(open_source(template), home, today=TODAY)
    assert [str(problem) for problem in report.problems] == []
    assert {name: counts.added for name, counts in report.rows.items()} == {
        "employees": 2,
        "assignments": 2,
    }
    assert report.ignored_files == []
    frames = home.frames("dinas")
    assert set(frames["employees"]["joined_on"].dt.strftime("%Y-%m-%d")) == {
        "2005-01-01",
        "2015-02-01",
    }
    assert set(frames["assignments"]["employee_id"]) == set(frames["employees"]["employee_id"])


def test_sheets_that_stay_empty_are_tables_that_the_office_does_not_have(
    template: Path, tmp_path: Path
) -> None:
    fill_in(template, employees=EMPLOYEES, assignments=ASSIGNMENTS)
    report = import_source(open_source(template), Home(tmp_path / "home"), today=TODAY)
    assert set(report.switched_off) == {table.name for table in TABLES if not table.required}


def test_unfilled_it_says_which_sheets_are_needed(template: Path) -> None:
    report = check(open_source(template), today=TODAY)
    assert [(one.rule, one.table) for one in report.problems] == [
        ("no_rows", "employees"),
        ("no_rows", "assignments"),
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_has_its_sheet_with_its_columns(table: Table, template: Path) -> None:
    assert cells_of(template, table.name) == [[column.name for column in table.columns]]


def test_the_guide_explains_every_column_in_both_languages(template: Path) -> None:
    lines = {(line[0], line[1]): line[2:] for line in cells_of(template, GUIDE)}
    for table in TABLES:
        assert lines[table.name, ""][3:5] == [table.meaning, indonesian.TABLES[table.name]]
        for column in table.columns:
            needed, _, codes, english, local, sensitivity = lines[table.name, column.name]
            assert (needed != "") == column.required
            assert codes == ", ".join(column.codes) or column.kind == "flag"
            assert english == column.meaning
            assert local == indonesian.COLUMNS[column.meaning]
            assert (sensitivity != "") == (column.sensitivity != "open")


def test_no_meaning_lacks_its_translation_and_none_is_left_over() -> None:
    assert set(indonesian.TABLES) == {table.name for table in TABLES}
    assert set(indonesian.COLUMNS) == {
        column.meaning for table in TABLES for column in table.columns
    }


def test_excel_offers_the_codes_and_keeps_long_numbers_as_text(template: Path) -> None:
    with zipfile.ZipFile(template) as archive:
        statuses = archive.read(part_of(template, "statuses")).decode()
        notes = "".join(
            archive.read(name).decode() for name in archive.namelist() if "comments" in name
        )
        styles = archive.read("xl/styles.xml").decode()
    assert '"pns,cpns,pppk,pppk_part_time,other"' in statuses
    assert 'state="frozen"' in statuses
    assert "NIP" not in statuses
    assert 'formatCode="@"' in styles
    assert indonesian.COLUMNS["The day the contract runs out."] in notes


def test_a_filled_template_is_never_overwritten(template: Path) -> None:
    before = template.read_bytes()
    with pytest.raises(BadInput, match="another name"):
        write_template(template)
    assert template.read_bytes() == before


def test_another_ending_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\.xlsx"):
        write_template(tmp_path / "template.csv")
    assert list(tmp_path.iterdir()) == []
