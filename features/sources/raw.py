"""What is there before it is known what it means: files, sheets and tables of any name."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
from python_calamine import CalamineWorkbook

from features.problems import BadInput, problem, visible_name
from features.sources.files import ENDINGS
from features.sources.reading import frame_of_cells, guarded, read_file, sheet_names

BETWEEN = ", sheet "


class Raw(Protocol):
    """Something that holds named tables of unknown meaning."""

    def names(self) -> tuple[str, ...]:
        """Return the names of the tables."""

    def read(
        self, name: str, *, header: int = 1, wanted: Collection[str] | None = None
    ) -> pd.DataFrame:
        """Return a table as found; ``header`` is the row of its column names.

        Columns not ``wanted`` (in lower case) may come empty.
        """

    def place(self, name: str) -> str:
        """Return what a message calls a table."""


class RawFiles:
    """The files of a folder, or the sheets of a workbook.

    A file is called by its name; a sheet of a workbook in a folder by file and sheet, as in
    ``pegawai.xlsx, sheet Data``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, tuple[Path, str | None]] = {}
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in files:
            if not file.is_file() or not file.name.lower().endswith(ENDINGS):
                continue
            if file.name.startswith((".", "~$")):
                continue
            if file.suffix.lower() != ".xlsx":
                self._places[file.name] = (file, None)
                continue
            for sheet in sheet_names(file):
                alone = f"{file.name}{BETWEEN}{sheet}"
                self._places[alone if path.is_dir() else sheet] = (file, sheet)

    def names(self) -> tuple[str, ...]:
        """Return the names of the files and sheets."""
        return tuple(self._places)

    def place(self, name: str) -> str:
        """Return the name of the file, and of the sheet."""
        file, sheet = self._places.get(name, (self._path, None))
        return file.name if sheet is None else f"{file.name}{BETWEEN}{visible_name(sheet)}"

    def read(
        self, name: str, *, header: int = 1, wanted: Collection[str] | None = None
    ) -> pd.DataFrame:
        """Return a file or sheet as found; rows are numbered as a person sees them."""
        file, sheet = self._places[name]
        if sheet is not None:
            return guarded(lambda path: read_sheet(path, sheet, header=header), file)
        found = read_file(file, name)
        return found if header == 1 else below(found, header)


def read_sheet(path: Path, sheet: str, *, header: int) -> pd.DataFrame:
    """Return a sheet as found, below the row of its column names."""
    with CalamineWorkbook.from_path(path) as workbook:
        cells = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    place = f"{path.name}{BETWEEN}{visible_name(sheet)}"
    found = frame_of_cells(iter(named(cells[header - 1 :])), file=place, table=sheet)
    return found.set_axis(found.index + header - 1, axis=0)


def named(cells: list[list[Any]]) -> list[list[Any]]:
    """Return the cells with a name for every column: those without one get their letter."""
    if not cells:
        return cells
    head = [str(one).strip() or f"column {n}" for n, one in enumerate(cells[0], start=1)]
    return [list(head), *cells[1:]]


def below(found: pd.DataFrame, header: int) -> pd.DataFrame:
    """Return the rows below a later row, which holds the column names."""
    rows = found[found.index >= header]
    if rows.empty or rows.index[0] != header:
        raise BadInput([problem("empty_file", file="the file")])
    head = [
        f"column {n}" if pd.isna(one) else str(one).strip()
        for n, one in enumerate(rows.iloc[0], start=1)
    ]
    return rows.iloc[1:].set_axis(head, axis=1)
