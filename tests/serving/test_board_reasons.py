"""What stands against classes and mentors is said: the end of service, and every line of all."""

from __future__ import annotations

import html
import json
from datetime import date
from typing import Any

import pytest

from serving.board_documents import class_documents, mentor_documents
from serving.store import Stores
from tests.models.small_agencies import AS_OF, agency, office
from tests.serving.agency import PASSWORD, RETIRES_ON, SignIn, keep, pseudonym

RETIRING, ALONE, MENTOR = pseudonym(6), pseudonym(59), pseudonym(9)


def a_class(ends_on: date) -> dict[str, Any]:
    """Return the document of a class that ends on a day."""
    shown = dict.fromkeys(("unit_name", "region", "closes_on"))
    shown |= {"kind": "course", "places": 9.0, "job_name": "SPBE", "strategic": False}
    days = {"starts_on": "2026-03-02", "ends_on": ends_on.isoformat()}
    return {"shown": {**shown, **days}, "course_id": "c", "numbers": {"declined": {}}}


def a_mentor(leaves: str | None = None) -> dict[str, Any]:
    """Return the document of a mentor with a free place."""
    shown = dict.fromkeys(("unit_name", "region", "closes_on", "starts_on"))
    shown |= {"kind": "mentor", "places": 1.0, "job_name": "Arsiparis", "strategic": False}
    return {"shown": shown, "leaves": leaves}


@pytest.fixture
def retiring(stores: Stores) -> str:
    """An account of somebody who retires."""
    place = {"employee_id": RETIRING, "agency_id": "3372"}
    stores.accounts.create("purna", roles=("employee",), password=PASSWORD, **place)
    return "purna"


def test_a_class_that_ends_after_the_service_says_so(
    api: SignIn, browser: SignIn, stores: Stores, retiring: str
) -> None:
    keep(stores, "class", "within", a_class(RETIRES_ON))
    keep(stores, "class", "after", a_class(RETIRES_ON.replace(day=2)))
    standing = {"barred": {"c": ["declined"]}, "numbers": {"declined": {}}}

    def told(who: str) -> dict[str, list[str]]:
        items = api(who).get("/v1/board?kind=course").json()["items"]
        return {one["item_id"]: [fact["rule"] for fact in one["facts"]] for one in items}

    assert told(retiring) == {"within": [], "after": ["after_service"]}
    keep(stores, "class_standing", RETIRING, standing)
    assert told(retiring) == {"within": ["declined"], "after": ["declined", "after_service"]}
    assert told("pegawai") == {"within": [], "after": []}, "whose end of service is not known"
    for language, words in (
        ("id", "Berakhir setelah Anda pensiun (1 Mei 2031)."),
        ("en", "Ends after your retirement (1 May 2031)."),
    ):
        assert words in browser(retiring).get(f"/papan?jenis=course&bahasa={language}").text


def test_documents_of_classes_say_when_they_end() -> None:
    tables = office() | agency(
        offerings="offering_id,course_id,starts_on,ends_on,seats\n"
        "o1,data3,2025-02-03,2025-02-07,10\no2,data3,2025-02-03,,10"
    )
    kept = [(key, json.loads(text)) for kind, key, text in class_documents(tables, AS_OF)
            if kind == "class"]  # fmt: skip
    ends = {key: one["shown"]["ends_on"] for key, one in kept}
    assert ends == {"o1": "2025-02-07", "o2": "2025-02-04"}, "one without an end takes a day"


def test_every_possible_mentor_of_who_leads_everybody_stands_in_the_way() -> None:
    kept = {(kind, key): json.loads(text) for kind, key, text in mentor_documents(office(), AS_OF)}
    mentors = {key for kind, key in kept if kind == "mentor"}
    assert set(kept["mentor_standing", "p1"]) == mentors
    assert set(kept["mentor_standing", "p6"]) < mentors


def test_who_can_have_no_mentor_reads_the_reason(
    api: SignIn, browser: SignIn, stores: Stores
) -> None:
    page, address = f"/pegawai/{ALONE}", f"/v1/employees/{ALONE}/suggestions/mentors"
    unsaid = {
        "id": "Saat ini belum ada mentor yang tersedia untuk pegawai ini.",
        "en": "No mentor is free for this person at present.",
    }
    said = {
        "id": "Tidak ada mentor di instansi ini yang dapat disarankan",
        "en": "No mentor of the agency is possible",
    }

    def told(words: dict[str, str]) -> None:
        for language, text in words.items():
            shown = html.unescape(browser("petugas").get(f"{page}?bahasa={language}").text)
            answer = api("petugas").get(f"{address}?bahasa={language}").json()
            assert answer["items"] == []
            assert text in shown
            assert text in answer["why_none"]

    told(unsaid)
    keep(stores, "mentor", MENTOR, a_mentor())
    keep(stores, "mentor", pseudonym(10), a_mentor("retirement"))
    told(unsaid)
    keep(stores, "mentor_standing", ALONE, [MENTOR])
    told(said)
    listed = api("petugas").get(f"/v1/employees/{RETIRING}/suggestions/mentors").json()
    assert (len(listed["items"]), listed["why_none"]) == (1, None)
