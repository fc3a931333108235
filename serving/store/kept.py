"""What was worked out from a batch, kept because a published batch does not change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from serving.store.rows import Batch

MOST = 64
Made = TypeVar("Made")


class Kept:
    """The results used last, each under its batch and what else it depends on.

    Nobody leaves a batch but by being erased, which the batch then tells.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, batch: Batch, *key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made of this batch for this key, or make it now."""
        whole = (batch.id, batch.erased_at, *key)
        with self._lock:
            if whole in self._made:
                self._made.move_to_end(whole)
                found: Made = self._made[whole]
                return found
        made = make()
        with self._lock:
            self._made[whole] = made
            if len(self._made) > self._most:
                self._made.popitem(last=False)
        return made
