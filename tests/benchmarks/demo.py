"""What the demonstration costs without installation: 5,000 people, ten years."""

from __future__ import annotations

import tempfile
import time
from datetime import date
from pathlib import Path

from serving.demo import demonstrate


def run() -> None:
    """Print the CPU-seconds of the demonstration up to the published scores."""
    start, wall = time.process_time(), time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        demonstrate(
            Path(home), employees=5000, as_of=date(2026, 1, 1), step=lambda _what, _share: None
        )
    print(f"{time.process_time() - start:.0f} CPU-seconds, {time.perf_counter() - wall:.0f} s")
