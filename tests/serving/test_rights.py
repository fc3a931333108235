"""What people can do about their own data: see who looked, object, ask for a correction."""

from __future__ import annotations

import html
import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from features.home import Home
from serving.access_words import ACTIONS
from serving.database import Database, store_url
from serving.jobs import without_objectors
from serving.language import language
from serving.passwords import form_key
from serving.purposes import Action
from serving.settings import office_today
from serving.store import Stores
from serving.store.objections import objections
from tests.serving.agency import PASSWORD, SignIn, pseudonym


@pytest.fixture
def first(stores: Stores) -> str:
    """The person at the head of the care list, with an account of her own."""
    batch = stores.scores.latest()
    assert batch
    person = stores.scores.candidates(batch.id, 1)[0].employee_id
    place = {"agency_id": "3372", "employee_id": person}
    stores.accounts.create("rina", roles=["employee"], password=PASSWORD, **place)
    return person


def send(client: TestClient, path: str, **fields: str) -> int:
    """Send a form of the visitor's own."""
    key = form_key(client.cookies["bina_session"])
    return client.post(path, data={"kunci": key, **fields}).status_code


def on_list(api: SignIn) -> list[str]:
    """Return who is on the care list."""
    items = api("petugas").get("/v1/care-list?capacity=500").json()["items"]
    return [item["employee_id"] for item in items]


def test_who_objects_is_off_the_list_at_once(
    first: str, api: SignIn, browser: SignIn, stores: Stores
) -> None:
    everybody = on_list(api)
    assert everybody[0] == first
    rina = browser("rina")
    assert send(rina, "/saya/keberatan", isi="Saya tidak setuju.") == 303
    assert on_list(api) == everybody[1:]
    assert first not in browser("petugas").get("/?kapasitas=40").text
    refused = api("petugas").get(f"/v1/employees/{first}/risk")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:bina:problem:objected")
    page = browser("petugas").get(f"/pegawai/{first}").text
    assert "mengajukan keberatan" in page
    assert "Tanda dalam catatan" not in page
    (look,) = stores.access_log.newest(limit=1)
    assert (look.action, look.subject) == ("read_suggestions", first)


def test_a_case_has_a_deadline_a_conversation_and_an_outcome(
    first: str, api: SignIn, browser: SignIn, stores: Stores
) -> None:
    rina, mediator = browser("rina"), browser("mediator")
    send(rina, "/saya/keberatan", isi="Saya tidak setuju.")
    send(rina, "/saya/keberatan", isi="Alasannya pribadi.")
    (case,) = stores.objections.cases(start=0, limit=9)
    assert [remark.text for remark in case.remarks] == ["Saya tidak setuju.", "Alasannya pribadi."]
    assert timedelta(days=10) <= case.due_on - office_today() <= timedelta(days=17)
    place = f"/keberatan/{case.id}"
    assert "Alasannya pribadi." in mediator.get(place).text
    assert send(mediator, f"{place}/tanggapan", isi="Kami periksa.") == 303
    assert "Kami periksa." in rina.get("/saya").text
    assert send(mediator, f"{place}/putusan", putusan="rejected", isi="Tidak berdasar.") == 303
    assert first in on_list(api)
    assert send(mediator, f"{place}/putusan", putusan="upheld", isi="Lagi.") == 409
    assert "ditolak" in rina.get("/saya").text
    figures = stores.objections.figures(office_today())
    assert (figures.all, figures.rejected, figures.open, figures.late) == (1, 1, 0, 0)


@pytest.mark.parametrize(("outcome", "listed"), [("upheld", False), ("withdrawn", True)])
def test_the_list_follows_the_outcome(
    outcome: str, listed: bool, *, first: str, api: SignIn, browser: SignIn, stores: Stores
) -> None:
    rina = browser("rina")
    send(rina, "/saya/keberatan", isi="Keberatan.")
    (case,) = stores.objections.cases(start=0, limit=9)
    if outcome == "withdrawn":
        assert send(rina, f"/saya/keberatan/{case.id}/tarik", isi="Sudah jelas.") == 303
    else:
        send(browser("mediator"), f"/keberatan/{case.id}/putusan", putusan=outcome, isi="Ya.")
    assert (first in on_list(api)) is listed


