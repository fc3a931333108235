"""A folder with one file a table, or an Excel workbook with one sheet a table."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from pathlib import Path

import pandas as pd

from features.problems import BadInput, problem, visible_name
from features.sources.reading import guarded, read_file, read_workbook, sheet_names
from features.tables import TABLE_OF_NAME

GUIDE = "Petunjuk - Guide"
"""The sheet of the template that explains the others; it holds no records."""
ENDINGS = (".csv.gz", ".csv", ".xlsx", ".parquet")


def table_of_file(name: str) -> str | None:
    """Return the table that a file of this name holds, or None."""
    lowered = name.lower()
    for ending in ENDINGS:
        if lowered.endswith(ending) and lowered.removesuffix(ending) in TABLE_OF_NAME:
            return lowered.removesuffix(ending)
    return None


class FolderSource:
    """A folder that holds a file for each table: CSV, zipped CSV, Excel or Parquet."""

    def __init__(self, path: Path) -> None:
        self._folder = path
        self._files: dict[str, list[Path]] = defaultdict(list)
        self._ignored: list[str] = []
        for file in sorted(path.iterdir()):
            table = table_of_file(file.name) if file.is_file() else None
            if table is not None:
                self._files[table].append(file)
            elif not file.name.startswith((".", "~$")):
                self._ignored.append(visible_name(file.name))

    def tables(self) -> tuple[str, ...]:
        """Return the names of the contract's tables that are here."""
        return tuple(name for name in TABLE_OF_NAME if name in self._files)

    def read(self, table: str) -> pd.DataFrame:
        """Return a table as found; see `features.sources.Source.read`."""
        files = self._files[table]
        if len(files) > 1:
            names = ", ".join(file.name for file in files)
            raise BadInput([problem("table_twice", file=names, table=table, detail=names)])
        return read_file(files[0], table)

    def place(self, table: str) -> str:
        """Return the file's name, or the folder's if it does not hold the table."""
        files = self._files.get(table)
        return files[0].name if files else self._folder.resolve().name

    def ignored(self) -> tuple[str, ...]:
        """Return the names of files that are no table of the contract."""
        return tuple(self._ignored)


class WorkbookSource:
    """An Excel workbook that holds a sheet for each table."""

    def __init__(self, path: Path) -> None:
        self._path = path
        sheets = sheet_names(path)
        self._tables = {name.strip().lower() for name in sheets} & set(TABLE_OF_NAME)
        others = [name for name in sheets if name.strip().lower() not in self._tables]
        self._ignored = tuple(visible_name(name) for name in others if name != GUIDE)

    def tables(self) -> tuple[str, ...]:
        """Return the names of the contract's tables that are here."""
        return tuple(name for name in TABLE_OF_NAME if name in self._tables)

    def read(self, table: str) -> pd.DataFrame:
        """Return a sheet as found; see `features.sources.Source.read`."""
        return guarded(partial(read_workbook, table=table), self._path)

    def place(self, table: str) -> str:
        """Return the names of the file and the sheet."""
        return f"{self._path.name}, sheet {table}" if table in self._tables else self._path.name

    def ignored(self) -> tuple[str, ...]:
        """Return the names of sheets that are no table of the contract."""
        return self._ignored
