"""Every trap that exports of SIASN are known for, by the name of the trap."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from features.home import Home
from features.importing.importer import import_source
from features.problems import HIDDEN, BadInput
from features.profiles import build_profiles
from features.records import Records
from features.sources import open_source
from features.sources.siasn.files import wanted
from features.sources.siasn.lists import listed, meanings
from tests.features.siasn.exports import (
    POSTS,
    STAFF,
    TODAY,
    A,
    B,
    C,
    checked,
    days,
    of_rule,
    written,
)


def posts_of(folder: Path, rows: str) -> pd.DataFrame:
    """Return the assignments made of rows of `rw_jabatan` below the usual heading."""
    heading = POSTS.strip().splitlines()[0]
    return checked(written(folder, rw_jabatan=f"{heading}\n{rows}")).tables["assignments"]


# 1 ------------------------------------------------------------------------------------------


def test_01_in_the_tables_of_2022_the_lowest_code_is_the_highest_predicate(tmp_path: Path) -> None:
    found = checked(
        written(
            tmp_path,
            rw_skp22="""
            pnsDinilaiId tahun hasilKinerjaNilai PerilakuKerjaNilai KuadranKinerjaNilai
            A            2023  1                 1                  1
            B            2023  2                 2                  2
            C            2023  3                 3                  5
            """,
        )
    ).tables["appraisals"]
    by_person = found.set_index("employee_id")
    assert by_person["predicate"].to_dict() == {A: 5.0, B: 4.0, C: 1.0}
    assert by_person["work_result"].to_dict() == {A: "above", B: "meets", C: "below"}
    assert by_person["behaviour"].to_dict() == {A: "above", B: "meets", C: "below"}


def test_01_a_code_that_a_program_took_for_a_number_is_the_same_code(tmp_path: Path) -> None:
    found = checked(
        written(
            tmp_path,
            rw_skp22="""
            pnsDinilaiId tahun  hasilKinerjaNilai PerilakuKerjaNilai KuadranKinerjaNilai
            A            2023.0 1.0               2.0                1.0
            """,
        )
    ).tables["appraisals"]
    told = found[["work_result", "behaviour", "predicate"]].iloc[0].tolist()
    assert told == ["above", "meets", 5.0]


def test_01_a_code_beyond_the_list_is_unknown_and_not_the_worst(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            rw_skp22="""
            pnsDinilaiId tahun hasilKinerjaNilai PerilakuKerjaNilai KuadranKinerjaNilai
            A            2023  9                 2                  7
            """,
        )
    )
    assert report.ok
    assert report.tables["appraisals"]["predicate"].isna().all()
    assert report.tables["appraisals"]["work_result"].isna().all()
    (unknown,) = of_rule(report, "unknown_code")
    assert (unknown.file, unknown.row, unknown.column, unknown.value) == (
        "rw_skp22.csv",
        2,
        "hasilKinerjaNilai",
        "9",
    )
    assert "SIASN" in unknown.way_out


def test_01_turned_codes_keep_the_matrix_of_the_regulation(tmp_path: Path) -> None:
    """PermenPANRB 6/2022: what SIASN stores as quadrant is the matrix of both ratings."""
    matrix = {(3, 3): 1, (3, 1): 3, (2, 3): 2, (2, 2): 4, (1, 3): 2, (1, 1): 5}
    rows = [
        f"A {2022 + year % 3} {result} {behaviour} {6 - predicate}"
        if year < 3
        else f"B {2022 + year % 3} {result} {behaviour} {6 - predicate}"
        for year, ((result, behaviour), predicate) in enumerate(matrix.items())
    ]
    heading = "pnsDinilaiId tahun hasilKinerjaNilai PerilakuKerjaNilai KuadranKinerjaNilai"
    report = checked(written(tmp_path, rw_skp22="\n".join([heading, *rows])))
    words = {"below": 3, "meets": 2, "above": 1}
    found = report.tables["appraisals"]
    keys = zip(found["work_result"].map(words), found["behaviour"].map(words), strict=True)
    assert dict(zip(keys, found["predicate"], strict=True)) == matrix


# 2 ------------------------------------------------------------------------------------------


def test_02_a_number_with_an_apostrophe_is_the_same_person(tmp_path: Path) -> None:
    plain = checked(written(tmp_path / "plain")).tables["employees"]
    quoted = checked(written(tmp_path / "quoted", pegawai=STAFF.replace(A, f"'{A}")))
    assert quoted.tables["employees"]["employee_id"].tolist() == plain["employee_id"].tolist()
    assert quoted.ok


def test_02_a_number_that_a_spreadsheet_has_rounded_stops_the_import(tmp_path: Path) -> None:
    report = checked(written(tmp_path, pegawai=STAFF.replace(A, "1.98001E+17")))
    assert not report.ok
    lost = of_rule(report, "digits_lost")[0]
    assert (lost.file, lost.row, lost.column) == ("pegawai.csv", 2, "nip_baru")
    assert "1.98" not in "".join(map(str, report.problems))


# 3 ------------------------------------------------------------------------------------------


def test_03_the_first_of_two_small_numbers_is_the_day(tmp_path: Path) -> None:
    staff = STAFF.replace("01-01-2005 01-01-2006", "02-03-2005 2006-04-05T00:00:00.000Z")
    staff = staff.replace("198001312005011001", "198001312005031001")
    report = checked(written(tmp_path, pegawai=staff))
    assert report.ok
    assert days(report.tables["employees"]["joined_on"])[0] == "2005-03-02"
    assert days(report.tables["statuses"].query("employment_type == 'pns'")["started_on"])[0] == (
        "2006-04-05"
    )


def test_03_a_day_that_does_not_exist_is_told_with_its_file_row_and_column(tmp_path: Path) -> None:
    report = checked(written(tmp_path, rw_jabatan=POSTS.replace("01-01-2005", "31-02-2005", 1)))
    (bad,) = of_rule(report, "unreadable_date")
    assert (bad.file, bad.row, bad.column, bad.value) == (
        "rw_jabatan.csv",
        2,
        "tmtJabatan",
        "31-02-2005",
    )
    assert not report.ok


def test_03_a_birth_day_that_cannot_be_read_is_not_shown(tmp_path: Path) -> None:
    report = checked(written(tmp_path, pegawai=STAFF.replace("31-01-1980", "31-02-1980")))
    (bad,) = of_rule(report, "unreadable_date")
    assert bad.value == HIDDEN
    assert "1980" not in str(bad)


def test_03_a_day_of_zeros_is_no_day(tmp_path: Path) -> None:
    report = checked(written(tmp_path, pegawai=STAFF.replace("01-01-2016", "00-00-0000")))
    assert report.ok
    assert len(report.tables["statuses"]) == 5


def test_04_headings_count_whatever_their_case_and_signs(tmp_path: Path) -> None:
    folder = written(tmp_path)
    file = folder / "pegawai.csv"
    heading, *rows = file.read_text().splitlines()
    file.write_text("\n".join([heading.upper().replace("_", " "), *rows]))
    report = checked(folder)
    assert sorted(report.tables["employees"]["employee_id"]) == [A, B, C]


def test_04_people_without_an_id_of_siasn_are_known_by_their_number(tmp_path: Path) -> None:
    folder = written(tmp_path)
    staff = pd.read_csv(folder / "pegawai.csv", dtype="str")
    staff.drop(columns="pns_id").to_csv(folder / "pegawai.csv", index=False)
    assert sorted(checked(folder).tables["employees"]["employee_id"]) == [A, B, C]


def test_an_export_of_the_staff_alone_says_what_it_lacks(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "rw_jabatan.csv").unlink()
    assert [one.file for one in of_rule(checked(folder), "no_rows")] == ["pegawai.csv"]


def test_03_the_parsed_twin_of_a_day_is_neither_taken_nor_reported(tmp_path: Path) -> None:
    heading, row = POSTS.strip().splitlines()
    twin = f"{heading} tmtJabatan_\n{row} 1999-01-01"
    report = checked(written(tmp_path, rw_jabatan=twin))
    assert days(report.tables["assignments"]["started_on"]) == ["2005-01-01"]
    assert "rw_jabatan" not in report.dropped_columns


# 4 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column"),
    [("rw_skp22", "KuadranKinerjaNilai"), ("rw_skp22", "PerilakuKerjaNilai")],
)
def test_04_official_misspellings_are_the_names(table: str, column: str) -> None:
    assert column in wanted()[table]


def test_04_the_same_column_has_a_small_letter_in_the_table_of_periods() -> None:
    assert "kuadranKinerjaNilai" in wanted()["rw_kinerjaperiodik"]
    assert "KuadranKinerjaNilai" not in wanted()["rw_kinerjaperiodik"]


# 5 ------------------------------------------------------------------------------------------


def test_05_units_are_those_of_unor_and_never_of_satuan_kerja(tmp_path: Path) -> None:
    heading, row = POSTS.strip().splitlines()
    report = checked(
        written(tmp_path, rw_jabatan=f"{heading} satuanKerjaId unorIndukId\n{row} S9 U0")
    )
    assert report.tables["assignments"]["unit_id"].tolist() == ["U1"]
    assert report.dropped_columns["rw_jabatan"] == ["satuanKerjaId", "unorIndukId"]


# 6 ------------------------------------------------------------------------------------------


def test_06_acting_posts_are_no_promotions_and_end_no_post(tmp_path: Path) -> None:
    found = posts_of(
        tmp_path,
        """
        A 4 U1 99 J1 Pengadministrasi 01-01-2005 01-01-2005 D   MJ .
        A 1 U1 31 .  Kepala_Bidang    01-06-2020 01-06-2020 PLT MJ .
        A 1 U1 31 .  Kepala_Bidang    01-02-2021 01-02-2021 PLH MJ .
        A 1 U1 31 .  Kepala_Bidang    01-04-2021 01-04-2021 PJ  MJ .
        A 2 U1 99 .  Kepala_Tim       01-05-2021 01-05-2021 TT  MJ .
        """,
    )
    assert found["appointment"].tolist() == [
        "definitive",
        "acting",
        "daily_acting",
        "acting",
        "additional",
    ]
    assert found["move"].tolist()[:1] == ["appointment"]
    assert found["move"].isna().tolist() == [False, True, True, True, True]
    assert days(found["ended_on"])[0] == ""


def test_06_an_acting_post_ends_when_it_is_filled(tmp_path: Path) -> None:
    found = posts_of(
        tmp_path,
        """
        A 1 U1 31 . Kepala_Bidang 01-06-2020 01-06-2020 PLT MJ .
        B 1 U1 31 . Kepala_Bidang 01-09-2020 01-09-2020 D   MJ .
        """,
    )
    assert days(found.set_index("employee_id").loc[[A], "ended_on"]) == ["2020-09-01"]


def test_06_a_definitive_post_above_is_a_promotion(tmp_path: Path) -> None:
    found = posts_of(
        tmp_path,
        """
        A 1 U1 41 . Kepala_Seksi  01-06-2018 01-06-2018 D MJ .
        A 1 U1 32 . Kepala_Bidang 01-06-2020 01-06-2020 D MJ .
        A 1 U2 31 . Sekretaris    01-06-2022 01-06-2022 D MJ .
        A 1 U2 41 . Kepala_Seksi  01-06-2024 01-06-2024 D MJ .
        """,
    )
    assert found["move"].tolist() == ["appointment", "promotion", "rotation", "demotion"]


# 7 ------------------------------------------------------------------------------------------

RENAMED = """
A 4 U1 99 J1 Pengadministrasi 01-01-2015 01-01-2015 D MJ .
B 4 U1 99 J2 Pengelola_Data   01-01-2016 01-01-2016 D MJ .
C 4 U1 99 J1 Pengadministrasi 01-01-2017 01-01-2017 D MJ .
"""


def test_07_a_new_decree_for_the_same_unit_and_job_is_no_new_post(tmp_path: Path) -> None:
    found = posts_of(
        tmp_path,
        RENAMED
        + """
        A 4 U1 99 J1 Pengadministrasi 01-01-2015 02-01-2020 D MU 01-01-2020
        B 4 U1 99 J2 Pengelola_Data   01-01-2016 02-01-2020 D MU 01-01-2020
        C 4 U1 99 J1 Pengadministrasi 01-01-2017 02-01-2020 D MU 01-01-2020
        """,
    )
    assert days(found["started_on"]) == ["2015-01-01", "2016-01-01", "2017-01-01"]
    assert days(found["ended_on"]) == ["", "", ""]


def test_07_a_unit_that_everybody_changes_on_one_day_is_reorganised(tmp_path: Path) -> None:
    found = posts_of(
        tmp_path,
        RENAMED
        + """
        A 4 U7 99 J1 Pengadministrasi 01-01-2015 02-01-2020 D MU 01-01-2020
        B 4 U7 99 J2 Pengelola_Data   01-01-2016 02-01-2020 D MU 01-01-2020
        C 4 U7 99 J1 Pengadministrasi 01-01-2017 02-01-2020 D MU 01-01-2020
        """,
    )
    later = found[found["unit_id"] == "U7"]
    assert later["move"].tolist() == ["reorganisation"] * 3
    assert days(later["started_on"]) == ["2020-01-01"] * 3


def test_07_one_who_changes_the_unit_is_rotated_from_the_day_of_the_change(tmp_path: Path) -> None:
    found = posts_of(
        tmp_path, RENAMED + "A 4 U7 99 J1 Pengadministrasi 01-01-2015 02-01-2020 D MU 01-01-2020"
    )
    moved = found[found["unit_id"] == "U7"]
    assert moved["move"].tolist() == ["rotation"]
    assert days(moved["started_on"]) == ["2020-01-01"], "not tmtJabatan, which is the old job's"


# 8 ------------------------------------------------------------------------------------------


def test_08_a_decree_is_known_from_its_day_and_holds_from_another(tmp_path: Path) -> None:
    found = posts_of(tmp_path, "A 4 U1 99 J1 Pengadministrasi 01-01-2020 15-03-2020 D MJ .")
    assert days(found["started_on"]) == ["2020-01-01"]
    assert days(found["recorded_on"]) == ["2020-03-15"]


def test_08_behaviour_of_a_year_is_known_when_its_appraisal_is(tmp_path: Path) -> None:
    found = checked(
        written(
            tmp_path,
            rw_skp="""
            pns tahun nilaiPrestasiKerja orientasiPelayanan komitmen jenisPeraturanKinerjaKd
            A   2019  88,5               95                 70       PP46
            """,
        )
    ).tables
    assert days(found["appraisals"]["period_end"]) == ["2020-01-01"]
    assert days(found["feedbacks"]["given_on"]) == ["2020-01-01", "2020-01-01"]
    assert days(found["feedbacks"]["recorded_on"]) == ["2020-03-31", "2020-03-31"]


# 9 ------------------------------------------------------------------------------------------


def test_09_hours_of_0_1_and_999_are_unknown(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            rw_kursus="""
            idPns jenisDiklatId namaKursus jumlahJam tanggalKursus tanggalSelesaiKursus
            A     3             Satu       0         01-02-2020    03-02-2020
            A     3             Dua        1         01-03-2020    03-03-2020
            A     3             Tiga       999       01-04-2020    03-04-2020
            A     3             Empat      2         01-05-2020    03-05-2020
            """,
        )
    )
    assert report.tables["trainings"]["hours"].isna().tolist() == [True, True, True, False]
    told = of_rule(report, "filler_hours")
    assert [(one.row, one.column, one.value) for one in told] == [
        (2, "jumlahJam", "0"),
        (3, "jumlahJam", "1"),
        (4, "jumlahJam", "999"),
    ]


# 10 -----------------------------------------------------------------------------------------


def test_10_a_cancelled_sanction_says_when(tmp_path: Path) -> None:
    found = checked(
        written(
            tmp_path,
            rw_hukdis="""
            pnsOrang jenisHukuman jenisTingkatHukumanId skTanggal  hukumanTanggal akhirHukumTanggal skPembatalanTanggal
            A        7            S                     01-02-2020 10-02-2020     09-02-2021        05-06-2020
            B        10           .                     01-02-2020 10-02-2020     .                 .
            """,
        )
    ).tables["sanctions"]
    assert days(found["cancelled_on"]) == ["2020-06-05", ""]
    assert days(found["ended_on"]) == ["2021-02-10", ""], "the last day still counts"
    assert found["severity"].tolist() == ["medium", "heavy"]


# 11 -----------------------------------------------------------------------------------------

FUNCTIONAL = """
idPns jenisJabatan unorId eselonId jabatanFungsionalId jabatanFungsionalNama tmtJabatan tanggalSk jenisPenugasanId
A     2            U1     99       F1                  Auditor_Ahli_Madya    01-01-2010 01-01-2010 D
B     2            U1     99       F2                  Auditor_Ahli_Muda     01-01-2010 01-01-2010 D
C     2            U1     99       F3                  Penata_Laksana        01-01-2015 01-01-2015 D
"""


def test_11_the_job_s_own_retirement_age_comes_before_the_rule(tmp_path: Path) -> None:
    """47 of BKN's jobs at the rung utama say 60 where the rule says 65."""
    report = checked(
        written(
            tmp_path,
            rw_jabatan=FUNCTIONAL,
            jabatan_fungsional="""
            id nama               bup_usia kode_jenjang_jabatan rumpun_jabatan_nama
            F1 Auditor_Ahli_Madya 65       MA                   Pengawasan
            F2 Auditor_Ahli_Muda  0        MU                   Pengawasan
            F3 Penata_Laksana     .        .                    .
            """,
        )
    )
    ages = report.tables["jobs"].set_index("job_id")["retirement_age"]
    assert ages["F1"] == 65, "the list"
    assert ages["F2"] == 58, "the rule, since 0 says nothing"
    assert pd.isna(ages["F3"]), "neither"
    (flagged,) = of_rule(report, "age_unknown")
    assert (flagged.file, flagged.row, flagged.value) == (
        "jabatan_fungsional.csv",
        4,
        "Penata Laksana",
    )


