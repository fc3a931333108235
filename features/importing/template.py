"""The empty workbook that an office fills in: a sheet a table, and a guide in two languages.

It is written from the contract. Filled in, it is a source like any other workbook.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from features.contract import Column, Kind, Sensitivity, Table
from features.importing import indonesian
from features.problems import BadInput, problem
from features.sources.files import GUIDE
from features.tables import TABLES

LAST_ROW = 2**20 - 1
FORMATS: dict[Kind, str] = {"date": "yyyy-mm-dd", "number": "General"}
"""How cells are shown; every other kind is text, or Excel would round a NIP."""
KINDS: dict[Kind, str] = {
    "person": "id of a person / NIP atau ID pegawai",
    "id": "id / kode",
    "text": "text / teks",
    "code": "code / kode pilihan",
    "date": "date / tanggal",
    "number": "number / angka",
    "flag": "yes, no / ya, tidak",
}
SENSITIVITIES: dict[Sensitivity, str] = {
    "open": "",
    "personal": "personal, ids become pseudonyms / data pribadi, ID disamarkan",
    "sensitive": "sensitive, never a model input / sensitif, tidak pernah masukan model",
    "finance": "pay, dropped unless allowed / penghasilan, dibuang kecuali diizinkan",
}
REQUIRED, OPTIONAL = "required / wajib", ""
FLAG_WORDS = ("yes", "no")
INTRODUCTION = (
    "Fill in the sheets that you have; only employees and assignments are needed. Bold columns"
    " are required where the sheet is used. Then: bina check FILE, bina import FILE.",
    "Isilah lembar yang datanya ada; hanya employees dan assignments yang wajib. Kolom tebal wajib"
    " diisi bila lembarnya dipakai. Lalu: bina check FILE, bina import FILE.",
    "One row is one fact. Do not rename sheets or columns. / Satu baris satu fakta. Jangan mengubah"
    " nama lembar atau kolom.",
)
HEADINGS = (
    "table / tabel",
    "column / kolom",
    "needed / wajib",
    "kind / jenis",
    "allowed / pilihan",
    "meaning",
    "arti",
    "sensitivity / kepekaan",
)
WIDTHS = (22, 22, 16, 24, 40, 60, 60, 40)


def write_template(path: Path) -> None:
    """Write the empty workbook.

    Raises `BadInput` if there is a file of this name, which may hold what somebody has filled in.
    """
    if path.suffix.lower() != ".xlsx":
        raise BadInput([problem("not_xlsx", file=path.name)])
    if path.exists():
        raise BadInput([problem("already_there", file=path.name)])
    draft = path.with_name(f"{path.stem}.{os.getpid()}.partial.xlsx")
    try:
        write(draft)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def write(path: Path) -> None:
    """Write the sheets of all tables, the needed ones first, and the guide behind them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as workbook:
        plain = workbook.add_format({"text_wrap": True, "valign": "top"})
        bold = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#dde6f0"})
        optional = workbook.add_format({"bottom": 1, "font_color": "#444444"})
        of_kind = {
            kind: workbook.add_format({"num_format": FORMATS.get(kind, "@")}) for kind in KINDS
        }
        for table in sorted(TABLES, key=lambda table: not table.required):
            sheet = workbook.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(table.columns):
                sheet.set_column(place, place, 18, of_kind[column.kind])
                sheet.write(0, place, column.name, bold if column.required else optional)
                sheet.write_comment(0, place, comment_on(column), {"x_scale": 2.2})
                validate(sheet, place, column)
        write_guide(workbook.add_worksheet(GUIDE), plain=plain, bold=bold)


def comment_on(column: Column) -> str:
    """Return what a heading's note says, in both languages."""
    needed = REQUIRED if column.required else OPTIONAL
    lines = (
        column.meaning,
        indonesian.COLUMNS[column.meaning],
        needed,
        ", ".join(allowed(column)),
        SENSITIVITIES[column.sensitivity],
    )
    return "\n".join(line for line in lines if line)


def allowed(column: Column) -> Sequence[str]:
    """Return the words that may stand in a column of codes or of yes and no."""
    return FLAG_WORDS if column.kind == "flag" else column.codes


def validate(sheet: Worksheet, place: int, column: Column) -> None:
    """Let Excel offer the codes of a column, and hold numbers and dates to what is accepted."""
    rule: dict[str, object] = {"ignore_blank": True}
    if allowed(column):
        rule |= {"validate": "list", "source": list(allowed(column))}
    elif column.kind == "number" and column.low is not None:
        top = {"criteria": "between", "minimum": column.low, "maximum": column.high}
        open_end = {"criteria": ">=", "value": column.low}
        rule |= {"validate": "decimal", **(open_end if column.high is None else top)}
    else:
        return
    sheet.data_validation(1, place, LAST_ROW, place, rule)


def write_guide(sheet: Worksheet, *, plain: Format, bold: Format) -> None:
    """Write what every table and column means, in both languages."""
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    for row, line in enumerate(INTRODUCTION):
        sheet.write(row, 0, line)
    top = len(INTRODUCTION) + 1
    sheet.write_row(top, 0, HEADINGS, bold)
    sheet.freeze_panes(top + 1, 2)
    lines = [line for table in TABLES for line in guide_lines(table)]
    for row, cells in enumerate(lines, start=top + 1):
        sheet.write_row(row, 0, cells, plain)


def guide_lines(table: Table) -> list[tuple[str, ...]]:
    """Return the guide's lines on a table: one for the table, and one a column."""
    needed = REQUIRED if table.required else OPTIONAL
    head = (table.name, "", needed, "", "", table.meaning, indonesian.TABLES[table.name], "")
    return [head, *(column_line(table, column) for column in table.columns)]


def column_line(table: Table, column: Column) -> tuple[str, ...]:
    """Return the guide's line on a column."""
    return (
        table.name,
        column.name,
        REQUIRED if column.required else OPTIONAL,
        KINDS[column.kind],
        ", ".join(allowed(column)),
        column.meaning,
        indonesian.COLUMNS[column.meaning],
        SENSITIVITIES[column.sensitivity],
    )
