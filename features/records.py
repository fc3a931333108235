"""Records of one agency, and the cut in time that everything else must agree with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from features.clock import NO_DATE, Days
from features.contract import Table
from features.ids import codes_of, sorted_ids
from features.ordering import in_order, starts
from features.tables import TABLE_OF_NAME

KNOWN = "known_on"
END_KNOWN = "end_known_on"
VERSION_FROM = "version_from"
LAG_OF_END = "end_recorded_on"
VALID_FROM = "valid_from"
POST = ["unit_id", "job_id"]
NEVER_SEEN = np.iinfo(np.int64).max
"""A moment after all others."""


@dataclass(frozen=True)
class Records:
    """The record tables of one agency, typed as `features.tables` declares them.

    Each frame carries ``known_on``, and ``end_known_on`` where it has an end: the day from which
    a fact counts as known, which is ``recorded_on`` or the row's own date plus the table's lag.
    Tables that the office does not have are absent; `frame` gives an empty one for them.
    """

    frames: Mapping[str, pd.DataFrame]

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame]) -> Records:
        """Return records of typed frames, with the second clock filled in.

        A person is known from her earliest row in any table; corrections of her own row only
        from when they were recorded.
        """
        clocked = {name: _with_clocks(frame, TABLE_OF_NAME[name]) for name, frame in frames.items()}
        if "employees" in clocked:
            clocked["employees"] = _known_from_any_row(clocked)
        return cls(clocked)

    def __contains__(self, table: str) -> bool:
        return table in self.frames

    def __iter__(self) -> Iterator[str]:
        return iter(self.frames)

    def frame(self, table: str) -> pd.DataFrame:
        """Return a table's rows; an empty frame with its columns where it is absent."""
        if table in self.frames:
            return self.frames[table]
        return _with_clocks(empty_frame(TABLE_OF_NAME[table]), TABLE_OF_NAME[table])

    def known_before(self, day: date) -> Records:
        """Return what was on file at the start of ``day``, earlier versions of facts included.

        Whoever learns from the past works on this, so that the future is not there to leak.
        """
        start = pd.Timestamp(day)
        return Records(
            {
                name: _blanked(_seen(frame, TABLE_OF_NAME[name], start), TABLE_OF_NAME[name], start)
                for name, frame in self.frames.items()
            }
        )

    def as_of(self, day: date) -> Records:
        """Return what was known at the start of ``day``: the slow and obvious reference.

        Rows known on ``day`` or later are gone, of two rows with one key the later known stays
        unless it is known to be wrong, values and ends that became known later are blank, and a
        departure closes what it ends. Of a unit or job the row in force on the day stays.
        """
        cut = {name: _cut(frame, TABLE_OF_NAME[name], day) for name, frame in self.frames.items()}
        if "assignments" in cut and "departures" in cut:
            cut["assignments"] = _closed(cut["assignments"], cut["departures"], day)
        return Records(cut)