def test_11_a_person_with_a_later_age_of_her_own_is_flagged(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            rw_jabatan=FUNCTIONAL,
            jabatan_fungsional="id nama bup_usia\nF1 Auditor_Ahli_Madya 60",
            data_utama="id bupPensiun\nA 65\nB 58",
        )
    )
    (flagged,) = of_rule(report, "own_retirement_age")
    assert (flagged.file, flagged.row, flagged.column) == ("data_utama.csv", 2, "bupPensiun")
    assert report.tables["jobs"].set_index("job_id")["retirement_age"]["F1"] == 60


def test_11_without_a_list_the_age_of_those_who_hold_the_job_counts(tmp_path: Path) -> None:
    report = checked(
        written(tmp_path, rw_jabatan=FUNCTIONAL, data_utama="id bupPensiun\nA 65\nC 60")
    )
    ages = report.tables["jobs"].set_index("job_id")["retirement_age"]
    assert ages.to_dict() == {"F1": 65, "F2": 58, "F3": 60}


# 12 -----------------------------------------------------------------------------------------

RENUMBERED = (
    STAFF
    + """
P1 199101012021211001 01-01-1991 M 66 K 01-03-2021 . kab
P2 199101012024241001 01-01-1991 M 71 K 01-03-2024 . kab
"""
)


