"""Read one file or sheet into a frame of raw values, and say what is wrong with its form."""

from __future__ import annotations

import codecs
import csv
import gzip
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from features.importing.texts import is_fraction, text_of
from features.problems import KEPT, BadInput, Problem, problem

Codes = npt.NDArray[np.int32]

SEPARATORS = ",;\t"
UNREADABLE = (OSError, EOFError, zlib.error, pa.ArrowException, CalamineError)
BLOCK = 2**24
"""Bytes that the CSV reader takes at a time; no single row may be longer."""
ROWS_AT_A_TIME = 2**14
"""Rows of a sheet whose cells lie in memory at one time."""
CODED_TEXT = pa.dictionary(pa.int32(), pa.string())
"""Each distinct text once, and a number a row: long tables repeat themselves."""


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
    with pq.ParquetFile(path) as file:
        arrow = file.read()
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
        rows = workbook.get_sheet_by_name(sheet).iter_rows()
        return frame_of_cells(rows, file=f"{path.name}, sheet {sheet}", table=table)


def frame_of_cells(cells: Iterator[list[Any]], *, file: str, table: str) -> pd.DataFrame:
    """Return rows of cells as a frame of coded texts: the first row holds the column names."""
    names = next(cells, [])
    if not any(str(cell).strip() for cell in names):
        raise BadInput([problem("empty_file", file=file, table=table)])
    columns = coded_columns(cells, n_columns=len(names))
    return as_found(pd.DataFrame(dict(enumerate(columns))).set_axis(names, axis=1))


def coded_columns(cells: Iterator[list[Any]], *, n_columns: int) -> list[pd.Categorical]:
    """Return the columns of rows of cells, each distinct value once as text and a code a row.

    Rows are taken a block at a time, so that the cells of a long sheet never all lie in memory.
    """
    numbers: list[dict[Any, int]] = [numbering() for _ in range(n_columns)]
    codes: list[list[Codes]] = [[np.empty(0, dtype=np.int32)] for _ in range(n_columns)]
    while block := list(islice(cells, ROWS_AT_A_TIME)):
        for number, parts, values in zip(numbers, codes, zip(*block, strict=True), strict=True):
            told_apart = map(text_if_bool, values) if bool in set(map(type, values)) else values
            found = map(number.__getitem__, told_apart)
            parts.append(np.fromiter(found, dtype=np.int32, count=len(values)))
    return [
        as_texts(number, np.concatenate(parts))
        for number, parts in zip(numbers, codes, strict=True)
    ]


def numbering() -> dict[Any, int]:
    """Return a mapping that gives each new key the next number."""
    numbers: defaultdict[Any, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def text_if_bool(value: object) -> object:
    """Return a truth value as text, since it would pass for 1 or 0; others as they are."""
    return text_of(value) if isinstance(value, bool) else value


def as_texts(numbers: Mapping[Any, int], codes: Codes) -> pd.Categorical:
    """Return coded values with their texts as categories; empty texts are missing.

    Numbers with a fraction stay numbers, so that no one takes them for ids.
    """
    found = [one if is_fraction(one) else text_of(one) for one in numbers]
    values = pd.Series(found, dtype="object" if any(map(is_fraction, found)) else "str")
    positions, categories = pd.factorize(values.mask(values == ""))
    dtype = pd.CategoricalDtype(pd.Index(categories, dtype=values.dtype))
    return pd.Categorical.from_codes(np.append(positions, -1)[codes], dtype=dtype)


def read_csv(path: Path, *, table: str) -> pd.DataFrame:
    """Return a CSV file as found, every value as coded text; the separator is `,`, `;` or a tab."""
    check_utf8(path, table=table)
    names, separator = header_of(path, table=table)
    bad_rows: list[tuple[int, str]] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        bad_rows.append((row.number, f"{row.actual_columns} cells instead of {len(names)}"))
        return "skip"

    arrow = parse(path, n_columns=len(names), separator=separator, note=note)
    found = arrow.unify_dictionaries().to_pandas().set_axis(names, axis=1)
    rest = as_found(found, skipped=[row for row, _ in bad_rows])
    if bad_rows:
        raise BadInput(wrong_cells(bad_rows, file=path.name, table=table), rest)
    return rest


def is_zipped(path: Path) -> bool:
    """Return whether the file's name says that it is zipped."""
    return path.suffix.lower() == ".gz"


def lines_of(path: Path) -> IO[bytes]:
    """Return the open file, unzipped where it is zipped."""
    return cast("IO[bytes]", gzip.open(path)) if is_zipped(path) else path.open("rb")


def header_of(path: Path, *, table: str) -> tuple[list[str], str]:
    """Return the column names and the separator of a CSV file in UTF-8, whatever ends its lines."""
    with lines_of(path) as file:
        line = file.readline(BLOCK)
    header = line.replace(b"\r", b"\n").split(b"\n", 1)[0].decode("utf-8-sig")
    if not header.strip(f'{SEPARATORS} "'):
        raise BadInput([problem("empty_file", file=path.name, table=table)])
    separator = max(SEPARATORS, key=header.count)
    try:
        return next(csv.reader([header], delimiter=separator)), separator
    except csv.Error as error:
        found = problem("not_readable", file=path.name, table=table, detail="column names")
        raise BadInput([found]) from error


def parse(
    path: Path, *, n_columns: int, separator: str, note: Callable[[arrow_csv.InvalidRow], str]
) -> pa.Table:
    """Return the rows below the header as coded text; rows of a wrong length go to ``note``.

    The file is read and coded a block at a time.
    """
    names = [str(n) for n in range(n_columns)]
    with pa.input_stream(str(path), compression="gzip" if is_zipped(path) else None) as stream:
        return arrow_csv.read_csv(
            stream,
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
                column_types=dict.fromkeys(names, CODED_TEXT),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )


def check_utf8(path: Path, *, table: str | None = None) -> None:
    """Raise `BadInput` if the file is UTF-16, or with the first row that is not UTF-8."""
    with lines_of(path) as file:
        start = file.read(len(codecs.BOM_UTF16_LE))
    if start in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        raise BadInput([problem("utf16", file=path.name, table=table)])
    with lines_of(path) as file:
        row = first_row_not_utf8(file)
    if row is not None:
        raise BadInput([problem("encoding", file=path.name, table=table, row=row)])


def first_row_not_utf8(file: IO[bytes]) -> int | None:
    """Return the first row that is not UTF-8, or None; the file is read a block at a time."""
    decode, row = codecs.getincrementaldecoder("utf-8")().decode, 1
    try:
        while block := file.read(BLOCK):
            decode(block)
            row += block.count(b"\n")
        decode(b"", final=True)
    except UnicodeDecodeError as error:
        return row + error.object[: error.start].count(b"\n")
    return None


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
