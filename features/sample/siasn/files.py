"""The sample agency in the files of a SIASN export.

What SIASN has no place for is not written; `CARRIED` names what a reader of the files gets back.
The faults in the files are those of real exports, and none of them loses anything: days as
d-m-Y, codes in which 1 is the highest, numbers with an apostrophe, people with two numbers,
trainings booked twice, a unit with a new name, acting posts among the others, decrees that were
cancelled, ages of 0, standings that no list knows, columns that must not be taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from features.sample.agency import SampleAgency
from features.sample.siasn import events, people, posts
from features.sample.siasn.numbers import Numbers, numbers_of

TABLES: Mapping[str, Callable[[people.Tables, Numbers], pd.DataFrame]] = {
    "pegawai": people.pegawai,
    "pns_data_utama": people.data_utama,
    "pengadaan_list_pengadaan_instansi": people.contracts,
    "pns_rw_golongan": people.rw_golongan,
    "pns_rw_pendidikan": people.rw_pendidikan,
    "referensi_ref_unor": posts.ref_unor,
    "jabatan_fungsional": posts.jabatan_fungsional,
    "pns_rw_jabatan": posts.rw_jabatan,
    "pns_rw_dp3": events.rw_dp3,
    "pns_rw_skp": events.rw_skp,
    "pns_rw_skp22": events.rw_skp22,
    "pns_rw_diklat": events.rw_diklat,
    "pns_rw_kursus": events.rw_kursus,
    "pns_rw_cltn": events.rw_cltn,
    "pns_rw_hukdis": events.rw_hukdis,
    "pns_rw_pemberhentian": events.rw_pemberhentian,
    "pns_list_pensiun_instansi": events.list_pensiun_instansi,
    "pns_rw_pindahinstansi": events.rw_pindahinstansi,
}
AS_ANSWERS = frozenset({"pns_rw_cltn", "pns_rw_hukdis"})
"""Tables written as answers of the web service (JSON) in place of CSV."""
CARRIED: Mapping[str, tuple[str, ...]] = {
    "employees": ("employee_id", "agency_id", "joined_on", "birth_date", "sex"),
    "statuses": (
        "employee_id", "started_on", "employment_type", "contract_ends_on", "recorded_on",
    ),
    "educations": ("employee_id", "completed_on", "level", "field"),
    "units": ("unit_id", "agency_id", "parent_id", "name", "head_id"),
    "assignments": (
        "employee_id", "started_on", "job_id", "unit_id", "appointment", "recorded_on",
    ),
    "ranks": ("employee_id", "started_on", "rank", "recorded_on"),
    "appraisals": (
        "employee_id", "period_start", "period_end", "regime", "score", "work_result",
        "behaviour", "predicate", "rater_id",
    ),
    "trainings": (
        "employee_id", "title", "form", "hours", "started_on", "completed_on", "outcome",
    ),
    "absences": (
        "employee_id", "started_on", "ended_on", "kind", "recorded_on", "end_recorded_on",
    ),
    "sanctions": (
        "employee_id", "decided_on", "severity", "ended_on", "cancelled_on", "recorded_on",
    ),
    "departures": ("employee_id", "left_on", "reason", "recorded_on"),
}  # fmt: skip
"""What comes back exactly, by record table and column.

SIASN has no column for: disability; the day a list of staff, schooling, an appraisal or a training
came on file; the function, region and validity of units; superiors and pay; scores, feedback and
trainings that were not completed; secondments; the day of a request to leave. The end of a post or
status is the beginning of the next one or the departure; the kind of move is told from the posts.
"""


def siasn_tables(tables: people.Tables, numbers: Numbers) -> dict[str, pd.DataFrame]:
    """Return the tables of the export, all values as texts."""
    return {name: make(tables, numbers) for name, make in TABLES.items()}


def write_siasn(agencies: Iterable[SampleAgency], out: Path) -> Numbers:
    """Write one file a SIASN table with the rows of all agencies; return everybody's numbers."""
    out.mkdir(parents=True, exist_ok=True)
    tables = _together([agency.tables for agency in agencies])
    numbers = numbers_of(tables)
    for name, table in siasn_tables(tables, numbers).items():
        if name in AS_ANSWERS:
            answer = {"code": 1, "data": table.astype("str").to_dict("records")}
            (out / f"{name}.json").write_text(json.dumps(answer, indent=1), encoding="utf-8")
        else:
            table.to_csv(out / f"{name}.csv", index=False)
    return numbers


def _together(made: list[people.Tables]) -> people.Tables:
    """Return the rows of all agencies; what is the same in all of them is there once."""
    if len(made) == 1:
        return made[0]
    return {
        name: pd.concat([one[name] for one in made], ignore_index=True).drop_duplicates()
        for name in made[0]
    }