def with_former(staff: str, former: dict[str, str]) -> str:
    """Return the list of staff with the column of former numbers."""
    heading, *rows = staff.strip().splitlines()
    rows = [f"{row} {former.get(row.split()[0], '.')}" for row in rows if row.strip()]
    return "\n".join([f"{heading} nip_lama", *rows])


CONTRACTS = """
orang_id tgl_sk     tgl_kontrak_mulai tgl_kontrak_akhir jenis_formasi_nama
P1       01-02-2021 01-03-2021        29-02-2024        PPPK_TEKNIS
P2       01-02-2024 01-03-2024        28-02-2029        PPPK_TEKNIS
"""
FORMER = "199101012021211001"


def test_12_a_contract_with_a_new_number_is_the_same_person(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            pegawai=with_former(RENUMBERED, {"P2": FORMER}),
            list_pengadaan_instansi=CONTRACTS,
            rw_pemberhentian="pnsOrang jenisHenti skTanggal\nP1 3 01-03-2024",
        )
    )
    employees = report.tables["employees"].set_index("employee_id")
    assert len(employees) == 4
    assert days(employees.loc[[FORMER], "joined_on"]) == ["2021-03-01"]
    statuses = report.tables["statuses"].query("employee_id == @FORMER")
    assert days(statuses["started_on"]) == ["2021-03-01", "2024-03-01"]
    assert days(statuses["contract_ends_on"]) == ["2024-03-01", "2029-03-01"]
    assert days(statuses["ended_on"]) == ["2024-03-01", ""]
    assert "departures" not in report.tables
    assert len(of_rule(report, "renumbered")) == len(of_rule(report, "went_on")) == 1


