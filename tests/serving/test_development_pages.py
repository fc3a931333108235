"""The open board, plans, moves and succession: who sees what, and that no risk is among it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pandas as pd
import pytest

from features.records import Records
from features.sample import make_agency
from serving.board_documents import class_documents, class_facts, mentor_documents
from serving.development import completed_lately
from serving.pages import development
from serving.store import Stores
from tests.models.small_agencies import AS_OF, agency, office
from tests.serving.agency import PASSWORD, SignIn, keep, make_batch, pseudonym


@pytest.fixture
def movement(stores: Stores) -> str:
    """An account of those who prepare movements."""
    stores.accounts.create("mutasi", roles=("hr_movement",), password=PASSWORD)
    return "mutasi"


@pytest.fixture
def employee(stores: Stores) -> str:
    """An account of somebody on record, named with the agency."""
    stores.accounts.create(
        "guru", roles=("employee",), password=PASSWORD, employee_id=pseudonym(4), agency_id="3372"
    )
    return "guru"


def test_the_board_says_what_the_rules_say_of_the_reader(api: SignIn, employee: str) -> None:
    board = api(employee).get("/v1/board").json()
    assert board["has_own_facts"]
    [place] = board["items"]
    told = {fact["rule"]: fact["verdict"] for fact in place["facts"]}
    assert told == {"two_years_in_post": "barred", "election_not_on_record": "unknown"}
    assert place["facts"][0]["source"].startswith("Peraturan BKN 5/2019")


def test_the_board_is_the_same_for_all_but_for_the_facts(api: SignIn, employee: str) -> None:
    own, other = (api(name).get("/v1/board").json()["items"] for name in (employee, "petugas"))
    assert other[0]["facts"] == []
    assert {**own[0], "facts": []} == other[0]


def test_the_board_page_speaks_both_languages(browser: SignIn, employee: str) -> None:
    guest = browser(employee)
    page = guest.get("/papan").text
    assert "Papan terbuka" in page
    assert page.count("Belum ada pilkada setelah Pilkada 27 November 2024") == 1
    english = guest.get("/papan?bahasa=en").text
    assert "Open board" in english
    assert "Peraturan BKN 5/2019" in english


def test_a_plan_is_for_the_person_and_those_who_develop_people(
    api: SignIn, employee: str, movement: str
) -> None:
    address = f"/v1/employees/{pseudonym(4)}/plan"
    for name in (employee, movement):
        plan = api(name).get(address).json()
        assert plan["index_points"] == 15.0
        assert [one["title"] for one in plan["actions"]] == ["Komunikasi Efektif", ""]
    assert api(employee).get(f"/v1/employees/{pseudonym(5)}/plan").status_code == 403


def test_a_plan_says_what_chosen_actions_alone_would_bring(browser: SignIn, employee: str) -> None:
    page = f"/pegawai/{pseudonym(4)}/rencana"
    everything = browser(employee).get(page).text
    one = browser(employee).get(f"{page}?pilih=2").text
    counts = [re.findall(r"<dd>([0-9.,]+)</dd>", text)[0] for text in (everything, one)]
    assert counts == ["30", "10"]


def test_paper_holds_what_was_chosen_and_nothing_to_fill_in(browser: SignIn, employee: str) -> None:
    guest, page = browser(employee), f"/pegawai/{pseudonym(4)}/rencana"
    start = guest.get(page).text
    read = re.search(r'name="skor" value="(\d+)"', start)
    key = re.search(r'name="kunci" value="([^"]+)"', start)
    assert read is not None
    assert key is not None
    kept = {"kunci": key.group(1), "skor": read.group(1), "pilih": ["1"]}
    assert guest.post(f"{page}/versi", data=kept).status_code == 303
    shown = guest.get(f"{page}?pilih=2").text
    rows = re.findall(r'<tr( class="screen")?>\s*<th scope="row"><input[^>]* value="(\d)"', shown)
    assert rows == [(' class="screen"', "1"), ("", "2")]
    forms = re.findall(r"<form([^>]*)>(.*?)</form>", shown, re.DOTALL)
    filled_in = [how for how, inside in forms if re.search('<select|<input id="bukti', inside)]
    assert filled_in
    assert all('class="stack' in how for how in filled_in)
    style = guest.get("/static/bina.css").text
    assert "form.stack" in style.partition("@media print")[2].partition("display: none")[0]


def test_succession_is_for_those_who_prepare_movements_and_is_logged(
    api: SignIn, movement: str, stores: Stores
) -> None:
    assert api("petugas").get("/v1/succession").status_code == 403
    found = api(movement).get("/v1/succession").json()
    assert found["posts"][0]["successors"][0]["course"] == "PKP"
    looked = {line.subject for line in stores.access_log.newest(limit=10) if line.allowed}
    assert found["posts"][0]["employee_id"] in looked


def test_the_succession_page_can_be_read(browser: SignIn, movement: str) -> None:
    page = browser(movement).get("/suksesi").text
    assert "Kepala Seksi" in page
    assert "PKP" in page


@pytest.mark.parametrize(
    "path", ["/v1/board", "/v1/succession", "/v1/employees/{id}/plan", "/suksesi", "/papan"]
)
def test_no_risk_is_in_what_is_said_about_development(
    api: SignIn, browser: SignIn, movement: str, path: str
) -> None:
    sign_in = api if path.startswith("/v1") else browser
    text = sign_in(movement).get(path.format(id=pseudonym(4))).text
    assert not re.search("risk|risiko", text, re.IGNORECASE)


def test_moves_are_answered_beside_courses_and_mentors(api: SignIn, employee: str) -> None:
    found = api(employee).get(f"/v1/employees/{pseudonym(4)}/suggestions/moves").json()
    assert found["items"] == []


def test_versions_of_a_plan_stay_with_who_signed_and_when(api: SignIn, employee: str) -> None:
    address = f"/v1/employees/{pseudonym(4)}/plan"
    own, staff = api(employee), api("petugas")
    first = staff.post(f"{address}/versions", json={"actions": ["1", "2"]}).json()
    assert (first["version"], len(first["actions"]), first["made_by"]) == (1, 2, "petugas")
    signed = own.post(f"{address}/signatures", json={"version": 1}).json()
    assert [one["side"] for one in signed["signatures"]] == ["employee"]
    assert own.post(f"{address}/signatures", json={"version": 1}).status_code == 409
    assert staff.post(f"{address}/signatures", json={"version": 1}).status_code == 403
    proof = {"action_id": "1", "note": "Sertifikat ada di berkas."}
    assert own.post(f"{address}/evidence", json=proof).json()["evidence"][0]["note"]
    second = own.post(f"{address}/versions", json={"actions": ["2"]}).json()
    assert (second["version"], second["signatures"], second["evidence"]) == (2, [], [])
    unread = own.post(f"{address}/signatures", json={"version": 1})
    assert (unread.status_code, unread.json()["type"]) == (409, "urn:bina:problem:not-the-newest")
    kept = own.get(f"{address}/versions").json()["versions"]
    assert kept[0]["signatures"] == signed["signatures"]
    assert [len(one["actions"]) for one in kept] == [2, 1]


def test_a_superior_signs_for_the_own_unit_only(api: SignIn, stores: Stores) -> None:
    unit = stores.scores.person(stores.scores.latest("3372").id, pseudonym(4)).unit_id
    for name, unit_id in (("kepala", unit), ("lain", "U-01")):
        stores.accounts.create(
            name, roles=("superior",), password=PASSWORD, agency_id="3372", unit_id=unit_id
        )
    address = f"/v1/employees/{pseudonym(4)}/plan"
    assert api("kepala").post(f"{address}/versions", json={"actions": ["1"]}).status_code == 200
    signed = api("kepala").post(f"{address}/signatures", json={"version": 1}).json()
    assert [one["side"] for one in signed["signatures"]] == ["superior"]
    assert api("lain").post(f"{address}/signatures", json={"version": 1}).status_code == 403


@pytest.mark.parametrize(
    ("chosen", "told"),
    [([], "nothing-chosen"), (["9"], "not-proposed"), (["1", "9"], "not-proposed")],
)
def test_nobody_agrees_on_an_action_that_is_not_proposed(
    api: SignIn, employee: str, chosen: list[str], told: str
) -> None:
    address = f"/v1/employees/{pseudonym(4)}/plan/versions"
    answer = api(employee).post(address, json={"actions": chosen})
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:bina:problem:{told}")
    assert api(employee).get(address).json()["versions"] == []


def test_who_comes_to_lead_a_person_signs_the_version_that_stands(
    api: SignIn, browser: SignIn, stores: Stores
) -> None:
    unit = stores.scores.person(stores.scores.latest("3372").id, pseudonym(4)).unit_id
    for name in ("lama", "baru"):
        place = {"agency_id": "3372", "unit_id": unit}
        stores.accounts.create(name, roles=("superior",), password=PASSWORD, **place)
    address = f"/v1/employees/{pseudonym(4)}/plan"
    api("lama").post(f"{address}/versions", json={"actions": ["1"]})
    api("lama").post(f"{address}/signatures", json={"version": 1})
    both = api("baru").post(f"{address}/signatures", json={"version": 1})
    assert both.json()["type"].endswith("signed-already"), "the former one leads still"
    stores.accounts.lock("lama")
    signed = api("baru").post(f"{address}/signatures", json={"version": 1}).json()
    assert [one["account"] for one in signed["signatures"]] == ["lama", "baru"]
    page = browser("petugas").get(f"/pegawai/{pseudonym(4)}/rencana").text
    assert re.search(r"Disetujui atasan: (\d+ \w+ \d{4}), \1", page), "the days stand apart"
    again = api("baru").post(f"{address}/signatures", json={"version": 1})
    assert again.json()["type"].endswith("signed-already")


def test_the_own_plan_leads_to_mentoring_and_to_people_to_talk_to(
    browser: SignIn, employee: str
) -> None:
    own = f"/pegawai/{pseudonym(4)}"
    page = browser(employee).get(f"{own}/rencana").text
    assert f'href="{own}/mentoring"' in page
    assert f'href="{own}/pembimbing-karier"' in page
    other = browser("petugas").get(f"{own}/rencana").text
    assert "pembimbing-karier" not in other


TRAINING = {"id": "a1b2", "title": "Bimtek SPIP", "completed_on": "2025-11-20", "hours": 12.0}


def test_evidence_is_words_an_address_or_a_training_on_record(
    api: SignIn, browser: SignIn, stores: Stores, employee: str
) -> None:
    keep(stores, "trainings", pseudonym(4), [TRAINING])
    own, address = api(employee), f"/v1/employees/{pseudonym(4)}/plan"
    own.post(f"{address}/versions", json={"actions": ["1"]})
    assert own.get(f"{address}/versions").json()["trainings"] == [TRAINING]
    link = "https://arsip.example.go.id/sertifikat?no=7&t=1"
    for sent in ({"link": link}, {"training": "a1b2"}, {"note": "Laporan", "link": link}):
        kept = own.post(f"{address}/evidence", json={"action_id": "1", **sent})
        assert kept.status_code == 200, kept.json()
    first, second, third = kept.json()["evidence"]
    assert (first["link"], second["training"]) == (link, TRAINING)
    assert (third["note"], third["link"]) == ("Laporan", link)
    page = browser(employee).get(f"/pegawai/{pseudonym(4)}/rencana").text
    assert f'<a href="{link.replace("&", "&amp;")}" rel="noopener noreferrer nofollow">' in page
    assert "Bimtek SPIP (20 November 2025)" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"link": "javascript:alert(1)"},
        {"link": 'https://x.id/"onclick="y'},
        {"link": "arsip/7"},
        {"link": "https://x.id/198501012010011001.pdf"},
        {"training": "other"},
        {},
    ],
)
def test_evidence_that_leads_nowhere_is_refused(
    api: SignIn, stores: Stores, employee: str, wrong: dict[str, str]
) -> None:
    keep(stores, "trainings", pseudonym(4), [TRAINING])
    own, address = api(employee), f"/v1/employees/{pseudonym(4)}/plan"
    own.post(f"{address}/versions", json={"actions": ["1"]})
    answer = own.post(f"{address}/evidence", json={"action_id": "1", **wrong})
    assert answer.status_code == 422
    assert own.get(f"{address}/versions").json()["versions"][0]["evidence"] == []


@pytest.mark.parametrize(
    ("route", "sent", "status"),
    [
        ("versions", {"actions": []}, 422),
        ("versions", {"actions": ["9"]}, 422),
        ("evidence", {"action_id": "1", "note": "x"}, 409),
        ("evidence", {"action_id": "1", "note": "  "}, 422),
    ],
)
def test_what_cannot_be_agreed_is_refused_with_a_reason(
    api: SignIn, employee: str, route: str, sent: dict[str, object], status: int
) -> None:
    answer = api(employee).post(f"/v1/employees/{pseudonym(4)}/plan/{route}", json=sent)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_the_page_of_a_plan_keeps_signs_and_gives_a_workbook(
    browser: SignIn, employee: str
) -> None:
    guest, page = browser(employee), f"/pegawai/{pseudonym(4)}/rencana"
    start = guest.get(page).text
    key = re.search(r'name="kunci" value="([^"]+)"', start)
    read = re.search(r'name="skor" value="(\d+)"', start)
    assert key is not None
    assert read is not None
    form = {"kunci": key.group(1)}
    for path, sent in (
        ("versi", {"skor": read.group(1), "pilih": ["1"]}),
        ("setuju", {"versi": 1}),
        ("bukti", {"versi": 1, "tindakan": "1", "bukti": "Sertifikat di berkas"}),
    ):
        assert (f"{page}/setuju" in guest.get(page).text) is (path == "setuju")
        assert guest.post(f"{page}/{path}", data={**form, **sent}).status_code == 303
    shown = guest.get(page).text
    assert "Versi 1" in shown
    assert "Sertifikat di berkas" in shown
    workbook = guest.get(f"{page}.xlsx")
    assert workbook.content[:2] == b"PK"
    assert pseudonym(4) not in workbook.headers["content-disposition"]


def test_a_workbook_of_a_plan_is_for_those_who_may_see_the_plan(
    browser: SignIn, employee: str
) -> None:
    assert browser(employee).get(f"/pegawai/{pseudonym(5)}/rencana.xlsx").status_code == 403


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, object]]:
    """What scoring keeps of classes and mentors of a small invented agency, by kind and key."""
    day = date(2026, 1, 1)
    made = Records.of(make_agency(employees=200, years=4, until=day).tables)
    tables = made.as_of(day).frames
    kept: dict[str, dict[str, object]] = {}
    for kind, key, content in (*class_documents(tables, day), *mentor_documents(tables, day)):
        kept.setdefault(kind, {})[key] = json.loads(content)
    return kept


def test_trainings_completed_in_the_last_year_can_be_named_as_evidence() -> None:
    trainings = pd.DataFrame(
        [
            ("ana", "SPIP", "2025-11-20", 12.0, None),
            ("ana", "SPBE", "2025-12-31", None, "completed"),
            ("ana", "Too early", "2024-12-31", 1.0, None),
            ("ana", "That very day", "2026-01-01", 1.0, None),
            ("ana", "Given up", "2025-06-01", 1.0, "dropped"),
            ("budi", "SPIP", "2025-11-20", 12.0, None),
        ],
        columns=["employee_id", "title", "completed_on", "hours", "outcome"],
    )
    trainings["completed_on"] = pd.to_datetime(trainings["completed_on"])
    found = completed_lately({"trainings": trainings}, date(2026, 1, 1))
    assert found["title"].tolist() == ["SPBE", "SPIP", "SPIP"]
    assert found["id"].nunique() == 2, "the id is of the training, and says nothing of a person"


def test_classes_on_the_board_say_which_rule_stands_in_the_way(
    documents: dict[str, dict[str, Any]],
) -> None:
    for person, standing in list(documents["class_standing"].items())[:20]:
        for language in ("id", "en"):
            facts = class_facts(documents["class"], standing, date(2026, 1, 1), language)
            named = {documents["class"][item]["course_id"] for item in facts}
            assert named <= set(standing["barred"])
            for rows in facts.values():
                assert all(one["source"] and one["text"] for one in rows)
                assert person not in str(rows)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", "Ditujukan bagi pengawas; jabatan sekarang fungsional terampil."),
        ("en", "Meant for supervisor; the present job is functional terampil."),
    ],
)
def test_rules_name_kinds_of_jobs_in_the_words_of_the_reader(language: str, said: str) -> None:
    asked = {"audience_kind": "supervisor", "audience_level": None}
    classes = {"o": {"course_id": "c", "numbers": {"other_audience": asked}}}
    own = {"other_audience": {"kind": "functional", "level": "terampil"}}
    standing = {"barred": {"c": ["other_audience"]}, "numbers": own}
    facts = class_facts(classes, standing, date(2026, 1, 1), language)
    assert [one["text"] for one in facts["o"]] == [said]


def test_a_rule_that_the_office_switched_on_is_said_on_the_board() -> None:
    classes = {"o": {"course_id": "c", "numbers": {"contract_hours": {"course_hours": 8.0}}}}
    own = {"contract_hours": {"hours_this_year": 20.0, "ceiling": 24.0}}
    standing = {"barred": {"c": ["contract_hours"]}, "numbers": own}
    facts = class_facts(classes, standing, date(2026, 1, 1), "en")
    assert [one["text"] for one in facts["o"]] == [
        "8 hours on top of 20 already done in the year of the contract"
        " are more than the 24 allowed."
    ]


def test_a_mentor_who_leaves_soon_is_marked_and_barred_from_nobody_in_particular() -> None:
    tables = office() | agency(mentors="employee_id,capacity,active_to\np4,1,2025-03-01\np5,1,")
    kept = {(kind, key): json.loads(text) for kind, key, text in mentor_documents(tables, AS_OF)}
    assert kept["mentor", "p4"]["leaves"] == "active_to"
    assert kept["mentor", "p5"]["leaves"] is None
    assert ("mentor_standing", "p6") not in kept


def test_the_board_says_of_a_mentor_who_leaves_soon_that_none_begins(
    browser: SignIn, employee: str, stores: Stores
) -> None:
    shown = dict.fromkeys(("unit_name", "region", "closes_on", "starts_on"))
    shown |= {"kind": "mentor", "places": 1.0, "job_name": "Arsiparis", "strategic": False}
    keep(stores, "mentor", pseudonym(9), {"shown": shown, "leaves": "retirement"})
    page = browser(employee).get("/papan?jenis=mentor").text
    assert "tidak cukup lama lagi bertugas" in page


def test_mentors_on_the_board_have_a_place_and_no_bar_is_named(
    documents: dict[str, dict[str, Any]],
) -> None:
    assert all(one["shown"]["places"] >= 1 for one in documents["mentor"].values())
    for mentors in documents["mentor_standing"].values():
        assert set(mentors) <= set(documents["mentor"])


def test_the_board_filters_without_a_script(browser: SignIn, employee: str) -> None:
    guest = browser(employee)
    assert "Puskesmas Tirtasari" in guest.get("/papan?unit=tirtasari&jenis=post").text
    for nothing in ("jenis=mentor", "cari=bendahara", "unit=jebres"):
        assert "Tidak ada yang sesuai" in guest.get(f"/papan?{nothing}").text


def test_a_long_board_comes_a_page_at_a_time(
    browser: SignIn, employee: str, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {"kind": "project", "job_name": "Penulis", "unit_name": "Dinas Arsip", "region": "X"}
    shown |= {"places": 1.0, "strategic": False, "closes_on": None, "starts_on": None}
    for n in range(3):
        keep(stores, "class", f"P-{n}", {"shown": {**shown, "job_name": f"Proyek {n}"}})
    monkeypatch.setattr(development, "PLACES_A_PAGE", 2)
    guest = browser(employee)
    pages = [guest.get(f"/papan?cari=proyek&halaman={n}").text for n in (1, 2)]
    assert [re.findall(r"Proyek (\d)", page) for page in pages] == [["0", "1"], ["2"]]
    assert "halaman=2&amp;cari=proyek" in pages[0]
    assert "halaman=3" not in pages[1]


def test_suggested_moves_are_on_the_persons_page(browser: SignIn, stores: Stores) -> None:
    batch = make_batch(as_of=date(2026, 1, 2))
    move = batch.suggestions.iloc[[0]].assign(
        employee_id=pseudonym(3), kind="move", item_id="P-1", title="Analis Kebijakan, Bappeda"
    )
    suggestions = pd.concat([batch.suggestions, move], ignore_index=True)
    stores.scores.publish(replace(batch, suggestions=suggestions))
    page = browser("petugas").get(f"/pegawai/{pseudonym(3)}").text
    section = page.partition("Perpindahan yang disarankan")[2].partition("</section>")[0]
    assert "Analis Kebijakan, Bappeda" in section
    assert "/jawaban" not in section


def test_the_workbook_of_succession_is_for_its_role_and_recorded(
    browser: SignIn, movement: str, stores: Stores
) -> None:
    copy = BytesIO(browser(movement).get("/suksesi.xlsx").content)
    book = pd.read_excel(copy, sheet_name=None, engine="calamine")
    assert list(book)[:2] == ["Jabatan yang akan lowong", "Dapat disiapkan"]
    assert browser("petugas").get("/suksesi.xlsx").status_code == 403
    looks = [one for one in stores.access_log.newest(limit=50) if one.account == "mutasi"]
    assert looks
    assert {one.action for one in looks} == {"read_succession"}


def test_counselling_is_private_to_the_person(
    api: SignIn, browser: SignIn, employee: str, movement: str
) -> None:
    address = f"/v1/employees/{pseudonym(4)}/counsellors"
    assert api(employee).get(address).json()["items"] == []
    assert "Konseling karier" in browser(employee).get(
        f"/pegawai/{pseudonym(4)}/pembimbing-karier"
    ).text  # fmt: skip
    for name in (movement, "petugas"):
        assert api(name).get(address).status_code == 403
