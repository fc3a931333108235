"""Accounts, tokens, imports and rules in the console."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from features.home import Home
from features.importing.report import Counts, ImportReport, save
from models.rules.book import packaged
from serving.passwords import form_key
from serving.store import Stores
from serving.store.rows import Account
from tests.serving.agency import PASSWORD, SignIn, pseudonym
from tests.serving.test_pages import shown


def press(client: TestClient, path: str) -> int:
    """Return the status of a form's answer."""
    key = form_key(client.cookies["bina_session"])
    return client.post(path, data={"kunci": key}).status_code


def number_of(stores: Stores, name: str) -> int:
    account = stores.accounts.named(name)
    assert account is not None
    return account.id


def test_an_account_is_locked_and_let_in_again(browser: SignIn, stores: Stores) -> None:
    number, client = number_of(stores, "petugas"), browser("admin")
    assert "petugas" in shown(client.get("/akun").text)
    assert press(client, f"/akun/{number}/kunci") == 303
    assert stores.accounts.sign_in("petugas", PASSWORD) is None
    assert "dikunci sejak" in shown(client.get("/akun").text)
    assert press(client, f"/akun/{number}/buka") == 303
    assert stores.accounts.sign_in("petugas", PASSWORD) is not None


def test_nobody_locks_their_own_account(browser: SignIn, stores: Stores) -> None:
    assert press(browser("admin"), f"/akun/{number_of(stores, 'admin')}/kunci") == 422
    assert stores.accounts.sign_in("admin", PASSWORD) is not None


def test_a_token_is_revoked_and_its_secret_never_shown(browser: SignIn, stores: Stores) -> None:
    secret = stores.accounts.issue_token("petugas", name="rekap bulanan")
    client = browser("admin")
    page = client.get("/akun").text
    assert "rekap bulanan" in page
    assert "kepegawaian, perhatian bagi pegawai" in page
    assert secret not in page
    (token,) = stores.accounts.tokens()
    assert press(client, f"/token/{token.id}/cabut") == 303
    assert stores.accounts.of_token(secret) is None


def test_an_administrator_of_one_agency_reaches_its_accounts_only(
    browser: SignIn, stores: Stores
) -> None:
    for name, agency in (("kota", "3372"), ("lain", "7301")):
        stores.accounts.create(name, roles=["admin"], password=PASSWORD, agency_id=agency)
    stores.accounts.issue_token("lain", name="milik lain")
    client = browser("kota")
    page = shown(client.get("/akun").text)
    assert "kota" in page
    assert "milik lain" not in page
    assert press(client, f"/akun/{number_of(stores, 'lain')}/kunci") == 404
    assert press(client, f"/token/{stores.accounts.tokens()[0].id}/cabut") == 404


def test_rules_are_those_of_the_day_with_their_article(browser: SignIn) -> None:
    client = browser("pegawai")
    now, before = (client.get(f"/aturan?pada={day}").text for day in ("2026-01-01", "2010-01-01"))
    (duty,) = (rule for rule in packaged().rules if rule.id == "duty_hours")
    assert duty.cited in shown(now)
    assert "duty_hours" not in before
    assert "%(" not in now


def test_imports_are_told_beside_the_jobs(browser: SignIn, home: Path) -> None:
    report = ImportReport(today=date(2026, 1, 5), origin="imported", written=True)
    report.rows["employees"] = Counts(read=4321, added=4321)
    save(report, Home(home))
    assert "4.321" in shown(browser("admin").get("/pekerjaan").text)


def send(client: TestClient, path: str, *, own: str = PASSWORD, **fields: object) -> Response:
    """Send a form with the administrator's own password."""
    key = form_key(client.cookies["bina_session"])
    return client.post(path, data={"kunci": key, "lama": own, **fields})


def made(answer: Response) -> str:
    """Return the one-time password that a page shows."""
    (password,) = re.findall(r"<code>([^<]+)</code>", answer.text)
    return str(html.unescape(password))


def test_an_account_is_opened_and_owes_a_password(browser: SignIn, stores: Stores) -> None:
    place = {"instansi": "3372", "unit": "U-05", "pegawai": pseudonym(9)}
    answer = send(browser("admin"), "/akun", nama=" sari ", peran=["superior"], **place)
    assert answer.status_code == 200
    sari = stores.accounts.sign_in("sari", made(answer))
    assert isinstance(sari, Account)
    assert sari.must_change
    assert (sari.roles, sari.agency_id, sari.unit_id) == (("superior",), "3372", "U-05")
    (look,) = stores.access_log.newest(limit=1)
    assert (look.account, look.route) == ("admin", "/akun sari superior")


