"""What people and units need to learn, worked out with the scores and kept beside them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from features.prevented import Prevented
from models.course_results import course_results
from models.courses import course_notes
from models.defaults.ground import with_defaults
from models.gaps import present_posts
from models.needs.groups import SMALLEST_CELL, needs_by_competency, needs_by_unit
from models.needs.people import BANDS, bands_of, job_matches, needs_of_people
from models.needs.rising import rising_needs
from models.plan.classes import classes_ahead
from models.plan.supply import idle_courses, unmet_needs
from models.ranking import as_json
from models.scorers import Tables, rows_of
from serving.batch import NEEDS
from serving.plain_values import plain_rows

JPM_BANDS = "BINA_JPM_BANDS"
GAP = [
    "competency_id",
    "competency",
    "required_level",
    "level",
    "sd",
    "basis",
    "weight",
    "gap",
    "chance",
]


@dataclass(frozen=True, kw_only=True)
class Needs:
    """The needs of everybody, for the store, and those of the agency, for its page."""

    people: pd.DataFrame
    agency: Mapping[str, Any]


def bands_in_use() -> Mapping[str, float]:
    """Return the bands of the job-person match: those of ``BINA_JPM_BANDS``, or 80 and 68."""
    given = os.environ.get(JPM_BANDS)
    if given is None:
        return BANDS
    try:
        return bands_of(given)
    except ValueError as error:
        raise Prevented(f"bands of the job-person match ({JPM_BANDS}): {error}") from None


def work_out_needs(tables: Tables, as_of: date, *, bands: Mapping[str, float] = BANDS) -> Needs:
    """Return the needs as of a day, from tables cut as of it; defaults stand in where needed."""
    lacks, ground = course_notes(tables), with_defaults(tables, as_of)
    needs = needs_of_people(ground.tables, as_of)
    matches = job_matches(needs, ground.tables, as_of, bands=bands)
    units = present_posts(ground.tables, as_of)["unit_id"]
    by_unit = needs_by_unit(needs, matches, units)
    classes = classes_ahead(ground.tables, as_of)
    agency = {
        "n_people": int(matches["employee_id"].nunique()),
        "notes": [*lacks, *ground.notes],
        "bands": dict(bands),
        "competencies": plain_rows(_large_only(needs_by_competency(needs), "n_lacking", "n_must")),
        "units": plain_rows(by_unit.assign(name=by_unit["unit_id"].map(unit_names(tables)))),
        "rising": plain_rows(_with_signs(rising_needs(ground.tables, as_of))),
        "supply": plain_rows(_large_only(unmet_needs(ground.tables, as_of, classes), "n_people")),
        "courses": plain_rows(course_results(ground.tables, as_of)),
        "idle": plain_rows(idle_courses(ground.tables, as_of, classes)),
    }
    return Needs(people=_for_store(needs, matches), agency=agency)


def _for_store(needs: pd.DataFrame, matches: pd.DataFrame) -> pd.DataFrame:
    """Return a row a person and job, with what it asks as a JSON list."""
    told = needs.assign(text=as_json(needs[GAP]))
    lists = told.groupby(["employee_id", "aim"], sort=False)["text"].agg(", ".join)
    keys = pd.MultiIndex.from_frame(matches[["employee_id", "aim"]])
    gaps = "[" + lists.reindex(keys).to_numpy() + "]"
    return matches.assign(gaps=gaps)[NEEDS]


def _large_only(table: pd.DataFrame, *counts: str) -> pd.DataFrame:
    """Return the table with numbers of few people left out: from 1 up to the smallest cell."""
    shown = {
        name: table[name].where((table[name] == 0) | (table[name] >= SMALLEST_CELL))
        for name in counts
    }
    return table.assign(**shown)


def _with_signs(rising: pd.DataFrame) -> pd.DataFrame:
    return rising[rising["signs"].map(len) > 0]


def unit_names(tables: Tables) -> pd.Series:
    """Return the names of units, indexed by unit_id; of all of them, large or small."""
    units = rows_of(tables, "units").dropna(subset="name")
    return units.drop_duplicates("unit_id", keep="last").set_index("unit_id")["name"]