def test_12_a_contract_without_its_first_day_is_set_aside(tmp_path: Path) -> None:
    contracts = CONTRACTS + "P2 01-02-2029 . . PPPK_TEKNIS"
    report = checked(
        written(tmp_path, pegawai=RENUMBERED, list_pengadaan_instansi=contracts),
    )
    asides = of_rule(report, "row_without_key")
    assert ("list_pengadaan_instansi.csv", 4) in [(one.file, one.row) for one in asides]


def test_12_a_contract_worker_made_candidate_has_not_left(tmp_path: Path) -> None:
    staff = STAFF + "P1 199101012021211001 01-01-1991 M 66 K 01-03-2021 . kab\n"
    staff += "N1 199101012024061001 01-01-1991 M 01 P 01-06-2024 01-06-2025 kab"
    contract = "\n".join(CONTRACTS.strip().splitlines()[:2])
    report = checked(
        written(
            tmp_path,
            pegawai=with_former(staff, {"N1": FORMER}),
            list_pengadaan_instansi=contract,
            rw_pemberhentian="pnsOrang jenisHenti skTanggal\nP1 3 31-05-2024",
            rw_golongan="""
            idPns golonganId golongan tmtGolongan skTanggal
            P1    .          IX       01-03-2021  01-02-2021
            N1    31         III/a    01-06-2024  01-05-2024
            """,
        )
    )
    assert "departures" not in report.tables
    statuses = report.tables["statuses"].query("employee_id == @FORMER")
    assert statuses.sort_values("started_on")["employment_type"].tolist() == ["pppk", "cpns", "pns"]
    assert report.tables["ranks"].query("employee_id == @FORMER")["rank"].tolist() == [
        "IX",
        "III/a",
    ]


def test_12_one_who_comes_back_years_later_had_left(tmp_path: Path) -> None:
    staff = with_former(
        RENUMBERED.replace("199101012024241001", "199101012025241001").replace(
            "01-03-2024", "01-03-2025"
        ),
        {"P2": FORMER},
    )
    report = checked(
        written(
            tmp_path,
            pegawai=staff,
            rw_pemberhentian="pnsOrang jenisHenti skTanggal\nP1 3 01-03-2022",
        )
    )
    departures = report.tables["departures"]
    assert departures["employee_id"].tolist() == [FORMER]
    assert departures["reason"].tolist() == ["contract_resignation"]


# 13 -----------------------------------------------------------------------------------------