def test_a_session_alone_gives_nobody_a_role(browser: SignIn, stores: Stores) -> None:
    client, number = browser("admin"), number_of(stores, "petugas")
    tried = [
        ("/akun", {"nama": "sari"}),
        (f"/akun/{number}/peran", {}),
        (f"/akun/{number}/sandi", {}),
    ]
    for path, fields in [*tried, (f"/akun/{number}/tutup", {})]:
        answer = send(client, path, own="salah", peran=["admin"], **fields)
        assert answer.status_code == 422
        assert "<strong>Kata sandi sekarang</strong>" in answer.text
    assert stores.accounts.named("sari") is None
    assert stores.accounts.named("petugas").roles == ("hr_care",)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"peran": ["hr_care", "hr_movement"]}, "<strong>Roles</strong>: nobody holds HR, care"),
        ({"peran": ["admin"], "nama": "petugas"}, "<strong>User name</strong>: an account petugas"),
        ({"peran": ["admin"], "unit": "U-01"}, "<strong>Agency</strong>: a unit belongs"),
        (
            {"peran": ["admin"], "nama": "19800101 200501 1 001"},
            "<strong>User name</strong>: this is",
        ),
        ({"peran": ["kepala"]}, "<strong>Roles</strong>: "),
        ({}, "<strong>Roles</strong>: This is missing."),
        ({"peran": ["admin"], "nama": "  "}, "<strong>User name</strong>: Write something"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field(
    browser: SignIn, stores: Stores, fields: dict[str, object], said: str
) -> None:
    before = stores.accounts.everybody()
    answer = send(browser("admin"), "/akun?bahasa=en", **{"nama": "sari", **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert stores.accounts.everybody() == before


def test_an_administrator_of_one_agency_opens_accounts_of_it_only(
    browser: SignIn, stores: Stores
) -> None:
    stores.accounts.create("kota", roles=["admin"], password=PASSWORD, agency_id="3372")
    stores.accounts.create("lain", roles=["hr_care"], password=PASSWORD, agency_id="7301")
    client = browser("kota")
    answer = send(client, "/akun", nama="sari", peran=["hr_care"], instansi="7301")
    assert answer.status_code == 403
    assert send(client, "/akun", nama="sari", peran=["hr_care"]).status_code == 200
    assert stores.accounts.named("sari").agency_id == "3372"
    for number in (number_of(stores, "lain"), number_of(stores, "admin")):
        assert client.get(f"/akun/{number}").status_code == 404
        for act in ("peran", "sandi", "tutup", "kunci", "buka"):
            status = send(client, f"/akun/{number}/{act}", peran=["admin"]).status_code
            assert status == 404


def test_roles_and_passwords_are_changed_and_written_down(browser: SignIn, stores: Stores) -> None:
    client, number = browser("admin"), number_of(stores, "petugas")
    theirs = browser("petugas")
    assert send(client, f"/akun/{number}/peran", peran=["auditor", "analyst"]).status_code == 303
    assert stores.accounts.named("petugas").roles == ("auditor", "analyst")
    assert theirs.get("/akses").status_code == 303
    (look,) = stores.access_log.newest(limit=1)
    assert look.route == "/akun/{number}/peran petugas auditor analyst"
    password = made(send(client, f"/akun/{number}/sandi"))
    assert stores.accounts.sign_in("petugas", PASSWORD) is None
    assert stores.accounts.sign_in("petugas", password).must_change


def test_a_closed_account_keeps_its_name_only(browser: SignIn, stores: Stores) -> None:
    client, number = browser("admin"), number_of(stores, "petugas")
    secret = stores.accounts.issue_token("petugas", name="rekap")
    assert send(client, f"/akun/{number}/tutup").status_code == 303
    stores.accounts.unlock("petugas")
    assert stores.accounts.named("petugas").roles == ()
    assert stores.accounts.of_token(secret) is None
    assert "sudah ada" in send(client, "/akun", nama="petugas", peran=["admin"]).text


def test_nobody_changes_their_own_account(browser: SignIn, stores: Stores) -> None:
    client, number = browser("admin"), number_of(stores, "admin")
    for act in ("peran", "sandi", "tutup"):
        assert send(client, f"/akun/{number}/{act}", peran=["superior"]).status_code == 422
    assert stores.accounts.named("admin").roles == ("admin", "hr_care")
    assert "tutup" not in client.get(f"/akun/{number}").text.replace("menutup", "")
