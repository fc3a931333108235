"""Jobs: one worker has each, they end told, and what was left is taken again."""

from __future__ import annotations

import html
import signal
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from features.families import FEATURES
from features.home import Generation, Home, Part
from features.importing.home_rules import HOME_RULES
from features.prevented import Prevented
from features.problems import BadInput, problem
from serving.database import Database, store_url
from serving.installation import Installation
from serving.jobs import train
from serving.phrases import GATE
from serving.score import AHEAD
from serving.store import Stores
from serving.store.jobs import SILENCE, Job, JobStore, jobs
from serving.tasks import checked, do_import
from serving.told import Told
from serving.worker import HOME_WORDS, Worker, _reason, perform, perform_apart
from tests.serving.agency import FakeChampion, SignIn
from tests.serving.test_access import key_of
from tests.serving.test_cli import run

SCORE = {"as_of": "2026-01-01"}
PLAN = {**SCORE, "budget": 5e8}


def test_the_oldest_job_is_taken_once(stores: Stores) -> None:
    first = stores.jobs.ask("score", SCORE, account="admin")
    second = stores.jobs.ask("collect", {}, account="admin")
    taken = [stores.jobs.take(name) for name in ("a", "b", "c")]
    assert [job and job.id for job in taken] == [first, second, None]
    assert taken[0] is not None
    assert taken[0].arguments == SCORE


def test_many_workers_never_take_the_same_job(stores: Stores) -> None:
    asked = {stores.jobs.ask("collect", {}, account="admin") for _ in range(12)}
    taken: list[Job] = []

    def work(name: str) -> None:
        while job := stores.jobs.take(name):
            taken.append(job)

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(job.id for job in taken) == sorted(asked)


def fall_silent(home: Path) -> None:
    """Let the worker of every job be gone for some time."""
    database = Database(store_url(home))
    with database.writing() as connection:
        before = datetime.now(UTC) - 2 * SILENCE
        connection.execute(update(jobs).values(heard_at=before))
    database.close()


def test_a_job_that_ends_the_service_again_and_again_fails(
    stores: Stores, home: Path, browser: SignIn
) -> None:
    number = stores.jobs.ask("score", SCORE, account="admin")
    stores.jobs.take("stopped")
    stores.jobs.end(number, "stopped", "waiting")
    for worker in ("one", "two", "three"):
        taken = stores.jobs.take(worker)
        assert taken is not None
        fall_silent(home)
    worker = Worker(home, lambda: stores)
    worker.start()
    assert wait_for(stores.jobs, number, "failed").losses == 3
    worker.stop()
    assert "Layanan tiga kali terhenti" in browser("auditor").get("/pekerjaan").text


def test_a_job_that_lost_its_worker_is_taken_again(stores: Stores, home: Path) -> None:
    number = stores.jobs.ask("score", SCORE, account="admin")
    stores.jobs.take("gone")
    assert stores.jobs.take("other") is None
    fall_silent(home)
    again = stores.jobs.take("other")
    assert again is not None
    assert again.id == number
    assert not stores.jobs.tell(number, "gone", share=0.5)
    stores.jobs.end(number, "gone", "done", result=Told("too late"))
    assert stores.jobs.numbered(number) == again


