"""Scorers of courses by what others took and what came of it: next, together, often, raised."""

from __future__ import annotations

from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from models.course_results import level_changes
from models.gaps import catalogue, completions, present_posts
from models.next_item.features import Signal
from models.next_item.log import Log, Moments, read_log
from models.next_item.relations import LONGEST_REACH, ease, following, shares
from models.scorers import Employees, Floats, ItemScores, Tables, index_of, scores_of

FEWEST_COMPLETIONS = 200
"""With fewer the order in which courses are taken tells nothing."""
YEARS_OF_POPULARITY = 3
PRIOR_COMPLETIONS = 20.0
"""How many completions the agency's share weighs when it steadies the share of a family."""
SMALLEST_COUNT = 5
"""Smaller numbers of people are not put into words."""
RIDGE = 50.0
"""The penalty of EASE: an agency's log is short, so weights are drawn well towards 0."""


class TakenNext:
    """Values courses by how often they follow what the person took, the latest counting most.

    The directed, recency-weighted relation of `models.next_item`; its whole recommender (``bina
    recommend``) takes some fifty times as long, too long for every scoring. NaN for people without
    a completed course, for all where there are too few, and where nobody went on so.
    """

    reason = "taken_next"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn from completed courses and return itself."""
        self.items_, self._titles = catalogue(tables).index, catalogue(tables)["title"]
        done = _completed(tables, self.items_)
        order = done.sort_values(["employee_id", "completed_on", "item_id"])
        latest = order.drop_duplicates("employee_id", keep="last").set_index("employee_id")
        self._last = latest["item_id"]
        self._log = _log_of(done, self.items_)
        self._after: Signal | None = None
        if len(done) >= FEWEST_COMPLETIONS:
            soon = following(self._log, decay=0.6, reach=20)
            self._after = Signal(0.5, LONGEST_REACH, shares(soon, prior=2.0))
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return the weighted share of those who went on to each course soon after."""
        values = _applied(self._after, self._log, employees, self.items_)
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the person's latest course, after which this one is taken."""
        after = pairs["employee_id"].map(self._last).map(self._titles)
        return pd.DataFrame({"after": after})


class TakenTogether:
    """Values courses by how well the person's other courses foretell them, in whatever order.

    EASE (Steck 2019) over completed courses; NaN where `TakenNext` has no opinion either, and
    where the courses on record speak rather against it.
    """

    reason = "taken_together"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Learn from completed courses and return itself."""
        self.items_ = catalogue(tables).index
        done = _completed(tables, self.items_)
        self._log = _log_of(done, self.items_)
        enough = len(done) >= FEWEST_COMPLETIONS
        weights = ease(self._log, ridge=RIDGE) if enough else None
        self._with = None if weights is None else Signal(1.0, LONGEST_REACH, weights)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return the mean weight that the person's courses give to each other one."""
        values = _applied(self._with, self._log, employees, self.items_)
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return no values: it is the courses on record as a whole that speak for it."""
        return pd.DataFrame(index=pairs.index)


class PopularInFamily:
    """Values a course by its share of what people in the same job family completed.

    The share of the last three years, drawn towards the agency's own share where the family has
    few completions. NaN where nobody of the family took the course, or the family is not known.
    """

    reason = "popular_in_family"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Count recent completions by family and return itself."""
        self.items_ = catalogue(tables).index
        self._families = present_posts(tables, as_of)["family"]
        recent = _recent_completions(tables, as_of)
        recent = recent.assign(family=recent["employee_id"].map(self._families))
        counts = pd.crosstab(recent["family"], recent["item_id"])
        self._counts = counts.reindex(columns=self.items_, fill_value=0)
        shares = _parts(recent["item_id"], self.items_)
        sizes = self._counts.sum(axis=1) + PRIOR_COMPLETIONS
        steadied = self._counts.add(PRIOR_COMPLETIONS * shares, axis=1).div(sizes, axis=0)
        self._shares = steadied.where(self._counts > 0).astype("float64")
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return steadied shares between 0 and 1."""
        families = self._families.reindex(index_of(employees))
        values = self._shares.reindex(families).to_numpy(dtype=np.float64)
        return scores_of(employees, self.items_, values)

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return the family, the years looked at and how many people, unless too few."""
        families = pairs["employee_id"].map(self._families)
        rows = self._counts.index.get_indexer(pd.Index(families))
        columns = self._counts.columns.get_indexer(pd.Index(pairs["item_id"]))
        counts = pd.Series(self._counts.to_numpy()[rows, columns], index=pairs.index)
        shown = counts.where(counts >= SMALLEST_COUNT)
        return pd.DataFrame({"family": families, "years": YEARS_OF_POPULARITY, "n_people": shown})


def _recent_completions(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return who completed what in the years of popularity, each course once a person."""
    since = pd.Timestamp(as_of) - pd.DateOffset(years=YEARS_OF_POPULARITY)
    done = completions(tables)
    return done[done["completed_on"] >= since].drop_duplicates(["employee_id", "item_id"])


def _parts(taken: pd.Series, items: pd.Index) -> pd.Series:
    counts = taken.value_counts().reindex(items, fill_value=0)
    return counts / max(1, counts.sum())


def popular_in_agency(tables: Tables, as_of: date) -> pd.Series:
    """Return each course's share of what the agency completed lately; NaN for none."""
    shares = _parts(_recent_completions(tables, as_of)["item_id"], catalogue(tables).index)
    return shares.where(shares > 0)


class RaisedLevels:
    """Values courses by how much more levels moved after them than otherwise, where that is known.

    The shrunk change of `models.course_results`; NaN with too few people assessed before and after,
    and where levels did not move more. A sign in the records, no proof.
    """

    reason = "raised_levels"

    def fit(self, tables: Tables, as_of: date) -> Self:
        """Hold assessments before and after each course against others, and return itself."""
        self.items_ = catalogue(tables).index
        self._changes = level_changes(tables, as_of).reindex(self.items_)
        return self

    def score(self, employees: Employees) -> ItemScores:
        """Return levels gained more than others gained, the same for everybody."""
        change = self._changes["level_change"].to_numpy(dtype=np.float64)
        row = np.where(change > 0, change, np.nan)
        return scores_of(employees, self.items_, np.tile(row, (len(employees), 1)))

    def explain(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return how many people that rests on, and by how many levels they moved more."""
        known = self._changes.reindex(index_of(pairs["item_id"])).set_axis(pairs.index)
        return known.rename(columns={"n_assessed": "n_people"})[["n_people", "level_change"]]


def _completed(tables: Tables, items: pd.Index) -> pd.DataFrame:
    done = completions(tables)
    return done[done["item_id"].isin(items)]


def _log_of(done: pd.DataFrame, items: pd.Index) -> Log:
    names = {"employee_id": "user_id", "completed_on": "created_at"}
    return read_log(done.rename(columns=names), items)


def _applied(signal: Signal | None, log: Log, employees: Employees, items: pd.Index) -> Floats:
    """Return people x items: what a signal says at the end of each history, NaN for nothing."""
    values = np.full((len(employees), len(items)), np.nan)
    users = log.users.get_indexer(index_of(employees))
    known = np.flatnonzero(users >= 0)
    if signal is not None and len(known):
        at = users[known].astype(np.int64)
        found = signal.of(Moments(log, at, log.lengths[at]))
        values[known] = np.where(found > 0, found, np.nan)[:, log.items.get_indexer(items)]
    return values
