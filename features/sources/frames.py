"""Tables that are already in memory."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from features.sources.reading import as_found
from features.tables import TABLE_OF_NAME


class FrameSource:
    """Record tables handed over as frames; the sample agency uses it."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._frames = dict(tables)

    def tables(self) -> tuple[str, ...]:
        """Return the names of the contract's tables that are here."""
        return tuple(name for name in TABLE_OF_NAME if name in self._frames)

    def read(self, table: str) -> pd.DataFrame:
        """Return the frame, with rows numbered from 2 as in a file."""
        return as_found(self._frames[table])

    def place(self, table: str) -> str:
        """Return the table's name: there is no file."""
        return table

    def ignored(self) -> tuple[str, ...]:
        """Return the names of frames that are no table of the contract."""
        return tuple(sorted(set(self._frames) - set(TABLE_OF_NAME)))
