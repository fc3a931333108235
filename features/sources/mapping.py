"""A mapping: which table and column of an office's export is which of the contract.

It is a small TOML file; `docs/how-to/map-another-export.md` explains it. It is checked as a whole
against the contract, with the line of each fault, before anything is read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from features.contract import Table
from features.problems import BadInput, Problem, problem, visible_name
from features.sources.dates import is_format
from features.sources.joins import Join, join_faults, join_of
from features.tables import AGENCY, TABLE_OF_NAME

KEYS: dict[str, tuple[type, str]] = {
    "from": (str, "The file, sheet or table that holds the rows."),
    "header": (int, "The row of the column names; 1 if left out."),
    "date_format": (str, "How days are written, as in DD-MM-YYYY or D MMMM YYYY."),
    "columns": (dict, "Column of the contract = column of the export."),
    "constants": (dict, "Column of the contract = one value for all rows."),
    "codes": (dict, "For a column of the contract: value of the export = value of the contract."),
    "date_formats": (dict, "For a column of the contract: how its days are written."),
    "where": (dict, "Column of the export = the value, or the list of values, of rows to take."),
    "join": (dict, "A second table whose columns are added: from, header, on, columns."),
}
"""What a table of the mapping may say."""
NAMED = ("columns", "constants", "codes", "date_formats")
"""Sections of a table that name columns of the contract."""
DOUBLED = (
    ("constants", "columns", "a column and as a constant"),
    ("join.columns", "columns", "both tables"),
    ("join.columns", "constants", "a column and as a constant"),
)
"""Sections that may not name the same column, and how it is said."""
SECTION = re.compile(r"\s*\[\s*([^\]]+?)\s*\]")
ENTRY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*=""")


@dataclass(frozen=True, kw_only=True)
class TableMapping:
    """Where the rows of one record table come from, and how they are written there."""

    table: str
    source: str
    header: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_format: str = ""
    date_formats: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    join: Join | None = None


@dataclass(frozen=True)
class Mapped:
    """A mapping as read: its file's name, its tables and where each thing stands."""

    file: str
    tables: Mapping[str, TableMapping]
    lines: Mapping[tuple[str, str], int]

    def fault(self, rule: str, section: str, key: str = "", *, detail: str) -> Problem:
        """Return a problem with the line on which its cause stands."""
        line = self.lines.get((section, key)) or self.lines.get((section, ""))
        at = f"{self.file}, line {line}" if line else self.file
        return problem(rule, file=at, detail=detail)


def read_mapping(path: Path) -> Mapped:
    """Return a mapping that fits the contract; raises `BadInput` with all that does not."""
    if not path.is_file():
        raise BadInput([problem("mapping_broken", file=path.name, detail="there is no such file")])
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        where = re.search(r"line \d+", str(error))
        detail = f"not TOML, {where[0]}" if where else "not TOML in UTF-8"
        raise BadInput([problem("mapping_broken", file=path.name, detail=detail)]) from error
    empty = Mapped(path.name, {}, lines_of(text))
    faults = list(faults_of(content, empty))
    if faults:
        raise BadInput(faults)
    made = {name: table_of(name, given) for name, given in content["tables"].items()}
    return Mapped(path.name, made, empty.lines)


def lines_of(text: str) -> dict[tuple[str, str], int]:
    """Return the line of every section and of every key in it."""
    lines: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := SECTION.match(line):
            section = re.sub(r"[\"']", "", found[1])
            lines.setdefault((section, ""), number)
        elif found := ENTRY.match(line):
            key = next(one for one in found.groups() if one is not None)
            lines.setdefault((section, key), number)
    return lines


def faults_of(content: Mapping[str, Any], mapped: Mapped) -> Iterator[Problem]:
    """Yield what does not fit the contract."""
    for key in content:
        if key != "tables":
            yield mapped.fault("mapping_unknown_key", "", key, detail=visible_name(key))
    tables = content.get("tables")
    if not isinstance(tables, dict) or not tables:
        yield mapped.fault("mapping_broken", "", detail="it has no section [tables.employees]")
        return
    for name, given in tables.items():
        section = f"tables.{name}"
        if name not in TABLE_OF_NAME:
            yield mapped.fault("mapping_unknown_table", section, detail=visible_name(name))
        elif not isinstance(given, dict):
            yield mapped.fault("mapping_wrong_kind", "tables", name, detail=name)
        else:
            yield from _table_faults(TABLE_OF_NAME[name], given, section, mapped)


