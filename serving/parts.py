"""Finished parts, one an agency, as one file or as a folder: whole or not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from features.prevented import Prevented


@dataclass(frozen=True)
class Written:
    """How many rows were written, and the columns in their order."""

    n_rows: int
    columns: tuple[str, ...]


def check_parts_writable(out: Path) -> None:
    """Raise `Prevented` where parts could not be written to this file or folder."""
    if out.suffix not in {".parquet", ".csv", ""}:
        raise Prevented(f"{out.name}: name a file .parquet or .csv, or a folder without an ending")
    if out.suffix and out.is_dir():
        raise Prevented(f"{out.name} is a folder; name a file in it")
    if not out.suffix and out.exists():
        raise Prevented(f"{out.name} is there already; remove it or name another folder")


def write_parts(parts: Sequence[Path], out: Path) -> Written:
    """Write the parts in their order: a .parquet or .csv file, or a folder of the parts.

    Only one part is in memory at a time.
    """
    check_parts_writable(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.unfinished")
    _remove(unfinished)
    try:
        write = {".parquet": _parquet, ".csv": _csv, "": _folder}[out.suffix]
        write(parts, unfinished)
        unfinished.replace(out)
    finally:
        _remove(unfinished)
    return Written(
        sum(pq.read_metadata(part).num_rows for part in parts),
        tuple(pq.read_schema(parts[0]).names),
    )


def _parquet(parts: Sequence[Path], out: Path) -> None:
    with pq.ParquetWriter(out, pq.read_schema(parts[0])) as writer:
        for part in parts:
            writer.write_table(pq.read_table(part))


def _csv(parts: Sequence[Path], out: Path) -> None:
    for number, part in enumerate(parts):
        frame = pq.read_table(part).to_pandas()
        mode, header = ("w", True) if number == 0 else ("a", False)
        frame.to_csv(out, mode=mode, header=header, index=False, date_format="%Y-%m-%d")


def _folder(parts: Sequence[Path], out: Path) -> None:
    out.mkdir()
    for part in parts:
        try:
            os.link(part, out / part.name)
        except OSError:  # a file system without hard links: a copy says the same
            shutil.copyfile(part, out / part.name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