def test_13_a_change_of_status_is_an_administrative_departure(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            rw_pindahinstansi="""
            pnsOrang instansiKerjaLama instansiKerjaBaru tmtPi      jenisPi       skBknTanggal
            A        kab               prov              01-02-2020 Alih_Status   15-01-2020
            B        kab               prov              01-02-2021 Antar_Provinsi 15-01-2021
            """,
        )
    )
    reasons = report.tables["departures"].set_index("employee_id")["reason"]
    assert reasons.to_dict() == {A: "status_change", B: "transfer_out"}


def test_13_when_an_agency_is_split_nobody_has_left(tmp_path: Path) -> None:
    people = range(1, 31)
    heading = STAFF.strip().splitlines()[0]
    staff = [
        f"Z{n} 1980010120050110{n:02d} 01-01-1980 M 01 P 01-01-2005 01-01-2006 kab" for n in people
    ]
    moved = [f"Z{n} kab baru 01-11-2024 Antar_Instansi ." for n in people]
    report = checked(
        written(
            tmp_path,
            pegawai="\n".join([heading, *staff]),
            rw_jabatan=POSTS.replace("\nA ", "\nZ1 "),
            rw_pindahinstansi="\n".join(
                [
                    "pnsOrang instansiKerjaLama instansiKerjaBaru tmtPi jenisPi skBknTanggal",
                    *moved,
                ]
            ),
        )
    )
    assert set(report.tables["departures"]["reason"]) == {"reorganisation"}
    assert len(report.tables["departures"]) == 30


def test_13_who_was_transferred_away_still_belongs_to_this_office_s_records(
    tmp_path: Path,
) -> None:
    staff = STAFF.replace("01-01-2016 kab", "01-01-2016 prov")
    report = checked(
        written(
            tmp_path,
            pegawai=staff,
            rw_pindahinstansi="""
            pnsOrang instansiKerjaLama instansiKerjaBaru tmtPi      jenisPi skBknTanggal
            C        kab               prov              01-02-2021 .       .
            """,
        )
    )
    assert set(report.tables["employees"]["agency_id"]) == {"kab"}
    assert report.tables["departures"]["reason"].tolist() == ["transfer_out"]


def test_13_who_came_from_another_agency_joined_on_the_day_of_the_transfer(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            rw_pindahinstansi="""
            pnsOrang instansiKerjaLama instansiKerjaBaru tmtPi      jenisPi skBknTanggal
            A        prov              kab               01-02-2012 .       .
            """,
        )
    )
    joined = report.tables["employees"].set_index("employee_id")["joined_on"]
    assert days(joined.loc[[A]]) == ["2012-02-01"]
    assert "departures" not in report.tables or report.tables["departures"].empty


# 14 -----------------------------------------------------------------------------------------


def test_14_names_and_titles_are_dropped_so_a_new_title_is_no_new_person(tmp_path: Path) -> None:
    named = {}
    for title in ("Drs.", "Dr."):
        heading, *rows = STAFF.strip().splitlines()
        staff = "\n".join([f"{heading} nama gelar_depan", *(f"{r} Budi {title}" for r in rows)])
        report = checked(written(tmp_path / title, pegawai=staff))
        named[title] = report.tables["employees"]
        assert report.dropped_columns["pegawai"] == ["nama", "gelar_depan"]
    pd.testing.assert_frame_equal(named["Drs."], named["Dr."])


# 15 -----------------------------------------------------------------------------------------


def test_15_a_training_in_both_tables_is_counted_once_with_its_real_hours(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            rw_diklat="""
            idPns latihanStrukturalId latihanStrukturalNama            tanggal    tanggalSelesai jumlahJam
            A     8                   Pelatihan_Kepemimpinan_Pengawas  01-02-2020 01-06-2020     905
            """,
            rw_kursus="""
            idPns jenisDiklatId namaKursus                      jumlahJam tanggalKursus tanggalSelesaiKursus
            A     1             DIKLAT__KEPEMIMPINAN_PENGAWAS   999       01-02-2020    01-06-2020
            A     9             Seminar_Digital                 6         01-02-2020    01-06-2020
            """,
        )
    )
    found = report.tables["trainings"].sort_values("form")
    assert found["title"].tolist() == ["Pelatihan Kepemimpinan Pengawas", "Seminar Digital"]
    assert found["hours"].tolist() == [905, 6]
    (told,) = of_rule(report, "booked_twice")
    assert told.file == "rw_kursus.csv"


# 16, 21 -------------------------------------------------------------------------------------


def test_16_and_21_no_training_on_record_is_not_a_row_of_zero_hours(tmp_path: Path) -> None:
    """Teachers' and health workers' training is often elsewhere: missing is not none."""
    report = checked(
        written(
            tmp_path,
            rw_kursus="""
            idPns jenisDiklatId namaKursus jumlahJam tanggalKursus tanggalSelesaiKursus
            A     3             Satu       .         01-02-2020    .
            """,
        )
    )
    assert report.tables["trainings"]["employee_id"].tolist() == [A]
    assert report.tables["trainings"]["hours"].isna().all()
    assert "trainings" not in checked(written(tmp_path / "none")).tables


# 17 -----------------------------------------------------------------------------------------


def test_17_who_is_punished_on_leave_studying_or_of_unknown_standing_is_still_here(
    tmp_path: Path,
) -> None:
    standings = ["15", "02", "03", "04", "13", "20", "07", "101", "XX", "."]
    heading = STAFF.strip().splitlines()[0]
    staff = [
        f"Z{n} 1980010120050110{n} 01-01-1980 M {standing} P 01-01-2005 . kab"
        for n, standing in enumerate(standings, start=10)
    ]
    report = checked(
        written(
            tmp_path,
            pegawai="\n".join([heading, *staff]),
            rw_pemberhentian="pnsOrang skTanggal\nZ .",
        )
    )
    assert len(report.tables["employees"]) == len(standings)
    assert "departures" not in report.tables
    assert not of_rule(report, "gone_without_day")


