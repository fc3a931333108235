"""The worker behind `bina serve`: one job after the other, each in a process of its own.

A process can be stopped at any moment, on Windows too, and does not slow the pages down; since
every job is whole or has no effect, nothing half-done stays. What was running when the service
stops waits again and is begun anew, but not what ended it three times.
"""

from __future__ import annotations

import logging
import multiprocessing
import secrets
import signal
import threading
import traceback
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from pathlib import Path

from features.prevented import Prevented
from features.problems import BadInput
from serving.database import DatabaseError, store_url
from serving.language import msg
from serving.store import Stores
from serving.store.jobs import Job, JobStore
from serving.told import Told

LOG = logging.getLogger(__name__)
POLL_SECONDS = 1.0
STOP_SECONDS = 10.0
MOST_LOSSES = 3
ENDS_THE_SERVICE = msg(
    "The service was ended three times while this job ran, so it is not begun again. Often there"
    " was too little memory: give the service more, or leave other work until later, and start the"
    " job anew."
)
ENDED_EARLY = msg("its process ended early (exit code %(code)s)")
BAD_INPUT = msg("errors in what was handed in: %(errors)s; see them with: bina check")
HOME_WORDS = {
    "disk_full": msg(
        "the records could not be written, and are unchanged; make room on the disk, or check who"
        " may write to the home, and start the job anew"
    ),
    "other_origin": msg(
        "invented and real records are never mixed; choose another home for one of them"
    ),
    "overtaken": msg("another import has finished in the meantime; import again"),
    "broken_key": msg(
        "the key file for pseudonyms is damaged; bring it back from where keys are kept"
    ),
    "key_missing": msg(
        "the key file for pseudonyms is missing; put it back from where keys are kept, or say that"
        " the ids are pseudonyms already if only such are on record"
    ),
}
"""What keeps a home from taking records in, whatever was handed in."""
FAULT = msg("something went wrong inside Bina (%(kind)s); its log says where")


class Unwanted(Exception):
    """The job was cancelled, or is another worker's by now."""


class Worker:
    """A thread that watches the table of jobs, and the process of the job that runs."""

    def __init__(self, home: Path, stores: Callable[[], Stores | None]) -> None:
        self._home = home
        self._stores = stores
        self._name = secrets.token_hex(8)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="bina-jobs", daemon=True)
        self._running: tuple[Job, SpawnProcess] | None = None

    def start(self) -> None:
        """Begin to look for jobs."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking; a job that runs is stopped and waits again."""
        self._stopping.set()
        self._thread.join()
        if self._running is not None:
            job, process = self._running
            _end(process)
            self._give_back(job)

    def _give_back(self, job: Job) -> None:
        """Let a job wait again; where the database is away it is found to be lost later."""
        try:
            stores = self._stores()
            if stores is not None:
                stores.jobs.end(job.id, self._name, "waiting")
        except DatabaseError as error:
            LOG.warning("a job could not be given back: %s", type(error).__name__)

    def _watch(self) -> None:
        while not self._stopping.wait(POLL_SECONDS):
            try:
                stores = self._stores()
                if stores is not None:
                    self._look(stores.jobs)
            except Exception as error:  # the database may be away for a while
                LOG.warning("jobs could not be looked at: %s", type(error).__name__)

    def _look(self, jobs: JobStore) -> None:
        if self._running is None:
            job = jobs.take(self._name)
            if job is not None and job.losses >= MOST_LOSSES:
                jobs.end(job.id, self._name, "failed", result=Told(ENDS_THE_SERVICE))
            elif job is not None:
                self._running = job, self._begun(job)
            return
        job, process = self._running
        if not process.is_alive():
            ended = Told(ENDED_EARLY, {"code": str(process.exitcode)})
            jobs.end(job.id, self._name, "failed", result=ended)
            self._running = None
        elif not jobs.tell(job.id, self._name):
            _end(process)
            jobs.end(job.id, self._name, "cancelled")
            self._running = None

    def _begun(self, job: Job) -> SpawnProcess:
        context = multiprocessing.get_context("spawn")
        given = (self._home, job.id, self._name)
        process = context.Process(target=perform_apart, args=given, daemon=True)
        process.start()
        return process


def _end(process: SpawnProcess) -> None:
    process.terminate()
    process.join(STOP_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()


def perform_apart(home: Path, number: int, worker: str) -> None:
    """Do a job in a process of its own, which the worker ends: a Ctrl+C reaches both."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    perform(home, number, worker)


def perform(home: Path, number: int, worker: str) -> None:
    """Do a job that the worker has taken, and keep what it brought or why it failed."""
    from serving.tasks import work_of

    stores = Stores.open(store_url(home))
    job = stores.jobs.numbered(number)

    def step(what: str, share: float) -> None:
        if not stores.jobs.tell(number, worker, step=what, share=share):
            raise Unwanted

    try:
        if job is not None:
            result = work_of(job.kind, job.arguments, home)(step)
            stores.jobs.end(number, worker, "done", result=result)
    except Unwanted:
        stores.jobs.end(number, worker, "cancelled")
    except Exception as error:  # whatever went wrong is told where the job is watched
        stores.jobs.end(number, worker, "failed", result=_reason(error))
    finally:
        stores.close()


def _reason(error: Exception) -> Told:
    """Return why a job failed, without any value of the data."""
    if isinstance(error, Prevented):
        return Told(error.text, error.values)
    if isinstance(error, BadInput):
        of_home = [one.rule for one in error.problems if one.rule in HOME_WORDS]
        if of_home:
            return Told(HOME_WORDS[of_home[0]])
        return Told(BAD_INPUT, {"errors": len(error.problems)})
    frames = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("a job failed: %s\n%s", type(error).__name__, frames)
    return Told(FAULT, {"kind": type(error).__name__})
