"""A PostgreSQL server of the tests' own: private, on this machine, gone after the run.

A test that takes the fixture ``postgres_url`` gets an empty database and is marked ``postgres``::

    @pytest.mark.postgres
    def test_something(postgres_url: str) -> None: ...

The server is Debian's (``apt-get install postgresql``). It never runs as root: root starts it as
the user ``postgres``.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

OWNER, PASSWORD = "bina", "rahasia-sekali"
UNPRIVILEGED = "postgres"
SETTINGS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@dataclass(frozen=True)
class PostgresServer:
    """A running server; the owner signs in over TCP with `PASSWORD`."""

    folder: Path
    port: int

    def url(self, database: str, *, user: str = OWNER, password: str = PASSWORD) -> str:
        """Return the address of a database on it."""
        return f"postgresql+psycopg://{user}:{password}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self, *, like: str = "template1") -> Iterator[str]:
        """Yield the address of a new database, a copy of another one, and drop it afterwards."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {like}")
        yield self.url(name)
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str, *, database: str = "postgres") -> None:
        """Run a statement as the owner, outside of a transaction."""
        engine = create_engine(self.url(database), poolclass=NullPool)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
        engine.dispose()


def program(name: str) -> str:
    """Return the path of one of the server's programs; fails where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    path = str(found[0]) if found else shutil.which(name)
    if path is None:
        pytest.fail("PostgreSQL is not installed; install it with: apt-get install postgresql")
    return path


def unprivileged(words: Sequence[str]) -> None:
    """Run a program as a user that the server accepts: never root."""
    prefix = ["runuser", "-u", UNPRIVILEGED, "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *words], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(folder: Path) -> PostgresServer:
    """Make a cluster in the folder and start it."""
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    if os.geteuid() == 0:
        owner = pwd.getpwnam(UNPRIVILEGED)
        for path in (folder, secret):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    cluster, port = folder / "cluster", free_port()
    made = f"{program('initdb')} -D {cluster} -U {OWNER} -E UTF8 --locale=C.UTF-8 -N".split()
    unprivileged([*made, "--auth=scram-sha-256", f"--pwfile={secret}"])
    listen = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {SETTINGS}"
    begun = [program("pg_ctl"), "-D", str(cluster), "-w", "-l", str(folder / "log"), "-o", listen]
    unprivileged([*begun, "start"])
    return PostgresServer(folder, port)


def stop(folder: Path) -> None:
    """Stop the server of a folder."""
    unprivileged([program("pg_ctl"), "-D", str(folder / "cluster"), "-m", "immediate", "stop"])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for all tests of the run."""
    folder = Path(tempfile.mkdtemp(prefix="bina-postgres-"))
    try:
        server = start(folder)
        try:
            yield server
        finally:
            stop(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty database of the test's own."""
    with postgres_server.database() as url:
        yield url


def as_user(url: str, user: str, password: str) -> str:
    """Return the same address for another user."""
    return make_url(url).set(username=user, password=password).render_as_string(hide_password=False)
