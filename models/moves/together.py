"""Moves chosen together: no post that must be filled is left empty, and all gain the most.

A move fills one post and empties another. Who holds a post that must be filled moves only where
somebody takes it over in the same choice, so the choice is a circulation: people flow from post to
post, from a pool where a post may do without, and into the pool where one was vacant. A
circulation is totally unimodular: the optimum in whole people is the optimum of the linear
programme (Ahuja, Magnanti and Orlin 1993, chapter 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from features.records import plan_in_force
from models.gaps import people_present, present_posts
from models.matching.flow import Network, flows
from models.matching.pairs import Ints
from models.moves.facts import MoveRules
from models.moves.growth import Growth
from models.openings import openings, place_id
from models.ranking import top_items
from models.rules.book import RuleBook
from models.rules.move_kinds import RETIREMENT_AGES, years_in_post
from models.rules.readings import months_to_retirement
from models.scorers import Tables, index_of, rows_of

PARTS = 10_000
"""Benefits are rounded to so many parts of the largest, to be whole numbers."""
FILLING = 4
"""Filling a post that must be filled counts so many times the most helpful move."""
RETIRING_MONTHS = 12
"""Who retires in so many months does not keep a post filled that must be."""
CHOICES = 60
"""How many openings of a person are looked at."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Moves that belong together.

    ``moves``: employee_id, item_id, from_post, to_post and benefit, sorted by person. ``posts``:
    indexed by post, with needed, held, retiring, must_fill and after (people in it when all have
    moved).
    """

    moves: pd.DataFrame
    posts: pd.DataFrame

    @property
    def total(self) -> float:
        """The benefit of all moves."""
        return float(self.moves["benefit"].sum())


def choose_moves(
    tables: Tables, as_of: date, *, years: float, seed: int = 7, book: RuleBook | None = None
) -> Choice:
    """Return the moves of those who have been ``years`` in their post or longer.

    A person moves into a post that teaches something (`models.moves.growth`) and that no rule
    forbids. Moves up are not among them.
    """
    long = years_in_post(tables, as_of)
    people = people_present(tables, as_of)
    people = people[people.isin(long.index[(long >= years).to_numpy()])]
    rules, growth = MoveRules(book).fit(tables, as_of), Growth().fit(tables, as_of)
    listed = top_items([growth], people, bars=[rules], k=CHOICES, seed=seed)
    opened = openings(tables, as_of).reindex(listed["item_id"])
    pairs = listed[["employee_id", "item_id"]].assign(
        benefit=listed["score"], kind=opened["kind"].to_numpy(), to_post=_ids(opened).to_numpy()
    )
    pairs = pairs[pairs["kind"] == "post"].drop(columns="kind")
    own = _ids(present_posts(tables, as_of))
    pairs["from_post"] = pairs["employee_id"].map(own).astype("str")
    return choose_together(pairs, posts_of(tables, as_of))


def posts_of(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return posts that are planned or held, indexed by post: needed, held, retiring, must_fill.

    ``retiring`` are those of the holders who retire within `RETIRING_MONTHS`.
    """
    plan = plan_in_force(rows_of(tables, "establishment"), as_of).dropna(
        subset=["unit_id", "job_id"]
    )
    plan = plan.assign(post=_ids(plan), strategic=plan["strategic"].astype("boolean").fillna(False))
    planned = plan.groupby("post").agg(needed=("needed", "sum"), must_fill=("strategic", "max"))
    posts = present_posts(tables, as_of)
    posts = posts[posts.index.isin(people_present(tables, as_of))]
    held, months = _ids(posts), months_to_retirement(tables, as_of, RETIREMENT_AGES)
    soon = held[(months.reindex(held.index) <= RETIRING_MONTHS).to_numpy()].value_counts()
    both = planned.join(held.value_counts().rename("held"), how="outer")
    announced = openings(tables, as_of)
    announced = announced[announced["announced"] & (announced["kind"] == "post")]
    places = announced.groupby(_ids(announced))["places"].sum()
    both = both.reindex(both.index.union(index_of(places.index)))
    held_now = both["held"].fillna(0)
    wanted = held_now + places.reindex(both.index).fillna(0)
    needed = np.maximum(both["needed"].fillna(0), wanted.where(wanted > held_now, 0))
    return pd.DataFrame(
        {
            "needed": needed.astype(np.int64),
            "held": held_now.astype(np.int64),
            "retiring": soon.reindex(both.index).fillna(0).astype(np.int64),
            "must_fill": both["must_fill"].astype("boolean").fillna(False).astype(bool),
        }
    ).rename_axis("post")


