"""Appraisals, trainings, leave, sanctions and departures of the sample agency in SIASN's tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.sample.siasn.forms import code_of, last_days, written
from features.sample.siasn.numbers import Numbers
from features.sample.siasn.people import (
    GONE,
    OTHER_AGENCY,
    TO_ANOTHER,
    WITHOUT_PENSION,
    Tables,
    whole,
)

OWN_REQUEST = ("resignation", "early_retirement", "contract_resignation", "candidate_withdrawal")
SERVICE = {
    "contract_end": "Masa perjanjian kerja berakhir",
    "non_renewal": "Kontrak tidak diperpanjang",
    "retirement": "Pensiun BUP",
    "death": "Pensiun Janda/Duda",
}
LONG = pd.Timedelta(days=300)
BEHAVIOUR_DP3 = ("kesetiaan", "prestasiKerja", "tanggungJawab", "ketaatan", "kejujuran",
                 "kerjasama", "prakarsa", "kepemimpinan")  # fmt: skip
BEHAVIOUR_SKP = ("orientasiPelayanan", "integritas", "komitmen", "disiplin", "kerjasama",
                 "kepemimpinan")  # fmt: skip


def _of_regime(tables: Tables, *regimes: str) -> pd.DataFrame:
    rows = tables["appraisals"]
    return rows[rows["regime"].isin(regimes)]


def _ratings(rows: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, pd.Series]:
    """Return ratings of behaviour around the score, each column a little higher than the one
    before."""
    base = rows["score"].clip(upper=95).round() - len(columns)
    return {name: whole(base + 2 * k) for k, name in enumerate(columns)}


def rw_dp3(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_dp3`."""
    rows = _of_regime(tables, "dp3")
    return pd.DataFrame(
        {
            "id": [f"D{k}" for k in range(len(rows))],
            "pnsId": numbers.siasn_id(rows["employee_id"], rows["period_end"]),
            "tahun": rows["period_start"].dt.strftime("%Y"),
            **_ratings(rows, BEHAVIOUR_DP3),
            "nilairatarata": rows["score"].astype("str"),
            "pejabatPenilaiId": numbers.siasn_id(rows["rater_id"]),
            "penilaiNama": "NAMA RAHASIA",
        }
    )


