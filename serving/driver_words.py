"""Drivers of the groups, as pages and the API show them: families of signals in leavers."""

from __future__ import annotations

from collections.abc import Sequence

from serving.driver_schemas import DriverOut, GroupDriversOut
from serving.language import Language
from serving.store import ScoreStore
from serving.store.rows import Forecast
from serving.wording import family_text

SMALLEST_PART = 0.05
"""Leavers below which a family is left out: rounded it would be nothing."""
MOST_FAMILIES = 4


def drivers_of(
    store: ScoreStore, batch_id: int, level: str, forecasts: Sequence[Forecast], language: Language
) -> list[GroupDriversOut]:
    """Return the families that move each of these groups away from the agency's mean.

    Only groups with a forecast of their own; the strongest families first.
    """
    found = store.documents(batch_id, "drivers", level).get(level, {})
    return [
        GroupDriversOut(
            group_id=row.group_id,
            group_name=row.group_name,
            drivers=_strongest(found[row.group_id], language),
        )
        for row in forecasts
        if row.group_id and row.group_id in found
    ]


def _strongest(parts: dict[str, float], language: Language) -> list[DriverOut]:
    ordered = sorted(parts.items(), key=lambda part: (-abs(part[1]), part[0]))
    return [
        DriverOut(family=name, text=family_text(name, language), leavers=leavers)
        for name, leavers in ordered[:MOST_FAMILIES]
        if abs(leavers) >= SMALLEST_PART
    ]
