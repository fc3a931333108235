"""Jobs in the database: asked for, taken by one worker at a time, told about, ended.

The table is the queue. A job that is not heard of for a while was left by a worker that is gone,
and is taken again; every job is whole or has no effect, so beginning anew does no harm.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import insert, select, update

from serving.database import Database, Moment, metadata
from serving.told import Told

State = Literal["waiting", "running", "done", "failed", "cancelled"]
NOTHING = Told("")
DAY = "$day"
"""Under this a day is kept among the values of what a job tells; JSON has none."""
SILENCE = timedelta(seconds=60)
"""A running job that is not heard of for so long has lost its worker."""
jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("arguments", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("share", sa.Float, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("result_values", sa.Text, nullable=False),
    sa.Column("asked_by", sa.String(64), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("worker", sa.String(32)),
    sa.Column("heard_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("is_unwanted", sa.Boolean, nullable=False),
    sa.Column("losses", sa.Integer, nullable=False),
)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One job; ``result`` is what it brought, or why it failed.

    ``losses`` is how often it was left by a worker that ended without a word.
    """

    id: int
    kind: str
    arguments: Mapping[str, Any]
    state: State
    step: str
    share: float
    result: Told
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    losses: int

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")


COLUMNS = [*(jobs.c[name] for name in Job.__annotations__), jobs.c.result_values]


class JobStore:
    """What was asked for, and how far it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, kind: str, arguments: Mapping[str, Any], *, account: str) -> int:
        """Add a job and return its number."""
        row = {
            "kind": kind,
            "arguments": json.dumps(dict(arguments)),
            "state": "waiting",
            "step": "",
            "share": 0.0,
            "result": "",
            "result_values": "{}",
            "asked_by": account,
            "asked_at": datetime.now(UTC),
            "is_unwanted": False,
            "losses": 0,
        }
        with self._database.writing() as connection:
            number = connection.execute(insert(jobs).values(row).returning(jobs.c.id))
            return int(number.scalar_one())

    def take(self, worker: str) -> Job | None:
        """Give the oldest job that waits, or that lost its worker, to a worker; None if none."""
        now = datetime.now(UTC)
        lost = (jobs.c.state == "running") & (jobs.c.heard_at < now - SILENCE)
        free = select(jobs.c.id).where((jobs.c.state == "waiting") | lost)
        first = free.order_by(jobs.c.id).limit(1).with_for_update(skip_locked=True)
        with self._database.reading() as connection:
            if connection.execute(free.limit(1)).first() is None:
                return None
        with self._database.writing() as connection:
            number = connection.execute(first).scalar()
            if number is None:
                return None
            one, begun = jobs.c.id == number, {"state": "running", "step": "", "share": 0.0}
            losses = jobs.c.losses + sa.cast(jobs.c.state == "running", sa.Integer)
            taken = begun | {"worker": worker, "heard_at": now, "losses": losses}
            connection.execute(update(jobs).where(one).values(taken))
            return _job(connection.execute(select(*COLUMNS).where(one)).mappings().one())

    def tell(
        self, number: int, worker: str, *, step: str | None = None, share: float | None = None
    ) -> bool:
        """Say that the worker is still at it and how far; return whether it is to go on."""
        told = {"step": step, "share": share, "heard_at": datetime.now(UTC)}
        given = {name: value for name, value in told.items() if value is not None}
        own = (jobs.c.id == number) & (jobs.c.worker == worker) & (jobs.c.state == "running")
        with self._database.writing() as connection:
            heard = connection.execute(update(jobs).where(own).values(given)).rowcount
            unwanted = connection.execute(select(jobs.c.is_unwanted).where(own)).scalar()
        return heard == 1 and not unwanted

    def end(self, number: int, worker: str, state: State, *, result: Told = NOTHING) -> None:
        """End a job that the worker has; one that waits again is taken anew later."""
        ended = None if state == "waiting" else datetime.now(UTC)
        share = {"share": 1.0} if state == "done" else {}
        told = {
            "result": result.text,
            "result_values": json.dumps(dict(result.values), default=_kept_day),
        }
        own = (jobs.c.id == number) & (jobs.c.worker == worker) & (jobs.c.state == "running")
        values = {"state": state, "ended_at": ended, "worker": None, **told, **share}
        with self._database.writing() as connection:
            connection.execute(update(jobs).where(own).values(values))

    def cancel(self, number: int) -> bool:
        """Cancel a job: at once where it waits, soon where it runs; return whether it was open."""
        one = jobs.c.id == number
        waiting, running = (one & (jobs.c.state == state) for state in ("waiting", "running"))
        ended = {"state": "cancelled", "ended_at": datetime.now(UTC)}
        with self._database.writing() as connection:
            stopped = connection.execute(update(jobs).where(waiting).values(ended)).rowcount
            unwanted = update(jobs).where(running).values(is_unwanted=True)
            asked = connection.execute(unwanted).rowcount
        return stopped + asked > 0

    def newest(self, *, limit: int) -> list[Job]:
        """Return the newest jobs first."""
        query = select(*COLUMNS).order_by(jobs.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_job(row) for row in connection.execute(query).mappings()]

    def numbered(self, number: int) -> Job | None:
        """Return the job with this number."""
        query = select(*COLUMNS).where(jobs.c.id == number)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _job(row)


def _kept_day(value: date) -> dict[str, str]:
    return {DAY: value.isoformat()}


def _read_day(found: dict[str, Any]) -> dict[str, Any] | date:
    return date.fromisoformat(found[DAY]) if DAY in found else found


def _job(row: Mapping[Any, Any]) -> Job:
    found = dict(row)
    told = Told(found["result"], json.loads(found.pop("result_values"), object_hook=_read_day))
    return Job(**{**found, "arguments": json.loads(row["arguments"]), "result": told})
