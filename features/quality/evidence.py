"""What the quality rules look at: the records as they were known on one day."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from features.history import History
from features.records import Records
from features.rows import Mask
from features.tables import EDUCATION_LEVELS, PNS_RANKS, PPPK_RANKS

RANK_STEPS = pd.Series(
    {rank: step for ladder in (PNS_RANKS, PPPK_RANKS) for step, rank in enumerate(ladder, start=1)}
)
SCHOOLING_STEPS = pd.Series({level: step for step, level in enumerate(EDUCATION_LEVELS, start=1)})
DAYS_A_YEAR = 365.25
PAPERWORK_DAYS = 60


class Evidence:
    """One agency's records at the start of ``day``, seen in two ways.

    `latest` gives what counts: of two versions of a fact the later known. `every` gives all that
    was on file, superseded versions included, so that contradictions can be shown. Row labels
    are those of the records in both.
    """

    def __init__(self, records: Records, day: date) -> None:
        self.day = day
        self.now = pd.Timestamp(day)
        self._records = records
        self._every: dict[str, pd.DataFrame] = {}
        self._latest: dict[str, pd.DataFrame] = {}
        self._own: dict[str, pd.DataFrame] = {}

    @cached_property
    def known(self) -> Records:
        """All tables as they were on file at the start of the day."""
        return self._records.known_before(self.day)

    def has(self, *tables: str) -> bool:
        """Return whether the office has all these tables, with rows known by the day."""
        return all(name in self._records and len(self.every(name)) for name in tables)

    def every(self, table: str) -> pd.DataFrame:
        """Return all rows known before the day, superseded versions included."""
        if table not in self._every:
            self._every[table] = self._only(table).known_before(self.day).frame(table)
        return self._every[table]

    def latest(self, table: str) -> pd.DataFrame:
        """Return the rows that count; ends that became known later are blank."""
        if table not in self._latest:
            closing = ("departures",) if table == "assignments" else ()
            self._latest[table] = self._only(table, *closing).as_of(self.day).frame(table)
        return self._latest[table]

    def _only(self, *tables: str) -> Records:
        frames = self._records.frames
        return Records({name: frames[name] for name in tables if name in frames})

    def own(self, table: str) -> pd.DataFrame:
        """Return the rows that count about the people present."""
        if table not in self._own:
            self._own[table] = self.present(self.latest(table))
        return self._own[table]

    def present(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows about people present."""
        return frame[within(frame["employee_id"], self.people.index)]

    @cached_property
    def people(self) -> pd.DataFrame:
        """The people present, by employee_id: joined_on, birth_date and the post held.

        Columns unit_id, job_id, supervisor_id and post (the row label in assignments); empty
        where no post is held.
        """
        known = self._only("employees", "assignments", "departures").known_before(self.day)
        ids = History(known, [self.day]).index.get_level_values("employee_id")
        own = self.latest("employees").drop_duplicates("employee_id", keep="last")
        base = own.set_index("employee_id")[["joined_on", "birth_date"]].reindex(ids)
        held = self.posts.set_index("employee_id")
        columns = held[["unit_id", "job_id", "supervisor_id", "post"]]
        return base.join(columns)

    @cached_property
    def posts(self) -> pd.DataFrame:
        """The definitive post everybody holds, one row a person: the one begun last."""
        open_now = self.open(self.definitive).sort_values("started_on", kind="stable")
        return open_now.assign(post=open_now.index).drop_duplicates("employee_id", keep="last")

    @cached_property
    def held_posts(self) -> pd.DataFrame:
        """The definitive posts of the people present, one row a person."""
        return self.present(self.posts)

    @cached_property
    def definitive(self) -> pd.DataFrame:
        """Definitive posts that count, past and present."""
        posts = self.latest("assignments")
        appointment = posts["appointment"]
        return posts[(appointment.isna() | appointment.eq("definitive")).to_numpy(dtype=bool)]

    @cached_property
    def statuses(self) -> pd.DataFrame:
        """The kind of employment everybody has now, one row a person: the one begun last."""
        open_now = self.open(self.own("statuses")).sort_values("started_on", kind="stable")
        return open_now.drop_duplicates("employee_id", keep="last")

    @cached_property
    def employed_as(self) -> pd.Series:
        """The kind of employment of the people present, by employee_id; empty where unknown."""
        kinds = self.statuses.set_index("employee_id")["employment_type"]
        return kinds.reindex(self.people.index)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """The ranks that count, by person and day, with their ladder and step."""
        ranks = self.latest("ranks").sort_values(["employee_id", "started_on"], kind="stable")
        steps = ranks["rank"].map(RANK_STEPS)
        return ranks.assign(step=steps, is_pns=ranks["rank"].isin(PNS_RANKS))

    @cached_property
    def schooling(self) -> pd.Series:
        """The highest step of schooling on record, by employee_id (1 is primary school)."""
        steps = self.own("educations")["level"].map(SCHOOLING_STEPS)
        return steps.groupby(self.own("educations")["employee_id"]).max()

    def open(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that hold on the day: begun before it and not ended by then."""
        goes_on = frame["ended_on"].isna() | (frame["ended_on"] >= self.now)
        return frame[(goes_on & (frame["started_on"] < self.now)).to_numpy(dtype=bool)]

    def ago(self, *, years: float) -> pd.Timestamp:
        """Return the day so many years before."""
        return self.now - pd.Timedelta(days=round(years * DAYS_A_YEAR))

    def items(self, table: str) -> pd.DataFrame:
        """Return the rows of a reference table that count, one an id."""
        frame = self.latest(table)
        key = frame.columns[0]
        return frame.drop_duplicates(key, keep="last").set_index(key)


def within(values: pd.Series | pd.Index, ids: pd.Series | pd.Index) -> Mask:
    """Return which values are among the ids; a missing one is not."""
    known = pd.Index(ids).dropna().unique()
    return np.asarray(known.get_indexer(pd.Index(values)) >= 0)


def before(frame: pd.DataFrame, *columns: str, by: str = "employee_id") -> pd.DataFrame:
    """Return, for each row of a frame sorted by person, what the same person's row before says."""
    same = frame[by].eq(frame[by].shift())
    return pd.DataFrame({name: frame[name].shift().where(same) for name in columns})


def overlapping(evidence: Evidence, rows: pd.DataFrame) -> Mask:
    """Return which rows begin before the same person's row before, in their order, has ended.

    Where that one's end is not on record yet, the paperwork of it is given two months.
    """
    last = before(rows, "ended_on", "started_on")
    settled = rows["started_on"] < evidence.now - pd.Timedelta(days=PAPERWORK_DAYS)
    goes_on = (last["ended_on"].isna() & settled) | (last["ended_on"] > rows["started_on"])
    return np.asarray(last["started_on"].notna() & goes_on)
