"""Five minutes of mixed load, with scores published meanwhile and the process of a job killed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from serving.database import store_url
from tests.serving.filling import fill
from tests.serving.mixed_load import mix

SECONDS = float(os.environ.get("BINA_MIXED_SECONDS", "300"))


def run() -> None:
    """Print how many answers there were, how many were wrong, writes that were lost, and memory."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home, store_url(home))
        outcome = mix(home, seconds=SECONDS, publish_every=5)
    early, late = outcome.memory[len(outcome.memory) // 4], outcome.memory[-1]
    print(f"{outcome.answers:,} answers in {SECONDS:.0f} s, {len(outcome.wrong)} wrong or lost")
    print(f"{len(outcome.kept):,} writes kept, {len(outcome.batches_seen)} batches seen")
    print(f"memory {early / 1e6:.0f} MB after a quarter, {late / 1e6:.0f} MB at the end")