def test_17_an_unknown_reason_of_leaving_is_unknown_and_not_voluntary(tmp_path: Path) -> None:
    report = checked(
        written(tmp_path, rw_pemberhentian="pnsOrang jenisHenti skTanggal\nA 77 01-02-2020")
    )
    assert report.ok
    assert report.tables["departures"]["reason"].isna().tolist() == [True]
    (told,) = of_rule(report, "unknown_code")
    assert (told.file, told.column, told.value) == ("rw_pemberhentian.csv", "jenisHenti", "77")


def test_17_leave_and_study_are_absences(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            rw_cltn="""
            pnsOrangId cltnId skTanggal  tanggalAwal tanggalAkhir tanggalAktif
            A          1      01-01-2020 01-02-2020  31-01-2021   .
            A          5      01-01-2021 01-02-2021  31-01-2022   .
            A          3      15-12-2021 .           .            01-01-2022
            B          6      01-08-2022 01-09-2022  .            .
            """,
        )
    )
    found = report.tables["absences"].set_index("employee_id")
    assert found["kind"].to_dict() == {A: "unpaid_leave", B: "study"}
    assert days(found.loc[[A, B], "started_on"]) == ["2020-02-01", "2022-09-01"]
    assert days(found.loc[[A, B], "ended_on"]) == ["2022-01-01", ""]
    assert days(found.loc[[A], "end_recorded_on"]) == ["2021-12-15"]
    assert "departures" not in report.tables


# 18 -----------------------------------------------------------------------------------------


def test_18_a_list_of_active_staff_only_is_flagged(tmp_path: Path) -> None:
    report = checked(written(tmp_path, rw_pemberhentian="pnsOrang jenisHenti skTanggal"))
    (told,) = of_rule(report, "nobody_left")
    assert told.file == "pegawai.csv"


def test_18_who_left_comes_from_the_tables_of_separations(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            pegawai=STAFF.replace(" 01  ", " 99  ", 1),
            list_pensiun_instansi="""
            pnsId detailLayananNama skTgl      tmtPensiun
            A     Pensiun_BUP       01-01-2024 01-02-2024
            """,
            rw_pemberhentian="""
            pnsOrang jenisHenti kedudukanHukumPns skTanggal
            A        1          88                01-01-2024
            B        3          77                05-05-2023
            """,
        )
    )
    found = report.tables["departures"].set_index("employee_id")
    assert found["reason"].to_dict() == {A: "retirement", B: "resignation"}
    assert days(found.loc[[A, B], "left_on"]) == ["2024-02-01", "2023-05-05"]
    assert not of_rule(report, "nobody_left")


def test_18_a_standing_of_having_gone_without_a_day_is_flagged(tmp_path: Path) -> None:
    staff = STAFF.replace(" 01  ", " 88  ", 1)
    report = checked(written(tmp_path, pegawai=staff, rw_pemberhentian="pnsOrang skTanggal\nZ ."))
    (told,) = of_rule(report, "gone_without_day")
    assert (told.file, told.row, told.column, told.value) == (
        "pegawai.csv",
        2,
        "kedudukan_hukum_id",
        "88",
    )


def test_18_who_is_retired_by_standing_left_on_the_day_in_data_utama(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            pegawai=STAFF.replace(" 01  ", " 99  ", 1),
            data_utama="id tmtPensiun\nA 01-02-2024",
            rw_pemberhentian="pnsOrang skTanggal\nZ .",
        )
    )
    found = report.tables["departures"]
    assert found["reason"].tolist() == ["retirement"]
    assert days(found["left_on"]) == ["2024-02-01"]


# 19 -----------------------------------------------------------------------------------------


def test_19_history_that_is_filled_up_later_is_known_from_then_on(tmp_path: Path) -> None:
    first, later = dt.date(2025, 1, 1), dt.date(2025, 2, 1)
    heading = POSTS.strip().splitlines()[0]
    known = "A 4 U2 99 J1 Pengadministrasi 01-01-2010 01-03-2020 D MU 01-03-2020"
    filled_up = "A 4 U1 99 J1 Pengadministrasi 01-01-2010 05-01-2010 D MJ ."
    new = "A 4 U3 99 J1 Pengadministrasi 01-01-2010 20-01-2025 D MU 20-01-2025"
    home = Home(tmp_path / "home")
    for day, rows in ((first, [known]), (later, [filled_up, known, new])):
        folder = written(tmp_path / str(day), rw_jabatan="\n".join([heading, *rows]))
        assert import_source(open_source(folder, "siasn"), home, today=day).ok
    found = home.frames("kab")["assignments"].set_index("unit_id")["recorded_on"]
    assert days(found.loc[["U1"]]) == ["2025-02-01"], "its decree is of 2010, nobody knew of it"
    assert days(found.loc[["U3"]]) == ["2025-01-20"], "newer than all that was on record"
    again = import_source(
        open_source(tmp_path / str(later), "siasn"), home, today=dt.date(2025, 3, 1)
    )
    assert again.nothing_new


# 20 -----------------------------------------------------------------------------------------


def test_20_equalisation_is_neither_move_nor_demotion(tmp_path: Path) -> None:
    heading = FUNCTIONAL.strip().splitlines()[0] + " namaJabatan"
    rows = "\n".join(
        f"{who} 1 U1 41 . . 01-01-2018 01-01-2018 D Kepala_Seksi_{who}\n"
        f"{who} 2 U1 99 F9 Analis_Kebijakan_Ahli_Muda 31-12-2021 31-12-2021 D ."
        for who in "ABC"
    )
    found = checked(written(tmp_path, rw_jabatan=f"{heading}\n{rows}")).tables["assignments"]
    later = found[found["started_on"] == "2021-12-31"]
    assert later["move"].tolist() == ["equalisation"] * 3


def test_20_one_supervisor_who_becomes_an_analyst_later_has_moved(tmp_path: Path) -> None:
    heading = FUNCTIONAL.strip().splitlines()[0] + " namaJabatan"
    rows = """
    A 1 U1 41 .  .                          01-01-2018 01-01-2018 D Kepala_Seksi
    A 2 U1 99 F9 Analis_Kebijakan_Ahli_Muda 01-06-2024 01-06-2024 D .
    """
    found = checked(written(tmp_path, rw_jabatan=f"{heading}\n{rows}")).tables["assignments"]
    assert found["move"].tolist() == ["appointment", "rotation"]


