"""Write the records as a new generation beside the former one, and switch over at the end.

Whatever goes wrong before the switch leaves the former generation as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from features.clock import day_numbers, sortable
from features.contract import Table
from features.home import Generation, Home, Origin, Part
from features.ids import codes_of, sorted_ids
from features.ordering import in_order
from features.problems import BadInput, problem
from features.tables import TABLE_OF_NAME

ROW_GROUP = 2**17


@contextmanager
def disk_errors_told(home: Home) -> Iterator[None]:
    """Raise `BadInput` in plain words where the home cannot be written."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise BadInput([problem("disk_full", file=home.path.name, detail=reason)]) from error


def publish(
    home: Home,
    changed: Mapping[Part, pd.DataFrame],
    *,
    former: Generation | None,
    origin: Origin,
) -> None:
    """Make the changed parts, and those of ``former`` that did not change, the ones that count.

    Raises `BadInput` if ``former`` no longer counts because another import was faster, and
    `OSError` if the disk is full.
    """
    refuse_if_overtaken(home, former)
    sweep(home, keep=former)
    draft = home.records / f"{next_name(former)}.partial-{os.getpid()}"
    try:
        generation = write(home, draft, changed, former=former, origin=origin)
        refuse_if_overtaken(home, former)
        switch(home, draft, generation)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def refuse_if_overtaken(home: Home, former: Generation | None) -> None:
    """Raise `BadInput` if another generation counts by now."""
    if home.current != former:
        raise BadInput([problem("overtaken", file=home.path.name)])


def next_name(former: Generation | None) -> str:
    """Return the name of the generation after this one."""
    return f"{1 if former is None else int(former.name) + 1:06d}"


def sweep(home: Home, *, keep: Generation | None) -> None:
    """Remove what broken imports left, and all generations but this one."""
    for folder in home.records.glob("*/"):
        if keep is None or folder.name != keep.name:
            shutil.rmtree(folder, ignore_errors=True)
    for pointer in home.records.glob("*.json"):
        if pointer != home.pointer:
            pointer.unlink()


def write(
    home: Home,
    draft: Path,
    changed: Mapping[Part, pd.DataFrame],
    *,
    former: Generation | None,
    origin: Origin,
) -> Generation:
    """Write all parts into the draft folder and return what the new generation holds."""
    draft.mkdir(parents=True)
    rows = dict(former.rows) if former is not None else {}
    if former is not None:
        link(home.records / former.name, draft, (part for part in rows if part not in changed))
    for part, frame in changed.items():
        write_part(draft / part.file, clustered(frame, TABLE_OF_NAME[part.table]))
        rows[part] = len(frame)
    return Generation(name=next_name(former), origin=origin, rows=rows)


def link(old: Path, new: Path, parts: Iterable[Part]) -> None:
    """Put the same files into the new folder, without copying where the disk allows it."""
    for part in parts:
        target = new / part.file
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old / part.file, target)
        except OSError:  # a file system without hard links: a copy says the same
            shutil.copyfile(old / part.file, target)


def clustered(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a person table by person and day, as profiles are made from it; else as it is."""
    if not table.is_about_a_person or table.happened is None:
        return frame
    people = codes_of(frame[table.person], sorted_ids([frame[table.person]]))
    return frame.take(in_order(sortable(people, day_numbers(frame[table.happened]))))


def write_part(path: Path, frame: pd.DataFrame) -> None:
    """Write one part and wait until it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrow = pa.Table.from_pandas(frame, preserve_index=False)
    with path.open("wb") as file:
        pq.write_table(arrow, file, compression="zstd", row_group_size=ROW_GROUP)
        file.flush()
        os.fsync(file.fileno())


def switch(home: Home, draft: Path, generation: Generation) -> None:
    """Let the written generation count from now on."""
    pointer = draft.with_suffix(".json")
    try:
        with pointer.open("w", encoding="utf-8") as file:
            file.write(generation.as_json())
            file.flush()
            os.fsync(file.fileno())
        draft.rename(home.records / generation.name)
        pointer.replace(home.pointer)
    finally:
        pointer.unlink(missing_ok=True)
