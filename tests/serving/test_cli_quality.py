"""``bina quality`` as somebody types it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from features.home import Home
from serving.published import Published
from tests.serving.test_cli import run

DAY = "2025-01-01"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the records of a small invented agency."""
    folder = tmp_path_factory.mktemp("quality")
    records, home = folder / "records", folder / "home"
    assert run("sample", "--out", str(records), "--employees", "120", "--until", DAY) == 0
    assert run("import", str(records), "--ids-are-pseudonyms", "--home", str(home)) == 0
    return home


def test_the_summary_is_printed_and_the_workbook_written(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "perbaikan.xlsx"
    assert run("quality", "--as-of", DAY, "--home", str(home), "--out", str(out)) == 0
    said = capsys.readouterr().out
    assert re.search(r"agency kab-001: \d+ people as known before 2025-01-01", said)
    assert re.search(r"^everything( +[\d.]+){5}$", said, re.MULTILINE)
    sheets = pd.read_excel(out, sheet_name=None, engine="calamine")
    assert list(sheets) == ["Panduan", "Tabel", "Unit kerja", "Aturan", "Perbaikan"]
    assert "uji kewajaran" in set(sheets["Aturan"]["Dasar"])
    assert "domain check" not in set(sheets["Aturan"]["Dasar"])
    people = Home(home).frames("kab-001")["employees"]["employee_id"]
    named = sheets["Perbaikan"]["Pegawai (pseudonim)"].dropna()
    assert set(named) <= set(people)
    assert not set(people) & set(re.findall(r"\w+", said))
    assert Published(home, "quality").latest("kab-001")["as_of"] == DAY


def test_the_summary_for_programs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = ["--weights", "40,10,30,20"]
    assert run("quality", "--as-of", DAY, "--home", str(home), "--json", *weights) == 0
    found = json.loads(capsys.readouterr().out)["agencies"]["kab-001"]
    assert found["weights"]["completeness"] == pytest.approx(0.4)
    shares = {name: found[name] for name in found["weights"]}
    expected = sum(found["weights"][name] * share for name, share in shares.items())
    assert found["index"] == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--weights", "1,2"], "give four weights"),
        (["--out", "fixes.csv"], "name the file .xlsx"),
        (["--as-of", "1950-01-01"], "nobody is on record before 1950-01-01"),
    ],
)
def test_what_prevents_it_is_said_in_one_line(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert run("quality", "--home", str(home), *words) == 1
    errors = [line for line in capsys.readouterr().err.splitlines() if "error" in line]
    assert len(errors) == 1
    assert message in errors[0]


def test_an_empty_home_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("quality", "--home", str(tmp_path)) == 1
    assert "bina import" in capsys.readouterr().err
