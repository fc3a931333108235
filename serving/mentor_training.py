"""Learning whom to match from a home's records, and what serves of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from features.home import Home
from features.prevented import Prevented
from features.walking import Step
from models.mentor_learning import UNLEARNED, MentorModel
from serving.jobs import records_of
from training.mentors import train_mentors
from training.registry import MENTORS, Registry


@dataclass(frozen=True)
class Learned:
    """The version that was kept and its card (see `training.mentors.train_mentors`).

    The version is empty where nothing took over: what served before goes on.
    """

    version: str
    card: dict[str, Any]


def learn(home: Home, *, until: date, step: Step) -> Learned:
    """Learn from all agencies of a home what was known before a day, and keep what was better.

    Raises `Prevented` where what serves learned from later days.
    """
    registry = Registry(home.path, subject=MENTORS)
    found = registry.kept()
    reigning = found if isinstance(found, MentorModel) else UNLEARNED
    if reigning.until > until.isoformat():
        raise Prevented(
            f"what serves learned until {reigning.until}; choose a day from then on, or go back"
            " first with: bina models rollback --of mentors"
        )
    records = list(records_of(home).values())
    trained = train_mentors(records, until=until, step=step, reigning=reigning)
    if found is not None and _parts(trained.model) == _parts(reigning):
        return Learned("", trained.card)
    return Learned(registry.keep(trained.model, trained.card), trained.card)


def _parts(model: MentorModel) -> tuple[object, object]:
    return model.levels, model.pairs


def told(learned: Learned) -> list[str]:
    """Return what the console says of it: a line or two for each of the two parts."""
    lines = [line for part in ("levels", "pairs") for line in _lines(part, learned.card[part])]
    last = f"version {learned.version}; used from now on by bina score and bina match mentors"
    return [*lines, last if learned.version else "nothing takes over; what served before goes on"]


def _lines(part: str, found: dict[str, Any]) -> list[str]:
    head = f"{part}: {found['n']:,} examples of {found['people']:,} people, "
    if found["reason"] == "too_few":
        said = "too few to learn from"
    else:
        said = f"error {found['rmse']:.3f} against {found['rmse_unlearned']:.3f} unlearned"
        said += "" if found["reason"] == "better" else ": not better, left out"
    gate = found.get("gate")
    return [head + said, *([f"{part}: {_of_gate(gate)}"] if gate else [])]


def _of_gate(gate: dict[str, Any]) -> str:
    since = f"{gate['n']:,} examples since {gate['until']}, when the part that serves learned"
    if gate["reason"] == "too_few_since":
        return f"{since}: too few to hold another against it; it stays"
    figures = f"error {gate['rmse']:.3f} against its {gate['rmse_reigning']:.3f}"
    return f"{since}: {figures}; {'it is replaced' if gate['reason'] == 'nearer' else 'it stays'}"
