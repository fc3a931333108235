"""What one process serves: a home folder, its stores and its champion, opened when needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Lock

from serving.audit import seal_log
from serving.champion import Champion
from serving.database import is_there, store_url
from serving.limits import RateLimit
from serving.store import Stores
from serving.store.seals import GRACE

REGISTRY_FILE = "mlflow.sqlite"


class Installation:
    """A home folder; it may be empty when the process starts and be filled while it runs."""

    def __init__(self, home: Path, *, load_champion: Callable[[Path], Champion | None]) -> None:
        self.home = home
        self._registry = home / REGISTRY_FILE
        self._load_champion = load_champion
        self.limit = RateLimit()
        self._stores: Stores | None = None
        self._champion: Champion | None = None
        self._loaded_at: int | None = None
        self._lock = Lock()

    def stores(self) -> Stores | None:
        """Return the stores, or None while there are none."""
        if self._stores is None and is_there(store_url(self.home)):
            self._stores = Stores.open(store_url(self.home))
        return self._stores

    def champion(self) -> Champion | None:
        """Return the model in use, or None while none is trained.

        It is loaded once, and again after another one was registered in the home.
        """
        with self._lock:
            if self.loaded() is None:
                self._champion = self._load_champion(self.home)
                self._loaded_at = self._registered_at()
            return self._champion

    def loaded(self) -> Champion | None:
        """Return the model in use, or None while it would have to be loaded."""
        return self._champion if self._loaded_at == self._registered_at() else None

    def seal(self, *, grace: timedelta = GRACE) -> int:
        """Seal the lines of the access log that are old enough, and return how many these were."""
        stores = self.stores()
        return seal_log(self.home, stores.seals, grace=grace) if stores else 0

    def close(self) -> None:
        """Seal the access log and close the stores."""
        if self._stores is not None:
            try:
                self.seal(grace=timedelta(0))
            finally:
                self._stores.close()
                self._stores = None

    def _registered_at(self) -> int | None:
        """Return when the home's own registry last changed; None without one (a server)."""
        try:
            return self._registry.stat().st_mtime_ns
        except FileNotFoundError:
            return None
