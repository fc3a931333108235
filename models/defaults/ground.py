"""Ground to stand on: standards, courses and their competencies where the office has none.

What comes from here is marked: courses by their title and id, gaps by the note of the standards.
An office's own table always counts instead of the default one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from features.records import empty_frame
from features.tables import TABLE_OF_NAME
from models.defaults.ladder import ladder, rungs_of_titles
from models.defaults.titles import naming, plain_titles
from models.gaps import present_posts
from models.scorers import Tables, rows_of

MARK = "bawaan:"
"""Ids of default courses begin so."""
FROM_TITLE = "judul:"
"""Ids of courses that only trainings name, by their plain title, begin so."""
SMALLEST_GROUP = 5
"""So many people must have taken a training for its title to name a course."""
LADDER_LEVEL = 2
"""The lowest leadership course leads to this level, each further one to one more."""


@dataclass(frozen=True)
class Ground:
    """Tables with defaults where the office has none, and the codes of what was filled in."""

    tables: Tables
    notes: tuple[str, ...]


@cache
def standards() -> Mapping[str, list[dict[str, Any]]]:
    """Return the default competencies, required levels and courses, as written in the file."""
    text = resources.files("models.defaults").joinpath("standards.toml").read_text("utf-8")
    return tomllib.loads(text)


def with_defaults(tables: Tables, as_of: date) -> Ground:
    """Return tables in which everybody with a post has standards and courses to choose from.

    Notes: ``default_standards``, ``default_catalogue``, ``default_map`` (competencies of courses
    read from their titles).
    """
    filled, notes = dict(tables), []
    if rows_of(tables, "courses").empty:
        filled["trainings"] = _with_course_ids(rows_of(tables, "trainings"))
        filled["courses"] = _catalogue(filled["trainings"])
        notes.append("default_catalogue")
    if rows_of(tables, "competency_standards").empty:
        filled["competency_standards"] = _standards(tables, as_of)
        filled["competencies"] = _competencies(rows_of(tables, "competencies"))
        notes.append("default_standards")
    if rows_of(tables, "course_competencies").empty:
        filled["course_competencies"] = _taught(rows_of(filled, "courses"))
        notes.append("default_map")
    return Ground(filled, tuple(notes))


def _typed(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with all columns and types of a table of the contract."""
    empty = empty_frame(TABLE_OF_NAME[name])
    return rows.reindex(columns=empty.columns).astype(empty.dtypes).reset_index(drop=True)


def _with_course_ids(trainings: pd.DataFrame) -> pd.DataFrame:
    """Return trainings in which a title often enough taken names a course."""
    plain = plain_titles(trainings["title"])
    people = trainings["employee_id"].groupby(plain).nunique()
    usual = plain.where(plain.map(people) >= SMALLEST_GROUP).where(plain != "")
    named = (FROM_TITLE + usual.astype("str")).where(usual.notna())
    return trainings.assign(course_id=trainings["course_id"].fillna(named))


def _catalogue(trainings: pd.DataFrame) -> pd.DataFrame:
    taken = trainings.dropna(subset="course_id").sort_values(["course_id", "title", "hours"])
    known = taken.drop_duplicates("course_id")[["course_id", "title", "form", "hours"]]
    by_title = known["course_id"].str.startswith(FROM_TITLE)
    titles = plain_titles(known["title"]).str.capitalize()
    known = known.assign(title=titles.where(by_title, known["title"]))
    return _typed("courses", pd.concat([known, pd.DataFrame(_default_courses())]))


def _default_courses() -> list[dict[str, Any]]:
    given = standards()
    rows: list[dict[str, Any]] = [
        {
            "course_id": f"{MARK}{one['id']}-{course['step']}",
            "title": course["title"] % {"competency": one["name"]},
            "form": course["form"],
            "hours": course["hours"],
        }
        for one in given["competency"]
        for course in given["course"]
    ]
    for rung in ladder():
        row = {"course_id": f"{MARK}{rung.code}", "title": f"{rung.name} (contoh bawaan)"}
        levels = ";".join(rung.levels) or None
        audience = {"audience_kind": rung.kind, "audience_level": levels}
        rows.append({**row, **audience, "form": 1, "hours": rung.hours})
    return rows


def _standards(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return what each job held now asks for in the default competencies; all important."""
    posts = present_posts(tables, as_of).dropna(subset="job_id").drop_duplicates("job_id")
    asked = posts.assign(required_level=_required(posts), importance=2.0)
    names = pd.DataFrame({"competency_id": [one["id"] for one in standards()["competency"]]})
    rows = asked[["job_id", "required_level", "importance"]].merge(names, how="cross")
    return _typed("competency_standards", rows)


def _required(posts: pd.DataFrame) -> pd.Series:
    by_kind = {one["kind"]: one for one in standards()["required"]}

    def asked(kind: object, level: object) -> float:
        given = by_kind.get(str(kind), by_kind[""])
        return float(given.get("levels", {}).get(level, given["level"]))

    levels = [asked(*one) for one in zip(posts["kind"], posts["level"], strict=True)]
    return pd.Series(levels, index=posts.index, dtype="float64")


def _competencies(own: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame(standards()["competency"]).rename(columns={"id": "competency_id"})
    added = rows[~rows["competency_id"].isin(own["competency_id"])]
    return pd.concat([own, _typed("competencies", added)], ignore_index=True)


def _taught(courses: pd.DataFrame) -> pd.DataFrame:
    """Return what courses teach by the words of their titles; leadership courses all they lead."""
    given, parts = standards(), []
    level = pd.Series(pd.NA, index=courses.index, dtype="Float64")
    for one in reversed(given["reached"]):
        level = level.mask(naming(courses["title"], one["words"]), float(one["level"]))
    steps = {f"-{one['step']}": float(one["level"]) for one in given["course"]}
    for ending, reached in steps.items():
        is_step = courses["course_id"].str.startswith(MARK)
        level = level.mask(is_step & courses["course_id"].str.endswith(ending), reached)
    rungs = rungs_of_titles(courses["title"])
    for one in given["competency"]:
        about = naming(courses["title"], one["words"]) & rungs.isna()
        led = rungs.notna() & (one["kind"] == "managerial")
        reached_level = level.where(about).astype("float64")
        reached_level = reached_level.mask(led, (rungs + LADDER_LEVEL).clip(upper=5))
        parts.append(
            courses[["course_id"]].assign(competency_id=one["id"], reached_level=reached_level)
        )
    return _typed("course_competencies", pd.concat(parts).dropna(subset="reached_level"))
