"""Where an office keeps its Bina: records, key, stored scores, models and import reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from features.contract import Table
from features.importing.references import REFERRED
from features.importing.values import DTYPES
from features.pseudonyms import KEY_FILE
from features.tables import AGENCY, TABLE_OF_NAME
from features.vocabulary import TEXTS_READ

Origin = Literal["sample", "imported"]

SHARED = " shared"
"""No agency can be called so: ids are stored without blanks around them."""
"""The partition of rows that belong to all agencies."""
VERSION_FROM = "version_from"
"""The day from which a version of a reference row is known; NaT is the first version."""
ROWS_FILE = "rows.parquet"
CODED = ("person", "id", "code")
"""Kinds of columns whose values are few words many times over."""


@dataclass(frozen=True)
class Part:
    """The rows of one table that belong to one agency, or to all (`SHARED`)."""

    table: str
    agency_id: str

    @property
    def file(self) -> Path:
        """Where the part is kept inside a generation."""
        return Path(self.table, f"agency_id={quote(self.agency_id, safe='')}", ROWS_FILE)


@dataclass(frozen=True)
class TableFile:
    """A file with rows of one table, and how many there are."""

    table: str
    path: Path
    n_rows: int


@dataclass(frozen=True)
class Generation:
    """The records as one import left them: their folder, their origin and rows by part."""

    name: str
    origin: Origin
    rows: Mapping[Part, int] = field(default_factory=dict)

    def as_json(self) -> str:
        """Return the generation as text, for `Home.pointer`."""
        tables: dict[str, dict[str, int]] = {}
        for part, count in self.rows.items():
            tables.setdefault(part.table, {})[part.agency_id] = count
        content = {"generation": self.name, "origin": self.origin, "rows": tables}
        return json.dumps(content, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Generation:
        """Return the generation that `as_json` wrote."""
        content = json.loads(text)
        rows = {
            Part(table, agency): count
            for table, parts in content["rows"].items()
            for agency, count in parts.items()
        }
        return cls(name=content["generation"], origin=content["origin"], rows=rows)


class Home:
    """A folder that holds all that one office's Bina knows. It need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def records(self) -> Path:
        """The folder of record generations."""
        return self.path / "records"

    @property
    def pointer(self) -> Path:
        """The file that says which generation of the records counts."""
        return self.records / "current.json"

    @property
    def key(self) -> Path:
        """The key that pseudonyms are made with."""
        return self.path / KEY_FILE

    @property
    def imports(self) -> Path:
        """The folder of import reports."""
        return self.path / "imports"

    @property
    def profiles(self) -> Path:
        """The folder of finished parts of profiles, by generation of the records."""
        return self.path / "profiles"

    @property
    def current(self) -> Generation | None:
        """The generation of the records that counts; None before the first import."""
        if not self.pointer.exists():
            return None
        return Generation.from_json(self.pointer.read_text(encoding="utf-8"))

    @property
    def has_records(self) -> bool:
        """Whether anything was imported."""
        return self.current is not None

    @property
    def origin(self) -> Origin | None:
        """Whether the records are the sample agency's or imported; None if there are none."""
        current = self.current
        return None if current is None else current.origin

    def agencies(self) -> list[str]:
        """Return the agencies that have employees on record, sorted."""
        current = self.current
        parts = () if current is None else current.rows
        return sorted(part.agency_id for part in parts if part.table == "employees")

    def frames(self, agency_id: str) -> dict[str, pd.DataFrame]:
        """Return an agency's tables, with the rows that belong to all agencies.

        Tables that the office does not have are absent. Versioned tables carry ``version_from``.
        Raises `KeyError` if the agency has no employees on record.
        """
        return read_tables(self.files()[agency_id])

    def files(self, generation: Generation | None = None) -> dict[str, tuple[TableFile, ...]]:
        """Return every agency's files, with those that belong to all, by agency and sorted.

        All are of one generation: the one given, or else the one that counts.
        """
        current = generation or self.current
        if current is None:
            return {}
        found: dict[str, list[TableFile]] = {SHARED: []}
        for part, path in self._parts(current):
            file = TableFile(part.table, path, current.rows[part])
            found.setdefault(part.agency_id, []).append(file)
        shared = found.pop(SHARED)
        staffed = {part.agency_id for part in current.rows if part.table == "employees"}
        return {agency: (*shared, *found[agency]) for agency in sorted(staffed)}

    def parts(self) -> Iterator[tuple[Part, Path]]:
        """Return the parts on record and their files, in the order of the contract."""
        current = self.current
        return iter(()) if current is None else self._parts(current)

    def _parts(self, current: Generation) -> Iterator[tuple[Part, Path]]:
        order = {name: place for place, name in enumerate(TABLE_OF_NAME)}
        for part in sorted(current.rows, key=lambda part: (order[part.table], part.agency_id)):
            yield part, self.records / current.name / part.file

    def known(self) -> dict[str, pd.DataFrame]:
        """Return which tables are on record, with the ids and agencies others refer to."""
        found: dict[str, list[pd.DataFrame]] = {}
        for part, path in self.parts():
            table = TABLE_OF_NAME[part.table]
            keys = [name for name in (table.key[0], AGENCY.name) if name in table.by_name]
            referred = part.table in REFERRED
            ids = read_part(path, part.table)[keys] if referred else pd.DataFrame(columns=keys)
            found.setdefault(part.table, []).append(ids.drop_duplicates())
        return {name: pd.concat(frames, ignore_index=True) for name, frames in found.items()}


