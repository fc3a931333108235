"""A home with published scores and accounts, and clients that are signed in to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serving.app import create_app
from serving.database import store_url
from serving.installation import Installation
from serving.published import Published
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, make_batch, pseudonym
from tests.serving.quality import catalogue, quality_report


@pytest.fixture(autouse=True)
def lasting_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch of the tests is of a fixed day; it is old, and counts as valid."""
    monkeypatch.setenv("BINA_SCORES_VALID_DAYS", "100000")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one batch and the accounts, made once and copied by the tests."""
    home = tmp_path_factory.mktemp("home")
    stores = Stores.open(store_url(home))
    stores.scores.publish(make_batch())
    for name, roles in (
        ("admin", ("admin", "hr_care")),
        ("petugas", ("hr_care",)),
        ("auditor", ("admin",)),
        ("atasan", ("superior",)),
        ("mediator", ("mediator",)),
    ):
        stores.accounts.create(name, roles=roles, password=PASSWORD)
    own = pseudonym(3)
    stores.accounts.create("pegawai", roles=("employee",), password=PASSWORD, employee_id=own)
    stores.close()
    for kind, content in (("quality", quality_report()), ("catalogue", catalogue())):
        Published(home, kind).put("3372", date(2026, 1, 1), content)
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """A home of the test's own."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def stores(home: Path) -> Iterator[Stores]:
    """The stores of the home."""
    opened = Stores.open(store_url(home))
    yield opened
    opened.close()


@pytest.fixture
def app(home: Path) -> FastAPI:
    """The application over the home, with no model in use."""
    made = create_app(home)
    made.state.installation = Installation(home, load_champion=lambda _home: None)
    return made


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
