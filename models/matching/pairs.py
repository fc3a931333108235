"""Who could be matched with whom, in positions instead of ids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.ranking import tie_break
from models.scorers import Floats

Ints = NDArray[np.int64]

RESOLUTION = 1_000_000
"""Into how many whole steps the greatest benefit is divided."""


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """The pairs that may be formed, one at each position of ``mentee``, ``mentor``, ``benefit``.

    ``mentees`` and ``mentors`` are sorted ids, ``capacity`` the free places of each mentor and
    ``most`` the greatest benefit that each mentee was a candidate for, though the mentor be full or
    the benefit too small; NaN where there is no candidate. The lottery gives each pair a number
    that decides between equal totals and nothing else.
    """

    mentees: pd.Index
    mentors: pd.Index
    capacity: Ints
    most: Floats
    mentee: Ints
    mentor: Ints
    benefit: Floats
    lottery: Ints

    def __len__(self) -> int:
        return len(self.mentee)

    @property
    def largest(self) -> float:
        """The greatest benefit, 1 where there is none."""
        return float(self.benefit.max(initial=0.0)) or 1.0


def read_pairs(
    candidates: pd.DataFrame,
    capacities: pd.Series,
    *,
    mentees: pd.Index,
    minimum: float,
    seed: int,
) -> Pairs:
    """Return the pairs of ``candidates`` that are good enough and whose mentor has a place.

    ``candidates`` has mentee_id, mentor_id and benefit (higher is better); ``capacities`` is
    indexed by mentor_id. Pairs below ``minimum`` or without a benefit are left out, and so is
    whoever is paired with herself. Raises ValueError where a pair comes twice or a person in
    ``candidates`` is not among the mentees.
    """
    if candidates.duplicated(["mentee_id", "mentor_id"]).any():
        raise ValueError("a pair of mentee and mentor comes twice among the candidates")
    people = pd.Index(mentees).unique().sort_values()
    places = capacities.fillna(0).clip(lower=0).astype("int64").sort_index()
    mentee = people.get_indexer(pd.Index(candidates["mentee_id"]))
    if (mentee < 0).any():
        raise ValueError("a candidate pair names somebody who is not among the mentees")
    mentor = places.index.get_indexer(pd.Index(candidates["mentor_id"]))
    benefit = candidates["benefit"].to_numpy(dtype=np.float64)
    same = candidates["mentee_id"].astype("str").eq(candidates["mentor_id"].astype("str"))
    allowed = np.isfinite(benefit) & (mentor >= 0) & ~same.to_numpy()
    kept = allowed & (benefit >= minimum)
    kept[kept] = places.to_numpy()[mentor[kept]] > 0
    order = np.lexsort((mentor[kept], mentee[kept]))
    chosen = np.flatnonzero(kept)[order]
    return Pairs(
        mentees=people,
        mentors=places.index,
        capacity=places.to_numpy().astype(np.int64),
        most=most_of(benefit[allowed], mentee[allowed], n_mentees=len(people)),
        mentee=mentee[chosen].astype(np.int64),
        mentor=mentor[chosen].astype(np.int64),
        benefit=benefit[chosen],
        lottery=draw(people, places.index, at=(mentee[chosen], mentor[chosen]), seed=seed),
    )


def most_of(benefit: Floats, mentee: Ints, *, n_mentees: int) -> Floats:
    """Return the greatest benefit of each mentee, NaN where there is none."""
    most = np.full(n_mentees, np.nan)
    np.fmax.at(most, mentee, benefit)
    return most


def draw(mentees: pd.Index, mentors: pd.Index, *, at: tuple[Ints, Ints], seed: int) -> Ints:
    """Return a number from 0 to 63 for each pair, by the ids and the seed alone."""
    of_mentee = tie_break(mentees, pd.Index(["mentee"]), seed=seed)[:, 0]
    of_mentor = tie_break(mentors, pd.Index(["mentor"]), seed=seed)[:, 0]
    mixed = (of_mentee[at[0]] ^ of_mentor[at[1]]) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(58)).astype(np.int64)
