"""Signing in, staying signed in, and the record of looks."""

from __future__ import annotations

import hashlib
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text, update

from serving.app import create_app
from serving.database import Database, store_url
from serving.store import Stores
from serving.store.accounts import sessions
from serving.store.rows import Account
from serving.store.tries import OF_ADDRESS, OF_BOTH, OF_NAME, Limit, Tries, Wait, failed_logins
from tests.serving.agency import PASSWORD, SignIn, pseudonym

PERSON = pseudonym(3)


def key_of(page: str) -> str:
    """Return the key in a page's first form."""
    found = re.search(r'name="kunci" value="(\w+)"', page)
    assert found
    return found[1]


def sign_in(client: TestClient, name: str, password: str, **changes: str):
    key = key_of(client.get("/masuk").text)
    form = {"kunci": key, "nama": name, "sandi": password, **changes}
    return client.post("/masuk", data=form, headers={"Accept": "text/html"})


def test_signing_in_and_out(anonymous: TestClient) -> None:
    answer = sign_in(anonymous, "admin", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    home = anonymous.get("/", headers={"Accept": "text/html"})
    assert home.status_code == 200
    anonymous.post("/keluar", data={"kunci": key_of(home.text)})
    assert anonymous.get("/", headers={"Accept": "text/html"}).status_code == 303


def test_a_wrong_password_and_a_wrong_name_look_alike(anonymous: TestClient) -> None:
    answers = [sign_in(anonymous, name, "salah") for name in ("admin", "tidak-ada")]
    assert [answer.status_code for answer in answers] == [401, 401]
    pages = [answer.text.replace("tidak-ada", "admin") for answer in answers]
    keys = [re.findall(r'name="kunci" value="(\w+)"', page)[0] for page in pages]
    assert pages[0].replace(keys[0], keys[1]) == pages[1]


@pytest.mark.parametrize("key", ["", "x", "é"])
def test_forms_of_other_sites_are_refused(anonymous: TestClient, key: str) -> None:
    assert sign_in(anonymous, "admin", PASSWORD, kunci=key).status_code == 403
    sign_in(anonymous, "admin", PASSWORD)
    for path, form in (("/keluar", {}), ("/sandi", {"lama": PASSWORD, "baru": "x" * 20})):
        assert anonymous.post(path, data={"kunci": key, **form}).status_code == 403
    assert anonymous.get("/", headers={"Accept": "text/html"}).status_code == 200


def test_guessing_is_slowed_down_for_every_name(stores: Stores) -> None:
    for name in ("admin", "tidak-ada"):
        tries = [stores.accounts.sign_in(name, "salah") for _ in range(6)]
        assert tries[:5] == [None] * 5
        assert isinstance(tries[5], Wait)
    assert isinstance(stores.accounts.sign_in("admin", PASSWORD), Wait)
    assert isinstance(stores.accounts.sign_in("petugas", PASSWORD), Account)


def test_the_wait_passes_and_success_forgets_it(stores: Stores, home: Path) -> None:
    for _ in range(5):
        stores.accounts.sign_in("admin", "salah")
    database = Database(store_url(home))
    with database.writing() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(update(failed_logins).values(wait_until=past))
    assert isinstance(stores.accounts.sign_in("admin", PASSWORD), Account)
    assert stores.accounts.sign_in("admin", "salah") is None
    database.close()


def test_nobody_keeps_a_colleague_out_from_another_computer(stores: Stores) -> None:
    mine, theirs, new = "10.0.0.1", "10.0.0.2", "10.0.0.3"
    assert isinstance(stores.accounts.sign_in("petugas", PASSWORD, address=mine), Account)
    tries = [stores.accounts.sign_in("petugas", "salah", address=theirs) for _ in range(7)]
    assert isinstance(tries[-1], Wait)
    for address in (mine, new):
        assert isinstance(stores.accounts.sign_in("petugas", PASSWORD, address=address), Account)


def test_guessing_one_name_from_many_computers_is_slowed_down(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = "10.0.0.1"
    stores.accounts.sign_in("petugas", PASSWORD, address=known)
    with monkeypatch.context() as quick:
        quick.setattr("serving.store.accounts.matches", lambda _stored, _password: False)
        tries = [
            stores.accounts.sign_in("petugas", "salah", address=f"10.0.1.{n}")
            for n in range(OF_NAME.free + 2)
        ]
    assert tries[-2] is None
    wait = tries[-1]
    assert isinstance(wait, Wait)
    assert wait.seconds <= OF_NAME.longest_seconds + 1
    assert isinstance(stores.accounts.sign_in("petugas", PASSWORD, address=known), Account)


def office_of(stores: Stores, *, wrong: int) -> str:
    """Return an address from which so many names were tried in vain today."""
    address = "10.0.2.1"
    for n in range(wrong):
        assert Tries(stores.database, f"nama-{n}", address=address).begin() is None
    return address


def test_colleagues_behind_one_address_do_not_wait_for_each_other(stores: Stores) -> None:
    office = office_of(stores, wrong=30)
    tries = [stores.accounts.sign_in("petugas", "salah", address=office) for _ in range(6)]
    assert isinstance(tries[-1], Wait)
    assert isinstance(stores.accounts.sign_in("admin", PASSWORD, address=office), Account)


def test_guessing_many_names_from_one_address_is_slowed_down(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for whom is known there; and whoever signs in there frees nothing for the guesser."""
    monkeypatch.setattr("serving.store.tries.OF_ADDRESS", Limit(free=5, longest_seconds=60))
    office = "10.0.2.1"
    assert isinstance(stores.accounts.sign_in("admin", PASSWORD, address=office), Account)
    assert office_of(stores, wrong=6) == office
    for _ in range(3):
        assert isinstance(stores.accounts.sign_in("admin", PASSWORD, address=office), Account)
        assert isinstance(stores.accounts.sign_in("petugas", PASSWORD, address=office), Wait)
    assert isinstance(stores.accounts.sign_in("petugas", PASSWORD, address="10.0.2.2"), Account)


def test_an_address_begins_anew_every_day(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office where somebody mistypes every day would have to wait in the end."""
    monkeypatch.setattr("serving.store.tries.OF_ADDRESS", Limit(free=5, longest_seconds=60))
    office = office_of(stores, wrong=6)
    assert isinstance(stores.accounts.sign_in("petugas", PASSWORD, address=office), Wait)
    tomorrow = datetime.now(UTC) + timedelta(days=1)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return tomorrow.astimezone(tz)

    monkeypatch.setattr("serving.store.tries.datetime", Clock)
    assert isinstance(stores.accounts.sign_in("petugas", PASSWORD, address=office), Account)


def test_the_wait_for_one_name_is_bounded_and_from_one_computer_long() -> None:
    assert {OF_NAME.seconds(n) for n in range(20, 2000)} == {0, 2, 4, 5}
    assert [OF_BOTH.seconds(n) for n in (4, 5, 6, 2000)] == [0, 2, 4, 900]
    assert [OF_ADDRESS.seconds(n) for n in (1000, 1001, 5000)] == [0, 2, 60]


def test_tries_at_the_same_time_are_all_counted(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More would get through if each looked first whether it has to wait."""
    monkeypatch.setattr(Limit, "seconds", lambda limit, n: 900 * (n > limit.free))
    with ThreadPoolExecutor(8) as pool:
        tries = list(pool.map(lambda _n: stores.accounts.sign_in("petugas", "salah"), range(16)))
    assert tries.count(None) == OF_BOTH.free + 1


def test_unlocking_forgets_the_wrong_passwords_of_every_computer(stores: Stores) -> None:
    for _ in range(6):
        stores.accounts.sign_in("petugas", "salah", address="10.0.0.9")
    assert isinstance(stores.accounts.sign_in("petugas", PASSWORD, address="10.0.0.9"), Wait)
    stores.accounts.unlock("petugas")
    assert isinstance(stores.accounts.sign_in("petugas", PASSWORD, address="10.0.0.9"), Account)


def test_the_page_says_how_long_to_wait(anonymous: TestClient) -> None:
    answers = [sign_in(anonymous, "admin", "salah") for _ in range(6)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert "Tunggu" in answers[-1].text


def test_only_hashes_of_secrets_are_kept(stores: Stores, home: Path) -> None:
    token = stores.accounts.issue_token("admin", name="uji")
    account = stores.accounts.named("admin")
    assert account
    session = stores.accounts.open_session(account)
    database = Database(store_url(home))
    with database.reading() as connection:
        kept = str(connection.execute(text("select * from api_tokens, sessions, accounts")).all())
    database.close()
    assert hashlib.sha256(token.encode()).hexdigest() in kept
    assert not any(secret in kept for secret in (token, session, PASSWORD))


def test_sessions_and_tokens_end(stores: Stores, home: Path) -> None:
    account = stores.accounts.named("admin")
    assert account
    session = stores.accounts.open_session(account)
    assert stores.accounts.of_session(session) == account
    database = Database(store_url(home))
    with database.writing() as connection:
        connection.execute(update(sessions).values(expires_at=datetime.now(UTC)))
    database.close()
    assert stores.accounts.of_session(session) is None
    expired = stores.accounts.issue_token("admin", name="uji", valid_days=0)
    assert stores.accounts.of_token(expired) is None


def test_a_token_does_no_more_than_its_scopes(stores: Stores, anonymous: TestClient) -> None:
    token = stores.accounts.issue_token("admin", name="uji", scopes=["read_forecasts"])
    headers = {"Authorization": f"Bearer {token}"}
    assert anonymous.get("/v1/units/forecast", headers=headers).status_code == 200
    assert anonymous.get("/v1/care-list", headers=headers).status_code == 403
    assert anonymous.get("/", headers=headers).status_code == 401


def test_a_token_never_does_more_than_its_account_now(
    stores: Stores, anonymous: TestClient
) -> None:
    """Wider scopes than the roles, roles taken away, a first password owed, a lock."""
    wide = stores.accounts.issue_token("diklat", name="uji", scopes=["read_care_list"])
    usual = stores.accounts.issue_token("petugas", name="uji")
    headers = [{"Authorization": f"Bearer {token}"} for token in (wide, usual)]
    answers = [anonymous.get("/v1/care-list", headers=one).status_code for one in headers]
    assert answers == [403, 200]
    stores.accounts.set_roles("petugas", ["training_unit"])
    assert anonymous.get("/v1/care-list", headers=headers[1]).status_code == 403
    stores.accounts.set_password("petugas", must_change=True)
    assert anonymous.get("/v1/plans", headers=headers[1]).status_code == 403
    stores.accounts.lock("petugas")
    assert anonymous.get("/v1/plans", headers=headers[1]).status_code == 401


def test_an_account_of_one_agency_sees_that_one_only(stores: Stores, api: SignIn) -> None:
    stores.accounts.create("lain", roles=["hr_care"], password=PASSWORD, agency_id="7301")
    client = api("lain")
    assert client.get("/v1/care-list").status_code == 409
    assert client.get("/v1/care-list?agency_id=3372").status_code == 403
    assert client.get(f"/v1/employees/{PERSON}").status_code == 404


def test_a_first_password_must_be_changed(stores: Stores, anonymous: TestClient) -> None:
    once = stores.accounts.create("baru", roles=["hr_care"], must_change=True)
    assert sign_in(anonymous, "baru", once).headers["location"] == "/sandi"
    assert anonymous.get("/v1/care-list").status_code == 403
    key = key_of(anonymous.get("/sandi").text)
    form = {"kunci": key, "lama": once, "baru": "pendek"}
    assert anonymous.post("/sandi", data=form).status_code == 422
    form["baru"] = "jauh lebih panjang"
    assert anonymous.post("/sandi", data=form).status_code == 303
    assert anonymous.get("/v1/care-list").status_code == 401
    assert sign_in(anonymous, "baru", form["baru"]).headers["location"] == "/"


@pytest.mark.parametrize(
    ("path", "action"),
    [
        (f"/v1/employees/{PERSON}", "read_person"),
        (f"/v1/employees/{PERSON}/risk", "read_risk"),
        (f"/v1/employees/{PERSON}/suggestions/courses", "read_suggestions"),
        (f"/v1/employees/{PERSON}/suggestions/mentors", "read_suggestions"),
        (f"/pegawai/{PERSON}", "read_risk"),
    ],
)
def test_every_look_at_a_person_is_recorded(
    api: SignIn, browser: SignIn, stores: Stores, path: str, action: str
) -> None:
    (api if path.startswith("/v1") else browser)("petugas").get(path)
    (look,) = stores.access_log.newest(limit=5)
    assert (look.account, look.action, look.subject, look.allowed) == (
        "petugas",
        action,
        PERSON,
        True,
    )
    assert look.route == path.replace(PERSON, "{employee_id}")
    assert look.purpose in {"care", "development"}


@pytest.mark.parametrize("path", ["/v1/care-list?capacity=7", "/?kapasitas=7"])
def test_the_care_list_is_a_look_at_everybody_on_it(
    api: SignIn, browser: SignIn, stores: Stores, path: str
) -> None:
    (api if path.startswith("/v1") else browser)("petugas").get(path)
    looks = stores.access_log.newest(limit=100)
    batch = stores.scores.latest()
    assert batch
    listed = {person.employee_id for person in stores.scores.candidates(batch.id, 7)}
    assert {look.subject for look in looks} == listed


def test_refusals_are_recorded(api: SignIn, stores: Stores) -> None:
    api("atasan").get(f"/v1/employees/{PERSON}/risk")
    (look,) = stores.access_log.about(PERSON, limit=5)
    assert not look.allowed
    assert look.reason == "not a task of the account's roles"


def test_nothing_typed_by_mistake_gets_into_the_record(api: SignIn, stores: Stores) -> None:
    api("petugas").get("/v1/employees/198001012005011001")
    api("atasan").get("/v1/employees/198001012005011001")
    assert {look.subject for look in stores.access_log.newest(limit=5)} <= {None}


def test_the_log_page_gathers_what_one_request_showed(browser: SignIn) -> None:
    client = browser("admin")
    client.get("/?kapasitas=12")
    page = client.get("/akses").text
    assert "12 orang" in page
    assert browser("petugas").get("/akses").status_code == 403


def test_an_empty_home_says_what_to_do_and_needs_no_restart(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    with TestClient(create_app(tmp_path), follow_redirects=False) as client:
        assert client.get("/v1/health").json()["status"] == "no_store"
        assert "bina demo" in client.get("/masuk").text
        assert client.get("/v1/care-list").status_code == 503
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 503
        stores = Stores.open(store_url(tmp_path))
        stores.accounts.create("admin", roles=["admin", "hr_care"], password=PASSWORD)
        stores.close()
        assert client.get("/v1/health").json()["status"] == "no_scores"
        assert sign_in(client, "admin", PASSWORD).status_code == 303
        page = client.get("/", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "bina score" in page.text
    assert not caplog.records
