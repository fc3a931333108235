"""Offers in the console: entered on a person's page, told on the overview and in the ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

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
    assert client.get("/tawaran").status_code == 403
    form = {"kunci": key_of(page.text), "tawaran": "mentor", "hasil": "accepted"}
    assert client.post(f"{PERSON}/tawaran", data=form).status_code == 403
    assert stores.entries.offers("3372", limit=9)[0].outcome is None