def test_a_file_of_risks_leaves_out_who_has_objected(
    first: str, stores: Stores, home: Path
) -> None:
    stores.objections.open(first, agency_id="3372", account="rina", text="Keberatan.")
    agencies = ["3372", "3372", "7301"]
    scores = pd.DataFrame({"agency_id": agencies, "employee_id": [first, "x", first]})
    kept = without_objectors(scores, Home(home))
    assert kept.index.tolist() == [1, 2]


def test_late_cases_are_counted(first: str, browser: SignIn, stores: Stores, home: Path) -> None:
    stores.objections.open(first, agency_id="3372", account="rina", text="Keberatan.")
    database = Database(store_url(home))
    with database.writing() as connection:
        connection.execute(update(objections).values(due_on=date(2026, 1, 1)))
    database.close()
    assert stores.objections.figures(office_today()).late == 1
    assert (
        "Tenggat jawaban untuk perkara ini sudah lewat"
        in browser("mediator").get("/keberatan/1").text
    )


def test_a_mediator_enters_what_was_said_on_paper(browser: SignIn, stores: Stores) -> None:
    mediator = browser("mediator")
    answer = send(mediator, "/keberatan", pegawai=pseudonym(3), isi="Secara lisan.")
    assert answer == 303
    (case,) = stores.objections.cases(start=0, limit=9)
    assert case.employee_id == pseudonym(3)
    for nobody in ("0" * 20, "198001012005011001"):
        assert send(mediator, "/keberatan", pegawai=nobody, isi="x") == 404


def test_nobody_else_sees_or_settles_a_case(first: str, browser: SignIn, stores: Stores) -> None:
    stores.objections.open(first, agency_id="3372", account="rina", text="Rahasia saya.")
    for name in ("petugas", "atasan", "auditor", "pegawai"):
        client = browser(name)
        assert client.get("/keberatan/1").status_code == 403
        assert send(client, "/keberatan/1/putusan", putusan="rejected", isi="x") == 403
        assert "Rahasia" not in client.get("/keberatan").text
    assert send(browser("pegawai"), "/saya/keberatan/1/tarik", isi="x") == 404
    stores.accounts.create("lain", roles=["mediator"], password=PASSWORD, agency_id="7301")
    assert browser("lain").get("/keberatan/1").status_code == 403
    place = {"agency_id": "3372", "unit_id": "U-00"}
    stores.accounts.create("cabang", roles=["mediator"], password=PASSWORD, **place)
    person = stores.scores.find(first)[0].person
    within = person.unit_id in {"U-01", "U-02", "U-03"}
    assert browser("cabang").get("/keberatan/1").status_code == (200 if within else 403)
    assert stores.objections.case(1).state == "open"


def test_the_page_shows_who_looked(first: str, api: SignIn, browser: SignIn) -> None:
    api("petugas").get(f"/v1/employees/{first}/risk")
    api("atasan").get(f"/v1/employees/{first}/risk")
    page = browser("rina").get("/saya").text
    rows = re.findall(r'Akun">(\w+)<br>', page)
    assert sorted(rows) == ["atasan", "petugas"]
    assert html.escape(language("id").text(ACTIONS[Action.READ_RISK])) in page


def test_an_account_without_a_person_says_so(browser: SignIn) -> None:
    petugas = browser("petugas")
    assert "belum terhubung" in petugas.get("/saya").text
    assert send(petugas, "/saya/keberatan", isi="x") == 409


