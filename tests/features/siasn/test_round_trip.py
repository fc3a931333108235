"""The sample agency written as an export of SIASN, faults included, comes back as it was."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from features.home import Home
from features.importing.checking import Report, check
from features.importing.importer import import_source
from features.pseudonyms import KEY_FILE
from features.sample import SampleAgency, make_agency
from features.sample.siasn import CARRIED, Numbers, write_siasn
from features.sources import FrameSource, open_source
from features.sources.siasn.files import wanted

TODAY = dt.date(2026, 2, 1)
PEOPLE = ("employee_id", "head_id", "rater_id")
TABLES = tuple(CARRIED)
ECHELON = {"leadership": "22", "administrator": "31", "supervisor": "41"}


@dataclass(frozen=True)
class Exported:
    """An agency, the folder it was written to, everybody's numbers and what a check makes of it."""

    agency: SampleAgency
    folder: Path
    numbers: Numbers
    report: Report


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    agency = make_agency(employees=600)
    cancel_one(agency.tables["sanctions"])
    folder = tmp_path_factory.mktemp("siasn")
    numbers = write_siasn([agency], folder)
    report = check(open_source(folder, "siasn"), today=TODAY)
    return Exported(agency, folder, numbers, report)


def cancel_one(sanctions: pd.DataFrame) -> None:
    """So few are decided in a small agency that none may have been cancelled."""
    day = sanctions["decided_on"].iloc[0] + pd.Timedelta(days=40)
    sanctions.loc[sanctions.index[0], "cancelled_on"] = day


def raw(exported: Exported, name: str) -> pd.DataFrame:
    path = exported.folder / name
    if path.suffix == ".json":
        return pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))["data"])
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def structural_ids(jobs: pd.DataFrame) -> dict[str, str]:
    """SIASN has no id for structural jobs: level and title stand for one."""
    rows = jobs[jobs["kind"].isin(ECHELON)]
    return {
        job: f"S{ECHELON[kind]}-{name.lower().replace(' ', '-')}"
        for job, kind, name in zip(rows["job_id"], rows["kind"], rows["name"], strict=True)
    }


def what_siasn_can_say(
    tables: dict[str, pd.DataFrame], numbers: Numbers
) -> dict[str, pd.DataFrame]:
    """Return the sample's tables as far as SIASN has a place for their rows and columns."""
    trainings, absences = tables["trainings"], tables["absences"]
    posts = tables["assignments"].sort_values(["employee_id", "started_on"], kind="stable")
    held = posts["appointment"] == "definitive"
    before = posts[held].groupby("employee_id")[["job_id", "unit_id"]].shift()
    same = (posts.loc[held, ["job_id", "unit_id"]] == before).all(axis=1).reindex(posts.index)
    posts = posts[~same.fillna(value=False).astype(bool)]
    rows = tables | {
        "trainings": trainings[trainings["outcome"] == "completed"],
        "absences": absences[absences["kind"] != "secondment"],
        "assignments": posts.assign(job_id=posts["job_id"].replace(structural_ids(tables["jobs"]))),
    }
    said = {name: rows[name][list(columns)] for name, columns in CARRIED.items()}
    for name, frame in said.items():
        people = [column for column in PEOPLE if column in frame]
        said[name] = frame.assign(**{one: numbers.first_nip(frame[one]) for one in people})
    return said


