"""What a request on stored scores costs the server, beside an empty route, with all of it on.

Signing in is by token or session, every look is written into the access log, the store holds 5,000
or 200,000 people, and there is one worker.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from serving.database import store_url
from serving.store import Stores
from tests.benchmarks.servers import empty_route, serving_of, times_empty
from tests.postgres import start, stop
from tests.serving.agency import make_batch, make_people, make_signals, make_suggestions, pseudonym

SMALL, LARGE = 5_000, 200_000
PATHS = (
    f"/v1/employees/{pseudonym(3)}",
    f"/v1/employees/{pseudonym(3)}/risk",
    f"/v1/employees/{pseudonym(3)}/suggestions/courses",
    "/v1/units/forecast",
    "/v1/batches",
    "/v1/employees?limit=20",
    "/v1/care-list?capacity=20",
    f"/pegawai/{pseudonym(3)}",
    "/?kapasitas=20",
)


def on_sqlite() -> None:
    """Print the cost of each kind of request with the store in a file."""
    with tempfile.TemporaryDirectory() as folder:
        _stored(Path(folder), None)


def on_postgres() -> None:
    """Print the same with the store on a PostgreSQL server of the run's own."""
    with postgres() as url, tempfile.TemporaryDirectory() as folder:
        _stored(Path(folder), url)


def _stored(home: Path, url: str | None) -> None:
    times: dict[str, dict[int, float]] = {path: {} for path in PATHS}
    for n in (SMALL, LARGE):
        token, session = fill(url or store_url(home), n)
        environment = {"BINA_STORE_URL": url} if url else {}
        with empty_route() as empty, serving_of(home, environment) as server:
            for path, found in times.items():
                headers = headers_of(path, token=token, session=session)
                found[n] = times_empty(server, path, headers, empty=empty)
    for path, found in times.items():
        ratio = found[LARGE] / found[SMALL]
        print(f"{path[:56]:56} {found[LARGE]:5.2f}x empty {ratio:5.2f}x of {SMALL:,} people")


def headers_of(path: str, *, token: str, session: str) -> dict[str, str]:
    """Return the headers of a program, or of a browser for a page."""
    if path.startswith("/v1"):
        return {"Authorization": f"Bearer {token}"}
    return {"Cookie": f"bina_session={session}", "Accept": "text/html"}


def fill(url: str, n: int) -> tuple[str, str]:
    """Publish scores of so many people and return a token and a session."""
    stores = Stores.open(url)
    people = make_people("3372", n=n, basis="model", seed=7)
    shown = people.nlargest(500, "risk")["employee_id"]
    suggested = make_suggestions(people["employee_id"].head(2_000))
    batch = replace(make_batch(), people=people, signals=make_signals(shown), suggestions=suggested)
    stores.scores.publish(batch)
    if stores.accounts.is_empty():
        stores.accounts.create("bangku", roles=["hr_care"])
    account = stores.accounts.named("bangku")
    assert account is not None
    made = (
        stores.accounts.issue_token("bangku", name="bench"),
        stores.accounts.open_session(account),
    )
    stores.close()
    return made


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a database on a server of the run's own."""
    folder = Path(tempfile.mkdtemp(prefix="bina-bench-"))
    folder.chmod(0o755)
    server = start(folder)
    try:
        with server.database() as url:
            yield url
    finally:
        stop(folder)
