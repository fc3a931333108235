"""Offers in the console: entered on a person's page, told on the overview and in the ledger."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import pytest
import python_calamine

from serving.evidence import use_of
from serving.pages import offers
from serving.settings import office_today
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, pseudonym
from tests.serving.test_access import key_of
from tests.serving.test_pages import shown

PERSON = f"/pegawai/{pseudonym(3)}"


def test_an_offer_is_entered_answered_and_told(browser: SignIn, stores: Stores) -> None:
    client = browser("petugas")
    assert "Belum ada tawaran yang dicatat." in client.get("/").text
    key, today = key_of(client.get(PERSON).text), office_today()
    form = {"kunci": key, "tawaran": "course", "ditawarkan": today.isoformat()}
    assert client.post(f"{PERSON}/tawaran", data=form).status_code == 303
    page = shown(client.get(PERSON).text)
    assert "Pelatihan" in page
    assert "menunggu jawaban" in page.partition("Yang telah ditawarkan")[2]
    assert client.post(f"{PERSON}/tawaran", data={**form, "hasil": "declined"}).status_code == 303
    (offer,) = stores.entries.offers("3372", limit=9)
    assert (offer.outcome, offer.outcome_on, offer.entered_by) == ("declined", today, "petugas")
    later = {**form, "tawaran": "mentor", "ditawarkan": str(today - timedelta(days=9))}
    assert client.post(f"{PERSON}/tawaran", data=later).status_code == 303

    home = shown(client.get("/").text)
    assert "menunggu jawaban 1 ditolak pegawai 1" in home
    assert stores.entries.offers_by_state("3372") == {"declined": 1, "offered": 1}
    assert stores.entries.offers_by_state("3372", about=[pseudonym(4)]) == {}
    ledger = shown(client.get("/tawaran").text)
    assert "ditolak pegawai" in ledger.partition("Tindak lanjutnya")[2]
    (look, *_others) = stores.access_log.newest(limit=1)
    assert (look.subject, look.action) == (pseudonym(3), "read_interventions")
    waiting = shown(client.get("/tawaran?keadaan=offered").text).partition("Tindak lanjutnya")[2]
    assert "Mentor" in waiting
    assert "ditolak" not in waiting


def test_an_offer_of_tomorrow_or_of_no_kind_is_refused(browser: SignIn, stores: Stores) -> None:
    client = browser("petugas")
    key, tomorrow = key_of(client.get(PERSON).text), office_today() + timedelta(days=1)
    for wrong in (
        {"tawaran": "course", "ditawarkan": tomorrow.isoformat()},
        {"tawaran": "bonus"},
        {"tawaran": "course", "hasil": "mungkin"},
        {"tawaran": "course", "ditawarkan": "kemarin"},
    ):
        assert client.post(f"{PERSON}/tawaran", data={"kunci": key, **wrong}).status_code == 422
    assert stores.entries.offers("3372", limit=9) == []


def test_what_the_import_would_refuse_is_refused_with_words(
    browser: SignIn, stores: Stores
) -> None:
    client = browser("petugas")
    form = {"kunci": key_of(client.get(PERSON).text), "tawaran": "course"}
    answer = client.post(f"{PERSON}/tawaran", data={**form, "ditawarkan": "0206-11-24"})
    assert answer.status_code == 422
    assert "terlalu kecil atau terlalu awal" in answer.text
    assert stores.entries.offers("3372", limit=9) == []


def test_an_answer_is_not_lost_by_pressing_twice_or_going_back(
    browser: SignIn, stores: Stores
) -> None:
    client = browser("petugas")
    form = {"kunci": key_of(client.get(PERSON).text), "tawaran": "course"}
    accepted = {**form, "semula": "offered", "hasil": "accepted"}
    for one in (form, form, accepted, accepted):
        assert client.post(f"{PERSON}/tawaran", data=one).status_code == 303
    assert len(stores.entries.rows("interventions")) == 2, "the same is kept once"
    again = client.post(f"{PERSON}/tawaran", data=form)
    assert again.status_code == 409
    assert "sudah dicatat" in again.text
    assert stores.entries.offers("3372", limit=9)[0].outcome == "accepted"


def test_of_two_who_answer_at_once_the_second_is_told(browser: SignIn, stores: Stores) -> None:
    one, other = browser("petugas"), browser("petugas")
    form = {"tawaran": "course", "ditawarkan": str(office_today())}
    keys = [{"kunci": key_of(client.get(PERSON).text)} for client in (one, other)]
    assert one.post(f"{PERSON}/tawaran", data={**form, **keys[0]}).status_code == 303
    page = one.get(PERSON).text
    assert 'name="semula" value="offered"' in page
    seen = {**form, "semula": "offered"}
    answers = [{**seen, **keys[0], "hasil": "declined"}, {**seen, **keys[1], "hasil": "accepted"}]
    assert one.post(f"{PERSON}/tawaran", data=answers[0]).status_code == 303
    late = other.post(f"{PERSON}/tawaran", data=answers[1])
    assert late.status_code == 409
    assert "oleh orang lain" in late.text
    assert stores.entries.offers("3372", limit=9)[0].outcome == "declined"
    corrected = {**form, **keys[1], "hasil": "accepted"}
    assert other.post(f"{PERSON}/tawaran", data=corrected).status_code == 303, "a correction"
    assert stores.entries.offers("3372", limit=9)[0].outcome == "accepted"


def test_nobody_enters_an_offer_to_themselves(browser: SignIn, stores: Stores) -> None:
    stores.accounts.create(
        "petugas-lain",
        password=PASSWORD,
        roles=["hr_care", "employee"],
        agency_id="3372",
        employee_id=pseudonym(3),
    )
    client = browser("petugas-lain")
    page = client.get(PERSON).text
    assert 'name="tawaran"' not in page
    form = {"kunci": key_of(page), "tawaran": "mentor", "hasil": "accepted"}
    answer = client.post(f"{PERSON}/tawaran", data=form)
    assert (answer.status_code, stores.entries.rows("interventions")) == (422, [])


def enter(stores: Stores, *people: str, agency: str = "3372", outcome: str | None = None) -> None:
    today = office_today()
    for person in people:
        row = {"employee_id": person, "kind": "mentor", "offered_on": today, "recorded_on": today}
        answered = {"outcome": outcome, "outcome_on": today if outcome else None}
        stores.entries.add("interventions", row | answered, agency_id=agency, account="petugas")


def test_every_offer_is_reached_by_pages_of_the_state_asked_for(
    browser: SignIn, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "OFFERS_A_PAGE", 2)
    enter(stores, *map(pseudonym, range(5)))
    enter(stores, pseudonym(9), outcome="declined")
    client, address, seen = browser("petugas"), "/tawaran?keadaan=offered", list[set[str]]()
    while address:
        page = client.get(address).text
        seen.append(set(re.findall(r'href="/pegawai/(\w+)"', page)))
        onward = re.search(r'href="([^"]+)">Halaman berikutnya', page)
        address = html.unescape(onward[1]) if onward else ""
    own = [pseudonym(n) for n in (4, 3, 2, 1, 0)]
    assert seen == [set(own[:2]), set(own[2:4]), set(own[4:])]
    assert "Halaman sebelumnya" in page
    beyond = client.get("/tawaran?keadaan=offered&halaman=9").text
    assert "Tidak ada tawaran lagi." in beyond


def test_the_workbook_holds_all_offers_and_looks_at_each_are_recorded(
    browser: SignIn, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "OFFERS_A_PAGE", 2)
    enter(stores, *map(pseudonym, range(5)))
    enter(stores, pseudonym(9), outcome="declined")
    enter(stores, pseudonym(7, "7301"), agency="7301")
    client = browser("petugas")
    assert 'href="/tawaran.xlsx?keadaan=offered"' in client.get("/tawaran?keadaan=offered").text
    answer = client.get("/tawaran.xlsx")
    book = python_calamine.load_workbook(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("Tawaran dibuat").to_python()
    assert [row[0] for row in rows[1:]] == [pseudonym(n) for n in (9, 4, 3, 2, 1, 0)]
    assert rows[1][1:] == ["Mentor", office_today(), "ditolak pegawai", office_today()]
    looks = stores.access_log.newest(limit=6)
    assert {one.subject for one in looks} == {pseudonym(n) for n in (0, 1, 2, 3, 4, 9)}
    assert {(one.route, one.purpose) for one in looks} == {("/tawaran.xlsx", "care")}
    for state, lines in (("declined", 2), ("done", 1)):
        answer = client.get(f"/tawaran.xlsx?keadaan={state}")
        book = python_calamine.load_workbook(io.BytesIO(answer.content))
        assert len(book.get_sheet_by_index(0).to_python()) == lines


def test_an_account_limited_to_units_copies_the_offers_of_its_units_only(
    browser: SignIn, stores: Stores
) -> None:
    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("cabang-peduli", roles=["hr_care"], password=PASSWORD, **place)
    enter(stores, *map(pseudonym, range(6)))
    answer = browser("cabang-peduli").get("/tawaran.xlsx")
    rows = python_calamine.load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0)
    people = {str(row[0]) for row in rows.to_python()[1:]}
    assert people == {pseudonym(n) for n in (3, 4, 5)}
    assert {one.subject for one in stores.access_log.newest(limit=len(people))} == people


def test_the_card_counts_an_offer_once_whatever_was_entered_about_it(stores: Stores) -> None:
    people = [pseudonym(n) for n in range(24)]
    enter(stores, *people)
    enter(stores, *people[:12], outcome="accepted")
    enter(stores, *people[:6], outcome="done")
    enter(stores, *people[12:], outcome="declined")
    use = use_of(stores.entries)
    assert (use.offers, use.accepted, use.declined) == (24, 12, 12)


def test_on_a_past_day_the_overview_counts_no_offers_of_today(
    browser: SignIn, stores: Stores
) -> None:
    enter(stores, pseudonym(1))
    client = browser("petugas")
    assert "menunggu jawaban" in shown(client.get("/").text)
    past = client.get("/?as_of=2026-02-01")
    assert past.status_code == 200
    assert "menunggu jawaban" not in shown(past.text)
    assert 'href="/tawaran?as_of=2026-02-01"' in past.text


@pytest.mark.parametrize("account", ["diklat", "pegawai"])
def test_who_has_another_task_neither_sees_nor_enters_offers(
    account: str, browser: SignIn, stores: Stores
) -> None:
    row = {"employee_id": pseudonym(3), "kind": "mentor", "offered_on": office_today()}
    row |= {"recorded_on": office_today()}
    stores.entries.add("interventions", row, agency_id="3372", account="petugas")
    client = browser(account)
    page = client.get(PERSON)
    assert page.status_code == 200
    assert "Yang telah ditawarkan" not in page.text
    assert 'name="tawaran"' not in page.text
    for path in ("/tawaran", "/tawaran.xlsx"):
        assert client.get(path).status_code == 403
    form = {"kunci": key_of(page.text), "tawaran": "mentor", "hasil": "accepted"}
    assert client.post(f"{PERSON}/tawaran", data=form).status_code == 403
    assert stores.entries.offers("3372", limit=9)[0].outcome is None