def in_order(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return frame[columns].sort_values(columns, ignore_index=True)


@pytest.mark.parametrize("table", TABLES)
def test_what_siasn_can_carry_comes_back_exactly(exported: Exported, table: str) -> None:
    columns = list(CARRIED[table])
    said = what_siasn_can_say(exported.agency.tables, exported.numbers)[table]
    assert len(said) > 0
    assert said.notna().any().all()
    found = exported.report.tables[table]
    pd.testing.assert_frame_equal(
        in_order(found, columns), in_order(said, columns), check_dtype=False
    )


def test_both_ways_in_leave_the_same_records_in_a_home(exported: Exported, tmp_path: Path) -> None:
    said = what_siasn_can_say(exported.agency.tables, exported.numbers)
    jobs = exported.report.tables["jobs"]
    homes = {name: Home(tmp_path / name) for name in ("siasn", "frames")}
    source = open_source(exported.folder, "siasn")
    assert import_source(source, homes["siasn"], today=TODAY, allow_sanctions=True).ok
    homes["frames"].path.mkdir()
    shutil.copy(homes["siasn"].path / KEY_FILE, homes["frames"].path / KEY_FILE)
    frames = FrameSource(said | {"jobs": jobs})
    assert import_source(frames, homes["frames"], today=TODAY, allow_sanctions=True).ok
    (agency,) = homes["siasn"].agencies()
    assert homes["frames"].agencies() == [agency]
    ours, theirs = homes["siasn"].frames(agency), homes["frames"].frames(agency)
    for table, columns in CARRIED.items():
        pd.testing.assert_frame_equal(
            in_order(ours[table], list(columns)), in_order(theirs[table], list(columns))
        )


def test_jobs_come_back_as_far_as_a_list_or_a_holder_knows_them(exported: Exported) -> None:
    jobs = exported.agency.tables["jobs"]
    ids = structural_ids(jobs)
    said = jobs.assign(job_id=jobs["job_id"].replace(ids)).set_index("job_id")
    found = exported.report.tables["jobs"].set_index("job_id")
    assert set(found.index) <= set(said.index)
    assert set(said.index[said["kind"] == "functional"]) <= set(found.index)
    said = said.loc[found.index]
    columns = ["name", "kind", "level", "retirement_age"]
    pd.testing.assert_frame_equal(found[columns], said[columns], check_dtype=False)
    functional = found["kind"] == "functional"
    assert found["family"][functional].tolist() == said["family"][functional].tolist()
    known = found["job_class"].notna()
    assert known.sum() > 30
    assert (found["job_class"] == said["job_class"])[known].all()


@pytest.mark.parametrize("table", ["statuses", "assignments"])
def test_rows_end_where_the_sample_says(exported: Exported, table: str) -> None:
    """SIASN has no ends: a row ends with the next one or the departure, as in the sample."""
    said = exported.agency.tables[table]
    said = said.assign(employee_id=exported.numbers.first_nip(said["employee_id"]))
    found = exported.report.tables[table]
    if table == "assignments":
        said = last_rows_of_a_post(said[said["appointment"] == "definitive"])
        found = found[found["appointment"] == "definitive"]
    key = ["employee_id", "started_on"]
    both = found.merge(said[[*key, "ended_on"]], on=key, suffixes=("", "_said"))
    assert len(both) == len(found) == len(said)
    on_file = both["ended_on_said"].notna()
    assert (both["ended_on"] == both["ended_on_said"])[on_file].mean() > 0.995
    assert both["ended_on"].isna()[~on_file].mean() > 0.98


def last_rows_of_a_post(posts: pd.DataFrame) -> pd.DataFrame:
    """Return one row a post: with the end of the last row that only has another superior."""
    posts = posts.sort_values(["employee_id", "started_on"], kind="stable")
    before = posts.groupby("employee_id")[["job_id", "unit_id"]].shift()
    same = (posts[["job_id", "unit_id"]] == before).all(axis=1)
    spell = (~same).cumsum()
    ends = posts.groupby(spell)["ended_on"].transform("last", skipna=False)
    return posts.assign(ended_on=ends)[~same]


def test_moves_in_bulk_are_told_from_moves_of_persons(exported: Exported) -> None:
    key = ["employee_id", "started_on"]
    said = exported.agency.tables["assignments"]
    said = said.assign(employee_id=exported.numbers.first_nip(said["employee_id"]))
    said = said[said["appointment"] == "definitive"]
    both = exported.report.tables["assignments"].merge(said[[*key, "move"]], on=key)
    counts = both.groupby(["move_y", "move_x"]).size()
    assert counts["appointment", "appointment"] == (both["move_y"] == "appointment").sum()
    assert counts["equalisation", "equalisation"] == (both["move_y"] == "equalisation").sum()
    assert counts["reorganisation", "reorganisation"] == 49
    assert (both["move_y"] == "reorganisation").sum() == 51, "two of them gave up a head's post"
    assert ("rotation", "reorganisation") not in counts


def test_promotions_since_the_simulation_began_are_told_as_such(exported: Exported) -> None:
    """Before it the sample calls every change of post a rotation, whatever its height."""
    key = ["employee_id", "started_on"]
    said = exported.agency.tables["assignments"]
    said = said.assign(employee_id=exported.numbers.first_nip(said["employee_id"]))
    said = said[(said["appointment"] == "definitive") & (said["started_on"] >= "2016-01-02")]
    found = exported.report.tables["assignments"]
    both = found[found["appointment"] == "definitive"].merge(said[[*key, "move"]], on=key)
    told, true = both["move_x"] == "promotion", both["move_y"] == "promotion"
    assert told.sum() > 100
    assert not (told & ~true).any()
    assert (told & true).sum() > 0.85 * true.sum()
    assert not (both["move_x"] == "demotion").any()


def test_nothing_is_wrong_with_the_export_but_its_planted_faults(exported: Exported) -> None:
    assert exported.report.ok
    found = {problem.rule for problem in exported.report.problems}
    assert found == {"renumbered", "went_on", "renamed", "booked_twice", "own_retirement_age"}


def test_no_column_beyond_the_list_and_no_name_gets_in(exported: Exported) -> None:
    words = "".join(frame.to_csv(index=False) for frame in exported.report.tables.values())
    assert "RAHASIA" not in words.upper()
    assert {"nik", "nama", "agama_id", "alamat"} <= set(exported.report.dropped_columns["pegawai"])
    assert "gajiPokok" in exported.report.dropped_columns["data_utama"]
    assert "satuanKerjaId" in exported.report.dropped_columns["rw_jabatan"]


class TestTheFaultsAreReallyInTheFiles:
    def test_days_are_written_day_first(self, exported: Exported) -> None:
        for name in ("pegawai.csv", "pns_rw_jabatan.csv", "pns_rw_cltn.json"):
            table = raw(exported, name)
            days = table[table.columns[table.columns.str.match("tmt|tgl|tanggal")]]
            texts = days.drop(columns=["tmtJabatan_"], errors="ignore").stack()
            assert texts[texts != ""].str.fullmatch(r"\d\d-\d\d-\d{4}").all(), name

    def test_the_highest_rating_has_the_lowest_code(self, exported: Exported) -> None:
        table = raw(exported, "pns_rw_skp22.csv")
        assert set(table["KuadranKinerjaNilai"]) >= {"1", "2", "4"}
        highest = table[table["KuadranKinerjaNilai"] == "1"]
        assert set(highest["hasilKinerjaNilai"]) == {"1"}

    def test_some_numbers_have_an_apostrophe(self, exported: Exported) -> None:
        nip = raw(exported, "pegawai.csv")["nip_baru"]
        assert 0.1 < nip.str.startswith("'").mean() < 0.3

    def test_some_people_have_two_numbers_and_a_separation_between(
        self, exported: Exported
    ) -> None:
        staff = raw(exported, "pegawai.csv")
        later = staff[staff["nip_lama"] != ""]
        assert len(later) > 5
        first = staff.set_index(staff["nip_baru"].str.removeprefix("'"))["pns_id"]
        assert set(later["nip_lama"]) <= set(first.index)
        left = set(raw(exported, "pns_rw_pemberhentian.csv")["pnsOrang"])
        assert set(later["nip_lama"].map(first)) <= left

    def test_trainings_are_booked_twice_without_real_hours(self, exported: Exported) -> None:
        courses, leading = (raw(exported, f"pns_rw_{one}.csv") for one in ("kursus", "diklat"))
        assert {"0", "999"} <= set(courses["jumlahJam"])
        first = leading.iloc[0]
        same = courses[courses["idPns"] == first["idPns"]]
        again = same[same["tanggalSelesaiKursus"] == first["tanggalSelesai"]]["namaKursus"].iloc[0]
        assert again != first["latihanStrukturalNama"]
        assert again.split() == first["latihanStrukturalNama"].upper().split()

    def test_a_unit_has_a_new_name_for_everybody_on_one_day(self, exported: Exported) -> None:
        table = raw(exported, "pns_rw_jabatan.csv")
        together = table[table["jenisMutasiId"] == "MU"].groupby(["unorId", "tmtMutasi"]).size()
        assert together.max() >= 10

    def test_changes_of_unit_keep_the_day_of_the_old_job(self, exported: Exported) -> None:
        table = raw(exported, "pns_rw_jabatan.csv")
        moved = table[table["jenisMutasiId"] == "MU"]
        assert (moved["tmtJabatan"] != moved["tmtMutasi"]).mean() > 0.9

    def test_acting_posts_are_among_the_others(self, exported: Exported) -> None:
        kinds = raw(exported, "pns_rw_jabatan.csv")["jenisPenugasanId"].value_counts()
        assert kinds["PLT"] > 10
        assert kinds["PLH"] > 3
        assert kinds["TT"] > 10

    def test_two_trees_of_units_are_there(self, exported: Exported) -> None:
        table = raw(exported, "pns_rw_jabatan.csv")
        assert not set(table["satuanKerjaId"]) & set(table["unorId"])

    def test_the_mirror_keeps_a_parsed_twin_of_a_day(self, exported: Exported) -> None:
        twin = raw(exported, "pns_rw_jabatan.csv")["tmtJabatan_"]
        assert twin.str.fullmatch(r"\d{4}-\d\d-\d\d").all()

    def test_a_retirement_age_is_0_and_a_person_has_a_later_one(self, exported: Exported) -> None:
        assert "0" in set(raw(exported, "jabatan_fungsional.csv")["usiaBup"])
        own = [p for p in exported.report.problems if p.rule == "own_retirement_age"]
        assert [p.file for p in own] == ["pns_data_utama.csv"]

    def test_the_punished_are_here_and_a_standing_is_in_no_list(self, exported: Exported) -> None:
        standings = raw(exported, "pegawai.csv")["kedudukan_hukum_id"]
        assert {"15", "71", "101", "99"} <= set(standings)

    def test_marks_of_2021_are_of_both_halves(self, exported: Exported) -> None:
        table = raw(exported, "pns_rw_skp.csv")
        both = table[table["jenisPeraturanKinerjaKd"] == "PP30"]
        assert (both["nilaiIntegrasi"] != both["nilaiPrestasiKerja"]).mean() > 0.9
        first = table[table["jenisPeraturanKinerjaKd"] == "PP46"]["nilaiPrestasiKerja"]
        assert first.str.contains(",").all()

    def test_leave_is_extended_and_ended_by_a_return(self, exported: Exported) -> None:
        codes = set(raw(exported, "pns_rw_cltn.json")["cltnId"])
        assert codes & {"5", "7"}
        assert codes & {"3", "8", "11"}

    def test_official_typos_are_kept(self, exported: Exported) -> None:
        assert "KuadranKinerjaNilai" in wanted()["rw_skp22"]
        assert "noSertipikat" in raw(exported, "pns_rw_kursus.csv")

    def test_numbers_say_birth_entry_and_sex(self, exported: Exported) -> None:
        staff = raw(exported, "pegawai.csv").iloc[1]
        nip = staff["nip_baru"].removeprefix("'")
        assert re.fullmatch(r"\d{18}", nip)
        day, month, year = staff["tanggal_lahir"].split("-")
        assert nip[:8] == year + month + day
        assert nip[14] == {"M": "1", "F": "2"}[staff["jenis_kelamin"]]
