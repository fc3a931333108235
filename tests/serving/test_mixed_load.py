"""Reading and writing while scores are published: nothing is mixed up, nothing lost."""

from __future__ import annotations

from pathlib import Path

from tests.serving.mixed_load import mix


def test_nothing_wrong_and_nothing_lost_under_mixed_load(home: Path) -> None:
    outcome = mix(home, seconds=6, publish_every=1)
    assert outcome.wrong == []
    assert outcome.answers > 20
    assert outcome.kept
    assert len(outcome.batches_seen) > 1
