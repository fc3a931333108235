"""Ids of persons: any that an office uses, and never a NIP."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pytest
from sqlalchemy import text

from features.contract import LONGEST_ID
from serving.batch import ScoreBatch
from serving.database import Database, store_url
from serving.identifiers import in_address, is_identifier
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, make_batch, pseudonym

NIP = "198001012005011001"
ACCEPTED = [
    "3f9a1c0b7d2e4f6a",
    "3f9a1c0b7d2e4f6a8b1c",
    "P-00123",
    "a.b_c",
    "7",
    "12345678901234567890",
    "x" * LONGEST_ID,
]
QUOTED = ["Budi S", "é", "a?b=1", "a#b", "100%", "a&b", "..a"]
REFUSED = [
    NIP,
    "19800101 200501 1 001",
    "19800101-200501-1-001",
    "",
    ".",
    "..",
    "a/b",
    "a\x00b",
    "x" * (LONGEST_ID + 1),
]


MISTAKES = [NIP, "19800101%20200501%201%20001", "Budi%20Santoso"]


@pytest.fixture
def signed_in(api: SignIn, stores: Stores, home: Path) -> tuple[SignIn, Stores, Path]:
    """A way to sign in, with the stores and the home behind it."""
    return api, stores, home


def with_ids(batch: ScoreBatch, names: dict[str, str]) -> ScoreBatch:
    """Return the batch with other ids for some people."""

    def renamed(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(employee_id=frame["employee_id"].replace(names))

    tables = ("people", "signals", "suggestions", "needs")
    frames = {name: renamed(getattr(batch, name)) for name in tables}
    return replace(batch, **frames)


@pytest.mark.parametrize("asked", [*ACCEPTED, *QUOTED])
def test_an_id_of_any_office_opens_its_page(
    api: SignIn, browser: SignIn, stores: Stores, asked: str
) -> None:
    stores.scores.publish(with_ids(make_batch(), {pseudonym(3): asked}))
    address = in_address(asked)
    assert api("petugas").get(f"/v1/employees/{address}/risk").json()["employee_id"] == asked
    assert browser("petugas").get(f"/pegawai/{address}").status_code == 200
    assert {look.subject for look in stores.access_log.newest(limit=2)} == {asked}


@pytest.mark.parametrize("asked", QUOTED)
def test_links_on_the_care_list_are_quoted(browser: SignIn, stores: Stores, asked: str) -> None:
    batch = make_batch()
    top = batch.people.nlargest(1, "risk")["employee_id"].iloc[0]
    stores.scores.publish(with_ids(batch, {top: asked}))
    page = browser("petugas").get("/?kapasitas=1").text
    assert f'href="/pegawai/{quote(asked, safe="")}"' in page


def test_an_id_with_a_slash_is_shown_without_a_link(browser: SignIn, stores: Stores) -> None:
    batch = make_batch()
    top = batch.people.nlargest(1, "risk")["employee_id"].iloc[0]
    stores.scores.publish(with_ids(batch, {top: "a/b"}))
    page = browser("petugas").get("/?kapasitas=1").text
    assert "a/b" in page
    assert "/pegawai/" not in page


def test_ids_as_long_as_the_import_takes_them_are_listed_entered_and_erased(
    api: SignIn, stores: Stores
) -> None:
    person, unit, job = f"-{'é' * (LONGEST_ID - 1)}", "u" * LONGEST_ID, "j" * LONGEST_ID
    batch = with_ids(make_batch(), {pseudonym(3): person})
    stores.scores.publish(replace(batch, people=batch.people.assign(unit_id=unit, job_id=job)))
    client, of_unit = api("petugas"), f"/v1/employees?unit_id={unit}&limit=1"
    first = client.get(of_unit).json()
    assert first["items"][0]["employee_id"] == person
    assert len(client.get(f"{of_unit}&cursor={first['next_cursor']}").json()["items"]) == 1
    answer = {"mentor_id": person, "answer": "wanted"}
    kept = client.post(f"/v1/employees/{pseudonym(4)}/responses", json=answer)
    assert kept.status_code == 200, kept.text
    assert stores.erasure.person(person, "3372")["people"] == 1


@pytest.mark.parametrize("asked", REFUSED)
def test_a_nip_is_no_id_and_neither_is_what_no_address_can_hold(asked: str) -> None:
    assert not is_identifier(asked)


@pytest.mark.parametrize(("account", "status"), [("petugas", 404), ("atasan", 403)])
def test_what_is_typed_by_mistake_is_nowhere_written(
    signed_in: tuple[SignIn, Stores, Path],
    caplog: pytest.LogCaptureFixture,
    account: str,
    status: int,
) -> None:
    api, stores, home = signed_in
    caplog.set_level(logging.DEBUG, "bina")
    stores.scores.publish(with_ids(make_batch(), {pseudonym(3): NIP}))
    client = api(account)
    answers = [client.get(f"/v1/employees/{typed}/risk") for typed in MISTAKES]
    assert [answer.status_code for answer in answers] == [status] * len(MISTAKES)
    database = Database(store_url(home))
    with database.reading() as connection:
        kept = str(connection.execute(text("select * from access_log")).all())
    database.close()
    for place in (kept, caplog.text, *(answer.text for answer in answers)):
        assert "1980" not in place
        assert "Santoso" not in place


def test_an_id_that_two_agencies_use_must_be_asked_for_with_the_agency(
    api: SignIn, stores: Stores
) -> None:
    stores.scores.publish(replace(make_batch(), agency_id="7301"))
    address = f"/v1/employees/{pseudonym(3)}"
    assert api("petugas").get(address).status_code == 409
    answer = api("petugas").get(f"{address}?agency_id=7301")
    assert answer.json()["batch"]["agency_id"] == "7301"


def test_nobody_reads_the_same_id_of_another_agency_as_their_own(
    api: SignIn, stores: Stores
) -> None:
    stores.scores.publish(replace(make_batch(), agency_id="7301"))
    own = pseudonym(3)
    stores.accounts.create(
        "dua", roles=["employee"], password=PASSWORD, employee_id=own, agency_id="3372"
    )
    for name, status in (("dua", 200), ("pegawai", 409)):
        assert api(name).get(f"/v1/employees/{own}").status_code == status
        assert api(name).get(f"/v1/employees/{own}?agency_id=7301").status_code == 403
