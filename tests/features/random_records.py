"""Random histories made from the contract, so that a new table or column is tested unasked."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from features.contract import Column, Table
from features.records import VERSION_FROM, Records
from features.tables import TABLES
from features.vocabulary import domain_of

FIRST, LAST = date(2019, 1, 1), date(2023, 1, 1)
N_DAYS = (LAST - FIRST).days
WITHDRAWN_SHARE = 0.1
POOL = {"employees": 16, "units": 2, "jobs": 2}


def random_records(seed: int, *, n_rows: int = 50) -> Records:
    """Return records with late, early, corrected and missing rows in every table."""
    rng = np.random.default_rng(seed)
    frames = {table.name: _rows(table, rng, n_rows) for table in TABLES if rng.random() < 0.95}
    return Records.of(frames)


def _rows(table: Table, rng: np.random.Generator, n_rows: int) -> pd.DataFrame:
    n = {"employees": POOL["employees"], "departures": 8}.get(table.name, n_rows)
    frame = pd.DataFrame({c.name: _values(table, c, rng, n) for c in table.columns})
    if table.name == "employees":
        frame["employee_id"] = [f"p{number:02d}" for number in range(n)]
    if table.ended is not None and table.happened in frame:
        length = pd.to_timedelta(rng.integers(1, 600, n), unit="D")
        frame[table.ended] = (frame[table.happened] + length).where(rng.random(n) < 0.5)
    if table.withdrawn is not None:
        wrong = frame[table.withdrawn].where(rng.random(n) < WITHDRAWN_SHARE)
        frame[table.withdrawn] = wrong
    if table.versioned:
        frame[VERSION_FROM] = _dates(rng, n).where(pd.Series(rng.random(n) < 0.4))
        frame = frame.drop_duplicates([*table.key, VERSION_FROM])
    if table.name == "jobs":
        frame = _on_a_ladder(frame, rng)
    return _with_corrections(frame.dropna(subset=list(_required(table))), table, rng)


def _on_a_ladder(jobs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Make most versions of the jobs rungs of one functional ladder, the second above the first."""
    rung = jobs["job_id"].map({"jobs-00": "pertama", "jobs-01": "muda"})
    most = pd.Series(rng.random(len(jobs)) < 0.8, index=jobs.index)
    rungs = {"kind": "functional", "family": "family-00", "name": "rung-00", "level": rung}
    ladder = jobs.assign(**{name: jobs[name].mask(most, value) for name, value in rungs.items()})
    return ladder.assign(**{day: ladder[day].mask(most) for day in ("valid_from", "valid_to")})


def _with_corrections(frame: pd.DataFrame, table: Table, rng: np.random.Generator) -> pd.DataFrame:
    """Add later versions of some rows: the same key, other content, known later."""
    if "recorded_on" not in frame or table.happened is None or table.name == "employees":
        return frame.reset_index(drop=True)
    some = frame[rng.random(len(frame)) < 0.3].copy()
    for column in table.columns:
        if column.name not in {*table.key, "recorded_on"} and column.kind != "date":
            some[column.name] = rng.permutation(some[column.name])
    later = pd.to_timedelta(rng.integers(1, 400, len(some)), unit="D")
    some["recorded_on"] = some["recorded_on"].fillna(some[table.happened]) + later
    return pd.concat([frame, some], ignore_index=True)


def _values(table: Table, column: Column, rng: np.random.Generator, n: int) -> pd.Series:
    missing = 0.0 if column.required else 0.3
    values = _of_kind(table, column, rng, n)
    return values.where(pd.Series(rng.random(n) >= missing))


def _of_kind(table: Table, column: Column, rng: np.random.Generator, n: int) -> pd.Series:
    if column.kind == "date":
        return _dates(rng, n)
    if column.kind == "number":
        low, high = column.low or 0, min(column.high or 90, 90)
        return pd.Series(rng.integers(int(low), int(high) + 1, n).astype(float))
    if column.kind == "flag":
        return pd.Series(rng.random(n) < 0.5, dtype="boolean")
    if column.kind == "code":
        return pd.Series(rng.choice(column.codes, n), dtype="str")
    domain = domain_of(table.name, column) or column.name
    prefix = "p" if domain == "employees" else f"{domain}-"
    return pd.Series(
        [f"{prefix}{number:02d}" for number in rng.integers(0, POOL.get(domain, 3), n)], dtype="str"
    )


def _dates(rng: np.random.Generator, n: int) -> pd.Series:
    days = pd.Timestamp(FIRST) + pd.to_timedelta(rng.integers(0, N_DAYS, n), unit="D")
    return pd.Series(days).astype("datetime64[us]")


def _required(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.required]
