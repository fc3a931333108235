"""Secrets: making them up, and keeping only what cannot be turned back."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id at the cost that OWASP's Password Storage Cheat Sheet recommends."""
NOBODYS_HASH = HASHER.hash(secrets.token_urlsafe(16))
DRAWN_BYTES = 8
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without the letters and digits that look alike on paper."""


def new_password() -> str:
    """Return a password of 80 bits in four groups that can be read aloud."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def new_secret() -> str:
    """Return 256 random bits for a cookie or a token."""
    return secrets.token_urlsafe(32)


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Return whether the password belongs to the hash; takes as long when there is no hash."""
    try:
        HASHER.verify(stored or NOBODYS_HASH, password)
    except VerifyMismatchError:
        return False
    return stored is not None


def fingerprint(secret: str) -> str:
    """Return the SHA-256 of a secret, by which it is found again."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_key(secret: str) -> str:
    """Return a key that a form must carry, bound to the secret in the visitor's cookie.

    Another one each time: answers are compressed, and their length must tell nothing of it.
    """
    return _keyed(secret, secrets.token_hex(DRAWN_BYTES))


def is_form_key(key: str, secret: str) -> bool:
    """Return whether the form was made for this cookie."""
    made = _keyed(secret, key[: 2 * DRAWN_BYTES])
    return hmac.compare_digest(key.encode(), made.encode())


def _keyed(secret: str, drawn: str) -> str:
    told = f"bina form {drawn}".encode()
    return drawn + hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()
