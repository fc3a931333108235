"""The statements that are made once: values there and back, and connections after an error."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select

from serving.database import Database, DatabaseError, access_log
from serving.store.access_log import ADDING, AccessLog
from serving.store.prepared import Prepared

LINE = {
    "account": "petugas", "action": "read_person", "purpose": "development", "route": "/x",
    "allowed": True, "reason": None, "agency_id": None,
}  # fmt: skip
OF_SUBJECTS = Prepared(
    select(access_log.c.subject).where(
        access_log.c.subject.in_(bindparam("subjects", expanding=True))
    )
)


def seen(database: Database) -> list[str | None]:
    return sorted(look.subject or "" for look in AccessLog(database).newest(limit=9))


def add(database: Database, *subjects: str) -> None:
    log = AccessLog(database)
    log.add(subjects, account="a", action="read_person", purpose="development", route="/x")


def test_a_list_of_values_is_one_value(empty_url: str) -> None:
    database = Database(empty_url)
    add(database, "a", "b'%s", "c", '"')
    found = OF_SUBJECTS.rows(database, subjects=["b'%s", '"', "d"])
    assert sorted(subject for (subject,) in found) == ['"', "b'%s"]
    assert list(OF_SUBJECTS.rows(database, subjects=[])) == []
    database.close()


def test_rows_are_inserted_all_or_none_and_the_next_question_is_answered(empty_url: str) -> None:
    database = Database(empty_url)
    add(database, "before")
    for broken in (["x"], ["fine", "x"]):
        with pytest.raises(DatabaseError) as raised:
            ADDING.write(database, subjects=broken, at=None, **LINE)
        assert "petugas" not in str(raised.value)
        assert seen(database) == ["before"]
    add(database, "after", "one")
    assert seen(database) == ["after", "before", "one"]
    database.close()


def test_lines_come_in_the_order_of_the_people_and_nobody_stays_nobody(empty_url: str) -> None:
    database = Database(empty_url)
    for subjects in (["c", "a", "b"], [None], []):
        ADDING.write(database, subjects=subjects, at=datetime.now(UTC), **LINE)
    looks = AccessLog(database).newest(limit=9)
    assert [look.subject for look in looks] == [None, "b", "a", "c"]
    assert {(look.account, look.allowed, look.reason) for look in looks} == {
        ("petugas", True, None)
    }
    database.close()


def test_who_comes_while_the_connection_is_in_use_gets_another(empty_url: str) -> None:
    database = Database(empty_url)
    used = list[object]()

    def look_twice(kept: object) -> None:
        add(database, "meanwhile")
        database.on_driver(used.append)
        assert used.pop() is not kept
        used.append(kept)

    database.on_driver(look_twice)
    database.on_driver(used.append)
    assert used[0] is used[1]
    assert seen(database) == ["meanwhile"]
    database.close()
