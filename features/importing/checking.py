"""Check all tables of a source against the contract, and type them.

Everything that is wrong is found in one go: an error in one table does not stop the check of
another, and an error in one column does not stop the next.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from features.contract import Column, Table
from features.importing.consistency import drop_twins, interval_faults
from features.importing.contradictions import Told, note_contradictions
from features.importing.references import Known, resolve
from features.importing.rule import Severity
from features.importing.values import DTYPES, typed
from features.problems import BadInput, Findings, Problem, visible_name
from features.sources import Retelling, Source
from features.tables import AGENCY, TABLE_OF_NAME, TABLES

NOTHING: Known = {}
Progress = Callable[[str], None]
Protect = Callable[[pd.Series], pd.Series]


@dataclass
class Report:
    """What was found in a source.

    ``tables`` holds the typed tables with all columns of the contract; it is fit for use only
    if `ok`. ``given`` names the columns that the source really had; ``fills_up`` says that its
    history is filled up later without a word.
    """

    problems: list[Problem] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    given: dict[str, list[str]] = field(default_factory=dict)
    dropped_columns: dict[str, list[str]] = field(default_factory=dict)
    absent_tables: tuple[str, ...] = ()
    ignored_files: tuple[str, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)
    fills_up: bool = False

    @property
    def ok(self) -> bool:
        """Whether no error was found; warnings do not count."""
        return all(problem.severity != "error" for problem in self.problems)

    def counts(self, severity: Severity) -> dict[str, int]:
        """Return how many rows broke each rule of this severity."""
        counts: Counter[str] = Counter()
        for problem in self.problems:
            if problem.severity == severity:
                counts[problem.rule] += 1 + problem.more
        return dict(counts)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One run of the check: its settings, its source and what was found so far."""

    source: Source
    today: dt.date
    ids_are_pseudonyms: bool
    protect: Protect | None
    findings: Findings
    report: Report


def check(
    source: Source,
    *,
    today: dt.date,
    ids_are_pseudonyms: bool = False,
    known: Known = NOTHING,
    protect: Protect | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return the source's tables, typed, and everything that is wrong with them.

    ``known`` holds the key columns of tables imported before; a table in it need not be in the
    source again. ``protect`` replaces the ids of persons by pseudonyms as soon as they are read;
    the ids in ``known`` are then pseudonyms as well.
    """
    run = Check(
        source=source,
        today=today,
        ids_are_pseudonyms=ids_are_pseudonyms,
        protect=protect,
        findings=Findings(),
        report=Report(ignored_files=source.ignored()),
    )
    present = source.tables()
    find_missing_tables(run, present=present, known=known)
    for name in present:
        if progress is not None:
            progress(name)
        check_table(run, TABLE_OF_NAME[name])
    resolve(run.report.tables, known=known, place=source.place, findings=run.findings)
    note_contradictions(run.report.tables, Told(source.place, run.findings), today=today)
    run.report.tables = {
        name: frame.reset_index(drop=True) for name, frame in run.report.tables.items()
    }
    run.report.problems = run.findings.problems
    if isinstance(source, Retelling):
        run.report.problems = [source.retell(one) for one in run.findings.problems]
        run.report.dropped_columns |= source.dropped()
        run.report.fills_up = source.fills_up
    return run.report


def find_missing_tables(run: Check, *, present: Iterable[str], known: Known) -> None:
    """Note which tables are absent, and as errors those that are needed."""
    absent = [table for table in TABLES if table.name not in present]
    run.report.absent_tables = tuple(table.name for table in absent)
    for table in absent:
        if table.required and table.name not in known:
            place = run.source.place(table.name)
            run.findings.add("missing_table", file=place, table=table.name, detail=table.name)


def check_table(run: Check, table: Table) -> None:
    """Read, type and check one table by itself, and put it into the report."""
    raw = read(run, table.name)
    if raw is None:
        return
    if raw.empty and not table.required:
        run.report.absent_tables += (table.name,)
        return
    run.report.rows[table.name] = len(raw)
    file = run.source.place(table.name)
    if raw.empty and table.required:
        run.findings.add("no_rows", file=file, table=table.name)
    columns = allowed(run, raw, table)
    frame = pd.DataFrame(
        {column.name: typed_column(run, columns, column, table) for column in kept(table, columns)},
        index=raw.index,
    )
    interval_faults(frame, table, file=file, findings=run.findings)
    run.report.tables[table.name] = drop_twins(frame, table, file=file, findings=run.findings)


def read(run: Check, name: str) -> pd.DataFrame | None:
    """Return a table as found, or what could be read of it; None if nothing could."""
    try:
        return run.source.read(name)
    except BadInput as bad:
        run.findings.problems.extend(bad.problems)
        return bad.rest


def allowed(run: Check, raw: pd.DataFrame, table: Table) -> Mapping[str, pd.Series]:
    """Return the columns that the contract names; the others are dropped and listed."""
    columns: dict[str, pd.Series] = {}
    dropped: list[str] = []
    wanted = {*table.by_name, *([AGENCY.name] if table.is_about_a_person else [])}
    for place, found in enumerate(raw.columns):
        name = str(found).lower()
        if name in columns:
            file = run.source.place(table.name)
            run.findings.add_rows(
                "column_twice", file=file, table=table.name, column=name, rows=[1]
            )
        elif name in wanted:
            columns[name] = raw.iloc[:, place]
        else:
            dropped.append(visible_name(str(found)))
    run.report.given[table.name] = list(columns)
    if dropped:
        run.report.dropped_columns[table.name] = dropped
    return columns


def kept(table: Table, columns: Mapping[str, pd.Series]) -> tuple[Column, ...]:
    """Return the table's columns, and agency_id where the source has it."""
    if AGENCY.name in columns and AGENCY.name not in table.by_name:
        return (*table.columns, AGENCY)
    return table.columns


def typed_column(
    run: Check, columns: Mapping[str, pd.Series], column: Column, table: Table
) -> pd.Series:
    """Return a column typed, or full of NA if it is absent, and note what is wrong with it."""
    file = run.source.place(table.name)
    if column.name not in columns:
        if column.required:
            run.findings.add_rows(
                "missing_column", file=file, table=table.name, column=column, rows=[1]
            )
        return pd.Series(dtype=DTYPES[column.kind])
    result = typed(
        columns[column.name],
        column,
        today=run.today,
        ids_are_pseudonyms=run.ids_are_pseudonyms,
    )
    if column.required and result.empty.any():
        rows = result.values.index[result.empty].tolist()
        run.findings.add_rows(
            "missing_value", file=file, table=table.name, column=column, rows=rows
        )
    for fault in result.faults:
        run.findings.add_rows(
            fault.rule,
            file=file,
            table=table.name,
            column=column,
            rows=fault.rows,
            values=fault.values,
            details=[fault.detail],
        )
    if column.kind == "person" and run.protect is not None:
        return run.protect(result.values)
    return result.values
