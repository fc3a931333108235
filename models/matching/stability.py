"""Stability: no mentee and mentor who would both rather have each other than what they got.

The mentees' deferred acceptance of Gale and Shapley (1962) with places (Roth 1984): the result is
stable, and no mentee does better in any other stable matching. All who are free propose at once.
"""

from __future__ import annotations

import numpy as np

from models.matching.pairs import Ints, Pairs
from models.scorers import Floats


def stable_match(pairs: Pairs, *, mentor_liking: Floats | None = None) -> Ints:
    """Return the positions of the pairs of the stable matching that is best for mentees.

    Mentees prefer more benefit. Mentors prefer more of ``mentor_liking``, aligned with the pairs,
    or of the same benefit where none is given. The lottery decides between equals.
    """
    wish_order = ranked(pairs.benefit, pairs.lottery, within=pairs.mentee)
    liking = ranked(
        pairs.benefit if mentor_liking is None else mentor_liking,
        pairs.lottery,
        within=pairs.mentor,
    )
    by_wish = np.lexsort((wish_order, pairs.mentee))
    first = np.searchsorted(pairs.mentee[by_wish], np.arange(len(pairs.mentees) + 1))
    next_wish, last_wish = first[:-1].copy(), first[1:]
    held = np.zeros(0, dtype=np.int64)
    free = np.arange(len(pairs.mentees))
    while len(asking := free[next_wish[free] < last_wish[free]]):
        asked = by_wish[next_wish[asking]]
        next_wish[asking] += 1
        held = _best_of_each(np.concatenate([held, asked]), pairs, liking)
        free = np.setdiff1d(np.arange(len(pairs.mentees)), pairs.mentee[held])
    return np.sort(held)


def ranked(value: Floats, lottery: Ints, *, within: Ints) -> Ints:
    """Return the place of each pair among those of the same person: 0 is the most wanted."""
    order = np.lexsort((-lottery, -value, within))
    start = np.searchsorted(within[order], within[order])
    place = np.empty(len(value), dtype=np.int64)
    place[order] = np.arange(len(value)) - start
    return place


def _best_of_each(offers: Ints, pairs: Pairs, liking: Ints) -> Ints:
    """Return the offers that mentors keep: as many as they have places, the most liked."""
    order = offers[np.lexsort((liking[offers], pairs.mentor[offers]))]
    mentor = pairs.mentor[order]
    place = np.arange(len(order)) - np.searchsorted(mentor, mentor)
    kept: Ints = order[place < pairs.capacity[mentor]]
    return kept


def blocking_pairs(pairs: Pairs, chosen: Ints, *, mentor_liking: Floats | None = None) -> Ints:
    """Return the positions of pairs who would both rather have each other than what they got.

    A mentor with a free place would rather have anybody; a mentee without a mentor likewise. Two
    whom only the lottery tells apart block nothing.
    """
    liking = pairs.benefit if mentor_liking is None else mentor_liking
    has = np.full(len(pairs.mentees), -np.inf)
    has[pairs.mentee[chosen]] = pairs.benefit[chosen]
    taken = np.bincount(pairs.mentor[chosen], minlength=len(pairs.mentors))
    least = np.full(len(pairs.mentors), np.inf)
    np.minimum.at(least, pairs.mentor[chosen], liking[chosen])
    least[taken < pairs.capacity] = -np.inf
    both = (pairs.benefit > has[pairs.mentee]) & (liking > least[pairs.mentor])
    both[chosen] = False
    return np.flatnonzero(both).astype(np.int64)
