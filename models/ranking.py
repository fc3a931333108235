"""The one ranking: from scorers and bars to the list each person sees.

Scorers come in order. An item about which the first scorer has an opinion stands before one about
which only a later scorer has; later scorers also decide between equal scores, and what is still
equal is ordered by a seeded hash, so that no item gains from its name or its place in a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain, repeat

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.scorers import Bar, Employees, Floats, ItemScores, Mask, Scorer, index_of

CELLS_PER_CHUNK = 2_000_000
"""How many scores of one scorer are held at a time: 16 MB."""
GROUPS_PER_PLACE = 4
"""Into so many groups a person's items are put for each place of the list."""
Hashes = NDArray[np.uint64]
LISTED = ["employee_id", "rank", "item_id", "score", "leader"]
EXPLAINED = ["employee_id", "rank", "item_id", "score", "reason", "reason_values"]


def rank(
    scorers: Sequence[Scorer],
    employees: Employees,
    *,
    bars: Sequence[Bar] = (),
    k: int = 5,
    seed: int = 7,
) -> pd.DataFrame:
    """Return the explained list of each person: at most ``k`` items, none of them barred.

    Scorers and bars are fitted. Columns: employee_id, rank (1 is first), item_id, score (of the
    scorer named by the reason; higher is better, to be compared within one reason only), reason
    (its code) and reason_values (a JSON object). People come in the order given; who has nothing
    to be suggested has no rows.
    """
    return explained(top_items(scorers, employees, bars=bars, k=k, seed=seed), scorers)


def top_items(
    scorers: Sequence[Scorer],
    employees: Employees,
    *,
    bars: Sequence[Bar] = (),
    k: int = 5,
    seed: int = 7,
) -> pd.DataFrame:
    """Return lists without reasons: employee_id, rank, item_id, score, leader.

    ``leader`` is the position of the scorer that leads, the first with an opinion of the pair.
    """
    people, items = index_of(employees), _all_items(scorers)
    lists = [
        _top_of_chunk(scorers, chunk, items=items, bars=bars, k=k, seed=seed)
        for chunk in _chunks(people, n_items=len(items))
    ]
    return pd.concat([_no_list(), *lists], ignore_index=True) if lists else _no_list()


def explained(listed: pd.DataFrame, scorers: Sequence[Scorer]) -> pd.DataFrame:
    """Return the lists with the reason of each row and the values its sentence names."""
    reasons = np.array([scorer.reason for scorer in scorers], dtype=object)
    leader, values = listed["leader"].to_numpy(), np.full(len(listed), "{}", dtype=object)
    for position in np.unique(leader):
        led = leader == position
        values[led] = as_json(scorers[position].explain(listed[led].reset_index(drop=True)))
    texts = {"reason": reasons[leader], "reason_values": values}
    return listed.assign(**texts)[EXPLAINED].astype(dict.fromkeys(texts, "str"))


def noted(suggested: pd.DataFrame, rows: Mask, note: str) -> pd.DataFrame:
    """Return explained lists in which ``note`` is true in the reason's values of some rows."""
    texts = suggested["reason_values"]
    comma = np.where(texts == "{}", "", ", ")
    more: pd.Series = texts.str[:-1] + comma + f"{json.dumps(note)}: true}}"
    return suggested.assign(reason_values=texts.mask(rows, more))


def limit_exposure(
    listed: pd.DataFrame, *, limits: pd.Series, k: int = 5, seed: int = 7
) -> pd.DataFrame:
    """Return lists of at most ``k`` in which no item is shown to more people than its limit.

    Everybody chooses in turn the best item still free, one each round, in an order drawn by the
    seed: all first places are given before any second one. ``limits`` is indexed by item_id. This
    is a step over a whole cohort: what a person sees depends on who else is in it.
    """
    items, names = pd.factorize(listed["item_id"])
    free = limits.reindex(names).fillna(0).clip(lower=0).astype("int64")
    item_of, left, n_places = items.tolist(), free.tolist(), free.sum()
    codes, people = pd.factorize(listed["employee_id"])
    ends = np.cumsum(np.bincount(codes, minlength=len(people)))
    lists = np.split(np.argsort(codes, kind="stable"), ends[:-1])
    drawn = np.argsort(_hashes(index_of(people), seed=seed), kind="stable")
    wishes = [iter(lists[place].tolist()) for place in drawn]
    kept: list[int] = []
    for wish in chain.from_iterable(repeat(wishes, k)):
        row = next((row for row in wish if left[item_of[row]] > 0), None)
        if row is not None:
            left[item_of[row]] -= 1
            kept.append(row)
        if len(kept) == n_places:
            break
    shown = listed.take(sorted(kept)).reset_index(drop=True)
    return shown.assign(rank=shown.groupby("employee_id").cumcount() + 1)


def tie_break(employees: pd.Index, items: pd.Index, *, seed: int) -> Hashes:
    """Return employees x items: a number that looks random but depends on the pair and seed only.

    The two hashes are mixed by the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
    """
    return _mixed(_hashes(employees, seed=seed)[:, None], _hashes(items, seed=seed + 1)[None, :])


