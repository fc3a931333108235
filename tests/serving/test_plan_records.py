"""A year's plan from real records: through the form and the API, read back, and made again."""

from __future__ import annotations

import re
import shutil
from datetime import date
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from features.home import Home
from features.importing.importer import import_source
from features.sample import make_agency
from features.sources.frames import FrameSource
from models.plan import what_if
from models.rules.book import packaged
from serving.language import language
from serving.learning_schemas import PlanIn
from serving.options import MOST_RUPIAH
from serving.pages import plans
from serving.plans import ask_for_plan
from serving.store import Stores
from serving.tasks import checked
from serving.worker import perform
from tests.serving.agency import SignIn
from tests.serving.test_pages import shown

DAY = date(2026, 1, 1)
BUDGET = 60_000_000
KEYS = ["employee_id", "offering_id"]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of a small invented agency, under the number of the published batch."""
    made = make_agency(employees=120, until=DAY).tables
    offers = made["offerings"]
    ahead = offers[offers["starts_on"] >= pd.Timestamp(DAY)].sort_values("starts_on")
    few = {**made, "offerings": ahead.head(25)}
    tables = {
        name: table.assign(agency_id="3372") if "agency_id" in table else table
        for name, table in few.items()
    }
    home = Home(tmp_path_factory.mktemp("planned"))
    import_source(FrameSource(tables), home, today=DAY, ids_are_pseudonyms=True, origin="sample")
    return home.path


@pytest.fixture(autouse=True)
def imported(home: Path, records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home of the test with those records, and few budgets to compare."""
    shutil.copytree(records, home, dirs_exist_ok=True)
    monkeypatch.setattr(what_if, "CURVE", (0.5, 1.0))


def sheet(plan: dict[str, dict[str, list[dict[str, object]]]], name: str) -> pd.DataFrame:
    return pd.DataFrame(plan["sheets"][name])


def test_a_plan_made_by_a_program_holds_its_limits_and_is_made_again(api: SignIn) -> None:
    client = api("diklat")
    made = client.post("/v1/plans", json={"budget": BUDGET})
    assert made.status_code == 200
    summary = made.json()["summary"]
    plan = client.get(f"/v1/plans/{made.json()['id']}").json()
    places, classes = sheet(plan, "places"), sheet(plan, "classes").set_index("offering_id")
    assert len(places) == summary["places"] > 0
    assert places["employee_id"].nunique() == summary["people"]
    assert places["cost"].sum() == pytest.approx(summary["cost"])
    assert summary["cost"] <= BUDGET
    taken = places.groupby("offering_id").size()
    assert (taken <= classes["seats"].reindex(taken.index)).all()
    assert classes["taken"].sum() == len(places)
    assert places.groupby("employee_id").size().max() <= summary["per_person"]
    waiting = sheet(plan, "waiting")
    assert len(waiting) == summary["waiting"] > 0
    held = pd.MultiIndex.from_frame(places[["employee_id", "course_id"]])
    waits = pd.MultiIndex.from_frame(waiting[["employee_id", "course_id"]])
    assert not held.isin(waits).any()
    assert waiting.groupby("offering_id")["place"].min().eq(1).all()

    again = client.post("/v1/plans", json={"budget": BUDGET, "seed": 99, "previous": plan["id"]})
    assert again.json()["summary"]["moved"] == 0, "nothing has changed but the lottery"
    less = client.post("/v1/plans", json={"budget": BUDGET / 2, "previous": plan["id"]}).json()
    kept = sheet(client.get(f"/v1/plans/{less['id']}").json(), "places")
    stays = pd.MultiIndex.from_frame(kept[KEYS]).isin(pd.MultiIndex.from_frame(places[KEYS]))
    assert less["summary"]["cost"] <= BUDGET / 2
    assert stays.mean() > 0.8, "with half the money most of those who stay keep their class"
    assert less["summary"]["moved"] == len(places) - stays.sum()


def test_the_form_makes_the_same_plan_and_its_page_and_workbook_say_so(
    browser: SignIn, stores: Stores
) -> None:
    client = browser("diklat")
    key = re.search(r'name="kunci" value="([^"]+)"', client.get("/rencana").text)
    assert key
    form = {"kunci": key[1], "anggaran": f"{BUDGET:,}".replace(",", "."), "kelas": "2"}
    answer = client.post("/rencana", data={**form, "pergi": "25", "dasar": "50"})
    assert answer.status_code == 303
    (number,) = re.findall(r"/rencana/(\d+)", answer.headers["location"])
    kept = stores.plans.plan(int(number))
    assert kept is not None
    page = client.get(f"/rencana/{number}").text
    assert f"{kept.summary['places']} tempat untuk {kept.summary['people']}" in shown(page)
    tried = kept.sheets["what if"]
    assert page.count("<title>Rp ") == len(tried) > 1
    for row in tried:
        assert page.count(f"Rp {language('id').number(row['budget'])}") >= 2
    assert "angka yang sama ada pada tabel di bawah" in page
    copy = client.get(f"/rencana/{number}/rencana.xlsx")
    book = pd.read_excel(BytesIO(copy.content), sheet_name=None, engine="calamine")
    people = [row["employee_id"] for row in kept.sheets["places"]]
    assert book["Tempat"]["Pegawai"].tolist() == people
    assert len(book) == len(kept.sheets)
    rules = {rule.id for rule in packaged().rules}
    cells = [one for sheet in book.values() for one in (*sheet.columns, *sheet.to_numpy().flat)]
    texts = {one for one in cells if isinstance(one, str)} - rules
    assert not [one for one in texts if " / " in one or re.fullmatch("[a-z]+(_[a-z]+)+", one)]

    assert f'<option value="{number}">' in client.get("/rencana").text
    further = client.post("/rencana", data={**form, "lanjutan": number})
    page = shown(client.get(further.headers["location"]).text)
    assert "0 tempat dari rencana sebelumnya tidak dipertahankan" in page


