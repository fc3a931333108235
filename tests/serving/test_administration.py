"""Accounts, tokens, imports and rules in the console."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fastapi.testclient import TestClient

from features.home import Home
from features.importing.report import Counts, ImportReport, save
from models.rules.book import packaged
from serving.passwords import form_key
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn
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
