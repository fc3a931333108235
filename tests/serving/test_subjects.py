"""By whom sealed lines of the access log are found: at once, once, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from serving.database import Database, access_log
from serving.store import AccessLog, Seals
from tests.serving.test_seals import LINE, NOW, change, sealed

KEY = b"k" * 32


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    """An empty store."""
    opened = Database(empty_url)
    yield opened
    opened.close()


def numbered(database: Database, subject: str, *, limit: int = 9) -> list[str]:
    """Return the routes of the lines about somebody, the newest first."""
    return [one.route for one in AccessLog(database).about(subject, limit=limit)]


def test_a_person_finds_each_line_at_once_and_once(database: Database) -> None:
    log, seals, wanted = AccessLog(database), Seals(database), list[str]()
    for number in range(6):
        route = f"/{number}"
        log.add(["a", "b", None], **(LINE | {"route": route}))
        wanted.insert(0, route)
        assert numbered(database, "a") == wanted
        if number in (1, 4):
            assert seals.seal(KEY, grace=NOW) == {1: 6, 4: 9}[number]
            assert numbered(database, "a") == wanted
        assert numbered(database, "a", limit=2) == wanted[:2]
    assert numbered(database, "c") == []


def test_lines_cannot_be_hidden_from_whom_they_are_about_unseen(database: Database) -> None:
    seals = sealed(database, KEY)
    change(database, "DELETE FROM access_subjects WHERE subject = 'c'")
    change(database, "UPDATE access_subjects SET subject = 'x' WHERE subject = 'd'")
    found = seals.verify(KEY)
    assert (found.hidden, found.broken, found.holds) == (2, None, False)


def test_nobody_is_shown_a_line_about_somebody_else(database: Database) -> None:
    sealed(database, KEY)
    change(database, "INSERT INTO access_subjects (subject, line) VALUES ('x', 3), ('a', 2)")
    assert (len(numbered(database, "x")), len(numbered(database, "a"))) == (0, 1)


def test_a_list_that_reaches_beyond_the_seals_shows_no_line_twice(database: Database) -> None:
    seals = sealed(database, KEY)
    change(database, "DELETE FROM access_seals WHERE id = 3")
    assert [len(numbered(database, subject)) for subject in "abcde"] == [1] * 5
    assert seals.seal(KEY, grace=NOW) == 2
    assert seals.verify(KEY).holds


def test_a_line_that_came_too_late_for_its_seal_is_found_after_the_next(
    database: Database,
) -> None:
    seals = Seals(database)
    for number, subject in ((1, "a"), (3, "c"), (2, "late"), (4, "d")):
        written = {**LINE, "id": number, "subject": subject, "at": datetime.now(UTC)}
        with database.writing() as connection:
            connection.execute(insert(access_log).values(written | {"allowed": True}))
        if subject in "cd":
            seals.seal(KEY, grace=NOW)
    assert len(numbered(database, "late")) == 1
    assert not seals.verify(KEY).holds
