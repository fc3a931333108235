"""What the home keeps of the access log's chain: its key, and the newest digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from features.problems import BadInput, problem
from features.pseudonyms import keep_key, key_of
from serving.store.seals import GRACE, MOST_LINES, START, Seals, Verification

KEY, HEAD = "audit.key", "audit.head"


def audit_key(home: Path) -> bytes:
    """Return the key of the chain over the access log; made the first time it is asked for."""
    key = key_of(home, name=KEY)
    if not (home / KEY).exists():
        keep_key(home, key, name=KEY)
    return key


def _key_of(home: Path, seals: Seals) -> bytes:
    """Return the key of the chain; raises `BadInput` where the key of what is sealed is gone.

    Under a new one all seals would look broken, and those to come would be.
    """
    if not (home / KEY).exists() and seals.newest() != START:
        raise BadInput(
            [problem("key_missing", file=KEY, detail="the access log is sealed with it")]
        )
    return audit_key(home)


def seal_log(home: Path, seals: Seals, *, grace: timedelta = GRACE, most: int = MOST_LINES) -> int:
    """Seal what is old enough, keep the newest digest in the home, and return how many lines.

    Where more than ``most`` wait, they get several seals, and others may write in between. Raises
    `BrokenChain` where the digest kept is no longer in the chain, and `BadInput` where the key is
    gone: nothing is sealed over it.
    """
    key, count = _key_of(home, seals), 0
    while sealed := seals.seal(key, after=kept_digest(home), grace=grace, most=most):
        _keep_digest(home, seals.newest())
        count += sealed
        if sealed < most:
            break
    return count


def _keep_digest(home: Path, digest: str) -> None:
    unfinished = home / f".{HEAD}.unfinished"
    unfinished.write_text(digest, encoding="ascii")
    unfinished.replace(home / HEAD)


def verify_log(home: Path, seals: Seals, *, expected: str | None = None) -> Verification:
    """Return whether the log is as it was sealed, and the chain the one that the home knows."""
    kept = kept_digest(home)
    found = seals.verify(_key_of(home, seals), expected=expected, kept=kept)
    lost = kept is None and found.seals > 0
    return replace(found, kept=False) if lost else found


def kept_digest(home: Path) -> str | None:
    """Return the newest digest as the home knows it; None before the first seal."""
    file = home / HEAD
    return file.read_text(encoding="ascii").strip() if file.exists() else None