def rw_skp(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_skp`: of 2021 the first half's mark and the one of both halves."""
    rows = _of_regime(tables, "skp2011", "skp2019")
    second, score = rows["regime"] == "skp2019", rows["score"].astype("str")
    return pd.DataFrame(
        {
            "id": [f"S{k}" for k in range(len(rows))],
            "pns": numbers.siasn_id(rows["employee_id"], rows["period_end"]),
            "tahun": rows["period_start"].dt.strftime("%Y"),
            **_ratings(rows, BEHAVIOUR_SKP),
            "nilaiPrestasiKerja": np.where(second, "80", score.str.replace(".", ",")),
            "nilaiIntegrasi": np.where(second, score, "0"),
            "pejabatPenilai": numbers.siasn_id(rows["rater_id"]),
            "jenisPeraturanKinerjaKd": np.where(second, "PP30", "PP46"),
        }
    )


def rw_skp22(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_skp22`: codes in which 1 is the highest."""
    rows = _of_regime(tables, "expectation2022")
    return pd.DataFrame(
        {
            "id": [f"E{k}" for k in range(len(rows))],
            "pnsDinilaiId": numbers.siasn_id(rows["employee_id"], rows["period_end"]),
            "hasilKinerjaNilai": code_of(rows["work_result"], "rating"),
            "PerilakuKerjaNilai": code_of(rows["behaviour"], "rating"),
            "KuadranKinerjaNilai": whole(6 - rows["predicate"]),
            "nipNrpPenilai": numbers.nip(rows["rater_id"]),
            "tahun": rows["period_start"].dt.strftime("%Y"),
        }
    )


def _completed(tables: Tables, *, leading: bool) -> pd.DataFrame:
    """Return the trainings that were completed; SIASN has no others."""
    rows = tables["trainings"]
    return rows[(rows["outcome"] == "completed") & ((rows["form"] == 1) == leading)]


def rw_diklat(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_diklat`: leadership courses, of which newer ones have no code of their own."""
    rows = _completed(tables, leading=True)
    return pd.DataFrame(
        {
            "id": [f"L{k}" for k in range(len(rows))],
            "idPns": numbers.siasn_id(rows["employee_id"], rows["completed_on"]),
            "latihanStrukturalId": "8",
            "latihanStrukturalNama": rows["title"],
            "tanggal": written(rows["started_on"]),
            "tanggalSelesai": written(rows["completed_on"]),
            "tahun": rows["completed_on"].dt.strftime("%Y"),
            "jumlahJam": whole(rows["hours"]),
        }
    )


def rw_kursus(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_kursus`, with second bookings in another spelling and without real hours."""
    own = _completed(tables, leading=False)
    leading = _completed(tables, leading=True)
    again = pd.concat([leading.iloc[::2].assign(hours=999.0), own.iloc[::40].assign(hours=0.0)])
    title = again["title"].str.replace("Bimbingan Teknis", "Bimtek").str.upper()
    rows = pd.concat([own, again.assign(title=title.str.replace(" ", "  "))])
    return pd.DataFrame(
        {
            "id": [f"C{k}" for k in range(len(rows))],
            "idPns": numbers.siasn_id(rows["employee_id"], rows["completed_on"]),
            "namaKursus": rows["title"],
            "jenisDiklatId": whole(rows["form"]),
            "jumlahJam": whole(rows["hours"]),
            "noSertipikat": "S-1",
            "tanggalKursus": written(rows["started_on"]),
            "tanggalSelesaiKursus": written(rows["completed_on"]),
            "tahunKursus": rows["completed_on"].dt.strftime("%Y"),
        }
    )


def rw_cltn(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_cltn`: leave and study, the longer ones extended, and who came back."""
    rows = tables["absences"]
    rows = rows[rows["kind"] != "secondment"].reset_index(drop=True)
    extended = (rows["ended_on"] - rows["started_on"] > LONG) & (rows["kind"] != "other")
    middle = rows["started_on"] + LONG / 2
    first = rows.assign(
        code=rows["kind"].map({"unpaid_leave": "1", "study": "6", "other": "9"}),
        until=last_days(rows["ended_on"].mask(extended, middle)),
    )
    later = rows[extended].assign(
        code=rows["kind"].map({"unpaid_leave": "5", "study": "7"}),
        started_on=middle,
        until=last_days(rows["ended_on"]),
    )
    back = rows[rows["ended_on"].notna()]
    back = back.assign(
        code=back["kind"].map({"unpaid_leave": "3", "study": "8", "other": "11"}),
        recorded_on=back["end_recorded_on"],
        back=back["ended_on"],
        started_on=pd.Series(pd.NaT, index=back.index),
        until=pd.Series(pd.NaT, index=back.index),
    )
    return _cltn_table(pd.concat([first, later, back], ignore_index=True), numbers)


def _cltn_table(rows: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    days = {name: rows[name].astype("datetime64[us]") for name in ("started_on", "until", "back")}
    return pd.DataFrame(
        {
            "id": [f"A{k}" for k in range(len(rows))],
            "cltnId": rows["code"],
            "skTanggal": written(rows["recorded_on"]),
            "tanggalAwal": written(days["started_on"]),
            "tanggalAkhir": written(days["until"]),
            "tanggalAktif": written(days["back"]),
            "pnsOrangId": numbers.siasn_id(rows["employee_id"], days["started_on"]),
        }
    )


def rw_hukdis(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_hukdis`, with the decisions that were cancelled."""
    rows = tables["sanctions"]
    return pd.DataFrame(
        {
            "id": [f"H{k}" for k in range(len(rows))],
            "pnsOrang": numbers.siasn_id(rows["employee_id"], rows["decided_on"]),
            "jenisTingkatHukumanId": code_of(rows["severity"], "tingkat_hukuman"),
            "skTanggal": written(rows["recorded_on"]),
            "hukumanTanggal": written(rows["decided_on"]),
            "akhirHukumTanggal": written(last_days(rows["ended_on"])),
            "skPembatalanTanggal": written(rows["cancelled_on"]),
            "keterangan": "rahasia",
        }
    )


def _separated(tables: Tables) -> pd.DataFrame:
    rows = tables["departures"]
    return rows[~rows["reason"].isin(TO_ANOTHER)]


def rw_pemberhentian(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_pemberhentian`: decrees without the day they take effect.

    Those of people who got a new number are in it too.
    """
    rows = _separated(tables)
    reason = rows["reason"].mask(rows["reason"].isin(OWN_REQUEST), "resignation")
    standing = rows["reason"].map(GONE).fillna(WITHOUT_PENSION)
    second = numbers.rows[numbers.rows["renumbered_on"].notna()]
    return pd.DataFrame(
        {
            "pnsOrang": [*numbers.siasn_id(rows["employee_id"]), *second["siasn_id"]],
            "jenisHenti": [*code_of(reason, "jenis_pemberhentian"), *["3"] * len(second)],
            "kedudukanHukumPns": [*standing, *["66"] * len(second)],
            "skTanggal": [*written(rows["recorded_on"]), *written(second["renumbered_on"])],
        }
    )


def list_pensiun_instansi(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `list_pensiun_instansi`: separations with the first day away."""
    rows = _separated(tables)
    return pd.DataFrame(
        {
            "pnsId": numbers.siasn_id(rows["employee_id"]),
            "nama": "NAMA RAHASIA",
            "skTgl": written(rows["recorded_on"]),
            "detailLayananNama": rows["reason"].map(SERVICE).fillna("Pemberhentian"),
            "tmtPensiun": written(rows["left_on"]),
        }
    )


def rw_pindahinstansi(tables: Tables, numbers: Numbers) -> pd.DataFrame:
    """Return `rw_pindahinstansi`: who went to another agency, and whose status was changed."""
    rows = tables["departures"]
    rows = rows[rows["reason"].isin(TO_ANOTHER)]
    agency = rows["employee_id"].map(tables["employees"].set_index("employee_id")["agency_id"])
    changed = rows["reason"] == "status_change"
    return pd.DataFrame(
        {
            "pnsOrang": numbers.siasn_id(rows["employee_id"]),
            "instansiKerjaLama": agency,
            "instansiKerjaBaru": OTHER_AGENCY,
            "tmtPi": written(rows["left_on"]),
            "jenisPi": np.where(changed, "Alih Status", "Antar Instansi"),
            "skBknTanggal": written(rows["recorded_on"]),
        }
    )
