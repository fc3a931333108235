"""A second table of an export, whose columns are added to the rows of the first by a key.

The rows stay those of the first table. A row whose key is not in the second has nothing there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from features.importing.texts import texts_of
from features.problems import HIDDEN, BadInput, Problem, problem, visible_name

JOIN_KEYS: dict[str, type] = {"from": str, "header": int, "on": dict, "columns": dict}
"""What a join may say."""
BETWEEN = "\x1f"
"""Stands between the values of a key of several columns."""


@dataclass(frozen=True, kw_only=True)
class Join:
    """The second table: ``on`` is column of the first = column of the second."""

    source: str
    on: Mapping[str, str]
    columns: Mapping[str, str]
    header: int = 1


def join_of(given: Mapping[str, Any] | None) -> Join | None:
    """Return what a mapping says of a second table, if it does."""
    if given is None:
        return None
    return Join(
        source=given["from"],
        on=given["on"],
        columns=given["columns"],
        header=given.get("header", 1),
    )


def join_faults(
    given: Mapping[str, Any], section: str, fault: Callable[..., Problem]
) -> Iterator[Problem]:
    """Yield what a join says that it cannot say, and what it lacks."""
    for key, value in given.items():
        if key not in JOIN_KEYS:
            yield fault("mapping_unknown_key", section, key, detail=visible_name(key))
        elif not isinstance(value, JOIN_KEYS[key]) or isinstance(value, bool) or value == 0:
            yield fault("mapping_wrong_kind", section, key, detail=key)
    if not all(given.get(key) for key in ("from", "on", "columns")):
        yield fault("mapping_no_join", section, detail=section.split(".")[1])
    for part in ("on", "columns"):
        pairs = given.get(part)
        for name, column in pairs.items() if isinstance(pairs, dict) else ():
            if not isinstance(column, str):
                yield fault("mapping_wrong_kind", f"{section}.{part}", name, detail=name)


def place_of(frame: pd.DataFrame) -> dict[str, int]:
    """Return the place of each column by its name in lower case."""
    return {str(name).strip().lower(): place for place, name in enumerate(frame.columns)}


def column_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, whatever the capitals of its name."""
    return frame.iloc[:, place_of(frame)[name.strip().lower()]]


def joined(first: pd.DataFrame, second: pd.DataFrame, join: Join, *, place: str) -> pd.DataFrame:
    """Return the columns of the contract that come from the second table, one row for each row.

    ``place`` is what a message calls the second table. Capitals and blanks at the ends of a key
    do not matter. Raises `BadInput` where a key stands twice in the second table, and where no
    row of the first finds one.
    """
    theirs = keys_of(second, tuple(join.on.values())).dropna()
    twice = theirs[theirs.duplicated()]
    if len(twice):
        raise BadInput([_twice(twice, join, place)])
    ours = keys_of(first, tuple(join.on))
    found = pd.Index(theirs).get_indexer(pd.Index(ours))
    if len(first) and (found < 0).all():
        raise BadInput([problem("mapping_join_empty", file=place, detail=place)])
    kept = second.loc[theirs.index]
    return pd.DataFrame(
        {
            name: column_of(kept, column).reset_index(drop=True).reindex(found).array
            for name, column in join.columns.items()
        },
        index=first.index,
    )


def keys_of(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Return the key of each row as text; NA where a part of it is empty."""
    parts = [texts_of(column_of(frame, name)).str.casefold().array for name in columns]
    keys = pd.Series(parts[0], index=frame.index, dtype="str")
    for part in parts[1:]:
        keys = keys + BETWEEN + pd.Series(part, index=frame.index, dtype="str")
    return keys


def _twice(twice: pd.Series, join: Join, place: str) -> Problem:
    """Return the problem of keys that stand twice; a key may be a person's, so it is masked."""
    return problem(
        "mapping_join_twice",
        file=place,
        row=int(twice.index[0]),
        column=visible_name(", ".join(join.on.values())),
        detail=f"{twice.iloc[0][:1]}{HIDDEN}",
        more=len(twice) - 1,
    )
