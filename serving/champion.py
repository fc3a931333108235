"""The model behind the predict routes: what it must offer, and checking what is sent to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from serving.language import msg
from serving.problems import Problem

Value = float | int | str | None
Columns = Mapping[str, Sequence[Value]]
NUMBERS, WORDS = frozenset({int, float, type(None)}), frozenset({str, type(None)})
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

    def predict_risk(self, frame: pd.DataFrame, *, horizon_days: int) -> npt.NDArray[np.float64]:
        """Return the probability of a voluntary exit for each row."""
        ...


def predict(
    champion: Champion, profiles: Sequence[Mapping[str, Value]], *, horizon_days: int | None
) -> list[float]:
    """Return the risk of each profile.

    Raises a 422 problem with the difference of the columns, or with the values that do not fit.
    """
    days = _days(champion, horizon_days)
    _check_names(champion, profiles)
    columns = {name: [profile[name] for profile in profiles] for name in champion.feature_names}
    _check_values(champion, columns, path="body.profiles.{row}.{name}")
    return _risks(champion, columns, horizon_days=days)


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
    _check_values(champion, columns, path="body.columns.{name}.{row}")
    return _risks(champion, columns, horizon_days=days)


def _days(champion: Champion, asked: int | None) -> int:
    days = asked or champion.horizon_days
    if days > champion.horizon_days:
        raise Problem(422, TOO_FAR, "horizon-too-far", values={"days": champion.horizon_days})
    return days


def _check_names(champion: Champion, rows: Sequence[Mapping[str, object]]) -> None:
    wanted = set(champion.feature_names)
    missing = sorted(set().union(*(wanted - row.keys() for row in rows)))
    unknown = sorted(set().union(*(row.keys() - wanted for row in rows)))
    if missing or unknown:
        diff = {
            "missing": missing[:ERRORS_SHOWN],
            "unknown": [_printable(name) for name in unknown[:ERRORS_SHOWN]],
            "model": champion.version,
        }
        raise Problem(422, UNFIT, "columns-do-not-fit", members=diff)


def _check_values(champion: Champion, columns: Columns, *, path: str) -> None:
    odd = [name for name, values in columns.items() if not _all_fit(champion, name, values)]
    errors = [
        {"path": path.format(row=row, name=name), "message": _expected(champion, name)}
        for name in odd
        for row, value in enumerate(columns[name])
        if not _fits(champion, name, value)
    ]
    if errors:
        raise Problem(422, ODD, "values-do-not-fit", members={"errors": errors[:ERRORS_SHOWN]})


def _all_fit(champion: Champion, name: str, values: Sequence[Value]) -> bool:
    """Return whether a column fits as a whole, without a check of each value where possible."""
    kinds, known = set(map(type, values)), champion.categories.get(name)
    if known is not None:
        return kinds <= WORDS and set(values) <= {None, *known}
    if not kinds <= NUMBERS:
        return False
    numbers = [value for value in values if isinstance(value, int | float)]
    return all(-LARGEST_VALUE <= number <= LARGEST_VALUE for number in numbers)


def _fits(champion: Champion, name: str, value: Value) -> bool:
    if value is None:
        return True
    if name in champion.categories:
        return value in champion.categories[name]
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= LARGEST_VALUE


def _printable(name: str) -> str:
    """Return a column's name as it can be sent back; JSON may hold halves of characters."""
    return name[:100].encode(errors="replace").decode()


def _expected(champion: Champion, name: str) -> str:
    if name in champion.categories:
        return f"one of {', '.join(champion.categories[name])}, or null"
    return "a number, or null"


def _risks(champion: Champion, columns: Columns, *, horizon_days: int) -> list[float]:
    found: list[float] = champion.predict_risk(
        _as_frame(champion, columns), horizon_days=horizon_days
    ).tolist()
    return found


def _as_frame(champion: Champion, columns: Columns) -> pd.DataFrame:
    """Return the table in the model's columns, order and types; null becomes NaN."""
    numbers = [name for name in champion.feature_names if name not in champion.categories]
    values = np.array([columns[name] for name in numbers], dtype=np.float64)
    frame = pd.DataFrame(values.T, columns=numbers)
    words = {
        name: pd.Categorical(list(map(_word, columns[name])), dtype=_words(known))
        for name, known in champion.categories.items()
    }
    return frame.assign(**words)[list(champion.feature_names)] if words else frame


def _word(value: Value) -> str | None:
    return None if value is None else str(value)


@lru_cache(maxsize=256)
def _words(categories: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(categories))