def _mixed(one: Hashes, other: Hashes) -> Hashes:
    mixed = one ^ other
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed ^= mixed >> np.uint64(shift)
        mixed *= np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def as_json(values: pd.DataFrame) -> list[str]:
    """Return each row as a JSON object; what is not on record becomes null."""
    columns = [_as_members(values[name], key=name) for name in sorted(values.columns)]
    rows = zip(*columns, strict=True) if columns else [()] * len(values)
    return ["{" + ", ".join(row) + "}" for row in rows]


def _as_members(column: pd.Series, *, key: str) -> NDArray[np.object_]:
    """Return `"key": value` for each value, each different value written only once."""
    codes, different = pd.factorize(column)
    texts = [f"{json.dumps(key)}: {json.dumps(value)}" for value in [*different.tolist(), None]]
    return np.array(texts, dtype=object)[codes]


def _hashes(ids: pd.Index, *, seed: int) -> Hashes:
    key = f"{seed:016d}"[:16]
    hashed = pd.util.hash_array(ids.to_numpy(dtype=object), hash_key=key, categorize=False)
    return np.asarray(hashed, dtype=np.uint64)


def _all_items(scorers: Sequence[Scorer]) -> pd.Index:
    return index_of(sorted({item for scorer in scorers for item in scorer.items_}))


def _chunks(people: pd.Index, *, n_items: int) -> Iterator[pd.Index]:
    if n_items == 0:
        return
    size = max(1, CELLS_PER_CHUNK // n_items)
    for start in range(0, len(people), size):
        yield people[start : start + size]


def _top_of_chunk(
    scorers: Sequence[Scorer],
    people: pd.Index,
    *,
    items: pd.Index,
    bars: Sequence[Bar],
    k: int,
    seed: int,
) -> pd.DataFrame:
    scores = [_aligned(scorer.score(people), items) for scorer in scorers]
    shut = _without_opinion(scores)
    for bar in bars:
        shut |= bar.barred(people, items)
    rows, columns = np.nonzero(_may_be_listed(scores, shut, k=k))
    ties = _mixed(_hashes(people, seed=seed)[rows], _hashes(items, seed=seed + 1)[columns])
    people_last = rows.astype(np.min_scalar_type(len(people)))  # short numbers are sorted fastest
    keys = (ties, *(-score[rows, columns] for score in reversed(scores)), people_last)
    order = np.lexsort(keys)
    rows, columns = rows[order], columns[order]
    places = np.arange(len(rows)) - np.searchsorted(rows, rows)
    first = places < k
    rows, columns, places = rows[first], columns[first], places[first]
    leader, score = _led(np.stack([score[rows, columns] for score in scores]))
    picked = (people[rows], places + 1, items[columns], score, leader)
    return pd.DataFrame(dict(zip(LISTED, picked, strict=True)))


def _may_be_listed(scores: Sequence[Floats], shut: Mask, *, k: int) -> Mask:
    """Return which items may be among a person's first ``k``: none that so many surely precede.

    Opinions of all scorers are put on one scale, on which those of a later scorer lie below those
    of an earlier one; rounding on it never turns an order round.
    """
    if shut.shape[1] <= k:
        return ~shut
    widest = max(float(np.fmax.reduce(np.abs(one), axis=None, initial=0.0)) for one in scores)
    lead = scores[0].copy()
    for place, score in enumerate(scores[1:], start=1):
        np.fmax(lead, score - place * (2 * widest + 1), out=lead)
    lead[shut] = -np.inf
    may: Mask = ~shut & (lead >= _at_most_kth(lead, k))
    return may


def _at_most_kth(values: Floats, k: int) -> Floats:
    """Return of each row a value that at least ``k`` of it reach, close to the k-th largest.

    Of groups of a row's values the largest are taken, and of these the k-th: so many groups
    reach it. That is much less to sort than the row.
    """
    n_items = values.shape[1]
    n_groups = n_items // max(1, n_items // (GROUPS_PER_PLACE * k))
    largest = values[:, :n_groups].copy()
    for start in range(n_groups, n_items - n_groups + 1, n_groups):
        np.maximum(largest, values[:, start : start + n_groups], out=largest)
    return np.partition(largest, -k, axis=1)[:, [-k]]


def _aligned(scores: ItemScores, items: pd.Index) -> Floats:
    if scores.items.equals(items):
        return scores.values
    columns = scores.items.get_indexer(items)
    return np.where(columns >= 0, scores.values[:, columns], np.nan)


def _without_opinion(scores: Sequence[Floats]) -> Mask:
    none: Mask = np.logical_and.reduce([np.isnan(score) for score in scores])
    return none


def _led(scores: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return who leads each pair and with what score, from scorers x pairs."""
    leader = np.argmax(~np.isnan(scores), axis=0)
    return leader, scores[leader, np.arange(scores.shape[1])]


def _no_list() -> pd.DataFrame:
    types = ("str", "int64", "str", "float64", "int64")
    empty = {name: pd.Series(dtype=kind) for name, kind in zip(LISTED, types, strict=True)}
    return pd.DataFrame(empty)
