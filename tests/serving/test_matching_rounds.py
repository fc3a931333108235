"""Rounds of matching from real records: asked for, refused, reviewed, and made a second time."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from features.home import Home
from features.importing.importer import import_source
from features.records import Records
from features.sample import make_agency
from features.sources.frames import FrameSource
from models.gaps import present_posts, units_in_force
from models.mentor_candidates import candidates
from models.mentors import mentor_bars
from models.scorers import index_of
from serving import database as tables
from serving import matching_rounds
from serving.cli import app
from serving.language import language
from serving.mentor_matching import Limits, match_agency, match_home, newcomers
from serving.store import Stores
from serving.store.identities import IdentityStore
from serving.store.rows import Identity
from serving.wording import reason_text
from tests.models.small_agencies import agency, whole
from tests.serving.agency import PASSWORD, SignIn
from tests.serving.test_mentoring import key_of

DAY = date(2026, 1, 1)
ROUNDS = "/v1/matchings"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of a small invented agency, under the number of the published batch."""
    tables = {
        name: table.assign(agency_id="3372") if "agency_id" in table else table
        for name, table in make_agency(employees=250, years=4, until=DAY).tables.items()
    }
    tables["mentors"] = tables["mentors"].sort_values("employee_id", ignore_index=True)
    tables["mentors"].loc[0, "active_to"] = pd.Timestamp(2026, 3, 1)
    home = Home(tmp_path_factory.mktemp("matched"))
    import_source(FrameSource(tables), home, today=DAY, ids_are_pseudonyms=True, origin="sample")
    return home.path


@pytest.fixture
def matched(home: Path, records: Path, stores: Stores) -> Path:
    """The home of the test with those records, and their people in the newest scores."""
    shutil.copytree(records, home, dirs_exist_ok=True)
    people = Home(home).frames("3372")["employees"]["employee_id"].unique()
    batch = stores.scores.latest("3372")
    assert batch is not None
    with stores.database.writing() as connection:
        known = connection.execute(sa.select(tables.people)).mappings().first()
        assert known is not None
        rows = [{**known, "batch_id": batch.id, "employee_id": one} for one in people]
        connection.execute(sa.insert(tables.people), rows)
    return home


@pytest.fixture
def coordinator(api: SignIn, stores: Stores) -> Any:
    """A program that acts for who coordinates mentoring."""
    stores.accounts.create("koordinator", roles=("mentor_coordinator",), password=PASSWORD)
    return api("koordinator")


def pairs_of(made: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["mentee_id"], one["mentor_id"]) for one in made["pairs"]}


