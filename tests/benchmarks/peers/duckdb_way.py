"""The forty columns in SQL: one pass over each table crossed with the days, grouped by person.

Every window is a FILTER of the same pass; superseded rows are found by a window function. People
are numbered once, so that no pass groups by text.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
from questions import (
    HAPPENED,
    KEYS,
    KNOWN_LATER,
    QUESTIONS,
    SNAPSHOTS,
    TABLES,
    Question,
    columns_of,
    of_table,
)

AGGREGATES = {
    "count": "count(*) {where}",
    "sum": "coalesce(sum({column}) {where}, 0)",
    "mean": "avg({column}) {where}",
    "spread": "stddev_samp({column}) {where}",
    "slope": "regr_slope({column}, happened) {where} * 365.25",
    "last": "arg_max_null({column}, happened) {where}",
    "days_since_last": "any_value(day) - max(happened) {where}",
    "days_since_first": "any_value(day) - min(happened) {where}",
    "distinct": "count(DISTINCT {column}) {where}",
}
IF_NONE = {"count": "0", "sum": "0", "distinct": "0"}


def aggregate(question: Question) -> str:
    """Return the SQL of one column."""
    conditions = []
    if question.days is not None:
        conditions.append(f"happened >= day - {question.days}")
    if question.column in KNOWN_LATER:
        conditions.append(f"{KNOWN_LATER[question.column]} < day")
    where = f"FILTER (WHERE {' AND '.join(conditions)})" if conditions else ""
    return AGGREGATES[question.ask].format(column=question.column, where=where)


def answers(table: str, records: Path) -> str:
    """Return the SQL of a table's answers by person and day."""
    asked = ", ".join(f"{aggregate(one)} AS {one.name}" for one in of_table(table))
    return f"""
        SELECT person, day, {asked}
        FROM ({rows(table, records)}) AS r, days
        WHERE happened < day AND known < day AND (until IS NULL OR day <= until)
        GROUP BY person, day"""


def rows(table: str, records: Path) -> str:
    """Return the SQL of a table's rows with both clocks as day numbers."""
    key = ", ".join(("person", *KEYS[table][1:]))
    dates = {"recorded_on", HAPPENED[table], *KNOWN_LATER.values()}
    kept = [name for name in columns_of(table) if name not in {"employee_id", "recorded_on"}]
    columns = ", ".join(day_number(name) if name in dates else f"h.{name}" for name in kept)
    source = f"read_parquet('{records}/{table}/*/rows.parquet', hive_partitioning = false)"
    return f"""
        SELECT *, {HAPPENED[table]} AS happened,
               lead(known) OVER (PARTITION BY {key} ORDER BY known) AS until
        FROM (SELECT person, {day_number("recorded_on")[: -len("recorded_on")]}known, {columns}
              FROM {source} AS h JOIN people USING (employee_id))"""


def day_number(column: str) -> str:
    """Return the SQL of a date as whole days."""
    return f"epoch_us({column}) // 86400000000 AS {column}"


def main() -> None:
    """Write the columns of a home's records: RECORDS N_SNAPSHOTS OUT."""
    records, days, out = Path(sys.argv[1]), SNAPSHOTS[int(sys.argv[2])], Path(sys.argv[3])
    database = duckdb.connect()
    database.execute("SET preserve_insertion_order = false")
    database.execute("SET memory_limit = '8GB'")
    database.execute(f"SET temp_directory = '{out.with_suffix('.spilled')}'")
    database.execute(
        "CREATE TABLE people AS SELECT employee_id, (row_number() OVER ())::INTEGER AS person "
        f"FROM read_parquet('{records}/employees/*/rows.parquet', hive_partitioning = false)"
    )
    listed = ", ".join(f"(DATE '{day}')" for day in days)
    database.execute(
        f"CREATE TABLE days AS SELECT date_diff('day', DATE '1970-01-01', d)::INTEGER AS day "
        f"FROM (VALUES {listed}) AS v(d)"
    )
    parts = "".join(
        f" LEFT JOIN ({answers(table, records)}) AS {table} USING (person, day)" for table in TABLES
    )
    columns = ", ".join(
        f"coalesce({one.name}, {IF_NONE[one.ask]}) AS {one.name}"
        if one.ask in IF_NONE
        else one.name
        for one in QUESTIONS
    )
    database.execute(
        f"COPY (SELECT DATE '1970-01-01' + day AS as_of, employee_id, {columns} "
        f"FROM people CROSS JOIN days{parts}) TO '{out}' (FORMAT parquet)"
    )


if __name__ == "__main__":
    main()
