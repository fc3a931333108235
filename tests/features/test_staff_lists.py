"""Staff lists as offices make them: what is read of them, and what successive ones tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from features.clock import day_number
from features.history import History
from features.home import Home
from features.importing.report import ImportReport
from features.importing.staff_list import import_list
from features.problems import BadInput
from features.records import Records
from training.outcomes import observation, outcomes

TODAY = date(2026, 1, 1)
JAN, FEB, MAR, APR = (date(2025, month, 1) for month in (1, 2, 3, 4))
ANI, BUDI, CITRA = "197503012000032001", "198012152005011002", "199001012015021003"
DEWI = "199507072023212004"
"""A NIP of contract staff: 21 stands where others have the month of entry."""
HEADINGS = ("NIP", "Nama", "Jabatan", "Unit Kerja", "TMT CPNS")
NAMES = {ANI: "Dra. Ani Rahayu", BUDI: "Budi Santoso", CITRA: "Citra Lestari", DEWI: "Dewi"}


def row(nip: str, job: str = "Analis", unit: str = "Bidang Mutasi", since: str = "") -> list[str]:
    return [nip, NAMES.get(nip, "Siapa"), job, unit, since]


def write(path: Path, rows: Sequence[Sequence[str]], *, headings: Sequence[str] = HEADINGS) -> Path:
    lines = [
        ["DAFTAR NOMINATIF"],
        [],
        list(headings),
        *rows,
        [],
        ["", "", "JUMLAH", str(len(rows))],
    ]
    path.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    return path


class Office:
    """A home, and a way to bring lists into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = Home(folder / "home")

    def bring(
        self,
        day: date,
        *rows: Sequence[str],
        headings: Sequence[str] = HEADINGS,
        agency: str | None = None,
        allow_pay: bool = False,
    ) -> ImportReport:
        path = write(self.folder / f"{day}.csv", rows, headings=headings)
        return import_list(path, self.home, on=day, today=TODAY, agency=agency, allow_pay=allow_pay)

    def table(self, name: str, agency: str = "instansi") -> pd.DataFrame:
        return self.home.frames(agency)[name]

    def records(self, agency: str = "instansi") -> Records:
        return Records.of(self.home.frames(agency))

    def here(self, day: date) -> int:
        return len(History(self.records(), [day]).moments.day)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def days(column: pd.Series) -> list[str]:
    return column.dt.strftime("%Y-%m-%d").fillna("").tolist()


