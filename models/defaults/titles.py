"""Course titles as people write them: batches and years stripped, and what they are about."""

from __future__ import annotations

import re

import pandas as pd

BATCH = re.compile(
    r"\b(?:angkatan|gelombang|batch|periode|kelas|tahap|tahun anggaran|tahun|t\.?a\.?|angk\.?)"
    r"\s*(?:ke)?\W*(?:[ivxlc]+|\d+)\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def plain_title(title: str) -> str:
    """Return a title without batches, years and odd signs, in small letters."""
    return " ".join(re.sub(r"[^\w/]+", " ", BATCH.sub(" ", title)).split()).casefold()


def plain_titles(titles: pd.Series) -> pd.Series:
    """Return plain titles; empty where there is none."""
    texts = titles.astype("str").fillna("")
    plain = {text: plain_title(text) for text in texts.unique()}
    return texts.map(plain).astype("str")


def naming(titles: pd.Series, pattern: str) -> pd.Series:
    """Return which titles a regular expression is found in, whatever their case."""
    texts = titles.astype("str").fillna("")
    search = re.compile(pattern, re.IGNORECASE).search
    found = {text: search(text) is not None for text in texts.unique()}
    return texts.map(found).astype("bool")
