"""Commands work under a role where one is named, and what they show or change is in the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from serving.cli import app
from serving.database import store_url
from serving.purposes import Action, Reason
from serving.store import Stores
from tests.serving.agency import make_batch, pseudonym
from tests.serving.test_cli import run

FREE = {
    "check", "sample", "demo", "serve",
    "recommend", "mentor-fit",
    "restore",
    "card", "dpia", "models list", "audit verify",
}  # fmt: skip
"""What touches no home, makes or runs one, or tells what everybody may know."""


def commands() -> Iterator[tuple[str, dict[str, str | None]]]:
    """Yield each command with its options, and the variable that can stand for each."""

    def within(group: Any, words: str) -> Iterator[tuple[str, dict[str, str | None]]]:
        for name, one in group.commands.items():
            if hasattr(one, "commands"):
                yield from within(one, f"{words}{name} ")
            else:
                yield (
                    f"{words}{name}",
                    {w: given.envvar for given in one.params for w in given.opts},
                )

    return within(get_command(app), "")


def test_every_command_is_tried_under_a_role_or_shows_nothing_about_people() -> None:
    found = dict(commands())
    assert sorted(found) == sorted([*FREE, *NEEDS, *BY_VARIABLE])
    assert {found[name].get("--role") for name in NEEDS} == {"BINA_ROLE"}


@pytest.fixture
def stores(home: Path) -> Iterator[Stores]:
    """The store of a home with scores."""
    with Stores.open(store_url(home)) as opened:
        opened.scores.publish(make_batch())
        yield opened


DAY = ("--as-of", "2026-01-01")
NEEDS: dict[str, tuple[str, ...]] = {
    "import": ("SOURCE",),
    "plan": (*DAY, "--budget", "0", "--out", "OUT.xlsx"),
    "backup": ("OUT.zip",),
    "profiles": (*DAY, "--out", "OUT.csv"),
    "score": DAY,
    "identities import": ("SOURCE",),
    "match mentors": (*DAY, "--out", "OUT.xlsx"),
    "match moves": (*DAY, "--out", "OUT.xlsx"),
    "jobs start": ("collect",),
    "jobs cancel": ("1",),
    "quality": ("--out", "OUT.xlsx"),
    "collect": (), "monitor": (), "train mentors": (), "train turnover": (), "train courses": (),
    "account list": (), "token list": (), "audit groups": (), "audit opportunities": (),
    "jobs list": (), "models rollback": (), "retention": (), "notebook": ("--no-browser",),
    "erase": (pseudonym(3), "--agency", "3372"),
    "care invitations": ("--out", "OUT.csv"),
}  # fmt: skip
BY_VARIABLE: dict[str, tuple[str, ...]] = {
    "account add": ("baru", "--role", "auditor"),
    "account roles": ("auditor", "--role", "admin"),
    "account lock": ("auditor",), "account unlock": ("auditor",), "account password": ("auditor",),
    "token add": ("auditor", "--name", "x"), "token revoke": ("1",),
}  # fmt: skip
"""Where `--role` would be, or seem, that of the account: these heed `BINA_ROLE` only."""


@pytest.mark.parametrize("command", [*NEEDS, *BY_VARIABLE])
def test_in_whose_task_it_is_not_is_refused_and_nothing_is_done(
    *,
    command: str,
    home: Path,
    stores: Stores,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = tmp_path / "source.csv"
    source.write_text("employee_id\n")
    before, accounts = len(stores.access_log.newest(limit=100)), stores.accounts.everybody()
    given = [
        str(source) if word == "SOURCE" else word.replace("OUT", str(tmp_path / "out"))
        for word in (NEEDS | BY_VARIABLE)[command]
    ]
    if command in NEEDS:
        given += ["--role", "employee"]
    else:
        monkeypatch.setenv("BINA_ROLE", "employee")
    assert run(*command.split(), *given, "--home", str(home)) == 1
    assert Reason.ROLE in capsys.readouterr().err
    look, *_others = stores.access_log.newest(limit=100)
    assert (look.account, look.allowed) == ("command line (employee)", False)
    assert look.route.startswith(f"bina {command}")
    assert len(stores.access_log.newest(limit=100)) == before + 1
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("out")] == []
    assert stores.jobs.newest(limit=1) == []
    assert stores.accounts.everybody() == accounts


def test_what_is_done_is_in_the_log_and_a_home_that_is_not_there_has_none(
    home: Path, stores: Stores, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("account", "list", "--home", str(home)) == 0
    (look,) = stores.access_log.newest(limit=1)
    assert (look.action, look.account, look.allowed) == (
        Action.HANDLE_ACCOUNTS, "command line (owner)", True,
    )  # fmt: skip
    nowhere = tmp_path / "nowhere"
    assert run("import", str(tmp_path), "--role", "employee", "--home", str(nowhere)) == 1
    assert Reason.ROLE in capsys.readouterr().err
    assert not nowhere.exists()