def _ids(posts: pd.DataFrame) -> pd.Series:
    """Return the post of each row with a unit and a job; NaN without either."""
    pairs = zip(posts["unit_id"], posts["job_id"], strict=True)
    ids = [place_id(*one) if pd.notna(one[0]) and pd.notna(one[1]) else None for one in pairs]
    return pd.Series(ids, index=posts.index, dtype="str")


def choose_together(pairs: pd.DataFrame, posts: pd.DataFrame) -> Choice:
    """Return the moves of greatest benefit that leave no post emptier than it may be.

    ``pairs`` are allowed moves: employee_id, item_id, from_post, to_post (both posts, NaN
    from_post: from outside) and benefit (0 or more). ``posts`` is indexed by post. Nobody enters a
    post that has as many people as it needs, unless one leaves it; one that must be filled keeps
    as many as it needs beside those who retire soon, or as it holds where that is fewer. To fill
    such a post counts `FILLING` times the most helpful move.
    """
    wide = pairs.sort_values(["employee_id", "item_id"], ignore_index=True)
    known = wide["to_post"].isin(posts.index) & (wide["to_post"] != wide["from_post"])
    wide = wide[known & (wide["benefit"] >= 0)].reset_index(drop=True)
    chosen = wide.iloc[_circulation(wide, posts)].reset_index(drop=True)
    entered, left = (
        chosen[side].value_counts().reindex(posts.index).fillna(0).astype(np.int64)
        for side in ("to_post", "from_post")
    )
    return Choice(moves=chosen, posts=posts.assign(after=posts["held"] + entered - left))


def _circulation(pairs: pd.DataFrame, posts: pd.DataFrame) -> Ints:
    """Return the positions of the moves on the cheapest circulation; node 0 is the pool."""
    if pairs.empty:
        return np.zeros(0, dtype=np.int64)
    people, person = np.unique(pairs["employee_id"].to_numpy(dtype=str), return_inverse=True)
    first_post, of_people = 1 + len(people), 1 + np.arange(len(people))
    post = first_post + np.arange(len(posts))
    origin = pairs.drop_duplicates("employee_id").set_index("employee_id")["from_post"]
    at = posts.index.get_indexer(index_of(origin.reindex(people)))
    held, needed = posts["held"].to_numpy(), posts["needed"].to_numpy()
    to_spare = np.maximum(held - posts["retiring"].to_numpy() - needed, 0)
    must, pool = posts["must_fill"].to_numpy(), np.zeros(len(posts))
    benefit = pairs["benefit"].to_numpy(dtype=np.float64)
    gain = np.round(PARTS * benefit / max(benefit.max(), 1e-12)) + 1
    target = first_post + posts.index.get_indexer(index_of(pairs["to_post"]))
    arcs = [
        (1 + person, target, gain * 0 + 1, -gain),
        (np.where(at >= 0, first_post + at, 0), of_people, of_people * 0 + 1, of_people * 0),
        (post, pool, np.maximum(needed - held, 0), must * -float(FILLING * PARTS)),
        (pool, post, np.where(must, to_spare, held), pool),
    ]
    parts = (np.concatenate(part).astype(np.int64) for part in zip(*arcs, strict=True))
    tail, head, width, cost = parts
    supply = np.zeros(first_post + len(posts), dtype=np.int64)
    flow = flows(Network(tail=tail, head=head, width=width, cost=cost, supply=supply))
    return np.flatnonzero(flow[: len(pairs)] > 0).astype(np.int64)
