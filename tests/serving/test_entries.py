"""What people enter: who may, what is kept, and how it comes into the records."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from features.home import Home
from features.importing.importer import import_source
from features.prevented import Prevented
from features.sources import FrameSource
from serving.development import known_ids
from serving.entered import collect
from serving.language import language
from serving.purposes import Role
from serving.settings import office_today
from serving.store import Stores
from serving.store.entries import ENTERED
from tests.serving.agency import PASSWORD, SignIn, make_batch, pseudonym
from tests.serving.test_access import key_of

PERSON, OTHER = pseudonym(3), pseudonym(4)
HERE = f"/v1/employees/{PERSON}"
TODAY = office_today()
BODIES = {
    "goals": {"target_job_id": "J-02", "not_interested_in": "diklat luar kota"},
    "responses": {"course_id": "C-01", "answer": "known_already", "note": "sudah dua kali"},
    "feedback": {"aspect": "Kolaboratif", "direction": "strength"},
    "mentorings": {"mentor_id": OTHER, "competency_id": "K-01"},
    "interventions": {"kind": "conversation", "outcome": "accepted"},
}
TABLE = {"feedback": "feedbacks"}
MAY = {
    "goals": {Role.HR_CARE, "self"},
    "responses": {Role.HR_CARE, "self"},
    "feedback": {Role.HR_CARE, Role.SUPERIOR},
    "mentorings": {Role.HR_CARE, Role.MENTOR_COORDINATOR},
    "interventions": {Role.HR_CARE},
}


@pytest.fixture
def recorded(home: Path) -> Home:
    """The home with records of two of the people."""
    day = "2015-01-01"
    tables = {
        "employees": {"employee_id": [PERSON, OTHER], "agency_id": "3372", "joined_on": day},
        "assignments": {"employee_id": [PERSON, OTHER], "started_on": day},
        "jobs": {"job_id": ["J-02"]},
        "courses": {"course_id": ["C-01"]},
        "competencies": {"competency_id": ["K-01"]},
    }
    source = FrameSource({name: pd.DataFrame(columns) for name, columns in tables.items()})
    assert import_source(source, Home(home), today=TODAY, ids_are_pseudonyms=True).ok
    return Home(home)


@pytest.mark.parametrize("kind", BODIES)
def test_what_is_entered_gets_into_the_records(
    kind: str, api: SignIn, stores: Stores, recorded: Home
) -> None:
    answer = api("petugas").post(f"{HERE}/{kind}", json=BODIES[kind])
    assert answer.status_code == 200, answer.text
    table = TABLE.get(kind, kind)
    assert answer.json() == {
        "employee_id": PERSON,
        "table": table,
        "recorded_on": TODAY.isoformat(),
    }
    (row,) = stores.entries.rows(table)
    assert (row["entered_by"], row["agency_id"]) == ("petugas", "3372")
    report = collect(recorded, today=TODAY)
    assert (report.ok, report.warnings, report.rows[table].added) == (True, {}, 1)
    kept = recorded.frames("3372")[table]
    assert kept["recorded_on"].tolist() == [pd.Timestamp(TODAY)]
    for name, value in BODIES[kind].items():
        assert kept.loc[0, name] == value
    assert collect(recorded, today=TODAY).nothing_new


def test_the_last_entry_of_a_day_counts_and_all_are_kept(
    api: SignIn, stores: Stores, recorded: Home
) -> None:
    client = api("petugas")
    for region in ("Jebres", "Laweyan"):
        client.post(f"{HERE}/goals", json={"preferred_region": region})
        collect(recorded, today=TODAY)
    assert len(stores.entries.rows("goals")) == 2
    assert recorded.frames("3372")["goals"]["preferred_region"].tolist() == ["Laweyan"]


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("role", [*Role, "self"])
def test_who_may_enter(kind: str, role: str, api: SignIn, stores: Stores) -> None:
    roles = [Role.EMPLOYEE if role == "self" else role]
    own = PERSON if role == "self" else pseudonym(7)
    place = {"agency_id": "3372", "unit_id": "U-05", "employee_id": own}
    stores.accounts.create("uji", roles=roles, password=PASSWORD, **place)
    status = api("uji").post(f"{HERE}/{kind}", json=BODIES[kind]).status_code
    assert status == (200 if role in MAY[kind] else 403)
    (look, *_) = stores.access_log.newest(limit=1)
    assert (look.subject, look.allowed) == (PERSON, role in MAY[kind])


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("goals", {}, 422),
        ("goals", {"target_job_id": "J-02", "salary": 7}, 422),
        ("goals", {"preferred_region": "x" * 501}, 422),
        ("goals", {"target_job_id": "19800101 200003 1 001"}, 422),
        ("feedback", {**BODIES["feedback"], "aspect": "true"}, 422),
        ("feedback", {**BODIES["feedback"], "aspect": "1,5E+10"}, 422),
        ("feedback", {**BODIES["feedback"], "aspect": ".."}, 422),
        ("responses", {"answer": "wanted"}, 422),
        ("responses", {"answer": "wanted", "course_id": "C", "mentor_id": OTHER}, 422),
        ("responses", {"answer": "maybe", "course_id": "C"}, 422),
        ("responses", {"answer": "wanted", "mentor_id": "nobody"}, 404),
        ("mentorings", {"mentor_id": PERSON}, 422),
        ("mentorings", {"mentor_id": "nobody"}, 404),
        ("interventions", {"kind": "warning"}, 422),
    ],
)
def test_what_does_not_fit_is_refused_and_not_kept(
    kind: str, body: dict[str, str], status: int, api: SignIn, stores: Stores
) -> None:
    assert api("petugas").post(f"{HERE}/{kind}", json=body).status_code == status
    assert [stores.entries.rows(name) for name in ENTERED] == [[]] * len(ENTERED)


@pytest.mark.parametrize(
    ("field", "known", "kind"),
    [
        ("target_job_id", "J-02", "unknown-job"),
        ("competency_id", "M.3", "unknown-competency"),
    ],
)
def test_a_goal_names_what_is_on_record(
    field: str, known: str, kind: str, api: SignIn, stores: Stores
) -> None:
    answer = api("petugas").post(f"{HERE}/goals", json={field: "J-2", "preferred_region": "x"})
    assert answer.status_code == 422
    assert answer.json()["type"].endswith(kind)
    assert "J-2" not in answer.text
    assert stores.entries.rows("goals") == []
    assert api("petugas").post(f"{HERE}/goals", json={field: known}).status_code == 200


def test_a_thing_may_be_called_with_a_slash(api: SignIn, stores: Stores) -> None:
    body = {**BODIES["feedback"], "aspect": "K/01"}
    assert api("petugas").post(f"{HERE}/feedback", json=body).status_code == 200
    assert [row["aspect"] for row in stores.entries.rows("feedbacks")] == ["K/01"]


def test_scores_without_lists_of_ids_refuse_no_goal(api: SignIn, stores: Stores) -> None:
    batch = make_batch(as_of=dt.date(2026, 3, 1))
    documents = batch.documents[batch.documents["kind"] != "ids"]
    stores.scores.publish(replace(batch, documents=documents))
    assert api("petugas").post(f"{HERE}/goals", json={"target_job_id": "J-9"}).status_code == 200


def test_the_ids_of_a_batch_are_those_in_use_and_those_listed() -> None:
    tables = {
        "jobs": pd.DataFrame({"job_id": ["b"], "name": ["Bidan"]}),
        "assignments": pd.DataFrame({"job_id": ["a", None, "b"]}),
        "competencies": pd.DataFrame({"competency_id": ["k"], "name": ["Komunikasi"]}),
    }
    jobs = {"a": "", "b": "Bidan"}
    assert known_ids(tables) == {"jobs": jobs, "competencies": {"k": "Komunikasi"}}


def test_forms_offer_lists_and_take_names(browser: SignIn, stores: Stores) -> None:
    client = browser("petugas")
    page = client.get(f"/pegawai/{PERSON}").text
    assert '<option value="J-01">Guru Ahli Muda</option>' in page
    assert '<option value="Kolaboratif">' in page
    form = {"kunci": key_of(page), "jabatan": "guru ahli muda "}
    assert client.post(f"/pegawai/{PERSON}/tujuan", data=form).status_code == 303
    assert [row["target_job_id"] for row in stores.entries.rows("goals")] == ["J-01"]
    wrong = client.post(f"/pegawai/{PERSON}/tujuan", data={**form, "jabatan": "guru"})
    assert wrong.status_code == 422


def test_nobody_praises_oneself(api: SignIn, stores: Stores) -> None:
    roles = [Role.SUPERIOR]
    place = {"agency_id": "3372", "unit_id": "U-05", "employee_id": PERSON}
    stores.accounts.create("atasan-2", roles=roles, password=PASSWORD, **place)
    answer = api("atasan-2").post(f"{HERE}/feedback", json=BODIES["feedback"])
    assert answer.status_code == 422
    assert stores.entries.rows("feedbacks") == []


def test_the_forms_of_the_page_keep_goals_and_answers(browser: SignIn, stores: Stores) -> None:
    client = browser("petugas")
    page = client.get(f"/pegawai/{PERSON}?agency_id=3372").text
    key = key_of(page)
    goal = {"kunci": key, "wilayah": "Laweyan", "jabatan": " "}
    answer = client.post(f"/pegawai/{PERSON}/tujuan?agency_id=3372", data=goal)
    assert answer.status_code == 303
    assert "Tersimpan" in client.get(answer.headers["location"]).text
    said = {"kunci": key, "jenis": "mentor", "butir": OTHER, "jawaban": "not_now"}
    assert client.post(f"/pegawai/{PERSON}/jawaban", data=said).status_code == 303
    empty = client.post(f"/pegawai/{PERSON}/tujuan", data={"kunci": key})
    assert empty.status_code == 422
    assert "Isi sedikitnya satu dari keempat kolom." in empty.text
    (kept,) = stores.entries.rows("goals")
    assert (kept["preferred_region"], kept["target_job_id"]) == ("Laweyan", None)
    (said_no,) = stores.entries.rows("responses")
    assert (said_no["mentor_id"], said_no["answer"]) == (OTHER, "not_now")
    assert 'name="butir" value="C-01"' in page


@pytest.mark.parametrize("path", ["tujuan", "jawaban"])
def test_forms_of_other_sites_and_other_roles_are_refused(
    path: str, browser: SignIn, stores: Stores
) -> None:
    form = {"wilayah": "x", "jenis": "course", "butir": "C-01", "jawaban": "wanted"}
    client = browser("petugas")
    assert client.post(f"/pegawai/{PERSON}/{path}", data=form).status_code == 403
    key = key_of(browser("atasan").get("/sandi").text)
    assert (
        browser("atasan").post(f"/pegawai/{PERSON}/{path}", data={**form, "kunci": key}).status_code
        == 403
    )
    key = key_of(client.get("/sandi").text)
    empty = {"kunci": key, "jenis": "course", "butir": "C-01", "jawaban": "x"}
    assert client.post(f"/pegawai/{PERSON}/{path}", data=empty).status_code == 422
    assert stores.entries.rows("goals") == stores.entries.rows("responses") == []


def test_collecting_says_what_is_missing(tmp_path: Path, recorded: Home) -> None:
    with pytest.raises(Prevented, match="bina import"):
        collect(Home(tmp_path / "new"), today=TODAY)
    with pytest.raises(Prevented, match="nothing was entered"):
        collect(recorded, today=TODAY)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_days_are_those_of_the_office_wherever_the_server_is(
    zone: str, api: SignIn, stores: Stores, recorded: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BINA_TIMEZONE", zone)
    answer = api("petugas").post(f"{HERE}/goals", json=BODIES["goals"])
    there = dt.datetime.now(ZoneInfo(zone)).date()
    assert answer.json()["recorded_on"] == there.isoformat()
    assert stores.entries.rows("goals")[0]["declared_on"] == there
    assert language("id").day(dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)) == (
        "2 Januari 2026" if zone == "Pacific/Kiritimati" else "1 Januari 2026"
    )
