"""Erasing a person and what is old: what goes, what stays, and the line in the log."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from features.home import Home
from serving.audit import seal_log, verify_log
from serving.batch import ScoreBatch
from serving.database import store_url
from serving.purposes import Role
from serving.store import Seals, Stores
from serving.store.growth import WHOLE_AGENCY
from serving.store.identities import IdentityStore
from serving.store.named import without
from serving.store.rows import Identity
from serving.store.seals import GRACE
from tests.serving.agency import SignIn, make_batch, pseudonym
from tests.serving.test_cli import run
from tests.serving.test_jobs import with_records

PERSON = pseudonym(3)


def lines_with(home: Path, person: str) -> set[str]:
    """Return the tables of the store that name a person anywhere."""
    from sqlalchemy import MetaData, create_engine

    engine = create_engine(store_url(home))
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        named = {
            table.name
            for table in found.sorted_tables
            if person in str(connection.execute(table.select()).all())
        }
    engine.dispose()
    return named


@pytest.fixture
def known(stores: Stores, home: Path) -> Stores:
    """The stores with everything about one person that there can be."""
    entered = {"employee_id": PERSON, "declared_on": date(2026, 1, 1)}
    goal = {**entered, "target_job_id": "J-02", "recorded_on": date(2026, 1, 1)}
    stores.entries.add("goals", goal, agency_id="3372", account="petugas")
    given = {"employee_id": pseudonym(4), "given_on": date(2026, 1, 1), "given_by": PERSON}
    feedback = {**given, "aspect": "x", "direction": "strength", "recorded_on": date(2026, 1, 1)}
    stores.entries.add("feedbacks", feedback, agency_id="3372", account="petugas")
    stores.objections.open(PERSON, agency_id="3372", account="pegawai", text="Keberatan.")
    places = [{"employee_id": PERSON, "n": 1}, {"employee_id": pseudonym(4), "n": 2}]
    kept = {"agency_id": "3372", "as_of": date(2026, 1, 1), "made_by": "diklat"}
    stores.plans.add(**kept, summary={"places": 2}, sheets={"places": places, "classes": []})
    asked = {"agency_id": "3372", "account": "pegawai"}
    stores.corrections.ask(PERSON, **asked, subject="x", text="y")
    stores.access_log.add([PERSON], account="a", action="read_risk", purpose="care", route="/x")
    names = IdentityStore(home)
    names.put("3372", {PERSON: Identity(name="Siti")})
    names.close()
    return stores


def test_a_person_is_erased_and_the_log_stays_whole(
    known: Stores, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seal_log(home, Seals(store_url(home)), grace=GRACE * 0)
    assert run("erase", PERSON, "--agency", "3372", "--home", str(home), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {name for name, count in told["erased"].items() if count} == {
        "signals", "suggestions", "people", "needs", "documents", "plans",
        "entered_goals", "entered_feedbacks",
        "objection_remarks", "objections", "corrections", "accounts", "identities",
    }  # fmt: skip
    records = next(one for one in told["stays"] if "UU 43/2009" in one)
    assert "until then the next scoring scores the person again, without the objection" in records
    assert lines_with(home, PERSON) == {"access_log", "access_subjects"}
    assert known.scores.find(pseudonym(4)) != []
    (plan,) = known.plans.newest("3372")
    found = known.plans.plan(plan.id)
    assert found is not None
    assert found.sheets == {"places": [{"employee_id": pseudonym(4), "n": 2}], "classes": []}
    assert verify_log(home, Seals(store_url(home))).holds
    (look,) = known.access_log.newest(limit=1)
    assert (look.action, look.subject, look.route) == ("erase", PERSON, "bina erase")
    names = IdentityStore(home)
    assert names.count() == 0
    names.close()


def with_mentor(batch: ScoreBatch, mentee: str, mentor: str) -> ScoreBatch:
    """Return the batch with a mentoring in the plan of the mentee."""

    def mentored(content: str) -> str:
        plan = json.loads(content)
        action = {**plan["actions"][0], "id": "3", "share": "people", "kind": "mentor"}
        action |= {"item_id": mentor, "title": "Guru"}
        return json.dumps({**plan, "actions": [*plan["actions"], action]})

    kept = batch.documents
    own = (kept["kind"] == "plan") & (kept["key"] == mentee)
    changed = kept["content"].mask(own, kept.loc[own, "content"].map(mentored))
    return replace(batch, documents=kept.assign(content=changed))


def test_plans_of_mentees_stay_and_say_that_a_mentor_is_needed(
    api: SignIn, browser: SignIn, stores: Stores, home: Path
) -> None:
    mentee = pseudonym(4)
    stores.scores.publish(with_mentor(make_batch(), mentee, PERSON))
    client, plan = api("petugas"), f"/v1/employees/{mentee}/plan"
    for actions in (["1", "3"], ["1"]):
        assert client.post(f"{plan}/versions", json={"actions": actions}).status_code == 200
    proof = {"action_id": "1", "note": f"Bersama {PERSON}."}
    assert client.post(f"{plan}/evidence", json=proof).status_code == 200
    assert run("erase", PERSON, "--agency", "3372", "--home", str(home)) == 0
    *_others, left = client.get(plan).json()["actions"]
    assert (left["kind"], left["item_id"], left["hours"]) == ("mentor_needed", "", 20.0)
    first, second = client.get(f"{plan}/versions").json()["versions"]
    assert [one["kind"] for one in first["actions"]] == ["course", "mentor_needed"]
    assert [one["note"] for one in second["evidence"]] == ["Bersama …."]
    page = browser("petugas").get(f"/pegawai/{mentee}/rencana").text
    assert page.count("mentor lain perlu dicarikan") == 2
    assert lines_with(home, PERSON) == {"access_log"}


@pytest.mark.parametrize(
    ("person", "said", "left"),
    [
        ("7", "Sudah 7 kali bersama P-7.", "Sudah 7 kali bersama P-7."),
        ("2025", "Sejak 2025.", "Sejak 2025."),
        ("7", " 7 ", " … "),
        ("P-7", "Sudah 7 kali bersama P-7.", "Sudah 7 kali bersama …."),
        ("100234", "Bersama 100234.", "Bersama …."),
    ],
)
def test_a_short_number_in_what_others_wrote_is_not_taken_for_an_id(
    person: str, said: str, left: str
) -> None:
    assert without({"note": said}, person) == {"note": left}


def test_a_round_of_matching_stays_without_the_person(stores: Stores) -> None:
    others = {"mentee_id": pseudonym(4), "mentor_id": pseudonym(5)}
    pairs = [others, {**others, "mentor_id": PERSON}]
    made = {"pairs": pairs, "waiting": 1, "waitlist": [{"mentee_id": PERSON, "reason": "full"}]}
    of_all = {"agency_id": "3372", "employee_id": WHOLE_AGENCY, "account": "koordinator"}
    stores.growth.add("matching_round", made, **of_all)
    stores.growth.add("matching_published", {"mentees": [PERSON, pseudonym(4)]}, **of_all)
    assert stores.erasure.person(PERSON, "3372")["growth_notes"] == 2
    kinds = ("matching_round", "matching_published")
    round_, published = stores.growth.about("3372", WHOLE_AGENCY, kinds=kinds)
    assert round_.content == {"pairs": [others], "waiting": 1, "waitlist": []}
    assert published.content == {"mentees": [pseudonym(4)]}


def test_succession_stays_without_the_person(stores: Stores) -> None:
    holder, follower = pseudonym(0), pseudonym(1)
    batch = stores.scores.find(holder)[0].batch
    for person, posts in ((follower, 1), (holder, 0)):
        stores.erasure.person(person, "3372")
        kept = stores.scores.documents(batch.id, "succession")[""]
        assert (len(kept["posts"]), kept["pairs"], kept["ladder"]) == (posts, [], [])
        assert all(post["successors"] == [] for post in kept["posts"])


@pytest.mark.parametrize("person", ["1", "M.3", "Komunikasi", "J-01"])
def test_what_is_called_as_a_person_is_stays(stores: Stores, person: str) -> None:
    batch = stores.scores.find(pseudonym(4))[0].batch
    kept = {kind: stores.scores.documents(batch.id, kind) for kind in ("plan", "ids", "opening")}
    assert stores.erasure.person(person, "3372")["documents"] == 0
    assert kept == {kind: stores.scores.documents(batch.id, kind) for kind in kept}


def test_the_same_id_of_another_agency_stays(stores: Stores, home: Path) -> None:
    stores.scores.publish(replace(make_batch(), agency_id="7301"))
    assert run("erase", PERSON, "--agency", "7301", "--home", str(home)) == 0
    assert [one.batch.agency_id for one in stores.scores.find(PERSON)] == ["3372"]


def test_an_agency_that_is_not_there_is_named_and_not_said_to_be_empty(
    stores: Stores, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("erase", PERSON, "--agency", "3327", "--home", str(home)) == 1
    assert "agency 3327 is not known here; known: 3372" in capsys.readouterr().err
    assert stores.scores.find(PERSON) != []


def test_what_is_nobodys_pseudonym_may_be_a_name_and_is_not_written_down(
    stores: Stores, home: Path
) -> None:
    assert run("erase", "SitiAminah", "--agency", "3372", "--home", str(home)) == 0
    (look,) = stores.access_log.newest(limit=1)
    assert (look.route, look.subject) == ("bina erase", None)
    assert lines_with(home, "SitiAminah") == set()
    with_records(home, first_joined="2010-03-01")
    nobody_scored = Home(home).frames("3372")["employees"]["employee_id"].iloc[0]
    assert run("erase", nobody_scored, "--agency", "3372", "--home", str(home)) == 0
    (look,) = stores.access_log.newest(limit=1)
    assert look.subject == nobody_scored


@pytest.mark.usefixtures("stores")
def test_a_nip_is_refused_and_not_written_down(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("erase", "198001012005012001", "--agency", "3372", "--home", str(home)) == 1
    assert "never a NIP" in capsys.readouterr().err
    assert lines_with(home, "198001012005012001") == set()


def test_old_scores_go_and_the_newest_stay(
    stores: Stores, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for year in (2019, 2020, 2021):
        stores.scores.publish(make_batch(as_of=date(year, 1, 1)))
        stores.scores.publish(make_batch(agency_id="7301", as_of=date(year, 1, 1)))
    words = ("retention", "--home", str(home), "--json")
    assert run(*words, "--dry-run") == 0
    assert json.loads(capsys.readouterr().out)["rows"]["batches"] == 5
    assert stores.scores.latest("3372", as_of=date(2019, 6, 1)) is not None
    assert run(*words) == 0
    assert stores.scores.latest("3372", as_of=date(2021, 6, 1)) is None
    assert stores.scores.latest("3372").as_of == date(2026, 1, 1)
    assert stores.scores.latest("7301").as_of == date(2021, 1, 1)


def test_old_plans_go_and_the_newest_of_each_agency_stays(stores: Stores, home: Path) -> None:
    for agency, year in (("3372", 2019), ("7301", 2020), ("3372", 2026), ("7301", 2021)):
        made = {"agency_id": agency, "as_of": date(year, 1, 1), "made_by": "diklat"}
        stores.plans.add(**made, summary={}, sheets={})
    assert run("retention", "--home", str(home)) == 0
    left = {agency: stores.plans.newest(agency) for agency in ("3372", "7301")}
    assert {key: [one.as_of.year for one in plans] for key, plans in left.items()} == {
        "3372": [2026],
        "7301": [2021],
    }


def test_of_old_plans_the_one_that_counts_stays_whenever_it_was_made(
    stores: Stores, home: Path
) -> None:
    for year in (2021, 2020):
        made = {"agency_id": "3372", "as_of": date(year, 1, 1), "made_by": "diklat"}
        stores.plans.add(**made, summary={}, sheets={})
    assert run("retention", "--home", str(home)) == 0
    assert [one.as_of.year for one in stores.plans.newest("3372")] == [2021]


@pytest.mark.parametrize("person", ["12", "Éva", "a_%", 'b"c', "d\\e"])
def test_only_rows_of_the_person_leave_the_plans(person: str, stores: Stores) -> None:
    kept = {"agency_id": "3372", "as_of": date(2026, 1, 1), "made_by": "diklat", "summary": {}}
    other = {"employee_id": f"{person}3", "unit_id": person}
    for places in ([{"employee_id": person}, other], [other]):
        stores.plans.add(**kept, sheets={"places": places})
    assert stores.erasure.person(person, "3372")["plans"] == 1
    for head in stores.plans.newest("3372"):
        plan = stores.plans.plan(head.id)
        assert plan is not None
        assert plan.sheets == {"places": [other]}


@pytest.mark.parametrize(
    "words", [("erase", PERSON, "--agency", "3372"), ("retention",)], ids=["erase", "retention"]
)
def test_a_role_that_may_not_is_refused_and_logged(
    words: tuple[str, ...], home: Path, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BINA_ROLE", Role.ANALYST)
    assert run(*words, "--home", str(home)) == 1
    (look,) = stores.access_log.newest(limit=1)
    assert (look.account, look.allowed) == ("command line (analyst)", False)
    assert stores.scores.find(PERSON) != []


def test_writing_risks_to_a_file_is_a_look_that_is_checked(
    home: Path, stores: Stores, tmp_path: Path
) -> None:
    out = tmp_path / "skor.csv"
    words = ("score", "--as-of", "2026-01-01", "--out", str(out), "--home", str(home))
    assert run(*words, "--role", "hr_movement") == 1
    (look,) = stores.access_log.newest(limit=1)
    assert (look.action, look.allowed, look.route) == ("read_risk", False, "bina score")
    assert not out.exists()


def test_a_person_of_an_agency_without_scores_is_erased_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, home = tmp_path / "source", ("--home", str(tmp_path / "home"))
    source.mkdir()
    (source / "employees.csv").write_text("employee_id,agency_id,joined_on\np1,9,2010-01-01\n")
    (source / "assignments.csv").write_text("employee_id,started_on\np1,2010-01-01\n")
    assert run("import", str(source), "--ids-are-pseudonyms", *home) == 0
    account = ("account", "add", "budi", "--role", "employee", "--agency", "9", "--person", "p1")
    assert run(*account, *home) == 0
    assert run("erase", "p1", "--agency", "8", *home) == 1
    assert "agency 8 is not known here; known: 9" in capsys.readouterr().err
    assert run("erase", "p1", "--agency", "9", *home) == 0
    assert "erased from accounts: 1" in capsys.readouterr().out
