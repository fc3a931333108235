"""Import one staff list as of its day: read, protect, compare with what was on record, merge."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from pathlib import Path

import pandas as pd

from features.home import Home
from features.importing.checking import Progress
from features.importing.importer import import_source, key_for
from features.importing.report import ImportReport, ListNotes
from features.importing.snapshots import records_of
from features.importing.staff_past import GONE, WHO, Frames, past_of
from features.importing.staff_places import with_places
from features.importing.staff_values import STAFF, values_of
from features.problems import BadInput, Findings, Problem, problem
from features.pseudonyms import Pseudonyms
from features.sources.lists import StaffList, read_list
from features.tables import TABLE_OF_NAME

PERSONS = ("employee_id", "supervisor_id")
DEFAULT_AGENCY = "instansi"
"""What the agency is called where neither the list, the caller nor the records name it."""


def import_list(
    path: Path,
    home: Home,
    *,
    on: dt.date,
    today: dt.date,
    agency: str | None = None,
    ids_are_pseudonyms: bool = False,
    allow_pay: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring in the staff list of a day and return what came of it.

    If anything is wrong with the list nothing is written, and the report's ``ok`` is False.
    Raises `BadInput` if this is no staff list, if a list of a later day is on record, or for the
    reasons of `import_source`.
    """
    if on > today:
        raise BadInput([problem("list_from_the_future", file=path.name, detail=f"{on}")])
    staff, findings = read_list(path), Findings()
    if not staff.rows:
        raise BadInput([problem("nobody", file=staff.place)])
    people = with_places(values_of(staff, findings, on=on))
    people = people.assign(agency_id=agencies(people, home, agency=agency, file=staff.place))
    people = without_twins(people, staff, findings)
    if any(one.severity == "error" for one in findings.problems):
        return ImportReport(today=today, origin="imported", problems=findings.problems)
    key = None if ids_are_pseudonyms else key_for(home)
    source = SnapshotSource(staff, under_pseudonyms(people, key), home, on=on)
    source.problems = findings.problems
    return import_source(
        source,
        home,
        today=today,
        ids_are_pseudonyms=True,
        allow_pay=allow_pay,
        progress=progress,
        key=key,
        notes=source.notes,
    )


def agencies(people: pd.DataFrame, home: Home, *, agency: str | None, file: str) -> pd.Series:
    """Return the agency of everybody on the list.

    It is what the list says, or what the caller says, or the only one on record. Raises `BadInput`
    if several are on record and nothing says which is meant.
    """
    named = people["agency_named"]
    on_record = home.agencies()
    if agency is None and named.isna().any() and len(on_record) > 1:
        raise BadInput([problem("which_agency", file=file)])
    usual = agency or (on_record[0] if on_record else DEFAULT_AGENCY)
    return named.fillna(usual)


def without_twins(people: pd.DataFrame, staff: StaffList, findings: Findings) -> pd.DataFrame:
    """Return the people without rows given twice; note those who are there twice and differ."""
    once = people[~people.duplicated()]
    rows = pd.Series(once.index, index=once.index)
    key = [once[name] for name in (*WHO, "appointment")]
    first = rows.groupby(key, dropna=False).transform("first")
    again = once[(first != rows) & once["employee_id"].notna()]
    findings.add_rows(
        "twice_on_list",
        file=staff.place,
        table=STAFF,
        column=staff.heading_of["employee_id"],
        rows=again.index.tolist(),
        details=[f"see row {row}" for row in first[again.index]],
    )
    return once


def under_pseudonyms(people: pd.DataFrame, key: bytes | None) -> pd.DataFrame:
    """Return the people under pseudonyms; as they are where there is no key."""
    if key is None:
        return people
    protect = Pseudonyms(key).of
    return people.assign(**{name: protect(people[name]) for name in PERSONS})


class SnapshotSource:
    """The records that a staff list adds to what a home holds; see `features.sources.Source`.

    They are worked out when they are first asked for.
    """

    def __init__(self, staff: StaffList, people: pd.DataFrame, home: Home, *, on: dt.date) -> None:
        self._place = staff.place
        self._people = people
        self._home = home
        self._day = pd.Timestamp(on).as_unit("us")
        self.notes = ListNotes(
            on=on,
            people=len(people),
            recognised=dict(staff.heading_of),
            dropped=list(staff.dropped),
            passed_over=staff.n_passed_over,
        )
        self.problems: list[Problem] = []

    @cached_property
    def _tables(self) -> Frames:
        agencies = self._people["agency_id"].unique()
        past = past_of(self._home, agencies, day=self._day, file=self._place)
        tables = records_of(self._people, past, self._home.known())
        listed = pd.MultiIndex.from_frame(self._people[WHO].drop_duplicates())
        self.notes.new = int((~listed.isin(past.people.index)).sum())
        self._count_departures(tables)
        return tables

    def _count_departures(self, tables: Frames) -> None:
        if "departures" in tables:
            found = tables["departures"]
            again = found["withdrawn_on"].notna()
            self.notes.gone = int((found["reason"].eq(GONE) & ~again).sum())
            self.notes.back = int(again.sum())

    def tables(self) -> tuple[str, ...]:
        """Return the names of the tables that the list adds to."""
        return tuple(name for name in TABLE_OF_NAME if name in self._tables)

    def read(self, table: str) -> pd.DataFrame:
        """Return the rows that the list adds to a table; what was found wrong comes with the first.

        Raises `BadInput` with the warnings about the list's cells and the rows.
        """
        found, self.problems = self.problems, []
        if found:
            raise BadInput(found, self._tables[table])
        return self._tables[table]

    def place(self, table: str) -> str:
        """Return the name of the file and the sheet, whatever the table."""
        return self._place

    def ignored(self) -> tuple[str, ...]:
        """Return nothing: a list is one sheet."""
        return ()
