"""Plain files that somebody names on the command line: to be read, and to be written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from features.prevented import Prevented
from features.problems import BadInput, Problem, problem, visible_name
from features.sources.reading import header_of, read_file

IDS = ("user_id", "item_id", "mentee_profile", "mentor_profile")
"""Columns whose values stay text, so that leading zeros and a course called NA survive."""
UNKNOWN = ("", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "None")
"""What stands for nothing in all other columns."""


def check_there(file: Path) -> None:
    """Raise `Prevented` unless this is a file."""
    if file.is_dir():
        raise Prevented(f"{file.name or file} is a folder; name a file in it")
    if not file.is_file():
        raise Prevented(f"there is no file {file.name}; check the spelling of the path")


def check_apart(out: Path, *inputs: Path | None) -> None:
    """Raise `Prevented` if the file to write is one of those to read, however it is spelled."""
    for file in inputs:
        same = file is not None and out.exists() and file.exists() and out.samefile(file)
        if same:
            raise Prevented(f"{out.name} is read by this command; name another file to write")


def check_writable(path: Path) -> None:
    """Raise `Prevented` where a result could not be written to this file."""
    if path.suffix not in {".parquet", ".csv"}:
        raise Prevented(f"{path.name}: name the file .parquet or .csv")
    check_place(path)


def check_place(path: Path) -> None:
    """Raise `Prevented` where no file can be written: it is a folder, or lies in no open one."""
    if path.is_dir():
        raise Prevented(f"{path.name} is a folder; name a file in it")
    above = next(one for one in path.absolute().parents if one.exists())
    if not above.is_dir():
        raise Prevented(f"{above.name} is a file and no folder; name another place to write to")
    if not os.access(above, os.W_OK | os.X_OK):
        told = f"nothing can be written to the folder {above.name or above}"
        raise Prevented(f"{told}; name another one, or ask for the right to write there")


def write_whole(frame: pd.DataFrame, path: Path) -> None:
    """Write a .parquet or .csv file that is either whole or not there."""
    check_writable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        if path.suffix == ".parquet":
            frame.to_parquet(unfinished, index=False)
        else:
            frame.to_csv(unfinished, index=False, date_format="%Y-%m-%d")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_table(
    path: Path,
    *,
    needed: Sequence[str],
    may_be_empty: Sequence[str] = (),
    may_lack: Sequence[str] = (),
) -> pd.DataFrame:
    """Return a .csv or .parquet file; raises `Prevented` or `BadInput` if it cannot be used.

    The separator of a .csv file is `,`, `;` or a tab. Columns in ``needed`` must be there, and
    filled in unless they ``may_be_empty``; ``may_lack`` names what else is read where it is there.
    """
    check_there(path)
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".csv": partial(_read_csv, wanted=(*needed, *may_lack)),
        ".parquet": pd.read_parquet,
    }
    if path.suffix not in readers:
        raise Prevented(f"{path.name} is neither .csv nor .parquet; save it as one of them")
    try:
        frame = readers[path.suffix](path)
    except (ValueError, OSError) as error:
        detail = type(error).__name__
        raise BadInput([problem("not_readable", file=path.name, detail=detail)]) from None
    filled = [name for name in needed if name not in may_be_empty]
    _check_columns(frame, file=path.name, needed=needed, filled=filled)
    return frame


def _read_csv(path: Path, *, wanted: Sequence[str]) -> pd.DataFrame:
    """Return a CSV file whose form is sound; its rows are checked as those of an import are."""
    read_file(path, path.stem)
    names, separator = header_of(path, table=path.stem)
    read = dict.fromkeys((*IDS, *wanted))
    if twice := [name for name in read if names.count(name) > 1]:
        found = [problem("column_twice", file=path.name, row=1, column=name) for name in twice]
        raise BadInput(found)
    return pd.read_csv(
        path,
        sep=separator,
        dtype=dict.fromkeys(IDS, "str"),
        encoding="utf-8-sig",
        index_col=False,
        keep_default_na=False,
        na_values={name: [""] if name in IDS else UNKNOWN for name in names},
    )


def _check_columns(
    frame: pd.DataFrame, *, file: str, needed: Sequence[str], filled: Sequence[str]
) -> None:
    names = [str(name) for name in frame.columns]
    lacking = [name for name in needed if name not in names]
    if lacking:
        raise BadInput([missing_column(name, names, file=file) for name in lacking])
    if frame.empty:
        raise BadInput([problem("no_rows", file=file)])
    for name in [name for name in needed if frame[name].dtype == "object"]:
        nested = frame[name].map(lambda value: isinstance(value, list | dict | np.ndarray))
        if nested.any():
            row = int(nested.to_numpy(dtype=bool).argmax()) + 2
            raise BadInput([problem("not_one_value", file=file, row=row, column=name)])
    for name in filled:
        empty = (frame[name].isna() | frame[name].astype("str").str.isspace()).to_numpy(dtype=bool)
        if empty.any():
            row = int(empty.argmax()) + 2
            raise BadInput([problem("missing_value", file=file, row=row, column=name)])


def missing_column(needed: str, names: Iterable[str], *, file: str) -> Problem:
    """Return that a column is missing, and which one was probably meant."""
    meant = next((name for name in names if _letters(name) == _letters(needed)), None)
    if meant is None:
        return problem("missing_column", file=file, row=1, column=needed)
    return problem("other_spelling", file=file, row=1, column=needed, detail=visible_name(meant))


def _letters(name: str) -> str:
    """Return a name without case, spaces and signs."""
    return "".join(one for one in name.casefold() if one.isalnum())
