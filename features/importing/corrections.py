"""What an import corrects without saying so: somebody's agency, the day on which somebody left.

Nothing is deleted. A row that turns out wrong gets the day on which that became known, and counts
no longer from then; a leaving is added where somebody is said to work elsewhere by now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.home import Home, Part, as_declared, read_part
from features.importing.merging import Merged, arranged, known_on
from features.importing.references import GONE, Known, pairs_of
from features.tables import AGENCY, TABLE_OF_NAME

EMPLOYEES, DEPARTURES, POSTS = "employees", "departures", "assignments"
PERSON, LEFT, WRONG, RECORDED = "employee_id", "left_on", "withdrawn_on", "recorded_on"
MOVED = "transfer_out"
NEW = "_new"
Mask = npt.NDArray[np.bool_]
Stored = Callable[[Part], pd.DataFrame | None]


def stored_in(home: Home) -> Stored:
    """Return a function that gives what the home has of a part, None if nothing."""
    files = dict(home.parts())
    return lambda part: read_part(files[part], part.table) if part in files else None


def standing(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the version of each row known last, without those known to be wrong."""
    declared = TABLE_OF_NAME[table]
    known = known_on(frame, declared).sort_values(kind="stable", na_position="first")
    latest = frame.loc[known.index].drop_duplicates(list(declared.key), keep="last")
    return latest[latest[WRONG].isna()]


def with_gone(known: Known, home: Home) -> Known:
    """Return what is known, with ``gone`` marking people who are no longer in an agency.

    They have left it after they joined, or were never there.
    """
    if EMPLOYEES not in known:
        return known
    stored = stored_in(home)
    here = [pairs_of(None)]
    for agency in home.agencies():
        people = stored(Part(EMPLOYEES, agency))
        if people is not None:
            here.append(pairs_of(present(people, stored(Part(DEPARTURES, agency)))))
    there = pd.MultiIndex.from_frame(pd.concat(here))
    people = known[EMPLOYEES]
    gone = ~pd.MultiIndex.from_frame(people[[PERSON, AGENCY.name]]).isin(there)
    return {**known, EMPLOYEES: people.assign(**{GONE: gone}).reset_index(drop=True)}


def present(people: pd.DataFrame, departures: pd.DataFrame | None) -> pd.DataFrame:
    """Return the employees' rows that stand and have no departure after they joined."""
    here = standing(people, EMPLOYEES)
    if departures is None:
        return here
    last = standing(departures, DEPARTURES).groupby(PERSON)[LEFT].max()
    left = last.reindex(here[PERSON]).set_axis(here.index)
    return here[~(left > here["joined_on"])]


def placed(tables: Mapping[str, pd.DataFrame], known: Known) -> dict[str, pd.DataFrame]:
    """Return the tables with each departure placed in the agency that was left.

    A departure up to the day on which somebody joined another agency is one from the former; it
    is left alone where it names its agency or there are several former ones.
    """
    if DEPARTURES not in tables or EMPLOYEES not in tables:
        return dict(tables)
    departures, people = tables[DEPARTURES], tables[EMPLOYEES]
    single = people.drop_duplicates(PERSON, keep=False).set_index(PERSON)
    before = former_agencies(people, known)
    one = before.drop_duplicates(PERSON, keep=False).set_index(PERSON)[AGENCY.name]
    joined = single["joined_on"].reindex(departures[PERSON]).set_axis(departures.index)
    former = one.reindex(departures[PERSON]).set_axis(departures.index)
    former = former.where(departures[LEFT] <= joined)
    said = departures.get(AGENCY.name, pd.Series(index=departures.index, dtype="str"))
    return {**tables, DEPARTURES: departures.assign(**{AGENCY.name: said.fillna(former)})}