# 22 -----------------------------------------------------------------------------------------


def test_22_spellings_of_a_title_are_one_training_but_years_and_batches_are_not(
    tmp_path: Path,
) -> None:
    report = checked(
        written(
            tmp_path,
            rw_kursus="""
            idPns jenisDiklatId namaKursus                      jumlahJam tanggalKursus tanggalSelesaiKursus
            A     8             Bimtek_SIPD                     10        01-02-2020    03-02-2020
            A     8             BIMBINGAN_TEKNIS__SIPD          0         01-02-2020    03-02-2020
            A     8             Bimbingan_Teknis_SIPD           10        01-02-2021    03-02-2021
            A     8             Bimbingan_Teknis_SIPD_Angk._II  10        01-02-2020    03-02-2020
            """,
        )
    )
    assert sorted(report.tables["trainings"]["title"]) == [
        "Bimbingan Teknis SIPD",
        "Bimbingan Teknis SIPD Angk. II",
        "Bimtek SIPD",
    ]


# the regimes of appraisal -------------------------------------------------------------------


def test_four_regimes_keep_their_own_scale(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            rw_dp3="pnsId tahun nilairatarata pejabatPenilaiId\nA 2012 82.5 B",
            rw_skp="""
            pns tahun nilaiPrestasiKerja nilaiIntegrasi jenisPeraturanKinerjaKd pejabatPenilai
            A   2019  88.4               .              PP46                    B
            A   2021  80                 112.5          PP30                    B
            """,
            rw_skp22=f"""
            pnsDinilaiId tahun hasilKinerjaNilai PerilakuKerjaNilai KuadranKinerjaNilai nipNrpPenilai
            A            2022  2                 1                  2                   {B}
            """,
        )
    )
    found = report.tables["appraisals"].sort_values("period_end")
    assert found["regime"].tolist() == ["dp3", "skp2011", "skp2019", "expectation2022"]
    assert found["score"].tolist()[:3] == [82.5, 88.4, 112.5]
    assert found["predicate"].isna().tolist() == [True, True, True, False]
    assert found["rater_id"].tolist() == [B] * 4


def test_months_and_quarters_count_until_the_year_has_its_own_row(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            rw_kinerjaperiodik="""
            pnsDinilaiId tahun periodikNama hasilKinerjaNilai perilakuKerjaNilai kuadranKinerjaNilai
            A            2023  Triwulan_IV  1                 1                  1
            A            2024  Triwulan_II  2                 2                  2
            A            2024  Agustus      2                 1                  2
            A            2024  .            2                 1                  2
            """,
            rw_skp22="""
            pnsDinilaiId tahun hasilKinerjaNilai PerilakuKerjaNilai KuadranKinerjaNilai
            A            2023  2                 2                  2
            """,
        )
    )
    found = report.tables["appraisals"].sort_values("period_end")
    assert days(found["period_start"]) == ["2023-01-01", "2024-04-01", "2024-08-01"]
    assert days(found["period_end"]) == ["2024-01-01", "2024-07-01", "2024-09-01"]
    (aside,) = of_rule(report, "row_without_key")
    assert (aside.file, aside.row) == ("rw_kinerjaperiodik.csv", 5)


def test_behaviour_becomes_feedback_where_it_says_something(tmp_path: Path) -> None:
    report = checked(
        written(
            tmp_path,
            rw_skp="""
            pns tahun nilaiPrestasiKerja orientasiPelayanan komitmen kerjasama integritas pejabatPenilai
            A   2019  88                 95                 80       70        99         B
            """,
            rw_dp3="pnsId tahun nilairatarata kejujuran prakarsa\nA 2012 82 95 60",
        )
    )
    found = report.tables["feedbacks"].sort_values(["given_on", "aspect"])
    assert list(zip(found["aspect"], found["direction"], strict=True)) == [
        ("adaptif", "improve"),
        ("berorientasi_pelayanan", "strength"),
        ("kolaboratif", "improve"),
    ]
    assert found["given_by"].tolist()[1:] == [B, B]


def test_integrity_and_honesty_are_never_taken_from_ratings() -> None:
    assert "integritas" not in wanted()["rw_skp"]
    assert "kejujuran" not in wanted()["rw_dp3"]
    assert not {"M.1", "integritas"} & set(listed("perilaku")["aspect"])


# numbers that give away ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "right", "column", "detail"),
    [
        ("30-01-1980", "31-01-1980", "tanggal_lahir", "birth date"),
        ("01-02-2005", "01-01-2005", "tmt_cpns", "entry"),
        (" F ", " M ", "jenis_kelamin", "sex"),
    ],
)
def test_a_number_that_contradicts_a_column_is_told_without_the_number(
    tmp_path: Path, wrong: str, right: str, column: str, detail: str
) -> None:
    report = checked(written(tmp_path, pegawai=STAFF.replace(right, wrong, 1)))
    (told,) = of_rule(report, "nip_disagrees")
    assert (told.file, told.row, told.column) == ("pegawai.csv", 2, column)
    assert detail in told.message
    assert A not in str(told)
    assert "1980" not in str(told)


def test_a_contract_number_is_checked_by_the_year_of_the_appointment(tmp_path: Path) -> None:
    staff = STAFF + "P1 199101012021211001 01-01-1991 M 71 K 01-03-2021 . kab\n"
    assert not of_rule(checked(written(tmp_path / "sound", pegawai=staff)), "nip_disagrees")
    wrong = staff.replace("01-03-2021", "01-03-2022")
    (told,) = of_rule(checked(written(tmp_path / "wrong", pegawai=wrong)), "nip_disagrees")
    assert told.row == 5