def test_cancelling_ends_what_waits_and_tells_what_runs(stores: Stores) -> None:
    running = stores.jobs.ask("score", SCORE, account="admin")
    waiting = stores.jobs.ask("collect", {}, account="admin")
    stores.jobs.take("a")
    assert stores.jobs.tell(running, "a", step="reading", share=0.2)
    assert stores.jobs.cancel(running)
    assert stores.jobs.cancel(waiting)
    assert not stores.jobs.tell(running, "a")
    assert not stores.jobs.cancel(waiting)
    states = {job.id: job.state for job in stores.jobs.newest(limit=5)}
    assert states == {running: "running", waiting: "cancelled"}


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [("score", {}), ("score", {"as_of": "x", "more": 1}), ("collect", {"x": 1}), ("erase", {})],
)
def test_a_job_takes_what_it_needs_and_no_more(kind: str, arguments: dict[str, object]) -> None:
    with pytest.raises(Prevented):
        checked(kind, arguments)


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        ("score", {"as_of": "tomorrow"}, "as_of must be a day such as"),
        ("train", {"until": "01-02-2026"}, "until must be a day such as"),
        ("train", {"until": "2026-01-01", "horizon_days": "3"}, "horizon_days must be"),
        ("score", {**SCORE, "contract_ceiling": "ya"}, "contract_ceiling must be yes"),
        ("plan", {"as_of": "2026-01-01", "budget": "nan"}, "budget must be"),
        ("plan", {"as_of": "2026-01-01", "budget": "-5"}, "budget must be"),
        ("plan", {"as_of": "2026-01-01", "budget": "banyak"}, "budget must be"),
        ("plan", {**PLAN, "per_person": "6"}, "per_person must be a number from 1 to 5"),
        ("plan", {**PLAN, "away_share": "25%"}, "away_share must be a share from 0 to 1"),
        ("plan", {**PLAN, "floor_share": "nan"}, "floor_share must be a share from 0 to 1"),
        ("plan", {**PLAN, "unit_floors": "true"}, "unit_floors must be yes"),
        ("plan", {**PLAN, "previous": "kedua"}, "previous must be the number of a plan"),
    ],
)
def test_values_that_a_job_cannot_use_are_refused_when_it_is_asked_for(
    kind: str, arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(Prevented, match=message):
        checked(kind, arguments)


def test_what_prevents_a_job_is_told_where_it_is_watched(stores: Stores, home: Path) -> None:
    number = stores.jobs.ask("score", SCORE, account="admin")
    stores.jobs.take("a")
    perform(home, number, "a")
    ended = stores.jobs.numbered(number)
    assert ended is not None
    assert (ended.state, "bina import SOURCE" in str(ended.result)) == ("failed", True)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("key_missing", "kunci"),
        ("disk_full", "ruang penyimpanan"),
        ("overtaken", "impor lain telah selesai"),
    ],
)
def test_what_keeps_a_home_from_taking_records_in_is_told_with_its_way_out(
    rule: str, words: str, browser: SignIn, stores: Stores
) -> None:
    number = stores.jobs.ask("collect", {}, account="admin")
    stores.jobs.take("a")
    reason = _reason(BadInput([problem(rule, file="x", detail="y")]))
    stores.jobs.end(number, "a", "failed", result=reason)
    page = html.unescape(browser("auditor").get("/pekerjaan").text)
    assert words in page
    assert "bina check" not in page


def test_everything_that_keeps_a_home_from_taking_records_in_has_words_for_jobs() -> None:
    assert set(HOME_WORDS) == set(HOME_RULES)


def test_days_are_told_as_the_pages_tell_them(browser: SignIn, stores: Stores) -> None:
    number = stores.jobs.ask("score", SCORE, account="admin")
    stores.jobs.take("a")
    error = Prevented(AHEAD, until=date(2026, 1, 1), day=date(2025, 6, 1), iso="2025-06-01")
    assert "until 2026-01-01; scores as of 2025-06-01 would" in str(error)
    stores.jobs.end(number, "a", "failed", result=_reason(error))
    page = html.unescape(browser("auditor").get("/pekerjaan").text)
    assert "sampai 1 Januari 2026, sehingga skor per 1 Juni 2025" in page
    assert "--until 2025-06-01" in page


def test_no_nip_gets_onto_the_card_by_a_waiver(tmp_path: Path) -> None:
    with pytest.raises(Prevented, match="NIP in the waiver"):
        train(
            Home(tmp_path),
            until=date(2026, 1, 1),
            horizon_days=365,
            step=lambda _what, _share: None,
            waiver="Disetujui 19800101 200501 1 001",
        )


OUTCOMES = {
    "no records in %(home)s; bring some in with: bina import SOURCE": ({"home": "/srv"}, "/srv"),
    "Version %(version)s is trained. %(verdict)s": (
        {"version": "4", "verdict": GATE["not_worse"]},
        "Versi 4 selesai dilatih. Digunakan;",
    ),
    "%(people)s people": ({"people": 12345}, "12.345 pegawai"),
}


