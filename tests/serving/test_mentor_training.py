"""Training the mentor model in a home: what is kept, and what goes on serving."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from features.home import Home
from features.importing.importer import import_source
from features.prevented import Prevented
from features.sample import make_agency
from features.sources.frames import FrameSource
from serving.mentor_training import Learned, learn, told
from training.registry import MENTORS, Registry

DAY = date(2026, 1, 1)


def test_what_adds_nothing_becomes_no_version_and_later_days_win(tmp_path: Path) -> None:
    home = Home(tmp_path)
    tables = make_agency(employees=60, years=3, until=DAY).tables
    import_source(FrameSource(tables), home, today=DAY, ids_are_pseudonyms=True, origin="sample")
    first = learn(home, until=date(2025, 6, 1), step=lambda *_: None)
    again = learn(home, until=DAY, step=lambda *_: None)
    assert (first.version, again.version) == ("1", "")
    assert len(Registry(tmp_path, subject=MENTORS).versions()) == 1
    assert told(again)[-1] == "nothing takes over; what served before goes on"
    with pytest.raises(Prevented, match="learned until 2025-06-01"):
        learn(home, until=date(2025, 1, 1), step=lambda *_: None)


def test_the_console_says_what_the_gate_saw() -> None:
    gate = {"n": 400, "until": "2025-01-01", "rmse": 0.61, "rmse_reigning": 0.58}
    better = {"n": 900, "people": 300, "reason": "better", "rmse": 0.6, "rmse_unlearned": 0.7}
    few = {"n": 10, "people": 9, "reason": "too_few"}
    since = {"n": 3, "until": "2025-01-01", "reason": "too_few_since"}
    card = {
        "levels": {**better, "gate": {**gate, "reason": "not_nearer"}},
        "pairs": {**few, "gate": since},
    }
    assert told(Learned("", card))[:4] == [
        "levels: 900 examples of 300 people, error 0.600 against 0.700 unlearned",
        "levels: 400 examples since 2025-01-01, when the part that serves learned: "
        "error 0.610 against its 0.580; it stays",
        "pairs: 10 examples of 9 people, too few to learn from",
        "pairs: 3 examples since 2025-01-01, when the part that serves learned: "
        "too few to hold another against it; it stays",
    ]
