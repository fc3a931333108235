"""The service as the command starts it: what it prints of each request."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from features.prevented import Prevented
from serving import running
from serving.boundary import log
from serving.stopping import explained


@pytest.fixture
def usual_level() -> Iterator[None]:
    """Let the log of requests print as much as before."""
    yield
    log.setLevel(logging.NOTSET)


@pytest.mark.usefixtures("usual_level")
@pytest.mark.parametrize("wanted", [True, False])
def test_requests_are_printed_if_wanted_by_route_only(
    wanted: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def ask(app: FastAPI, **_: object) -> None:
        TestClient(app).get("/pegawai/0123456789abcdef0123")

    monkeypatch.setattr("uvicorn.run", ask)
    running.run(tmp_path, host="127.0.0.1", port=1, log_requests=wanted)
    printed = [one.getMessage().split(" ")[:2] for one in caplog.records if one.name == log.name]
    assert printed == ([["GET", "/pegawai/{employee_id}"]] if wanted else [])


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("BINA_TIMEZONE", "Mars/Olympus", "no time zone"),
        ("BINA_SCORES_VALID_DAYS", "soon", "no whole number above 0"),
        ("BINA_REQUESTS_PER_MINUTE", "0", "no whole number above 0"),
        ("WEB_CONCURRENCY", "-1", "no whole number above 0"),
        ("BINA_STORE_URL", "nonsense", "not the address of a database"),
        ("BINA_STORE_URL", "oracle://name@host/database", "not the address of a database"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_before_the_service_starts(
    name: str, given: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, given)
    with pytest.raises(Prevented, match=f"^{name} is {told}|^{name} names {told}"):
        running.run(tmp_path, host="127.0.0.1", port=1, log_requests=False)


def test_a_database_that_cannot_be_used_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BINA_STORE_URL", raising=False)
    (tmp_path / "store.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(SystemExit), explained():
        running.run(tmp_path, host="127.0.0.1", port=1, log_requests=False)
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith("error: the database cannot be used (DatabaseError); check that you may")