def nominative_list(path: Path, people: Sequence[Sequence[object]]) -> Path:
    """Write a list as it is printed: titles, headings over two rows, totals, a signature."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("DUK")
        sheet.merge_range("A1:O1", "DAFTAR NOMINATIF PEGAWAI NEGERI SIPIL")
        sheet.merge_range("A2:O2", "KEADAAN 1 JANUARI 2025")
        for place, heading in ((0, "NO."), (1, "NAMA"), (2, "NIP"), (3, "TEMPAT, TGL. LAHIR"),
                               (4, "L/P"), (14, "UNIT KERJA")):  # fmt: skip
            sheet.merge_range(3, place, 4, place, heading)
        sheet.merge_range("F4:G4", "PANGKAT TERAKHIR")
        sheet.merge_range("H4:J4", "JABATAN")
        sheet.merge_range("K4:L4", "TMT")
        sheet.merge_range("M4:N4", "PENDIDIKAN")
        sheet.write_row("F5", ["GOL/RUANG", "TMT", "NAMA", "TMT", "ESELON", "CPNS", "PNS",
                               "TK. IJAZAH", "THN LULUS"])  # fmt: skip
        sheet.write_row("A6", [f"({number})" for number in range(1, 16)])
        for number, person in enumerate(people, start=6):
            sheet.write_row(number, 0, [number - 5, *person])
        bottom = 6 + len(people)
        sheet.merge_range(bottom, 0, bottom, 4, "JUMLAH")
        sheet.write(bottom, 5, len(people))
        sheet.write(bottom + 2, 14, "Kepala BKPSDM,")
        sheet.write(bottom + 5, 14, "NIP. 19650101 199003 1 001")
    return path


ON_PAPER = (
    ("Dra. Ani Rahayu", "19750301 200003 2 001", "Bandung, 01-03-1975", "P", "Pembina (IV/a)",
     "01-04-2019", "Kepala Bidang Mutasi", "15-06-2021", "III.b", "01-03-2000", "01-04-2001",
     "S-2 Hukum", "2010", "Bidang Mutasi"),
    ("Budi Santoso", "'198012152005011002", "Garut, 15 Desember 1980", "L", "III/d",
     "1 Oktober 2022", "Analis SDM Aparatur Ahli Muda", "01/02/2020", "-", "01-01-2005",
     "01-02-2006", "Sarjana", "2003", "Bidang Mutasi"),
    ("Dewi", "199507072023212004", "07-07-1995", "P", "IX", "01-06-2023", "Plt. Kepala Seksi Data",
     "01-06-2023", "IV.a", "", "", "D.III", "2016", "Bidang Informasi"),
)  # fmt: skip


def test_a_printed_list_is_read_with_all_its_headings(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    path = nominative_list(tmp_path / "duk.xlsx", ON_PAPER)
    report = import_list(path, home, on=JAN, today=TODAY)
    assert [str(problem) for problem in report.problems] == []
    notes = report.staff_list
    assert notes is not None
    assert (notes.people, notes.new, notes.passed_over) == (3, 3, 4)
    assert notes.dropped == ["NO.", "NAMA"]
    assert notes.recognised["rank_since"] == "PANGKAT TERAKHIR TMT"
    frames = home.frames("instansi")
    by_birth = frames["employees"].sort_values("birth_date")
    assert days(by_birth["birth_date"]) == ["1975-03-01", "1980-12-15", "1995-07-07"]
    assert days(by_birth["joined_on"]) == ["2000-03-01", "2005-01-01", "2025-01-01"]
    assert by_birth["sex"].tolist() == ["f", "m", "f"]
    order = {person: place for place, person in enumerate(by_birth["employee_id"])}

    def told(table: str, column: str) -> list[object]:
        frame = frames[table]
        return frame.iloc[frame["employee_id"].map(order).argsort(kind="stable")][column].tolist()

    assert told("ranks", "rank") == ["IV/a", "III/d", "IX"]
    assert told("educations", "level") == ["s2", "s1", "d3"]
    assert told("statuses", "employment_type") == ["cpns", "pns", "cpns", "pns"]
    assert told("assignments", "appointment")[2] == "acting"
    assert [str(day)[:10] for day in told("assignments", "started_on")] == [
        "2021-06-15",
        "2020-02-01",
        "2023-06-01",
    ]
    jobs = frames["jobs"].set_index("job_id")
    assert jobs["kind"].to_dict() == {
        "ANALIS-SDM-APARATUR-AHLI-MUDA": "functional",
        "KEPALA-BIDANG-MUTASI": "administrator",
        "KEPALA-SEKSI-DATA": "supervisor",
    }
    assert jobs.loc["ANALIS-SDM-APARATUR-AHLI-MUDA", "level"] == "muda"
    for name in ("employees", "ranks", "educations", "assignments", "statuses"):
        assert set(days(frames[name]["recorded_on"])) == {"2025-01-01"}


def test_no_name_and_no_nip_is_kept_anywhere(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    import_list(nominative_list(tmp_path / "duk.xlsx", ON_PAPER), home, on=JAN, today=TODAY)
    kept = b"".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file())
    tables = home.frames("instansi")
    texts = " ".join(frame.astype(str).to_csv() for frame in tables.values())
    for person in ON_PAPER:
        nip = str(person[1]).replace(" ", "").lstrip("'")
        assert nip not in texts
        assert nip.encode() not in kept
        assert str(person[0]) not in texts
        assert str(person[0]).encode() not in kept


def test_headings_of_a_text_file_count_for_the_empty_cells_at_their_right(tmp_path: Path) -> None:
    text = (
        "NO,NIP,PANGKAT,,JABATAN,,UNIT\n,,GOL,TMT,NAMA,TMT,\n1,2,3,4,5,6,7\n"
        f"1,{BUDI},III/d,01-10-2022,Analis,01-02-2020,Bidang A\n"
    )
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8-sig")
    home = Home(tmp_path / "home")
    assert import_list(path, home, on=JAN, today=TODAY).ok
    frames = home.frames("instansi")
    assert days(frames["ranks"]["started_on"]) == ["2022-10-01"]
    assert days(frames["assignments"]["started_on"]) == ["2020-02-01"]


def test_successive_lists_tell_who_is_new_moved_gone_and_back(office: Office) -> None:
    office.bring(JAN, row(ANI), row(BUDI))
    second = office.bring(FEB, row(BUDI, job="Kepala Seksi"), row(CITRA))
    third = office.bring(MAR, row(ANI), row(BUDI, job="Kepala Seksi"), row(CITRA))
    assert second.staff_list is not None
    assert (second.staff_list.new, second.staff_list.gone, second.staff_list.back) == (1, 1, 0)
    assert third.staff_list is not None
    assert (third.staff_list.new, third.staff_list.gone, third.staff_list.back) == (0, 0, 1)
    (gone,) = office.table("departures").itertuples(index=False)
    assert gone.reason == "unknown_exit"
    assert gone.left_on == pd.Timestamp(2025, 1, 16)
    assert (gone.recorded_on, gone.withdrawn_on) == (pd.Timestamp(FEB), pd.Timestamp(MAR))
    posts = office.table("assignments")
    moved = posts[
        posts["employee_id"].isin(posts.loc[posts["job_id"] == "KEPALA-SEKSI", "employee_id"])
    ]
    assert moved["job_id"].tolist() == ["ANALIS", "KEPALA-SEKSI", "KEPALA-SEKSI"]
    assert days(moved["started_on"]) == ["2005-01-01", "2025-02-01", "2025-03-01"]
    assert days(moved["ended_on"]) == ["2025-02-01", "2025-03-01", ""]
    assert days(moved["end_recorded_on"]) == ["2025-02-01", "2025-03-01", ""]


def test_each_list_is_known_from_the_day_after_and_changes_nothing_before(office: Office) -> None:
    office.bring(JAN, row(ANI), row(BUDI))
    before = office.here(date(2025, 1, 20))
    office.bring(FEB, row(BUDI), row(CITRA))
    office.bring(MAR, row(ANI), row(BUDI), row(CITRA))
    assert office.here(JAN) == 0
    assert (before, office.here(date(2025, 1, 20))) == (2, 2)
    assert office.here(FEB) == 2
    assert office.here(date(2025, 2, 2)) == 2
    assert office.here(date(2025, 3, 2)) == 3


def test_who_is_back_counts_as_gone_only_while_nobody_knew_better(office: Office) -> None:
    office.bring(JAN, row(ANI), row(BUDI))
    office.bring(FEB, row(BUDI))
    office.bring(MAR, row(ANI), row(BUDI))
    records = office.records()
    people = office.table("employees")["employee_id"]
    moments = pd.MultiIndex.from_product(
        [[pd.Timestamp(2025, 1, 2)], people], names=["as_of", "employee_id"]
    )
    left = [
        outcomes(records, moments, horizon_days=30, known_before=day)["left_voluntarily"].sum()
        for day in (date(2025, 2, 2), date(2025, 3, 2))
    ]
    assert left == [1, 0]


def test_lists_are_taken_as_censuses(office: Office) -> None:
    everybody = [row(f"19800101200501{number:04d}") for number in range(1001, 1011)]
    for month, day in enumerate((JAN, FEB, MAR)):
        office.bring(day, *everybody[month:])
    assert list(observation(office.records()).censuses) == [day_number(d) for d in (JAN, FEB, MAR)]


def test_the_same_list_again_changes_nothing(office: Office) -> None:
    for day in (JAN, FEB, MAR):
        rows = (row(ANI), row(BUDI)) if day != FEB else (row(BUDI), row(CITRA))
        office.bring(day, *rows)
        before = {p: p.read_bytes() for p in office.home.records.rglob("*") if p.is_file()}
        assert office.bring(day, *rows).nothing_new
        assert {p: p.read_bytes() for p in office.home.records.rglob("*") if p.is_file()} == before


def test_a_corrected_list_of_the_same_day_counts_from_the_day_of_the_correction(
    office: Office,
) -> None:
    office.bring(JAN, row(ANI), row(BUDI))
    office.bring(FEB, row(BUDI))
    report = office.bring(FEB, row(ANI), row(BUDI, job="Arsiparis"))
    assert report.written
    departures = office.table("departures")
    assert days(departures["recorded_on"]) == days(departures["withdrawn_on"]) == ["2025-02-01"]
    assert office.bring(MAR, row(ANI), row(BUDI, job="Arsiparis")).ok
    posts = office.table("assignments")
    assert (
        posts.loc[posts["recorded_on"] == pd.Timestamp(MAR), "job_id"].tolist().count("ARSIPARIS")
        == 1
    )


@pytest.mark.parametrize("before", [(), (JAN,)])
def test_who_is_not_on_a_corrected_list_was_never_here(
    office: Office, before: tuple[date, ...]
) -> None:
    for day in before:
        office.bring(day, row(ANI))
    office.bring(FEB, row(ANI), row(BUDI))
    assert office.here(MAR) == 2
    assert office.bring(FEB, row(ANI)).written
    assert (office.here(FEB), office.here(MAR)) == (len(before), 1)
    assert office.bring(FEB, row(ANI)).nothing_new
    assert office.bring(MAR, row(ANI)).ok
    assert len(office.table("departures")) == 1, "gone once, not at every list"
    assert office.bring(MAR, row(ANI), row(BUDI)).written
    assert office.here(APR) == 2


def test_who_is_on_the_list_again_after_two_corrections_is_here(office: Office) -> None:
    office.bring(JAN, row(ANI), row(BUDI))
    office.bring(JAN, row(ANI))
    office.bring(JAN, row(ANI), row(BUDI))
    assert office.here(FEB) == 2


def test_pay_is_called_dropped_only_where_the_list_has_it(office: Office) -> None:
    assert "assignments" not in office.bring(JAN, row(ANI)).dropped_columns


def test_an_earlier_list_than_the_last_is_one_clear_error(office: Office) -> None:
    office.bring(FEB, row(ANI))
    with pytest.raises(BadInput) as caught:
        office.bring(JAN, row(ANI))
    (problem,) = caught.value.problems
    assert (problem.rule, problem.file) == ("later_list", "2025-01-01.csv")
    assert "2025-02-01" in problem.message


def test_a_list_of_a_day_to_come_is_refused(office: Office) -> None:
    with pytest.raises(BadInput, match="has not come yet"):
        office.bring(date(2026, 2, 1), row(ANI))
    assert not office.home.path.exists()


def test_faults_name_the_row_and_the_heading_of_the_list(office: Office) -> None:
    headings = (*HEADINGS, "Tgl. Lahir", "Gol.")
    report = office.bring(
        JAN,
        [*row(ANI), "31-02-1975", "III/d"],
        ["", "Tanpa NIP", "Analis", "Bidang A", "", "01-01-1980", "III/a"],
        [*row(BUDI, since="13/25/2005"), "15-12-1980", "Kolonel"],
        ["1.98012152005011E+17", "Bulat", "Analis", "Bidang A", "", "01-01-1980", "III/a"],
        [*row(CITRA), "01-01-1990", "III/a"],
        [*row(CITRA, job="Arsiparis"), "01-01-1990", "III/a"],
        headings=headings,
    )
    found = {(one.rule, one.row, one.column) for one in report.problems}
    assert found == {
        ("unreadable_date", 4, "Tgl. Lahir"),
        ("missing_value", 5, "NIP"),
        ("date_order", 6, "TMT CPNS"),
        ("unknown_code", 6, "Gol."),
        ("digits_lost", 7, "NIP"),
        ("twice_on_list", 9, "NIP"),
    }
    assert not report.ok
    assert not office.home.path.exists()
    assert "1975" not in " ".join(str(problem) for problem in report.problems)


def test_a_list_of_numbers_without_their_last_digits_is_refused(office: Office) -> None:
    report = office.bring(JAN, *(row(f"{nip[:15]}000") for nip in (ANI, BUDI, CITRA)))
    assert [(one.rule, one.row) for one in report.problems] == [
        ("digits_lost", 4),
        ("digits_lost", 5),
        ("digits_lost", 6),
    ]
    assert not office.home.path.exists()


def test_the_same_row_twice_is_one_person(office: Office) -> None:
    report = office.bring(JAN, row(ANI), row(ANI))
    assert report.ok
    assert len(office.table("assignments")) == 1


def test_what_the_list_says_about_a_new_rank_is_kept_and_old_ones_stay(office: Office) -> None:
    headings = (*HEADINGS, "Gol", "TMT Gol")
    office.bring(JAN, [*row(BUDI), "III/c", "01-10-2018"], headings=headings)
    office.bring(FEB, [*row(BUDI), "III/c", "01-10-2018"], headings=headings)
    office.bring(MAR, [*row(BUDI), "III/d", "01-02-2025"], headings=headings)
    office.bring(APR, [*row(BUDI), "IV/a", ""], headings=headings)
    ranks = office.table("ranks")
    assert ranks["rank"].tolist() == ["III/c", "III/d", "IV/a"]
    assert days(ranks["started_on"]) == ["2018-10-01", "2025-02-01", "2025-04-01"]
    assert days(ranks["recorded_on"]) == ["2025-01-01", "2025-03-01", "2025-04-01"]


def test_a_status_ends_where_the_next_begins_and_a_renewed_contract_is_known_late(
    office: Office,
) -> None:
    headings = (*HEADINGS, "Status Kepegawaian", "Akhir Kontrak")
    office.bring(
        JAN, [*row(DEWI), "PPPK", "01-06-2025"], [*row(BUDI), "CPNS", ""], headings=headings
    )
    office.bring(
        FEB, [*row(DEWI), "PPPK", "01-06-2026"], [*row(BUDI), "PNS", ""], headings=headings
    )
    statuses = office.table("statuses")
    contract = statuses[statuses["employment_type"] == "pppk"]
    assert days(contract["contract_ends_on"]) == ["2025-06-01", "2026-06-01"]
    assert days(contract["recorded_on"]) == ["2025-01-01", "2025-02-01"]
    others = statuses[statuses["employment_type"] != "pppk"]
    assert others["employment_type"].tolist() == ["cpns", "pns"]
    assert days(others["ended_on"]) == ["2025-02-01", ""]


def test_a_post_begins_when_the_list_says_if_that_is_after_the_list_before(office: Office) -> None:
    headings = (*HEADINGS, "TMT Jabatan")
    office.bring(JAN, [*row(BUDI), "01-05-2020"], headings=headings)
    office.bring(FEB, [*row(BUDI, job="Arsiparis"), "20-01-2025"], headings=headings)
    office.bring(MAR, [*row(BUDI, job="Pustakawan"), "10-01-2025"], headings=headings)
    posts = office.table("assignments")
    assert days(posts["started_on"]) == ["2020-05-01", "2025-01-20", "2025-03-01"]
    assert days(posts["ended_on"]) == ["2025-01-20", "2025-03-01", ""]


def test_who_came_from_elsewhere_joined_at_the_latest_on_the_day_of_the_list(
    office: Office,
) -> None:
    office.bring(JAN, row(ANI))
    office.bring(FEB, row(ANI), row(BUDI, since="01-01-2005"), row(CITRA, since="15-01-2025"))
    joined = office.table("employees")["joined_on"]
    assert sorted(days(joined)) == ["2000-03-01", "2025-01-15", "2025-02-01"]


def test_pay_stays_out_unless_it_is_allowed(office: Office) -> None:
    headings = (*HEADINGS, "Gaji Pokok")
    office.bring(JAN, [*row(ANI), "Rp 4.125.600,00"], headings=headings)
    assert office.table("assignments")["base_pay"].isna().all()
    office.bring(FEB, [*row(ANI), "Rp 4.125.600,00"], headings=headings, allow_pay=True)
    assert office.table("assignments")["base_pay"].tolist()[1:] == [4125600.0]


def test_the_agency_is_what_the_list_the_caller_or_the_records_say(office: Office) -> None:
    office.bring(JAN, row(ANI), agency="kota")
    office.bring(FEB, row(ANI), row(BUDI))
    assert office.home.agencies() == ["kota"]
    headings = (*HEADINGS, "Instansi")
    office.bring(MAR, [*row(ANI), "kota"], [*row(BUDI), "provinsi"], headings=headings)
    departures = office.table("departures", "kota")
    assert departures["reason"].tolist() == ["transfer_out"]
    assert len(office.table("assignments", "provinsi")) == 1
    with pytest.raises(BadInput, match="--agency"):
        office.bring(APR, row(ANI))


def test_a_list_of_one_agency_says_nothing_of_the_others(office: Office) -> None:
    office.bring(JAN, row(ANI), agency="kota")
    office.bring(FEB, row(BUDI), agency="provinsi")
    assert "departures" not in office.home.frames("kota")


def test_units_of_one_name_are_told_apart_by_what_is_above_them(office: Office) -> None:
    headings = (*HEADINGS, "OPD")
    rows = [[*row(ANI, unit="Sekretariat"), "Dinas A"], [*row(BUDI, unit="Sekretariat"), "Dinas B"]]
    office.bring(JAN, *rows, headings=headings)
    units = office.table("units").set_index("unit_id")
    assert units["parent_id"].dropna().to_dict() == {
        "DINAS-A.SEKRETARIAT": "DINAS-A",
        "DINAS-B.SEKRETARIAT": "DINAS-B",
    }
    assert units.loc["DINAS-A.SEKRETARIAT", "name"] == "Sekretariat"


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("list.csv", "Nama;Alamat\nAni;Bandung\n", "no_headings"),
        ("list.csv", "NIP;Jabatan;Unit Kerja\n", "nobody"),
        ("list.csv", "", "no_headings"),
        ("list.pdf", "NIP", "not_a_list"),
        ("list.xlsx", "NIP", "not_readable"),
        ("list.csv", "NIP;Jabatan;Unit Kerja\n".encode("utf-16"), "utf16"),
    ],
)
def test_what_is_no_staff_list_is_one_clear_error(
    name: str, content: str | bytes, rule: str, tmp_path: Path
) -> None:
    data = content.encode() if isinstance(content, str) else content
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput) as caught:
        import_list(tmp_path / name, Home(tmp_path / "home"), on=JAN, today=TODAY)
    (problem,) = caught.value.problems
    assert (problem.rule, problem.file) == (rule, name)
    assert not (tmp_path / "home").exists()


def test_a_list_in_another_encoding_names_the_row_of_the_first_wrong_byte(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(f"NIP;Nama;Jabatan\n{ANI};Ani;A\n{BUDI};Andr".encode() + b"\xe9;A\n")
    with pytest.raises(BadInput) as caught:
        import_list(path, Home(tmp_path / "home"), on=JAN, today=TODAY)
    (problem,) = caught.value.problems
    assert (problem.rule, problem.row) == ("encoding", 3)
