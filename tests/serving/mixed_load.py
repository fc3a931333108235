"""People reading and writing while scores are published and the process of a job is killed."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from serving.batch import ScoreBatch
from serving.database import store_url
from serving.store import Stores
from tests.postgres import free_port
from tests.serving.agency import make_batch, pseudonym

READERS, WRITERS, PEOPLE = 3, 2, 60
FIRST = date(2026, 1, 1)


@dataclass
class Outcome:
    """What the people saw: answers, which of them were wrong, and writes that were acknowledged."""

    answers: int = 0
    wrong: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    batches_seen: set[int] = field(default_factory=set)
    memory: list[int] = field(default_factory=list)


@dataclass
class Office:
    """A running service, what was published so far, and what came of it."""

    port: int
    token: str
    risks: dict[int, Mapping[str, float]]
    outcome: Outcome
    ended: threading.Event = field(default_factory=threading.Event)

    def ask(self, method: str, path: str, content: object = None) -> tuple[int, Any]:
        """Return status and answer of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = None if content is None else json.dumps(content)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        found = json.loads(answer.read())
        connection.close()
        return answer.status, found

    def read(self) -> None:
        """Read a person's risk again and again: it must be that of the batch which is named."""
        chance = np.random.default_rng(threading.get_ident())
        while not self.ended.is_set():
            person = pseudonym(int(chance.integers(PEOPLE)))
            status, found = self.ask("GET", f"/v1/employees/{person}/risk")
            self.outcome.answers += 1
            known = self.risks.get(found.get("batch", {}).get("batch_id"), {})
            if status != 200 or found["risk"] != known.get(person):
                self.outcome.wrong.append(f"{status} {found.get('type', found.get('batch'))}")
            else:
                self.outcome.batches_seen.add(found["batch"]["batch_id"])

    def write(self) -> None:
        """Enter goals and remember those that were acknowledged."""
        chance = np.random.default_rng(threading.get_ident())
        while not self.ended.is_set():
            person = pseudonym(int(chance.integers(PEOPLE)))
            wish = f"wish {chance.integers(2**40)}"
            status, _found = self.ask(
                "POST", f"/v1/employees/{person}/goals", {"preferred_region": wish}
            )
            self.outcome.answers += 1
            if status == 200:
                self.outcome.kept.append((person, wish))
            else:
                self.outcome.wrong.append(f"writing: {status}")


def mix(home: Path, *, seconds: float, publish_every: float) -> Outcome:
    """Return what came of so many seconds of mixed load on a home that has scores and accounts."""
    stores = Stores.open(store_url(home))
    token, first = stores.accounts.issue_token("admin", name="load"), stores.scores.latest()
    assert first is not None
    batches = Batches(stores, {first.id: risks_of(make_batch())})
    with service(home) as (process, port):
        office = Office(port, token, batches.risks, Outcome())
        work = [office.read] * READERS + [office.write] * WRITERS
        threads = [threading.Thread(target=one) for one in work]
        for thread in threads:
            thread.start()
        _disturb(stores, batches, process.pid, office, seconds=seconds, every=publish_every)
        office.ended.set()
        for thread in threads:
            thread.join()
    rows = {(row["employee_id"], row["preferred_region"]) for row in stores.entries.rows("goals")}
    office.outcome.wrong += [f"lost: {one}" for one in set(office.outcome.kept) - rows]
    stores.close()
    return office.outcome


@dataclass
class Batches:
    """What was published, by number; the next is known before anybody can see it."""

    stores: Stores
    risks: dict[int, Mapping[str, float]]

    def publish(self) -> None:
        """Publish another batch of a later day."""
        number = max(self.risks) + 1
        batch = make_batch(as_of=FIRST + timedelta(days=number), seed=number)
        self.risks[number] = risks_of(batch)
        assert self.stores.scores.publish(batch) == number


def risks_of(batch: ScoreBatch) -> Mapping[str, float]:
    return dict(zip(batch.people["employee_id"], batch.people["risk"].astype(float), strict=True))


def _disturb(
    stores: Stores, batches: Batches, pid: int, office: Office, *, seconds: float, every: float
) -> None:
    """Publish batches, and kill the process of a job, until the time is over."""
    ends, killed = time.monotonic() + seconds, False
    stores.jobs.ask("collect", {}, account="admin")
    while time.monotonic() < ends:
        time.sleep(min(every, max(0.0, ends - time.monotonic())))
        batches.publish()
        office.outcome.memory.append(memory_of(pid))
        for child in [] if killed else children_of(pid):
            os.kill(child, signal.SIGKILL)
            killed = True


@contextmanager
def service(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run `bina serve` as a process of its own."""
    port = free_port()
    words = ["serve", "--home", str(home), "--port", str(port)]
    program = "from serving.cli import main; main()"
    limits = {"BINA_REQUESTS_PER_MINUTE": "1000000", "BINA_SCORES_VALID_DAYS": "100000"}
    started = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        env={**os.environ, **limits},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: answers(port))
        yield started, port
    finally:
        started.terminate()
        started.wait()


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/v1/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def wait_until(holds: Callable[[], bool], *, seconds: float = 90) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it takes too long"
        time.sleep(0.1)


def memory_of(pid: int) -> int:
    """Return the resident bytes of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