def valid_rows(frame: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows of a reference table whose period of validity holds at ``as_of``."""
    start = pd.Timestamp(as_of)
    begun = frame["valid_from"].isna() | (frame["valid_from"] <= start)
    return frame[begun & ~(frame["valid_to"] <= start)]


def begun_last(rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return of everybody's rows the one that began last by ``as_of``, indexed by employee_id.

    Of those that began on one day the last one counts.
    """
    begun = rows[~(rows["started_on"] > pd.Timestamp(as_of))]
    ordered = begun.sort_values("started_on", kind="stable", na_position="first")
    return ordered.drop_duplicates("employee_id", keep="last").set_index("employee_id")


def plan_in_force(establishment: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows of the plan of posts that holds at ``as_of``, of the rows known then.

    A new plan is often put on record on its first day or later: until it is known, the former
    one goes on, as it does in the office. Of two rows about one job in one unit the one that
    began last holds: an office that adds new needs seldom closes the former ones.
    """
    plan = valid_rows(establishment, as_of)
    if plan.empty:
        ended = establishment["valid_to"].where(establishment["valid_to"] <= pd.Timestamp(as_of))
        plan = establishment[ended == ended.max()]
    ordered = plan.sort_values(VALID_FROM, kind="stable", na_position="first")
    replaced = ordered.duplicated(POST, keep="last") & ordered[POST].notna().all(axis=1)
    standing: pd.DataFrame = ordered[~replaced].sort_index()
    return standing


def empty_frame(table: Table) -> pd.DataFrame:
    """Return a frame without rows that has the table's columns in their types."""
    kinds = {"date": "datetime64[us]", "number": "float64", "flag": "boolean"}
    return pd.DataFrame(
        {column.name: pd.Series(dtype=kinds.get(column.kind, "str")) for column in table.columns}
    )


def _with_clocks(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    lag = pd.Timedelta(days=table.lag)
    clocks = {KNOWN: _known(frame, table, lag)}
    if table.ended is not None:
        end = frame[table.ended] + lag
        clocks[END_KNOWN] = frame[LAG_OF_END].fillna(end) if LAG_OF_END in frame else end
    return frame.assign(**clocks)


def _known_from_any_row(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    tables = [TABLE_OF_NAME[name] for name in frames]
    about = [t for t in tables if t.is_about_a_person and t.happened is not None]
    employees = frames["employees"]
    people = sorted_ids([employees["employee_id"]])
    first = np.full(len(people) + 1, NEVER_SEEN)
    for table in about:
        rows = frames[table.name]
        who, day = codes_of(rows[table.person], people), _moments(rows[KNOWN])
        begins = np.flatnonzero(starts(who))
        np.minimum.at(first, who[begins], np.minimum.reduceat(day, begins))
    own, day = codes_of(employees["employee_id"], people), _moments(employees[KNOWN])
    order = in_order(own, day)
    versions = order[starts(own[order])]
    day[versions] = first[own[versions]]
    day[day == NEVER_SEEN] = NO_DATE
    return employees.assign(**{KNOWN: day.astype("datetime64[us]")})


def _moments(times: pd.Series) -> Days:
    """Return microseconds from 1970-01-01; a moment after all others where there is none."""
    numbers = times.to_numpy(dtype="datetime64[us]").astype(np.int64)
    return np.where(numbers == NO_DATE, NEVER_SEEN, numbers)


def _known(frame: pd.DataFrame, table: Table, lag: pd.Timedelta) -> pd.Series:
    """Return when each row counts as known; NaT means always, as for a first version."""
    if VERSION_FROM in frame:
        return frame[VERSION_FROM]
    recorded = frame.get("recorded_on", pd.Series(pd.NaT, frame.index, dtype="datetime64[us]"))
    if table.happened is None or not recorded.isna().any():
        return recorded
    return recorded.fillna(frame[table.happened] + lag)


def _cut(frame: pd.DataFrame, table: Table, day: date) -> pd.DataFrame:
    start = pd.Timestamp(day)
    latest = in_force(_seen(frame, table, start), table, day).sort_index()
    return _blanked(_standing(latest, table, start), table, start)


def in_force(frame: pd.DataFrame, table: Table, day: date) -> pd.DataFrame:
    """Return of each key the version known last, among rows known before ``day``.

    Where rows of a key say from when they are valid, the last one that has begun is in force; a
    row that is the only one counts before its beginning too.
    """
    ordered = frame.sort_values(KNOWN, kind="stable", na_position="first")
    if VALID_FROM in frame and VALID_FROM not in table.key:
        begun = ~(ordered[VALID_FROM] > pd.Timestamp(day))
        since = ordered[VALID_FROM].where(begun)
        ahead = ordered[VALID_FROM].mask(begun)
        ordered = ordered.assign(begun=begun, since=since, ahead=ahead)
        by = ["begun", "since", "ahead"]
        ordered = ordered.sort_values(
            by, ascending=[True, True, False], kind="stable", na_position="first"
        ).drop(columns=by)
    return ordered.drop_duplicates(list(table.key), keep="last")


def _standing(frame: pd.DataFrame, table: Table, start: pd.Timestamp) -> pd.DataFrame:
    """Return the rows that were not known to be wrong before a moment."""
    if table.withdrawn is None or table.withdrawn not in frame:
        return frame
    return frame[~(frame[table.withdrawn] < start)]


def _seen(frame: pd.DataFrame, table: Table, start: pd.Timestamp) -> pd.DataFrame:
    """Return the rows known before a moment; reference rows without a date were always known."""
    dated = table.happened is not None
    return frame[frame[KNOWN] < start if dated else ~(frame[KNOWN] >= start)]


def _blanked(frame: pd.DataFrame, table: Table, start: pd.Timestamp) -> pd.DataFrame:
    """Return the rows without what became known later, nor the day on which it did."""
    blank = {}
    if table.ended is not None:
        for name in {table.ended, LAG_OF_END, END_KNOWN} & set(frame):
            blank[name] = frame[name].where(frame[END_KNOWN] < start)
    if table.withdrawn is not None and table.withdrawn in frame:
        blank[table.withdrawn] = frame[table.withdrawn].where(frame[table.withdrawn] < start)
    for column in table.columns:
        if column.dated_by is not None:
            for name in (column.name, column.dated_by):
                blank[name] = frame[name].where(frame[column.dated_by] < start)
    return frame.assign(**blank)


def _closed(assignments: pd.DataFrame, departures: pd.DataFrame, day: date) -> pd.DataFrame:
    left = departures[departures["left_on"] < pd.Timestamp(day)]
    last_left = left.groupby("employee_id")["left_on"].max()
    gone_on = last_left.reindex(assignments["employee_id"]).set_axis(assignments.index)
    closes = assignments["ended_on"].isna() & (assignments["started_on"] < gone_on)
    return assignments.assign(ended_on=assignments["ended_on"].mask(closes, gone_on))
