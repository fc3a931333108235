"""Bina's answer: the forty columns declared as features, and written agency by agency."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from features.agencies import finished_part, profiles_tasks
from features.clock import Floats
from features.declare import Compute, feature
from features.history import History
from features.home import Home
from features.walking import walk
from serving.parts import write_parts
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
    tasks = profiles_tasks(home, days, names=names)
    parts = walk(
        finished_part,
        tasks,
        weights=[task.n_people for task in tasks],
        processes=1,
        step=lambda _what, _share: None,
    )
    write_parts(parts, out)


if __name__ == "__main__":
    main()
