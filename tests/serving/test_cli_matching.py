"""Commands that match a cohort: what they refuse, and what they say beside their counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from features.home import Home
from features.importing.importer import import_source
from features.sample import make_agency
from features.sources.frames import FrameSource
from serving.cli import app


@pytest.mark.parametrize("years", ["0", "101", "1000000000"])
def test_years_that_no_calendar_holds_are_refused(tmp_path: Path, years: str) -> None:
    words = ["match", "mentors", "--as-of", "2025-01-01", "--years", years]
    out = tmp_path / "round.xlsx"
    found = CliRunner().invoke(app, [*words, "--home", str(tmp_path), "--out", str(out)])
    assert found.exit_code == 2
    assert not out.exists()


def test_moves_before_an_election_come_with_the_rule_that_stands_against_them(
    tmp_path: Path,
) -> None:
    tables, until = make_agency(employees=120, years=3, until=date(2025, 6, 1)).tables, "2025-06-01"
    import_source(
        FrameSource(tables), Home(tmp_path), today=date.fromisoformat(until),
        ids_are_pseudonyms=True, origin="sample",
    )  # fmt: skip
    out = tmp_path / "moves.xlsx"

    def told(day: str) -> tuple[str, str]:
        words = ["match", "moves", "--as-of", day, "--years", "0", "--home", str(tmp_path)]
        found = CliRunner().invoke(app, [*words, "--out", str(out)])
        about = pd.read_excel(out, sheet_name="about", engine="calamine", dtype="str")
        return found.stdout, " ".join(about["value"])

    for said in told("2024-10-01"):
        assert "Pilkada 27 November 2024" in said
        assert "Minister's written consent" in said
    assert "persetujuan tertulis Menteri" in told("2024-10-01")[1]
    assert not any("Pilkada" in said for said in told("2024-01-01"))
