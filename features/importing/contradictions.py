"""What cannot all be true of one person: days and superiors that contradict each other.

Nothing is changed: which of two facts is wrong only the office can say, so both stay and are told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from features.problems import KEPT, Findings
from features.tables import TABLE_OF_NAME

FAR_AHEAD_DAYS = 366
"""Who joins is known some months before; a later day is a slip of the pen."""
PAPERWORK_DAYS = 60
"""How long the end of a post may wait to be put on record after the next one has begun."""


@dataclass(frozen=True)
class Told:
    """Where contradictions are noted; the index of the rows is the row a person sees."""

    place: Callable[[str], str]
    findings: Findings

    def note(
        self, rule: str, at: str, rows: pd.DataFrame, *, value: str = "", detail: str = ""
    ) -> None:
        """Note a rule for rows; ``at`` is table.column, the others name columns of days."""
        table, column = at.split(".")
        self.findings.add_rows(
            rule,
            file=self.place(table),
            table=table,
            column=TABLE_OF_NAME[table][column],
            rows=rows.index.tolist(),
            values=written(rows[value]) if value else (),
            details=written(rows[detail]) if detail else (),
        )


def written(days: pd.Series) -> list[str]:
    """Return the days of the rows that are listed one by one, as text."""
    return [f"{day:%Y-%m-%d}" for day in days.head(KEPT)]


def note_contradictions(tables: Mapping[str, pd.DataFrame], told: Told, *, today: dt.date) -> None:
    """Note as warnings what contradicts itself in typed tables."""
    now = pd.Timestamp(today)
    if "employees" in tables:
        people = counting(tables["employees"], "employees")
        far = people[people["joined_on"] > now + pd.Timedelta(days=FAR_AHEAD_DAYS)]
        told.note("joins_far_ahead", "employees.joined_on", far, value="joined_on")
        if "departures" in tables:
            left = with_first_day(counting(tables["departures"], "departures"), people)
            note_departures(left, told, now=now)
    if "assignments" in tables:
        note_posts(definitive(tables["assignments"]), told, now=now)


def note_departures(left: pd.DataFrame, told: Told, *, now: pd.Timestamp) -> None:
    """Note who leaves before joining, and who is to leave without having come yet."""
    days = {"value": "left_on", "detail": "joined_on"}
    early = left["left_on"] < left["joined_on"]
    told.note("left_before_joining", "departures.left_on", left[early], **days)
    to_come = (left["joined_on"] > now) & ~early
    told.note("left_before_here", "departures.left_on", left[to_come], **days)


def note_posts(posts: pd.DataFrame, told: Told, *, now: pd.Timestamp) -> None:
    """Note definitive posts that overlap, and superiors that cannot be."""
    days = {"value": "started_on", "detail": "begun_before"}
    told.note("posts_overlap", "assignments.started_on", overlapping(posts, now), **days)
    own = posts["supervisor_id"].eq(posts["employee_id"]).to_numpy(dtype=bool)
    told.note("own_superior", "assignments.supervisor_id", posts[own])
    held = held_on(posts[~own], now)
    above = dict(zip(held["employee_id"], held["supervisor_id"], strict=True))
    ring = held[held["employee_id"].isin(in_circles(above)).to_numpy(dtype=bool)]
    told.note("circle_of_superiors", "assignments.supervisor_id", ring)


def counting(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the rows that count: not withdrawn, and of several versions the one known last."""
    declared = TABLE_OF_NAME[table]
    if declared.withdrawn is not None:
        frame = frame[frame[declared.withdrawn].isna().to_numpy(dtype=bool)]
    key = list(dict.fromkeys([*declared.key, *(["agency_id"] if "agency_id" in frame else [])]))
    ordered = frame.sort_values("recorded_on", kind="stable", na_position="first")
    return ordered.drop_duplicates(key, keep="last").sort_index()


def with_first_day(departures: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return departures with ``joined_on``, the person's first day with the agency."""
    on = ["employee_id"]
    if "agency_id" in departures and departures["agency_id"].notna().all():
        on = ["employee_id", "agency_id"]
    first = people.groupby(on)["joined_on"].min().reset_index()
    found = departures[[*on, "left_on"]].merge(first, on=on, how="left")
    return found.set_axis(departures.index, axis=0)


def definitive(assignments: pd.DataFrame) -> pd.DataFrame:
    """Return the definitive posts that count, by person and first day."""
    kind = assignments["appointment"]
    posts = assignments[(kind.isna() | kind.eq("definitive")).to_numpy(dtype=bool)]
    of_agency = ["agency_id"] if "agency_id" in posts else []
    by = ["employee_id", *of_agency, "started_on"]
    return counting(posts, "assignments").sort_values(by, kind="stable")


def overlapping(posts: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Return the posts begun while the one before went on, with its first day ``begun_before``."""
    who = ["employee_id", *(["agency_id"] if "agency_id" in posts else [])]
    before = posts.groupby(who, dropna=False)[["started_on", "ended_on"]].shift()
    settled = posts["started_on"] < now - pd.Timedelta(days=PAPERWORK_DAYS)
    goes_on = (before["ended_on"].isna() & settled) | (before["ended_on"] > posts["started_on"])
    rows = posts.assign(begun_before=before["started_on"])
    return rows[(before["started_on"].notna() & goes_on).to_numpy(dtype=bool)].sort_index()


def held_on(posts: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Return the post that everybody with a superior holds on a day: the one begun last."""
    open_now = (posts["started_on"] <= now) & ~(posts["ended_on"] <= now)
    return (
        posts[open_now].drop_duplicates("employee_id", keep="last").dropna(subset="supervisor_id")
    )


def in_circles(above: Mapping[str, str]) -> set[str]:
    """Return the people whose superiors lead back to themselves."""
    walk_of: dict[str, str] = {}
    found: set[str] = set()
    for start in above:
        person = start
        while person in above and person not in walk_of:
            walk_of[person] = start
            person = above[person]
        if walk_of.get(person) == start:
            while person not in found:
                found.add(person)
                person = above[person]
    return found
