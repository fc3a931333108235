"""Read one file or sheet into a frame of raw values, and say what is wrong with its form."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from features.problems import KEPT, BadInput, Problem, problem

SEPARATORS = ",;\t"
UNREADABLE = (OSError, EOFError, zlib.error, pa.ArrowException, CalamineError)
BLOCK = 2**24
"""Bytes that the CSV reader takes at a time; no single row may be longer."""


def as_found(frame: pd.DataFrame, *, skipped: Sequence[int] = ()) -> pd.DataFrame:
    """Return the frame with trimmed column names and without empty rows.

    Its index says which rows of the file these are; ``skipped`` are rows the frame lacks.
    """
    rows = np.arange(2, len(frame) + len(skipped) + 2)
    kept = np.delete(rows, np.array(skipped, dtype=int) - 2)
    named = frame.set_axis([str(name).strip() for name in frame.columns], axis=1)
    return named.set_axis(pd.Index(kept, name="row"), axis=0)[named.notna().any(axis=1).to_numpy()]


def read_file(path: Path, table: str) -> pd.DataFrame:
    """Return the table in this file as found.

    Raises `BadInput` where the file's form is wrong, with the rows that could be read.
    """
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".csv": partial(read_csv, table=table),
        ".gz": partial(read_csv, table=table),
        ".xlsx": partial(read_workbook, table=table),
        ".parquet": read_parquet,
    }
    return guarded(readers[path.suffix.lower()], path)


def guarded(read: Callable[[Path], pd.DataFrame], path: Path) -> pd.DataFrame:
    """Return what ``read`` returns; raise `BadInput` naming the file where it cannot be read."""
    try:
        return read(path)
    except UNREADABLE as error:
        reason = type(error).__name__ if not isinstance(error, OSError) else error.strerror
        found = problem("not_readable", file=path.name, detail=reason or type(error).__name__)
        raise BadInput([found]) from error


def read_parquet(path: Path) -> pd.DataFrame:
    """Return a Parquet file as found; nested columns become text."""
    arrow = pq.ParquetFile(path).read()
    frame: pd.DataFrame = arrow.to_pandas(ignore_metadata=True, date_as_object=False)
    for name, kind in zip(arrow.schema.names, arrow.schema.types, strict=True):
        if pa.types.is_nested(kind):
            frame[name] = frame[name].astype(str)
    return as_found(frame)


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the names of a workbook's sheets; raises `BadInput` if it cannot be read."""
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            return tuple(workbook.sheet_names)
    except UNREADABLE as error:
        found = problem("not_readable", file=path.name, detail=type(error).__name__)
        raise BadInput([found]) from error


def read_workbook(path: Path, *, table: str) -> pd.DataFrame:
    """Return the sheet of this name as found, or the first sheet if there is none."""
    with CalamineWorkbook.from_path(path) as workbook:
        names = workbook.sheet_names
        sheet = next((name for name in names if name.strip().lower() == table), names[0])
        cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return frame_of_cells(cells, file=f"{path.name}, sheet {sheet}", table=table)


def frame_of_cells(cells: list[list[Any]], *, file: str, table: str) -> pd.DataFrame:
    """Return rows of cells as a frame: the first row holds the column names."""
    if not cells or not any(str(cell).strip() for cell in cells[0]):
        raise BadInput([problem("empty_file", file=file, table=table)])
    frame = pd.DataFrame(cells[1:], columns=cells[0], dtype=object)
    return as_found(frame.mask(frame == ""))


def read_csv(path: Path, *, table: str) -> pd.DataFrame:
    """Return a CSV file as found, every value as text; the separator is `,`, `;` or a tab."""
    data = path.read_bytes()
    if path.suffix.lower() == ".gz":
        data = gzip.decompress(data)
    names, separator = header_of(data, file=path.name, table=table)
    bad_rows: list[tuple[int, str]] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        bad_rows.append((row.number, f"{row.actual_columns} cells instead of {len(names)}"))
        return "skip"

    try:
        arrow = parse(data, n_columns=len(names), separator=separator, note=note)
    except pa.ArrowInvalid as error:
        raise_if_not_utf8(data, file=path.name, table=table, cause=error)
        raise
    found = arrow.to_pandas().set_axis(names, axis=1)
    rest = as_found(found, skipped=[row for row, _ in bad_rows])
    if bad_rows:
        raise BadInput(wrong_cells(bad_rows, file=path.name, table=table), rest)
    return rest


def header_of(data: bytes, *, file: str, table: str) -> tuple[list[str], str]:
    """Return the column names and the separator of a CSV file."""
    line = data[: data.find(b"\n") + 1 or len(data)]
    try:
        header = line.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise BadInput([problem("encoding", file=file, table=table, row=1)]) from error
    if not header.strip(f'{SEPARATORS} "'):
        raise BadInput([problem("empty_file", file=file, table=table)])
    separator = max(SEPARATORS, key=header.count)
    try:
        return next(csv.reader([header], delimiter=separator)), separator
    except csv.Error as error:
        raise BadInput([problem("not_readable", file=file, table=table)]) from error


def parse(
    data: bytes, *, n_columns: int, separator: str, note: Callable[[arrow_csv.InvalidRow], str]
) -> pa.Table:
    """Return the rows below the header as text; rows of a wrong length go to ``note``."""
    names = [str(n) for n in range(n_columns)]
    return arrow_csv.read_csv(
        io.BytesIO(data),
        read_options=arrow_csv.ReadOptions(
            use_threads=False, block_size=BLOCK, column_names=names, skip_rows_after_names=1
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
        ),
    )


def raise_if_not_utf8(data: bytes, *, file: str, table: str, cause: Exception) -> None:
    """Raise `BadInput` with the first row that is not UTF-8, if there is one."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise BadInput([problem("encoding", file=file, table=table, row=row)]) from cause


def wrong_cells(bad_rows: list[tuple[int, str]], *, file: str, table: str) -> list[Problem]:
    """Return one problem for each of the first bad rows; the last of them counts the others."""
    kept = bad_rows[:KEPT]
    left = len(bad_rows) - len(kept)
    return [
        problem(
            "wrong_cells",
            file=file,
            table=table,
            row=row,
            detail=detail,
            more=left if n == len(kept) - 1 else 0,
        )
        for n, (row, detail) in enumerate(kept)
    ]
