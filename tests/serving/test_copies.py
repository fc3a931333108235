"""Lists of pages as workbooks: the same people as on the page, each look recorded, no more."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from httpx import Response

from features.home import Home
from features.importing.importer import import_source
from features.sources.frames import FrameSource
from serving.language import LOCALES, language
from serving.purposes import Action
from serving.sheet_words import NEEDS, PLAN, SUCCESSION
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, pseudonym


def sheet_of(answer: Response) -> pd.DataFrame:
    """Return the only sheet of a workbook."""
    assert answer.status_code == 200, answer.text
    book = pd.read_excel(BytesIO(answer.content), sheet_name=None, engine="calamine")
    (sheet,) = book.values()
    return sheet


def looked_at(stores: Stores, route: str) -> set[str | None]:
    """Return whose data a route has shown."""
    return {one.subject for one in stores.access_log.newest(limit=1000) if one.route == route}


def test_the_care_list_is_copied_as_it_is_shown(
    api: SignIn, browser: SignIn, stores: Stores
) -> None:
    page = browser("petugas").get("/?kapasitas=7").text
    assert "/daftar-perhatian.xlsx?kapasitas=7" in page
    sheet = sheet_of(browser("petugas").get("/daftar-perhatian.xlsx?kapasitas=7&bahasa=id"))
    listed = api("petugas").get("/v1/care-list?capacity=7").json()["items"]
    assert sheet["Pegawai"].tolist() == [one["employee_id"] for one in listed]
    assert set(sheet["Pegawai"]) <= looked_at(stores, "/daftar-perhatian.xlsx")
    assert list(sheet.columns) == [
        "Pegawai", "Jabatan", "Unit kerja", "Risiko", "Dibanding yang lain",
        "Tanda dalam catatan", "Pelatihan yang disarankan", "Mentor yang disarankan",
    ]  # fmt: skip


def test_who_has_objected_is_in_no_copy(browser: SignIn, stores: Stores) -> None:
    first = sheet_of(browser("petugas").get("/daftar-perhatian.xlsx?kapasitas=5"))
    person = first.iloc[0, 0]
    stores.objections.open(person, agency_id="3372", account="x", text="Saya keberatan")
    again = sheet_of(browser("petugas").get("/daftar-perhatian.xlsx?kapasitas=5"))
    assert person not in set(again.iloc[:, 0])


def test_expired_scores_make_no_copy(browser: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINA_SCORES_VALID_DAYS", "1")
    answer = browser("petugas").get("/daftar-perhatian.xlsx")
    assert answer.status_code == 409


def test_the_team_is_copied_without_a_risk(browser: SignIn, stores: Stores) -> None:
    head = pseudonym(4)
    place = {"agency_id": "3372", "unit_id": "U-05", "employee_id": head}
    stores.accounts.create("kepala", roles=["superior"], password=PASSWORD, **place)
    assert "/tim.xlsx" in browser("kepala").get("/tim").text
    sheet = sheet_of(browser("kepala").get("/tim.xlsx?bahasa=id"))
    assert set(sheet["Pegawai"]) == {pseudonym(i) for i in range(60) if i % 6 in (3, 4, 5)} - {head}
    assert set(sheet["Pegawai"]) == looked_at(stores, "/tim.xlsx")
    assert "Risiko" not in sheet
    assert browser("kepala").get("/daftar-perhatian.xlsx").status_code == 403


def test_groups_are_copied_as_far_as_the_account_sees(browser: SignIn, stores: Stores) -> None:
    everything = sheet_of(browser("petugas").get("/kelompok.xlsx?kelompok=unit&bahasa=id"))
    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("cabang", roles=["hr_care"], password=PASSWORD, **place)
    own = sheet_of(browser("cabang").get("/kelompok.xlsx?kelompok=unit&bahasa=id"))
    assert 0 < len(own) < len(everything)
    assert set(own["Id kelompok"]) == {"U-04", "U-05", "U-06"}


@pytest.mark.parametrize("code", LOCALES)
def test_names_of_sheets_fit_into_a_workbook_and_differ(code: str) -> None:
    for words in (NEEDS, SUCCESSION, PLAN):
        titles = [language(code).text(sheet.title) for sheet in words.values()]
        assert len(set(titles)) == len(titles)
        assert [one for one in titles if len(one) > 31 or set(one) & set("[]:*?/\\")] == []
        for sheet in words.values():
            headings = [language(code).text(one) for one in sheet.columns.values()]
            assert len(set(headings)) == len(headings), sheet.title


@pytest.fixture
def recorded(home: Path) -> set[str]:
    """Records of a dozen people of whom hardly anything is on record."""
    people = [pseudonym(i) for i in range(12)]
    joined = {"employee_id": people, "agency_id": "3372", "joined_on": "2015-01-01"}
    tables = {
        "employees": joined,
        "assignments": {"employee_id": people, "started_on": "2015-01-01", "unit_id": "U-01"},
    }
    source = FrameSource({name: pd.DataFrame(columns) for name, columns in tables.items()})
    assert import_source(source, Home(home), today=date(2026, 1, 1), ids_are_pseudonyms=True).ok
    return set(people)


def test_every_fix_of_the_records_is_kept_and_its_people_are_recorded(
    browser: SignIn, stores: Stores, recorded: set[str]
) -> None:
    page = browser("petugas").get("/mutu-data").text
    assert 'href="/mutu-data.xlsx"' in page
    copy = browser("petugas").get("/mutu-data.xlsx")
    book = pd.read_excel(BytesIO(copy.content), sheet_name=None, engine="calamine")
    named = set(book["Perbaikan"]["Pegawai (pseudonim)"].dropna())
    assert named == recorded
    looks = stores.access_log.newest(limit=50)
    assert {look.subject for look in looks if look.action == Action.READ_FIXES} >= recorded


def test_without_records_there_are_no_fixes_to_keep(browser: SignIn) -> None:
    assert browser("petugas").get("/mutu-data.xlsx").status_code == 409