def made_by(coordinator: Any, **asked: object) -> dict[str, Any]:
    answer = coordinator.post(ROUNDS, json=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_round_keeps_every_limit_and_is_a_draft(
    matched: Path, coordinator: Any, stores: Stores
) -> None:
    made = made_by(coordinator, floor_unit=1)
    tables = Records.of(Home(matched).frames("3372")).as_of(DAY).frames
    pairs = pairs_of(made)
    assert pairs
    assert len({mentee for mentee, _ in pairs}) == len(pairs)
    free = candidates(tables, DAY)["free"]
    taken = {mentor: sum(one == mentor for _, one in pairs) for _, mentor in pairs}
    assert all(n <= free[mentor] for mentor, n in taken.items())
    for bar in mentor_bars():
        fitted = bar.fit(tables, DAY)
        for mentee, mentor in pairs:
            assert not fitted.barred(index_of([mentee]), index_of([mentor])).any(), bar.reason
    assert made["waiting"] == len(made["waitlist"]) > 0
    assert {one["reason"] for one in made["waitlist"]} <= {"no_place", "no_candidate"}
    stops = min(Home(matched).frames("3372")["mentors"]["employee_id"])
    assert {"mentor_id": stops, "reason": "active_to"} in made["kept_out"]
    assert {one["mentor_id"] for one in made["kept_out"]}.isdisjoint(mentor for _, mentor in pairs)
    assert 0 <= made["gap"] < 1e-4
    assert 0 <= made["stability_price"] < 1
    assert stores.entries.rows("mentorings") == []
    looked = {line.subject for line in stores.access_log.newest(limit=1000) if line.allowed}
    assert {one for pair in pairs for one in pair} <= looked
    assert {one["mentee_id"] for one in made["waitlist"]} <= looked
    assert stops in looked


def test_a_round_says_which_floors_it_does_not_hold(
    matched: Path, coordinator: Any, browser: SignIn
) -> None:
    assert made_by(coordinator)["short_floors"] == []
    made = made_by(coordinator, floor_unit=3, floor_level=2, stable=True)
    tables = Records.of(Home(matched).frames("3372")).as_of(DAY).frames
    posts, units = present_posts(tables, DAY), units_in_force(tables, DAY)["name"]
    waiting = [one["mentee_id"] for one in made["waitlist"]]
    for kind in ("unit", "level"):
        of = posts["unit_id" if kind == "unit" else "level"]
        held = of.reindex([mentee for mentee, _ in pairs_of(made)]).value_counts()
        everybody = held.add(of.reindex(waiting).value_counts(), fill_value=0)
        asked = everybody.clip(upper=3 if kind == "unit" else 2)
        short = asked[asked > held.reindex(asked.index, fill_value=0)]
        assert len(short)
        said = {one["group"]: one for one in made["short_floors"] if one["floor"] == kind}
        assert set(said) == set(short.index)
        for group, one in said.items():
            assert (one["asked"], one["held"]) == (asked[group], held.get(group, 0))
            assert one["name"] == (units[group] if kind == "unit" else group)
    page = html.unescape(browser("koordinator").get("/mentoring?bahasa=en").text)
    for one in made["short_floors"]:
        word = "Unit" if one["floor"] == "unit" else "Level of the job"
        assert f"{word} {one['name']}: {one['held']} of {one['asked']} have a mentor" in page


def test_the_page_asks_for_everything_that_the_command_asks_for(
    matched: Path, browser: SignIn, coordinator: Any
) -> None:
    guest = browser("koordinator")
    shown = guest.get("/mentoring").text
    assert set(re.findall(r'<input [^>]*name="(\w+)"', shown)) >= {
        "tahun", "unit", "jenjang", "minimal", "stabil",
    }  # fmt: skip
    form = {"kunci": key_of(shown), "tahun": "3,0", "jenjang": "2", "minimal": "90,5"}
    assert guest.post("/mentoring", data=form).status_code == 303
    (made,) = coordinator.get(ROUNDS).json()["items"]
    assert {one["reason"] for one in made["waitlist"]} == {"below_minimum"}
    assert {one["floor"] for one in made["short_floors"]} == {"level"}


def test_a_second_round_disturbs_little_and_begins_nothing_twice(
    matched: Path, coordinator: Any, stores: Stores
) -> None:
    first = made_by(coordinator)
    mentee, mentor = sorted(pairs_of(first))[0]
    answer = coordinator.post(f"{ROUNDS}/{first['id']}/publish", json={"mentees": [mentee]})
    assert answer.status_code == 200
    second = made_by(coordinator)
    assert second["id"] > first["id"]
    kept = pairs_of(first) - {(mentee, mentor)}
    assert mentee not in {one for one, _ in pairs_of(second)}
    assert pairs_of(second) >= kept, "nobody is moved, and no place is free twice"
    tables = Records.of(Home(matched).frames("3372")).as_of(DAY).frames
    free = candidates(tables, DAY)["free"][mentor]
    assert sum(one == mentor for _, one in pairs_of(second)) <= free - 1
    old = coordinator.post(
        f"{ROUNDS}/{first['id']}/publish", json={"mentees": [sorted(kept)[0][0]]}
    )
    assert old.json()["type"].endswith("old-round")
    assert len(stores.entries.rows("mentorings")) == 1


def test_the_page_shows_one_round_in_full_and_leads_to_the_others(
    matched: Path, browser: SignIn, coordinator: Any, stores: Stores
) -> None:
    first = made_by(coordinator)
    mentee, _ = sorted(pairs_of(first))[0]
    coordinator.post(f"{ROUNDS}/{first['id']}/publish", json={"mentees": [mentee]})
    second, guest = made_by(coordinator), browser("koordinator")
    page = guest.get("/mentoring").text
    assert f"/pegawai/{mentee}" not in page
    assert f"/mentoring?putaran={first['id']}" in page
    assert 'name="pilih"' in page
    assert mentee not in looked_at(stores)
    older = guest.get(f"/mentoring?putaran={first['id']}").text
    assert f"/pegawai/{mentee}" in older
    assert f"/mentoring?putaran={second['id']}" in older
    assert 'name="pilih"' not in older
    assert mentee in looked_at(stores)
    assert guest.get("/mentoring?putaran=999").status_code == 404


def looked_at(stores: Stores) -> set[str | None]:
    """Return whom the newest look at the page was about."""
    looks = [look for look in stores.access_log.newest(limit=1000) if look.route == "/mentoring"]
    return {look.subject for look in looks if look.at == looks[0].at}


def test_who_left_the_rounds_is_in_no_round_and_no_published_pair(
    matched: Path, coordinator: Any, stores: Stores
) -> None:
    first = made_by(coordinator)
    mentee, mentor = sorted(pairs_of(first))[0]
    for person in (mentee, mentor):
        stores.growth.add(
            "mentoring_enrolment", {"takes_part": False},
            agency_id="3372", employee_id=person, account="x",
        )  # fmt: skip
    late = coordinator.post(f"{ROUNDS}/{first['id']}/publish", json={"mentees": [mentee]})
    assert late.json()["type"].endswith("have-left")
    assert stores.entries.rows("mentorings") == []
    second = made_by(coordinator)
    assert {mentee, mentor}.isdisjoint({one for pair in pairs_of(second) for one in pair})
    assert mentee not in {one["mentee_id"] for one in second["waitlist"]}


def test_the_command_heeds_what_was_said_in_the_console(
    matched: Path, coordinator: Any, stores: Stores
) -> None:
    first = made_by(coordinator)
    mentee, _ = sorted(pairs_of(first))[0]
    coordinator.post(f"{ROUNDS}/{first['id']}/publish", json={"mentees": [mentee]})
    found = match_home(matched, DAY, Limits(floors={}), step=lambda *_: None)["3372"]
    pairs = set(map(tuple, found.matching.matched[["mentee_id", "mentor_id"]].to_numpy()))
    assert pairs >= {pair for pair in pairs_of(first) if pair[0] != mentee}
    assert mentee not in {one for one, _ in pairs}


def test_a_stable_round_gives_up_what_the_first_said_it_would(
    matched: Path, coordinator: Any
) -> None:
    stable = made_by(coordinator, stable=True)
    assert stable["gap"] == pytest.approx(stable["stability_price"], abs=1e-4)


def test_what_cannot_be_matched_is_refused_with_a_reason(matched: Path, coordinator: Any) -> None:
    wrong: list[object] = [
        {"years": 0}, {"years": "many"}, {"floor_unit": -1}, {"minimum": -0.5},
        {"minimum": "inf"}, {"mentees": []}, [],
    ]  # fmt: skip
    for sent in wrong:
        answer = coordinator.post(ROUNDS, json=sent)
        assert (answer.status_code, bool(answer.json()["detail"])) == (422, True), sent
    nobody = coordinator.post(ROUNDS, json={"years": 0.001})
    assert nobody.json()["type"].endswith("nobody-waits")
    assert coordinator.get(ROUNDS).json()["items"] == []


def newcomers_alone() -> Records:
    """Two who came lately, each the most senior of the own profession; nobody is listed."""
    texts = {
        "employees": "employee_id,agency_id,joined_on\nani,a,2024-01-01\nbudi,a,2025-01-01",
        "assignments": "employee_id,started_on,job_id\nani,2024-01-01,x\nbudi,2025-01-01,y",
    }
    return Records.of(whole(agency(**texts)))


def test_of_two_newcomers_who_stand_in_as_mentors_only_the_earlier_one_is() -> None:
    made = match_agency(newcomers_alone(), DAY, Limits(floors={}))
    assert made is not None
    assert made.matching.matched[["mentee_id", "mentor_id"]].to_numpy().tolist() == [
        ["budi", "ani"]
    ]
    assert made.matching.waiting[["mentee_id", "reason"]].to_numpy().tolist() == [
        ["ani", "no_candidate"]
    ]


def test_who_mentors_somebody_already_waits_for_nobody() -> None:
    begun = pd.DataFrame({"mentee_id": ["budi"], "mentor_id": ["ani"]})
    assert match_agency(newcomers_alone(), DAY, Limits(floors={}, begun=begun)) is None
    going = whole(agency(mentorings="mentor_id,mentee_id,started_on\nani,budi,2025-02-01"))
    tables = newcomers_alone().as_of(DAY).frames | going
    assert newcomers(tables, DAY, years=3).empty


def test_a_command_tells_who_was_kept_out_and_who_waits_for_what(
    matched: Path, tmp_path: Path
) -> None:
    out = tmp_path / "round.xlsx"
    asked = ["match", "mentors", "--as-of", "2026-01-01", "--minimum", "90"]
    found = CliRunner().invoke(app, [*asked, "--home", str(matched), "--out", str(out), "--json"])
    told = json.loads(found.stdout)
    assert told["reasons"] == {"below_minimum": told["waiting"]}
    sheets = pd.read_excel(out, sheet_name=["waiting", "mentors"], engine="calamine")
    assert sheets["waiting"]["why"].str.contains("cukup").all()
    kept = sheets["mentors"].set_index("mentor_id")["kept_out"].dropna()
    assert told["kept_out"] == len(kept)
    stops = min(Home(matched).frames("3372")["mentors"]["employee_id"])
    assert "berhenti menjadi mentor" in kept[stops]


def test_without_records_nobody_waits(coordinator: Any) -> None:
    answer = coordinator.post(ROUNDS, json={})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:bina:problem:nobody-waits")


def test_a_large_agency_is_sent_to_the_command(
    matched: Path, coordinator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching_rounds, "MOST_PEOPLE", 10)
    answer = coordinator.post(ROUNDS, json={})
    assert answer.json()["type"].endswith("too-many-people")
    assert "bina match mentors" in answer.json()["detail"]


def test_only_the_coordinator_makes_a_round(api: SignIn, coordinator: Any) -> None:
    for who in ("petugas", "pegawai", "atasan", "diklat"):
        assert api(who).post(ROUNDS, json={}).status_code == 403
    assert coordinator.get(ROUNDS).json()["items"] == []


def test_the_page_makes_a_round_and_says_who_waits(
    matched: Path, browser: SignIn, coordinator: Any
) -> None:
    guest = browser("koordinator")
    form = {"kunci": key_of(guest.get("/mentoring").text), "tahun": "3", "unit": "1"}
    assert guest.post("/mentoring", data=form).status_code == 303
    page = guest.get("/mentoring").text
    assert "semua mentor yang cocok sudah penuh" in page
    assert "berhenti menjadi mentor" in page
    assert "lebih saling memilih" in page


def test_a_round_says_with_which_settings_it_was_asked(
    matched: Path, browser: SignIn, coordinator: Any
) -> None:
    made = made_by(coordinator, years=2.5, floor_unit=1, minimum=0.5)
    asked = {"years": 2.5, "floor_unit": 1, "floor_level": 0, "minimum": 0.5, "stable": False}
    assert made["asked"] == asked
    guest = browser("koordinator")
    page = guest.get("/mentoring").text
    assert "<li>Masuk dalam sekian tahun terakhir: 2,5</li>" in page
    assert "<li>Sedikitnya sekian orang dari tiap unit kerja: 1</li>" in page
    assert "<li>Tanggal: 1 Januari 2026</li>" in page
    alone = "<li>Tidak boleh ada dua orang yang lebih saling memilih"
    assert alone not in page
    english = guest.get("/mentoring?bahasa=en").text
    assert "<li>Joined in the last years: 2.5</li>" in english
    assert made_by(coordinator, stable=True)["asked"]["stable"]
    assert alone in guest.get("/mentoring?bahasa=id").text


def test_a_round_from_before_settings_were_kept_is_shown_without_them(
    matched: Path, browser: SignIn, coordinator: Any, stores: Stores
) -> None:
    content = {"as_of": "2026-01-01", "pairs": [], "waiting": 2}
    stores.growth.add(
        "matching_round", content, agency_id="3372", employee_id="", account="koordinator"
    )
    assert coordinator.get(ROUNDS).json()["items"][0]["asked"] is None
    page = browser("koordinator").get("/mentoring?bahasa=en").text
    assert "<li>Joined in the last years" not in page


def test_all_pairs_that_are_shown_are_published_with_one_button(
    matched: Path, browser: SignIn, coordinator: Any, stores: Stores
) -> None:
    made = made_by(coordinator)
    mentee, _ = sorted(pairs_of(made))[0]
    coordinator.post(f"{ROUNDS}/{made['id']}/publish", json={"mentees": [mentee]})
    guest = browser("koordinator")
    page = guest.get("/mentoring").text
    left = len(made["pairs"]) - 1
    assert left > 1
    assert f'name="semua" value="ya">Umumkan semua ({left} pasangan)</button>' in page
    form = {"kunci": key_of(page), "semua": "ya"}
    assert guest.post(f"/mentoring/{made['id']}", data=form).status_code == 303
    (kept,) = coordinator.get(ROUNDS).json()["items"]
    assert sorted(kept["published"]) == sorted(one for one, _ in pairs_of(made))
    begun = {(one["mentee_id"], one["mentor_id"]) for one in stores.entries.rows("mentorings")}
    assert begun == pairs_of(made)
    assert 'name="semua"' not in guest.get("/mentoring").text


def test_the_review_tells_who_both_are_and_why_they_fit(
    matched: Path, browser: SignIn, coordinator: Any, stores: Stores
) -> None:
    made = made_by(coordinator)
    known = {"strong_where_you_lack", "experienced_in_family", "ready_to_mentor"}
    assert {one["reason"] for one in made["pairs"]} <= known
    pair = next(one for one in made["pairs"] if one["reason"] == "strong_where_you_lack")
    shown = html.unescape(browser("koordinator").get("/mentoring?bahasa=en").text)
    assert reason_text(pair["reason"], pair["reason_values"], language("en")) in shown
    assert f"about {language('en').number(pair['benefit'], 1)} levels" in shown
    batch = stores.scores.latest("3372")
    assert batch
    person = stores.scores.person(batch.id, pair["mentor_id"])
    assert person
    assert f"{person.job_name}<br>" in shown
    assert f'<span class="hint">{person.unit_name}</span>' in shown
    assert "counts three times where the job must have it" in shown


def test_names_of_a_round_are_one_step_of_its_own_and_each_is_recorded(
    matched: Path, browser: SignIn, coordinator: Any, stores: Stores
) -> None:
    made = made_by(coordinator)
    mentee, mentor = sorted(pairs_of(made))[0]
    named = {mentee: Identity(name="Siti Rahayu"), mentor: Identity(name="Wawan Tarigan")}
    IdentityStore(matched).put("3372", named)
    guest = browser("koordinator")
    page = guest.get("/mentoring").text
    assert "Siti Rahayu" not in page
    path = f"/mentoring/{made['id']}/nama"
    assert path in page
    assert guest.post(path).status_code == 403
    told = guest.post(path, data={"kunci": key_of(page)}).text
    assert "Siti Rahayu" in told
    assert "Wawan Tarigan" in told
    assert 'name="pilih"' in told
    looks = stores.access_log.newest(limit=1000)
    revealed = {one.subject for one in looks if one.action == "read_name"}
    assert revealed == {mentee, mentor}
    key = key_of(browser("petugas").get("/").text)
    assert browser("petugas").post(path, data={"kunci": key}).status_code == 403


def test_a_round_is_a_workbook_in_the_readers_language(
    matched: Path, browser: SignIn, coordinator: Any, stores: Stores
) -> None:
    guest = browser("koordinator")
    assert guest.get("/mentoring.xlsx").status_code == 404
    made = made_by(coordinator, floor_unit=3)
    book = pd.read_excel(
        io.BytesIO(guest.get("/mentoring.xlsx?bahasa=id").content), None, engine="calamine"
    )
    assert list(book) == [
        "Pasangan",
        "Menunggu",
        "Mentor yang tidak diikutkan",
        "Batas bawah tak terpenuhi",
    ]
    pairs = book["Pasangan"]
    assert set(zip(pairs["Mentee"], pairs["Mentor"], strict=True)) == pairs_of(made)
    assert set(pairs["Sudah diumumkan"]) == {"tidak"}
    assert pairs["Alasan kecocokan"].str.endswith(".").all()
    assert len(book["Menunggu"]) == made["waiting"]
    looks = [one for one in stores.access_log.newest(limit=2000) if one.route == "/mentoring.xlsx"]
    assert {one for pair in pairs_of(made) for one in pair} <= {one.subject for one in looks}
    english = pd.read_excel(
        io.BytesIO(guest.get("/mentoring.xlsx?bahasa=en").content), None, engine="calamine"
    )
    assert list(english["Pairs"].columns[:3]) == [
        "Mentee",
        "Job of the mentee",
        "Unit of the mentee",
    ]
