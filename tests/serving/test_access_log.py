"""The access log as an auditor reads it: by page, by filter, in Excel and at the API."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, update

from serving.access_words import DENIALS, DENIED
from serving.database import access_log
from serving.language import language
from serving.purposes import Action, Reason
from serving.store import Stores
from serving.store.access_log import Sought
from serving.store.seals import Seals
from tests.serving.agency import PASSWORD, SignIn, pseudonym
from tests.serving.questions import asked_of
from tests.serving.test_pages import shown

ONE, OTHER = pseudonym(3), pseudonym(4)
NOON = datetime(2025, 6, 10, 5, tzinfo=UTC)
"""Noon in Jakarta."""


def wrote(stores: Stores, account: str, *people: str, action: Action, at: datetime) -> None:
    """Write lines of another day, as they would have been written then."""
    line = {"at": at, "account": account, "action": action, "purpose": "development"}
    line |= {"route": "/pegawai/{employee_id}", "allowed": True, "agency_id": "3372"}
    with stores.database.writing() as connection:
        rows = [{**line, "subject": one} for one in people]
        connection.execute(insert(access_log), rows)


@pytest.fixture
def june(stores: Stores) -> Stores:
    """A store with lines of ten days of June."""
    for n in range(10):
        action = Action.READ_NAME if n == 4 else Action.READ_PERSON
        at = NOON + timedelta(days=n)
        wrote(stores, "diklat" if n % 2 else "mutasi", ONE, OTHER, action=action, at=at)
    return stores


def numbers(stores: Stores, sought: Sought, *, limit: int = 100) -> list[int]:
    return [number for number, _look in stores.access_log.page(sought, before=None, limit=limit)]


def test_lines_are_found_by_each_filter_and_by_all(june: Stores) -> None:
    assert len(numbers(june, Sought(account="diklat"))) == 10
    assert len(numbers(june, Sought(subject=ONE))) == 10
    assert len(numbers(june, Sought(action=Action.READ_NAME))) == 2
    some = Sought(since=NOON + timedelta(days=2), until=NOON + timedelta(days=4))
    assert numbers(june, some) == [8, 7, 6, 5]
    both = Sought(account="mutasi", subject=OTHER, since=NOON + timedelta(days=1), agency_id="3372")
    assert numbers(june, both) == [18, 14, 10, 6]
    assert numbers(june, Sought(agency_id="7301")) == numbers(june, Sought(refused=True)) == []
    assert numbers(june, Sought(not_by=frozenset({"diklat"})), limit=3) == [18, 17, 14]


def test_lines_about_a_person_are_found_sealed_or_not(june: Stores) -> None:
    Seals(june.database).seal(b"k" * 32)
    wrote(june, "diklat", ONE, action=Action.READ_PERSON, at=NOON + timedelta(days=10))
    assert len(numbers(june, Sought(subject=ONE))) == 11
    assert numbers(june, Sought(subject=ONE), limit=2) == [21, 19]


def test_a_late_line_is_found_on_its_day(june: Stores) -> None:
    wrote(june, "terlambat", ONE, action=Action.READ_PERSON, at=NOON + timedelta(days=8, hours=14))
    day = Sought(since=NOON + timedelta(days=8, hours=12), until=NOON + timedelta(days=8, hours=16))
    assert numbers(june, day) == [21]
    empty = Sought(since=NOON - timedelta(days=900), until=NOON - timedelta(days=800))
    assert numbers(june, empty) == []


def test_who_was_shown_risks_is_asked_of_new_lines_only(june: Stores) -> None:
    assert june.access_log.shown_risks() == frozenset()
    june.access_log.add([ONE], account="petugas", action="read_risk", purpose="care", route="/")
    assert june.access_log.shown_risks() == {"petugas"}
    with june.database.writing() as connection:
        connection.execute(update(access_log).values(purpose="audit"))
    assert june.access_log.shown_risks() == {"petugas"}
    asked = asked_of(june.database)
    june.access_log.shown_risks()
    assert [one for one in asked if "DISTINCT" in one and "access_log.id >" in one]


def test_pages_go_on_with_what_was_asked(browser: SignIn, stores: Stores) -> None:
    for n in range(30):
        wrote(stores, f"a{n}", *map(pseudonym, range(5)), action=Action.READ_PERSON, at=NOON)
    client = browser("auditor")
    newest = client.get("/akses?sampai=2025-06-10").text
    assert "a29" in newest
    assert "a9<" not in newest
    older = newest.partition("sebelum=")[2].partition("&")[0]
    second = client.get(f"/akses?sampai=2025-06-10&sebelum={older}").text
    assert "a9<" in second
    assert "a29" not in second
    assert "Baris yang lebih lama" not in second
    assert 'href="/akses?sampai=2025-06-10">Baris terbaru' in second


def test_a_day_is_one_of_the_office(browser: SignIn, june: Stores) -> None:
    late = datetime(2025, 6, 30, 17, 30, tzinfo=UTC)
    wrote(june, "tengah-malam", ONE, action=Action.READ_PERSON, at=late)
    client = browser("auditor")
    assert "tengah-malam" in client.get("/akses?dari=2025-07-01&sampai=2025-07-01").text
    assert "tengah-malam" not in client.get("/akses?dari=2025-06-30&sampai=2025-06-30").text
    assert client.get("/akses?dari=0001-01-01&sampai=9999-12-31").status_code == 200
    assert client.get("/akses?dari=&sampai=&akun=&pegawai=&tindakan=").status_code == 200
    assert "<strong>Mulai</strong>" in client.get("/akses?dari=kemarin").text


@pytest.mark.parametrize("code", ["id", "en"])
def test_a_refusal_tells_its_reason(browser: SignIn, api: SignIn, code: str) -> None:
    browser("atasan").get(f"/pegawai/{ONE}")
    api("petugas").get("/v1/access-log")
    page = shown(browser("auditor").get(f"/akses?ditolak=true&bahasa={code}").text)
    spoken = language(code)
    assert spoken.text(DENIED[Reason.ROLE]) in page
    assert spoken.text(DENIED[Reason.UNIT]) in page
    assert set(DENIED) == set(DENIALS)
    refused = api("auditor").get("/v1/access-log?refused=true").json()["items"]
    assert {one["allowed"] for one in refused} == {False}


def test_asking_for_a_person_does_not_tell_who_was_on_the_care_list(
    api: SignIn, browser: SignIn, stores: Stores
) -> None:
    listed = browser("petugas").get("/?kapasitas=60").status_code
    api("diklat").get(f"/v1/employees/{ONE}")
    assert listed == 200
    found = api("auditor").get("/v1/access-log", params={"employee_id": ONE}).json()["items"]
    assert {one["account"] for one in found} == {"auditor", "diklat"}
    page = browser("auditor").get(f"/akses?pegawai={ONE}").text
    assert "petugas" not in page
    book = browser("auditor").get(f"/akses.xlsx?pegawai={ONE}").content
    lines = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert "petugas" not in {line[1] for line in lines}
    seen = api("admin").get("/v1/access-log", params={"employee_id": ONE}).json()["items"]
    assert "petugas" in {one["account"] for one in seen}
    assert stores.access_log.about(ONE, limit=1)[0].action == Action.READ_ACCESS_LOG


def test_the_workbook_holds_what_was_asked_for(browser: SignIn, june: Stores) -> None:
    answer = browser("auditor").get("/akses.xlsx?akun=diklat&dari=2025-06-13")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Catatan akses", "Tentang salinan ini"]
    lines = book.get_sheet_by_index(0).to_python()
    assert len(lines) == 9
    assert lines[1][:3] == [
        "2025-06-19 12:00:00",
        "diklat",
        "Melihat data seorang pegawai",
    ]
    assert ["Baris", "Ini semua baris yang diminta."] in book.get_sheet_by_index(1).to_python()
    (look,) = june.access_log.newest(limit=1)
    assert (look.account, look.route) == ("auditor", "/akses.xlsx")


def test_a_copy_that_is_not_whole_says_so(
    browser: SignIn, june: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.pages.access.COPIED", 7)
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser("auditor").get("/akses.xlsx").content))
    assert len(book.get_sheet_by_index(0).to_python()) == 8
    assert "ini 7 baris terbaru" in str(book.get_sheet_by_index(1).to_python())


def test_an_auditor_of_one_agency_finds_no_line_of_another(
    api: SignIn, browser: SignIn, june: Stores
) -> None:
    june.accounts.create("periksa", roles=["auditor"], password=PASSWORD, agency_id="7301")
    asked = {"employee_id": ONE, "account": "diklat"}
    assert api("periksa").get("/v1/access-log", params=asked).json()["items"] == []
    assert "diklat" not in shown(browser("periksa").get("/akses?tindakan=read_person").text)
    book = browser("periksa").get("/akses.xlsx").content
    lines = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert {line[1] for line in lines[1:]} == {"periksa"}


def test_a_cursor_goes_on_within_the_filter(api: SignIn, june: Stores) -> None:
    client, found, cursor = api("auditor"), [], None
    while True:
        asked = {"account": "mutasi", "until": "2025-06-16", "limit": 3, "cursor": cursor}
        given = {name: value for name, value in asked.items() if value is not None}
        answer = client.get("/v1/access-log", params=given).json()
        found += [one["number"] for one in answer["items"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert found == [14, 13, 10, 9, 6, 5, 2, 1]


def test_a_person_reads_what_who_looked_is_in_the_office(
    browser: SignIn, api: SignIn, stores: Stores
) -> None:
    place = {"agency_id": "3372", "unit_id": "U-04"}
    stores.accounts.create("kepala", roles=["superior"], password=PASSWORD, **place)
    api("kepala").get(f"/v1/employees/{ONE}")
    stores.access_log.add(
        [ONE], account="dahulu", action="read_person", purpose="development", route="/"
    )
    page = browser("pegawai").get("/saya").text
    assert 'kepala<br><span class="hint">atasan, unit U-04</span>' in page
    assert 'dahulu<br><span class="hint">–</span>' in page
