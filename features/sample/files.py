"""Sample agencies as files that an office could have sent."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from features.sample.agency import SampleAgency

SHARED = (
    "jobs", "competencies", "competency_standards", "courses", "course_competencies",
    "course_requirements",
)  # fmt: skip
"""Tables that are the same in all agencies; they are written once."""


def write_agency(agencies: Iterable[SampleAgency], out: Path, *, truth: bool = False) -> None:
    """Write one CSV file per table with the rows of all agencies, in UTF-8 and with ISO dates.

    With ``truth`` the true hazards, levels and mentor effects go to the folder ``truth``.
    """
    out.mkdir(parents=True, exist_ok=True)
    for number, agency in enumerate(agencies):
        for name, table in agency.tables.items():
            if number == 0 or name not in SHARED:
                _write(table, out / f"{name}.csv", again=number > 0)
        if truth:
            _write_truth(agency, out / "truth", again=number > 0)


def _write_truth(agency: SampleAgency, out: Path, *, again: bool) -> None:
    out.mkdir(exist_ok=True)
    for name, table in (
        ("hazards", agency.truth),
        ("levels", agency.truth_levels),
        ("mentor_effects", agency.truth_mentors),
    ):
        _write(table, out / f"{name}.csv", again=again)


def _write(table: pd.DataFrame, path: Path, *, again: bool) -> None:
    """Write a table, or append it without a heading to the file of the agencies before."""
    arrow = _plain(pa.Table.from_pandas(table, preserve_index=False))
    options = csv.WriteOptions(include_header=not again, quoting_style="needed")
    with path.open("ab" if again else "wb") as file:
        csv.write_csv(arrow, file, options)


def _plain(table: pa.Table) -> pa.Table:
    """Return the table with times as plain dates."""
    fields = [
        field.with_type(pa.date32()) if pa.types.is_timestamp(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))
