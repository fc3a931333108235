"""The chain over the access log: what it notices, and what it lets be."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import ColumnElement, Connection, text

from features.problems import BadInput
from serving.app import create_app
from serving.audit import audit_key, seal_log, verify_log
from serving.database import Database, store_url
from serving.store import AccessLog, Seals, subjects
from serving.store.seals import START, BrokenChain

NOW = timedelta(0)


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    """An empty store."""
    opened = Database(empty_url)
    yield opened
    opened.close()


@pytest.fixture
def key(tmp_path: Path) -> bytes:
    """The key of a home."""
    return audit_key(tmp_path)


LINE = {"account": "sari", "action": "read_person", "purpose": "care", "route": "/x/{id}"}


def look(database: Database, subject: str, *, agency_id: str | None = None) -> None:
    """Add a line about somebody."""
    AccessLog(database).add([subject], **LINE, agency_id=agency_id)


def sealed(database: Database, key: bytes) -> Seals:
    """Return a chain of three seals over five lines."""
    seals = Seals(database)
    for several in (["a", "b"], ["c"], ["d", "e"]):
        for subject in several:
            look(database, subject)
        assert seals.seal(key, grace=NOW) == len(several)
    return seals


def change(database: Database, statement: str) -> None:
    """Do to the database what somebody with a password could do."""
    with database.writing() as connection:
        connection.execute(text(statement))


def test_an_untouched_log_holds(database: Database, key: bytes) -> None:
    seals = sealed(database, key)
    look(database, "f")
    found = seals.verify(key)
    assert found.holds
    assert (found.lines, found.seals, found.unsealed) == (5, 3, 1)


def test_a_line_cannot_be_given_to_another_agency_or_to_none(
    database: Database, key: bytes
) -> None:
    look(database, "a", agency_id="3372")
    seals = Seals(database)
    assert seals.seal(key, grace=NOW) == 1
    assert seals.verify(key).holds
    for agency in ("'7301'", "NULL"):
        change(database, f"UPDATE access_log SET agency_id = {agency}")
        assert seals.verify(key).broken is not None


def test_a_line_from_before_agencies_were_written_down_is_sealed_as_it_was(
    database: Database, key: bytes
) -> None:
    look(database, "a")
    seals = Seals(database)
    seals.seal(key, grace=NOW)
    (line,) = AccessLog(database).newest(limit=1)
    at = line.at.isoformat(timespec="microseconds")
    told = json.dumps([at, 1, "sari", "read_person", "a", "care", "/x/{id}", True, None]) + "\n"
    assert seals.newest() == hmac.new(key, (START + told).encode(), "sha256").hexdigest()


def test_an_empty_log_holds(database: Database, key: bytes) -> None:
    assert Seals(database).seal(key) == 0
    found = Seals(database).verify(key)
    assert (found.holds, found.newest, found.seals) == (True, START, 0)


@pytest.mark.parametrize(
    ("statement", "first_line"),
    [
        ("UPDATE access_log SET subject = 'x' WHERE id = 2", 1),
        ("UPDATE access_log SET account = 'budi' WHERE id = 5", 4),
        ("UPDATE access_log SET allowed = false WHERE id = 3", 3),
        ("UPDATE access_log SET at = '2020-01-01 00:00:00.000000' WHERE id = 4", 4),
        ("UPDATE access_log SET agency_id = '7301' WHERE id = 3", 3),
        ("DELETE FROM access_log WHERE id = 3", 3),
        ("DELETE FROM access_seals WHERE id = 2", 4),
        ("UPDATE access_seals SET lines = 3 WHERE id = 3", 4),
        ("UPDATE access_seals SET digest = 'ab' WHERE id = 1", 1),
    ],
)
def test_what_was_sealed_cannot_be_changed_unseen(
    database: Database, key: bytes, statement: str, first_line: int
) -> None:
    seals = sealed(database, key)
    change(database, statement)
    found = seals.verify(key)
    assert not found.holds
    assert found.broken is not None
    assert found.broken.first_line == first_line


def test_lines_cannot_be_put_in_later(database: Database, key: bytes) -> None:
    seals = sealed(database, key)
    change(database, "UPDATE access_log SET id = 9 WHERE id = 5")
    look(database, "z")
    change(database, "UPDATE access_log SET id = 5 WHERE id = 10")
    assert seals.verify(key).broken is not None


COPIED = "account, action, purpose, route, allowed, at, subject FROM access_log WHERE id = "


@pytest.mark.parametrize("number", [0, -7, -(2**31)])
def test_lines_cannot_be_put_in_before_the_first(
    database: Database, key: bytes, number: int
) -> None:
    seals = sealed(database, key)
    columns = "(id, account, action, purpose, route, allowed, at, subject)"
    change(database, f"INSERT INTO access_log {columns} SELECT {number}, {COPIED} 5")
    found = seals.verify(key)
    assert found.broken is not None
    assert found.broken.first_line == 1


def test_a_line_before_the_first_is_counted_while_nothing_is_sealed(
    database: Database, key: bytes
) -> None:
    look(database, "a")
    change(database, "UPDATE access_log SET id = -7")
    seals = Seals(database)
    assert seals.verify(key).unsealed == 1
    assert seals.seal(key, grace=NOW) == 1
    look(database, "b")
    assert seals.seal(key, grace=NOW) == 1
    assert seals.verify(key).holds


@pytest.mark.parametrize("number", [2, 5])
def test_a_line_put_where_one_was_taken_out_does_not_fit(
    database: Database, key: bytes, number: int
) -> None:
    """A gap is filled with the copy of another line: as many lines as before."""
    seals = sealed(database, key)
    columns = "(id, account, action, purpose, route, allowed, at, subject)"
    change(database, f"DELETE FROM access_log WHERE id = {number}")
    change(database, f"INSERT INTO access_log {columns} SELECT {number}, {COPIED} 1")
    assert seals.verify(key).broken is not None


def test_a_line_that_cannot_be_read_is_a_broken_one(database: Database, key: bytes) -> None:
    seals = sealed(database, key)
    if database.engine.dialect.name == "postgresql":
        change(database, "ALTER TABLE access_log ALTER COLUMN at DROP NOT NULL")
        change(database, "UPDATE access_log SET at = NULL WHERE id = 4")
    else:
        change(database, "UPDATE access_log SET at = 'gestern' WHERE id = 4")
    found = seals.verify(key)
    assert found.broken is not None
    assert found.broken.first_line == 4


def test_a_chain_made_anew_lacks_the_digest_written_down(database: Database, key: bytes) -> None:
    seals = sealed(database, key)
    written_down = seals.verify(key).newest
    assert seals.verify(key, expected=written_down).holds
    change(database, "DELETE FROM access_seals")
    change(database, "DELETE FROM access_log WHERE subject = 'c'")
    seals.seal(key, grace=NOW)
    assert seals.verify(key).holds
    assert not seals.verify(key, expected=written_down).holds


def test_two_processes_that_seal_at_once_make_one_chain(
    database: Database, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    AccessLog(database).add([None, None], **LINE)
    other = Thread(target=Seals(database).seal, args=(key,), kwargs={"grace": NOW})
    enter = subjects.enter

    def enter_late(connection: Connection, lines: ColumnElement[bool]) -> None:
        if other.ident is None:
            other.start()
            other.join(0.2)
        enter(connection, lines)

    monkeypatch.setattr(subjects, "enter", enter_late)
    assert Seals(database).seal(key, grace=NOW) == 2
    other.join()
    found = Seals(database).verify(key)
    assert (found.holds, found.seals) == (True, 1)


def test_seals_cannot_be_taken_out_unseen(database: Database, tmp_path: Path) -> None:
    seals = Seals(database)
    for subject in "abc":
        look(database, subject)
        assert seal_log(tmp_path, seals, grace=NOW) == 1
    assert verify_log(tmp_path, seals).holds
    change(database, "DELETE FROM access_seals WHERE id = 3")
    change(database, "DELETE FROM access_log WHERE id = 3")
    assert seals.verify(audit_key(tmp_path)).holds, "the chain alone does not show it"
    assert verify_log(tmp_path, seals).kept is False
    look(database, "d")
    with pytest.raises(BrokenChain):
        seal_log(tmp_path, seals, grace=NOW)
    change(database, "DELETE FROM access_seals")
    assert not verify_log(tmp_path, seals).holds


def test_a_chain_without_the_digest_of_the_home_does_not_hold(
    database: Database, key: bytes, tmp_path: Path
) -> None:
    sealed(database, key)
    assert verify_log(tmp_path, Seals(database)).kept is False


def test_another_key_does_not_fit(database: Database, key: bytes, tmp_path: Path) -> None:
    seals = sealed(database, key)
    assert not seals.verify(audit_key(tmp_path / "elsewhere")).holds


def test_without_its_key_nothing_is_sealed_and_nothing_called_broken(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seals, key = Seals(store_url(home)), home / "audit.key"
    AccessLog(store_url(home)).add(["a"], **LINE)
    seal_log(home, seals, grace=NOW)
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(BadInput, match="the access log is sealed with it"):
        verify_log(home, seals)
    with TestClient(create_app(home)) as client:
        client.get("/masuk")
        client.app.state.installation.stores().access_log.add(["b"], **LINE)  # type: ignore[attr-defined]
    assert "key file is missing" in caplog.text
    assert not key.exists()
    key.write_bytes(kept)
    assert seal_log(home, seals, grace=NOW) == 1
    assert verify_log(home, seals).holds


def test_many_lines_get_several_seals(database: Database, tmp_path: Path) -> None:
    seals = Seals(database)
    for subject in "abcdefg":
        look(database, subject)
    assert seal_log(tmp_path, seals, grace=NOW, most=3) == 7
    found = verify_log(tmp_path, seals)
    assert (found.holds, found.lines, found.seals, found.unsealed) == (True, 7, 3, 0)
    assert seal_log(tmp_path, seals, grace=NOW, most=3) == 0


def test_young_lines_wait(database: Database, key: bytes) -> None:
    look(database, "a")
    assert Seals(database).seal(key) == 0
    assert Seals(database).seal(key, grace=NOW) == 1


def test_stopping_seals_the_log(home: Path) -> None:
    app = create_app(home)
    with TestClient(app) as client:
        client.get("/masuk")
        stores = app.state.installation.stores()
        stores.access_log.add(
            ["a"], account="sari", action="read_person", purpose="care", route="/x/{id}"
        )
    database = Database(store_url(home))
    found = Seals(database).verify(audit_key(home))
    assert found.holds
    assert found.unsealed == 0
    assert found.lines > 0


def test_the_command_says_what_it_found(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.serving.test_cli import run

    database = Database(store_url(home))
    look(database, "a")
    seal_log(home, Seals(database), grace=NOW)
    assert run("audit", "verify", "--home", str(home), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["holds"]
    words = ("audit", "verify", "--home", str(home), "--expected")
    assert run(*words, found["newest"]) == 0
    assert "the log is as it was sealed" in capsys.readouterr().out
    assert run(*words, "ff" * 32) == 1
    assert "is not in the chain" in capsys.readouterr().out
    change(database, "DELETE FROM access_subjects")
    assert run("audit", "verify", "--home", str(home)) == 1
    assert "hidden from those they are about" in capsys.readouterr().out
    change(database, "UPDATE access_log SET account = 'budi'")
    assert run("audit", "verify", "--home", str(home)) == 1
    assert "are not as they were sealed" in capsys.readouterr().out
    database.close()
    monkeypatch.delenv("BINA_STORE_URL", raising=False)
    assert run("audit", "verify", "--home", str(home / "nothing")) == 1
