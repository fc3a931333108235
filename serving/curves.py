"""The drawing of a year's plan under other budgets: what each would serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from serving.drawings import Budgets, Point
from serving.language import Language, msg

MILLION = 1e6
NAME = msg("Gaps served by budget; the same numbers are in the table below.")


def curve_of(
    rows: Sequence[Mapping[str, Any]], *, budget: float, language: Language
) -> Budgets | None:
    """Return the budgets tried; None where there are fewer than two or nothing was served."""
    found = sorted((float(row["budget"]), float(row["n_gaps"])) for row in rows)
    if len(found) < 2 or not any(n for _, n in found):
        return None
    asked, served = min(budget, found[-1][0]), language.text(msg("Gaps served"))
    points = (
        Point(
            millions=money / MILLION,
            n_gaps=n,
            is_asked=money == asked,
            text=f"Rp {language.number(money)}; {served}: {language.number(n)}",
        )
        for money, n in found
    )
    return Budgets(
        language.text(NAME),
        across=language.text(msg("Budget in millions of rupiah")),
        up=served,
        points=tuple(points),
    )
