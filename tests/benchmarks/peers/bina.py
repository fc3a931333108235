"""Bina's answer: the forty columns declared as features, and written agency by agency."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from features.clock import Floats
from features.declare import Compute, feature
from features.history import History
from features.home import Home
from tests.benchmarks.peers.questions import QUESTIONS, SNAPSHOTS, Question


def declare(question: Question) -> str:
    """Declare a question as a feature, as anybody would add one, and return its name."""
    feature(unit="as asked", needs=(question.table,))(answering(question))
    return question.name


def answering(question: Question) -> Compute:
    """Return the feature's function: one question to the person's events."""
    given = (question.column,) if question.column else ()
    window = () if question.days is None else (question.days,)

    def compute(history: History) -> Floats:
        ask = getattr(history.events(question.table), question.ask)
        return ask(*given, *window)

    compute.__name__ = question.name
    return compute


def main() -> None:
    """Write the profiles of a home: HOME N_SNAPSHOTS OUT."""
    home, n_snapshots, out = Home(Path(sys.argv[1])), int(sys.argv[2]), Path(sys.argv[3])
    names = [declare(question) for question in QUESTIONS]
    days = [date.fromisoformat(day) for day in SNAPSHOTS[n_snapshots]]
    from features.profiles import build_profiles
    from features.records import Records
    import pandas as pd
    out.mkdir(parents=True, exist_ok=True)
    for agency in home.agencies():
        p = build_profiles(Records.of(home.frames(agency)), days, names=names)
        p.reset_index().to_parquet(out / f"{agency}.parquet")


if __name__ == "__main__":
    main()
