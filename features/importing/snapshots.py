"""From successive staff lists to dated records: who is new, moved, promoted, gone or back.

A list says what holds on its day and nothing in between. Everything that it adds is known from
its day. Who was on the list before and is not on this one left in between, for an unknown reason;
who is on a list again never left: the departure is withdrawn from that day.
"""

from __future__ import annotations

import pandas as pd

from features.importing.references import Known
from features.importing.staff_past import GONE, WHO, Frames, Past
from features.importing.staff_places import new_jobs, new_units

MOVED_ON = "transfer_out"


def records_of(people: pd.DataFrame, past: Past, known: Known) -> Frames:
    """Return the rows that the list of a day adds to the records, table by table.

    ``people`` holds one row a person as `staff_values.values_of` and `staff_places.with_places`
    give it, with pseudonyms, and agencies filled in. ``known`` names the jobs and units on record.
    Rows that come from a row of the list keep its index; others, such as the end of an earlier
    post, are numbered below 0.
    """
    staff = people.join(past.people, on=WHO)
    staff = staff.assign(previous=past.before(staff["agency_id"]))
    staff = staff.assign(joined_on=joined_on(staff, past.day))
    started, everybody = posts(staff, past.day), staff.drop_duplicates(WHO)
    tables = {
        "employees": employees(everybody, past.day),
        "statuses": statuses(everybody, past),
        "educations": educations(everybody, past.day),
        "units": new_units(staff, known),
        "jobs": new_jobs(staff, known),
        "assignments": numbered([started, ended_posts(started, past)]),
        "ranks": ranks(everybody, past.day),
        "departures": numbered(
            [taken_back(everybody, past), left(everybody, past), struck(everybody, past)]
        ),
    }
    return {name: frame for name, frame in tables.items() if not frame.empty}


