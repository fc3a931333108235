"""The first thing that ``bina`` runs: Ctrl+C is answered in words from the first moment on."""

from __future__ import annotations

import os
import signal
from types import FrameType

INTERRUPTED = 130
STOPPED = "stopped; nothing half-done was kept, and the command can be run again"


def main() -> None:
    """Load the command and run it; while it loads, Ctrl+C ends the process at once."""
    usual = signal.getsignal(signal.SIGINT)
    if usual is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end_at_once)
    from serving.cli import main as run

    signal.signal(signal.SIGINT, usual)
    run()


def _end_at_once(_number: int, _frame: FrameType | None) -> None:
    """End without a traceback: nothing has been opened or written yet."""
    os.write(2, f"error: {STOPPED}\n".encode())
    os._exit(INTERRUPTED)
