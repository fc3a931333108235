"""Which moves to suggest to whom as development, and which never."""

from __future__ import annotations

from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from models.defaults.ground import with_defaults
from models.gaps import people_present
from models.moves.facts import MoveRules
from models.moves.growth import Growth
from models.moves.next_job import NextJob
from models.openings import openings
from models.ranking import explained, top_items
from models.rules.book import RuleBook
from models.scorers import Bar, Employees, ItemScores, Scorer, Tables, index_of, scores_of

RESERVES = 60
"""How many openings a list holds before those of one job are thinned out."""
PER_JOB = 2
"""Of the openings of one job a list shows so many: more would say the same."""


class UsualPath:
    """Values open posts by how usual the way to their job is.

    NaN for all that is no post, and where nobody on record went there from such a job or trade.
    """

    reason = NextJob.reason

    def __init__(self, *, seed: int = 7) -> None:
        self._jobs = NextJob(seed=seed)

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn the ways between jobs and return itself."""
        found = openings(tables, as_of)
        self._open, self.items_ = found, found.index
        self._jobs.fit(tables, as_of)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return the score of the job of each open post."""
        of_jobs = self._jobs.score(employees)
        columns = of_jobs.items.get_indexer(index_of(self._open["job_id"].astype("str")))
        is_post = (self._open["kind"] == "post").to_numpy() & (columns >= 0)
        usual = is_post[None, :] & self._jobs.has_way(employees)[:, columns]
        values = np.where(usual, of_jobs.values[:, columns], np.nan)
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return how many recorded changes went that way, and the place."""
        place = self._open.reindex(pairs["item_id"]).set_index(pairs.index)
        jobs = pairs.assign(item_id=place["job_id"].astype("str"))
        texts = {name: place[name].astype("str") for name in ("unit_name", "job_name", "kind")}
        return self._jobs.explain(jobs).assign(**texts)


def move_scorers(*, seed: int = 7) -> list[Scorer]:
    """Return the scorers of moves, not fitted, in the order of fallback."""
    return [Growth(), UsualPath(seed=seed)]


def move_bars(book: RuleBook | None = None) -> list[Bar]:
    """Return the bar of moves, not fitted."""
    return [MoveRules(book)]


def suggest_moves(
    tables: Tables,
    as_of: date,
    *,
    k: int = 5,
    seed: int = 7,
    employees: Employees | None = None,
    book: RuleBook | None = None,
) -> pd.DataFrame:
    """Return up to ``k`` open places for everybody present, or for ``employees``.

    Columns as in `models.ranking.rank`, and title. Moves up are never among them: who is ready
    for a promotion is a matter of rule facts (`models.moves.succession`), not of a score. No
    departure, risk or protected attribute is an input.
    """
    tables = with_defaults(tables, as_of).tables
    people = people_present(tables, as_of) if employees is None else employees
    scorers = [scorer.fit(tables, as_of) for scorer in move_scorers(seed=seed)]
    bars = [bar.fit(tables, as_of) for bar in move_bars(book)]
    found = openings(tables, as_of)
    listed = top_items(scorers, people, bars=bars, k=RESERVES, seed=seed)
    suggested = explained(_thinned(listed, found["job_id"], k=k), scorers)
    named = found.reindex(suggested["item_id"])
    parts = zip(named["job_name"], named["unit_name"], strict=True)
    titles = [" · ".join(part for part in both if pd.notna(part)) for both in parts]
    suggested.insert(3, "title", pd.Series(titles, index=suggested.index, dtype="str"))
    return suggested


def _thinned(listed: pd.DataFrame, jobs: pd.Series, *, k: int) -> pd.DataFrame:
    """Return lists of at most ``k``, with at most `PER_JOB` openings of one job in each."""
    job = listed["item_id"].map(jobs)
    job = job.fillna(listed["item_id"]).astype("str")
    kept = listed[listed.groupby([listed["employee_id"], job]).cumcount() < PER_JOB]
    kept = kept[kept.groupby("employee_id").cumcount() < k].reset_index(drop=True)
    return kept.assign(rank=kept.groupby("employee_id").cumcount() + 1)
