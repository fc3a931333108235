"""Servers as processes of their own, and what a request costs them in CPU-seconds.

The figures are CPU-seconds of the server's process and its children (from /proc, so on Linux), with
one worker. wrk asks, with the ten connections that it has when nobody says otherwise; it is in
Debian as a package of that name. Servers are asked in turns of a second or more: a busy machine
slows all of them down alike, and the median of the turns is told. What is under way when wrk
stops, one request for each connection, is waited for and counted.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

TURNS = 9
CONNECTIONS = 10
COUNTED = re.compile(r"^ *(\d+) requests in", re.MULTILINE)
AT_REST = 0.015
USER_AND_SYSTEM = slice(11, 13)
"""Where the two stand in `/proc/PID/stat` after the name, in hundredths of a second."""
FAILED = re.compile(r"Non-2xx|Socket errors")
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
    seconds: int = 1,
) -> float:
    """Return the server's CPU-seconds for one of the requests that wrk makes in so many seconds."""
    assert shutil.which("wrk"), "wrk is not installed; on Debian: apt-get install wrk"
    before = server.cpu_seconds()
    told = _wrk(server.address + path, headers, content, seconds=seconds)
    counted = COUNTED.search(told)
    assert counted, (path, told)
    assert not FAILED.search(told), (path, told)
    return (_at_rest(server) - before) / (int(counted[1]) + CONNECTIONS)


def cost_alone(
    server: Running, path: str, headers: Mapping[str, str], *, content: bytes, requests: int
) -> float:
    """Return the server's CPU-seconds for a request that takes long, with nothing beside it."""
    asking = http.client.HTTPConnection(urlsplit(server.address).netloc)
    before = server.cpu_seconds()
    for _ in range(requests):
        asking.request("POST", path, content, dict(headers))
        answer = asking.getresponse()
        found = answer.read()
        assert answer.status == 200, (path, answer.status, found[:300])
    asking.close()
    return (server.cpu_seconds() - before) / requests


def times_empty(server: Running, path: str, headers: Mapping[str, str], *, empty: Running) -> float:
    """Return how many times an empty route's CPU a request costs, the median of the turns."""
    cost_of(server, path, headers)
    found = [cost_of(server, path, headers) / cost_of(empty, "/", {}) for _ in range(TURNS)]
    return statistics.median(found)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wrk(address: str, headers: Mapping[str, str], content: bytes | None, *, seconds: int) -> str:
    words = f"wrk --threads 1 --connections {CONNECTIONS} --duration {seconds}s".split()
    words += [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    with tempfile.NamedTemporaryFile("wb", suffix=".lua") as script:
        if content is not None:
            script.write(b'wrk.method = "POST"\nwrk.body = [==[' + content + b"]==]")
            script.flush()
            words += ["-s", script.name]
        return subprocess.run([*words, address], capture_output=True, text=True, check=True).stdout


def _at_rest(server: Running) -> float:
    """Return the server's CPU time as soon as it has nothing more to do."""
    spent = server.cpu_seconds()
    while True:
        time.sleep(0.2)
        last, spent = spent, server.cpu_seconds()
        if spent - last < AT_REST:
            return spent


def _cpu_of(pid: int) -> float:
    """Return the seconds that a process was on a processor, its ended threads' with them."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[USER_AND_SYSTEM])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    found = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [inner for child in found for inner in _children(child)]
