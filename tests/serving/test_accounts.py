"""Looking after accounts and tokens from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from serving.passwords import HASHER
from serving.store import Stores
from serving.store.rows import Account
from tests.serving.agency import PASSWORD, SignIn
from tests.serving.test_cli import run

NIP = "198001012005011001"


def told(capsys: pytest.CaptureFixture[str], *words: str, home: Path) -> dict[str, object]:
    """Run a command and return what it says to programs."""
    assert run(*words, "--home", str(home), "--json") == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_limited_account_is_opened_and_listed(
    home: Path, stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = ("--agency", "3372", "--unit", "U-05", "--person", "p1")
    told(capsys, "account", "add", "budi", "--role", "superior", *limits, home=home)
    account = stores.accounts.named("budi")
    assert (account.agency_id, account.unit_id, account.employee_id) == ("3372", "U-05", "p1")
    assert run("account", "list", "--home", str(home)) == 0
    assert "budi: superior; 3372, unit U-05" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("account", "add", "x", "--role", "hr_care", "--role", "hr_movement"), "together"),
        (("account", "add", "x", "--role", "superior", "--unit", "U-05"), "name the agency"),
        (("account", "add", "petugas", "--role", "hr_care"), "exists already"),
        (("account", "roles", "petugas", "--role", "hr_care", "--role", "mediator"), "together"),
        (("account", "lock", "nobody"), "bina account list"),
        (("token", "add", "nobody", "--name", "x"), "bina account list"),
        (("token", "revoke", "99"), "bina token list"),
    ],
)
def test_what_cannot_be_is_said(
    words: tuple[str, ...], message: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words, "--home", str(home)) == 1
    assert message in capsys.readouterr().err


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A home with an agency and a unit of it on record, and nobody who may sign in."""
    source, home = tmp_path / "source", tmp_path / "home"
    source.mkdir()
    (source / "employees.csv").write_text("employee_id,agency_id,joined_on\np1,3372,2010-01-01\n")
    (source / "units.csv").write_text("unit_id,agency_id,name\nU-05,3372,Kelurahan Jebres\n")
    posts = "employee_id,started_on,unit_id\np1,2010-01-01,U-05\n"
    (source / "assignments.csv").write_text(posts)
    assert run("import", str(source), "--ids-are-pseudonyms", "--home", str(home)) == 0
    return home


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (("--agency", "3327"), "agency 3327 is not on record; on record: 3372"),
        (("--agency", "3372", "--unit", "U-50"), "has no unit U-50; its units: U-05"),
        (("--agency", "3372", "--person", "19800101 200501 1 001"), "this is a NIP"),
    ],
)
def test_no_account_is_opened_that_reaches_nothing(
    place: tuple[str, ...], message: str, recorded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("account", "add", "budi", "--role", "superior", "--home", str(recorded))
    assert run(*words, *place) == 1
    assert message in capsys.readouterr().err
    assert run(*words, "--agency", "3372", "--unit", "U-05") == 0


def test_agencies_may_be_named_before_they_are_on_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("account", "add", "sari", "--role", "hr_care", "--agency", "3372")
    assert run(*words, "--home", str(tmp_path)) == 0
    assert "not known yet whether there is an agency 3372" in capsys.readouterr().err


def test_no_nip_becomes_a_name_or_gets_into_the_access_log(home: Path, stores: Stores) -> None:
    assert run("account", "add", NIP, "--role", "admin", "--home", str(home)) == 1
    assert stores.accounts.named(NIP) is None
    assert stores.access_log.newest(limit=1) == []


@pytest.mark.parametrize(
    "words",
    [
        ("account", "roles", NIP, "--role", "analyst"),
        ("account", "lock", NIP),
        ("account", "unlock", NIP),
        ("account", "password", NIP),
        ("token", "add", NIP, "--name", "x"),
    ],
)
def test_what_names_no_account_is_neither_logged_nor_said(
    words: tuple[str, ...], home: Path, stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words, "--home", str(home)) == 1
    said = capsys.readouterr()
    assert "there is no account of this name; see: bina account list" in said.err
    (line,) = stores.access_log.newest(limit=9)
    assert line.route.startswith(f"bina {words[0]} {words[1]} (no such account)")
    assert NIP not in said.out + said.err + str(line)


@pytest.mark.parametrize(
    "words",
    [
        ("account", "add", "budi", "--role", "admin", "--agency", NIP),
        ("account", "add", "budi", "--role", "admin", "--agency", "3372", "--unit", NIP),
        ("token", "add", "petugas", "--name", f"untuk {NIP}"),
    ],
)
def test_no_nip_is_kept_beside_an_account(
    words: tuple[str, ...], home: Path, stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words, "--home", str(home)) == 1
    said = capsys.readouterr().err
    assert ("this is a NIP" in said, NIP in said) == (True, False)
    assert (stores.accounts.named("budi"), stores.accounts.tokens()) == (None, [])


def test_what_a_command_does_to_an_account_is_in_the_access_log(home: Path, stores: Stores) -> None:
    for words in (
        ("account", "add", "budi", "--role", "superior", "--role", "employee"),
        ("account", "roles", "budi", "--role", "analyst"),
        ("account", "lock", "budi"),
        ("account", "unlock", "budi"),
        ("account", "password", "budi"),
        ("token", "add", "budi", "--name", "x"),
        ("token", "revoke", "1"),
        ("account", "list"),
    ):
        assert run(*words, "--home", str(home)) == 0
    lines = stores.access_log.newest(limit=20)[::-1]
    assert {(line.action, line.account, line.allowed) for line in lines} == {
        ("handle_accounts", "command line (owner)", True)
    }
    assert [line.route.removeprefix("bina ") for line in lines] == [
        "account add budi superior employee",
        "account roles budi analyst",
        "account lock budi",
        "account unlock budi",
        "account password budi",
        "token add budi",
        "token revoke 1",
        "account list",
    ]


def test_a_role_that_may_not_look_after_accounts_opens_none(
    home: Path, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BINA_ROLE", "analyst")
    assert run("account", "add", "budi", "--role", "admin", "--home", str(home)) == 1
    assert stores.accounts.named("budi") is None
    assert not stores.access_log.newest(limit=1)[0].allowed
    monkeypatch.setenv("BINA_ROLE", "no_role")
    assert run("account", "lock", "petugas", "--home", str(home)) == 1


def test_a_lock_holds_at_once_for_everything(
    home: Path, stores: Stores, browser: SignIn, api: SignIn
) -> None:
    person, program = browser("petugas"), api("petugas")
    assert (person.get("/").status_code, program.get("/v1/care-list").status_code) == (200, 200)
    assert run("account", "lock", "petugas", "--home", str(home)) == 0
    assert (person.get("/").status_code, program.get("/v1/care-list").status_code) == (303, 401)
    assert stores.accounts.sign_in("petugas", PASSWORD) is None
    assert run("account", "unlock", "petugas", "--home", str(home)) == 0
    assert program.get("/v1/care-list").status_code == 200
    assert isinstance(stores.accounts.sign_in("petugas", PASSWORD), Account)


def test_other_roles_hold_at_once(home: Path, browser: SignIn, api: SignIn) -> None:
    person, program = browser("petugas"), api("petugas")
    assert run("account", "roles", "petugas", "--role", "analyst", "--home", str(home)) == 0
    assert person.get("/").status_code == 303
    assert program.get("/v1/care-list").status_code == 403


def test_a_forgotten_password_is_replaced_by_one_to_be_changed(
    home: Path, stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    password = str(told(capsys, "account", "password", "petugas", home=home)["password"])
    account = stores.accounts.sign_in("petugas", password)
    assert isinstance(account, Account)
    assert account.must_change


def test_a_token_is_shown_once_does_what_it_is_for_and_ends(
    home: Path, anonymous: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("token", "add", "petugas", "--name", "papan", "--scope", "read_forecasts")
    token = str(told(capsys, *words, home=home)["token"])
    headers = {"Authorization": f"Bearer {token}"}
    assert anonymous.get("/v1/units/forecast", headers=headers).status_code == 200
    refused = anonymous.get("/v1/care-list", headers=headers)
    assert refused.json()["type"] == "urn:bina:problem:outside-the-token"
    listed = json.dumps(told(capsys, "token", "list", home=home))
    assert token not in listed
    assert "papan" in listed
    assert run("token", "revoke", "1", "--home", str(home)) == 0
    assert anonymous.get("/v1/units/forecast", headers=headers).status_code == 401


def test_a_token_of_a_unit_keeps_to_it(stores: Stores, api: SignIn) -> None:
    place = {"agency_id": "3372", "unit_id": "U-04"}
    stores.accounts.create("cabang", roles=["hr_care"], password=PASSWORD, **place)
    items = api("cabang").get("/v1/care-list?capacity=500").json()["items"]
    assert {item["unit_name"] for item in items} == {"Badan Kepegawaian dan Pengembangan SDM"}


def test_passwords_are_hashed_at_the_recommended_cost() -> None:
    """Two passes over 19 MiB, as OWASP recommends; the other tests have a quicker one in place."""
    assert HASHER.hash(PASSWORD).split("$")[1:4] == ["argon2id", "v=19", "m=19456,t=2,p=1"]