def former_agencies(people: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return employee_id and agency_id on record of people whom the import places elsewhere."""
    on_record = pairs_of(known.get(EMPLOYEES))
    about = on_record[on_record[PERSON].isin(people[PERSON])]
    both = about.merge(pairs_of(people), how="left", indicator=True)
    return both.loc[both["_merge"] == "left_only", [PERSON, AGENCY.name]]


@dataclass
class Corrections:
    """How many people have moved to another agency, and how many departures were taken back."""

    moved: int = 0
    taken_back: int = 0


@dataclass(frozen=True)
class Settling:
    """One import's parts while they are corrected."""

    stored: Stored
    merged: dict[Part, Merged]
    today: pd.Timestamp
    corrections: Corrections

    def now(self, table: str, agency: str) -> pd.DataFrame | None:
        """Return a part's rows as this import leaves them."""
        part = Part(table, agency)
        return self.merged[part].frame if part in self.merged else self.stored(part)

    def put(self, table: str, agency: str, frame: pd.DataFrame) -> None:
        """Note a part's corrected rows."""
        part = Part(table, agency)
        rows = arranged(frame, TABLE_OF_NAME[table])
        self.merged[part] = replace(self.merged.get(part, Merged(rows)), frame=rows, corrected=True)


def settle(
    merged: Mapping[Part, Merged],
    parts: Mapping[Part, pd.DataFrame],
    *,
    stored: Stored,
    known: Known,
    today: pd.Timestamp,
) -> tuple[dict[Part, Merged], Corrections]:
    """Return the merged parts with what the new rows correct, and how much that was."""
    run = Settling(stored, dict(merged), today, Corrections())
    new = [frame for part, frame in parts.items() if part.table == EMPLOYEES]
    if new:
        people = pd.concat(new, ignore_index=True)
        for agency, pairs in former_agencies(people, known).groupby(AGENCY.name):
            elsewhere = people[people[PERSON].isin(pairs[PERSON])].drop_duplicates(PERSON)
            settle_moves(run, str(agency), elsewhere)
    for part, rows in parts.items():
        if part.table == DEPARTURES:
            take_back(run, part, rows)
    return run.merged, run.corrections


def settle_moves(run: Settling, agency: str, elsewhere: pd.DataFrame) -> None:
    """Let people leave an agency on the day they joined another.

    Who joined both on one day was never in the former; who joined the former later is there now.
    """
    people = run.now(EMPLOYEES, agency)
    if people is None:
        return
    here = present(people, run.now(DEPARTURES, agency)).set_index(PERSON)["joined_on"]
    both = elsewhere[elsewhere[PERSON].isin(here.index)]
    said = both[RECORDED].fillna(run.today)
    before = here.reindex(both[PERSON]).set_axis(both.index)
    wrong, later = both["joined_on"] == before, both["joined_on"] > before
    if wrong.any():
        days = said[wrong].set_axis(both.loc[wrong, PERSON])
        run.put(EMPLOYEES, agency, marked(people, EMPLOYEES, people[PERSON].map(days)))
    if later.any():
        add_leavings(run, agency, both[later], said[later])
    run.corrections.moved += int(wrong.sum() + later.sum())


def marked(frame: pd.DataFrame, table: str, days: pd.Series) -> pd.DataFrame:
    """Return the rows with those that stand marked as wrong from the given days, where given."""
    stands = frame.index.isin(standing(frame, table).index) & days.notna().to_numpy(dtype=bool)
    return frame.assign(**{WRONG: frame[WRONG].mask(stands, days)})


def add_leavings(run: Settling, agency: str, movers: pd.DataFrame, said: pd.Series) -> None:
    """Add a leaving for another agency for these people, unless that day is on record."""
    table = TABLE_OF_NAME[DEPARTURES]
    departures = run.now(DEPARTURES, agency)
    if departures is None:
        departures = as_declared(pd.DataFrame(), table)
    added = pd.DataFrame(
        {PERSON: movers[PERSON], LEFT: movers["joined_on"], "reason": MOVED, RECORDED: said}
    )
    known = pd.MultiIndex.from_frame(departures[[PERSON, LEFT]])
    fresh = added[~pd.MultiIndex.from_frame(added[[PERSON, LEFT]]).isin(known)]
    together = pd.concat([departures, as_declared(fresh, table)], ignore_index=True)
    run.put(DEPARTURES, agency, together)


def take_back(run: Settling, part: Part, rows: pd.DataFrame) -> None:
    """Mark departures as wrong whose day the import corrects.

    A departure is corrected by another of the same person that is new, in an import that no
    longer holds it, unless the person came back between the two days.
    """
    before, frame = run.stored(part), run.now(DEPARTURES, part.agency_id)
    if before is None or frame is None:
        return
    stood = standing(before, DEPARTURES)[[PERSON, LEFT]]
    named = rows[[PERSON, LEFT]].drop_duplicates()
    pairs = without(stood, named).merge(without(named, stood), on=PERSON, suffixes=("", NEW))
    pairs = pairs[~came_back(pairs, run.now(POSTS, part.agency_id))]
    if not pairs.empty:
        run.put(DEPARTURES, part.agency_id, corrected(frame, pairs, rows, today=run.today))
        run.corrections.taken_back += len(pairs.drop_duplicates([PERSON, LEFT]))


def without(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are not among the others."""
    both = rows.merge(others, how="left", indicator=True)
    return both.loc[both["_merge"] == "left_only", list(rows.columns)]


def came_back(pairs: pd.DataFrame, posts: pd.DataFrame | None) -> Mask:
    """Return for each pair of days whether a post began between them, the earlier included."""
    if posts is None:
        return np.zeros(len(pairs), dtype=bool)
    days = pairs[[LEFT, LEFT + NEW]]
    asked = pd.DataFrame(
        {PERSON: pairs[PERSON], "first": days.min(axis=1), "last": days.max(axis=1)}
    )
    begun = asked.reset_index(names="pair").merge(posts[[PERSON, "started_on"]], on=PERSON)
    inside = (begun["started_on"] >= begun["first"]) & (begun["started_on"] < begun["last"])
    return np.asarray(pairs.index.isin(begun.loc[inside, "pair"]))


def corrected(
    frame: pd.DataFrame, pairs: pd.DataFrame, rows: pd.DataFrame, *, today: pd.Timestamp
) -> pd.DataFrame:
    """Return the departures with the old days marked as wrong, and the new ones known with that.

    A new day counts from when it was recorded, if that is said and was after the old one, else
    from today. One that had been taken back before counts again from today.
    """
    table = TABLE_OF_NAME[DEPARTURES]
    at = pd.MultiIndex.from_frame(frame[[PERSON, LEFT]])
    new = pd.MultiIndex.from_arrays([pairs[PERSON], pairs[LEFT + NEW]])
    said = rows.set_index([PERSON, LEFT])[RECORDED].groupby(level=[0, 1]).max()
    day = pd.Series(
        said.reindex(new).to_numpy(), index=pd.MultiIndex.from_frame(pairs[[PERSON, LEFT]])
    )
    days = pd.Series(day.groupby(level=[0, 1]).max().reindex(at).to_numpy(), index=frame.index)
    days = days.where(days > known_on(frame, table), today).where(at.isin(day.index))
    fresh = at.isin(new)
    revived = frame[fresh & frame[WRONG].notna().to_numpy()].drop_duplicates([PERSON, LEFT])
    recorded = frame[RECORDED].mask(fresh & frame[RECORDED].isna().to_numpy(), today)
    whole = marked(frame.assign(**{RECORDED: recorded}), DEPARTURES, days)
    again = revived.assign(**{RECORDED: today}).drop(columns=WRONG)
    return pd.concat([whole, as_declared(again, table)], ignore_index=True)
