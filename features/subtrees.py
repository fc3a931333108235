"""Which units a unit holds, in the tree of an agency."""

from __future__ import annotations

import pandas as pd


def subtrees(units: pd.DataFrame) -> pd.DataFrame:
    """Return of each unit every unit of its subtree, itself included: root_id and unit_id.

    ``units`` holds unit_id and parent_id, a row a unit. A circle in the records ends where it
    closes: its units hold each other.
    """
    above = dict(zip(units["unit_id"], units["parent_id"], strict=True))
    pairs = [(root, unit) for unit in above for root in _line_of(unit, above)]
    return pd.DataFrame(pairs, columns=["root_id", "unit_id"], dtype="str")


def _line_of(unit: str, above: dict[str, str]) -> list[str]:
    """Return the unit and those above it that are on record, the nearest first."""
    line: dict[str, None] = {}
    while unit in above and unit not in line:
        line[unit] = None
        unit = above[unit]
    return list(line)