def n_people(files: Iterable[TableFile]) -> int:
    """Return how many rows about employees some files have: how much work they are."""
    return sum(file.n_rows for file in files if file.table == "employees")


def read_tables(files: Iterable[TableFile], *, as_codes: bool = False) -> dict[str, pd.DataFrame]:
    """Return the tables of some files, typed as the contract declares them.

    With ``as_codes`` the ids and codes of tables about persons are kept as codes, which are read
    and compared much faster than texts, and texts that tell no fact from another are left out.
    """
    found: dict[str, list[pd.DataFrame]] = {}
    for file in files:
        found.setdefault(file.table, []).append(
            read_coded(file.path, file.table) if as_codes else read_part(file.path, file.table)
        )
    return {
        name: frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
        for name, frames in found.items()
    }


def read_part(path: Path, table: str) -> pd.DataFrame:
    """Return the rows of one part's file, typed as the contract declares them."""
    with pq.ParquetFile(path) as file:
        frame: pd.DataFrame = file.read().to_pandas()
    return as_declared(frame, TABLE_OF_NAME[table])


def read_coded(path: Path, table: str) -> pd.DataFrame:
    """Return a part's rows with ids and codes kept as codes, if they are about persons.

    Texts are left out, but for those that features read.
    """
    declared = TABLE_OF_NAME[table]
    if not declared.is_about_a_person:
        return read_part(path, table)
    read = (*declared.key, *TEXTS_READ.get(table, ()))
    kept = [c for c in declared.columns if c.kind != "text" or c.name in read]
    coded = [c.name for c in kept if c.kind in CODED or c.name in TEXTS_READ.get(table, ())]
    with pq.ParquetFile(path, read_dictionary=coded) as file:
        rows = file.read([column.name for column in kept], use_threads=False).unify_dictionaries()
    frame: pd.DataFrame = rows.to_pandas(
        use_threads=False, split_blocks=True, types_mapper=_kept_type
    )
    types = {c.name: DTYPES[c.kind] for c in kept if c.name not in coded}
    found = frame.dtypes
    other = {name: kind for name, kind in types.items() if found[name] != kind}
    return frame.astype(other) if other else frame


def _kept_type(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype | None:
    """Return how Arrow's codes and flags are kept; None where pandas has a way of its own."""
    if pa.types.is_dictionary(kind):
        return pd.ArrowDtype(kind)
    return pd.BooleanDtype() if pa.types.is_boolean(kind) else None


def as_declared(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the frame with the contract's columns and types, and ``version_from`` if versioned."""
    types = {column.name: DTYPES[column.kind] for column in table.columns}
    if table.versioned:
        types[VERSION_FROM] = DTYPES["date"]
    return frame.reindex(columns=list(types)).astype(types)
