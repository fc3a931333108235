"""The versions of the schema: from the first released to the newest and back, with data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import alembic.command
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from features.prevented import Prevented
from serving.database import Database, metadata
from serving.migrations import ensure_schema, migrations, newest_revision, store_revision
from serving.store import AccessLog, ScoreStore, Seals
from tests.serving.agency import make_batch

FIRST = "0001"
"""The first schema with which people worked."""
ROWS = 3


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    """A store whose schema is the newest."""
    opened = Database(empty_url)
    yield opened
    opened.close()


def move(database: Database, *, to: str, back: bool = False) -> None:
    """Bring the schema to a version."""
    turn = alembic.command.downgrade if back else alembic.command.upgrade
    with database.writing() as connection:
        turn(migrations(connection), to)


def value_of(column: sa.Column[Any], number: int) -> object:
    """Return a value that fits a column, another one for every row."""
    if column.foreign_keys:
        return number
    values: Mapping[type, object] = {
        bool: number % 2 == 0,
        int: number,
        float: number / 7,
        date: date(2026, 1, number),
        datetime: datetime(2026, 1, number, 3, 12, 5, 77, tzinfo=UTC),
        str: f"{column.name}-{number}"[:16],
    }
    return values[column.type.python_type]


def tables_of(connection: sa.Connection) -> list[sa.Table]:
    """Return the tables as they are in the database, those that others refer to first."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def fill(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Put rows into every table and return them."""
    with database.writing() as connection:
        for table in tables_of(connection):
            rows = [{c.name: value_of(c, n) for c in table.columns} for n in range(1, ROWS + 1)]
            connection.execute(sa.insert(table), rows)
    return content(database)


def content(
    database: Database, like: Mapping[str, object] | None = None
) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of the tables, as texts of their columns in order of the names."""
    with database.reading() as connection:
        tables = [one for one in tables_of(connection) if like is None or one.name in like]
        return {table.name: sorted(_rows(connection, table)) for table in tables}


def _rows(connection: sa.Connection, table: sa.Table) -> list[tuple[object, ...]]:
    columns = sorted(table.columns, key=lambda column: column.name)
    return [tuple(map(str, row)) for row in connection.execute(sa.select(*columns))]


def test_data_of_the_first_schema_survive_the_way_there_and_back(database: Database) -> None:
    move(database, to=FIRST, back=True)
    before = fill(database)
    assert all(len(rows) == ROWS for rows in before.values())
    move(database, to="head")
    kept = content(database, like=before)
    for name, rows in before.items():
        assert len(kept[name]) == len(rows), name
    move(database, to=FIRST, back=True)
    assert content(database) == before


def differences(connection: sa.Connection) -> list[Any]:
    """Return what the store has otherwise than its tables are declared."""
    dialect = connection.dialect.name

    def belongs(thing: sa.sql.schema.SchemaItem, *_named: object) -> bool:
        return thing.info.get("only_on", dialect) == dialect

    def differs(*given: object) -> bool | None:
        """Leave it to Alembic, but for lengths: a file has texts of any length in any column."""
        are_texts = all(isinstance(one, sa.String) for one in given[-2:])
        return False if are_texts and dialect == "sqlite" else None

    opts = {"include_object": belongs, "compare_type": differs}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


def test_every_version_can_be_taken_back_with_data_in_every_table(database: Database) -> None:
    fill(database)
    while store_revision(database) != FIRST:
        move(database, to="-1", back=True)
    with database.reading() as connection:
        assert all(_rows(connection, table) for table in tables_of(connection))
    move(database, to="head")
    with database.reading() as connection:
        assert differences(connection) == []


def test_lines_of_before_the_list_of_subjects_are_found_by_whom_they_are_about(
    database: Database,
) -> None:
    log, seals, key = AccessLog(database), Seals(database), b"k" * 32
    look = {"account": "a", "action": "read_person", "purpose": "care", "route": "/x"}
    log.add(["sealed", "both", None], **look)
    seals.seal(key, grace=timedelta(0))
    log.add(["young", "both"], **look)
    move(database, to="0014", back=True)
    move(database, to="head")
    found = [len(log.about(one, limit=9)) for one in ("sealed", "young", "both")]
    assert (found, seals.verify(key).holds) == ([1, 1, 2], True)


@pytest.mark.postgres
def test_the_way_back_is_refused_while_an_id_is_too_long_for_it(postgres_url: str) -> None:
    database, scores, given = Database(postgres_url), ScoreStore(postgres_url), make_batch()
    scores.publish(replace(given, people=given.people.assign(unit_id="u" * 65)))
    with pytest.raises(Prevented, match=r"there are longer ones in people\.unit_id; erase them"):
        move(database, to="0015", back=True)
    assert store_revision(database) == newest_revision()
    assert (found := scores.latest()) is not None
    assert scores.publish(given) != found.id
    scores.close()
    database.close()


def test_an_older_store_is_brought_up_to_date_on_opening(empty_url: str) -> None:
    older = Database(empty_url)
    newest = store_revision(older)
    move(older, to=FIRST, back=True)
    older.close()
    scores = ScoreStore(empty_url)
    assert store_revision(scores._database) == newest
    scores.publish(make_batch())
    scores.close()


def test_a_store_of_a_later_version_is_refused_in_one_line(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Prevented, match=r"later version of Bina \(its schema is 9999\)"):
        ensure_schema(database)
