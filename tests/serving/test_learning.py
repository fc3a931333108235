"""Needs and plans in the console and the API: who may read them, and what they say."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from serving.pages.plans import rupiah_of, share_of
from serving.plans import booked_places
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, keep, pseudonym
from tests.serving.test_pages import shown

PERSON = pseudonym(3)


def test_a_persons_gaps_by_job(api: SignIn) -> None:
    found = api("petugas").get(f"/v1/employees/{PERSON}/gaps").json()
    assert [need["aim"] for need in found["needs"]] == ["present", "next_rung"]
    present = found["needs"][0]
    assert (present["job_match"], present["band"], present["n_estimated"]) == (83.0, "meets", 1)
    assert [gap["competency_id"] for gap in present["gaps"]] == ["M.3", "M.5"]


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [("diklat", 3, 200), ("pegawai", 3, 200), ("pegawai", 4, 403), ("atasan", 3, 403)],
)
def test_gaps_are_for_the_person_and_those_who_plan(
    api: SignIn, who: str, whose: int, status: int
) -> None:
    assert api(who).get(f"/v1/employees/{pseudonym(whose)}/gaps").status_code == status


def test_the_page_of_a_person_says_what_is_asked_and_how_levels_were_found(
    browser: SignIn,
) -> None:
    page = shown(browser("petugas").get(f"/pegawai/{PERSON}").text)
    assert "Kesesuaian jabatan (JPM) 83%" in page
    assert "Dari 2 tingkat kompetensi, 1 belum tercatat dan diperkirakan" in page
    assert "perkiraan dari rekan dalam jabatan yang sama" in page


def test_needs_of_the_agency_on_the_page_and_in_the_workbook(browser: SignIn) -> None:
    client = browser("diklat")
    page = shown(client.get("/kebutuhan").text)
    assert "Komunikasi" in page
    assert "< 5" in page, "small numbers are not shown"
    assert "disyaratkan oleh jabatan baru" in page
    assert "lebih tinggi (+0,3, 15 orang)" in page
    assert "manfaatnya (9), waktunya terlalu singkat (6)" in page
    assert "C-2 12 90% – terlalu sedikit untuk disimpulkan" in page
    copy = client.get("/kebutuhan.xlsx")
    sheets = pd.read_excel(BytesIO(copy.content), sheet_name=None, engine="calamine")
    assert sheets["Unit kerja"]["Paling kurang"].iloc[0] == "Komunikasi (7)"
    supply = sheets["Kebutuhan dan pasokan"]
    assert supply["Bentuk yang disarankan"].iloc[0] == "kelas di dalam instansi"
    results = sheets["Hasil pelatihan"]
    assert results["Komentar membahas"].iloc[0] == "manfaatnya (9), waktunya terlalu singkat (6)"
    assert "Id pelatihan" in results
    english = BytesIO(client.get("/kebutuhan.xlsx?bahasa=en").content)
    assert "Rising demand" in pd.read_excel(english, sheet_name=None, engine="calamine")
    assert browser("atasan").get("/kebutuhan").status_code == 403


def test_units_are_found_by_words_of_their_names(browser: SignIn) -> None:
    page = shown(browser("diklat").get("/kebutuhan?cari=pekerjaan umum").text)
    assert "Dinas Pekerjaan Umum" in page
    assert "Kecamatan Jebres" not in page


def test_without_needs_the_page_says_what_to_do(browser: SignIn, home: Path) -> None:
    for file in (home / "learning").rglob("*.json"):
        file.unlink()
    assert "bina score" in shown(browser("diklat").get("/kebutuhan").text)


def kept(stores: Stores) -> int:
    """Return the number of a plan with a class, a waiting list and a curve."""
    figures = {
        "budget": 5e8, "cost": 4e8, "places": 20, "people": 18, "people_present": 60, "n_gaps": 31,
        "proven_gap": 0.0012, "index_points": 90.0, "waiting": 1, "moved": 1,
        "unmet": ["region: Jebres", "kind: leadership"],
        "seed": 7,
    }  # fmt: skip
    a_class = {"course_id": "C-1", "title": "Komunikasi Publik", "starts_on": "2026-03-02",
               "taken": 20, "seats": 20, "n_gaps": 31, "total_cost": 4e8}  # fmt: skip
    more = {"course_id": "C-1", "title": None, "seats": 20, "n_gaps": 12, "price": 4e8}
    unmet = {"competency_id": "T.1", "competency": "Statistik", "n_for_form": 3, "form": "online"}
    sheets = {
        "classes": [a_class],
        "places": [{"employee_id": PERSON, "offering_id": "o1"}],
        "one more class": [more],
        "what if": [{"budget": 5e8, "cost": 4e8, "places": 20, "people": 18, "n_gaps": 31}],
        "needs without supply": [unmet],
    }
    batch = stores.scores.latest()
    assert batch
    return stores.plans.add(
        agency_id=batch.agency_id,
        as_of=batch.as_of,
        made_by="diklat",
        summary=figures,
        sheets=sheets,
    )


def test_a_kept_plan_is_listed_shown_and_copied(
    api: SignIn, browser: SignIn, stores: Stores
) -> None:
    number = kept(stores)
    (head,) = api("diklat").get("/v1/plans").json()["items"]
    assert (head["id"], head["summary"]["places"]) == (number, 20)
    assert api("diklat").get(f"/v1/plans/{number}").json()["sheets"]["places"]
    client = browser("diklat")
    listed = shown(client.get("/rencana").text)
    assert f"tempat dari rencana {number} masuk ke rencana pengembangan" in listed
    page = shown(client.get(f"/rencana/{number}").text)
    assert "20 tempat untuk 18 dari 60 pegawai" in page
    assert "Wilayah: Jebres; Jenis jabatan: pimpinan tinggi" in page
    assert "2 Maret 2026" in page
    assert "1 tempat dari rencana sebelumnya tidak dipertahankan" in page
    english = shown(client.get(f"/rencana/{number}?bahasa=en").text)
    assert "1 place of the earlier plan was not kept." in english
    assert "1 wish waits;" in english
    assert "Satu kelas tambahan C-1 (20 kursi) melayani 12 kesenjangan lagi" in page
    assert "Statistik: 3 orang; bentuk yang disarankan: daring atau coaching" in page
    copy = client.get(f"/rencana/{number}/rencana.xlsx?bahasa=id")
    places = pd.read_excel(BytesIO(copy.content), sheet_name="Tempat", engine="calamine")
    assert places["Pegawai"].tolist() == [PERSON]


def test_plans_of_unknown_numbers_and_for_other_roles(api: SignIn, stores: Stores) -> None:
    number = kept(stores)
    assert api("diklat").get("/v1/plans/999").json()["type"] == "urn:bina:problem:unknown-plan"
    assert api("pegawai").get(f"/v1/plans/{number}").status_code == 403
    assert api("petugas").post("/v1/plans", json={"budget": 1}).status_code == 403


def test_a_plan_needs_records_and_a_sensible_budget(api: SignIn) -> None:
    client = api("diklat")
    assert client.post("/v1/plans", json={"budget": -1}).status_code == 422
    assert client.post("/v1/plans", json={"budget": 1e6}).json()["status"] == 409


def test_the_form_takes_thousands_and_percent(browser: SignIn) -> None:
    client = browser("diklat")
    key = re.search(r'name="kunci" value="([^"]+)"', client.get("/rencana").text)
    assert key
    form = {"kunci": key[1], "anggaran": "500.000.000", "kelas": "2", "pergi": "25", "dasar": "50"}
    assert client.post("/rencana", data=form).status_code == 409, "no records in this home"
    wrong = client.post("/rencana", data={**form, "anggaran": "banyak"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("500.000.000", "500000000"),
        ("500,000,000", "500000000"),
        ("Rp 500.000.000", "500000000"),
        ("500 000 000", "500000000"),
        ("500000.50", "500000.50"),
        ("1.000,000", "1.000,000"),
    ],
)
def test_only_signs_between_thousands_are_taken_out_of_a_budget(written: str, read: str) -> None:
    assert rupiah_of(written) == read


@pytest.mark.parametrize(
    ("written", "read"), [("25", "0.25"), ("12,5 %", "0.125"), ("٢٥", "٢٥"), ("²", "²"), ("", "")]
)
def test_a_percentage_is_read_in_the_digits_of_both_languages(written: str, read: str) -> None:
    assert share_of(written) == read


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_form_takes_back_what_it_shows(browser: SignIn, language: str) -> None:
    client = browser("diklat")
    page = client.get(f"/rencana?bahasa={language}").text
    shown_in_it = re.findall(r'<input id="(\w+)" name="\w+"[^>]* value="([^"]*)"', page)
    key = re.search(r'name="kunci" value="([^"]+)"', page)
    assert key
    assert dict(shown_in_it).keys() >= {"anggaran", "kelas", "pergi", "dasar"}
    form = {"kunci": key[1], **dict(shown_in_it)}
    assert client.post("/rencana", data=form).status_code == 409, "no records in this home"


@pytest.fixture
def away(stores: Stores) -> str:
    """Somebody to whom nothing is suggested, and who is away at the one class of the year."""
    person = pseudonym(59)
    stores.accounts.create("cuti", roles=("employee",), password=PASSWORD, employee_id=person)
    known = {"away_until": "2027-01-01", "months_away": 12.0}
    standing = {"barred": {"C-1": ["not_available"]}, "numbers": {"not_available": known}}
    keep(stores, "class_standing", person, standing)
    keep(stores, "class", "o1", {"course_id": "C-1", "numbers": {"not_available": {}}})
    return person


def test_the_rule_that_stands_against_every_class_is_told_to_the_person_alone(
    browser: SignIn, away: str
) -> None:
    own, other = (shown(browser(who).get(f"/pegawai/{away}").text) for who in ("cuti", "petugas"))
    assert "akhir yang tercatat: 1 Januari 2027. Catatan ketidakhadiran kantor" in own
    assert "pegawai membaca aturannya pada halamannya sendiri" in other
    assert "1 Januari 2027" not in other


def test_a_rule_against_some_classes_only_is_not_told_of_all(
    browser: SignIn, stores: Stores, away: str
) -> None:
    keep(stores, "class", "o2", {"course_id": "C-2", "numbers": {"not_available": {}}})
    assert "semua kelas" not in browser("cuti").get(f"/pegawai/{away}").text


def test_the_plan_that_counts_is_of_the_latest_day_and_of_these_the_last(
    stores: Stores, home: Path
) -> None:
    days = [date(2025, 12, 1), date(2026, 3, 1), date(2026, 3, 1), date(2026, 1, 1)]
    made = [
        stores.plans.add(
            agency_id="3372", as_of=day, made_by="diklat", summary={},
            sheets={"places": [{"employee_id": PERSON, "offering_id": f"o{n}"}]},
        )
        for n, day in enumerate(days)
    ]  # fmt: skip
    found = {day: stores.plans.in_force("3372", as_of=day) for day in (*days, date(2024, 1, 1))}
    assert found == {days[0]: made[0], days[1]: made[2], days[3]: made[3], date(2024, 1, 1): None}
    assert stores.plans.in_force("7301", as_of=days[1]) is None
    places = booked_places(home, ["3372", "7301"], as_of=date(2026, 4, 1))
    assert {agency: own["offering_id"].tolist() for agency, own in places.items()} == {
        "3372": ["o2"]
    }
