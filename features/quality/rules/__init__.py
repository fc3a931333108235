"""The rules, by what they are about; importing this package declares them all."""

from __future__ import annotations

from features.quality.declare import RULES as RULES
from features.quality.rules import (
    appraisals,
    departures,
    learning,
    organisation,
    people,
    posts,
    ranks,
    recording,
    statuses,
    versions,
)

__all__ = [
    "RULES",
    "appraisals",
    "departures",
    "learning",
    "organisation",
    "people",
    "posts",
    "ranks",
    "recording",
    "statuses",
    "versions",
]
