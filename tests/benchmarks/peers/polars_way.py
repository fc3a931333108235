"""The forty columns in Polars: lazy scans, and for each day one grouping of the rows seen.

Rows are numbered by person and sorted once; a window is a masked copy of a column, so that every
aggregate runs in the engine's vectorised grouping and none as a filter inside a group.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import polars as pl
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

EPOCH = date(1970, 1, 1)
COUNTED = ("count", "sum", "distinct")


def people_of(records: Path) -> pl.DataFrame:
    """Return everybody with a number."""
    found = pl.scan_parquet(f"{records}/employees/*/rows.parquet", hive_partitioning=False)
    return found.select("employee_id").collect().with_row_index("person")


def rows_of(table: str, records: Path, people: pl.DataFrame) -> pl.LazyFrame:
    """Return a table's rows in order, both clocks as day numbers, with the end of each version."""
    dates = {"recorded_on", HAPPENED[table], "period_start", *KNOWN_LATER.values()}
    found = pl.scan_parquet(f"{records}/{table}/*/rows.parquet", hive_partitioning=False)
    numbered = found.select(columns_of(table)).join(people.lazy(), on="employee_id")
    key = ["person", HAPPENED[table], *(set(KEYS[table]) - {"employee_id", HAPPENED[table]})]
    days = [pl.col(name).cast(pl.Date).to_physical() for name in columns_of(table) if name in dates]
    ordered = numbered.drop("employee_id").with_columns(days).sort([*key, "recorded_on"])
    same = pl.all_horizontal(*(pl.col(name).eq_missing(pl.col(name).shift(-1)) for name in key))
    until = pl.when(same).then(pl.col("recorded_on").shift(-1))
    return ordered.with_columns(until=until).rename(
        {HAPPENED[table]: "happened", "recorded_on": "known"}
    )


def answers(table: str, rows: pl.LazyFrame, day: int) -> pl.LazyFrame:
    """Return a table's answers of one day by person."""
    seen = rows.filter(
        pl.col("happened") < day,
        pl.col("known") < day,
        pl.col("until").is_null() | (pl.col("until") >= day),
    )
    asked = [answer(question, day).alias(question.name) for question in of_table(table)]
    return seen.group_by("person").agg(asked)


def answer(question: Question, day: int) -> pl.Expr:
    """Return the expression of one column."""
    happened = pl.col("happened")
    if question.ask == "days_since_last":
        return day - happened.max()
    if question.ask == "days_since_first":
        return day - happened.min()
    counts = masked(pl.lit(1, pl.Int32), question, day)
    value = masked(pl.col(question.column), question, day) if question.column else counts
    if question.ask == "count":
        return pl.len() if question.days is None else counts.sum()
    if question.ask == "slope":
        x = masked(happened, question, day, pl.col(question.column).is_not_null()).cast(pl.Float64)
        return slope(x, value.cast(pl.Float64))
    return {
        "sum": value.sum,
        "mean": value.mean,
        "spread": value.std,
        "last": value.last,
        "distinct": lambda: value.drop_nulls().n_unique(),
    }[question.ask]()


def slope(x: pl.Expr, y: pl.Expr) -> pl.Expr:
    """Return the least-squares slope from sums; null below two different days."""
    n = y.count()
    rise = n * (x * y).sum() - x.sum() * y.sum()
    run = n * (x * x).sum() - x.sum() * x.sum()
    return pl.when(run > 0).then(rise / run * 365.25)


def masked(value: pl.Expr, question: Question, day: int, *others: pl.Expr) -> pl.Expr:
    """Return a column where its row is in the window and its value known, and null elsewhere."""
    conditions = [*others]
    if question.days is not None:
        conditions.append(pl.col("happened") >= day - question.days)
    if question.column in KNOWN_LATER:
        conditions.append(pl.col(KNOWN_LATER[question.column]) < day)
    return pl.when(*conditions).then(value) if conditions else value


def main() -> None:
    """Write the columns of a home's records: RECORDS N_SNAPSHOTS OUT."""
    records, out = Path(sys.argv[1]), Path(sys.argv[3])
    days = [date.fromisoformat(day) for day in SNAPSHOTS[int(sys.argv[2])]]
    people = people_of(records)
    rows = {table: rows_of(table, records, people).collect().lazy() for table in TABLES}
    parts = []
    for day in days:
        part = people.lazy()
        for table in TABLES:
            found = answers(table, rows[table], (day - EPOCH).days)
            part = part.join(found, on="person", how="left")
        parts.append(part.with_columns(as_of=pl.lit(day)))
    none = [pl.col(one.name).fill_null(0) for one in QUESTIONS if one.ask in COUNTED]
    names = [one.name for one in QUESTIONS]
    whole = pl.concat(parts).with_columns(none).select("as_of", "employee_id", *names)
    if len(sys.argv) > 4:
        whole.sink_parquet(out)
    else:
        whole.collect().write_parquet(out, compression="snappy", statistics=False)


if __name__ == "__main__":
    main()
