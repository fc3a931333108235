"""Keyed pseudonyms: the same person always gets the same one, and nobody can turn it back."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

import pandas as pd

from features.problems import BadInput, problem

KEY_FILE = "pseudonyms.key"
KEY_BYTES = 32
LENGTH = 20
"""Hexadecimal digits of a pseudonym: 80 bits, so that no two of a nation's people share one."""


class Pseudonyms:
    """Turns ids of persons into pseudonyms with the office's own key (HMAC-SHA256)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, ids: pd.Series) -> pd.Series:
        """Return the pseudonyms of these ids, on the same index; empty stays empty."""
        positions, uniques = pd.factorize(ids)
        made = pd.Series([self._of_one(one) for one in uniques], dtype="str")
        spread = made.array.take(positions, allow_fill=True)
        return pd.Series(spread, index=ids.index, name=ids.name)

    def _of_one(self, one: str) -> str:
        return hmac.digest(self._key, one.encode(), "sha256").hex()[:LENGTH]


def key_of(home: Path, *, name: str = KEY_FILE) -> bytes:
    """Return a key of this home, or a new random one that `keep_key` has still to keep.

    Raises `BadInput` if the key file is damaged.
    """
    path = home / name
    if not path.exists():
        return secrets.token_bytes(KEY_BYTES)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        detail = f"{len(key)} bytes instead of {KEY_BYTES}"
        raise BadInput([problem("broken_key", file=path.name, detail=detail)])
    return key


def keep_key(home: Path, key: bytes, *, name: str = KEY_FILE) -> bool:
    """Keep the key, whole or not at all, and return whether it is new; only its owner reads it.

    Raises `BadInput` if the home has got another key in the meantime.
    """
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        is_new = not path.exists()
        if is_new:
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    if path.read_bytes() != key:
        raise BadInput([problem("overtaken", file=home.name)])
    return is_new
