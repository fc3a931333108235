"""Excel workbooks that people keep: a sheet a table, whole or not there, no cell a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format

from features.prevented import Prevented
from serving.language import Language
from serving.plain_files import check_place

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
WIDEST = 60
"""Characters a column is at most wide."""
Row = TypeVar("Row")
Columns = Mapping[str, Callable[[Row], object]]
"""What a sheet tells of a row, by the English of the heading."""


def table_of(rows: Iterable[Row], columns: Columns[Row], language: Language) -> pd.DataFrame:
    """Return a sheet with headings in the reader's language; they stand though no row does."""
    kept = list(rows)
    return pd.DataFrame(
        {language.text(heading): [told(row) for row in kept] for heading, told in columns.items()}
    )


def check_workbook(path: Path) -> None:
    """Raise `Prevented` where a workbook could not be written to this file."""
    if path.suffix != ".xlsx":
        raise Prevented(f"{path.name}: name the file .xlsx")
    check_place(path)


def write_workbook(sheets: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write a workbook with a sheet for each frame: headings in bold, frozen, with a filter.

    Values are written as they are: text that begins like a formula stays text, NaN is empty.
    """
    check_workbook(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_bytes(workbook_of(sheets))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def workbook_of(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Return a workbook as `write_workbook` writes it, for somebody who asks for a copy."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        body = {"text_wrap": True, "valign": "top"}
        formats = (book.add_format(body | {"bold": True}), book.add_format(body))
        for name, frame in sheets.items():
            _write_sheet(book.add_worksheet(name[:31]), frame, formats)
    return file.getvalue()


def _write_sheet(
    sheet: xlsxwriter.worksheet.Worksheet, frame: pd.DataFrame, formats: tuple[Format, Format]
) -> None:
    heading, body = formats
    for place, name in enumerate(frame.columns):
        cells = [_cell(value) for value in frame[name].tolist()]
        sheet.write_string(0, place, str(name), heading)
        sheet.write_column(1, place, cells)
        longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
        sheet.set_column(place, place, min(WIDEST, max(longest, len(str(name))) + 2), body)
    sheet.freeze_panes(1, 0)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _cell(value: Any) -> object:
    """Return a value as Excel takes it; None where there is none."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value if isinstance(value, int | float | str | bool | date) else str(value)