def test_for_many_people_the_form_asks_for_a_job_that_its_page_tells_of(
    browser: SignIn, stores: Stores, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser("diklat")
    monkeypatch.setattr(plans, "MOST_PEOPLE", 10)
    page = client.get("/rencana").text
    assert "disusun di latar belakang" in page
    key = re.search(r'name="kunci" value="([^"]+)"', page)
    assert key
    limits = {"kelas": "1", "pergi": "30", "dasar": "0", "per_unit": "true"}
    form = {"kunci": key[1], "anggaran": f"{BUDGET:,}".replace(",", "."), **limits}
    wrong = client.post("/rencana", data={**form, "lanjutan": "999"})
    assert (wrong.status_code, stores.jobs.newest(limit=1)) == (404, [])
    answer = client.post("/rencana", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/rencana?pantau=1")
    assert client.post("/rencana", data=form).headers["location"] == answer.headers["location"]
    assert len(stores.jobs.newest(limit=9)) == 1, "pressing twice asks once"
    watched = client.get(answer.headers["location"])
    assert watched.headers["Refresh"]
    assert "menunggu" in shown(watched.text)

    job = stores.jobs.take("w")
    assert job is not None
    assert job.asked_by == "diklat"
    perform(home, job.id, "w")
    (head,) = [one for one in stores.plans.newest("3372") if one.made_by == "diklat"]
    assert head.summary["budget"] == BUDGET
    asked = {name: head.summary[name] for name in ("per_person", "away_share", "floor_share")}
    assert asked == {"per_person": 1, "away_share": 0.3, "floor_share": 0.0}
    assert "unit_id" in head.summary["floor_groups"]
    done = client.get("/rencana?pantau=1")
    assert "Refresh" not in done.headers
    assert "Rencana yang sedang disusun" not in done.text
    assert f"/rencana/{head.id}" in done.text

    client.post("/rencana", data={**form, "lanjutan": str(head.id)})
    job = stores.jobs.take("w")
    assert job is not None
    perform(home, job.id, "w")
    assert stores.plans.newest("3372")[0].summary["moved"] == 0


def test_a_budget_is_refused_in_the_form_where_the_job_would_refuse_it(
    browser: SignIn, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser("diklat")
    monkeypatch.setattr(plans, "MOST_PEOPLE", 10)
    key = re.search(r'name="kunci" value="([^"]+)"', client.get("/rencana").text)
    assert key
    form = {"kunci": key[1], "anggaran": f"{MOST_RUPIAH + 1:.0f}"}
    answer = client.post("/rencana", data=form)
    assert (answer.status_code, stores.jobs.newest(limit=1)) == (422, [])
    assert "terlalu besar atau terlalu akhir" in answer.text
    assert client.post("/rencana", data={**form, "anggaran": f"{MOST_RUPIAH:.0f}"}).is_redirect
    (job,) = stores.jobs.newest(limit=1)
    assert checked("plan", job.arguments)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"budget": 1e14}, "budget harus berupa jumlah rupiah"),
        ({"as_of": "1950-01-01"}, "Belum ada pegawai dalam catatan sebelum 1 Januari 1950"),
    ],
)
def test_why_a_plan_failed_is_read_in_the_language_of_the_page(
    asked: dict[str, object], words: str, browser: SignIn, stores: Stores, home: Path
) -> None:
    given = {"agency": "3372", "as_of": "2026-01-01", "budget": 1.0, "by": "diklat"}
    stores.jobs.ask("plan", given | asked, account="diklat")
    job = stores.jobs.take("w")
    assert job is not None
    perform(home, job.id, "w")
    assert words in shown(browser("diklat").get("/rencana").text)


def test_looks_at_plans_are_lines_of_their_agency(browser: SignIn, stores: Stores) -> None:
    client = browser("diklat")
    summary = {"budget": 1.0, "cost": 0.0, "places": 0, "n_gaps": 0}
    given = {"as_of": DAY, "made_by": "diklat", "summary": summary, "sheets": {"places": []}}
    number = stores.plans.add(agency_id="3372", **given)
    for path in ("/rencana", f"/v1/plans/{number}", f"/rencana/{number}/rencana.xlsx"):
        client.get(path)
        (look,) = stores.access_log.newest(limit=1)
        assert look.agency_id == "3372", path


def test_a_job_whose_earlier_plan_is_gone_says_so_on_the_page(
    browser: SignIn, stores: Stores, home: Path
) -> None:
    asked = PlanIn(budget=BUDGET, previous=999)
    ask_for_plan(stores.jobs, "3372", date(2026, 1, 1), asked, account="diklat")
    job = stores.jobs.take("w")
    assert job is not None
    perform(home, job.id, "w")
    page = shown(browser("diklat").get("/rencana").text)
    assert "Tidak ada rencana dengan nomor ini." in page


def test_a_plan_after_one_that_does_not_exist_is_refused(api: SignIn) -> None:
    answer = api("diklat").post("/v1/plans", json={"budget": 1, "previous": 999})
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:bina:problem:unknown-plan")
