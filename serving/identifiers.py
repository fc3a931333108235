"""Ids of persons in addresses: which may be asked for, and how they are written there.

An office chooses its own pseudonyms, so their shape is not fixed here; what is in the scores can be
asked for. Two things never can: a NIP that was typed by mistake, and what no id can be.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from features.contract import DOTS, LONGEST_ID

SHAPE = re.compile(rf"[^\x00-\x1f\x7f/]{{1,{LONGEST_ID}}}")
"""No control characters, and no slash, which would be another address."""
SEPARATORS = re.compile(r"[\s._-]")
NIP_PARTS = (4, 2, 2, 4, 2, 1, 3)
"""Year, month and day of birth, year and month of entry, sex, and a number."""
GAP = r"[\s._-]{0,3}"
NIP_WITHIN = re.compile(r"(?<!\d)" + GAP.join(rf"\d{{{n}}}" for n in NIP_PARTS) + r"(?!\d)")


def is_identifier(asked: str) -> bool:
    """Return whether this may be the pseudonym of a person; a NIP, however written, never is."""
    return bool(SHAPE.fullmatch(asked)) and asked not in DOTS and not is_nip(asked)


def is_nip(asked: str) -> bool:
    """Return whether this is an 18-digit number, with or without the usual gaps."""
    digits = SEPARATORS.sub("", asked)
    return len(digits) == sum(NIP_PARTS) and digits.isdecimal()


def holds_nip(text: str) -> bool:
    """Return whether a text is a NIP or has one in it, in a row or with gaps between its parts.

    Numbers beside each other, such as two days and some hours, are none.
    """
    return is_nip(text) or NIP_WITHIN.search(text) is not None


def in_address(identifier: str) -> str:
    """Return an id as it is written in an address."""
    return quote(identifier, safe="")
