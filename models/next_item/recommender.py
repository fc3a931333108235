"""What a person might take next: the recommender for any log of who took what, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import pandas as pd

from models.next_item.features import Knowledge
from models.next_item.first_stage import PEOPLE_AT_ONCE, Transitions
from models.next_item.log import Floats, Integers, Log, Moments, all_now, read_log
from models.next_item.ranker import Ranker
from models.next_item.splits import Examples, cut, examples_of, in_groups, matrix
from models.next_item.texts import alike_in_text

CANDIDATES = 150
LEARNED_CANDIDATES = 80
ENOUGH_MOMENTS = 15_000
MOST_SPLITS = 3
FEWEST_MOMENTS = 200
"""With fewer moments to learn from there is no re-ranking."""
CELLS_OF_SMALL_LOG = 3e7
"""Events times items up to which the splits are repeated."""
CELLS_OF_LARGE_LOG = 3e8
"""Persons times items beyond which one relation between items has to do: a matter of minutes."""


class NextItem:
    """Recommends the next items from the order of what everybody took.

    Directed transitions, co-occurrence, neighbours and a small network look for candidates, and
    LambdaMART re-ranks them. It learns on histories cut short, with everything it sees learned
    from what stays, so that nobody's own next item is in a feature. A small log is not re-ranked,
    and a very large one is served by transitions alone. Deterministic for a seed, whatever the
    order of rows.
    """

    def __init__(self, *, seed: int = 7) -> None:
        self.seed = seed

    def fit(self, events: pd.DataFrame, items: pd.DataFrame | None = None) -> Self:
        """Learn from events and return itself.

        ``events`` has user_id, item_id and created_at or position. ``items`` has item_id, which
        adds candidates, and any columns of text, which help where few events are. Raises
        `NoOrder`.
        """
        listed = pd.Index([]) if items is None else pd.Index(items["item_id"])
        self.log_ = read_log(events, listed)
        self._transitions = Transitions().fit(self.log_) if self._is_large else None
        if self._is_large:
            return self
        self._alike = alike_in_text(items, self.log_.items)
        examples = self._examples()
        self._ranker = None if examples is None else Ranker(examples, seed=self.seed)
        self._knowledge = Knowledge(self.log_, alike=self._alike, seed=self.seed)
        return self

    def recommend(
        self, k: int = 10, users: Sequence[object] | pd.Index | None = None
    ) -> pd.DataFrame:
        """Return user_id, rank (1 is best), item_id, score: at most ``k`` items a person.

        ``users`` are ids, everybody by default; who is not in the events gets no rows, and
        neither does who has every item. Scores compare items of one person, without a unit.
        """
        moments = all_now(self.log_)
        if users is not None:
            wanted = self.log_.users.get_indexer(pd.Index(users).unique())
            moments = moments.take(wanted[wanted >= 0])
        step = PEOPLE_AT_ONCE if self._transitions else self._knowledge.moments_at_once
        parts = [
            self._best(moments.take(slice(first, first + step)), k)
            for first in range(0, max(len(moments), 1), step)
        ]
        return pd.concat(parts, ignore_index=True)

    def _best(self, moments: Moments, k: int) -> pd.DataFrame:
        most = k if self._transitions else max(CANDIDATES, k)
        items, scores = self._scored(moments, most=most)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        scores = np.take_along_axis(scores, order, axis=1)
        items = np.take_along_axis(items, order, axis=1)
        rows, ranks = np.nonzero(np.isfinite(scores))
        return pd.DataFrame(
            {
                "user_id": self.log_.users[moments.user[rows]],
                "rank": ranks + 1,
                "item_id": self.log_.items[items[rows, ranks]],
                "score": scores[rows, ranks],
            }
        )

    @property
    def _is_large(self) -> bool:
        return len(self.log_.users) * len(self.log_.items) > CELLS_OF_LARGE_LOG

    def _scored(self, moments: Moments, *, most: int) -> tuple[Integers, Floats]:
        if self._transitions:
            return self._transitions.scored(moments, most=most)
        items, first = self._knowledge.candidates(moments, most=most)
        if self._ranker is None or not len(moments):
            return items, first
        predicted = self._ranker.predict(matrix(self._knowledge.features(moments, items)))
        scores = in_groups(predicted, n_groups=len(moments))
        return items, np.where(np.isfinite(first), scores, -np.inf)

    def _examples(self) -> Examples | None:
        """Return examples from the log, and from ever shorter ones where they are few."""
        found: Examples | None = None
        log: Log = self.log_
        repeats = MOST_SPLITS if len(log.user) * len(log.items) < CELLS_OF_SMALL_LOG else 1
        for split in range(repeats):
            known = 0 if found is None else len(found.user)
            if known >= ENOUGH_MOMENTS:
                break
            stay = cut(log)
            some = examples_of(
                log,
                stay,
                alike=self._alike,
                n_candidates=LEARNED_CANDIDATES,
                most=ENOUGH_MOMENTS - known,
                seed=self.seed + split,
            )
            if some is None or (found is not None and some.names != found.names):
                break
            found = some if found is None else found.joined(some)
            log = log.kept(stay)
        return found if found is not None and len(found.user) >= FEWEST_MOMENTS else None
