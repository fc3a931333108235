"""Notebooks on a home's data: pseudonyms, groups, and a risk only to those whose task it is."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest
from typer.testing import CliRunner

from features.prevented import Prevented
from serving import notebooks
from serving.analyst import HomeData
from serving.cli import app
from serving.purposes import Action, Reason, Role
from serving.store import Stores
from tests.serving.test_jobs import with_records


def test_an_analyst_reads_groups_and_is_refused_risks(home: Path, stores: Stores) -> None:
    data = HomeData(home)
    forecasts = data.forecasts("3372")
    assert {"group_name", "n", "expected"} <= set(forecasts.columns)
    assert len(forecasts) == 6
    with pytest.raises(Prevented, match="refusal is recorded"):
        data.risks("3372")
    look, before = stores.access_log.newest(limit=2)
    assert (look.action, look.allowed, look.reason) == (Action.READ_RISK, False, Reason.ROLE)
    assert (before.action, before.account) == (Action.READ_FORECASTS, "command line (analyst)")


def test_who_cares_for_people_reads_risks_and_it_is_recorded(home: Path, stores: Stores) -> None:
    found = HomeData(home, Role.HR_CARE).risks("3372")
    assert list(found.columns) == ["employee_id", "risk"]
    assert len(found) == 60
    (look,) = stores.access_log.newest(limit=1)
    assert (look.action, look.allowed) == (Action.READ_RISK, True)


def test_reading_records_is_recorded_and_for_some_roles_only(home: Path, stores: Stores) -> None:
    with_records(home, first_joined="2010-03-01")
    with pytest.raises(Prevented, match=Reason.ROLE):
        HomeData(home, Role.EMPLOYEE).records("3372")
    assert "employees" in HomeData(home).records("3372")
    seen, refused = stores.access_log.newest(limit=2)
    assert (seen.action, seen.account) == (Action.READ_PROFILES, "command line (analyst)")
    assert (refused.account, refused.allowed) == ("command line (employee)", False)


def test_the_role_comes_from_the_surroundings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINA_IDENTITIES_KEYS", "elsewhere")
    around = notebooks.surroundings(home, role=Role.ANALYST)
    assert "BINA_IDENTITIES_KEYS" not in around
    for name in ("BINA_HOME", "BINA_ROLE"):
        monkeypatch.setenv(name, around[name])
    assert HomeData.of_environment() == HomeData(home.resolve(), Role.ANALYST)
    monkeypatch.setenv("BINA_ROLE", "wizard")
    with pytest.raises(Prevented, match="wizard"):
        HomeData.of_environment()


def test_an_agency_that_is_not_there_is_said(home: Path) -> None:
    for ask in (HomeData(home).records, HomeData(home).forecasts):
        with pytest.raises(Prevented, match="9999"):
            ask("9999")


def test_notebooks_are_copied_once_and_what_was_changed_stays(home: Path) -> None:
    folder = notebooks.copied(home)
    assert {one.name for one in notebooks.packaged_notebooks()} == {
        one.name for one in folder.glob("*.ipynb")
    }
    changed = next(folder.glob("*.ipynb"))
    changed.write_text("mine", encoding="utf-8")
    notebooks.copied(home)
    assert changed.read_text(encoding="utf-8") == "mine"


def test_without_records_there_is_nothing_to_open(tmp_path: Path) -> None:
    with pytest.raises(Prevented, match="no records"):
        notebooks.open_notebooks(tmp_path, role=Role.ANALYST, port=1, browser=False)
    assert "hr_care" in CliRunner().invoke(app, ["notebook", "--help"]).output


def test_opening_them_is_for_some_roles_and_a_line_of_the_log(
    home: Path, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_records(home, first_joined="2010-03-01")
    started: list[object] = []

    def run(words: list[str], **_given: object) -> CompletedProcess[str]:
        started.append(words)
        return CompletedProcess(words, 0)

    monkeypatch.setattr(notebooks.subprocess, "run", run)
    monkeypatch.setattr(notebooks.importlib.util, "find_spec", lambda name: name)
    with pytest.raises(Prevented, match=Reason.ROLE):
        notebooks.open_notebooks(home, role=Role.EMPLOYEE, port=1, browser=False)
    assert started == []
    assert notebooks.open_notebooks(home, role=Role.ANALYST, port=1, browser=False) == 0
    assert len(started) == 1
    seen, refused = stores.access_log.newest(limit=2)
    assert (seen.route, seen.account, seen.allowed) == (
        "bina notebook", "command line (analyst)", True,
    )  # fmt: skip
    assert (refused.action, refused.allowed) == (Action.READ_PROFILES, False)
