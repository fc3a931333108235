"""The folder of the home into which an office puts what is to be imported by a job."""

from __future__ import annotations

from pathlib import Path

INBOX = "inbox"


def inbox_of(home: Path) -> list[str]:
    """Return the names of what lies in the inbox, in order."""
    folder = home / INBOX
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(one.name for one in found if not one.name.startswith("."))
