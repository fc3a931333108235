"""Which agency a row belongs to."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from features.contract import Table
from features.home import SHARED, Part
from features.importing.references import Known, agencies_of_people
from features.tables import AGENCY, TABLE_OF_NAME


def split(tables: Mapping[str, pd.DataFrame], known: Known) -> dict[Part, pd.DataFrame]:
    """Return the rows by table and agency.

    Rows about a person go to the person's agency, rows about a unit to the unit's; what belongs
    to no single agency goes to `SHARED`.
    """
    people = agencies_of_people(tables, known).drop_duplicates("employee_id")
    agency_of_person = people.set_index("employee_id")["agency_id"]
    agency_of_unit = agencies_of_units(tables, known)
    parts: dict[Part, pd.DataFrame] = {}
    for name, frame in tables.items():
        table = TABLE_OF_NAME[name]
        agencies = agencies_of_rows(frame, table, agency_of_person, agency_of_unit)
        own = frame[list(table.by_name)]
        for agency_id, rows in own.groupby(agencies, sort=True):
            parts[Part(name, str(agency_id))] = rows.reset_index(drop=True)
    return parts


def agencies_of_units(tables: Mapping[str, pd.DataFrame], known: Known) -> pd.Series:
    """Return agency_id by unit_id; what is imported now goes before what is on record."""
    columns = ["unit_id", AGENCY.name]
    empty = pd.DataFrame(columns=columns, dtype="str")
    both = [tables.get("units", empty)[columns], known.get("units", empty)[columns]]
    units = pd.concat(both).drop_duplicates("unit_id")
    return units.set_index("unit_id")[AGENCY.name]


def agencies_of_rows(
    frame: pd.DataFrame,
    table: Table,
    agency_of_person: pd.Series,
    agency_of_unit: pd.Series,
) -> pd.Series:
    """Return each row's agency, `SHARED` where it has none."""
    agencies = pd.Series(SHARED, index=frame.index, dtype="str")
    if table.is_about_a_person:
        agencies = frame[table.person].map(agency_of_person).astype("str")
    elif "unit_id" in frame and table.name != "units":
        agencies = frame["unit_id"].map(agency_of_unit).astype("str")
    if AGENCY.name in frame:
        agencies = frame[AGENCY.name].fillna(agencies)
    return agencies.fillna(SHARED)
