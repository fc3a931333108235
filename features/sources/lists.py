"""Find the table inside a one-sheet staff list: titles above it, headings over several rows,
a row of column numbers, totals and signatures below."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from python_calamine import CalamineWorkbook

from features.importing.headings import field_of
from features.importing.texts import text_of
from features.problems import BadInput, problem, visible_name
from features.sources.reading import SEPARATORS, UNREADABLE, check_utf8

Cell = str | None
Row = list[Cell]
Range = tuple[tuple[int, int], tuple[int, int]]

WORKBOOKS = frozenset({".xlsx", ".xls", ".xlsb", ".ods"})
TEXTS = frozenset({".csv", ".txt", ".tsv"})
LAST_TITLE_ROW = 40
"""The headings begin in one of the first rows."""
MOST_HEADING_ROWS = 3
PERSON = "employee_id"
UNITS = ("unit", "unit_above")
PLACES = frozenset({"job", *UNITS})
"""A list of staff names a person, and at least one of these."""
COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")
TOTALS = ("jumlah", "total", "rekapitulasi", "sub total", "grand total")


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet as text, and which of them are merged."""

    place: str
    rows: list[Row]
    merged: Sequence[Range] = ()


@dataclass(frozen=True)
class StaffList:
    """The table of a staff list.

    ``heading_of`` names the heading of each field that was recognised; ``dropped`` are the other
    headings. ``rows`` holds, by the row number that a person sees, the cells of those fields.
    """

    place: str
    heading_of: Mapping[str, str]
    dropped: tuple[str, ...]
    rows: Mapping[int, Mapping[str, Cell]]
    n_passed_over: int


@dataclass
class Headings:
    """Headings of some rows of a sheet, and the columns of the fields among them."""

    last_row: int
    column_of: dict[str, int] = field(default_factory=dict)
    heading_of: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)

    @property
    def names_staff(self) -> bool:
        """Whether these are headings of a staff list."""
        return PERSON in self.column_of and bool(PLACES & set(self.column_of))


def read_list(path: Path) -> StaffList:
    """Return the table of the staff list in this file, from its first sheet that has one.

    Raises `BadInput` if there is no such file, if it cannot be read or if no row of it has the
    headings of a staff list.
    """
    if not path.is_file():
        raise BadInput([problem("not_a_list", file=path.name)])
    found = [(headings_of(sheet), sheet) for sheet in sheets_of(path)]
    fit = [(headings, sheet) for headings, sheet in found if headings.names_staff]
    if not fit:
        raise BadInput([problem("no_headings", file=path.name)])
    headings, sheet = max(fit, key=lambda one: len(one[0].column_of))
    return table_of(sheet, headings)


