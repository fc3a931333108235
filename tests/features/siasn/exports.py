"""Small exports as text tables: what a test writes down is what a file of SIASN would say."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pandas as pd

from features.importing.checking import Report, check
from features.problems import Problem
from features.sources import open_source

TODAY = dt.date(2026, 1, 1)
STAFF = """
pns_id nip_baru           tanggal_lahir jenis_kelamin kedudukan_hukum_id status_cpns_pns tmt_cpns   tmt_pns    instansi_induk_id
A      198001312005011001 31-01-1980    M             01                 P               01-01-2005 01-01-2006 kab
B      198502282010012001 28-02-1985    F             01                 P               01-01-2010 01-01-2011 kab
C      199003152015011001 15-03-1990    M             01                 P               01-01-2015 01-01-2016 kab
"""
A, B, C = "198001312005011001", "198502282010012001", "199003152015011001"
POSTS = """
idPns jenisJabatan unorId eselonId jabatanFungsionalUmumId namaJabatan      tmtJabatan tanggalSk  jenisPenugasanId jenisMutasiId tmtMutasi
A     4            U1     99       J1                      Pengadministrasi 01-01-2005 01-01-2005 D                MJ            .
"""


def parsed(text: str) -> pd.DataFrame:
    """Return a text table; a single full stop is an empty cell, an underscore a blank."""
    table = pd.read_csv(StringIO(text.strip()), sep=r"\s+", dtype="str", keep_default_na=False)
    return table.replace({".": ""}).apply(lambda column: column.str.replace("_", " "))


def written(folder: Path, **tables: str) -> Path:
    """Write an export with sound staff and posts, and these tables beside or instead."""
    folder.mkdir(exist_ok=True)
    for name, text in ({"pegawai": STAFF, "rw_jabatan": POSTS} | tables).items():
        parsed(text).to_csv(folder / f"{name}.csv", index=False)
    return folder


def checked(folder: Path) -> Report:
    """Return what a check makes of an export."""
    return check(open_source(folder, "siasn"), today=TODAY)


def of_rule(report: Report, rule: str) -> list[Problem]:
    """Return the problems of a rule."""
    return [problem for problem in report.problems if problem.rule == rule]


def days(values: pd.Series) -> list[str]:
    """Return days as ISO texts, empty where missing."""
    return values.dt.strftime("%Y-%m-%d").fillna("").tolist()
