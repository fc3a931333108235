"""A home with published scores and accounts, and clients that are signed in to it.

Every test that takes one of these fixtures runs twice: with the store in a SQLite file, and on a
PostgreSQL server (marked ``postgres``).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from browsing import served
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import make_url

from serving import passwords
from serving.app import create_app
from serving.database import Database, store_url
from serving.installation import Installation
from serving.store import Stores
from tests.postgres import PostgresServer
from tests.serving.agency import SignIn
from tests.serving.filling import fill

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
ABOUT_PAGES = frozenset(
    "assessment choosing matching_rounds model_card pages plan_copies plan_records"
    " quality routes scope weird_requests".split()
)
"""Tests of words, shapes and permissions: they would say the same of any store."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what uses a store on both; what is about pages on the quicker one."""
    if "server" in metafunc.fixturenames:
        subject = metafunc.module.__name__.rpartition("test_")[2]
        stores = ["sqlite"] if subject in ABOUT_PAGES else ["sqlite", POSTGRES]
        metafunc.parametrize("server", stores, indirect=True, scope="session")


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> PostgresServer | None:
    """Where stores are: on a PostgreSQL server or, for None, in files."""
    if request.param == "sqlite":
        return None
    found: PostgresServer = request.getfixturevalue("postgres_server")
    return found


@pytest.fixture
def empty_url(server: PostgresServer | None, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store."""
    if server is None:
        yield f"sqlite:///{tmp_path / 'own.sqlite'}"
        return
    with server.database() as url:
        yield url


@dataclass(frozen=True)
class Filled:
    """A home, and the database of its store where that is not in the home."""

    home: Path
    database: str | None


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Passwords of the tests are hashed at the least cost; `test_accounts` holds the real one."""
    light = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", light)
        patch.setattr(passwords, "NOBODYS_HASH", light.hash(passwords.new_secret()))
        yield


@pytest.fixture(autouse=True)
def lasting_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch of the tests is of a fixed day; it is old, and counts as valid."""
    monkeypatch.setenv("BINA_SCORES_VALID_DAYS", "100000")


@pytest.fixture(autouse=True)
def closed_connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every database that a test opens is closed after it; PostgreSQL's driver insists on it."""
    opened: list[Database] = []
    opening = Database.__init__

    def remembered(self: Database, url: str) -> None:
        opening(self, url)
        opened.append(self)

    monkeypatch.setattr(Database, "__init__", remembered)
    yield
    for database in opened:
        database.close()


@pytest.fixture(scope="session")
def filled(
    tmp_path_factory: pytest.TempPathFactory, server: PostgresServer | None
) -> Iterator[Filled]:
    """A home with one batch and the accounts, made once and copied by the tests."""
    home = tmp_path_factory.mktemp("home")
    if server is None:
        fill(home, store_url(home))
        yield Filled(home, None)
        return
    with server.database() as url:
        fill(home, url)
        yield Filled(home, make_url(url).database)


@pytest.fixture
def home(
    filled: Filled,
    server: PostgresServer | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    """A home of the test's own."""
    shutil.copytree(filled.home, tmp_path, dirs_exist_ok=True)
    if server is None or filled.database is None:
        yield tmp_path
        return
    with server.database(like=filled.database) as url:
        monkeypatch.setenv("BINA_STORE_URL", url)
        yield tmp_path


@pytest.fixture
def stores(home: Path) -> Iterator[Stores]:
    """The stores of the home."""
    opened = Stores.open(store_url(home))
    yield opened
    opened.close()


@pytest.fixture
def app(home: Path) -> Iterator[FastAPI]:
    """The application over the home, with no model in use; a test may put another one in place."""
    made = create_app(home)
    made.state.installation = Installation(home, load_champion=lambda _home: None)
    yield made
    made.state.installation.close()


@pytest.fixture
def served_address(home: Path) -> Iterator[str]:
    """The address of a running console over the home."""
    with served(home) as address:
        yield address


@pytest.fixture
def anonymous(app: FastAPI) -> Iterator[TestClient]:
    """Somebody who has not signed in."""
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def api(app: FastAPI, stores: Stores) -> Iterator[SignIn]:
    """Returns a program's client that holds a token of the named account."""
    with TestClient(app, follow_redirects=False) as started:

        def sign_in(username: str) -> TestClient:
            token = stores.accounts.issue_token(username, name="uji")
            client = TestClient(started.app, follow_redirects=False, raise_server_exceptions=False)
            client.headers["Authorization"] = f"Bearer {token}"
            return client

        yield sign_in


@pytest.fixture
def browser(app: FastAPI, stores: Stores) -> Iterator[SignIn]:
    """Returns a browser's client that holds a session of the named account."""
    with TestClient(app, follow_redirects=False) as started:

        def sign_in(username: str) -> TestClient:
            account = stores.accounts.named(username)
            assert account is not None
            client = TestClient(started.app, follow_redirects=False, raise_server_exceptions=False)
            client.cookies.set("bina_session", stores.accounts.open_session(account))
            client.headers["Accept"] = "text/html"
            return client

        yield sign_in
