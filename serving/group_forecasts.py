"""Expected voluntary leavers of groups, so that nothing tells what a small group is expected to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from scipy import stats

from features.subtrees import subtrees

SMALLEST_GROUP = 10
"""Groups with fewer people are not shown (minimum cell)."""
YEAR_TO_YEAR = 0.15
"""Standard deviation of the log exit rate from one year to the next, added to every interval."""
COLUMNS = ["level", "group_id", "group_name", "n", "expected", "low", "high"]
NO_FORECASTS = pd.DataFrame(columns=COLUMNS)
LEVELS = {
    "agency": ("agency", "agency_name"),
    "unit": ("unit_id", "unit_name"),
    "job_family": ("job_family", "job_family"),
    "region": ("region", "region"),
}
"""By level the columns with the id and the name of a group; the groups of each are apart."""
AGENCY = ""
SUMS = ["n", "expected", "variance"]


def forecasts_of_groups(people: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return expected voluntary leavers of every group that is large enough to be shown.

    ``people`` as in `serving.batch`, ``units`` with unit_id, parent_id and name. Beside the levels
    that divide the agency there is ``branch``: a unit together with those below it.
    """
    if people.empty:
        return NO_FORECASTS
    has_place = people[["unit_id", "job_id"]].notna().any(axis=1)
    placed = people[has_place].assign(agency="", agency_name="")
    tables = {level: _sums(placed, *columns) for level, columns in LEVELS.items()}
    shown = {level: with_rest(table) for level, table in tables.items()}
    hidden = tables["unit"].index.difference(shown["unit"].index).union([""])
    shown["branch"] = branches(tables["unit"], units, hidden=hidden)
    parts = [_with_intervals(table, level) for level, table in shown.items() if len(table)]
    return pd.concat(parts, ignore_index=True) if parts else NO_FORECASTS


def _sums(people: pd.DataFrame, group: str, name: str) -> pd.DataFrame:
    variance = people["risk"] * (1 - people["risk"])
    placed = people.assign(variance=variance, **{group: people[group].fillna("")})
    by = placed.groupby(group)
    table = pd.DataFrame(
        {"n": by.size(), "expected": by["risk"].sum(), "variance": by["variance"].sum()}
    )
    return table.assign(group_name=by[name].first().fillna(by[group].first()))


def _with_intervals(table: pd.DataFrame, level: str) -> pd.DataFrame:
    low, high = interval(table["expected"].to_numpy(), table["variance"].to_numpy())
    known = table.assign(level=level, low=low, high=high).rename_axis("group_id")
    return known.reset_index()[COLUMNS]


def with_rest(table: pd.DataFrame) -> pd.DataFrame:
    """Return groups by id with those too small to be shown as one last group without an id.

    So the parts make up the whole. Where the rest would itself be too small, the smallest group
    shown joins it: otherwise it could be worked out as a difference.
    """
    small = (table["n"] < SMALLEST_GROUP) | (table.index == "")
    if small.all():
        return table[table["n"] >= SMALLEST_GROUP]
    if small.any() and table.loc[small, "n"].sum() < SMALLEST_GROUP:
        small |= table.index == table.loc[~small, "n"].idxmin()
    rest = table[small]
    if rest.empty:
        return table
    sums = rest[SUMS].sum().to_frame("").T.assign(group_name="")
    return pd.concat([table[~small], sums.astype({"n": "int64"})])


def branches(table: pd.DataFrame, units: pd.DataFrame, *, hidden: pd.Index) -> pd.DataFrame:
    """Return the sums of units that have people below them, they and those together, by their id.

    ``table`` holds the sums of each unit's own people, ``hidden`` names those that are not shown.
    A branch is left out where it, less all that is shown, would tell of too few people.
    """
    tree = subtrees(units)
    own = tree[tree["unit_id"].isin(table.index)]
    held = {str(root): frozenset(part["unit_id"]) for root, part in own.groupby("root_id")}
    held = {root: within for root, within in held.items() if len(within) > 1}
    counts = table["n"].where(table.index.isin(hidden), 0)
    unseen = {str(unit): int(n) for unit, n in counts.items()}
    kept = list(_untold(held, unseen))
    names = units.dropna(subset="name").drop_duplicates("unit_id", keep="last")
    name = names.set_index("unit_id")["name"].to_dict()
    rows = [
        {**table.loc[sorted(held[root]), SUMS].sum(), "group_name": name.get(root, root)}
        for root in kept
    ]
    found = pd.DataFrame(rows, index=kept, columns=[*SUMS, "group_name"]).astype({"n": "int64"})
    return found[found["n"] >= SMALLEST_GROUP]


def _untold(held: Mapping[str, frozenset[str]], unseen: Mapping[str, int]) -> Iterator[str]:
    """Yield the branches that may be shown, so that no difference tells of too few people.

    ``unseen`` are the people by unit whose number is shown nowhere. The branches lie within each
    other or apart: what each holds of them, less what branches shown within it hold, and what is
    left of the agency, must be none or enough. The larger ones go first.
    """
    parts = {AGENCY: frozenset(unseen)}
    around: dict[str, str] = {}
    """The smallest branch shown so far that holds a unit, by unit."""
    for root in sorted(held, key=lambda one: (-len(held[one]), one)):
        holder = around.get(next(iter(held[root])), AGENCY)
        left = parts[holder] - held[root]
        if _tells_of_few(held[root], unseen) or _tells_of_few(left, unseen):
            continue
        parts |= {root: held[root], holder: left}
        around |= dict.fromkeys(held[root], root)
        yield root


def _tells_of_few(units: frozenset[str], unseen: Mapping[str, int]) -> bool:
    return 0 < sum(unseen[unit] for unit in units) < SMALLEST_GROUP


def interval(expected: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return an 80% interval of the number of leavers: chance, and years that differ."""
    total = variance + (YEAR_TO_YEAR * expected) ** 2
    spread = np.maximum(total, expected * 1.000001)
    n = expected**2 / (spread - expected)
    share = expected / spread
    return stats.nbinom.ppf(0.1, n, share), stats.nbinom.ppf(0.9, n, share)
