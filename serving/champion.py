"""The model behind the predict route: what it must offer, and checking what is sent to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from serving.language import msg
from serving.problems import Problem

Value = float | int | str | None
UNFIT = msg("The columns of the profiles do not fit the model. See missing and unknown.")
ODD = msg("Some values of the profiles do not fit the model. See the list of errors.")
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
    days = horizon_days or champion.horizon_days
    if days > champion.horizon_days:
        raise Problem(422, TOO_FAR, "horizon-too-far", values={"days": champion.horizon_days})
    _check_columns(champion, profiles)
    _check_values(champion, profiles)
    frame = _as_frame(champion, profiles)
    return [float(risk) for risk in champion.predict_risk(frame, horizon_days=days)]


def _check_columns(champion: Champion, profiles: Sequence[Mapping[str, Value]]) -> None:
    wanted = set(champion.feature_names)
    missing = sorted(set().union(*(wanted - set(profile) for profile in profiles)))
    unknown = sorted(set().union(*(set(profile) - wanted for profile in profiles)))
    if missing or unknown:
        diff = {
            "missing": missing[:ERRORS_SHOWN],
            "unknown": [_printable(name) for name in unknown[:ERRORS_SHOWN]],
            "model": champion.version,
        }
        raise Problem(422, UNFIT, "columns-do-not-fit", members=diff)


def _check_values(champion: Champion, profiles: Sequence[Mapping[str, Value]]) -> None:
    errors = [
        {"path": f"body.profiles.{position}.{name}", "message": _expected(champion, name)}
        for position, profile in enumerate(profiles)
        for name, value in profile.items()
        if not _fits(champion, name, value)
    ]
    if errors:
        raise Problem(422, ODD, "values-do-not-fit", members={"errors": errors[:ERRORS_SHOWN]})


def _fits(champion: Champion, name: str, value: Value) -> bool:
    if value is None:
        return True
    if name in champion.categories:
        return value in champion.categories[name]
    return isinstance(value, int | float) and abs(value) <= LARGEST_VALUE


def _printable(name: str) -> str:
    """Return a column's name as it can be sent back; JSON may hold halves of characters."""
    return name[:100].encode(errors="replace").decode()


def _expected(champion: Champion, name: str) -> str:
    if name in champion.categories:
        return f"one of {', '.join(champion.categories[name])}, or null"
    return "a number, or null"


def _as_frame(champion: Champion, profiles: Sequence[Mapping[str, Value]]) -> pd.DataFrame:
    """Return the profiles in the model's columns, order and types; null becomes NaN."""
    columns = {
        name: _as_column([profile[name] for profile in profiles], champion.categories.get(name))
        for name in champion.feature_names
    }
    return pd.DataFrame(columns)


def _as_column(values: list[Value], categories: tuple[str, ...] | None) -> pd.Series[Any]:
    if categories is None:
        return pd.Series(values, dtype="float64")
    return pd.Series(pd.Categorical(values, categories=list(categories)))
