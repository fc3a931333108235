"""From the frames of a batch to the rows of the store, checked on the way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, String, Table, insert
from sqlalchemy.exc import DataError

from features.prevented import Prevented
from serving.batch import ScoreBatch
from serving.database import forecasts, people, signals, subtrees, suggestions
from serving.store.documents import documents
from serving.store.needs import needs

BANDS = ("lower", "typical", "raised", "high")
BASES = ("model", "base_rate")
TABLES = {
    "people": people,
    "signals": signals,
    "suggestions": suggestions,
    "forecasts": forecasts,
    "needs": needs,
    "subtrees": subtrees,
    "documents": documents,
}
KEYS = {
    "people": ["employee_id"],
    "signals": ["employee_id", "rank"],
    "suggestions": ["employee_id", "kind", "rank"],
    "forecasts": ["level", "group_id"],
    "needs": ["employee_id", "aim"],
    "subtrees": ["root_id", "unit_id"],
    "documents": ["kind", "key"],
}


def check_batch(batch: ScoreBatch) -> None:
    """Raise ValueError where the frames miss a column, repeat a key or contradict each other."""
    for name in TABLES:
        _check_frame(name, getattr(batch, name))
    _check_values("risk", batch.people["risk"].between(0.0, 1.0), "between 0 and 1")
    _check_values("band", batch.people["band"].isin(BANDS), f"one of {BANDS}")
    _check_values("basis", batch.people["basis"].isin(BASES), f"one of {BASES}")
    known = batch.people["employee_id"]
    for name in ("signals", "suggestions", "needs"):
        ids = getattr(batch, name)["employee_id"]
        _check_values(f"{name}.employee_id", ids.isin(known), "in the people of the batch")


@contextmanager
def texts_held(batch: ScoreBatch) -> Iterator[None]:
    """Raise `Prevented` where a text is longer than its column: PostgreSQL cuts none of them."""
    try:
        yield
    except DataError:
        long = ", ".join(_too_long(batch))
        if not long:
            raise
        raise Prevented(
            f"nothing was published of agency {batch.agency_id}: texts are longer than the store's"
            f" columns in {long}; shorten these ids and names in the source and import it anew"
        ) from None


def _too_long(batch: ScoreBatch) -> Iterator[str]:
    for table, rows in ((one, getattr(batch, name)) for name, one in TABLES.items()):
        for column in table.columns:
            most = column.type.length if isinstance(column.type, String) else None
            if most and column.name in rows and rows[column.name].dropna().map(len).gt(most).any():
                yield f"{table.name}.{column.name} ({most} characters)"


def frame_of(batch: ScoreBatch, name: str, *, batch_id: int) -> pd.DataFrame:
    """Return one frame in the order of its key, with the columns of its table."""
    given: pd.DataFrame = getattr(batch, name)
    frame = given[_columns(name)].sort_values(KEYS[name]).copy()
    if name == "signals":
        frame["value"] = _as_json(frame["value"])
    if name == "suggestions":
        frame["title"] = frame["title"].fillna("")
    frame.insert(0, "batch_id", batch_id)
    return frame


def insert_rows(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    """Insert the rows of a frame; as plain tuples where the database takes them, being faster."""
    if frame.empty:
        return
    names, values = list(frame.columns), zip(*_lists_of(frame), strict=True)
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=names)
    if compiled.positional and list(compiled.positiontup or []) == names:
        connection.exec_driver_sql(str(compiled), list(values))
    else:
        rows = [dict(zip(names, row, strict=True)) for row in values]
        connection.execute(insert(table), rows)


def _lists_of(frame: pd.DataFrame) -> Iterable[list[Any]]:
    """Yield each column as plain Python values, with None where nothing is on record."""
    for name in frame.columns:
        column = frame[name]
        yield column.astype(object).where(column.notna(), None).tolist()


def _columns(name: str) -> list[str]:
    return [column.name for column in TABLES[name].columns if column.name != "batch_id"]


def _check_frame(name: str, frame: pd.DataFrame) -> None:
    missing = [column for column in _columns(name) if column not in frame.columns]
    if missing:
        raise ValueError(f"The frame '{name}' of the batch misses the columns {missing}")
    if frame.duplicated(KEYS[name]).any():
        raise ValueError(f"The frame '{name}' of the batch has two rows with one {KEYS[name]}")


def _check_values(name: str, holds: pd.Series[bool], promise: str) -> None:
    failures = int((~holds).sum())
    if failures:
        raise ValueError(f"The batch has {failures} rows whose {name} is not {promise}")


def _as_json(values: pd.Series[Any]) -> list[str | None]:
    """Return numbers and words as JSON, so that one column holds both and tells them apart."""
    plain = values.astype(object).where(values.notna(), None).tolist()
    return [None if value is None else json.dumps(value) for value in plain]


def heading_of(batch: ScoreBatch) -> Mapping[str, object]:
    """Return the row of a batch, published now."""
    return {
        "agency_id": batch.agency_id,
        "as_of": batch.as_of,
        "horizon_days": batch.horizon_days,
        "model": batch.model,
        "created_at": batch.created_at,
        "published_at": datetime.now(UTC),
    }
