"""Imports point one way, outside packages have one home each, and models touch no clock or file.

Every rule is also shown to fail on a planted snippet.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("features", "models", "training", "serving")
"""Each may import those before it and itself."""
HOMES: Mapping[str, tuple[str, ...]] = {
    "mlflow": ("training/registry.py",),
    "fastapi": ("serving/",),
    "starlette": ("serving/",),
    "uvicorn": ("serving/",),
    "typer": ("serving/",),
    "rich": ("serving/",),
    "sqlalchemy": (
        "serving/database.py",
        "serving/store/",
        "serving/migrations/",
        "features/sources/database.py",  # an office's database is a source like its files
    ),
    "alembic": ("serving/migrations/",),
    "lightgbm": ("models/",),
    "altair": ("serving/chart_specs.py",),
    "vl_convert": ("serving/charts.py",),
}
OUTSIDE_MODELS = frozenset(
    "os io shutil tempfile glob socket http urllib requests httpx subprocess asyncio threading "
    "time random sqlite3 logging pyarrow".split()
)
"""What models have no business with: files, network, clock, processes, hidden chance."""
CLOCK = frozenset({"now", "utcnow", "today"})
FILE_CALLS = frozenset(
    "open read_csv read_parquet read_excel read_json to_csv to_parquet to_excel to_json to_pickle "
    "read_pickle read_text write_text read_bytes write_bytes savez loadtxt".split()
)


@dataclass(frozen=True)
class Module:
    """One source file, by its path from the root."""

    path: str
    tree: ast.Module

    @property
    def layer(self) -> str:
        return self.path.partition("/")[0]

    def imports(self) -> Iterator[tuple[int, str]]:
        """Yield line and dotted name of every import, wherever in the file it stands."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.lineno, self._absolute(node)
            elif isinstance(node, ast.Call) and _name(node.func) in {"import_module", "__import__"}:
                given = node.args[0] if node.args else None
                yield node.lineno, str(getattr(given, "value", "?"))

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return str(node.module)
        parents = self.path.split("/")[: -node.level]
        return ".".join([*parents, node.module or ""])

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


Rule = Callable[[Module], list[str]]


def points_back(module: Module) -> list[str]:
    """Return the imports of later layers, or of tests and notebooks."""
    later = (*LAYERS[LAYERS.index(module.layer) + 1 :], "tests", "notebooks")
    return _found(module, lambda name: name.partition(".")[0] in later)


def away_from_home(module: Module) -> list[str]:
    """Return the imports of packages that another file is the home of."""

    def away(name: str) -> bool:
        homes = HOMES.get(name.partition(".")[0])
        return homes is not None and not module.path.startswith(homes)

    return _found(module, away)


def unreadable(module: Module) -> list[str]:
    """Return imports whose name is only known when the program runs."""
    return _found(module, lambda name: name == "?")


def outside_of_models(module: Module) -> list[str]:
    """Return what a model takes from the clock, the network or the disk."""
    if module.layer != "models":
        return []
    found = _found(module, lambda name: name.partition(".")[0] in OUTSIDE_MODELS)
    for call in module.calls():
        name = _name(call.func)
        reads_clock = name in CLOCK and isinstance(call.func, ast.Attribute)
        if reads_clock or (name in FILE_CALLS and not _is_packaged(call)):
            found.append(f"{module.path}:{call.lineno} calls {name}()")
    return found


RULES: tuple[Rule, ...] = (points_back, away_from_home, unreadable, outside_of_models)


def _found(module: Module, wrong: Callable[[str], bool]) -> list[str]:
    return [
        f"{module.path}:{line} imports {name}" for line, name in module.imports() if wrong(name)
    ]


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _is_packaged(call: ast.Call) -> bool:
    """Return whether a file is read through `importlib.resources`: rule data of the package."""
    return any(
        _name(node) in {"files", "resources"}
        for node in ast.walk(call.func)
        if isinstance(node, ast.Name | ast.Attribute)
    )


@cache
def modules() -> list[Module]:
    """Return every module, parsed once for all the rules."""
    files = sorted(file for layer in LAYERS for file in (ROOT / layer).rglob("*.py"))
    return [
        Module(file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8")))
        for file in files
    ]


def test_there_are_modules_in_every_layer() -> None:
    assert {module.layer for module in modules()} == set(LAYERS)
    assert len(modules()) > 80


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds_everywhere(rule: Rule) -> None:
    assert [line for module in modules() for line in rule(module)] == []


@pytest.mark.parametrize(
    ("rule", "path", "code"),
    [
        (points_back, "features/rows.py", "from models.turnover import CANDIDATES"),
        (points_back, "features/rows.py", "import training.cohorts as cohorts"),
        (points_back, "models/gaps.py", "def late():\n    from serving.store import Stores"),
        (points_back, "models/turnover/spline.py", "from ...serving import score"),
        (points_back, "training/gate.py", "import importlib\nimportlib.import_module('serving')"),
        (points_back, "training/gate.py", "if TYPE_CHECKING:\n    from serving import app"),
        (points_back, "serving/app.py", "from tests.serving import agency"),
        (away_from_home, "training/turnover.py", "def f():\n    import mlflow.sklearn"),
        (away_from_home, "serving/jobs.py", "from mlflow import MlflowClient"),
        (away_from_home, "training/card.py", "from fastapi import FastAPI"),
        (away_from_home, "features/home.py", "import typer"),
        (away_from_home, "models/gaps.py", "from rich.progress import track"),
        (away_from_home, "serving/view.py", "from sqlalchemy.orm import Session"),
        (away_from_home, "features/sources/files.py", "import sqlalchemy"),
        (away_from_home, "training/turnover.py", "import lightgbm"),
        (away_from_home, "serving/pages/model.py", "import altair as alt"),
        (unreadable, "features/home.py", "__import__(name)"),
        (outside_of_models, "models/gaps.py", "import os"),
        (outside_of_models, "models/gaps.py", "from urllib.request import urlopen"),
        (outside_of_models, "models/gaps.py", "from datetime import date\ndate.today()"),
        (outside_of_models, "models/gaps.py", "import datetime as dt\ndt.datetime.now()"),
        (outside_of_models, "models/gaps.py", "pd.Timestamp.now()"),
        (outside_of_models, "models/gaps.py", "open('x')"),
        (outside_of_models, "models/gaps.py", "pd.read_csv('x')"),
        (outside_of_models, "models/gaps.py", "Path('x').read_text()"),
    ],
)
def test_the_rule_is_able_to_fail(rule: Rule, path: str, code: str) -> None:
    assert rule(Module(path, ast.parse(code))) != []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("serving/jobs.py", "from training.registry import Registry"),
        ("models/turnover/spline.py", "from models.turnover.hazard import Floats"),
        ("models/turnover/spline.py", "from .hazard import Floats"),
        ("training/registry.py", "import mlflow"),
        ("serving/store/rows.py", "import sqlalchemy"),
        ("features/sources/database.py", "from sqlalchemy import select"),
        ("models/gaps.py", "from datetime import date\nfrom pathlib import Path"),
        ("models/gaps.py", "resources.files('models').joinpath('rules.json').read_text()"),
        ("features/home.py", "open('x')"),
    ],
)
def test_what_is_allowed_stays_allowed(path: str, code: str) -> None:
    module = Module(path, ast.parse(code))
    assert [line for rule in RULES for line in rule(module)] == []
