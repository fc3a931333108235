"""Where records come from: files, databases, frames in memory. All are equals here.

A source hands over what it found, untyped and unjudged; `features.importing.checking` judges it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Protocol, cast, runtime_checkable

import pandas as pd

from features.problems import BadInput, Problem, problem
from features.sources.files import FolderSource, WorkbookSource
from features.sources.frames import FrameSource
from features.sources.raw import Raw, RawFiles

__all__ = [
    "FolderSource",
    "Form",
    "FrameSource",
    "Retelling",
    "Source",
    "WorkbookSource",
    "open_source",
    "opened",
]

Form = Literal["records", "siasn"]
"""What the files of a source are: record tables as the contract has them, or SIASN's tables."""


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


@runtime_checkable
class Retelling(Source, Protocol):
    """A source whose files have other tables and columns than the contract.

    It says what the check finds in the words of its own files. ``fills_up`` says that it fills
    history up later without saying when.
    """

    fills_up: bool

    def retell(self, found: Problem) -> Problem:
        """Return a problem of a record table with the file, row and column it comes from."""

    def dropped(self) -> Mapping[str, list[str]]:
        """Return the columns that were left out, by the name of the source's own table."""


def open_source(path: Path, form: Form = "records") -> Source:
    """Return the source at this path: a folder with one file a table, or an Excel workbook.

    With the form ``siasn`` it is a folder with the tables of an export of SIASN. Raises `BadInput`
    if nothing is there or if it is something else.
    """
    if form == "siasn":
        from features.sources.siasn import open_siasn

        return open_siasn(path)
    if not path.exists():
        raise BadInput([problem("not_there", file=path.name)])
    if path.is_dir():
        return open_folder(path)
    if path.suffix.lower() == ".xlsx":
        return WorkbookSource(path)
    raise BadInput([problem("not_a_folder", file=path.name)])


def open_folder(path: Path) -> FolderSource:
    """Return a folder of record tables; raises `BadInput` if its tables are SIASN's instead."""
    from features.sources.siasn import siasn_tables

    source = FolderSource(path)
    others = siasn_tables(path)
    if others and not source.tables():
        raise BadInput([problem("looks_like_siasn", file=path.name, detail=", ".join(others))])
    return source


def is_address(place: str) -> bool:
    """Return whether this is the address of a database and not a path."""
    return "://" in place


def refuse_empty(place: str) -> None:
    """Raise `BadInput` for an empty path, which would mean the folder one is in."""
    if not place.strip():
        raise BadInput([problem("not_there", file="the empty path")])


@contextmanager
def opened(
    place: str, *, form: Form = "records", schema: str | None = None, mapping: Path | None = None
) -> Iterator[Source]:
    """Yield the source at a path or at the address of a database, and close it afterwards.

    ``form`` says what the files at a path hold, ``schema`` names the part of the database that
    holds the tables, ``mapping`` the file that says which table and column is which. Raises
    `BadInput` as `open_source`, and where the database or the mapping cannot be used.
    """
    refuse_empty(place)
    if mapping is None and not is_address(place):
        yield open_source(Path(place), form)
        return
    with opened_raw(place, schema=schema) as raw:
        if mapping is None:
            from features.sources.database import DatabaseSource, RawDatabase

            yield DatabaseSource(cast(RawDatabase, raw))
            return
        from features.sources.mapped import MappedSource
        from features.sources.mapping import read_mapping

        yield MappedSource(raw, read_mapping(mapping))


@contextmanager
def opened_raw(place: str, *, schema: str | None = None) -> Iterator[Raw]:
    """Yield what is at a path or address, whatever it is called, and close it afterwards."""
    refuse_empty(place)
    if is_address(place):
        from features.sources.database import RawDatabase

        database = RawDatabase(place, schema=schema)
        try:
            yield database
        finally:
            database.close()
        return
    path = Path(place)
    if not path.exists():
        raise BadInput([problem("not_there", file=path.name)])
    yield RawFiles(path)
