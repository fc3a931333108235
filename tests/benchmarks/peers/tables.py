"""Random histories of many agencies, written as the records of a home: what all peers read.

Sixty agencies of unequal size. Rows are clustered by person and in the order of time, as exports
are; two in a hundred are corrected by a later row at the end of the file. Everything is known
some days after it happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from features.home import Home, Part, as_declared
from features.importing.generations import publish
from features.tables import TABLE_OF_NAME
from tests.benchmarks.peers.questions import HAPPENED

N_AGENCIES = 60
ROWS_A_PERSON = {"assignments": 4, "ranks": 4, "appraisals": 6, "trainings": 8}
FIRST, LAST = np.datetime64("2012-01-01"), np.datetime64("2026-01-01")
CORRECTED = 0.02
RANKS = np.array([f"{group}/{step}" for group in ("II", "III", "IV") for step in "abcd"])


def make_home(folder: Path, *, employees: int, agencies: int = N_AGENCIES, seed: int = 7) -> Home:
    """Write a home with so many employees in some agencies, if it is not there, and return it."""
    home = Home(folder)
    if not home.has_records:
        publish(home, Agencies(employees, agencies, seed), former=None, origin="sample")
    return home


class Agencies(Mapping[Part, pd.DataFrame]):
    """The tables of all agencies, each made when it is written, so that memory stays small."""

    def __init__(self, employees: int, agencies: int, seed: int) -> None:
        share = np.random.default_rng(seed).lognormal(0, 0.5, agencies)
        self.sizes = np.maximum(np.rint(employees * share / share.sum()).astype(int), 1)
        self.sizes[-1] = max(employees - self.sizes[:-1].sum(), 1)
        self.seed = seed

    def __iter__(self) -> Iterator[Part]:
        for number in range(len(self.sizes)):
            for table in ("employees", *ROWS_A_PERSON):
                yield Part(table, f"kab-{number:03}")

    def __len__(self) -> int:
        return len(self.sizes) * (1 + len(ROWS_A_PERSON))

    def __getitem__(self, part: Part) -> pd.DataFrame:
        """Return one table of one agency."""
        number = int(part.agency_id.removeprefix("kab-"))
        people = _people(np.random.default_rng([self.seed, number]), self.sizes[number])
        table = ["employees", *ROWS_A_PERSON].index(part.table)
        rng = np.random.default_rng([self.seed, number, table])
        if part.table == "employees":
            return _employees(people, part.agency_id)
        dated = _history(part.table, people, rng)
        content = _content(part.table, people, len(dated), rng)
        return _with_corrections(dated.join(content), part.table, rng)


def _people(rng: np.random.Generator, n: int) -> np.ndarray:
    words = rng.integers(0, 2**63, n, dtype=np.uint64)
    return np.array([f"{word:016x}" for word in words])


def _employees(people: np.ndarray, agency_id: str) -> pd.DataFrame:
    joined = _times(np.full(len(people), FIRST - 30))
    frame = pd.DataFrame({"employee_id": people, "agency_id": agency_id, "joined_on": joined})
    return as_declared(frame.assign(recorded_on=joined), TABLE_OF_NAME["employees"])


def _history(table: str, people: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return who, when it happened and when it was known; a person has one row a day at most."""
    n_rows = rng.poisson(ROWS_A_PERSON[table], len(people))
    who = np.repeat(np.arange(len(people)), n_rows)
    mean_gap = int((LAST - FIRST).astype(int) / ROWS_A_PERSON[table])
    total = np.cumsum(rng.integers(1, 2 * mean_gap, len(who)))
    first = np.concatenate([[0], np.cumsum(n_rows)])[:-1]
    before = np.concatenate([[0], total])[first]
    happened = FIRST + (total - before[who]).astype("timedelta64[D]")
    known = happened + rng.integers(0, 120, len(who)).astype("timedelta64[D]")
    dates = {HAPPENED[table]: happened, "recorded_on": known}
    if table == "appraisals":
        dates["period_start"] = happened - 365
    if table == "trainings":
        dates["feedback_on"] = known + rng.integers(0, 60, len(who)).astype("timedelta64[D]")
    return pd.DataFrame({"employee_id": people[who]} | {n: _times(d) for n, d in dates.items()})


def _content(table: str, people: np.ndarray, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return the columns that say what happened, with some values missing."""
    if table == "assignments":
        jobs, units = _names("j", 150, n, rng), _names("u", len(people) // 12 + 1, n, rng)
        return pd.DataFrame({"job_id": jobs, "unit_id": units})
    if table == "ranks":
        return pd.DataFrame({"rank": RANKS[rng.integers(0, len(RANKS), n)]})
    score = np.where(rng.random(n) < 0.1, np.nan, rng.integers(500, 1000, n) / 10)
    if table == "appraisals":
        raters = people[rng.integers(0, len(people) // 10 + 1, n)]
        predicate = rng.integers(1, 6, n).astype(float)
        return pd.DataFrame({"score": score, "predicate": predicate, "rater_id": raters})
    return pd.DataFrame(
        {
            "course_id": _names("c", 400, n, rng),
            "form": rng.integers(1, 26, n).astype(float),
            "hours": np.where(rng.random(n) < 0.05, np.nan, rng.integers(2, 60, n)),
            "score": score,
            "feedback": np.where(rng.random(n) < 0.4, np.nan, rng.integers(1, 6, n)),
        }
    )


def _with_corrections(frame: pd.DataFrame, table: str, rng: np.random.Generator) -> pd.DataFrame:
    """Add later versions of some rows: the same key, other numbers, known later."""
    chosen = rng.random(len(frame)) < CORRECTED
    again = frame[chosen].reset_index(drop=True)
    later = pd.Series(rng.integers(1, 400, len(again)), dtype="int64")
    again["recorded_on"] += pd.to_timedelta(later, unit="D").astype("timedelta64[us]")
    for column in {"score", "hours", "job_id", "rank"} & set(frame):
        again[column] = rng.permutation(again[column])
    whole = pd.concat([frame, again], ignore_index=True)
    return as_declared(whole, TABLE_OF_NAME[table])


def _names(prefix: str, n_names: int, n: int, rng: np.random.Generator) -> np.ndarray:
    names = np.array([f"{prefix}{number:05}" for number in range(n_names)])
    return names[rng.integers(0, n_names, n)]


def _times(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[us]")
