"""The model behind the predict routes: what it must offer, and checking what is sent to it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

import numpy as np

from features.families import FEATURES
from models.turnover.hazard import Floats
from serving.language import msg
from serving.problems import Problem

Value = float | int | str | None
Columns = Mapping[str, Sequence[Value]]
NUMBERS = frozenset({int, float, type(None)})
UNFIT = msg("The columns of the profiles do not fit the model. See missing and unknown.")
ODD = msg("Some values of the profiles do not fit the model. See the list of errors.")
UNEVEN = msg("The columns are not equally long: each must hold a value or null for every row.")
TOO_FAR = msg("The model looks %(days)s days ahead at most.")
ERRORS_SHOWN = 20
LARGEST_VALUE = 1e12
"""No feature comes near it; beyond are infinity and whole numbers that no float holds."""


@dataclass(frozen=True)
class Carded:
    """A version with what its card says, or the part of it that may be shown."""

    version: str
    card: Mapping[str, Any]


class Champion(Protocol):
    """A trained model with the columns it was trained on."""

    @property
    def version(self) -> str:
        """The version in the registry."""
        ...

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The profile columns the model takes, in their order."""
        ...

    @property
    def horizon_days(self) -> int:
        """The horizon the model was trained for."""
        ...

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """The words of each category column."""
        ...

    @property
    def card(self) -> Mapping[str, Any]:
        """What the model learned from, how it did, and its limits."""
        ...

    def risk_of_numbers(self, values: Floats, *, horizon_days: float) -> Floats:
        """Return the probability of a voluntary exit for each row of numbers.

        Its columns are the model's; a word is its place in `categories`, NaN a value not on record.
        """
        ...


def other_features(champion: Champion) -> list[str]:
    """Return the features that only the model or only this version of Bina has, sorted."""
    return sorted(set(champion.feature_names) ^ set(FEATURES))


def predict(
    champion: Champion, profiles: Sequence[Mapping[str, Value]], *, horizon_days: int | None
) -> list[float]:
    """Return the risk of each profile.

    Raises a 422 problem with the difference of the columns, or with the values that do not fit.
    """
    days = _days(champion, horizon_days)
    _check_names(champion, profiles)
    numbers = _read_rows(champion, profiles)
    if numbers is None:
        columns = {name: [row[name] for row in profiles] for name in champion.feature_names}
        raise _odd(champion, columns, path="body.profiles.{row}.{name}")
    return list(champion.risk_of_numbers(numbers, horizon_days=days).tolist())


def predict_columns(
    champion: Champion, columns: Columns, *, horizon_days: int | None
) -> list[float]:
    """Return the risk of each row of a table that is given column by column.

    Raises the same problems as `predict`, and one where the columns are not equally long.
    """
    days = _days(champion, horizon_days)
    _check_names(champion, [columns])
    if len({len(values) for values in columns.values()}) > 1:
        raise Problem(422, UNEVEN, "columns-not-equally-long")
    numbers = _read_columns(champion, columns)
    if numbers is None:
        raise _odd(champion, columns, path="body.columns.{name}.{row}")
    return list(champion.risk_of_numbers(numbers, horizon_days=days).tolist())


def _days(champion: Champion, asked: int | None) -> int:
    days = asked or champion.horizon_days
    if days > champion.horizon_days:
        raise Problem(422, TOO_FAR, "horizon-too-far", values={"days": champion.horizon_days})
    return days


def _check_names(champion: Champion, rows: Sequence[Mapping[str, object]]) -> None:
    wanted = set(champion.feature_names)
    if all(row.keys() == wanted for row in rows):
        return
    missing = sorted(set().union(*(wanted - row.keys() for row in rows)))
    unknown = sorted(set().union(*(row.keys() - wanted for row in rows)))
    diff = {
        "missing": missing,
        "unknown": [name[:100] for name in unknown[:ERRORS_SHOWN]],
        "model": champion.version,
    }
    raise Problem(422, UNFIT, "columns-do-not-fit", members=diff)


def _read_rows(champion: Champion, rows: Sequence[Mapping[str, Value]]) -> Floats | None:
    """Return the profiles as numbers, null as NaN; None where a value does not fit."""
    names = champion.feature_names
    told = [[row[name] for name in names] for row in rows]
    for name, words in champion.categories.items():
        at = names.index(name)
        for row, place in zip(told, _placed(words, [row[at] for row in told]), strict=True):
            row[at] = place
    return _numbers(told)


def _read_columns(champion: Champion, columns: Columns) -> Floats | None:
    """Return the same of columns."""
    known = champion.categories
    told = [
        _placed(known[name], columns[name]) if name in known else columns[name]
        for name in champion.feature_names
    ]
    numbers = _numbers(told)
    return None if numbers is None else numbers.T


def _numbers(told: Sequence[Sequence[Value]]) -> Floats | None:
    """Return a table as it is told; None where a value is no number or too large.

    All values are looked at together, since most tables fit.
    """
    if not all(NUMBERS.issuperset(map(type, values)) for values in told):
        return None
    try:
        numbers = np.array(told, dtype=np.float64)
    except OverflowError:  # a whole number that no float holds
        return None
    n_fitting = np.count_nonzero(np.abs(numbers) <= LARGEST_VALUE)
    n_null = 0 if n_fitting == numbers.size else sum(values.count(None) for values in told)
    return numbers if n_fitting + n_null == numbers.size else None


def _placed(words: tuple[str, ...], values: Sequence[Value]) -> list[Value]:
    """Return each word's place, null for null, and infinity for what is no word of the column."""
    places = _places(words)
    return [
        None if one is None else places.get(one, math.inf) if isinstance(one, str) else math.inf
        for one in values
    ]


@lru_cache(maxsize=256)
def _places(words: tuple[str, ...]) -> Mapping[str, int]:
    return {word: place for place, word in enumerate(words)}


def _odd(champion: Champion, columns: Columns, *, path: str) -> Problem:
    errors = _errors(champion, columns, path=path)
    return Problem(422, ODD, "values-do-not-fit", members={"errors": errors})


def _errors(champion: Champion, columns: Columns, *, path: str) -> list[dict[str, str]]:
    """Return the first values that do not fit: where, and what is expected there."""
    odd = (
        {"path": path.format(row=row, name=name), "message": _expected(champion, name)}
        for name in champion.feature_names
        for row, value in enumerate(columns[name])
        if not _fits(champion, name, value)
    )
    return list(islice(odd, ERRORS_SHOWN))


def _fits(champion: Champion, name: str, value: Value) -> bool:
    if value is None:
        return True
    if name in champion.categories:
        return value in champion.categories[name]
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= LARGEST_VALUE


def _expected(champion: Champion, name: str) -> str:
    if name in champion.categories:
        return f"one of {', '.join(champion.categories[name])}, or null"
    return "a number, or null"
