"""Trainings: leadership courses and all others, each counted once."""

from __future__ import annotations

import pandas as pd

from features.problems import KEPT
from features.sources.siasn.export import Export
from features.sources.siasn.lists import meaning_of, translated
from features.sources.siasn.parts import Part, one_a_key, with_days
from features.sources.siasn.people import People
from features.sources.siasn.statuses import with_last_day
from features.sources.siasn.texts import plain_title

NO_HOURS = (0, 1, 999)
"""Numbers of hours that stand for an unknown one."""
STRUCTURAL = "1"
LIST_NAMES = "latihan_struktural"
KEY = ("employee_id", "completed_on", "title")


def trainings(export: Export, people: People) -> list[Part]:
    """Return the table `trainings`: `rw_kursus`, and of `rw_diklat` what is not there as well."""
    courses = _courses(export, people)
    leading = _leadership(export, people)
    courses, leading = _booked_once(courses, leading, export)
    found = [_as_booked(_with_hours(part, export)) for part in (courses, leading)]
    return one_a_key(found, KEY, export)


def _courses(export: Export, people: People) -> Part:
    rows = export.table("rw_kursus")
    ended = rows["tanggalSelesaiKursus"].fillna(rows["tanggalKursus"])
    frame = pd.DataFrame(
        {
            "employee_id": people.of(rows["idPns"], rows["nipBaru"]),
            "title": rows["namaKursus"],
            "form": translated(rows["jenisDiklatId"], "jenis_diklat"),
            "hours": rows["jumlahJam"],
            "started_on": rows["tanggalKursus"],
            "completed_on": with_last_day(export, "rw_kursus", ended, rows["tahunKursus"]),
        }
    )
    said = {
        "employee_id": "idPns",
        "title": "namaKursus",
        "form": "jenisDiklatId",
        "hours": "jumlahJam",
        "started_on": "tanggalKursus",
        "completed_on": "tanggalSelesaiKursus",
    }
    return with_days(Part("rw_kursus", frame, said), "completed_on", export)


def _leadership(export: Export, people: People) -> Part:
    rows = export.table("rw_diklat")
    ended = rows["tanggalSelesai"].fillna(rows["tanggal"])
    listed = meaning_of(rows["latihanStrukturalId"], LIST_NAMES, "name")
    frame = pd.DataFrame(
        {
            "employee_id": people.of(rows["idPns"], rows["nipBaru"]),
            "title": rows["latihanStrukturalNama"].fillna(listed),
            "form": pd.Series(STRUCTURAL, index=rows.index, dtype="str"),
            "hours": rows["jumlahJam"],
            "started_on": rows["tanggal"],
            "completed_on": with_last_day(export, "rw_diklat", ended, rows["tahun"]),
        }
    )
    said = {
        "employee_id": "idPns",
        "title": "latihanStrukturalNama",
        "form": "latihanStrukturalId",
        "hours": "jumlahJam",
        "started_on": "tanggal",
        "completed_on": "tanggalSelesai",
    }
    return with_days(Part("rw_diklat", frame, said), "completed_on", export)


def _booked_once(courses: Part, leading: Part, export: Export) -> tuple[Part, Part]:
    """Return both parts with each training once: same person, day and title in any spelling.

    The row of `rw_diklat` stays before one of `rw_kursus`, known hours before unknown ones.
    """
    rows = pd.concat([leading.rows, courses.rows], keys=["leading", "courses"], names=["of", "row"])
    keys = rows.assign(title=plain_title(rows["title"]))
    unknown = keys["hours"].isna() | keys["hours"].isin(NO_HOURS)
    order = keys.assign(unknown=unknown).sort_values("unknown", kind="stable")
    whole = order[[*KEY]].notna().all(axis=1)
    again = order.duplicated([*KEY]) & whole
    kept = rows.loc[~again.reindex(rows.index)]
    for name, part in (("leading", leading), ("courses", courses)):
        lost = int(again[again.index.get_level_values("of") == name].sum())
        if lost:
            export.tell("booked_twice", part.table, str(lost))
    return (
        courses.with_rows(_of(kept, "courses", courses)),
        leading.with_rows(_of(kept, "leading", leading)),
    )


def _of(rows: pd.DataFrame, name: str, part: Part) -> pd.DataFrame:
    own = rows[rows.index.get_level_values("of") == name]
    return own.droplevel("of") if len(own) else part.rows.iloc[:0]


def _with_hours(part: Part, export: Export) -> Part:
    """Return the part with hours unknown where 0, 1 or 999 stands for that."""
    hours = part.rows["hours"]
    filler = hours.isin(NO_HOURS)
    at = hours.index[filler]
    values = [f"{value:g}" for value in hours[at[:KEPT]]]
    export.note("filler_hours", part.table, "jumlahJam", at.tolist(), values=values)
    return part.with_rows(part.rows.assign(hours=hours.mask(filler)))


def _as_booked(part: Part) -> Part:
    """Return the part with its outcome: SIASN books what was completed and nothing else."""
    booked = pd.Series("completed", index=part.rows.index, dtype="str")
    return part.with_rows(part.rows.assign(outcome=booked))
