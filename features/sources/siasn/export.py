"""An export as its tables: allowed columns only, days and numbers read, findings noted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from features.contract import Column, Kind, Sensitivity
from features.problems import KEPT, BadInput, Findings, problem, visible_name
from features.sources.siasn.files import as_texts, read_texts, table_of_file, wanted
from features.sources.siasn.texts import days_of, numbers_of

ALSO_CALLED = {"usiaBup": "bup_usia", "kelasJabatan": "kelas_jabatan"}
"""Other names of columns, in answers of other services of SIASN."""
DATES = frozenset({"date", "birth"})
NUMBERS = frozenset({"number", "rating"})
PERSONS = frozenset({"person", "nip"})
KIND_OF: Mapping[str, Kind] = {
    "date": "date",
    "birth": "date",
    "person": "person",
    "nip": "person",
    "code": "code",
}
"""What kind of value a column of the allow-list holds, in the words of the contract."""
EMPTY = dict.fromkeys(DATES, "datetime64[us]") | dict.fromkeys(NUMBERS, "float64")
TWIN = "_"
"""The mirror of the web service keeps a parsed copy of each date under this ending."""


class Export:
    """The tables of an export folder. Each is read once; `findings` collects what is wrong.

    A table has its allowed columns under their SIASN names, missing ones empty, and the row
    numbers of its file as index: days as days, numbers as numbers, all else as text.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, list[Path]] = defaultdict(list)
        self._read: dict[str, pd.DataFrame] = {}
        self._held: dict[str, frozenset[str]] = {}
        self.dropped: dict[str, list[str]] = {}
        self.ignored: list[str] = []
        self.findings = Findings()
        for file in sorted(folder.iterdir()):
            table = table_of_file(file.name) if file.is_file() else None
            if table is not None:
                self._files[table].append(file)
            elif not file.name.startswith((".", "~$")):
                self.ignored.append(visible_name(file.name))

    def has(self, *tables: str) -> bool:
        """Return whether any of these SIASN tables is here."""
        return any(table in self._files for table in tables)

    def place(self, table: str) -> str:
        """Return the name of a table's file, or of the folder if it is not here."""
        files = self._files.get(table)
        return visible_name(files[0].name) if files else self._folder.resolve().name

    def table(self, name: str) -> pd.DataFrame:
        """Return a table; without a file it has no rows."""
        if name not in self._read:
            self._read[name] = self._typed(name, self._texts(name))
        return self._read[name]

    def holds(self, table: str, column: str) -> bool:
        """Return whether the file of a table that was read has an allowed column."""
        return column in self._held.get(table, frozenset())

    def note(
        self,
        rule: str,
        table: str,
        column: str,
        rows: Sequence[int],
        *,
        values: Sequence[str | None] = (),
        details: Sequence[str] = (),
    ) -> None:
        """Note a rule that rows of a table break; values are masked by the column's kind."""
        if len(rows):
            self.findings.add_rows(
                rule,
                file=self.place(table),
                table=table,
                column=declared(column, wanted()[table].get(column, "text")),
                rows=list(rows),
                values=list(values[:KEPT]),
                details=list(details[:KEPT]),
            )

    def tell(self, rule: str, table: str, detail: str) -> None:
        """Note something about a whole table."""
        self.findings.add(rule, file=self.place(table), table=table, detail=detail)

    def _texts(self, name: str) -> pd.DataFrame:
        files = self._files.get(name, [])
        if not files:
            return pd.DataFrame()
        if len(files) > 1:
            names = ", ".join(file.name for file in files)
            self.findings.problems.append(
                problem("table_twice", file=names, table=name, detail=names)
            )
        try:
            return read_texts(files[0], name)
        except BadInput as bad:
            self.findings.problems.extend(bad.problems)
            return pd.DataFrame() if bad.rest is None else as_texts(bad.rest)

    def _typed(self, name: str, found: pd.DataFrame) -> pd.DataFrame:
        kinds = wanted()[name]
        columns = self._allowed(name, found)
        self._held[name] = frozenset(columns)
        typed = {
            column: self._column(name, column, kind, columns.get(column), found.index)
            for column, kind in kinds.items()
        }
        frame = pd.DataFrame(typed, index=found.index)
        return frame.set_axis(frame.index.astype("int64"), axis=0)

    def _allowed(self, name: str, found: pd.DataFrame) -> dict[str, pd.Series]:
        """Return the allowed columns by name; the others are dropped and listed."""
        meant = _by_letters(name)
        columns: dict[str, pd.Series] = {}
        dropped = []
        for place, heading in enumerate(map(str, found.columns)):
            own = meant.get(letters(heading))
            if own is None:
                dropped.append(visible_name(heading))
            elif own not in columns and not heading.endswith(TWIN):
                columns[own] = found.iloc[:, place]
        if dropped:
            self.dropped[name] = dropped
        return columns

    def _column(
        self, table: str, name: str, kind: str, texts: pd.Series | None, index: pd.Index
    ) -> pd.Series:
        """Return a column as its kind asks; all of it is missing where the file lacks it."""
        if texts is None:
            return pd.Series(index=index, dtype=EMPTY.get(kind, "str"))
        if kind in DATES:
            days, bad = days_of(texts)
            at = texts.index[bad.to_numpy(dtype=bool)]
            self.note("unreadable_date", table, name, at.tolist(), values=texts[at[:KEPT]].tolist())
            return days
        if kind in NUMBERS:
            return numbers_of(texts)
        if kind in PERSONS:
            return texts.str.removeprefix("'").str.replace(" ", "", regex=False)
        return texts


def letters(heading: str) -> str:
    """Return what of a heading counts: "NIP BARU", "nip_baru" and "nipBaru" are one."""
    return re.sub(r"[^a-z0-9]", "", heading.lower())


@cache
def _by_letters(table: str) -> Mapping[str, str]:
    """Return the allowed columns of a table by what counts of their names."""
    allowed = wanted()[table]
    others = {letters(other): name for other, name in ALSO_CALLED.items() if name in allowed}
    return others | {letters(name): name for name in allowed}


def declared(name: str, kind: str) -> Column:
    """Return a column of SIASN as the words of problems need it: what of its values may show."""
    closed: Sensitivity = "sensitive" if kind in {"birth", "sex"} else "open"
    return Column(
        name=name,
        kind=KIND_OF.get(kind, "text"),
        meaning="",
        sensitivity="personal" if kind in PERSONS else closed,
    )
