"""What was on record of a list's agencies before the day of the list."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from features.home import Home
from features.problems import BadInput, problem
from features.records import empty_frame
from features.tables import TABLE_OF_NAME

Frames = dict[str, pd.DataFrame]
WHO = ["agency_id", "employee_id"]
DATED = ("statuses", "educations", "assignments", "ranks")
GONE = "unknown_exit"
FIRST_KNOWN = "first_known"


@dataclass(frozen=True)
class Past:
    """The records of some agencies as they were before a day, in their latest versions.

    ``rows`` holds the tables that a staff list adds to, with agency_id; ends that became known
    on the day or later are open again, so that a list can be imported twice. ``departures`` are
    those in force, later ones included. ``previous`` is the day of the list before, by agency.
    ``newcomers`` are those of whom nothing was on record before an earlier version of the list.
    """

    day: pd.Timestamp
    rows: Mapping[str, pd.DataFrame]
    departures: pd.DataFrame
    previous: Mapping[Hashable, pd.Timestamp]
    newcomers: pd.MultiIndex

    @cached_property
    def people(self) -> pd.DataFrame:
        """What is on record of everybody, by agency and person.

        Columns: joined_on, birth_date and sex; type, type_since and contract of the last status;
        rank; level of the last degree; post_since of the last post, empty where there is none;
        left_on, reason and recorded_on of a departure after it.
        """
        return pd.concat(
            [
                last(self.rows["employees"], "joined_on", ["joined_on", "birth_date", "sex"]),
                last(self.rows["statuses"], "started_on", STATUS).set_axis(
                    ["type", "type_since", "contract"], axis=1
                ),
                last(self.rows["ranks"], "started_on", ["rank"]),
                last(self.rows["educations"], "completed_on", ["level"]),
                last(self.rows["assignments"], "started_on", ["started_on"]).set_axis(
                    ["post_since"], axis=1
                ),
                last(
                    self._after_last_post(),
                    "left_on",
                    ["left_on", "reason", "recorded_on", FIRST_KNOWN],
                ),
            ],
            axis=1,
        ).add_prefix("former_")

    def _after_last_post(self) -> pd.DataFrame:
        posts = last(self.rows["assignments"], "started_on", ["started_on"])["started_on"]
        since = posts.reindex(pd.MultiIndex.from_frame(self.departures[WHO])).to_numpy()
        left = self.departures["left_on"].to_numpy()
        struck = self.departures["reason"].eq(GONE).to_numpy()
        after: pd.DataFrame = self.departures[(left > since) | (struck & (left == since))]
        return after

    def before(self, agencies: pd.Series) -> pd.Series:
        """Return the day of the list before of each agency, NaT where there is none."""
        days = pd.Series([self.previous.get(one) for one in agencies], index=agencies.index)
        return pd.to_datetime(days).astype("datetime64[us]")

    def present(self) -> pd.DataFrame:
        """Return `people` who hold a post and were not known to have left before the day."""
        gone = self.people[f"former_{FIRST_KNOWN}"] < self.day
        posts = self.rows["assignments"]
        holders = pd.MultiIndex.from_frame(posts.loc[posts["ended_on"].isna(), WHO])
        return self.people[~gone & self.people.index.isin(holders)]


STATUS = ["employment_type", "started_on", "contract_ends_on"]


def last(frame: pd.DataFrame, by: str, columns: list[str]) -> pd.DataFrame:
    """Return the columns of each person's last row."""
    ordered = frame.sort_values(by, kind="stable").drop_duplicates(WHO, keep="last")
    return ordered.set_index(WHO)[columns]


def past_of(home: Home, agencies: Iterable[str], *, day: pd.Timestamp, file: str) -> Past:
    """Return what was on record of these agencies before the day.

    Raises `BadInput` if a list of a later day is on record.
    """
    on_record = set(home.agencies())
    frames = {agency: home.frames(agency) for agency in sorted(set(agencies) & on_record)}
    tables = {
        name: pd.concat([of_agency(found, name, agency) for agency, found in frames.items()])
        if frames
        else of_agency({}, name, "")
        for name in ("employees", *DATED, "departures")
    }
    refuse_if_later(tables["assignments"], day=day, file=file)
    known = {name: tables[name][(tables[name][FIRST_KNOWN] < day).to_numpy()] for name in tables}
    posts = known["assignments"]
    return Past(
        day=day,
        rows={name: reopened(frame, day) for name, frame in known.items() if name != "departures"},
        departures=tables["departures"][tables["departures"]["withdrawn_on"].isna()],
        previous=posts[FIRST_KNOWN].groupby(posts["agency_id"]).max().to_dict(),
        newcomers=_newcomers(tables["employees"], day),
    )


def _newcomers(people: pd.DataFrame, day: pd.Timestamp) -> pd.MultiIndex:
    """Return the people whose first record was made on the day."""
    listed = people["recorded_on"].notna() & (people[FIRST_KNOWN] == day)
    return pd.MultiIndex.from_frame(people.loc[listed, WHO])


def of_agency(frames: Mapping[str, pd.DataFrame], name: str, agency: str) -> pd.DataFrame:
    """Return the latest version of every fact of a table, and when its first was known."""
    table = TABLE_OF_NAME[name]
    frame = frames[name] if name in frames else empty_frame(table)
    known = frame["recorded_on"].fillna(frame[str(table.happened)])
    first = known.groupby([frame[key] for key in table.key], dropna=False).transform("min")
    order = known.sort_values(kind="stable", na_position="first").index
    latest = frame.assign(agency_id=agency, **{FIRST_KNOWN: first}).loc[order]
    return latest.drop_duplicates(list(table.key), keep="last").sort_index()


def reopened(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the rows with ends that became known on the day or later open again."""
    if "end_recorded_on" not in frame:
        return frame
    later = frame["end_recorded_on"] >= day
    ends = {name: frame[name].mask(later) for name in ("ended_on", "end_recorded_on")}
    return frame.assign(**ends)


def refuse_if_later(posts: pd.DataFrame, *, day: pd.Timestamp, file: str) -> None:
    """Raise `BadInput` if a post was first recorded after the day."""
    said = posts[FIRST_KNOWN].where(posts["recorded_on"].notna())
    later = said.max()
    if later > day:
        raise BadInput([problem("later_list", file=file, detail=f"{later:%Y-%m-%d}")])
