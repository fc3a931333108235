"""Learning whom to match from a home's records, and what serves of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from features.home import Home
from features.walking import Step
from serving.jobs import records_of
from training.mentors import train_mentors
from training.registry import MENTORS, Registry


@dataclass(frozen=True)
class Learned:
    """A kept version and its card: see `training.mentors.train_mentors`."""

    version: str
    card: dict[str, Any]


def learn(home: Home, *, until: date, step: Step) -> Learned:
    """Learn from all agencies of a home what was known before a day, and keep what was better."""
    records = list(records_of(home).values())
    trained = train_mentors(records, until=until, step=step)
    version = Registry(home.path, subject=MENTORS).keep(trained.model, trained.card)
    return Learned(version, trained.card)


def told(learned: Learned) -> list[str]:
    """Return what the console says of it: one line for each of the two parts."""
    return [_line(part, learned.card[part]) for part in ("levels", "pairs")] + [
        f"version {learned.version}; used from now on by bina score and bina match mentors"
    ]


def _line(part: str, found: dict[str, Any]) -> str:
    head = f"{part}: {found['n']:,} examples of {found['people']:,} people, "
    if found["reason"] == "too_few":
        return head + "too few to learn from; the unlearned fit stays"
    figures = f"error {found['rmse']:.3f} against {found['rmse_unlearned']:.3f} unlearned"
    return head + figures + ("" if found["serves"] else ": not better, left out")
