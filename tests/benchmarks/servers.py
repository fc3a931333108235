"""Servers as processes of their own, and what a request costs them in CPU-seconds.

The figures are CPU-seconds of the server's process and its children (from /proc, so on Linux), with
one worker and ten connections that are kept, ask together and wait for the last answer; wrk has as
many, but lets none wait for another. ``BINA_CONNECTIONS`` names another number. Two servers are
asked in turns: a busy machine slows both down alike, and the median of several turns is told.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

REQUESTS, WARM_UP = 1500, 50
CONNECTIONS = int(os.environ.get("BINA_CONNECTIONS", "10"))
TURNS = 15
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


@contextmanager
def empty_route() -> Iterator[Running]:
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
    connections: int = CONNECTIONS,
) -> float:
    """Return the server's CPU-seconds for one of the requests that all connections make at once."""
    place = urlsplit(server.address).netloc
    asking = [http.client.HTTPConnection(place) for _ in range(connections)]
    rounds, warm_up = max(1, requests // connections), min(WARM_UP, requests) // connections

    def ask() -> None:
        for one in asking:
            one.request("GET" if content is None else "POST", path, content, dict(headers))
        for one in asking:
            answer = one.getresponse()
            found = answer.read()
            assert answer.status == 200, (path, answer.status, found[:300])

    for _ in range(warm_up):
        ask()
    before = server.cpu_seconds()
    for _ in range(rounds):
        ask()
    spent = server.cpu_seconds() - before
    for one in asking:
        one.close()
    return spent / (rounds * connections)


def times_empty(server: Running, path: str, headers: Mapping[str, str], *, empty: Running) -> float:
    """Return how many times an empty route's CPU a request costs, the median of the turns."""
    found = []
    for _ in range(TURNS):
        nothing = cost_of(empty, "/", {}, requests=REQUESTS // TURNS)
        found.append(cost_of(server, path, headers, requests=REQUESTS // TURNS) / nothing)
    return statistics.median(found)


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
