"""How lists are judged, and the search every library gets.

Only numpy and pandas are imported here: each library reads this in an environment of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

K = 10
USER, ITEM, PLACE = "user_id", "item_id", "place"
Frame = pd.DataFrame
Recommend = Callable[[Frame], Frame]
"""Learns from events and returns user_id, rank, item_id for everybody in them."""


def in_order(events: Frame) -> Frame:
    """Return the first event of each person with an item, by person in order, with its place."""
    order = "created_at" if "created_at" in events else "position"
    rows = events.sort_values([USER, order, ITEM], kind="stable").drop_duplicates([USER, ITEM])
    return rows.assign(**{PLACE: rows.groupby(USER).cumcount()}).reset_index(drop=True)


def last_fifth(events: Frame) -> tuple[Frame, Frame]:
    """Return the events and, apart, the last fifth of each history, at least one event."""
    lengths = events.groupby(USER)[ITEM].transform("size")
    held = events[PLACE] >= lengths - np.maximum(1, (lengths / 5).round())
    return events[~held], events[held & (lengths > 1)]


def last_one(events: Frame) -> tuple[Frame, Frame]:
    """Return the events and, apart, the last one of each history of two or more."""
    lengths = events.groupby(USER)[ITEM].transform("size")
    last = events[PLACE] == lengths - 1
    return events[(lengths > 1) & ~last], events[(lengths > 1) & last]


def after_a_day(events: Frame) -> tuple[Frame, Frame]:
    """Return four fifths in time and, apart, what those people then took that was known."""
    day = events["created_at"].quantile(0.8)
    before, after = events[events["created_at"] < day], events[events["created_at"] >= day]
    known = after[USER].isin(before[USER]) & after[ITEM].isin(before[ITEM])
    return before, after[known]


def judged(lists: Frame, held: Frame) -> dict[str, float]:
    """Return the mean Recall@10 and NDCG@10 over the people of ``held``; no list counts as 0."""
    wanted = held.groupby(USER)[ITEM].size().rename("wanted")
    hits = lists.loc[lists["rank"] <= K].merge(held[[USER, ITEM]], on=[USER, ITEM])
    gains = (1 / np.log2(hits["rank"] + 1)).groupby(hits[USER]).sum().reindex(wanted.index)
    found = hits.groupby(USER).size().reindex(wanted.index).fillna(0)
    most = np.cumsum(1 / np.log2(np.arange(2, K + 2)))
    ideal = most[wanted.clip(upper=K).to_numpy() - 1]
    return {
        "recall": float((found / wanted).mean()),
        "ndcg": float((gains.fillna(0) / ideal).mean()),
    }


def searched(
    events: Frame, candidates: Iterable[tuple[str, Recommend]], *, seconds: float
) -> tuple[str, Frame]:
    """Return the name and lists of the model that was highest on an inner cut of the events.

    Models are tried in the order given until ``seconds`` of CPU time are used; the chosen one
    then learns from all the events.
    """
    inner, held = last_fifth(events)
    start, tried = time.process_time(), []
    for name, recommend in candidates:
        tried.append((judged(recommend(inner), held)["ndcg"], name, recommend))
        if time.process_time() - start > seconds:
            break
    _, name, chosen = max(tried, key=lambda one: one[0])
    return f"{name} of {len(tried)} tried", chosen(events)


def as_lists(users: np.ndarray, items: np.ndarray) -> Frame:
    """Return lists from one row of items a person, the first item first."""
    n_users, n = items.shape
    ranks = np.tile(np.arange(1, n + 1), n_users)
    return pd.DataFrame({USER: np.repeat(users, n), "rank": ranks, ITEM: items.ravel()})
