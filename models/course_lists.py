"""Lists of courses as a whole: what earlier courses leave to be gained, and who is never shown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.course_gains import expected_gain, raised
from models.scorers import Floats, Positions, index_of

WIDE = 30
"""So many courses of each person are looked at for the list."""
BEFORE_ALL = 1e6
FEWEST_SHOWN = 3
"""A course that closes a gap is shown to so many people at least, where rules allow it."""


def by_gain_left(
    listed: pd.DataFrame,
    needs: pd.DataFrame,
    reached: pd.DataFrame,
    *,
    leader: int,
    worth: Floats,
    k: int,
) -> pd.DataFrame:
    """Return lists in which each next course counts what those before it leave to be gained.

    So nobody gets five courses for one gap. ``listed`` are wide lists of `ranking.top_items`, in
    order; only rows of ``leader``, the scorer of gaps, are put in a new order: after those of
    scorers before it, which are taken first, and before the rest. ``needs`` are gap rows,
    ``reached`` levels (competency x course), ``worth`` what a level gained by each row of
    ``listed`` counts. The score becomes what is gained in that place.
    """
    table = _pairs_of_gaps(listed[listed["leader"] <= leader], needs, reached)
    if table.empty:
        return listed
    before = (listed["leader"] < leader).to_numpy()
    order, gained = _chosen(table, len(listed), worth + BEFORE_ALL * before, k=k)
    chosen, rows = (order >= 0) & ~before, np.arange(len(listed))
    place = np.where(chosen, order, np.where(before, rows - len(rows), k + rows))
    moved = listed.assign(place=place, score=np.where(chosen, gained, listed["score"]))
    people = pd.factorize(listed["employee_id"])[0]
    ordered = moved.iloc[np.lexsort((place, people))].drop(columns="place")
    ranks = ordered.groupby("employee_id", sort=False).cumcount() + 1
    return ordered.assign(rank=ranks).reset_index(drop=True)


def _pairs_of_gaps(
    listed: pd.DataFrame, needs: pd.DataFrame, reached: pd.DataFrame
) -> pd.DataFrame:
    """Return a row for each listed course and gap that it teaches about, by person."""
    named = reached.rename_axis(index="competency_id").reset_index()
    taught = named.melt("competency_id", var_name="item_id", value_name="reached").dropna()
    asked = listed[["employee_id", "item_id"]].assign(row=listed.index)
    columns = ["employee_id", "competency_id", "level", "sd", "required_level", "weight"]
    found = asked.merge(taught, on="item_id").merge(
        needs[columns], on=["employee_id", "competency_id"]
    )
    return found.sort_values("row", kind="stable", ignore_index=True)


def _chosen(table: pd.DataFrame, n_rows: int, worth: Floats, *, k: int) -> tuple[Positions, Floats]:
    """Return for each listed row the round in which it is taken (-1: never) and its gain then."""
    gap = table.groupby(["employee_id", "competency_id"], sort=False).ngroup().to_numpy()
    person = pd.factorize(table["employee_id"])[0]
    row = table["row"].to_numpy()
    of_row = np.full(n_rows, -1)
    of_row[row] = person
    sd, required, reach = (
        table[name].to_numpy(dtype=np.float64) for name in ("sd", "required_level", "reached")
    )
    levels = table["level"].groupby(gap).first().to_numpy(dtype=np.float64, copy=True)
    counts = table["weight"].to_numpy(dtype=np.float64)
    order, score = np.full(n_rows, -1), np.zeros(n_rows)
    for turn in range(k):
        gained = expected_gain(levels[gap], sd, required=required, reached=reach) * counts
        total = np.bincount(row, gained, minlength=n_rows) * worth
        total[order >= 0] = 0.0
        best = _best_of_each(total, of_row)
        order[best], score[best] = turn, total[best]
        taken = np.flatnonzero(order[row] == turn)
        levels[gap[taken]] = raised(levels[gap[taken]], reach[taken])
    return order, score


def _best_of_each(total: Floats, person: Positions) -> Positions:
    """Return the row with the largest total of each person, the earlier of equals; none of 0."""
    some = np.flatnonzero((total > 0) & (person >= 0))
    ordered = some[np.lexsort((some, -total[some], person[some]))]
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = person[ordered][1:] != person[ordered][:-1]
    return ordered[first]


def in_liked_order(
    listed: pd.DataFrame, liked: pd.DataFrame, *, since: int
) -> tuple[pd.DataFrame, Floats]:
    """Return lists in which rows of scorers from ``since`` on come by score, and all factors.

    ``liked`` has score and factor of each row; rows of scorers before keep their places.
    """
    free = (listed["leader"] >= since).to_numpy()
    place = np.where(free, -liked["score"].to_numpy(), listed["rank"].to_numpy())
    order = np.lexsort((place, free, pd.factorize(listed["employee_id"])[0]))
    moved = listed.take(order).reset_index(drop=True)
    ranks = moved.groupby("employee_id", sort=False).cumcount() + 1
    return moved.assign(rank=ranks), liked["factor"].to_numpy()[order]


def without_starving(listed: pd.DataFrame, *, leader: int, k: int) -> pd.DataFrame:
    """Return lists of ``k`` in which every course that closes a gap is shown to a few people.

    ``listed`` are wide lists in order. A course on nobody's list of ``k`` takes the last place of
    the `FEWEST_SHOWN` people to whom it is worth most, one place a person at most.
    """
    shown = listed["rank"] <= k
    useful = listed[listed["leader"] == leader]
    starving = index_of(sorted(set(useful["item_id"]) - set(listed.loc[shown, "item_id"])))
    wanted = useful[useful["item_id"].isin(starving)]
    order = wanted.sort_values(["score", "employee_id"], ascending=[False, True], kind="stable")
    given = order.drop_duplicates("employee_id").groupby("item_id").head(FEWEST_SHOWN)
    last = shown & (listed["rank"] == k) & listed["employee_id"].isin(given["employee_id"])
    placed = listed.assign(rank=listed["rank"].where(~listed.index.isin(given.index), k))
    kept: pd.DataFrame = placed[(shown & ~last) | listed.index.isin(given.index)]
    people = pd.Categorical(kept["employee_id"], categories=listed["employee_id"].unique())
    ordered = kept.iloc[np.lexsort((kept["rank"], people.codes))]
    return ordered.reset_index(drop=True)
