"""What must hold between tables: whom and what a row names must be on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.contract import Column, Table
from features.problems import KEPT, Findings
from features.tables import TABLE_OF_NAME, TABLES

Known = Mapping[str, pd.DataFrame]
"""The key columns, and the agency where they have one, of the tables imported before."""
GONE = "gone"
REFERRED = {"employees"} | {
    column.refers_to for table in TABLES for column in table.columns if column.refers_to
}
"""The tables whose rows other tables name."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """Whom and what rows may name: ids by table, and the people who work for two agencies."""

    ids: Mapping[str, pd.Index]
    in_two_agencies: pd.Index


def resolve(
    tables: dict[str, pd.DataFrame],
    *,
    known: Known,
    place: Callable[[str], str],
    findings: Findings,
) -> None:
    """Make dangling references unknown and set rows about strangers aside, in place.

    A row is set aside as well if a value of its key is unknown.
    """
    names = names_of(tables, known)
    for name, frame in tables.items():
        note = Note(file=place(name), table=TABLE_OF_NAME[name], findings=findings)
        of_people = without_strangers(frame, names, note)
        tables[name] = with_whole_keys(without_dangling(of_people, names, note), note)


@dataclass(frozen=True, kw_only=True)
class Note:
    """Where a finding belongs."""

    file: str
    table: Table
    findings: Findings

    def rows(self, rule: str, column: Column, values: pd.Series, *, detail: str = "") -> None:
        """Note a rule that the values of a column break, row by row."""
        self.findings.add_rows(
            rule,
            file=self.file,
            table=self.table.name,
            column=column,
            rows=values.index.tolist(),
            values=[None if pd.isna(one) else str(one) for one in values.head(KEPT)],
            details=[detail],
        )


def names_of(tables: Mapping[str, pd.DataFrame], known: Known) -> Names:
    """Return the ids on record, from these tables and from those imported before."""
    ids: dict[str, pd.Index] = {}
    for table in sorted(REFERRED & (set(tables) | set(known))):
        key = TABLE_OF_NAME[table].key[0]
        found = [frame[key] for frame in (tables.get(table), known.get(table)) if frame is not None]
        ids[table] = pd.Index(pd.concat(found).dropna().unique())
    people = agencies_of_people(tables, known)["employee_id"]
    return Names(ids=ids, in_two_agencies=pd.Index(people[people.duplicated()]))


def agencies_of_people(tables: Mapping[str, pd.DataFrame], known: Known) -> pd.DataFrame:
    """Return employee_id and agency_id, each pair once.

    Of a person whom ``employees`` of this import names, only what it says counts.
    """
    now = pairs_of(tables.get("employees"))
    before = still_there(known.get("employees"))
    others = before[~before["employee_id"].isin(now["employee_id"])]
    return pd.concat([now, others]).drop_duplicates(ignore_index=True)


def pairs_of(people: pd.DataFrame | None) -> pd.DataFrame:
    """Return employee_id and agency_id, each pair once; no rows where there is no table."""
    columns = ["employee_id", "agency_id"]
    if people is None:
        return pd.DataFrame(columns=columns, dtype="str")
    return people[columns].dropna().drop_duplicates(ignore_index=True)


def still_there(people: pd.DataFrame | None) -> pd.DataFrame:
    """Return the pairs of `pairs_of` without agencies that somebody has left for another one.

    The column ``gone`` marks them, where it is there.
    """
    if people is None or GONE not in people:
        return pairs_of(people)
    here = people[~people[GONE].to_numpy(dtype=bool)]
    return pairs_of(
        people[people.index.isin(here.index) | ~people["employee_id"].isin(here["employee_id"])]
    )


def without_strangers(frame: pd.DataFrame, names: Names, note: Note) -> pd.DataFrame:
    """Return the rows about people on record; note the others, and rows of unclear agency.

    Where rows or ids of employees could not be read nobody is called a stranger: she may be there.
    """
    if not note.table.is_about_a_person or note.table.name == "employees":
        return frame
    person = note.table.person
    people = frame[person]
    stranger = unknown_ids(people, names.ids.get("employees"))
    if not note.findings.lost("employees", "employee_id"):
        note.rows("stranger", note.table[person], people[stranger])
    unclear = people.isin(names.in_two_agencies).to_numpy(dtype=bool)
    if "agency_id" in frame:
        unclear = unclear & frame["agency_id"].isna().to_numpy(dtype=bool)
    note.rows("agency_needed", note.table[person], people[unclear])
    return frame[~stranger]


def without_dangling(frame: pd.DataFrame, names: Names, note: Note) -> pd.DataFrame:
    """Return the frame with references to nothing made unknown, and note them."""
    repaired = {}
    for column in note.table.columns:
        if column.refers_to in names.ids and column.refers_to is not None:
            dangling = unknown_ids(frame[column.name], names.ids[column.refers_to])
            note.rows("dangling", column, frame[column.name][dangling], detail=column.refers_to)
            if dangling.any():
                repaired[column.name] = frame[column.name].mask(dangling)
    return frame.assign(**repaired)


def unknown_ids(values: pd.Series, ids: pd.Index | None) -> npt.NDArray[np.bool_]:
    """Return which values are given and not among the ids; nothing is, if there are no ids."""
    if ids is None:
        return np.zeros(len(values), dtype=bool)
    return (values.notna() & ~values.isin(ids)).to_numpy(dtype=bool)


def with_whole_keys(frame: pd.DataFrame, note: Note) -> pd.DataFrame:
    """Return the rows whose required key columns are known, and note the others.

    Where an error says already what is wrong with the column it is not said again.
    """
    needed = [note.table[name] for name in note.table.key if note.table[name].required]
    for column in needed:
        lost = frame[column.name].isna()
        if not note.findings.has_error(note.table.name, column.name):
            note.rows("row_without_key", column, frame[column.name][lost])
    return frame[frame[[column.name for column in needed]].notna().all(axis=1)]
