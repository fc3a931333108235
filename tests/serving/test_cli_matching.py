"""Commands that match a cohort: what they refuse before they read anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from serving.cli import app


@pytest.mark.parametrize("years", ["0", "101", "1000000000"])
def test_years_that_no_calendar_holds_are_refused(tmp_path: Path, years: str) -> None:
    words = ["match", "mentors", "--as-of", "2025-01-01", "--years", years]
    out = tmp_path / "round.xlsx"
    found = CliRunner().invoke(app, [*words, "--home", str(tmp_path), "--out", str(out)])
    assert found.exit_code == 2
    assert not out.exists()