def _table_faults(
    table: Table, given: Mapping[str, Any], section: str, mapped: Mapped
) -> Iterator[Problem]:
    wrong = False
    for key, value in given.items():
        if key not in KEYS:
            yield mapped.fault("mapping_unknown_key", section, key, detail=visible_name(key))
        elif not isinstance(value, KEYS[key][0]) or isinstance(value, bool):
            wrong = True
            yield mapped.fault("mapping_wrong_kind", section, key, detail=key)
    if "from" not in given:
        yield mapped.fault("mapping_no_source", section, detail=table.name)
    if isinstance(given.get("join"), dict):
        broken = list(join_faults(given["join"], f"{section}.join", mapped.fault))
        yield from broken
        wrong = wrong or bool(broken)
    if not wrong:
        yield from _column_faults(table, given, section, mapped)
        yield from _value_faults(table, given, section, mapped)


def _column_faults(
    table: Table, given: Mapping[str, Any], section: str, mapped: Mapped
) -> Iterator[Problem]:
    """Yield columns that the contract lacks, and those that stand in two places."""
    allowed = {*table.by_name, *([AGENCY.name] if table.is_about_a_person else [])}
    parts = {part: given.get(part, {}) for part in NAMED}
    parts["join.columns"] = given.get("join", {}).get("columns", {})
    for part, pairs in parts.items():
        for name in pairs:
            if name not in allowed:
                detail = f"{visible_name(name)} in {table.name}"
                at = (f"{section}.{part}.{name}", "")
                place = at if at in mapped.lines else (f"{section}.{part}", name)
                yield mapped.fault("mapping_unknown_column", *place, detail=detail)
    for part in ("columns", "join.columns"):
        yield from _twice(parts[part], f"{section}.{part}", mapped)
    for part, other, detail in DOUBLED:
        for name in set(parts[part]) & set(parts[other]):
            place = (f"{section}.{part}", name)
            yield mapped.fault("mapping_twice", *place, detail=f"{name} from {detail}")


def _twice(pairs: Mapping[str, Any], part: str, mapped: Mapped) -> Iterator[Problem]:
    """Yield columns of the export that are used twice, and names that are no text."""
    taken: dict[str, str] = {}
    for name, column in pairs.items():
        if not isinstance(column, str):
            yield mapped.fault("mapping_wrong_kind", part, name, detail=name)
        elif column.strip().lower() in taken:
            other = taken[column.strip().lower()]
            detail = f"{visible_name(column)} as {other} and as {name}"
            yield mapped.fault("mapping_twice", part, name, detail=detail)
        else:
            taken[column.strip().lower()] = name


def _value_faults(
    table: Table, given: Mapping[str, Any], section: str, mapped: Mapped
) -> Iterator[Problem]:
    """Yield codes that the contract lacks and formats of days that cannot be read."""
    for name, codes in given.get("codes", {}).items():
        if not isinstance(codes, dict):
            yield mapped.fault("mapping_wrong_kind", f"{section}.codes", name, detail=name)
            continue
        known = table.by_name[name].codes if name in table.by_name else ()
        for found, code in codes.items():
            if known and str(code) not in known:
                detail = f"{visible_name(str(code))} is not a code of {name}: {', '.join(known)}"
                place = (f"{section}.codes.{name}", found)
                yield mapped.fault("mapping_unknown_code", *place, detail=detail)
    yield from _format_faults(given, section, mapped)
    if given.get("header", 1) < 1:
        yield mapped.fault("mapping_wrong_kind", section, "header", detail="header")


def _format_faults(given: Mapping[str, Any], section: str, mapped: Mapped) -> Iterator[Problem]:
    """Yield formats of days that do not say where day, month and year stand."""
    formats = [(section, "date_format", given.get("date_format", "YYYY-MM-DD"))]
    own = given.get("date_formats", {})
    formats += [(f"{section}.date_formats", name, written) for name, written in own.items()]
    for part, key, written in formats:
        if not isinstance(written, str) or not is_format(written):
            detail = visible_name(str(written))
            yield mapped.fault("mapping_date_format", part, key, detail=detail)


def table_of(name: str, given: Mapping[str, Any]) -> TableMapping:
    """Return what the mapping says of one record table."""
    where = {
        column: tuple(str(one) for one in (value if isinstance(value, list) else [value]))
        for column, value in given.get("where", {}).items()
    }
    codes = {
        column: {found: _text(code) for found, code in values.items()}
        for column, values in given.get("codes", {}).items()
    }
    return TableMapping(
        table=name,
        source=given["from"],
        header=given.get("header", 1),
        columns=given.get("columns", {}),
        constants={column: _text(value) for column, value in given.get("constants", {}).items()},
        codes=codes,
        date_format=given.get("date_format", ""),
        date_formats=given.get("date_formats", {}),
        where=where,
        join=join_of(given.get("join")),
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
