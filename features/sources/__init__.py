"""Where records come from: files, frames in memory and, later, systems. All are equals here.

A source hands over what it found, untyped and unjudged; `features.importing.checking` judges it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pandas as pd

from features.problems import BadInput, problem
from features.sources.files import FolderSource, WorkbookSource
from features.sources.frames import FrameSource

__all__ = ["FolderSource", "FrameSource", "Source", "WorkbookSource", "open_source"]


class Source(Protocol):
    """Something that holds record tables."""

    def tables(self) -> tuple[str, ...]:
        """Return the names of the contract's tables that are here."""

    def read(self, table: str) -> pd.DataFrame:
        """Return a table as found: raw values, trimmed column names.

        The index is the row number as a person sees it: column names are row 1, data starts
        in row 2. Raises `BadInput` with everything that is wrong with the file's form, and the
        rows that could be read all the same.
        """

    def place(self, table: str) -> str:
        """Return the name of the file, and of the sheet, for messages; never a full path."""

    def ignored(self) -> tuple[str, ...]:
        """Return the names of files or sheets that are no table of the contract."""


def open_source(path: Path) -> Source:
    """Return the source at this path: a folder with one file a table, or an Excel workbook.

    Raises `BadInput` if nothing is there or if it is something else.
    """
    if not path.exists():
        raise BadInput([problem("not_there", file=path.name)])
    if path.is_dir():
        return FolderSource(path)
    if path.suffix.lower() == ".xlsx":
        return WorkbookSource(path)
    raise BadInput([problem("not_a_folder", file=path.name)])
