"""The documentation: current, complete, without dead links, and true where it can be tried."""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
import typer

from features.importing.checking import check
from features.profiles import build_profiles
from features.records import Records
from features.sources import FrameSource
from serving.cli import app

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITTEN = [page for page in PAGES if page.parent.name != "reference"]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|root|home|Users)/|[A-Z]:\\")
HOST = re.compile(r"https?://(?!127\.0\.0\.1)[\w.]+|index-url", re.IGNORECASE)
WORD = re.compile(r"\b(?:flight risk|best|unbiased|why)\b", re.IGNORECASE)


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generate() -> Iterator[ModuleType]:
    """The generator of the reference pages, which is a script and not in a package."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        yield importlib.import_module("generate")
    finally:
        sys.path.remove(str(ROOT / "docs"))


def test_reference_pages_are_current(generate: ModuleType) -> None:
    assert [path.name for path in generate.stale_pages()] == [], "run: make docs"


def test_check_names_stale_pages_and_writes_nothing(
    generate: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(generate, "PAGES", {"one.md": lambda: "new\n"})
    monkeypatch.setattr(generate, "REFERENCE", tmp_path)
    (tmp_path / "one.md").write_text("old\n", encoding="utf-8")
    assert generate.main(["--check"]) == 1
    assert "one.md is not current; run: make docs" in capsys.readouterr().err
    assert text_of(tmp_path / "one.md") == "old\n"
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


def test_reference_holds_no_other_page(generate: ModuleType) -> None:
    assert {path.name for path in (ROOT / "docs/reference").iterdir()} == set(generate.PAGES)


def commands(name: str, group: object) -> Iterator[str]:
    """Return the names of all commands, subcommands with their group."""
    for own, command in vars(group)["commands"].items():
        if "commands" in vars(command):
            yield from commands(f"{name} {own}", command)
        else:
            yield f"{name} {own}"


@pytest.mark.parametrize("command", list(commands("bina", typer.main.get_command(app))))
def test_every_command_is_described_and_used(command: str) -> None:
    assert f"## {command}\n" in text_of(ROOT / "docs/reference/command.md")
    assert any(command in text_of(page) for page in WRITTEN)


def test_every_dependency_has_its_reason() -> None:
    declared = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    names = {re.split(r"[<>=\[;~! ]", one)[0] for one in declared}
    rows = re.findall(
        r"^\| `([\w-]+)` \| (.+) \|$", text_of(ROOT / "docs/decisions/dependencies.md"), re.M
    )
    assert names == {name for name, reason in rows if len(reason) > 10}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(text_of(page)):
        file, _, anchor = target.partition("#")
        found = page if not file else page.parent / file
        if found.suffix != ".md":
            continue
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached_from_the_index() -> None:
    seen, open_pages = set(), [ROOT / "docs/index.md"]
    while open_pages:
        page = open_pages.pop().resolve()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        open_pages += [
            page.parent / target.partition("#")[0] for target in LINK.findall(text_of(page))
        ]
    assert {page.resolve() for page in (ROOT / "docs").rglob("*.md")} <= seen


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_make_targets_that_are_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^(\w+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named_here = re.findall(r"(?:^|`)make (\w+)", text_of(page), re.MULTILINE)
    assert set(named_here) <= targets


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_modules_that_are_named_exist(page: Path) -> None:
    places = re.findall(r"`((?:features|models|training|serving)/[\w/.]+)`", text_of(page))
    added_by_an_example = {"models/turnover/power.py", "serving/routes/batches.py"}
    missing = [
        one for one in places if not (ROOT / one).exists() and one not in added_by_an_example
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_machine_and_no_host_is_named(page: Path) -> None:
    assert MACHINE.findall(text_of(page)) == []
    assert HOST.findall(text_of(page)) == []


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_words_promise_no_more_than_the_figures_hold(page: Path) -> None:
    assert WORD.findall(text_of(page)) == []


def test_the_readme_is_short() -> None:
    assert len(text_of(ROOT / "README.md").splitlines()) < 150


def test_the_example_of_the_two_clocks_is_true() -> None:
    about_a = ["ani", "2024-03-10", "A", 10]
    tables = {
        "employees": pd.DataFrame(
            {
                "employee_id": ["ani", "budi"],
                "agency_id": ["kab", "kab"],
                "joined_on": ["2015-01-01", "2015-01-01"],
            }
        ),
        "assignments": pd.DataFrame({"employee_id": ["ani"], "started_on": ["2015-01-01"]}),
        "trainings": pd.DataFrame(
            [
                [*about_a, "2024-05-02"],
                ["ani", "2024-04-20", "B", 10, "2024-04-25"],
                [*about_a[:3], 12, "2024-07-01"],
                ["budi", "2020-03-10", "C", 10, "2020-03-11"],  # the table goes back for years
            ],
            columns=["employee_id", "completed_on", "title", "hours", "recorded_on"],
        ),
    }
    checked = check(FrameSource(tables), today=date(2026, 1, 1), ids_are_pseudonyms=True)
    rows = re.findall(
        r"^\| (\d{4}-\d\d-\d\d) \| (\d) \|",
        text_of(ROOT / "docs/explanation/time.md"),
        re.MULTILINE,
    )
    days = [date.fromisoformat(day) for day, _ in rows]
    found = build_profiles(Records.of(checked.tables), days, names=["courses_last_year"])
    answers = found["courses_last_year"].xs("ani", level="employee_id")
    assert answers.tolist() == [float(answer) for _, answer in rows]
    assert len(rows) == 7
