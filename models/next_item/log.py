"""The log as the recommender reads it: whose history holds which item, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Rows: TypeAlias = sparse.csr_matrix
"""A sparse matrix with fast rows; its shape is said where it is used."""

ORDERS = ("created_at", "position")
"""The columns that can give the order; the first that is there counts."""
SINCE_1970 = ((1e8, 1e11, 86_400.0), (1e11, 1e14, 86_400_000.0))
"""Numbers that are times: seconds from 1973 on, milliseconds from 1973 on, and how many a day."""
FROM_1900, TO_2200 = -25_567.0, 84_006.0
"""Days since 1970; days outside are slips of the pen, or stand for one that is not known."""


class NoOrder(ValueError):
    """The events cannot be put in order: the column is absent, or a value in it is not readable.

    ``column`` names it; ``row`` is the position of the first unreadable value and ``value`` what
    is written there, both None if the column is absent; an empty cell has a row and no value.
    """

    def __init__(self, column: str, *, row: int | None = None, value: str | None = None) -> None:
        where = "" if row is None else f" at position {row}"
        super().__init__(f"events cannot be put in order: {column} is absent or unreadable{where}")
        self.column, self.row, self.value = column, row, value


@dataclass(frozen=True)
class Log:
    """First events of a person with an item, grouped by person and in the person's order.

    ``user`` and ``item`` are positions in ``users`` and ``items``, which are sorted. ``day`` is
    the time in days, NaN throughout where the log gives only an order. The events of person ``u``
    are ``starts[u]`` to ``starts[u + 1]``.
    """

    users: pd.Index
    items: pd.Index
    user: Integers
    item: Integers
    day: Floats
    starts: Integers

    @property
    def lengths(self) -> Integers:
        """The number of items of each person."""
        return np.diff(self.starts)

    @property
    def has_days(self) -> bool:
        """Whether the log says when something happened, and not only in which order."""
        return bool(len(self.day)) and not np.isnan(self.day[0])

    @property
    def place(self) -> Integers:
        """The place of each event in its person's history, from 0."""
        return np.arange(len(self.user)) - self.starts[self.user]

    def kept(self, events: Mask) -> Log:
        """Return the log with only these events; all persons and items keep their positions."""
        return self._with(self.user[events], self.item[events], self.day[events])

    def _with(self, user: Integers, item: Integers, day: Floats) -> Log:
        counts = np.bincount(user, minlength=len(self.users))
        starts = np.r_[0, np.cumsum(counts)].astype(np.int64)
        return Log(self.users, self.items, user, item, day, starts)


def read_log(events: pd.DataFrame, items: pd.Index) -> Log:
    """Return the log of a frame of user_id, item_id and an order; ``items`` adds candidates.

    Order: by ``created_at`` or else ``position``, ties by item. Of several events of a person with
    an item the first counts. Raises `NoOrder`.
    """
    order, has_days = order_of(events)
    user, users = pd.factorize(events["user_id"], sort=True)
    all_items = pd.Index(events["item_id"].unique()).union(items.unique()).sort_values()
    item = all_items.get_indexer(pd.Index(events["item_id"]))
    rows = np.lexsort((item, order, user))
    repeated = pd.DataFrame({"user": user[rows], "item": item[rows]}).duplicated().to_numpy()
    rows = rows[~repeated]
    counts = np.bincount(user[rows], minlength=len(users))
    return Log(
        users=pd.Index(users),
        items=all_items,
        user=user[rows].astype(np.int64),
        item=item[rows].astype(np.int64),
        day=order[rows] if has_days else np.full(len(rows), np.nan),
        starts=np.r_[0, np.cumsum(counts)].astype(np.int64),
    )


def order_of(events: pd.DataFrame) -> tuple[Floats, bool]:
    """Return a number for each event to sort by, and whether it is a time in days."""
    column = next((name for name in ORDERS if name in events.columns), None)
    if column is None:
        raise NoOrder(" or ".join(ORDERS))
    is_time = column == "created_at"
    numbers = _days(events[column]) if is_time else _numbers(events[column])
    unreadable = np.flatnonzero(~np.isfinite(numbers))
    if len(unreadable):
        row = int(unreadable[0])
        written = events[column].iloc[row]
        raise NoOrder(column, row=row, value=None if pd.isna(written) else str(written))
    return numbers, is_time


def _numbers(written: pd.Series) -> Floats:
    numbers = pd.to_numeric(written, errors="coerce").astype("float64")
    return np.asarray(numbers, dtype=np.float64)


def _days(written: pd.Series) -> Floats:
    """Return days since 1970, NaN for what is no time."""
    if pd.api.types.is_numeric_dtype(written):
        return _days_of_numbers(written.to_numpy(dtype=np.float64, na_value=np.nan))
    moments = pd.to_datetime(written, errors="coerce", utc=True, format="ISO8601")
    since = (moments - pd.Timestamp(0, tz="UTC").as_unit("s")) / pd.Timedelta(days=1)
    days: Floats = np.asarray(since, dtype=np.float64)
    return np.where((days >= FROM_1900) & (days < TO_2200), days, np.nan)


def _days_of_numbers(written: Floats) -> Floats:
    """Return days since 1970 of seconds, or of milliseconds, since then, whichever most are.

    Other numbers, such as 20240131 or the days that Excel counts, are no time and become NaN.
    """
    kinds = [((written >= least) & (written < below), a_day) for least, below, a_day in SINCE_1970]
    are_times, a_day = max(kinds, key=lambda kind: np.count_nonzero(kind[0]))
    return np.where(are_times, written / a_day, np.nan)


@dataclass(frozen=True)
class Moments:
    """Points in histories at which something is to be recommended.

    ``user`` is a person of the log and ``seen`` how many of the person's events came before.
    """

    log: Log
    user: Integers
    seen: Integers

    def __len__(self) -> int:
        return len(self.user)

    def take(self, rows: Integers | slice) -> Moments:
        """Return some of the moments."""
        return Moments(self.log, self.user[rows], self.seen[rows])

    def back(self, steps: int) -> tuple[Integers, Integers]:
        """Return which moments have an event ``steps`` before the last one, and the event."""
        has = np.flatnonzero(self.seen > steps)
        return has, self.log.starts[self.user[has]] + self.seen[has] - 1 - steps

    def weights(self, decay: float, *, reach: int) -> Rows:
        """Return moments x items: ``decay`` to the power of how many events ago it was."""
        parts = [self.back(steps) for steps in range(min(reach, int(self.seen.max(initial=0))))]
        powers = [np.full(len(has), decay**steps) for steps, (has, _) in enumerate(parts)]
        rows = np.concatenate([has for has, _ in parts]) if parts else np.empty(0, dtype=np.int64)
        events = np.concatenate([at for _, at in parts]) if parts else rows
        values = np.concatenate(powers) if parts else np.empty(0)
        shape = (len(self), len(self.log.items))
        return sparse.csr_matrix((values, (rows, self.log.item[events])), shape=shape)

    def last_day(self) -> Floats:
        """Return when the last event before each moment was, in days."""
        has, events = self.back(0)
        days = np.full(len(self), np.nan)
        days[has] = self.log.day[events]
        return days

    def owned(self) -> Mask:
        """Return moments x items: what the person had by then."""
        return cast(Mask, self.weights(1.0, reach=int(self.seen.max(initial=0))).toarray() > 0)


def all_now(log: Log) -> Moments:
    """Return the end of everybody's history."""
    return Moments(log, np.arange(len(log.users)), log.lengths)
