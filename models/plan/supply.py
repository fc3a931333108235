"""Supply radar: needs that no course, seat or mentor meets, and courses that nobody needs."""

from __future__ import annotations

from datetime import date

import pandas as pd

from features.twin import A_GAP
from models.course_gains import LONGEST_STEP
from models.gaps import (
    catalogue,
    competency_gaps,
    competency_names,
    evidence_levels,
    lacking,
    people_present,
)
from models.plan.classes import Classes
from models.scorers import Tables, rows_of

IN_HOUSE_FROM, PARTNER_FROM = 20, 5
"""So many people make a class in the house, or with a partner; fewer learn online."""
NEEDS = [
    "competency_id", "competency", "n_people", "n_levels", "n_strategic", "n_courses",
    "n_reachable", "n_seats", "n_mentors", "met_by", "form", "n_for_form",
]  # fmt: skip


def unmet_needs(tables: Tables, as_of: date, classes: Classes) -> pd.DataFrame:
    """Return each competency that people lack, what there is for it, and the form that would do.

    Columns: competency_id, competency, n_people who lack it, n_levels lacking in all, n_strategic
    (of them where the standard says must), n_courses that teach it, n_reachable (people for whom
    one of these courses is at a reachable level), n_seats of the year's classes, n_mentors near
    the level asked or higher, met_by (``seats``, ``course_without_seats``, ``mentors``,
    ``nothing``), form (``in_house``, ``partner``, ``online``; empty where seats suffice) and
    n_for_form. Most lacked first.
    """
    needs = lacking(competency_gaps(tables, as_of))
    taught = rows_of(tables, "course_competencies").dropna(subset="reached_level")
    taught = taught[taught["course_id"].isin(catalogue(tables).index)]
    by = needs.groupby("competency_id")
    table = pd.DataFrame({"n_people": by.size()})
    table["n_strategic"] = needs[needs["weight"] >= 3].groupby("competency_id").size()
    table["n_courses"] = taught.groupby("competency_id")["course_id"].nunique()
    table["n_reachable"] = _reachable(needs, taught)
    table["n_seats"] = _seats(taught, classes)
    table["n_mentors"] = _mentors(tables, as_of, needs)
    table = table.fillna(0).astype("int64").assign(n_levels=by["gap"].sum().round(1))
    met_by = pd.Series("nothing", index=table.index).mask(table["n_mentors"] > 0, "mentors")
    met_by = met_by.mask(table["n_reachable"] > 0, "course_without_seats")
    table["met_by"] = met_by.mask((table["n_reachable"] > 0) & (table["n_seats"] > 0), "seats")
    left = (table["n_people"] - table["n_seats"].where(table["met_by"] == "seats", 0)).clip(lower=0)
    table["n_for_form"], table["form"] = left, left.map(_form)
    names = table.index.to_series().map(competency_names(tables))
    found = table.assign(competency=names).rename_axis("competency_id").reset_index()
    order = found.sort_values(["n_for_form", "competency_id"], ascending=[False, True])
    return order[NEEDS].reset_index(drop=True)


def _reachable(needs: pd.DataFrame, taught: pd.DataFrame) -> pd.Series:
    pairs = needs.merge(taught, on="competency_id")
    helps = (pairs["reached_level"] > pairs["level"]) & (
        pairs["reached_level"] <= pairs["level"] + LONGEST_STEP
    )
    return pairs[helps].groupby("competency_id")["employee_id"].nunique()


def _seats(taught: pd.DataFrame, classes: Classes) -> pd.Series:
    seats = classes.table.groupby("course_id")["seats"].sum()
    of_course = taught["course_id"].map(seats).astype("float64").fillna(0)
    return of_course.groupby(taught["competency_id"]).sum()


def _mentors(tables: Tables, as_of: date, needs: pd.DataFrame) -> pd.Series:
    """Return how many ready mentors stand near the level usually asked, by competency."""
    ready = rows_of(tables, "mentors")["employee_id"].unique()
    levels = evidence_levels(tables, as_of)
    here = levels["employee_id"].isin(ready) & levels["employee_id"].isin(
        people_present(tables, as_of)
    )
    asked = needs.groupby("competency_id")["required_level"].median()
    near = levels["competency_id"].map(asked).astype("float64") - A_GAP
    able = levels[here & (levels["level"] > near)]
    return able.groupby("competency_id").size()


def _form(n_people: int) -> str:
    if n_people == 0:
        return ""
    if n_people >= IN_HOUSE_FROM:
        return "in_house"
    return "partner" if n_people >= PARTNER_FROM else "online"


def idle_courses(tables: Tables, as_of: date, classes: Classes) -> pd.DataFrame:
    """Return courses that close nobody's gap: course_id, title, n_classes and n_seats ahead."""
    needs = lacking(competency_gaps(tables, as_of))
    taught = rows_of(tables, "course_competencies").dropna(subset="reached_level")
    pairs = needs.merge(taught, on="competency_id")
    useful = pairs[
        (pairs["reached_level"] > pairs["level"])
        & (pairs["reached_level"] <= pairs["level"] + LONGEST_STEP)
    ]["course_id"].unique()
    courses = catalogue(tables)
    idle = courses[~courses.index.isin(useful)].rename_axis("course_id").reset_index()
    ahead = classes.table.groupby("course_id")["seats"].agg(["size", "sum"])
    return idle[["course_id", "title"]].assign(
        n_classes=idle["course_id"].map(ahead["size"]).astype("float64").fillna(0).astype("int64"),
        n_seats=idle["course_id"].map(ahead["sum"]).astype("float64").fillna(0).astype("int64"),
    )
