"""Results about a whole agency that pages read: one JSON file an agency and day, in the home."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, unquote

Kind = Literal["quality", "catalogue", "learning", "opportunities", "monitor"]
UNFINISHED = ".unfinished"


class Published:
    """The results of one kind in a home. They hold counts and ids of units, and no person."""

    def __init__(self, home: Path, kind: Kind) -> None:
        self.folder = home / kind

    def put(self, agency_id: str, as_of: date, content: Mapping[str, Any]) -> Path:
        """Keep the result of an agency and day, whole or not at all; a later one replaces it."""
        folder = self.folder / quote(agency_id, safe="")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{as_of.isoformat()}.json"
        unfinished = path.with_suffix(UNFINISHED)
        heading = {"agency_id": agency_id, "as_of": as_of.isoformat()}
        unfinished.write_text(json.dumps({**heading, **content}), encoding="utf-8")
        unfinished.replace(path)
        return path

    def latest(self, agency_id: str | None, as_of: date | None = None) -> dict[str, Any] | None:
        """Return the newest result: of one agency, or as it stood on a day, where asked."""
        asked = self.agencies() if agency_id is None else [agency_id]
        found = [path for one in asked for path in self._days(one)]
        if as_of is not None:
            found = [path for path in found if path.stem <= as_of.isoformat()]
        newest = max(found, key=lambda path: (path.stem, path.parent.name), default=None)
        return None if newest is None else _read(newest, newest.stat().st_mtime_ns)

    def earliest(self, agency_id: str, *, since: date) -> dict[str, Any] | None:
        """Return an agency's first result of a day or later."""
        found = [path for path in self._days(agency_id) if path.stem >= since.isoformat()]
        return _read(found[0], found[0].stat().st_mtime_ns) if found else None

    def agencies(self) -> list[str]:
        """Return the agencies that have results, in order."""
        folders = self.folder.iterdir() if self.folder.exists() else ()
        return sorted(unquote(one.name) for one in folders if one.is_dir())

    def _days(self, agency_id: str) -> list[Path]:
        return sorted((self.folder / quote(agency_id, safe="")).glob("????-??-??.json"))


@lru_cache(maxsize=32)
def _read(path: Path, _changed_at: int) -> dict[str, Any]:
    """Return a file's content, read once until it changes."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
