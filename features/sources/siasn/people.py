"""Who is who: one id for one person, whatever numbers she has had, and what her number gives away.

The id handed over is the first NIP that is known of a person. The import replaces it by a keyed
pseudonym as it does with every id of a person; here it only joins the tables. Each NIP is also
compared with the birth date, the entry and the sex beside it (Perka BKN 22/2007; PPPK: year of
appointment instead of the month), and the findings are told without it.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from features.sources.siasn.export import Export
from features.sources.siasn.lists import meaning_of, translated
from features.sources.siasn.parts import Part
from features.sources.siasn.texts import A_DAY

NIP = r"\d{18}"
PPPK_NIP = r"\d{12}(?:1[3-9]|[2-9]\d)\d{4}"
"""A PPPK's number has a code of its round where another's has the month of entry."""
MOST_NUMBERS = 10
"""Numbers one after the other that a person may have had; a longer chain is a circle."""
STAFF = {
    "pegawai": {
        "pns_id": "siasn_id",
        "nip_baru": "nip",
        "nip_lama": "nip_before",
        "tanggal_lahir": "birth_date",
        "jenis_kelamin": "sex",
        "kedudukan_hukum_id": "standing",
        "status_cpns_pns": "status",
        "tmt_cpns": "cpns_on",
        "tanggal_sk_cpns": "cpns_decided_on",
        "tmt_pns": "pns_on",
        "tanggal_sk_pns": "pns_decided_on",
        "instansi_induk_id": "agency_id",
        "instansi_kerja_id": "works_at",
    },
    "data_utama": {
        "id": "siasn_id",
        "nipBaru": "nip",
        "nipLama": "nip_before",
        "tglLahir": "birth_date",
        "jenisKelamin": "sex",
        "kedudukanPnsId": "standing",
        "statusPegawai": "status",
        "tmtCpns": "cpns_on",
        "tmtPns": "pns_on",
        "instansiIndukId": "agency_id",
        "instansiKerjaId": "works_at",
    },
}
"""What the lists of staff say of a person, by the name used here."""


EMPLOYEES = ("employee_id", "agency_id", "joined_on", "birth_date", "sex")


class People:
    """The people of an export: `staff` has a row for each number, `of` gives the id of a person."""

    def __init__(self, export: Export) -> None:
        self._export = export

    @cached_property
    def staff(self) -> pd.DataFrame:
        """One row a line of `pegawai`, then of `data_utama` for whom that lacks.

        ``table`` and ``row`` say where it stands, ``person`` is the id handed over.
        """
        parts = []
        for table, names in STAFF.items():
            found = self._export.table(table)
            part = found[list(names)].rename(columns=names)
            parts.append(part.assign(table=table, row=found.index))
        own, more = parts
        more = more[~more["siasn_id"].isin(own["siasn_id"]) & ~more["nip"].isin(own["nip"])]
        staff = pd.concat([own, more], ignore_index=True)
        return staff.assign(person=first_numbers(staff))

    @cached_property
    def main(self) -> str:
        """The list that names most: `pegawai`, or `data_utama` without it."""
        return "pegawai" if self._export.has("pegawai") else "data_utama"

    @cached_property
    def _by_id(self) -> pd.Series:
        known = self.staff.dropna(subset=["siasn_id", "person"])
        known = known.drop_duplicates("siasn_id")
        return pd.Series(known["person"].array, index=known["siasn_id"])

    @cached_property
    def _by_nip(self) -> pd.Series:
        known = self.staff.dropna(subset=["nip"]).drop_duplicates("nip")
        return pd.Series(known["person"].array, index=known["nip"])

    def of(self, ids: pd.Series, numbers: pd.Series | None = None) -> pd.Series:
        """Return the ids of the people whom SIASN ids, or else NIPs, stand for.

        Whom the list of staff lacks keeps what the table says.
        """
        found = self._named(ids)
        if numbers is not None:
            found = found.fillna(self._named(numbers)).fillna(ids).fillna(numbers)
        return found.fillna(ids)

    def _named(self, words: pd.Series) -> pd.Series:
        text = words.astype("str")
        if text.isna().all():
            return text
        return text.map(self._by_id).astype("str").fillna(text.map(self._by_nip).astype("str"))

    @cached_property
    def first(self) -> pd.DataFrame:
        """One row a person, by id: the earliest number's row, with the latest one's agency."""
        staff = self.staff.dropna(subset=["person"])
        ordered = staff.sort_values(["cpns_on", "row"], kind="stable", na_position="last")
        latest = ordered.drop_duplicates("person", keep="last").set_index("person")
        first = ordered.drop_duplicates("person").set_index("person")
        agency = latest["agency_id"].fillna(latest["works_at"])
        status = meaning_of(latest["status"], "status_pegawai")
        status = status.mask(latest["nip"].str.fullmatch(PPPK_NIP, na=False), "pppk")
        return first.assign(
            agency_id=self._before_transfer(agency),
            standing=latest["standing"],
            status=status,
            pns_on=latest["pns_on"],
        )

    def _before_transfer(self, agency: pd.Series) -> pd.Series:
        """Return agencies by person; who went from this office to another one counts with this.

        An agency to which everybody of the list was transferred is not the office's own.
        """
        moves = self._export.table("rw_pindahinstansi")
        person = self.of(moves["pnsOrang"])
        into = pd.MultiIndex.from_arrays([person, moves["instansiKerjaBaru"]])
        came = pd.MultiIndex.from_arrays([agency.index, agency]).isin(into)
        offices = agency[~came].dropna().unique()
        out = moves["instansiKerjaLama"].isin(offices) & ~moves["instansiKerjaBaru"].isin(offices)
        left = pd.Series(moves["instansiKerjaLama"][out].array, index=person[out])
        left = left[~left.index.duplicated(keep="last")].reindex(agency.index)
        return left.where(~agency.isin(offices)).fillna(agency)

    @cached_property
    def renumbered(self) -> pd.Series:
        """The ids of people who had several numbers."""
        counts = self.staff.dropna(subset=["person"]).groupby("person")["nip"].nunique()
        return pd.Series(counts.index[counts > 1], dtype="str")

    def cross_check(self) -> None:
        """Note numbers that contradict the columns beside them, and numbers of a wrong form."""
        nip = self.staff["nip"]
        sound = nip.str.fullmatch(NIP, na=False)
        self._note("nip_form", "nip", nip.notna() & ~sound & ~rounded(nip))
        sex = meaning_of(self.staff["sex"], "jenis_kelamin")
        said = nip.str[14].map({"1": "m", "2": "f"})
        self._note("nip_disagrees", "sex", sound & sex.notna() & said.ne(sex), "sex")
        birth = self.staff["birth_date"].dt.strftime("%Y%m%d")
        differs = sound & birth.notna() & nip.str[:8].ne(birth)
        self._note("nip_disagrees", "birth_date", differs, "birth date")
        self._note("nip_disagrees", "cpns_on", sound & self._other_entry(nip), "entry")

    def _other_entry(self, nip: pd.Series) -> pd.Series:
        """Return whether the entry in a number is another one; a PPPK's has only its year."""
        entry = self.staff["cpns_on"]
        by_year = nip.str[12:14].astype("str") > "12"
        month, year = entry.dt.strftime("%Y%m"), entry.dt.strftime("%Y")
        differs = np.where(by_year, nip.str[8:12].ne(year), nip.str[8:14].ne(month))
        return pd.Series(differs, index=nip.index) & entry.notna()

    def _note(self, rule: str, name: str, broken: pd.Series, detail: str = "") -> None:
        for table, names in STAFF.items():
            rows = self.staff["row"][broken & (self.staff["table"] == table)]
            column = next(own for own, here in names.items() if here == name)
            self._export.note(rule, table, column, rows.tolist(), details=[detail])


