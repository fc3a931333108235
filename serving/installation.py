"""What one process serves: a home folder, its stores and its champion, opened when needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from serving.champion import Champion
from serving.database import is_there, store_url
from serving.store import Stores


class Installation:
    """A home folder; it may be empty when the process starts and be filled while it runs."""

    def __init__(self, home: Path, *, load_champion: Callable[[Path], Champion | None]) -> None:
        self.home = home
        self._load_champion = load_champion
        self._stores: Stores | None = None
        self._champion: Champion | None = None

    def stores(self) -> Stores | None:
        """Return the stores, or None while there are none."""
        if self._stores is None and is_there(store_url(self.home)):
            self._stores = Stores.open(store_url(self.home))
        return self._stores

    def champion(self) -> Champion | None:
        """Return the model in use, or None while none is trained; it is loaded once."""
        if self._champion is None:
            self._champion = self._load_champion(self.home)
        return self._champion

    def close(self) -> None:
        """Close the stores."""
        if self._stores is not None:
            self._stores.close()
            self._stores = None