def numbered(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the first part, with the other rows below it numbered below 0."""
    frame = pd.concat([parts[0], *(part for part in parts[1:] if len(part))])
    n_others = len(frame) - len(parts[0])
    return frame.set_axis(pd.Index([*parts[0].index, *range(-1, -n_others - 1, -1)]), axis=0)


def joined_on(staff: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Return each person's first day with the agency.

    It is what the list says, or what is on record, or the entry into service; but who is new on a
    later list and entered service before the list before came from elsewhere, at the latest on
    the day of the list.
    """
    entry = staff["service_on"].fillna(staff["nip_entry"])
    here = staff["previous"].isna() | (entry > staff["previous"])
    stated = staff["joined_on"].fillna(staff["former_joined_on"])
    return stated.fillna(entry.where(here)).fillna(day)


def employees(staff: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return who is on the list; what the list leaves blank stays as it was."""
    facts = {name: staff[name].fillna(staff[f"former_{name}"]) for name in ("birth_date", "sex")}
    return staff[[*WHO, "joined_on"]].assign(**facts, recorded_on=day)


def posts(staff: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the posts held on the day.

    A post begins on the day that the list says if that lies after the list before; otherwise it
    is told anew from the day of the list. A person's first post on record counts from joining
    where the list does not say since when.
    """
    new = staff["former_post_since"].isna()
    first = no_later(staff["post_since"].fillna(staff["joined_on"]), day)
    after = pd.concat(
        [staff["previous"], staff["former_left_on"], staff["former_post_since"]], axis=1
    ).max(axis=1)
    stated = staff["post_since"].where(staff["post_since"].between(after, day, inclusive="right"))
    pay = [name for name in ("base_pay", "gross_pay") if staff[name].notna().any()]
    return staff[[*WHO, "job_id", "unit_id", "supervisor_id", "appointment", *pay]].assign(
        started_on=first.where(new, stated.fillna(day)),
        ended_on=None,
        recorded_on=day,
        end_recorded_on=None,
    )


def no_later(days: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Return the days, and the day itself instead of any after it."""
    return days.mask(days > day, day)


def ended_posts(started: pd.DataFrame, past: Past) -> pd.DataFrame:
    """Return the earlier posts of the people on the list, which end where the new ones begin.

    Posts that a departure with a reason has ended stay as they are.
    """
    earlier = past.rows["assignments"]
    open_posts = earlier[earlier["ended_on"].isna() & (earlier["started_on"] < past.day)]
    reason = past.people["former_reason"].reindex(pd.MultiIndex.from_frame(open_posts[WHO]))
    lasting = reason.isna() | reason.eq(GONE)
    listed = pd.MultiIndex.from_frame(open_posts[WHO]).isin(pd.MultiIndex.from_frame(started[WHO]))
    mine = open_posts[listed & lasting.to_numpy()]
    same = [*WHO, "appointment"]
    begins = started.groupby(same, dropna=False)["started_on"].min().rename("begins").reset_index()
    ends = mine[same].merge(begins, on=same, how="left")["begins"].fillna(past.day)
    mine = mine.assign(ended_on=ends.to_numpy(), end_recorded_on=past.day)
    return mine[list(started)]


def left(staff: pd.DataFrame, past: Past) -> pd.DataFrame:
    """Return the departures of those who were here and are not on the list.

    The day is the middle of the time between the two lists. Who is on the list under another
    agency was transferred.
    """
    missing = past.present()
    missing = missing[~missing.index.isin(pd.MultiIndex.from_frame(staff[WHO]))]
    who = missing.index.to_frame(index=False)
    before = past.before(who["agency_id"])
    elsewhere = who["employee_id"].isin(staff["employee_id"])
    return who.assign(
        left_on=before + (past.day - before).dt.days.floordiv(2).astype("timedelta64[D]"),
        reason=elsewhere.map({True: MOVED_ON, False: GONE}),
        recorded_on=past.day,
        withdrawn_on=None,
    )


def struck(staff: pd.DataFrame, past: Past) -> pd.DataFrame:
    """Return departures, on the day itself, of those whom only an earlier version of the list had.

    They are in no cohort before or after, so that no model takes them for people who left.
    """
    missing = past.newcomers.difference(pd.MultiIndex.from_frame(staff[WHO]))
    return missing.to_frame(index=False).assign(
        left_on=past.day, reason=GONE, recorded_on=past.day, withdrawn_on=None
    )


def taken_back(staff: pd.DataFrame, past: Past) -> pd.DataFrame:
    """Return the departures of those who are on the list again, withdrawn from the day."""
    again = staff[staff["former_reason"].eq(GONE) & (staff["former_left_on"] < past.day)]
    before = again[WHO].assign(
        left_on=again["former_left_on"],
        reason=GONE,
        recorded_on=again["former_recorded_on"],
        withdrawn_on=past.day,
    )
    gone = past.departures
    today = gone[gone["reason"].eq(GONE) & (gone["left_on"] == past.day)]
    here = pd.MultiIndex.from_frame(today[WHO]).isin(pd.MultiIndex.from_frame(staff[WHO]))
    return numbered([before, today.loc[here, list(before)].assign(withdrawn_on=past.day)])


def ranks(staff: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the ranks that are new on the list, from the day it says or else from its own."""
    new = staff["rank"].notna() & staff["rank"].ne(staff["former_rank"])
    since = staff["rank_since"].where(staff["rank_since"] <= day).fillna(day)
    rows = staff[[*WHO, "rank"]].assign(started_on=since, recorded_on=day)
    return rows[new]


def educations(staff: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return the degrees that are new on the list, from the day it says or else from its own."""
    new = staff["education"].notna() & staff["education"].ne(staff["former_level"])
    rows = staff[WHO].assign(
        completed_on=staff["graduated"].fillna(day),
        level=staff["education"],
        field=staff["education_field"],
        recorded_on=day,
    )
    return rows[new]


def statuses(staff: pd.DataFrame, past: Past) -> pd.DataFrame:
    """Return the kinds of employment that are new on the list, and the ends of earlier ones.

    Where the list has no such column, the days of becoming a candidate and permanent tell them.
    """
    kind = staff["employment"].fillna(told_by_days(staff))
    since = staff["permanent_on"].where(kind.eq("pns"))
    since = since.fillna(staff["service_on"].where(kind.eq("cpns")))
    first = staff["former_type"].isna()
    since = since.where(first | (since > staff["former_type_since"])).fillna(past.day)
    contract = staff["contract_ends_on"]
    same = kind.eq(staff["former_type"])
    renewed = same & contract.notna() & ~contract.eq(staff["former_contract"])
    rows = staff[WHO].assign(
        started_on=no_later(since, past.day).mask(renewed, staff["former_type_since"]),
        ended_on=None,
        employment_type=kind,
        contract_ends_on=staff["contract_ends_on"],
        recorded_on=past.day,
        end_recorded_on=None,
    )
    new = kind.notna() & ~same
    before = probations(staff[new & first & kind.eq("pns")], rows)
    return numbered([rows[new | renewed], before, ended_statuses(rows[new], past)])


def told_by_days(staff: pd.DataFrame) -> pd.Series:
    """Return pns for who has a day of permanence, cpns for who has none where others have."""
    permanent = staff["permanent_on"].notna()
    kinds = pd.Series("pns", staff.index, dtype="str").where(permanent)
    if not permanent.any():
        return kinds
    return kinds.mask(~permanent & staff["service_on"].notna(), "cpns")


def probations(staff: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the time as a candidate of those of whom the list says both days."""
    both = staff[staff["service_on"] < staff["permanent_on"]]
    return rows.loc[both.index].assign(
        started_on=both["service_on"],
        ended_on=both["permanent_on"],
        employment_type="cpns",
        contract_ends_on=None,
        end_recorded_on=lambda frame: frame["recorded_on"],
    )


def ended_statuses(new: pd.DataFrame, past: Past) -> pd.DataFrame:
    """Return the earlier kinds of employment of these people, which end where the new begin."""
    earlier = past.rows["statuses"]
    earlier = earlier[earlier["ended_on"].isna()]
    begins = new.set_index(WHO)["started_on"].reindex(pd.MultiIndex.from_frame(earlier[WHO]))
    ended = earlier.assign(ended_on=begins.to_numpy(), end_recorded_on=past.day)
    return ended.loc[ended["ended_on"] > ended["started_on"], list(new)]