def rounded(nip: pd.Series) -> pd.Series:
    """Return which numbers a spreadsheet has rounded; the import stops at these."""
    return nip.str.contains(r"[eE]\+?\d", na=False)


def first_numbers(staff: pd.DataFrame) -> pd.Series:
    """Return each row's first known number, by way of the numbers before; else the SIASN id.

    Rows of one SIASN id are one person.
    """
    before = staff["nip_before"].where(staff["nip_before"].str.fullmatch(NIP, na=False))
    links = pd.Series(before.array, index=staff["nip"]).dropna()
    links = links[links.index.notna() & ~links.index.duplicated()]
    first = staff["nip"].copy()
    for _ in range(MOST_NUMBERS):
        first = first.map(links).astype("str").fillna(first)
    person = first.fillna(staff["siasn_id"])
    order = staff["cpns_on"].argsort(kind="stable")
    earliest = pd.Series(person.array[order], index=staff["siasn_id"].array[order])
    earliest = earliest[earliest.index.notna() & ~earliest.index.duplicated()]
    return staff["siasn_id"].map(earliest).astype("str").fillna(person)


def employees(export: Export, people: People, contracts: pd.DataFrame) -> list[Part]:
    """Return the table `employees`; ``contracts`` has the contracts of PPPK.

    ``joined_on`` is the transfer in, where there is one, or else the first day of service.
    """
    people.cross_check()
    if len(people.renumbered):
        export.tell("renumbered", people.main, str(len(people.renumbered)))
    first = people.first
    contract = contracts.groupby("employee_id")["started_on"].min().reindex(first.index)
    began = first[["cpns_on", "pns_on"]].assign(contract=contract).min(axis=1)
    joined = transferred_in(export, people).reindex(first.index).fillna(began)
    rows = first.assign(
        employee_id=first.index,
        joined_on=joined.astype("datetime64[us]"),
        sex=translated(first["sex"], "jenis_kelamin"),
    )
    parts = []
    for table, names in STAFF.items():
        own = rows[rows["table"] == table].set_index("row")
        said = {here: there for there, here in names.items()}
        said |= {"employee_id": said["nip"], "joined_on": said["cpns_on"]}
        parts.append(Part(table, own[list(EMPLOYEES)], said))
    return parts


def transferred_in(export: Export, people: People) -> pd.Series:
    """Return, by person, the last day of coming from another agency."""
    moves = export.table("rw_pindahinstansi")
    person = people.of(moves["pnsOrang"])
    agency = person.map(people.first["agency_id"])
    into = (moves["instansiKerjaBaru"] == agency) & (moves["instansiKerjaLama"] != agency)
    return moves["tmtPi"][into].groupby(person[into]).max()


def exclusive(last_days: pd.Series) -> pd.Series:
    """Return the first days after last days: SIASN writes the last day that still counts."""
    return last_days + A_DAY
