"""A believable quality report and catalogue of the small agency."""

from __future__ import annotations

from collections.abc import Mapping

from features.families import FEATURES
from features.quality.declare import DIMENSIONS
from features.quality.rules import RULES
from tests.serving.agency import UNITS

SHARES = {"completeness": 96.4, "timeliness": 91.0, "accuracy": 99.5, "consistency": None}


def figures(checked: int) -> dict[str, object]:
    """Return shares by dimension, one of which was not checked."""
    return {**SHARES, "index": 95.6, "checked": checked}


def quality_report() -> Mapping[str, object]:
    """Return a report in which every rule found something."""
    return {
        "created_at": "2026-01-01T03:12:00+00:00",
        "n_people": 60,
        "weights": dict.fromkeys(DIMENSIONS, 0.25),
        **figures(2400),
        "tables": [{"table": name, **figures(100)} for name in ("employees", "ranks", "units")],
        "units": [
            {"unit_id": f"U-{n:02}", "name": name, "n_people": 10, **figures(300)}
            for n, name in enumerate(UNITS, start=1)
        ],
        "n_units_left_out": 3,
        "rules": [
            {
                "rule": name,
                "dimension": rule.dimension,
                "table": rule.table,
                "of_items": rule.of_items,
                "checked": 60,
                "failed": None if place % 2 else 12,
                "worth": 100.0 - place,
            }
            for place, (name, rule) in enumerate(RULES.items())
        ],
    }


def spread(declared_words: tuple[str, ...], *, shift: int) -> dict[str, object]:
    """Return a distribution of 60 people over words, or over three bins of numbers."""
    if declared_words:
        counts = [0] * len(declared_words)
        counts[shift % len(counts)] = 50
        return {"n": 60, "missing": 10, "words": list(declared_words), "counts": counts}
    return {"n": 60, "missing": 10, "edges": [1.5, 1200.0], "counts": [10 + shift, 40 - shift, 0]}


def catalogue() -> Mapping[str, object]:
    """Return the spreads of every declared feature: the first ones have shifted."""
    features = {
        name: {
            "now": spread(feature.categories, shift=25),
            "reference": spread(feature.categories, shift=0),
            "drift": (0.31, 0.15, 0.02)[place % 3],
        }
        for place, (name, feature) in enumerate(FEATURES.items())
    }
    return {"n_people": 60, "model": "turnover/3", "features": features}
