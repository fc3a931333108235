"""The lists of staff, contracts, ranks and schooling of the sample agency in SIASN's tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.sample.siasn.forms import code_of, last_days, written
from features.sample.siasn.numbers import Numbers
from features.tables import PNS_RANKS

Tables = dict[str, pd.DataFrame]
OTHER_AGENCY = "prov-000"
"""Where those go who are transferred."""
GONE = {
    "retirement": "99",
    "early_retirement": "88",
    "death": "88",
    "incapacity": "88",
    "missing": "88",
    "dismissal": "66",
}
"""Standing of those who left, by reason; all others are without pension."""
WITHOUT_PENSION, RENUMBERED, UNKNOWN_STANDING = "77", "66", "101"
AWAY = {"unpaid_leave": "02", "study": "03", "other": "07"}
TO_ANOTHER = ("transfer_out", "status_change", "reorganisation")


def first_by_person(rows: pd.DataFrame, column: str, people: pd.Series) -> pd.Series:
    """Return the first row's value of each of these people."""
    values = rows.drop_duplicates("employee_id").set_index("employee_id")[column]
    return people.map(values)


def staff(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return one row a person: what the lists of staff say, not yet as texts."""
    employees = tables["employees"].reset_index(drop=True)
    people = employees["employee_id"]
    statuses = tables["statuses"].sort_values("started_on")
    kinds = {kind: statuses[statuses["employment_type"] == kind] for kind in ("cpns", "pns")}
    contracts = statuses[statuses["employment_type"].str.startswith("pppk")]
    cpns = first_by_person(kinds["cpns"], "started_on", people)
    pns = first_by_person(kinds["pns"], "started_on", people)
    contract = first_by_person(contracts, "started_on", people)
    status = np.select([contract.notna(), pns.notna(), cpns.notna()], ["K", "P", "C"], "")
    return employees.assign(
        nip=numbers.first_nip(people),
        siasn_id=people.map(numbers.rows["siasn_id"]),
        status=status,
        tmt_cpns=cpns.fillna(contract).fillna(employees["joined_on"]),
        tmt_pns=pns,
        sk_cpns=first_by_person(kinds["cpns"], "recorded_on", people),
        sk_pns=first_by_person(kinds["pns"], "recorded_on", people),
        standing=_standings(tables, people),
        agency_now=_agencies(tables, employees),
    )


def _standings(tables: Tables, people: pd.Series) -> pd.Series:
    """Return the standing of each person; that of part-time staff is in no list."""
    departures, absences = tables["departures"], tables["absences"]
    latest = tables["statuses"].sort_values("started_on", ascending=False)
    kind = first_by_person(latest, "employment_type", people)
    here = kind.map({"pppk": "71", "pppk_part_time": UNKNOWN_STANDING}).fillna("01")
    punished = tables["sanctions"]
    punished = punished[punished["cancelled_on"].isna()]
    here = here.mask(people.isin(punished["employee_id"]) & (here == "01"), "15")
    away = first_by_person(absences[absences["ended_on"].isna()], "kind", people).map(AWAY)
    reason = first_by_person(departures, "reason", people)
    gone = reason.map(GONE).fillna(WITHOUT_PENSION).mask(reason.isin(TO_ANOTHER), "01")
    return away.fillna(here).mask(reason.notna(), gone)


def _agencies(tables: Tables, employees: pd.DataFrame) -> pd.Series:
    """Return the agency each person is with now: another one after a transfer."""
    reason = first_by_person(tables["departures"], "reason", employees["employee_id"])
    return employees["agency_id"].mask(reason.isin(TO_ANOTHER), OTHER_AGENCY)


def pegawai(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `pegawai`: each number has a row, with columns that no import may take."""
    rows = staff(tables, numbers)
    second = numbers.rows["renumbered_on"].notna().reindex(rows["employee_id"]).to_numpy()
    later = _second_rows(rows[second], numbers)
    rows = rows.assign(standing=rows["standing"].mask(second, RENUMBERED), nip_before="")
    everybody = pd.concat([rows, later], ignore_index=True)
    n = np.arange(len(everybody))
    nip = everybody["nip"].mask(n % 5 == 0, "'" + everybody["nip"])
    return pd.DataFrame(
        {
            "pns_id": everybody["siasn_id"],
            "nip_baru": nip,
            "nip_lama": everybody["nip_before"],
            "nama": [f"NAMA RAHASIA {k}" for k in n],
            "tempat_lahir_nama": "Tirtasari",
            "tanggal_lahir": written(everybody["birth_date"]),
            "jenis_kelamin": everybody["sex"].map({"m": "M", "f": "F"}),
            "agama_id": (n % 6 + 1).astype(str),
            "jenis_kawin_id": (n % 3 + 1).astype(str),
            "nik": [f"33{k:014d}" for k in n],
            "nomor_hp": [f"0800{k:08d}" for k in n],
            "alamat": [f"Jalan Rahasia {k}" for k in n],
            "kedudukan_hukum_id": everybody["standing"],
            "status_cpns_pns": everybody["status"],
            "tanggal_sk_cpns": written(everybody["sk_cpns"]),
            "tmt_cpns": written(everybody["tmt_cpns"]),
            "tanggal_sk_pns": written(everybody["sk_pns"]),
            "tmt_pns": written(everybody["tmt_pns"], no_day="00-00-0000"),
            "instansi_induk_id": everybody["agency_now"],
            "instansi_kerja_id": everybody["agency_now"],
        }
    )


def _second_rows(rows: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Return the rows of second numbers; they name the first one as the number before."""
    found = numbers.rows.loc[rows["employee_id"]].set_axis(rows.index, axis=0)
    return rows.assign(
        nip_before=rows["nip"],
        nip=found["later_nip"],
        siasn_id=found["later_id"],
        tmt_cpns=found["renumbered_on"],
    )


def data_utama(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `pns_data_utama` of the present: class and retirement age of the job held.

    One person's own retirement age is a later one, by a clause for earlier holders.
    """
    employees, posts = tables["employees"], tables["assignments"]
    here = employees[~employees["employee_id"].isin(tables["departures"]["employee_id"])]
    held = posts[posts["appointment"] == "definitive"].sort_values("started_on")
    held = held.drop_duplicates("employee_id", keep="last")
    rows = here[["employee_id"]].merge(held, on="employee_id")
    rows = rows.merge(tables["jobs"].drop(columns=["valid_from", "valid_to"]), on="job_id")
    common = rows["job_id"].map(rows["job_id"].value_counts())
    age = rows["retirement_age"].where(rows.index != common.idxmax(), rows["retirement_age"] + 2)
    return pd.DataFrame(
        {
            "id": numbers.siasn_id(rows["employee_id"]),
            "nipBaru": numbers.nip(rows["employee_id"]),
            "jabatanNama": rows["name"],
            "bupPensiun": whole(age),
            "kelas_jabatan": whole(rows["job_class"]),
            "gajiPokok": "4000000",
            "noNpwp": "12.345.678.9-012.000",
        }
    )


def whole(numbers: pd.Series) -> pd.Series:
    """Return whole numbers as texts."""
    return numbers.astype("Int64").astype("str").replace("<NA>", "")


def contracts(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `list_pengadaan_instansi`: the contracts; the last day still belongs to one."""
    rows = tables["statuses"]
    rows = rows[rows["employment_type"].str.startswith("pppk")]
    part_time = rows["employment_type"] == "pppk_part_time"
    return pd.DataFrame(
        {
            "id": [f"K{k}" for k in range(len(rows))],
            "orang_id": numbers.siasn_id(rows["employee_id"], rows["started_on"]),
            "no_peserta": "1",
            "tgl_sk": written(rows["recorded_on"]),
            "tgl_kontrak_mulai": written(rows["started_on"]),
            "tgl_kontrak_akhir": written(last_days(rows["contract_ends_on"])),
            "jenis_formasi_nama": np.where(part_time, "PPPK PARUH WAKTU", "PPPK TEKNIS"),
        }
    )


def rw_golongan(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_golongan`; the list of codes has none for contract staff."""
    rows = tables["ranks"]
    permanent = rows["rank"].isin(PNS_RANKS)
    return pd.DataFrame(
        {
            "id": [f"G{k}" for k in range(len(rows))],
            "idPns": numbers.siasn_id(rows["employee_id"], rows["started_on"]),
            "golonganId": code_of(rows["rank"], "golongan").where(permanent, ""),
            "golongan": rows["rank"],
            "skNomor": "SK/1",
            "skTanggal": written(rows["recorded_on"]),
            "tmtGolongan": written(rows["started_on"]),
        }
    )


def rw_pendidikan(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_pendidikan`."""
    rows = tables["educations"]
    return pd.DataFrame(
        {
            "id": [f"P{k}" for k in range(len(rows))],
            "idPns": numbers.siasn_id(rows["employee_id"]),
            "pendidikanNama": rows["field"],
            "tkPendidikanId": code_of(rows["level"], "tingkat_pendidikan"),
            "tahunLulus": rows["completed_on"].dt.strftime("%Y"),
            "tglLulus": written(rows["completed_on"]),
            "namaSekolah": "Universitas Rahasia",
        }
    )
