"""Conventions that a machine can hold: names, sizes, and what is never a model input."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from features.contract import Table
from features.families import FEATURES
from features.tables import TABLES

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("features", "models", "training", "serving")
BANNED_NAMES = frozenset(
    "util utils helper helpers common core base manager service handler engine pipeline".split()
)
LONGEST_FUNCTION, LONGEST_MODULE = 40, 300
LONG_MODULES = {
    "features/tables.py": "the contract: one declaration a column, nothing else",
}
PROTECTED_WORDS = frozenset(
    "sex gender female male birth born age disability disabled absence absences leave marital "
    "married family religion ethnic sanction sanctions integrity".split()
)
ALLOWED_WORDS = dict.fromkeys(
    (
        "exits_from_job_family",
        "exits_from_job_family_at_stage",
        "exits_from_job_family_at_cover",
        "n_people_in_job_family",
        "job_family_pay_against_agency",
        "job_pay_against_family",
    ),
    "a job family is a family of jobs",
)
NOTHING_TO_LEARN_FROM = frozenset(
    column.name for table in TABLES for column in table.columns if column.sensitivity == "sensitive"
)
CLOSED_TABLES = frozenset(
    table.name for table in TABLES if table.use in {"never_input", "eligibility_only"}
)


def sources() -> list[Path]:
    return sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))


@cache
def nodes_of(file: Path) -> list[ast.AST]:
    """Return all that a module is made of, parsed and walked once for all the rules."""
    return list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_modules_and_folders_say_what_they_hold() -> None:
    parts = {part for file in sources() for part in Path(named(file)).with_suffix("").parts}
    assert not parts & BANNED_NAMES


def test_modules_are_short() -> None:
    long = {named(file): n for file in sources() if (n := length(file)) > LONGEST_MODULE}
    assert set(long) <= set(LONG_MODULES), long


def test_every_exception_to_the_length_is_still_needed() -> None:
    assert [name for name in LONG_MODULES if length(ROOT / name) <= LONGEST_MODULE] == []


def test_functions_are_short() -> None:
    assert [line for file in sources() for line in too_long(named(file), nodes_of(file))] == []


def test_a_long_function_would_be_found() -> None:
    long = "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION
    short = long.replace("    x = 1\n", "", 1)
    assert too_long("planted.py", ast.parse(long).body) == ["planted.py:1 f has 41 lines"]
    assert too_long("planted.py", ast.parse(short).body) == []


def too_long(name: str, nodes: Iterable[ast.AST]) -> list[str]:
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = [(one, (one.end_lineno or 0) - one.lineno + 1) for one in functions]
    return [
        f"{name}:{one.lineno} {one.name} has {n} lines"
        for one, n in lengths
        if n > LONGEST_FUNCTION
    ]


def length(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def test_no_feature_is_named_for_something_protected() -> None:
    names = {name for name in FEATURES if protected(name)}
    assert names == set(ALLOWED_WORDS)


@pytest.mark.parametrize("name", ["age", "days_of_absence", "is_female", "years_to_birth_day"])
def test_a_protected_name_would_be_found(name: str) -> None:
    assert protected(name)


def protected(name: str) -> set[str]:
    return set(name.split("_")) & PROTECTED_WORDS


def test_no_feature_needs_a_closed_table() -> None:
    assert {"absences", "conflicts", "interventions", "sanctions"} == CLOSED_TABLES
    needs = {name: set(feature.needs) & CLOSED_TABLES for name, feature in FEATURES.items()}
    assert {name: closed for name, closed in needs.items() if closed} == {}


def test_protected_columns_are_declared_as_sensitive() -> None:
    assert {"birth_date", "sex", "disability"} <= NOTHING_TO_LEARN_FROM


@pytest.mark.parametrize("file", sorted((ROOT / "features" / "families").glob("*.py")), ids=named)
def test_no_family_reads_anything_protected(file: Path) -> None:
    assert reads_protected(file.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "code",
    [
        'history.events("absences").count(365)',
        'history.events("sanctions").where(heavy).count()',
        'history.events("employees").last("birth_date")',
        'history.events("employees").last("sex")',
        'history.records.frame("employees")["disability"]',
        "history.records.frame('employees').birth_date",
    ],
)
def test_reading_something_protected_would_be_found(code: str) -> None:
    assert reads_protected(code) != set()


def reads_protected(code: str) -> set[str]:
    """Return the closed tables and sensitive columns that code names, prose left out."""
    tree = ast.parse(code)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    words: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            words.add(node.value)
        elif isinstance(node, ast.Attribute):
            words.add(node.attr)
    return words & (CLOSED_TABLES | (NOTHING_TO_LEARN_FROM - {"kind"}))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_columns_that_hold_a_person_are_personal(table: Table) -> None:
    for column in table.columns:
        if column.kind == "person":
            assert column.sensitivity == "personal", column.name


def test_dates_and_features_carry_their_unit_in_the_name() -> None:
    allowed = re.compile(r"(_on|_ends_on|_date|_from|_to|^period_(start|end))$|period_")
    dates = {c.name for table in TABLES for c in table.columns if c.kind == "date"}
    assert [name for name in sorted(dates) if not allowed.search(name)] == []
    spans = [name for name, feature in FEATURES.items() if feature.unit == "days"]
    assert [name for name in spans if "days" not in name and "service" not in name] == []


def test_every_feature_explains_itself() -> None:
    assert [name for name, one in FEATURES.items() if len(one.meaning) < 20 or not one.unit] == []


def test_only_serving_writes_logs() -> None:
    """No identifier gets into a log from the records, since nothing is logged there at all."""
    found = []
    for file in sources():
        if named(file).startswith("serving/"):
            continue
        for node in nodes_of(file):
            if isinstance(node, ast.Call) and writes_a_log(node):
                found.append(f"{named(file)}:{node.lineno}")
    assert found == []


def writes_a_log(call: ast.Call) -> bool:
    method = getattr(call.func, "attr", "")
    owner = getattr(getattr(call.func, "value", None), "id", "")
    levels = {"debug", "info", "warning", "error", "exception", "critical", "log"}
    return method in levels and owner in {"logging", "logger", "log", "LOG", "LOGGER"}


def test_only_audits_read_the_vault() -> None:
    audits = {"evidence", "groups", "mitigation", "opportunities", "proxies"}
    readers = {
        named(file)
        for file in sources()
        if re.search(
            r"^from features(\.vault import| import vault)", file.read_text(), re.MULTILINE
        )
    }
    assert readers == {f"training/{name}.py" for name in audits}
