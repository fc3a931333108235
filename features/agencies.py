"""Profiles agency by agency: the unit of work, and the parts that a broken run leaves for the next.

A part is the Parquet file of one agency's profiles. Parts are kept in the home under the
generation of the records and a mark of everything else they depend on: the days, the features
and Bina's own code. So a run that was interrupted takes up what it had finished, and never a
part that was made from other records.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from features.clock import Floats, timestamps
from features.families import FEATURES
from features.history import History
from features.home import Generation, Home, TableFile, n_people, read_tables
from features.profiles import feature_columns
from features.records import Records

UNFINISHED = "unfinished"
KEYS = ("agency_id", "as_of", "employee_id")


@dataclass(frozen=True, kw_only=True)
class ProfilesTask:
    """What is to be worked out for one agency, and where it goes.

    ``n_people`` is the number of rows about employees, for estimates of the time left. ``run``
    tells the unfinished files of one run from those of another.
    """

    agency_id: str
    files: tuple[TableFile, ...]
    days: tuple[date, ...]
    names: tuple[str, ...]
    part: Path
    n_people: int
    run: str


def profiles_tasks(
    home: Home, days: Sequence[date], *, names: Sequence[str] | None = None
) -> list[ProfilesTask]:
    """Return a task for every agency of the records that count now."""
    current = home.current
    if current is None:
        return []
    wanted = tuple(FEATURES if names is None else names)
    ordered = tuple(sorted(set(days)))
    folder = home.profiles / current.name / _mark(home, current, ordered, wanted)
    return [
        ProfilesTask(
            agency_id=agency_id,
            files=files,
            days=ordered,
            names=wanted,
            part=folder / f"agency_id={quote(agency_id, safe='')}.parquet",
            n_people=n_people(files),
            run=str(os.getpid()),
        )
        for agency_id, files in home.files(current).items()
    ]


def agency_profiles(task: ProfilesTask) -> pa.Table:
    """Return the profiles of one agency: agency_id, as_of, employee_id and the features.

    NaN becomes null. No frame is made on the way, which would copy every column.
    """
    history = History(Records.of(read_tables(task.files, as_codes=True)), task.days)
    people = pa.array(history.vocabularies["employees"]).cast(pa.string())
    n_rows = len(history.now)
    keys = (
        pa.repeat(task.agency_id, n_rows),
        pa.array(timestamps(history.now)),
        people.take(pa.array(history.moments.entity)),
    )
    features = feature_columns(history, task.names)
    columns = [as_arrow(values) for values in features.values()]
    return pa.Table.from_arrays([*keys, *columns], names=[*KEYS, *features])


def as_arrow(values: Floats | pd.Categorical) -> pa.Array:
    """Return a column with null for NaN; the numbers themselves are shared, not copied."""
    if isinstance(values, pd.Categorical):
        return pa.array(values, from_pandas=True)
    there = ~np.isnan(values)
    valid = pa.py_buffer(np.packbits(there, bitorder="little"))
    numbers = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(pa.float64(), len(values), [valid, numbers])


def finished_part(task: ProfilesTask) -> Path:
    """Return the file with an agency's profiles; made unless an earlier run had finished it."""
    if not task.part.exists():
        task.part.parent.mkdir(parents=True, exist_ok=True)
        unfinished = task.part.with_suffix(f".{task.run}.{UNFINISHED}")
        try:
            pq.write_table(agency_profiles(task), unfinished, write_statistics=list(KEYS))
            unfinished.replace(task.part)
        finally:
            unfinished.unlink(missing_ok=True)
    return task.part


def sweep(home: Home, tasks: Sequence[ProfilesTask]) -> None:
    """Remove what this run did not finish, and all parts whose records are gone."""
    for folder in {task.part.parent for task in tasks}:
        for file in folder.glob(f"*.{os.getpid()}.{UNFINISHED}"):
            file.unlink(missing_ok=True)
    for folder in home.profiles.glob("*/"):
        if not (home.records / folder.name).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _mark(home: Home, current: Generation, days: tuple[date, ...], names: tuple[str, ...]) -> str:
    """Return what tells these parts from others of a generation with the same name."""
    written = home.pointer.stat().st_mtime_ns
    content = [written, current.as_json(), days, names, _code()]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()[:16]


@cache
def _code() -> str:
    """Return a digest of the code that makes profiles: another version makes its own parts."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
