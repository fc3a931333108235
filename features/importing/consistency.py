"""What must hold between the columns and the rows of one table."""

from __future__ import annotations

import pandas as pd

from features.contract import Table
from features.problems import KEPT, Findings

INTERVALS = (
    ("started_on", "ended_on"),
    ("started_on", "completed_on"),
    ("started_on", "contract_ends_on"),
    ("valid_from", "valid_to"),
    ("active_from", "active_to"),
    ("period_start", "period_end"),
    ("opens_on", "closes_on"),
    ("starts_on", "ends_on"),
    ("decided_on", "ended_on"),
)
"""Columns of first days and of the ends that may not lie before them."""


def fact_columns(frame: pd.DataFrame, table: Table) -> list[str]:
    """Return the columns that tell one fact of this table from another.

    They are the key, the agency where the table carries it, and the first day from which a row
    holds where the table has one.
    """
    of_person = ["agency_id"] if table.is_about_a_person else []
    of_version = ["valid_from"] if table.versioned else []
    further = [name for name in (*of_person, *of_version) if name in frame]
    return list(dict.fromkeys([*table.key, *further]))


def interval_faults(frame: pd.DataFrame, table: Table, *, file: str, findings: Findings) -> None:
    """Note the ends that lie before their start."""
    for start, end in INTERVALS:
        if start not in frame or end not in frame:
            continue
        wrong = frame[(frame[end] < frame[start]).to_numpy(dtype=bool)]
        findings.add_rows(
            "end_before_start",
            file=file,
            table=table.name,
            column=table[end],
            rows=wrong.index.tolist(),
            values=[f"{day:%Y-%m-%d}" for day in wrong[end].head(KEPT)],
            details=[f"{start} {day:%Y-%m-%d}" for day in wrong[start].head(KEPT)],
        )


def drop_twins(frame: pd.DataFrame, table: Table, *, file: str, findings: Findings) -> pd.DataFrame:
    """Return the frame without rows given twice; note those that share a key and differ."""
    key = fact_columns(frame, table)
    fact = [*key, "recorded_on"] if "recorded_on" in frame else key
    needed = [name for name in table.key if table[name].required]
    shared = frame.duplicated(fact, keep=False) & frame[needed].notna().all(axis=1)
    doubtful = frame[shared.to_numpy(dtype=bool)]
    if doubtful.empty:
        return frame
    twins = doubtful.duplicated()
    different = doubtful[~twins]
    first_rows = different.groupby(fact, dropna=False).cumcount()
    again = different[(first_rows > 0).to_numpy(dtype=bool)]
    note_same_keys(different, again, table, key=fact, file=file, findings=findings)
    return frame.drop(index=doubtful.index[twins.to_numpy(dtype=bool)])


def note_same_keys(
    different: pd.DataFrame,
    again: pd.DataFrame,
    table: Table,
    *,
    key: list[str],
    file: str,
    findings: Findings,
) -> None:
    """Note each row whose key an earlier row has already, and which row that is."""
    rows = pd.Series(different.index, index=different.index)
    first = rows.groupby([different[name] for name in key], dropna=False).transform("first")
    names = ", ".join(table.key)
    findings.add_rows(
        "key_twice",
        file=file,
        table=table.name,
        column=table[table.key[0]],
        rows=again.index.tolist(),
        details=[f"the same {names} is in row {row}" for row in first[again.index].head(KEPT)],
    )
