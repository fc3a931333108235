"""Points of the Professionalism Index (IP ASN) that a plan brings to the competence dimension."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from models.gaps import present_posts
from models.rules.readings import rungs_completed
from models.scorers import Tables, rows_of

LEADING = ("leadership", "administrator", "supervisor")


@cache
def index_weights() -> Mapping[str, Any]:
    """Return the weights that come with the product, to be replaced by an office's own."""
    folder = "models.defaults"
    text = resources.files(folder).joinpath("professionalism.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def points_of_plan(
    tables: Tables, as_of: date, places: pd.DataFrame, *, weights: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Return the competence points of everybody with a place: before, after and the difference.

    Columns: employee_id, points_before, points_after, points_gained. ``places`` has employee_id,
    form and hours. Leadership and functional courses count once and for good, hours and seminars
    in the calendar year of ``as_of``; hours that are not on record count as 0.
    """
    given = weights or index_weights()
    people = pd.Index(sorted(places["employee_id"].unique()))
    done = _counted(_done(tables, as_of), given)
    led = rungs_completed(tables)[["employee_id"]].assign(counts_as="leadership", hours=0.0)
    planned = _counted(places[["employee_id", "form", "hours"]], given)
    before = _points(pd.concat([done, led]), tables, as_of, people, given)
    after = _points(pd.concat([done, led, planned]), tables, as_of, people, given)
    return pd.DataFrame(
        {
            "employee_id": people,
            "points_before": before.to_numpy(),
            "points_after": after.to_numpy(),
            "points_gained": (after - before).to_numpy(),
        }
    )


def _done(tables: Tables, as_of: date) -> pd.DataFrame:
    trainings = rows_of(tables, "trainings")
    completed = trainings["outcome"].isna() | (trainings["outcome"] == "completed")
    lasting = trainings["form"].isin([1, 2])
    this_year = trainings["completed_on"].dt.year == as_of.year
    counted: pd.DataFrame = trainings.loc[completed & (this_year | lasting)]
    return counted[["employee_id", "form", "hours"]]


def _counted(rows: pd.DataFrame, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return rows with what their form counts as."""
    kinds = {float(code): kind for kind, codes in given["forms"].items() for code in codes}
    counts_as = rows["form"].map(kinds).astype("str").fillna("technical")
    counted: pd.DataFrame = rows.assign(counts_as=counts_as)
    return counted[["employee_id", "counts_as", "hours"]]


def _points(
    rows: pd.DataFrame, tables: Tables, as_of: date, people: pd.Index, given: Mapping[str, Any]
) -> pd.Series:
    kinds = present_posts(tables, as_of)["kind"].reindex(people)
    group = kinds.map(dict.fromkeys(LEADING, "leading") | {"functional": "functional"})
    group = group.astype("str").fillna("executor")
    technical = rows[rows["counts_as"] == "technical"].groupby("employee_id")["hours"].sum()
    met = {
        kind: people.isin(rows.loc[rows["counts_as"] == kind, "employee_id"])
        for kind in ("leadership", "functional", "seminar")
    }
    met["technical"] = (
        technical.reindex(people).fillna(0) >= given["technical"]["hours"]
    ).to_numpy()
    points = pd.Series(0.0, index=people)
    for name, inner in given["competence"].items():
        for kind, worth in inner.items():
            points += float(worth) * ((group == name).to_numpy() & met[kind])
    return points
