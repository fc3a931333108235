"""What the records say about the way from a post to a job: counts of changes, titles and units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.titles import LEVEL_WORDS, title_families
from models.gaps import DAYS_PER_YEAR, current_jobs, definitive_posts
from models.moves.changes import job_changes
from models.scorers import Floats, Positions, Tables, index_of

FADES = 0.7
"""What a change of a year ago counts beside one of today."""
LETTERS = 5
"""Words of titles are compared by so many letters, so that abbreviations fall together."""
NEW_DAYS = 500
"""Who came into the agency so many days ago or less tells for which jobs it hires."""


@dataclass(frozen=True)
class Paths:
    """Counts as known on a day, over the jobs then held; see `features` for what they tell."""

    jobs: pd.Index
    units: pd.Index
    ways: Floats
    trade: Positions
    level: Positions
    steps: Floats
    overlap: Floats
    in_unit: Floats
    from_unit: Floats
    grade: Floats
    size: Floats
    hired: Floats

    @classmethod
    def on(cls, tables: Tables, day: date) -> Self:
        """Return the counts from everything begun before a day."""
        posts = definitive_posts(tables, day).dropna(subset=["job_id", "unit_id"])
        posts = posts[posts["started_on"] < pd.Timestamp(day)]
        held = posts.drop_duplicates("employee_id", keep="last")
        first = posts.drop_duplicates("employee_id", keep="first")
        jobs, units = index_of(sorted(held["job_id"].unique())), _sorted(posts["unit_id"])
        changes = job_changes(tables, day)
        changes = changes[changes["day"] < pd.Timestamp(day)]
        weight = FADES ** ((pd.Timestamp(day) - changes["day"]).dt.days / DAYS_PER_YEAR)
        known = current_jobs(tables, day).reindex(jobs)
        names = known["name"].fillna(jobs.to_series())
        trade, level = (
            pd.factorize(title_families(names))[0],
            pd.factorize(_levels(names, known))[0],
        )
        at = [jobs.get_indexer(index_of(changes[side])) for side in ("from_job", "to_job")]
        ways = _counted(at[0], at[1], weight, shape=(len(jobs), len(jobs)))
        unit = units.get_indexer(index_of(changes["from_unit"]))
        desk = units.get_indexer(index_of(held["unit_id"]))
        duty = jobs.get_indexer(index_of(held["job_id"]))
        new = first[first["started_on"] >= pd.Timestamp(day) - pd.Timedelta(days=NEW_DAYS)]
        return cls(
            jobs=jobs,
            units=units,
            ways=ways,
            trade=trade,
            level=level,
            steps=_level_steps(ways, trade, level),
            overlap=_overlap(names),
            in_unit=_counted(desk, duty, None, shape=(len(units), len(jobs))),
            from_unit=_counted(unit, at[1], weight, shape=(len(units), len(jobs))),
            grade=_grades(held, known),
            size=_people_in(held["job_id"], jobs),
            hired=_people_in(new["job_id"], jobs),
        )

    def trade_ways(self) -> Floats:
        """Return recent changes from the trade of each job to each job."""
        return _summed(self.ways, self.trade)[self.trade]

    def features(self, job: Positions, unit: Positions) -> NDArray[np.float32]:
        """Return posts x jobs x features of the ways from posts (job and unit, -1: not known)."""
        n_jobs = len(self.jobs)
        ways, came = _padded(self.ways)[job], self.ways.sum(axis=0)
        out = ways.sum(axis=1, keepdims=True)
        trade, level = np.append(self.trade, -1)[job], np.append(self.level, -1)[job]
        of_trade = _summed(self.ways, self.trade)[trade]
        here, left = _padded(self.in_unit)[unit], _padded(self.from_unit)[unit]
        same = trade[:, None] == self.trade[None, :]
        grade, size = np.append(self.grade, np.nan)[job], np.append(self.size, 0)[job]
        rise = self.grade[None, :] - grade[:, None]
        columns = [
            ways,
            ways / (out + 1),
            of_trade,
            of_trade / (of_trade.sum(axis=1, keepdims=True) + 1),
            here,
            here / np.maximum(here.sum(axis=1, keepdims=True), 1),
            left,
            same,
            self.steps[same.astype(np.int64), level[:, None], self.level[None, :]],
            _padded(self.overlap)[job],
            rise,
            out,
            size[:, None],
            self.size[None, :],
            came[None, :],
            came[None, :] / (self.size[None, :] + 1),
            self.hired[None, :],
            self.hired[None, :] / (self.size[None, :] + 1),
        ]
        wide = [np.broadcast_to(column, (len(job), n_jobs)) for column in columns]
        return np.stack(wide, axis=2, dtype=np.float32)


def _sorted(ids: pd.Series) -> pd.Index:
    return index_of(sorted(ids.unique()))


def _people_in(taken: pd.Series, jobs: pd.Index) -> Floats:
    counts = taken.value_counts().reindex(jobs).fillna(0)
    return np.asarray(counts.to_numpy(), dtype=np.float64)


def _padded(table: Floats) -> Floats:
    """Return the table with a last row of zeros, for positions of -1."""
    return np.vstack([table, np.zeros((1, table.shape[1]))])


def _counted(
    rows: Positions, columns: Positions, weight: pd.Series | None, *, shape: tuple[int, int]
) -> Floats:
    table, known = np.zeros(shape), (rows >= 0) & (columns >= 0)
    given = np.ones(len(rows)) if weight is None else weight.to_numpy(dtype=np.float64)
    np.add.at(table, (rows[known], columns[known]), given[known])
    return table


def _summed(ways: Floats, trade: Positions) -> Floats:
    """Return changes from each trade to each job, and a last row of zeros."""
    table = np.zeros((trade.max(initial=-1) + 2, ways.shape[1]))
    np.add.at(table, trade, ways)
    return table


def _level_steps(ways: Floats, trade: Positions, level: Positions) -> Floats:
    """Return changes between levels: in another trade (0) or the same (1), from, to."""
    n = level.max(initial=-1) + 2
    table, (old, new) = np.zeros((2, n, n)), np.nonzero(ways)
    same = (trade[old] == trade[new]).astype(np.int64)
    np.add.at(table, (same, level[old], level[new]), ways[old, new])
    return table


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", name.lower())


def _levels(names: pd.Series, jobs: pd.DataFrame) -> pd.Series:
    """Return the level each job tells: on record, or else by the words of its title."""
    by_title = names.map(lambda name: " ".join(w for w in _words(name) if w in LEVEL_WORDS))
    on_record = jobs["kind"].astype("str").fillna("") + " " + jobs["level"].astype("str").fillna("")
    return on_record.where(on_record.str.strip() != "", by_title)


def _overlap(names: pd.Series) -> Floats:
    """Return the share of words that two titles have in common (Jaccard)."""
    sets: Sequence[list[str]] = [[word[:LETTERS] for word in _words(name)] for name in names]
    words = {word: at for at, word in enumerate(sorted({w for one in sets for w in one}))}
    table = np.zeros((len(sets), len(words)))
    for row, one in enumerate(sets):
        table[row, [words[word] for word in one]] = 1
    common, n = table @ table.T, table.sum(axis=1)
    return np.asarray(common / np.maximum(n[:, None] + n[None, :] - common, 1))


def _grades(held: pd.DataFrame, jobs: pd.DataFrame) -> Floats:
    """Return the class of each job, or else the logarithm of its usual pay; NaN for neither."""
    classes: Floats = jobs["job_class"].to_numpy(dtype=np.float64)
    if not np.isnan(classes).all():
        return classes
    pay = held.groupby("job_id")["base_pay"].median().reindex(jobs.index).astype("float64")
    grades: Floats = np.full(len(pay), np.nan)
    np.log(pay.to_numpy(dtype=np.float64), out=grades, where=(pay > 0).to_numpy())
    return grades