def test_corrections_go_to_a_list_and_a_workbook(
    first: str, browser: SignIn, stores: Stores
) -> None:
    rina, petugas = browser("rina"), browser("petugas")
    wrong = {"perihal": "Diklat 2024", "isi": "=HYPERLINK('x') JP saya 40"}
    assert send(rina, "/saya/perbaikan", **wrong) == 303
    assert "Diklat 2024" in petugas.get("/perbaikan").text
    answer = petugas.get("/perbaikan.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("perbaikan").to_python()
    assert (rows[1][1], rows[1][3], rows[1][4]) == (first, "Diklat 2024", wrong["isi"])
    looks = stores.access_log.newest(limit=5)
    assert {"/perbaikan", "/perbaikan.xlsx"} <= {
        look.route for look in looks if look.subject == first
    }
    assert send(petugas, "/perbaikan/1", status="done", isi="Sudah diperbaiki.") == 303
    assert "Sudah diperbaiki." in rina.get("/saya").text
    assert send(petugas, "/perbaikan/9", status="done", isi="x") == 404
    assert browser("atasan").get("/perbaikan.xlsx").status_code == 403


class TestExpiry:
    """Scores that are too old show no risk."""

    @pytest.fixture(autouse=True)
    def short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("BINA_SCORES_VALID_DAYS", "62")

    def test_old_scores_show_no_risk(self, api: SignIn, browser: SignIn) -> None:
        for path in ("/v1/care-list", f"/v1/employees/{pseudonym(3)}/risk"):
            answer = api("petugas").get(path)
            assert answer.json()["type"] == "urn:bina:problem:scores-expired", path
        home, person = (
            browser("petugas").get(path).text for path in ("/", f"/pegawai/{pseudonym(3)}")
        )
        for page in (home, person):
            assert "berumur lebih dari 62 hari" in page
        assert "/pegawai/" not in home
        assert "Pelatihan yang disarankan" in person

    def test_what_was_in_force_on_a_day_can_be_shown_again(self, api: SignIn) -> None:
        assert api("petugas").get("/v1/care-list?as_of=2026-02-01").status_code == 200
        assert api("petugas").get("/v1/care-list?as_of=2026-04-01").status_code == 409


def test_who_objects_twice_at_once_has_one_case(stores: Stores) -> None:
    def object_to_it(n: int) -> int:
        return stores.objections.open(
            pseudonym(3), agency_id="3372", account="x", text=f"Nomor {n}."
        )

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(object_to_it, range(16)))
    assert len(numbers) == 1
    (case,) = stores.objections.of_person(pseudonym(3), "3372")
    assert len(case.remarks) == 16


def test_blanks_say_nothing_and_are_refused(
    first: str, api: SignIn, browser: SignIn, stores: Stores
) -> None:
    rina, mediator, admin = browser("rina"), browser("mediator"), browser("admin")
    opened = stores.objections.open(pseudonym(9), agency_id="3372", account="x", text="x")
    asked = stores.corrections.ask(first, agency_id="3372", account="x", subject="x", text="x")
    blank = " \n\t "
    sent = (
        (rina, "/saya/keberatan", {}),
        (rina, "/saya/perbaikan", {"perihal": "Diklat"}),
        (mediator, "/keberatan", {"pegawai": first}),
        (mediator, f"/keberatan/{opened}/tanggapan", {}),
        (mediator, f"/keberatan/{opened}/putusan", {"putusan": "upheld"}),
        (admin, f"/perbaikan/{asked}", {"status": "done"}),
    )
    for client, path, fields in sent:
        data = {"kunci": form_key(client.cookies["bina_session"]), "isi": blank, **fields}
        page = client.post(path, data=data)
        said = "Isi tulisan Anda</strong>: Tuliskan sesuatu; spasi saja tidak menyampaikan apa pun."
        assert (path, page.status_code, said in page.text) == (path, 422, True)
    assert send(rina, "/saya/perbaikan", perihal=blank, isi="JP saya 40") == 422
    for path, body in (
        (f"employees/{first}/objections", {"text": blank}),
        ("own/corrections", {"subject": "Diklat", "text": blank}),
        ("own/corrections", {"subject": blank, "text": "JP saya 40"}),
    ):
        refused = api("rina").post(f"/v1/{path}", json=body)
        assert (refused.status_code, refused.json()["type"]) == (
            422,
            "urn:bina:problem:unprocessable-entity",
        )
    assert [case.id for case in stores.objections.cases(start=0, limit=9)] == [opened]
    assert len(stores.objections.cases(start=0, limit=9)[0].remarks) == 1
    (request,) = stores.corrections.requests("3372", start=0, limit=9)
    assert (request.id, request.state) == (asked, "open")


def test_a_text_is_kept_without_the_blanks_around_it(
    first: str, browser: SignIn, stores: Stores
) -> None:
    assert send(browser("rina"), "/saya/keberatan", isi="  Saya tidak setuju.\n ") == 303
    (case,) = stores.objections.cases(start=0, limit=9)
    assert [remark.text for remark in case.remarks] == ["Saya tidak setuju."]
