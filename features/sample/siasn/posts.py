"""Posts, units and jobs of the sample agency in SIASN's tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.sample.siasn.forms import code_of, written
from features.sample.siasn.numbers import Numbers
from features.sample.siasn.people import Tables, whole

ECHELON = {"leadership": "22", "administrator": "31", "supervisor": "41"}
KIND = {"functional": "2", "executor": "4"}
RENAMED_AFTER = pd.Timedelta(days=45)


def ref_unor(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `ref_unor`."""
    rows = tables["units"]
    return pd.DataFrame(
        {
            "Id": rows["unit_id"],
            "InstansiId": rows["agency_id"],
            "DiatasanId": rows["parent_id"],
            "NamaUnor": rows["name"],
            "CepatKode": "1",
            "PemimpinPnsId": numbers.siasn_id(rows["head_id"]),
        }
    )


def jabatan_fungsional(tables: Tables, _: Numbers) -> pd.DataFrame:
    """Return BKN's list of functional jobs; the retirement age of one that is held is 0."""
    rows = tables["jobs"]
    rows = rows[rows["kind"] == "functional"].reset_index(drop=True)
    usual = tables["assignments"]["job_id"].value_counts()
    most = usual.index[usual.index.isin(rows["job_id"])][:1]
    return pd.DataFrame(
        {
            "id": rows["job_id"],
            "nama": rows["name"],
            "usiaBup": whole(rows["retirement_age"]).mask(rows["job_id"].isin(most), "0"),
            "kode_jenjang_jabatan": code_of(rows["level"], "jenjang"),
            "rumpun_jabatan_nama": rows["family"],
        }
    )


def real_posts(assignments: pd.DataFrame) -> pd.DataFrame:
    """Return posts without the rows that only say that the superior is another one.

    ``since`` is the day on which the job of a definitive row was first held without a break.
    """
    held = assignments["appointment"] == "definitive"
    posts = assignments[held].sort_values(["employee_id", "started_on"], kind="stable")
    before = posts.groupby("employee_id")[["job_id", "unit_id"]].shift()
    same_job = posts["job_id"] == before["job_id"]
    same_unit = posts["unit_id"] == before["unit_id"]
    spell = (~same_job).cumsum()
    since = posts.groupby(spell)["started_on"].transform("first")
    posts = posts.assign(since=since, unit_only=same_job)[~(same_job & same_unit)]
    beside = assignments[~held]
    return pd.concat([posts, beside.assign(since=beside["started_on"], unit_only=False)])


def rw_jabatan(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_jabatan`, with one unit that was given a new name on one day."""
    posts = real_posts(tables["assignments"])
    posts = pd.concat([posts, renamed(posts)], ignore_index=True)
    jobs = tables["jobs"].set_index("job_id")
    kind, name = posts["job_id"].map(jobs["kind"]), posts["job_id"].map(jobs["name"])
    unit_only = posts["unit_only"].astype(bool)
    return pd.DataFrame(
        {
            "id": [f"J{k}" for k in range(len(posts))],
            "idPns": numbers.siasn_id(posts["employee_id"], posts["started_on"]),
            "nipBaru": numbers.nip(posts["employee_id"]),
            "jenisJabatan": kind.map(KIND).fillna("1"),
            "satuanKerjaId": "A5EB03E2",
            "unorId": posts["unit_id"],
            "eselonId": kind.map(ECHELON).fillna("99"),
            "jabatanFungsionalId": posts["job_id"].where(kind == "functional", ""),
            "jabatanFungsionalNama": name.where(kind == "functional", ""),
            "jabatanFungsionalUmumId": posts["job_id"].where(kind == "executor", ""),
            "jabatanFungsionalUmumNama": name.where(kind == "executor", ""),
            "namaJabatan": name,
            "tmtJabatan": written(posts["since"]),
            "tmtJabatan_": posts["since"].dt.strftime("%Y-%m-%d"),
            "tanggalSk": written(posts["recorded_on"]),
            "jenisPenugasanId": code_of(posts["appointment"], "jenis_penugasan"),
            "jenisMutasiId": np.where(unit_only, "MU", "MJ"),
            "tmtMutasi": written(posts["started_on"].where(unit_only)),
            "path": "dokumen",
        }
    )


def renamed(posts: pd.DataFrame) -> pd.DataFrame:
    """Return rows for everybody in the fullest unit: the same post, from one day on."""
    present = posts[(posts["appointment"] == "definitive") & posts["ended_on"].isna()]
    present = present.drop_duplicates("employee_id", keep="last")
    fullest = present["unit_id"].value_counts().idxmax()
    staff = present[present["unit_id"] == fullest]
    day = staff["started_on"].max() + RENAMED_AFTER
    return staff.assign(started_on=day, unit_only=True, recorded_on=day)
