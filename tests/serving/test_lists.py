"""Lists of the API: pages that fit together, marks, and how fast an account may ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient

from serving.cursors import cursor_after
from serving.limits import RateLimit
from serving.problems import Problem
from serving.store import Stores
from tests.serving.agency import SignIn, make_batch, pseudonym

FEBRUARY = date(2026, 2, 1)


def pages(client: TestClient, path: str, **query: object) -> Iterator[list[dict[str, object]]]:
    """Yield the items of one page after the other."""
    cursor = None
    while True:
        answer = client.get(path, params={**query, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        yield answer.json()["items"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return


def test_pages_hold_everybody_once_and_in_order(api: SignIn) -> None:
    parts = list(pages(api("petugas"), "/v1/employees", limit=25))
    assert [len(part) for part in parts] == [25, 25, 10]
    ids = [row["employee_id"] for part in parts for row in part]
    assert ids == sorted({pseudonym(n) for n in range(60)})


def test_a_unit_filters_the_list(api: SignIn) -> None:
    (rows,) = pages(api("petugas"), "/v1/employees", unit_id="U-02")
    assert {row["unit_name"] for row in rows} == {"Dinas Pendidikan"}
    assert len(rows) == 10


def test_a_list_that_was_begun_goes_on_in_the_same_scores(api: SignIn, stores: Stores) -> None:
    client = api("petugas")
    begun = client.get("/v1/employees?limit=30").json()
    stores.scores.publish(make_batch(n=20, as_of=FEBRUARY))
    rest = client.get("/v1/employees", params={"limit": 30, "cursor": begun["next_cursor"]}).json()
    assert rest["batch"] == begun["batch"]
    assert len(rest["items"]) == 30
    assert client.get("/v1/employees").json()["batch"]["as_of"] == "2026-02-01"


def test_each_person_listed_was_looked_at(api: SignIn, stores: Stores) -> None:
    shown = api("petugas").get("/v1/employees?limit=7").json()["items"]
    looks = stores.access_log.newest(limit=7)
    assert {look.subject for look in looks} == {row["employee_id"] for row in shown}


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!",
        "WzEsIDJd",
        "e30",
        cursor_after(999, "a"),
        cursor_after(2**40, "a"),
        "é",
        "W" * 200,
    ],
)
def test_a_cursor_that_was_made_up_is_refused(api: SignIn, cursor: str) -> None:
    for path in ("/v1/employees", "/v1/units"):
        answer = api("petugas").get(path, params={"cursor": cursor})
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:bina:problem:stale-cursor")


def test_a_cursor_of_another_agency_is_refused(api: SignIn, stores: Stores) -> None:
    stores.scores.publish(make_batch(agency_id="7301"))
    client = api("petugas")
    cursor = client.get("/v1/employees?limit=5&agency_id=7301").json()["next_cursor"]
    other = client.get("/v1/employees", params={"agency_id": "3372", "cursor": cursor})
    assert other.status_code == 422


def test_units_and_batches_come_in_pages(api: SignIn, stores: Stores) -> None:
    later = stores.scores.publish(make_batch(as_of=FEBRUARY))
    client = api("petugas")
    units = [unit["group_id"] for part in pages(client, "/v1/units", limit=4) for unit in part]
    assert units == [f"U-0{n}" for n in range(1, 7)]
    batches = [one["batch_id"] for part in pages(client, "/v1/batches", limit=1) for one in part]
    assert batches == sorted(batches, reverse=True)
    assert batches[0] == later
    (before,) = pages(client, "/v1/batches", as_of="2026-01-31")
    assert [one["as_of"] for one in before] == ["2026-01-01"]


def test_the_ledger_tells_what_became_of_offers(api: SignIn) -> None:
    client = api("petugas")
    for n, outcome in ((1, None), (2, "accepted"), (3, "declined"), (4, "done")):
        entry = {"kind": "course", "offered_on": "2026-01-15", "outcome": outcome}
        assert client.post(f"/v1/employees/{pseudonym(n)}/interventions", json=entry).is_success
    late = {"kind": "course", "offered_on": "2026-01-15", "outcome": "no_answer"}
    assert client.post(f"/v1/employees/{pseudonym(1)}/interventions", json=late).is_success
    items = [item for part in pages(client, "/v1/interventions", limit=3) for item in part]
    states = [(item["employee_id"], item["state"]) for item in items]
    wanted = [(1, "no_answer"), (4, "done"), (3, "declined"), (2, "accepted")]
    assert states == [(pseudonym(n), state) for n, state in wanted]
    (declined,) = pages(client, "/v1/interventions", state="declined")
    assert [item["employee_id"] for item in declined] == [pseudonym(3)]
    (open_ones,) = pages(client, "/v1/interventions", state="offered")
    assert open_ones == []


def test_an_offer_cannot_lie_in_the_future(api: SignIn) -> None:
    entry = {"kind": "course", "offered_on": "2199-01-01"}
    answer = api("petugas").post(f"/v1/employees/{pseudonym(1)}/interventions", json=entry)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:bina:problem:not-yet")


def test_the_same_answer_is_not_sent_again(api: SignIn, stores: Stores) -> None:
    client = api("petugas")
    first = client.get("/v1/units/forecast")
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for known in (etag, f'W/{etag}, "other"', "*"):
        again = client.get("/v1/units/forecast", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    stores.scores.publish(make_batch(seed=3))
    changed = client.get("/v1/units/forecast", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


def test_an_answer_in_another_language_has_another_mark(api: SignIn) -> None:
    client, path = api("petugas"), f"/v1/employees/{pseudonym(1)}/risk"
    found = {client.get(path, params={"bahasa": code}).headers["etag"] for code in ("id", "en")}
    assert len(found) == 2


def test_a_flood_is_slowed_down_and_the_wait_is_said(api: SignIn, app) -> None:
    app.state.installation.limit = RateLimit(3)
    client = api("petugas")
    answers = [client.get("/v1/models") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["retry-after"] == "20"
    assert answers[3].json()["type"] == "urn:bina:problem:too-many-requests"
    assert api("admin").get("/v1/models").status_code == 200


def test_the_bucket_fills_evenly() -> None:
    now = 0.0
    limit = RateLimit(60, clock=lambda: now)
    for _ in range(60):
        limit.take(1)
    with pytest.raises(Problem):
        limit.take(1)
    now = 2.0
    limit.take(1)
    limit.take(1)
    with pytest.raises(Problem):
        limit.take(1)
