"""Backups: whole, checked, without keys and names, and a way back."""

from __future__ import annotations

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import cycle
from pathlib import Path
from threading import Event
from typing import get_args

import pytest

from features.home import Generation, Home, Part
from features.prevented import Prevented
from serving.backup import MANIFEST, back_up, restore
from serving.database import store_url
from serving.published import Kind, Published
from serving.store import Stores
from tests.serving.agency import PASSWORD, pseudonym
from tests.serving.test_cli import run

SECRETS = ("pseudonyms.key", "audit.key", "identities.sqlite", "identities.key")


@pytest.fixture
def full(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with everything in it, whose store is a file."""
    monkeypatch.delenv("BINA_STORE_URL", raising=False)
    if not (home / "store.sqlite").exists():
        Stores.open(store_url(home)).close()
    for name in SECRETS:
        (home / name).write_text("secret-of-the-office")
    (home / "inbox").mkdir()
    (home / "inbox" / "roster.csv").write_text("198001012005011001")
    (home / "plans").mkdir()
    (home / "plans" / "2026.xlsx").write_text("plan")
    return home


def test_what_was_backed_up_is_there_again(full: Path, tmp_path: Path) -> None:
    stores = Stores.open(store_url(full))
    stores.accounts.create("sari", roles=["hr_care"], password=PASSWORD)
    file, other = tmp_path / "copies" / "one.zip", tmp_path / "other"
    copied = back_up(full, file)  # while the store is open
    stores.close()
    assert restore(file, other) == copied.n_files
    again = Stores.open(store_url(other))
    assert again.accounts.sign_in("sari", PASSWORD)
    assert (again.scores.latest() is None) or again.scores.knows(pseudonym(1))
    again.close()
    assert (other / "plans" / "2026.xlsx").read_text() == "plan"
    assert {path.name for path in full.joinpath("quality").rglob("*.json")} == {
        path.name for path in other.joinpath("quality").rglob("*.json")
    }


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_of_result_is_there_again(full: Path, tmp_path: Path, kind: Kind) -> None:
    Published(full, kind).put("3372", date(2026, 2, 1), {"told": kind})
    back_up(full, tmp_path / "copies" / "one.zip")
    restore(tmp_path / "copies" / "one.zip", tmp_path / "other")
    found = Published(tmp_path / "other", kind).latest("3372")
    assert found is not None
    assert found["told"] == kind


def test_a_result_that_is_replaced_meanwhile_does_not_spoil_it(full: Path, tmp_path: Path) -> None:
    published, ended = Published(full, "quality"), Event()

    def replace_it() -> None:
        for number in cycle("0123456789"):
            published.put("3372", date(2026, 2, 1), {"told": number * 5_000_000})
            if ended.is_set():
                return

    with ThreadPoolExecutor() as threads:
        replacing = threads.submit(replace_it)
        try:
            for number in range(4):
                file = tmp_path / "copies" / f"{number}.zip"
                back_up(full, file)
                assert restore(file, tmp_path / f"other-{number}")
        finally:
            ended.set()
        replacing.result()


def test_records_that_are_gone_meanwhile_are_told(full: Path, tmp_path: Path) -> None:
    generation = Generation("000001", "sample", {Part("employees", "3372"): 1})
    Home(full).records.mkdir()
    Home(full).pointer.write_text(generation.as_json(), encoding="utf-8")
    with pytest.raises(Prevented, match="run the backup again"):
        back_up(full, tmp_path / "copies" / "one.zip")
    assert not list((tmp_path / "copies").iterdir())


def test_no_key_and_no_name_is_in_it(full: Path, tmp_path: Path) -> None:
    file = tmp_path / "copies" / "one.zip"
    copied = back_up(full, file)
    assert set(SECRETS) <= set(copied.apart)
    with zipfile.ZipFile(file) as found:
        content = b"".join(found.read(name) for name in found.namelist())
    assert b"secret-of-the-office" not in content
    assert b"198001012005011001" not in content


def test_a_damaged_backup_changes_nothing(full: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "copies" / "one.zip", tmp_path / "other"
    back_up(full, file)
    whole = file.read_bytes()
    half, changed = whole[: len(whole) // 2], whole[:200] + b"\0" * 9 + whole[209:]
    for damaged in (half, b"no zip at all", changed):
        file.write_bytes(damaged)
        with pytest.raises(Prevented, match="damaged"):
            restore(file, other)
        assert not other.exists()


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a\\..\\evil", "C:evil"])
def test_a_backup_cannot_write_elsewhere(tmp_path: Path, name: str) -> None:
    file = tmp_path / "evil.zip"
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(name, "x")
        made.writestr(MANIFEST, json.dumps({"files": {name: "0"}}))
    with pytest.raises(Prevented, match="damaged"):
        restore(file, tmp_path / "home")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evil.zip"]


def test_the_commands_say_what_to_keep_apart(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "copies" / "one.zip"
    assert run("backup", str(file), "--home", str(full)) == 0
    assert "audit.key" in capsys.readouterr().out
    assert run("backup", str(file), "--home", str(full)) == 1
    assert run("backup", str(tmp_path / "x.tar"), "--home", str(full)) == 1
    assert run("restore", str(file), "--home", str(full)) == 1
    assert run("restore", str(file), "--home", str(tmp_path / "other"), "--json") == 0
