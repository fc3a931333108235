"""What the newest imports brought, in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from features.home import Home
from features.importing.report import newest_reports


@dataclass(frozen=True)
class Imported:
    """One import: its day, how many rows were read, came or changed, and warnings."""

    on: date
    rows: int
    added: int
    replaced: int
    warnings: int


def newest_imports(home: Path, *, limit: int) -> list[Imported]:
    """Return the newest imports into a home, the last one first."""
    return [_imported(one) for one in newest_reports(Home(home), limit=limit)]


def _imported(report: Mapping[str, Any]) -> Imported:
    counts = report["rows"].values()
    return Imported(
        date.fromisoformat(report["today"]),
        rows=sum(one["read"] for one in counts),
        added=sum(one["added"] for one in counts),
        replaced=sum(one["replaced"] for one in counts),
        warnings=sum(report["warnings"].values()),
    )
