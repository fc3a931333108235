"""Kinds of employment, ranks and schooling."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.sources.siasn.export import Export
from features.sources.siasn.lists import meaning_of, translated
from features.sources.siasn.parts import Part, one_a_key, together, with_days
from features.sources.siasn.people import PPPK_NIP, STAFF, People, exclusive
from features.sources.siasn.texts import days_by_key, first_of_year
from features.tables import PNS_RANKS, PPPK_RANKS

PART_TIME = r"paruh\s*waktu"
BESIDE_RANK = r"(?s:(?:\s*[-(]|\s*/\s*(?=[A-Z]\w)).*)"
"""What stands after a rank in the same cell: its name in brackets, after a dash or a stroke."""


def contracts(export: Export, people: People) -> Part:
    """Return the contracts (PPPK): person, started_on, the first day after, and the decree."""
    rows = export.table("list_pengadaan_instansi")
    part_time = rows["jenis_formasi_nama"].str.contains(PART_TIME, case=False, na=False)
    kind = np.where(part_time, "pppk_part_time", "pppk")
    frame = pd.DataFrame(
        {
            "employee_id": people.of(rows["orang_id"], rows["nip"]),
            "started_on": rows["tgl_kontrak_mulai"],
            "employment_type": pd.Series(kind, index=rows.index, dtype="str"),
            "contract_ends_on": exclusive(rows["tgl_kontrak_akhir"]),
            "recorded_on": rows["tgl_sk"],
        }
    )
    said = {
        "employee_id": "orang_id",
        "started_on": "tgl_kontrak_mulai",
        "contract_ends_on": "tgl_kontrak_akhir",
        "recorded_on": "tgl_sk",
    }
    part = with_days(Part("list_pengadaan_instansi", frame, said), "started_on", export)
    return one_a_key([part], ["employee_id", "started_on"], export, newest="recorded_on")[0]


def statuses(export: Export, people: People, left: pd.Series) -> list[Part]:
    """Return the table `statuses`; each ends where the next begins or the person leaves.

    ``left`` has the day of leaving by person.
    """
    found = [contracts(export, people), *_permanent(export, people)]
    found = one_a_key(found, ["employee_id", "started_on"], export)
    rows = together(found)
    ended = ends(rows, left)
    known = rows.assign(ended_on=ended)
    labels = np.cumsum([0, *(len(part.rows) for part in found)])
    return [
        part.with_rows(known.iloc[a:b].set_axis(part.rows.index, axis=0))
        for part, a, b in zip(found, labels[:-1], labels[1:], strict=True)
    ]


def _permanent(export: Export, people: People) -> list[Part]:
    """Return candidates and permanent staff, as far as the list of staff says when they began."""
    parts = []
    for table, names in STAFF.items():
        own = people.staff[people.staff["table"] == table].set_index("row")
        status = meaning_of(own["status"], "status_pegawai")
        status = status.mask(own["nip"].str.fullmatch(PPPK_NIP, na=False), "pppk")
        spans = (
            ("cpns", "cpns_on", "cpns_decided_on", status.isin(["cpns", "pns"])),
            ("pns", "pns_on", "pns_decided_on", status == "pns"),
        )
        column = {here: there for there, here in names.items()}
        for kind, began, decided, holds in spans:
            rows = own[holds & own[began].notna()]
            frame = pd.DataFrame(
                {
                    "employee_id": rows["person"],
                    "started_on": rows[began],
                    "employment_type": pd.Series(kind, index=rows.index, dtype="str"),
                    "contract_ends_on": pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"),
                    "recorded_on": rows[decided],
                }
            )
            said = {"employee_id": column["siasn_id"], "started_on": column[began]}
            said |= {"recorded_on": column.get(decided, column[began])}
            parts.append(Part(table, frame, said))
    return parts


def ends(rows: pd.DataFrame, left: pd.Series) -> pd.Series:
    """Return where each row ends: at the person's next row, or when she leaves; else missing."""
    order = np.lexsort((rows["started_on"].to_numpy(), rows["employee_id"].astype("str")))
    ordered = rows.iloc[order]
    following = ordered.groupby("employee_id", sort=False)["started_on"].shift(-1)
    gone = days_by_key(ordered["employee_id"], left)
    gone = gone.where(gone >= ordered["started_on"])
    ended = pd.concat([following, gone], axis=1).min(axis=1)
    result = pd.Series(pd.NaT, index=range(len(rows)), dtype="datetime64[us]")
    result.iloc[order] = ended.to_numpy()
    return result.set_axis(rows.index)


def ranks(export: Export, people: People) -> list[Part]:
    """Return the table `ranks`."""
    rows = export.table("rw_golongan")
    code = meaning_of(rows["golonganId"], "golongan")
    named = rows["golongan"].str.replace(BESIDE_RANK, "", regex=True).str.strip()
    known = named.where(named.isin([*PNS_RANKS, *PPPK_RANKS]))
    frame = pd.DataFrame(
        {
            "employee_id": people.of(rows["idPns"], rows["nipBaru"]),
            "started_on": rows["tmtGolongan"],
            "rank": code.fillna(known).fillna(rows["golonganId"]),
            "recorded_on": rows["skTanggal"],
        }
    )
    said = {
        "employee_id": "idPns",
        "started_on": "tmtGolongan",
        "rank": "golonganId",
        "recorded_on": "skTanggal",
    }
    part = with_days(Part("rw_golongan", frame, said), "started_on", export)
    return one_a_key([part], ["employee_id", "started_on"], export, newest="recorded_on")


def educations(export: Export, people: People) -> list[Part]:
    """Return the table `educations`; where only the year is known its last day counts."""
    rows = export.table("rw_pendidikan")
    day = with_last_day(export, "rw_pendidikan", rows["tglLulus"], rows["tahunLulus"])
    frame = pd.DataFrame(
        {
            "employee_id": people.of(rows["idPns"], rows["nipBaru"]),
            "completed_on": day,
            "level": translated(rows["tkPendidikanId"], "tingkat_pendidikan"),
            "field": rows["pendidikanNama"],
        }
    )
    said = {
        "employee_id": "idPns",
        "completed_on": "tglLulus",
        "level": "tkPendidikanId",
        "field": "pendidikanNama",
    }
    part = with_days(Part("rw_pendidikan", frame, said), "completed_on", export)
    return one_a_key([part], ["employee_id", "completed_on"], export)


def with_last_day(export: Export, table: str, days: pd.Series, years: pd.Series) -> pd.Series:
    """Return the days, and the last day of the year where only that is known, with a warning."""
    last = first_of_year(years + 1) - pd.Timedelta(days=1)
    only_year = days.isna() & last.notna()
    export.note("year_only", table, str(years.name), days.index[only_year].tolist())
    return days.fillna(last)
