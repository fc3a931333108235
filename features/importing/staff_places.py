"""The jobs and units that a staff list names: ids made from their titles, and rows for new ones."""

from __future__ import annotations

import re

import pandas as pd

from features.importing.references import Known

ACTING = {"plt": "acting", "pj": "acting", "pjs": "acting", "plh": "daily_acting"}
SHORT = r"(?i)^(plt|plh|pjs?)\b\.?\s*"
"""What stands before the title of a post that is held for a time only."""
LEVEL = r"(?i)\bahli\s+(pertama|muda|madya|utama)\s*$|\b(pemula|terampil|mahir|penyelia)\s*$"
"""The level at the end of the title of a functional job (PermenPANRB 1/2023)."""
SIGNS = re.compile(r"[^0-9A-Z]+")


def with_places(people: pd.DataFrame) -> pd.DataFrame:
    """Return the people with ``appointment``, ``title``, ``job_id`` and ``unit_id``.

    A unit of a list that names the units above is told apart by them, and by the agency where the
    list names agencies: every office has a secretariat.
    """
    title = people["job"].str.replace(SHORT, "", regex=True)
    parts = [ids_of(people[name]) for name in ("unit_above", "unit")]
    unit_id = joined([ids_of(people["agency_named"]), *parts])
    return people.assign(
        appointment=people["job"].str.extract(SHORT)[0].str.lower().map(ACTING).astype("str"),
        title=title,
        job_id=ids_of(title),
        unit_id=unit_id.where(parts[0].notna() | parts[1].notna()),
        parent_id=joined([ids_of(people["agency_named"]), parts[0]]).where(parts[0].notna()),
    )


def ids_of(titles: pd.Series) -> pd.Series:
    """Return ids made of titles: capitals and digits, so that signs and case make no new job."""
    known = {title: SIGNS.sub("-", title.upper()).strip("-") for title in titles.dropna().unique()}
    ids = titles.map(known).astype("str")
    return ids.mask(ids == "")


def joined(parts: list[pd.Series]) -> pd.Series:
    """Return the parts that are there with a dot between them."""
    text = parts[0]
    for part in parts[1:]:
        text = text.str.cat(part, sep=".").fillna(text).fillna(part)
    return text


def new_jobs(staff: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return the jobs that are not on record, with kind and level as far as the list says."""
    found = staff["title"].str.extract(LEVEL)
    level = found[0].fillna(found[1]).str.lower().astype("str")
    kind = staff["job_kind"].mask(staff["job_kind"].isna() & level.notna(), "functional")
    rows = pd.DataFrame(
        {"job_id": staff["job_id"], "name": staff["title"], "kind": kind, "level": level}
    )
    return unknown(rows, "job_id", known.get("jobs"))


def new_units(staff: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return the units that are not on record, those above them among them."""
    above = pd.DataFrame(
        {
            "unit_id": staff["parent_id"],
            "agency_id": staff["agency_id"],
            "parent_id": pd.Series(index=staff.index, dtype="str"),
            "name": staff["unit_above"],
        }
    )
    own = staff[["unit_id", "agency_id", "parent_id"]].assign(
        name=staff["unit"].fillna(staff["unit_above"]),
        parent_id=staff["parent_id"].where(staff["parent_id"].ne(staff["unit_id"])),
    )
    rows = unknown(pd.concat([above, own]), "unit_id", known.get("units"))
    return rows.set_axis(pd.RangeIndex(-len(rows), 0), axis=0)


def unknown(rows: pd.DataFrame, key: str, known: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rows with a key that is not on record, each key once."""
    fresh = rows[rows[key].notna()].drop_duplicates(key)
    return fresh if known is None else fresh[~fresh[key].isin(known[key])]
