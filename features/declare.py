"""How a feature is declared: where it is computed, once, with its unit and what it needs."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from features.clock import Floats
from features.history import History

Compute = Callable[[History], Floats]

FEATURES: dict[str, Feature] = {}
"""Every declared feature by name, in the order of declaration."""


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One column of the profiles.

    ``family`` is the module it is declared in. ``needs`` names the tables without which the
    column is NaN, ``columns`` the assignment columns without which it is (pay, where it was not
    allowed). ``categories`` are the words that the codes of a category stand for; a feature
    without them is a number in ``unit``.
    """

    name: str
    family: str
    unit: str
    meaning: str
    needs: tuple[str, ...]
    categories: tuple[str, ...]
    compute: Compute


def feature(
    *, unit: str, needs: tuple[str, ...] = (), categories: tuple[str, ...] = ()
) -> Callable[[Compute], Compute]:
    """Declare a function as a feature: its name is the column, its docstring the meaning."""

    def declare(compute: Compute) -> Compute:
        name = compute.__name__
        if name in FEATURES:
            raise ValueError(f"feature {name} is declared twice")
        FEATURES[name] = Feature(
            name=name,
            family=compute.__module__.rpartition(".")[2],
            unit=unit,
            meaning=inspect.getdoc(compute) or "",
            needs=needs,
            categories=categories,
            compute=compute,
        )
        return compute

    return declare
