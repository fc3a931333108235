"""What a request costs the server: on stored scores, beside an empty route, and where a model runs.

The figures are CPU-seconds of the server's process and its children (from /proc, so on Linux), with
one worker, one connection that is kept, signing in by token and the access log on. The empty route
is asked in turns with the others: a busy machine slows both down alike, and the median of several
turns is told.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from serving.database import store_url
from serving.store import Stores
from tests.benchmarks.predicting import beside_mlflow
from tests.postgres import start, stop
from tests.serving.agency import make_batch, make_people, make_signals, make_suggestions, pseudonym

SMALL, LARGE = 5_000, 200_000
REQUESTS, WARM_UP = 400, 50
TURNS = 7
EMPTY_APP = """
import fastapi, uvicorn
app = fastapi.FastAPI()
@app.get("/")
async def empty() -> dict[str, str]:
    return {"status": "ok"}
uvicorn.run(app, port=%d, log_level="warning", access_log=False)
"""
BINA_APP = "from serving.cli import main; main()"


@dataclass(frozen=True)
class Running:
    """A server's process and where it listens."""

    pid: int
    address: str

    def cpu_seconds(self) -> float:
        """Return the CPU time of the process and all that it started."""
        return sum(_cpu_of(pid) for pid in [self.pid, *_children(self.pid)])


def run() -> None:
    """Print the cost of each kind of request, on SQLite and on PostgreSQL."""
    with _empty_route() as empty:
        with tempfile.TemporaryDirectory() as folder:
            _stored(Path(folder), "SQLite", None, empty=empty)
        with postgres() as url, tempfile.TemporaryDirectory() as folder:
            _stored(Path(folder), "PostgreSQL", url, empty=empty)
    beside_mlflow(process=process, served=serving_of, cost=cost_of)


def _stored(home: Path, name: str, url: str | None, *, empty: Running) -> None:
    times: dict[str, dict[int, float]] = {}
    environment = {"BINA_STORE_URL": url} if url else {}
    for n in (SMALL, LARGE):
        token, session = fill(url or store_url(home), n)
        with serving_of(home, environment) as server:
            for path in PATHS:
                headers = {"Authorization": f"Bearer {token}"}
                if not path.startswith("/v1"):
                    headers = {"Cookie": f"bina_session={session}", "Accept": "text/html"}
                times.setdefault(path, {})[n] = times_empty(server, path, headers, empty=empty)
    for path, found in times.items():
        large, ratio = found[LARGE], found[LARGE] / found[SMALL]
        print(
            f"{name:10} {path[:44]:44} {large:5.1f}x an empty route"
            f"  {ratio:4.2f}x of {SMALL:,} people"
        )


def times_empty(server: Running, path: str, headers: Mapping[str, str], *, empty: Running) -> float:
    """Return how many times an empty route's CPU a request costs, the median of the turns."""
    found = []
    for _ in range(TURNS):
        nothing = cost_of(empty, "/", {}, requests=REQUESTS // TURNS)
        found.append(cost_of(server, path, headers, requests=REQUESTS // TURNS) / nothing)
    return statistics.median(found)


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
def _empty_route() -> Iterator[Running]:
    port = free_port()
    with process([sys.executable, "-c", EMPTY_APP % port], port, {}) as server:
        yield server


@contextmanager
def serving_of(home: Path, environment: Mapping[str, str]) -> Iterator[Running]:
    """Serve a home with `bina serve`."""
    port = free_port()
    words = ["serve", "--home", str(home), "--port", str(port)]
    limits = {"BINA_REQUESTS_PER_MINUTE": "10000000", "BINA_SCORES_VALID_DAYS": "100000"}
    limits |= environment
    with process([sys.executable, "-c", BINA_APP, *words], port, limits) as server:
        yield server


@contextmanager
def process(words: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Running]:
    """Run a server until it answers, and stop it afterwards."""
    started = subprocess.Popen(words, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert started.poll() is None, "the server ended"
                time.sleep(0.2)
        yield Running(started.pid, f"http://127.0.0.1:{port}")
    finally:
        started.terminate()
        started.wait()


def cost_of(
    server: Running,
    path: str,
    headers: Mapping[str, str],
    *,
    content: bytes | None = None,
    requests: int = REQUESTS,
) -> float:
    """Return the server's CPU-seconds for one request."""
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc)
    ask = _asking(connection, path, headers, content)
    for _ in range(min(WARM_UP, requests)):
        ask()
    before = server.cpu_seconds()
    for _ in range(requests):
        ask()
    spent = server.cpu_seconds() - before
    connection.close()
    return spent / requests


def _asking(
    connection: http.client.HTTPConnection,
    path: str,
    headers: Mapping[str, str],
    content: bytes | None,
) -> Callable[[], bytes]:
    def ask() -> bytes:
        connection.request("GET" if content is None else "POST", path, content, dict(headers))
        answer = connection.getresponse()
        found = answer.read()
        assert answer.status == 200, (path, answer.status, found[:300])
        return found

    return ask


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


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _cpu_of(pid: int) -> float:
    """Return the seconds that all threads of a process were on a processor, to the nanosecond."""
    spent = (one.read_text().split()[0] for one in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(map(int, spent)) / 1e9


def _children(pid: int) -> list[int]:
    found = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [inner for child in found for inner in _children(child)]
