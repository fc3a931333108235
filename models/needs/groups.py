"""Needs of the agency and of its units: what is lacking, by how many and by how much."""

from __future__ import annotations

import pandas as pd

from models.gaps import is_lacking
from models.needs.people import PRESENT

SMALLEST_UNIT = 10
"""Units with fewer people are not shown (minimum cell)."""
SMALLEST_CELL = 5
"""Smaller numbers of people lacking something are not shown."""
LEADING_NEEDS = 3


def needs_by_competency(needs: pd.DataFrame) -> pd.DataFrame:
    """Return what is lacking for present jobs, one row a competency, the heaviest first.

    Columns: competency_id, competency, n_asked, n_lacking, n_levels and n_weighted (levels lacking,
    and times their weight), n_must (of those lacking, where the standard says must),
    share_estimated (of those asked, whose level is on no record).
    """
    told = _told(needs[needs["aim"] == PRESENT])
    by = told.groupby("competency_id")
    table = by[["lacking", "short", "weighted", "must"]].sum().assign(n_asked=by.size())
    table = table.assign(
        competency=by["competency"].first(), share_estimated=by["estimated"].mean()
    ).rename(
        columns={
            "lacking": "n_lacking",
            "short": "n_levels",
            "weighted": "n_weighted",
            "must": "n_must",
        }
    )
    kinds = {"n_lacking": "int64", "n_must": "int64"}
    found = table.reset_index().astype(kinds)
    return found.sort_values(["n_weighted", "competency_id"], ascending=[False, True])[
        [
            "competency_id", "competency", "n_asked", "n_lacking", "n_levels", "n_weighted",
            "n_must", "share_estimated",
        ]
    ].reset_index(drop=True)  # fmt: skip


def _told(needs: pd.DataFrame) -> pd.DataFrame:
    lacking = is_lacking(needs)
    short = needs["gap"].clip(lower=0).where(lacking, 0.0)
    return needs.assign(
        short=short,
        lacking=lacking,
        weighted=short * needs["weight"],
        must=lacking & (needs["weight"] >= 3),
        estimated=needs["n_evidence"] == 0,
    )


def needs_by_unit(needs: pd.DataFrame, matches: pd.DataFrame, units: pd.Series) -> pd.DataFrame:
    """Return one row a unit of at least `SMALLEST_UNIT` people, the heaviest needs first.

    ``units`` gives unit_id by employee_id. Columns: unit_id, n_people, job_match (mean percent),
    n_below (people in the lowest band, NaN where fewer than `SMALLEST_CELL`), n_weighted, and
    leading: up to three competencies with how many lack them, as dicts. Smaller units are left out.
    """
    held = matches[matches["aim"] == PRESENT].assign(unit_id=lambda m: m["employee_id"].map(units))
    by = held.groupby("unit_id")
    table = pd.DataFrame({"n_people": by.size(), "job_match": by["job_match"].mean()})
    below = held[held["band"] == "below"].groupby("unit_id").size().reindex(table.index)
    told = _told(needs[needs["aim"] == PRESENT])
    told = told.assign(unit_id=told["employee_id"].map(units))
    table = table.assign(
        n_below=below.fillna(0).where(lambda n: (n == 0) | (n >= SMALLEST_CELL)),
        n_weighted=told.groupby("unit_id")["weighted"].sum().reindex(table.index).fillna(0.0),
    )
    table = table[table["n_people"] >= SMALLEST_UNIT]
    order = table.reset_index().sort_values(["n_weighted", "unit_id"], ascending=[False, True])
    leading = _leading(told[told["lacking"]])
    lists = pd.Series([leading.get(unit, []) for unit in order["unit_id"]], dtype="object")
    return order.reset_index(drop=True).assign(leading=lists)


def _leading(lacking: pd.DataFrame) -> dict[str, list[dict[str, object]]]:
    by = lacking.groupby(["unit_id", "competency_id"])
    cells = pd.DataFrame(
        {
            "n": by.size(),
            "weighted": by["weighted"].sum(),
            "competency": by["competency"].first(),
        }
    )
    cells = cells[cells["n"] >= SMALLEST_CELL].reset_index()
    order = cells.sort_values(
        ["unit_id", "weighted", "competency_id"], ascending=[True, False, True]
    )
    first = order.groupby("unit_id").head(LEADING_NEEDS)
    found: dict[str, list[dict[str, object]]] = {}
    for row in first.to_dict("records"):
        one = {name: row[name] for name in ("competency_id", "competency", "n")}
        found.setdefault(str(row["unit_id"]), []).append(one)
    return found