def test_no_number_is_in_the_home_or_the_report_after_an_import(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    folder = written(tmp_path / "export", pegawai=STAFF.replace("31-01-1980", "30-01-1980"))
    report = import_source(open_source(folder, "siasn"), home, today=TODAY)
    assert report.ok
    content = b"".join(one.read_bytes() for one in home.path.rglob("*") if one.is_file())
    assert A.encode() not in content
    assert A not in report.as_json() + "".join(map(str, report.problems))


# who left -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standing", "reason"), [("88", "early_retirement"), ("77", "resignation")]
)
def test_own_request_with_a_pension_is_early_retirement(
    tmp_path: Path, standing: str, reason: str
) -> None:
    report = checked(
        written(
            tmp_path,
            rw_pemberhentian=f"""
            pnsOrang jenisHenti kedudukanHukumPns skTanggal
            A        3          {standing}        01-02-2020
            """,
        )
    )
    assert report.tables["departures"]["reason"].tolist() == [reason]


def test_own_request_of_a_candidate_is_a_withdrawal(tmp_path: Path) -> None:
    staff = STAFF.replace("P               01-01-2015 01-01-2016", "C 01-01-2015 .")
    report = checked(
        written(
            tmp_path,
            pegawai=staff,
            rw_pemberhentian="pnsOrang jenisHenti skTanggal\nC 3 01-06-2015",
        )
    )
    assert report.tables["departures"]["reason"].tolist() == ["candidate_withdrawal"]


def test_every_listed_reason_is_one_of_the_contract(tmp_path: Path) -> None:
    codes = listed("jenis_pemberhentian")["code"].tolist()
    heading = STAFF.strip().splitlines()[0]
    staff = [f"Z{n} 1980010120050110{n} 01-01-1980 M 77 P 01-01-2005 . kab" for n in range(10, 26)]
    left = [f"Z{n} {code} 01-02-2020" for n, code in enumerate(codes, start=10)]
    report = checked(
        written(
            tmp_path,
            pegawai="\n".join([heading, *staff]),
            rw_pemberhentian="\n".join(["pnsOrang jenisHenti skTanggal", *left]),
        )
    )
    assert len(codes) == 16
    assert report.tables["departures"]["reason"].notna().tolist() == [True] * 16


# time ---------------------------------------------------------------------------------------


def test_08_profiles_do_not_see_a_decree_before_its_day(tmp_path: Path) -> None:
    rows = """
    A 4 U1 99 J1 Pengadministrasi 01-01-2010 01-01-2010 D MJ .
    A 4 U2 99 J1 Pengadministrasi 01-01-2010 15-06-2020 D MU 01-01-2020
    """
    heading = POSTS.strip().splitlines()[0]
    tables = checked(written(tmp_path, rw_jabatan=f"{heading}\n{rows}")).tables
    records = Records.of(tables)
    profiles = build_profiles(records, [dt.date(2020, 6, 15), dt.date(2020, 6, 16)])
    units = profiles.xs(A, level="employee_id")["n_units_worked_in"]
    assert units.tolist() == [1, 2]


def test_code_lists_have_a_source_in_every_row() -> None:
    for name in ("golongan", "eselon", "cltn", "kedudukan_hukum", "jenis_diklat", "perilaku"):
        assert (listed(name)["source"] != "").all(), name
    assert meanings("golongan")["31"] == "III/a"


# Answers of the web service, and folders taken for something else ----------------------------


@pytest.mark.parametrize(
    "answer",
    [
        '{"code": 401, "message": "Invalid token for 198012152005011002"}',
        '{"code": 0, "data": "Data tidak ditemukan"}',
        '{"code": 0, "message": "token expired", "data": null}',
        '[{"code": 500, "message": "timeout"}]',
    ],
)
def test_a_refusal_of_the_web_service_is_named_and_is_no_row(tmp_path: Path, answer: str) -> None:
    folder = written(tmp_path, pegawai=STAFF)
    (folder / "rw_golongan.json").write_text(answer, encoding="utf-8")
    (found,) = of_rule(checked(folder), "service_refused")
    assert (found.file, found.severity) == ("rw_golongan.json", "error")
    assert "198012152005011002" not in str(found)


@pytest.mark.parametrize("answer", ['{"code": 1, "data": []}', "[]"])
def test_an_answer_with_an_empty_list_says_that_nothing_is_on_record(
    tmp_path: Path, answer: str
) -> None:
    folder = written(tmp_path, pegawai=STAFF, rw_jabatan=POSTS)
    without = checked(folder)
    (folder / "rw_hukdis.json").write_text(answer, encoding="utf-8")
    report = checked(folder)
    assert report.problems == without.problems
    assert report.ok


@pytest.mark.parametrize(
    ("table", "day"), [("rw_golongan", "tmtGolongan"), ("rw_jabatan", "tmtJabatan")]
)
def test_a_table_without_the_column_of_its_days_is_one_error(
    tmp_path: Path, table: str, day: str
) -> None:
    rows = {"rw_golongan": "idPns golonganId\nA 31\nB 32", "rw_jabatan": POSTS}[table]
    report = checked(written(tmp_path, pegawai=STAFF, **{table: rows.replace("tmtJabatan", "tmt")}))
    (found,) = of_rule(report, "missing_column")
    assert (found.file, found.row, found.column) == (f"{table}.csv", 1, day)
    assert of_rule(report, "row_without_key") == []


def test_a_folder_of_the_other_form_is_named_with_the_way_out(tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    theirs.mkdir()
    ours.mkdir()
    (theirs / "pegawai.csv").write_text("pns_id\n1\n", encoding="utf-8")
    (ours / "employees.csv").write_text("employee_id\n1\n", encoding="utf-8")
    with pytest.raises(BadInput) as taken_for_records:
        open_source(theirs)
    with pytest.raises(BadInput) as taken_for_siasn:
        open_source(ours, "siasn")
    assert "with --format siasn" in taken_for_records.value.problems[0].way_out
    assert "without --format siasn" in taken_for_siasn.value.problems[0].way_out
