"""The kinds of rules: how each decides, from which numbers, and with which parameters."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from models.defaults.ladder import ladder
from models.defaults.titles import naming
from models.gaps import (
    LEVEL_SCALES,
    RANK_SCALES,
    catalogue,
    latest_ranks,
    level_places,
    present_posts,
    rank_places,
)
from models.rules import readings
from models.rules.bars import AudienceBar, Numbers, PrerequisiteBar, asked_on
from models.rules.declare import Kind, ReadFor, decided
from models.rules.move_kinds import MOVE_KINDS
from models.scorers import Mask, PairBar, Tables, ThresholdBar, rows_of

if TYPE_CHECKING:
    from models.rules.book import Rule


def _grid(people: pd.Series) -> np.ndarray:
    return people.to_numpy()[:, None]


def _row(courses: pd.Series) -> np.ndarray:
    return courses.to_numpy()[None, :]


def _no_numbers(_tables: Tables, _as_of: date, _rule: Rule) -> Numbers:
    return pd.DataFrame(), pd.DataFrame()


def _courses(tables: Tables, **columns: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(columns, index=catalogue(tables).index)


def _prerequisites(tables: Tables, _as_of: date, _rule: Rule) -> Numbers:
    asked = rows_of(tables, "course_requirements").dropna(subset="requires_course_id")
    names = asked.sort_values("requires_course_id").groupby("course_id")["requires_course_id"]
    return pd.DataFrame(), pd.DataFrame({"requires": names.agg(", ".join)})


def _audience(tables: Tables, as_of: date, _rule: Rule) -> Numbers:
    meant_for = catalogue(tables)[["audience_kind", "audience_level"]]
    return present_posts(tables, as_of)[["kind", "level"]], meant_for


def _requirement(column: str) -> ReadFor:
    def read(tables: Tables, as_of: date, _rule: Rule) -> Numbers:
        posts = present_posts(tables, as_of)[["level", "years_in_job"]].round(1)
        people = posts.join(latest_ranks(tables, as_of), how="outer")
        asked = rows_of(tables, "course_requirements").dropna(subset=column)
        return people, asked.groupby("course_id")[[column]].max()

    return read


def _candidates(tables: Tables, as_of: date, rule: Rule) -> Numbers:
    is_for = naming(catalogue(tables)["title"], rule.parameters["title"])
    people = readings.employment(tables, as_of).to_frame("employment_type")
    return people, _courses(tables, for_candidates=is_for)


def _hours(tables: Tables, as_of: date, rule: Rule) -> Numbers:
    return _hours_of(readings.hours_this_year(tables, as_of), tables, rule)


def _hours_under_ceiling(tables: Tables, as_of: date, rule: Rule) -> Numbers:
    return _hours_of(readings.hours_under_ceiling(tables, as_of), tables, rule)


def _hours_of(done: pd.Series, tables: Tables, rule: Rule) -> Numbers:
    everybody = pd.Index(rows_of(tables, "employees")["employee_id"].unique())
    done = done.reindex(everybody).fillna(0.0)
    hours = float(rule.parameters["hours"])
    people = pd.DataFrame({"hours_this_year": done, "owed": (hours - done).clip(lower=0)})
    people = people.assign(hours=hours)
    return people, _courses(tables, course_hours=readings.course_hours(tables))


def _bonds(tables: Tables, as_of: date, rule: Rule) -> Numbers:
    until = readings.bound_until(tables, as_of, float(rule.parameters["times_length"]))
    people = until[until > pd.Timestamp(as_of)].dt.strftime("%Y-%m-%d").to_frame("bond_until")
    named = naming(catalogue(tables)["title"], rule.parameters["title"])
    return people, _courses(tables, is_study=named)


def _ladder(tables: Tables, as_of: date, _rule: Rule) -> Numbers:
    mine = readings.rungs_of_people(tables, as_of)
    done = readings.rungs_completed(tables)
    own = done.merge(mine.rename("mine").rename_axis("employee_id").reset_index())
    has_own = own.loc[own["rung"] == own["mine"], "employee_id"]
    people = pd.DataFrame({"post_rung": _rung_codes(mine), "post_place": mine})
    people["completed_rung"] = people.index.isin(has_own)
    of_course = readings.rungs_of_courses(tables)
    courses = _courses(tables, course_rung=_rung_codes(of_course), course_place=of_course)
    return people, courses


def _rung_codes(places: pd.Series) -> pd.Series:
    codes: pd.Series = places.map(dict(enumerate(rung.code for rung in ladder()))).astype("str")
    return codes


def _retirement(tables: Tables, as_of: date, rule: Rule) -> Numbers:
    ages = {name: rule.parameters[name] for name in ("leadership", "other", "madya", "utama")}
    left = readings.months_to_retirement(tables, as_of, ages)
    people = left.to_frame("months_to_retirement").assign(months=rule.parameters["months"])
    return people, _courses(tables, course_hours=readings.course_hours(tables))


def _away(tables: Tables, as_of: date, _rule: Rule) -> Numbers:
    until = readings.away_until(tables, as_of)
    shown = until.dt.strftime("%Y-%m-%d").where(until < readings.FAR)
    months = (until - pd.Timestamp(as_of)).dt.days / 30.44
    return pd.DataFrame({"away_until": shown, "months_away": months}), _courses(tables)


def _is_no_candidate(people: pd.DataFrame, courses: pd.DataFrame, _given: Any) -> Mask:
    others = people["employment_type"] != "cpns"
    return np.outer(others, courses["for_candidates"].eq(True))


def _owes_hours(people: pd.DataFrame, courses: pd.DataFrame, _given: Any) -> Mask:
    return np.outer(people["owed"] > 0, courses["course_hours"] > 0)


def _over_ceiling(people: pd.DataFrame, courses: pd.DataFrame, given: Any) -> Mask:
    total = _grid(people["hours_this_year"]) + _row(courses["course_hours"])
    return np.asarray(total > float(given["hours"]))


def _is_bound(people: pd.DataFrame, courses: pd.DataFrame, _given: Any) -> Mask:
    return np.outer(people["bond_until"].notna(), courses["is_study"].eq(True))


def _above_rung(people: pd.DataFrame, courses: pd.DataFrame, _given: Any) -> Mask:
    """Return where a leadership course is for a higher job, or the person leads nobody."""
    mine = _grid(people["post_place"].fillna(-1.0))
    return np.asarray(_row(courses["course_place"]) > mine)


def _own_rung(people: pd.DataFrame, courses: pd.DataFrame, _given: Any) -> Mask:
    lacks = ~people["completed_rung"].eq(True).to_numpy()[:, None]
    return np.asarray(lacks & (_grid(people["post_place"]) == _row(courses["course_place"])))


def _too_late(people: pd.DataFrame, courses: pd.DataFrame, given: Any) -> Mask:
    soon = people["months_to_retirement"] < float(given["months"])
    return np.outer(soon, courses["course_hours"] >= float(given["from_hours"]))


def _long_away(people: pd.DataFrame, courses: pd.DataFrame, given: Any) -> Mask:
    away = people["months_away"] >= float(given["months"])
    return np.outer(away, np.ones(len(courses), dtype=np.bool_))


KINDS: dict[str, Kind] = {
    "completed": Kind(
        _no_numbers, lambda rule: PairBar(rule.id, lambda t, _: readings.completed_courses(t))
    ),
    "answered": Kind(
        _no_numbers,
        lambda rule: PairBar(
            rule.id, lambda t, day: readings.declined_courses(t, day, **rule.parameters)
        ),
        parameters=("months_not_now",),
    ),
    "prerequisite": Kind(_prerequisites, lambda _: PrerequisiteBar()),
    "audience": Kind(_audience, lambda _: AudienceBar()),
    "candidates": Kind(_candidates, decided(_candidates, _is_no_candidate), None, ("title",)),
    "rank": Kind(
        _requirement("min_rank"),
        lambda rule: ThresholdBar(
            rule.id,
            places=rank_places,
            thresholds=asked_on("min_rank", RANK_SCALES),
        ),
    ),
    "level": Kind(
        _requirement("min_level"),
        lambda rule: ThresholdBar(
            rule.id,
            places=lambda tables, as_of: level_places(present_posts(tables, as_of)),
            thresholds=asked_on("min_level", LEVEL_SCALES),
        ),
    ),
    "years_in_job": Kind(
        _requirement("min_years_in_job"),
        lambda rule: ThresholdBar(
            rule.id,
            places=lambda tables, as_of: present_posts(tables, as_of)[["years_in_job"]],
            thresholds=asked_on("min_years_in_job", None),
        ),
    ),
    "duty_hours": Kind(_hours, None, decided(_hours, _owes_hours), ("hours",)),
    "hours_ceiling": Kind(
        _hours_under_ceiling, decided(_hours_under_ceiling, _over_ceiling), None, ("hours",)
    ),
    "study_bond": Kind(_bonds, decided(_bonds, _is_bound), None, ("times_length", "title")),
    "ladder": Kind(_ladder, decided(_ladder, _above_rung), decided(_ladder, _own_rung)),
    "retirement": Kind(
        _retirement,
        decided(_retirement, _too_late),
        None,
        ("months", "from_hours", "leadership", "other", "madya", "utama"),
    ),
    "away": Kind(_away, decided(_away, _long_away), None, ("months",)),
    **MOVE_KINDS,
}
