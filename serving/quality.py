"""The quality gate over a home: check every agency, publish what may be told, list the fixes."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from features.prevented import Prevented
from features.quality.declare import DIMENSIONS, Dimension, Rule
from features.quality.gate import Quality, check_quality
from features.quality.index import EQUAL, weights_of
from features.records import Records
from serving.group_forecasts import SMALLEST_GROUP
from serving.published import Published

Step = Callable[[str, float], None]
WEIGHTS = "BINA_IKD_WEIGHTS"


def weights_in_use() -> Mapping[Dimension, float]:
    """Return the weights of the dimensions: those of ``BINA_IKD_WEIGHTS``, or equal ones."""
    given = os.environ.get(WEIGHTS)
    return EQUAL if given is None else weights_from(given)


def weights_from(text: str) -> Mapping[Dimension, float]:
    """Return the weights written as ``25,25,25,25``; raises `Prevented` where it cannot be read."""
    try:
        return weights_of(text)
    except ValueError as error:
        raise Prevented(f"weights of the quality index: {error}") from None


def check_agencies(
    records: Mapping[str, Records],
    *,
    as_of: date,
    weights: Mapping[Dimension, float] = EQUAL,
    step: Step,
) -> dict[str, Quality]:
    """Return what the gate found in each agency; those without people on the day are left out.

    Raises `Prevented` where that is every one.
    """
    found: dict[str, Quality] = {}
    for number, (agency, one) in enumerate(records.items(), start=1):
        step(f"agency {number} of {len(records)}", (number - 1) / len(records))
        with suppress(Prevented):
            found[agency] = check_quality(one, as_of, weights=weights)
    if not found:
        raise Prevented(f"nobody is on record before {as_of}; choose a later day")
    return found


def publish_quality(home: Path, found: Mapping[str, Quality]) -> None:
    """Put the summaries where the pages read them."""
    published = Published(home, "quality")
    for agency, quality in found.items():
        published.put(agency, quality.as_of, summary(quality))


def summary(quality: Quality) -> dict[str, Any]:
    """Return what may be told about an agency as a whole: shares and counts, and no person.

    Units with fewer people than the minimum cell are left out; so is the number of people that
    a rule concerns, where it is lower than that.
    """
    sizes = quality.people.groupby("unit_id").size()
    units = quality.by("unit_id").assign(n_people=sizes)
    shown = units[units["n_people"] >= SMALLEST_GROUP].sort_values(["index", "checked"])
    return {
        "created_at": datetime.now(UTC).isoformat(),
        "n_people": quality.n_people,
        "weights": dict(quality.weights),
        **_figures(quality.by(None).iloc[0]),
        "tables": [
            {"table": name, **_figures(row)} for name, row in quality.by("table").iterrows()
        ],
        "units": [
            {
                "unit_id": unit,
                "name": quality.names.get(str(unit), str(unit)),
                "n_people": int(row["n_people"]),
                **_figures(row),
            }
            for unit, row in shown.iterrows()
        ],
        "n_units_left_out": int((sizes < SMALLEST_GROUP).sum()),
        "rules": rule_rows(quality),
    }


def rule_rows(quality: Quality) -> list[dict[str, Any]]:
    """Return the rules that found something, those first whose fixes would change most."""
    counts = quality.tally.groupby("rule")[["checked", "failed"]].sum()
    worth = quality.faults.groupby("rule")["worth"].sum().reindex(counts.index, fill_value=0.0)
    table = counts.assign(worth=worth)
    found = table[table["failed"] > 0].sort_values("worth", ascending=False, kind="stable")
    return [_rule_row(quality.rules[str(name)], row) for name, row in found.iterrows()]


def _rule_row(rule: Rule, row: pd.Series) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "dimension": rule.dimension,
        "table": rule.table,
        "of_items": rule.of_items,
        "checked": int(row["checked"]),
        "failed": _told(int(row["failed"]), of_items=rule.of_items),
        "worth": round(float(row["worth"]), 1),
    }


def _told(failed: int, *, of_items: bool) -> int | None:
    """Return how many failed; None for fewer people than the minimum cell."""
    return failed if of_items or failed >= SMALLEST_GROUP else None


def _figures(row: pd.Series) -> dict[str, Any]:
    shares = {
        name: None if math.isnan(row[name]) else round(float(row[name]), 2)
        for name in (*DIMENSIONS, "index")
    }
    return {**shares, "checked": int(row["checked"])}
