"""The leadership ladder: which rung a course title names, and which rung a job asks for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

from models.defaults.titles import naming


@dataclass(frozen=True)
class Rung:
    """One leadership course and the jobs it is for."""

    code: str
    name: str
    kind: str
    levels: tuple[str, ...]
    titles: tuple[str, ...]
    hours: float


@cache
def ladder() -> tuple[Rung, ...]:
    """Return the rungs from lowest to highest."""
    text = resources.files("models.defaults").joinpath("ladder.toml").read_text(encoding="utf-8")
    rungs = [
        Rung(**{**one, "levels": tuple(one["levels"]), "titles": tuple(one["titles"])})
        for one in tomllib.loads(text)["rung"]
    ]
    return tuple(reversed(rungs))


def rungs_of_titles(titles: pd.Series) -> pd.Series:
    """Return the place of the rung that each title names, from 0; NaN where it names none."""
    places = pd.Series(np.nan, index=titles.index, dtype="float64")
    for place, rung in enumerate(ladder()):
        places = places.mask(naming(titles, "|".join(rung.titles)), float(place))
    return places


def rungs_of_posts(posts: pd.DataFrame) -> pd.Series:
    """Return the place of the rung that each post (kind, level) asks for; NaN where none."""
    places = pd.Series(np.nan, index=posts.index, dtype="float64")
    for place, rung in enumerate(ladder()):
        asked = posts["kind"] == rung.kind
        if rung.levels:
            asked &= posts["level"].isin(rung.levels)
        places = places.mask(asked, float(place))
    return places