def sheets_of(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook, or the one of a text file."""
    ending = path.suffix.lower()
    if ending not in WORKBOOKS | TEXTS:
        raise BadInput([problem("not_a_list", file=path.name)])
    try:
        return list(workbook_sheets(path)) if ending in WORKBOOKS else [text_sheet(path)]
    except (*UNREADABLE, csv.Error) as error:
        found = problem("not_readable", file=path.name, detail=type(error).__name__)
        raise BadInput([found]) from error


def workbook_sheets(path: Path) -> Iterator[Sheet]:
    """Yield the sheets of a workbook."""
    with CalamineWorkbook.from_path(path) as workbook:
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            rows = [[cell_text(c) for c in row] for row in sheet.to_python(skip_empty_area=False)]
            place = f"{path.name}, sheet {visible_name(name)}"
            yield Sheet(place, rows, sheet.merged_cell_ranges or ())


def text_sheet(path: Path) -> Sheet:
    """Return the cells of a CSV file; the separator is `,`, `;` or a tab."""
    check_utf8(path)
    text = path.read_bytes().decode("utf-8-sig")
    separator = max(SEPARATORS, key=text.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return Sheet(path.name, [[cell_text(cell) for cell in row] for row in lines])


def cell_text(value: object) -> Cell:
    """Return a cell as text without blanks around it; None where nothing is left."""
    return (text_of(value) or "").strip() or None


def headings_of(sheet: Sheet) -> Headings:
    """Return the headings that recognise most fields; of equals those of fewest rows."""
    best, fewest = Headings(last_row=0), MOST_HEADING_ROWS
    for top in range(min(LAST_TITLE_ROW, len(sheet.rows))):
        for bottom in range(top, min(top + MOST_HEADING_ROWS, len(sheet.rows))):
            found = recognised(sheet, top, bottom)
            more = len(found.column_of) - len(best.column_of)
            if more > 0 or (more == 0 and bottom - top < fewest):
                best, fewest = found, bottom - top
    return best


def recognised(sheet: Sheet, top: int, bottom: int) -> Headings:
    """Return what the rows from top to bottom, read as headings, say of the columns."""
    found = Headings(last_row=bottom)
    for place, heading in enumerate(joined_headings(sheet, top, bottom)):
        name = field_of(heading)
        if name is not None and name not in found.column_of:
            found.column_of[name] = place
            found.heading_of[name] = visible_name(heading)
        elif heading:
            found.dropped.append(visible_name(heading))
    return found


def joined_headings(sheet: Sheet, top: int, bottom: int) -> list[str]:
    """Return the heading of each column, those above it first."""
    rows = [list(row) for row in sheet.rows[top : bottom + 1]]
    width = max(len(row) for row in rows)
    rows = [row + [None] * (width - len(row)) for row in rows]
    spread_merged(rows, sheet.merged, top=top)
    spread_right(rows)
    columns = (dict.fromkeys(cell for cell in column if cell) for column in zip(*rows, strict=True))
    return [" ".join(column) for column in columns]


def spread_merged(rows: list[Row], merged: Sequence[Range], *, top: int) -> None:
    """Repeat the text of merged cells in all cells that they cover, in place."""
    for (first_row, first), (last_row, last) in merged:
        if first_row < top or last_row >= top + len(rows):
            continue
        text = rows[first_row - top][first] if first < len(rows[0]) else None
        for row in rows[first_row - top : last_row - top + 1]:
            row[first : last + 1] = [text] * (min(last + 1, len(row)) - first)


def spread_right(rows: list[Row]) -> None:
    """Let a heading count for the empty cells at its right above filled ones, in place."""
    for above, below in pairwise(rows):
        last = None
        for place, cell in enumerate(above):
            last = cell or last
            if cell is None and below[place]:
                above[place] = last


def table_of(sheet: Sheet, headings: Headings) -> StaffList:
    """Return the rows about people below the headings."""
    fill_down(sheet, headings)
    rows: dict[int, Mapping[str, Cell]] = {}
    n_passed_over = 0
    for place, row in enumerate(sheet.rows[headings.last_row + 1 :], start=headings.last_row + 2):
        cells = {name: row[n] if n < len(row) else None for name, n in headings.column_of.items()}
        if is_about_a_person(cells):
            rows[place] = cells
        elif any(row):
            n_passed_over += 1
    return StaffList(sheet.place, headings.heading_of, tuple(headings.dropped), rows, n_passed_over)


def fill_down(sheet: Sheet, headings: Headings) -> None:
    """Repeat the text of a unit's cell that is merged beside all its people, in place."""
    columns = {headings.column_of.get(name) for name in UNITS}
    for (first_row, first), (last_row, last) in sheet.merged:
        if first_row > headings.last_row and first == last and first in columns:
            for row in sheet.rows[first_row + 1 : last_row + 1]:
                row[first] = sheet.rows[first_row][first]


def is_about_a_person(cells: Mapping[str, Cell]) -> bool:
    """Return whether a row is about a person: not a title, a total or the number of a column."""
    filled = [text for text in cells.values() if text]
    if all(COLUMN_NUMBER.fullmatch(text) for text in filled):
        return False
    if any(text.casefold().startswith(TOTALS) for text in filled):
        return False
    known = any(character.isdigit() for character in cells[PERSON] or "")
    return len(filled) >= (2 if known else 3)
