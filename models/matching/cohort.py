"""The matching of a whole cohort: the greatest total benefit under every limit.

Benefits are whole steps (a millionth of the greatest one), so the optimum is exact in them; the
seeded lottery decides between matchings of the same total. Floors of one kind of group (say units)
are part of the flow. Floors of further kinds (say levels) cross the first and are held by prices:
members of a group that falls short gain a bonus until it does not. The bonus gives the bound from
which the reported gap is measured (Fisher 1981).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.matching.flow import Groups, attainable, cheapest
from models.matching.pairs import RESOLUTION, Ints, Pairs, read_pairs
from models.matching.stability import stable_match
from models.scorers import Floats

ROUNDS = 60
"""How often the prices of crossing floors are moved."""


@dataclass(frozen=True, kw_only=True)
class Floor:
    """At least ``least`` people of each group get a mentor, if so many of it can have one.

    ``group`` is indexed by mentee_id; who has no group is bound by no floor of this kind.
    """

    name: str
    group: pd.Series
    least: int = 1


@dataclass(frozen=True, kw_only=True)
class Matching:
    """What was decided, and how good it is proven to be.

    ``matched``: mentee_id, mentor_id, benefit. ``waiting``: mentee_id, place (1 is next), reason
    (``no_candidate``: nobody may be; ``below_minimum``: nobody helps enough; ``no_place``: who does
    is full), missed_benefit: of the best mentor; NaN where there is none.
    ``floors``: floor, group, asked and held (people), one row a group. ``total`` is the sum of
    benefits, with bonuses for pairs that stay, and ``bound`` what no matching under these limits
    can exceed.
    """

    matched: pd.DataFrame
    waiting: pd.DataFrame
    floors: pd.DataFrame
    total: float
    bound: float
    seed: int

    @property
    def gap(self) -> float:
        """The greatest share of the bound that a better matching could add; 0 is proven best."""
        return max(0.0, (self.bound - self.total) / self.bound) if self.bound > 0 else 0.0

    @property
    def short_floors(self) -> pd.DataFrame:
        """The rows of ``floors`` of which fewer got a mentor than was asked for."""
        return self.floors[self.floors["held"] < self.floors["asked"]]


def match(
    candidates: pd.DataFrame,
    capacities: pd.Series,
    *,
    mentees: pd.Index,
    minimum: float = 0.0,
    floors: Sequence[Floor] = (),
    former: pd.DataFrame | None = None,
    stay_bonus: float = 0.0,
    stable: bool = False,
    seed: int = 7,
) -> Matching:
    """Return the matching of greatest total benefit, or with ``stable`` the stable one.

    ``candidates``: mentee_id, mentor_id, benefit (higher is better, one unit for all), one row a
    pair that may be formed; ``capacities``: free places by mentor_id. Pairs below ``minimum`` or
    with a full mentor are not formed. ``former`` (mentee_id, mentor_id) are the pairs of an earlier
    round: keeping one is worth ``stay_bonus`` more, so that a change must be worth at least as
    much. Each mentee gets at most one mentor. In a stable matching no mentee and mentor would both
    rather have each other; no floor is held for it, and ``bound`` stays that of the best. The same
    input and seed give the same matching.
    """
    pairs = read_pairs(candidates, capacities, mentees=mentees, minimum=minimum, seed=seed)
    worth = replace(pairs, benefit=pairs.benefit + stay_bonus * _stays(pairs, former))
    chosen, bound = best(worth, floors)
    if stable:
        chosen = stable_match(worth)
    return Matching(
        matched=pair_rows(pairs, chosen),
        waiting=waiting_list(pairs, chosen, minimum=minimum),
        floors=held_floors(pairs, chosen, floors),
        total=float(worth.benefit[chosen].sum()),
        bound=bound,
        seed=seed,
    )


def stability_price(
    candidates: pd.DataFrame,
    capacities: pd.Series,
    *,
    mentees: pd.Index,
    minimum: float = 0.0,
    seed: int = 7,
) -> float:
    """Return the share of the best total that a stable matching gives up, from 0 to 1.

    In a stable matching no mentee and mentor would both rather have each other. Floors are left
    aside on both sides of the comparison. 0 where nobody can be matched.
    """
    pairs = read_pairs(candidates, capacities, mentees=mentees, minimum=minimum, seed=seed)
    most = float(pairs.benefit[cheapest_with(pairs, one_group(pairs), np.zeros(len(pairs)))].sum())
    stable = float(pairs.benefit[stable_match(pairs)].sum())
    return max(0.0, 1.0 - stable / most) if most > 0 else 0.0


def best(pairs: Pairs, floors: Sequence[Floor]) -> tuple[Ints, float]:
    """Return the positions of the chosen pairs and the bound of their total."""
    kinds = [attainable(pairs, floor_groups(pairs, floor)) for floor in floors]
    first, crossing = (kinds[0], kinds[1:]) if kinds else (one_group(pairs), [])
    prices = [Prices(len(groups.floor), step=pairs.largest / 4) for groups in crossing]
    bound, fewest_short, kept = np.inf, np.inf, np.zeros(0, dtype=np.int64)
    for _ in range(ROUNDS if crossing else 1):
        extra = bonus_of_pairs(pairs, crossing, prices)
        found = cheapest_with(pairs, first, extra)
        bound = min(bound, dual(pairs, found, extra=extra, crossing=crossing, prices=prices))
        missing = [groups.floor - served(pairs, found, groups) for groups in crossing]
        short = sum(int(np.maximum(one, 0).sum()) for one in missing)
        if (short, -pairs.benefit[found].sum()) < (fewest_short, -pairs.benefit[kept].sum()):
            kept, fewest_short = found, short
        if fewest_short == 0 and bound - pairs.benefit[kept].sum() <= 2 * rounding(pairs):
            break
        for price, one in zip(prices, missing, strict=True):
            price.move(one)
    return kept, bound


class Prices:
    """What serving one more person of each group is worth, raised while the group falls short.

    Each price has a step of its own, which halves when the price turns round: prices settle.
    """

    def __init__(self, n_groups: int, *, step: float) -> None:
        self.now = np.zeros(n_groups)
        self._step = np.full(n_groups, step)
        self._way = np.zeros(n_groups)

    def move(self, missing: Ints) -> None:
        """Raise the prices of groups that miss people and lower the others, not below 0."""
        way = np.where(missing > 0, 1.0, -1.0)
        self._step = np.where(way * self._way < 0, self._step / 2, self._step)
        self.now = np.maximum(self.now + way * self._step, 0.0)
        self._way = np.where(self.now > 0, way, 0.0)


def cheapest_with(pairs: Pairs, first: Groups, extra: Floats) -> Ints:
    """Return the best pairs where each is worth ``extra`` more than its benefit."""
    share = 64 * (len(pairs.mentees) + 1)
    steps = np.round((pairs.benefit + extra) * (RESOLUTION / pairs.largest)).astype(np.int64)
    return cheapest(pairs, first, cost=-(steps * share + pairs.lottery))


def dual(
    pairs: Pairs, chosen: Ints, *, extra: Floats, crossing: Sequence[Groups], prices: list[Prices]
) -> float:
    """Return what no matching can exceed: the best with bonuses, less the bonuses of the floors.

    What rounding can hide is added, so that the bound holds for the benefits as given.
    """
    paid = sum(float(p.now @ groups.floor) for p, groups in zip(prices, crossing, strict=True))
    return float((pairs.benefit + extra)[chosen].sum()) - paid + rounding(pairs)


def rounding(pairs: Pairs) -> float:
    """Return the most that rounding benefits to whole steps can change a total by."""
    most = min(len(pairs.mentees), int(pairs.capacity.sum()), len(pairs))
    return most * pairs.largest / RESOLUTION


def bonus_of_pairs(pairs: Pairs, crossing: Sequence[Groups], prices: list[Prices]) -> Floats:
    """Return by how much more each pair counts for the groups of its mentee."""
    extra = np.zeros(len(pairs))
    for price, groups in zip(prices, crossing, strict=True):
        extra += price.now[groups.of_mentee[pairs.mentee]]
    return extra


def served(pairs: Pairs, chosen: Ints, groups: Groups) -> Ints:
    """Return how many people of each group have a mentor."""
    of_chosen = groups.of_mentee[pairs.mentee[chosen]]
    return np.bincount(of_chosen, minlength=len(groups.floor)).astype(np.int64)


def one_group(pairs: Pairs) -> Groups:
    """Return everybody as one group without a floor."""
    everybody = np.zeros(len(pairs.mentees), dtype=np.int64)
    return Groups(of_mentee=everybody, floor=np.zeros(1, dtype=np.int64))


def floor_groups(pairs: Pairs, floor: Floor) -> Groups:
    """Return the groups of a floor in sorted order; the last is of people without a group."""
    group = floor.group.reindex(pairs.mentees)
    codes, names = pd.factorize(group, sort=True)
    of_mentee = np.where(codes < 0, len(names), codes).astype(np.int64)
    size = np.bincount(of_mentee, minlength=len(names) + 1)
    least = np.minimum(size, floor.least)
    least[-1] = 0
    return Groups(of_mentee=of_mentee, floor=least.astype(np.int64))


def _stays(pairs: Pairs, former: pd.DataFrame | None) -> Floats:
    if former is None or former.empty:
        return np.zeros(len(pairs))
    now = pd.MultiIndex.from_arrays([pairs.mentees[pairs.mentee], pairs.mentors[pairs.mentor]])
    before = pd.MultiIndex.from_frame(former[["mentee_id", "mentor_id"]])
    return now.isin(before).astype(np.float64)


def pair_rows(pairs: Pairs, chosen: Ints) -> pd.DataFrame:
    """Return the chosen pairs with their ids and benefit, sorted by mentee."""
    return pd.DataFrame(
        {
            "mentee_id": pairs.mentees[pairs.mentee[chosen]],
            "mentor_id": pairs.mentors[pairs.mentor[chosen]],
            "benefit": pairs.benefit[chosen],
        }
    )


def waiting_list(pairs: Pairs, chosen: Ints, *, minimum: float) -> pd.DataFrame:
    """Return who got no mentor and why, those who would gain most first."""
    n = len(pairs.mentees)
    luck = np.zeros(n, dtype=np.int64)
    np.maximum.at(luck, pairs.mentee, pairs.lottery)
    left = np.setdiff1d(np.arange(n), pairs.mentee[chosen])
    left = left[np.lexsort((left, -luck[left], -pairs.most[left]))]
    missed = pairs.most[left]
    reasons = [np.isnan(missed), missed < minimum]
    return pd.DataFrame(
        {
            "mentee_id": pairs.mentees[left],
            "place": np.arange(1, len(left) + 1),
            "reason": np.select(reasons, ["no_candidate", "below_minimum"], "no_place"),
            "missed_benefit": missed,
        }
    )


def held_floors(pairs: Pairs, chosen: Ints, floors: Sequence[Floor]) -> pd.DataFrame:
    """Return one row for each group of each floor: how many were asked for and how many held."""
    columns = ["floor", "group", "asked", "held"]
    rows = []
    for floor in floors:
        groups = floor_groups(pairs, floor)
        names = sorted(set(floor.group.reindex(pairs.mentees).dropna()))
        held = served(pairs, chosen, groups)[: len(names)]
        asked = groups.floor[: len(names)]
        rows.append(
            pd.DataFrame({"floor": floor.name, "group": names, "asked": asked, "held": held})
        )
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)
