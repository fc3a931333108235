"""Records from a database: SQLite always, PostgreSQL where it is installed (marked so)."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from features.home import Home
from features.importing.checking import Report, check
from features.importing.importer import import_source
from features.problems import BadInput, Problem
from features.sample import make_agency
from features.sources import FrameSource, database, opened
from tests.postgres import PASSWORD, PostgresServer, as_user

TODAY = dt.date(2025, 1, 1)
NIP = 198001012000031001
STATEMENTS = (
    "CREATE TABLE employees (employee_id BIGINT, agency_id VARCHAR(8), joined_on DATE,"
    " disability BOOLEAN, nickname VARCHAR(40))",
    f"INSERT INTO employees VALUES ({NIP}, '7', '2010-03-01', TRUE, 'Ani'),"
    " (197001012000031002, '7', '2012-01-01', NULL, 'Budi')",
    "CREATE TABLE placements (person BIGINT, begun DATE, job INTEGER, pay NUMERIC(12, 2))",
    f"INSERT INTO placements VALUES ({NIP}, '2010-03-01', 7, 2500000.50)",
    "CREATE VIEW assignments AS SELECT person AS employee_id, begun AS started_on, job AS job_id,"
    " pay AS base_pay FROM placements",
)


def fill(url: str, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for one in statements or STATEMENTS:
            connection.execute(text(one))
    engine.dispose()


def checked(url: str, *, schema: str | None = None) -> Report:
    with opened(url, schema=schema) as source:
        return check(source, today=TODAY)


def refused(url: str, *, schema: str | None = None) -> Problem:
    """Return why a source cannot be read; no message may hold the address or the password."""
    with pytest.raises(BadInput) as caught, opened(url, schema=schema) as source:
        source.read("employees")
    (problem,) = caught.value.problems
    assert PASSWORD not in str(problem)
    assert "://" not in problem.message
    return problem


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'kepegawaian.sqlite'}"
    fill(url)
    return url


def check_typed(report: Report) -> None:
    assert [str(problem) for problem in report.problems] == []
    people, posts = report.tables["employees"], report.tables["assignments"]
    assert people["employee_id"].tolist() == ["197001012000031002", str(NIP)]
    assert people["joined_on"].dt.year.tolist() == [2012, 2010]
    assert people["disability"].tolist() == [pd.NA, True]
    assert posts[["job_id", "base_pay"]].to_numpy().tolist() == [["7", 2500000.5]]
    assert report.dropped_columns == {"employees": ["nickname"]}
    assert report.ignored_files == ("placements",)


def test_tables_and_views_of_a_sqlite_file_are_read(sqlite_url: str) -> None:
    check_typed(checked(sqlite_url))


def test_columns_that_are_not_needed_are_not_fetched(sqlite_url: str) -> None:
    with opened(sqlite_url) as source:
        assert source.read("employees")["nickname"].isna().all()
        assert source.read("employees").index.tolist() == [2, 3]
        assert source.place("employees") == "database kepegawaian.sqlite, table employees"


def test_a_long_table_is_read_in_parts(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "CHUNK", 7)
    rows = ", ".join(f"({n}, '2020-01-{n % 28 + 1:02}')" for n in range(100))
    fill(
        sqlite_url,
        "CREATE TABLE ranks (employee_id INTEGER, started_on DATE)",
        f"INSERT INTO ranks VALUES {rows}",
    )
    with opened(sqlite_url) as source:
        assert source.read("ranks")["employee_id"].tolist() == list(range(100))


def test_a_source_is_only_read(sqlite_url: str, tmp_path: Path) -> None:
    before = (tmp_path / "kepegawaian.sqlite").read_bytes()
    raw = database.RawDatabase(sqlite_url)
    with pytest.raises(Exception, match="readonly"):
        raw._connection.execute(text("DELETE FROM employees"))
    raw.close()
    assert (tmp_path / "kepegawaian.sqlite").read_bytes() == before


def test_values_without_a_type_of_their_own_are_texts(sqlite_url: str) -> None:
    fill(sqlite_url, "CREATE TABLE departures (employee_id, left_on, reason)")
    fill(sqlite_url, f"INSERT INTO departures VALUES ({NIP}, '31-12-2024', 'resignation')")
    (problem,) = checked(sqlite_url).problems
    assert (problem.rule, problem.column, problem.value) == ("date_order", "left_on", "31-12-2024")
    assert problem.file == "database kepegawaian.sqlite, table departures"


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("sqlite:///{}/nowhere.sqlite", "not_there"),
        ("sqlite://", "not_there"),
        ("sqlite:///{}/notes.txt", "query_failed"),
        ("nonsense://x", "no_driver"),
        ("oracle://scott:rahasia-sekali@host/db", "no_driver"),
        ("postgresql://a:rahasia-sekali@127.0.0.1:1/db", "no_connection"),
        ("postgresql://a:rahasia-sekali@127.0.0.1:port/db", "no_database"),
        ("://", "no_database"),
    ],
)
def test_what_is_no_database_is_one_message(url: str, rule: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database at all, but long enough " * 100)
    assert refused(url.format(tmp_path)).rule == rule
    assert not (tmp_path / "nowhere.sqlite").exists()


def test_a_database_without_the_tables_says_which_are_needed(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    sqlite3.connect(path).close()
    path.touch()
    found = checked(f"sqlite:///{path}").problems
    assert [one.rule for one in found] == ["missing_table", "missing_table"]
    assert "view of that name in the database" in found[0].way_out


def test_a_view_that_is_broken_is_named(sqlite_url: str) -> None:
    fill(sqlite_url, "CREATE VIEW ranks AS SELECT * FROM nowhere")
    assert [one.rule for one in checked(sqlite_url).problems] == ["query_failed"]


def write(url: str, tables: dict[str, pd.DataFrame], schema: str | None = None) -> None:
    engine = create_engine(url, poolclass=NullPool)
    for name, table in tables.items():
        table.to_sql(name, engine, schema=schema, index=False)
    engine.dispose()


def same_as_frames(url: str, folder: Path, schema: str | None = None) -> None:
    """Hold the records of a database against those of the same tables in memory."""
    tables = make_agency(employees=300, until=TODAY, seed=3).tables
    write(url, tables, schema)
    homes = Home(folder / "one"), Home(folder / "other")
    with opened(url, schema=schema) as source:
        report = import_source(source, homes[0], today=TODAY, ids_are_pseudonyms=True)
    assert report.ok, report.problems
    import_source(FrameSource(tables), homes[1], today=TODAY, ids_are_pseudonyms=True)
    (agency,) = homes[0].agencies()
    one, other = (home.frames(agency) for home in homes)
    assert set(one) == set(other)
    for name in one:
        order = list(one[name].columns)
        frames = [rows[name].sort_values(order, ignore_index=True) for rows in (one, other)]
        pd.testing.assert_frame_equal(*frames)


def test_an_agency_in_sqlite_gives_the_same_records(tmp_path: Path) -> None:
    path = tmp_path / "agency.sqlite"
    path.touch()
    same_as_frames(f"sqlite:///{path}", tmp_path)


@pytest.mark.postgres
class TestPostgres:
    """The same on PostgreSQL, and what only a server does."""

    def test_tables_and_views_are_read(self, postgres_url: str) -> None:
        fill(postgres_url)
        check_typed(checked(postgres_url))

    def test_the_usual_way_to_write_an_address_will_do(self, postgres_url: str) -> None:
        fill(postgres_url)
        check_typed(checked(postgres_url.replace("+psycopg", "")))

    def test_values_come_as_the_server_has_them(self, postgres_url: str) -> None:
        fill(postgres_url)
        with opened(postgres_url) as source:
            posts = source.read("assignments")
        first = posts.iloc[0].tolist()
        assert first == [NIP, dt.date(2010, 3, 1), 7, Decimal("2500000.50")]

    def test_an_agency_gives_the_same_records(self, postgres_url: str, tmp_path: Path) -> None:
        same_as_frames(postgres_url, tmp_path)

    def test_a_schema_may_be_named(self, postgres_url: str, tmp_path: Path) -> None:
        fill(postgres_url, "CREATE SCHEMA hr")
        same_as_frames(postgres_url, tmp_path, schema="hr")
        assert refused_names(lambda: checked(postgres_url, schema="nowhere")) == ["no_schema"]

    def test_a_materialised_view_and_odd_types_are_read(self, postgres_url: str) -> None:
        fill(postgres_url)
        fill(
            postgres_url,
            "CREATE MATERIALIZED VIEW trainings AS SELECT person AS employee_id, begun AS"
            " completed_on, ARRAY['a', 'b'] AS title, '{\"a\": 1}'::jsonb AS course_id,"
            " TIMESTAMPTZ '2020-01-31 10:00+00' AS started_on FROM placements",
        )
        report = checked(postgres_url)
        assert report.tables["trainings"]["title"].tolist() == ["['a', 'b']"]
        assert report.tables["trainings"]["started_on"].dt.year.tolist() == [2020]

    def test_the_import_sees_one_state(self, postgres_url: str) -> None:
        fill(postgres_url)
        with opened(postgres_url) as source:
            assert len(source.read("employees")) == 2
            fill(postgres_url, "DELETE FROM placements")
            assert len(source.read("assignments")) == 1

    def test_nothing_can_be_written(self, postgres_url: str) -> None:
        fill(postgres_url)
        raw = database.RawDatabase(postgres_url)
        with pytest.raises(Exception, match="read-only"):
            raw._connection.execute(text("DELETE FROM employees"))
        raw.close()

    @pytest.mark.parametrize(
        "change", [{"password": "salah"}, {"username": "nobody"}, {"database": "nowhere"}]
    )
    def test_a_refused_sign_in_is_told_without_the_password(
        self, postgres_server: PostgresServer, change: dict[str, str]
    ) -> None:
        given = {"database": "postgres", "username": "bina", "password": PASSWORD} | change
        url = postgres_server.url(
            given["database"], user=given["username"], password=given["password"]
        )
        assert refused(url).rule == "no_connection"

    def test_a_table_that_may_not_be_read_is_named(
        self, postgres_server: PostgresServer, postgres_url: str
    ) -> None:
        fill(postgres_url)
        fill(postgres_url, "CREATE ROLE tamu LOGIN PASSWORD 'tamu-tamu'")
        try:
            problem = refused(as_user(postgres_url, "tamu", "tamu-tamu"))
            assert (problem.rule, problem.table) == ("no_permission", "employees")
        finally:
            postgres_server.run("DROP ROLE tamu")

    def test_a_day_that_never_ends_is_told(self, postgres_url: str) -> None:
        fill(postgres_url)
        fill(postgres_url, "UPDATE employees SET joined_on = 'infinity'")
        assert [one.rule for one in checked(postgres_url).problems][:1] == ["query_failed"]

    def test_a_lost_connection_is_told(
        self, postgres_server: PostgresServer, postgres_url: str
    ) -> None:
        fill(postgres_url)
        with opened(postgres_url) as source:
            postgres_server.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname LIKE 'test_%'"
            )
            assert refused_names(lambda: source.read("employees")) == ["no_connection"]


def refused_names(act: Callable[[], object]) -> list[str]:
    with pytest.raises(BadInput) as caught:
        act()
    return [one.rule for one in caught.value.problems]
