"""An export of SIASN as a source of record tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from features.problems import BadInput, Findings, Problem, problem
from features.sources.files import FolderSource
from features.sources.siasn.appraisals import appraisals, feedbacks
from features.sources.siasn.away import absences, sanctions
from features.sources.siasn.export import Export
from features.sources.siasn.files import siasn_tables
from features.sources.siasn.jobs import jobs, own_ages, units
from features.sources.siasn.learning import trainings
from features.sources.siasn.leaving import departures
from features.sources.siasn.parts import Part, retold, together
from features.sources.siasn.people import People, employees
from features.sources.siasn.posts import Posts
from features.sources.siasn.statuses import contracts, educations, ranks, statuses

MADE_FROM: Mapping[str, tuple[str, ...]] = {
    "employees": ("pegawai", "data_utama"),
    "statuses": ("pegawai", "data_utama", "list_pengadaan_instansi"),
    "educations": ("rw_pendidikan",),
    "units": ("ref_unor",),
    "jobs": ("rw_jabatan", "pegawai", "jabatan_fungsional"),
    "assignments": ("rw_jabatan", "pegawai"),
    "ranks": ("rw_golongan",),
    "appraisals": ("rw_skp22", "rw_skp", "rw_dp3", "rw_kinerjaperiodik"),
    "feedbacks": ("rw_skp", "rw_dp3"),
    "trainings": ("rw_kursus", "rw_diklat"),
    "absences": ("rw_cltn",),
    "sanctions": ("rw_hukdis",),
    "departures": ("rw_pemberhentian", "list_pensiun_instansi", "rw_pindahinstansi"),
}
"""From which SIASN tables a record table is made; any one of them is enough."""
LIST_WORDS = "Use a code of SIASN's list; a new one is told to those who keep Bina."


class SiasnSource:
    """A folder of SIASN tables: CSV, Excel, Parquet, or answers of the web service as JSON."""

    fills_up = True

    def __init__(self, path: Path) -> None:
        self._export = Export(path)
        self._parts: dict[str, list[Part]] = {}
        self._people = People(self._export)
        self._makers: Mapping[str, Callable[[], list[Part]]] = {
            "employees": self._employees,
            "statuses": lambda: statuses(self._export, self._people, self._left),
            "educations": lambda: educations(self._export, self._people),
            "units": lambda: units(self._export, self._people),
            "jobs": self._jobs,
            "assignments": lambda: self._posts.assignments(self._left),
            "ranks": lambda: ranks(self._export, self._people),
            "appraisals": lambda: appraisals(self._export, self._people, self._joined),
            "feedbacks": lambda: feedbacks(self._export, self._people),
            "trainings": lambda: trainings(self._export, self._people),
            "absences": lambda: absences(self._export, self._people),
            "sanctions": lambda: sanctions(self._export, self._people),
            "departures": lambda: self._departures,
        }

    def tables(self) -> tuple[str, ...]:
        """Return the names of the contract's tables that the export has something for."""
        return tuple(name for name, files in MADE_FROM.items() if self._export.has(*files))

    def read(self, table: str) -> pd.DataFrame:
        """Return a record table made of the export; see `features.sources.Source.read`.

        Raises `BadInput` with the table wherever something is to be told about it.
        """
        parts = self._made(table)
        whole = together(parts) if parts else pd.DataFrame()
        found, self._export.findings = self._export.findings.problems, Findings()
        if found:
            raise BadInput(found, whole)
        return whole

    def place(self, table: str) -> str:
        """Return the name of the file that a record table is mainly made of, or the folder's."""
        files = MADE_FROM.get(table, ("",))
        return self._export.place(next((one for one in files if self._export.has(one)), files[0]))

    def ignored(self) -> tuple[str, ...]:
        """Return the names of files that are no table of SIASN."""
        return tuple(self._export.ignored)

    def retell(self, found: Problem) -> Problem:
        """Return a problem of a record table with SIASN's file, row, column and codes."""
        parts = self._parts.get(found.table or "")
        if parts is None:
            return found
        told = retold(found, parts, self._export)
        return replace(told, way_out=LIST_WORDS) if found.rule == "unknown_code" else told

    def dropped(self) -> Mapping[str, list[str]]:
        """Return the columns that were not on the allow-list, by SIASN table."""
        return self._export.dropped

    def _made(self, table: str) -> list[Part]:
        if table not in self._parts:
            self._parts[table] = self._makers[table]()
        return self._parts[table]

    def _employees(self) -> list[Part]:
        return employees(self._export, self._people, self._contracts)

    def _jobs(self) -> list[Part]:
        parts = jobs(self._export, self._people, self._posts)
        ages = pd.concat([part.rows for part in parts]).set_index("job_id")["retirement_age"]
        own_ages(self._export, self._people, self._posts, ages)
        return parts

    @cached_property
    def _contracts(self) -> pd.DataFrame:
        return contracts(self._export, self._people).rows

    @cached_property
    def _posts(self) -> Posts:
        return Posts(self._export, self._people)

    @cached_property
    def _departures(self) -> list[Part]:
        return departures(self._export, self._people, self._contracts)

    @cached_property
    def _left(self) -> pd.Series:
        """The last day of leaving, by person."""
        rows = pd.concat([part.rows for part in self._departures])
        return rows.groupby("employee_id")["left_on"].max()

    @cached_property
    def _joined(self) -> pd.Series:
        """The first day with the agency, by person."""
        rows = pd.concat([part.rows for part in self._made("employees")])
        return rows.set_index("employee_id")["joined_on"]


def open_siasn(path: Path) -> SiasnSource:
    """Return the export in this folder; raises `BadInput` if it is not there or no folder."""
    if not path.exists():
        raise BadInput([problem("not_there", file=path.name)])
    if not path.is_dir():
        raise BadInput([problem("not_a_siasn_folder", file=path.name)])
    own = FolderSource(path).tables()
    if own and not siasn_tables(path):
        raise BadInput([problem("looks_like_records", file=path.name, detail=", ".join(own))])
    return SiasnSource(path)