@pytest.mark.parametrize("text", OUTCOMES)
def test_what_a_job_told_is_read_in_indonesian(text: str, browser: SignIn, stores: Stores) -> None:
    values, words = OUTCOMES[text]
    number = stores.jobs.ask("score", SCORE, account="admin")
    stores.jobs.take("a")
    stores.jobs.tell(number, "a", step="2 of 7 agencies, about 20 s left", share=0.3)
    assert "2 dari 7 instansi" in browser("auditor").get("/pekerjaan").text
    stores.jobs.end(number, "a", "done", result=Told(text, values))
    page = html.unescape(browser("auditor").get("/pekerjaan").text)
    assert words in page
    assert str(Told(text, values)) not in page
    assert str(Told(text, values)) in html.unescape(
        browser("auditor").get("/pekerjaan?bahasa=en").text
    )


def test_ctrl_c_leaves_the_job_to_the_worker_that_ends_it(
    stores: Stores, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The terminal tells every process of the service; a job that broke off itself would fail."""
    told: list[tuple[int, object]] = []
    monkeypatch.setattr("signal.signal", lambda number, way: told.append((number, way)))
    number = stores.jobs.ask("score", SCORE, account="admin")
    stores.jobs.take("a")
    perform_apart(home, number, "a")
    assert told == [(signal.SIGINT, signal.SIG_IGN)]
    ended = stores.jobs.numbered(number)
    assert ended is not None
    assert ended.state == "failed"


def test_only_the_inbox_can_be_imported_from(stores: Stores, home: Path) -> None:
    (home / "inbox").mkdir()
    for source in ("../store.sqlite", "/etc/passwd", ".hidden", "nothing.csv"):
        number = stores.jobs.ask("import", {"source": source}, account="admin")
        stores.jobs.take("a")
        perform(home, number, "a")
        ended = stores.jobs.numbered(number)
        assert ended is not None
        assert (ended.state, "inbox" in str(ended.result)) == ("failed", True)


@pytest.mark.parametrize(("said", "kept"), [("yes", True), ("", False)])
def test_pseudonyms_in_the_inbox_are_kept_where_they_are_said_to_be_some(
    said: str, kept: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox" / "daftar"
    folder.mkdir(parents=True)
    (folder / "employees.csv").write_text("employee_id,agency_id,joined_on\np1,a,2010-01-01\n")
    (folder / "assignments.csv").write_text("employee_id,started_on\np1,2010-01-01\n")
    do_import(tmp_path, lambda _what, _share: None, source="daftar", pseudonyms=said)
    (person,) = Home(tmp_path).frames("a")["employees"]["employee_id"]
    assert (person == "p1") is kept


def wait_for(store: JobStore, number: int, *states: str) -> Job:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        job = store.numbered(number)
        assert job is not None
        if job.state in states:
            return job
        time.sleep(0.1)
    raise AssertionError(f"the job is still {job.state}")


def test_the_worker_does_jobs_in_processes_and_gives_back_what_it_leaves(
    stores: Stores, home: Path
) -> None:
    installation = Installation(home, load_champion=lambda _home: None)
    number = stores.jobs.ask("collect", {}, account="admin")
    worker = Worker(home, installation.stores)
    worker.start()
    ended = wait_for(stores.jobs, number, "failed", "done")
    assert (ended.state, "no records" in str(ended.result)) == ("failed", True)
    left = stores.jobs.ask("collect", {}, account="admin")
    wait_for(stores.jobs, left, "running")
    worker.stop()
    assert wait_for(stores.jobs, left, "waiting").ended_at is None
    installation.close()


def with_records(home: Path, *, first_joined: str) -> None:
    """Put somebody's first day into the home, as an import leaves it."""
    part = Part("employees", "3372")
    file = Home(home).records / "one" / part.file
    file.parent.mkdir(parents=True)
    days = pd.to_datetime([first_joined, "2024-05-01"])
    frame = pd.DataFrame({"employee_id": ["a", "b"], "agency_id": "3372", "joined_on": days})
    frame.to_parquet(file)
    pointer = Generation("one", "imported", {part: 2}).as_json()
    Home(home).pointer.write_text(pointer, encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [
        ("score", "1900-01-01", "1 Maret 2010"),
        ("train", "1900-01-01", "1 Maret 2010"),
        ("plan", "2010-03-01", "1 Maret 2010"),
        ("score", "2025-06-01", "masa depan"),
    ],
)
def test_the_page_refuses_what_cannot_succeed_and_says_why(
    kind: str, day: str, words: str, *, browser: SignIn, stores: Stores, home: Path, app: FastAPI
) -> None:
    admin = browser("auditor")
    form = {"kunci": key_of(admin.get("/pekerjaan").text), "jenis": kind, "tanggal": day}
    answer = admin.post("/pekerjaan", data=form)
    assert (answer.status_code, "Belum ada data pegawai" in answer.text) == (422, True)
    with_records(home, first_joined="2010-03-01")
    champion = FakeChampion({"until": "2026-01-01"})
    app.state.installation = Installation(home, load_champion=lambda _home: champion)
    answer = admin.post("/pekerjaan", data=form)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert f'value="{day}"' in answer.text
    assert stores.jobs.newest(limit=5) == []


def test_what_waits_may_bring_what_is_missing(browser: SignIn, stores: Stores) -> None:
    admin = browser("auditor")
    stores.jobs.ask("import", {"source": "pegawai.csv"}, account="auditor")
    key = {"kunci": key_of(admin.get("/pekerjaan").text)}
    assert admin.post("/pekerjaan", data=key | {"jenis": "train"}).status_code == 303


def test_the_page_starts_watches_and_cancels(
    browser: SignIn, stores: Stores, home: Path, app: FastAPI
) -> None:
    with_records(home, first_joined="2010-03-01")
    champion = FakeChampion({"until": "2026-01-01"})
    app.state.installation = Installation(home, load_champion=lambda _home: champion)
    admin = browser("auditor")
    page = admin.get("/pekerjaan")
    assert "Kotak masuk kosong" in page.text
    form = {"kunci": key_of(page.text), "jenis": "score", "tanggal": "2026-01-01"}
    assert "versi Bina lain" in admin.post("/pekerjaan", data=form).text
    champion.feature_names = tuple(FEATURES)
    assert admin.post("/pekerjaan", data=form).headers["location"] == "/pekerjaan?pantau=1"
    (job,) = stores.jobs.newest(limit=5)
    assert (job.kind, job.arguments, job.asked_by) == ("score", SCORE, "auditor")
    watched = admin.get("/pekerjaan?pantau=1")
    assert watched.headers["refresh"] == "5"
    assert "menunggu" in watched.text
    key = {"kunci": form["kunci"]}
    assert admin.post(f"/pekerjaan/{job.id}/batal", data=key).status_code == 303
    assert admin.post(f"/pekerjaan/{job.id}/batal", data=key).status_code == 404
    assert "dibatalkan" in admin.get("/pekerjaan").text
    admin.post("/pekerjaan", data=form | {"batas_skor": "yes"})
    assert stores.jobs.newest(limit=1)[0].arguments == SCORE | {"contract_ceiling": "yes"}
    admin.post("/pekerjaan", data=form | {"jenis": "plan", "anggaran": "5"})
    assert stores.jobs.newest(limit=1)[0].arguments["by"] == "auditor", "named as its maker"
    for wrong in ({"jenis": "erase"}, {"jenis": "import", "berkas": "../x"}):
        assert admin.post("/pekerjaan", data={**key, **wrong}).status_code == 422
    (home / "inbox").mkdir()
    (home / "inbox" / "pegawai.csv").write_text("x")
    assert "pegawai.csv" in admin.get("/pekerjaan").text


def test_jobs_are_for_administrators(browser: SignIn, stores: Stores) -> None:
    assert browser("petugas").get("/pekerjaan").status_code == 403
    answer = browser("petugas").post("/pekerjaan", data={"jenis": "collect"})
    assert answer.status_code == 403
    assert stores.jobs.newest(limit=1) == []


def test_the_command_starts_lists_and_cancels(
    home: Path, stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ("--home", str(home))
    assert run("jobs", "start", "score", "as_of=2026-01-01", *place) == 0
    assert run("jobs", "list", *place) == 0
    assert "score" in capsys.readouterr().out
    (job,) = stores.jobs.newest(limit=5)
    assert run("jobs", "cancel", str(job.id), *place) == 0
    assert run("jobs", "cancel", str(job.id), *place) == 1
    assert run("jobs", "start", "score", *place) == 1
    assert run("jobs", "start", "score", "as_of", *place) == 2
