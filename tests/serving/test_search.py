"""Finding a person by name, NIP or pseudonym: within reach, recorded, and never in an address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from serving import search
from serving.passwords import form_key
from serving.purposes import Action
from serving.store import Stores
from serving.store.identities import KEY_FILE, IdentityStore
from serving.store.rows import Identity
from tests.serving.agency import PASSWORD, SignIn, pseudonym

SITI, OTHER_SITI, GONE = pseudonym(3), pseudonym(0), pseudonym(999)
"""Somebody of U-04, somebody of U-01, and somebody who is in no scores."""
LINK = re.compile(r'<th scope="row"><a href="/pegawai/([0-9a-f]{20})')


@pytest.fixture(autouse=True)
def _names(home: Path) -> None:
    known = {
        SITI: Identity(name="Siti Rahayu", nip="198001012005012001"),
        OTHER_SITI: Identity(name="Siti Aminah"),
        GONE: Identity(name="Siti Nurhaliza"),
    }
    IdentityStore(home).put("3372", known)
    IdentityStore(home).put("7301", {SITI: Identity(name="Siti Lain")})


def found(client: TestClient, words: str) -> list[str]:
    """Return the pseudonyms of who is found."""
    form = {"kunci": form_key(client.cookies["bina_session"]), "siapa": words}
    answer = client.post("/cari", data=form)
    assert answer.status_code == 200
    return LINK.findall(answer.text)


@pytest.mark.parametrize(
    "words", ["rahayu SITI", "198001012005012001", "19800101 200501 2 001", SITI]
)
def test_a_person_is_found_by_name_nip_and_pseudonym(browser: SignIn, words: str) -> None:
    assert found(browser("petugas"), words) == [SITI]


def test_who_fits_is_listed_by_name_and_each_is_recorded(browser: SignIn, stores: Stores) -> None:
    assert found(browser("petugas"), "siti") == [OTHER_SITI, SITI]
    looks = stores.access_log.newest(limit=4)
    seen = {(look.action, look.subject) for look in looks}
    assert seen == {
        (action, who)
        for action in (Action.LIST_EMPLOYEES, Action.READ_NAME)
        for who in (SITI, OTHER_SITI)
    }
    assert {look.route for look in looks} == {"/cari"}


def test_an_account_of_units_finds_its_own_people_only(browser: SignIn, stores: Stores) -> None:
    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("cabang", roles=["hr_movement"], password=PASSWORD, **place)
    assert found(browser("cabang"), "siti") == [SITI]
    assert found(browser("cabang"), OTHER_SITI) == []
    assert found(browser("cabang"), "tidak ada") == []
    assert stores.access_log.newest(limit=1)[0].subject is None


def test_nobody_is_found_by_next_to_nothing(browser: SignIn) -> None:
    assert found(browser("petugas"), " i ") == []


def test_a_long_list_is_cut_and_says_so(browser: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 1)
    assert found(browser("petugas"), "siti") == [OTHER_SITI]


def test_without_the_key_the_reader_is_told(browser: SignIn, home: Path) -> None:
    (home / KEY_FILE).unlink()
    client = browser("petugas")
    form = {"kunci": form_key(client.cookies["bina_session"]), "siapa": "siti"}
    answer = client.post("/cari", data=form)
    assert answer.status_code == 503
    assert "Siti" not in answer.text


@pytest.mark.parametrize("role", ["superior", "analyst", "auditor", "mediator", "admin"])
def test_others_find_nobody(browser: SignIn, stores: Stores, role: str) -> None:
    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("lain", roles=[role], password=PASSWORD, **place)
    client = browser("lain")
    form = {"kunci": form_key(client.cookies["bina_session"]), "siapa": "siti"}
    assert client.post("/cari", data=form).status_code == 403
    assert "/cari" not in client.get("/katalog").text
