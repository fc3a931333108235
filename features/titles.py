"""Job families from job titles, for offices whose jobs have titles and no families."""

from __future__ import annotations

import re

import pandas as pd

LEVEL_WORDS = frozenset(
    "i ii iii iv v vi vii viii ix x a b c d e jr sr junior senior chief head lead assistant asst "
    "assoc associate deputy principal trainee intern apprentice supervisor supv supt manager mgr "
    "director dir coordinator superintendent kepala ketua wakil sub bagian bidang seksi ahli "
    "pertama muda madya utama terampil mahir penyelia pemula pelaksana lanjutan".split()
)
"""Words that tell a level and not a trade, in English and Indonesian."""
LETTERS_KEPT, WORDS_KEPT = 5, 2


def title_families(titles: pd.Series) -> pd.Series:
    """Return the family of each title: its first words that tell a trade, cut short.

    Cutting makes re-spellings and abbreviations of later years fall together. A title of level
    words only is its own family; a missing title stays missing.
    """
    known = {title: _family(str(title)) for title in titles.dropna().unique()}
    return titles.map(known).astype("str")


def _family(title: str) -> str:
    words = re.findall(r"[a-z]+", title.lower())
    trade = [word for word in words if word not in LEVEL_WORDS] or words
    return " ".join(word[:LETTERS_KEPT] for word in trade[:WORDS_KEPT])
