"""Where the records hold no signal: no list, why, what would help, and facts instead."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from features.prevented import Prevented
from features.records import Records
from features.sample import make_agency
from models.turnover import CANDIDATES
from serving.app import create_app
from serving.database import store_url
from serving.installation import Installation
from serving.language import language
from serving.refusals import refusal_out
from serving.score import score
from serving.store import Stores
from serving.store.facts import by_quarter
from tests.serving.agency import PASSWORD
from training.card import card_of
from training.registry import Champion
from training.turnover import train_turnover

UNTIL = date(2026, 1, 1)


def only_the_simplest(patch: pytest.MonkeyPatch) -> None:
    """Leave out the candidates that take time: none of them finds what is not there."""
    for name in set(CANDIDATES) - {"tenure_rate"}:
        patch.delitem(CANDIDATES, name)


@pytest.fixture(scope="module")
def records() -> Records:
    """An agency in which everybody leaves by the same lot."""
    return Records.of(make_agency(employees=260, effect=0.0, until=UNTIL).tables)


@pytest.fixture(scope="module")
def champion(records: Records) -> Champion:
    """What training made of it."""
    with pytest.MonkeyPatch.context() as patch:
        only_the_simplest(patch)
        trained = train_turnover([records], until=UNTIL)
    assert trained.n_events > 40, "not for want of departures"
    assert trained.refusal == "no_signal"
    return Champion(version="1", model=trained.model, card={**card_of(trained), "gate": ""})


@pytest.fixture(scope="module")
def home(records: Records, champion: Champion, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with its scores, and an account whose task is care."""
    made = tmp_path_factory.mktemp("lot")
    batch = score(records, champion, agency_id="3372", as_of=UNTIL, horizon_days=365)
    with Stores.open(store_url(made)) as stores:
        stores.scores.publish(batch)
        stores.accounts.create("petugas", roles=["hr_care"], password=PASSWORD)
    return made


def test_a_model_of_another_version_is_said_to_be_one(records: Records, champion: Champion) -> None:
    older = copy(champion.model)
    older.feature_names_ = champion.feature_names[1:]
    other = replace(champion, model=older)
    with pytest.raises(Prevented, match=f"{champion.feature_names[0]}.*bina train turnover"):
        score(records, other, agency_id="3372", as_of=UNTIL, horizon_days=365)


@pytest.fixture
def client(home: Path, champion: Champion) -> Iterator[TestClient]:
    """Somebody whose task is care, in a browser and at the API."""
    with Stores.open(store_url(home)) as stores:
        account = stores.accounts.named("petugas")
        assert account is not None
        session = stores.accounts.open_session(account)
        token = stores.accounts.issue_token("petugas", name="uji")
    app = create_app(home)
    app.state.installation = Installation(home, load_champion=lambda _home: champion)
    with TestClient(app, follow_redirects=False) as made:
        made.cookies.set("bina_session", session)
        made.headers["Authorization"] = f"Bearer {token}"
        yield made
    app.state.installation.close()


def shown(page: str) -> str:
    """Return the text of a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_model_no_better_than_the_base_rate_names_nobody(client: TestClient) -> None:
    page = client.get("/", headers={"Accept": "text/html"}).text
    assert "/pegawai/" not in page
    text = shown(page)
    for said in (
        "Risiko perorangan tidak ditampilkan",
        "tidak ada model yang cukup baik membedakan",
        "catatan pegawai berhenti atas permintaan sendiri cukup untuk mencoba",
        "pegawai lagi dengan angka berhenti sekarang",
        "Kontrak berakhir dalam satu tahun",
        "Lima tahun atau lebih memegang jabatan sekarang",
        "Pensiun per triwulan menurut kalender",
        "Triwulan 1 tahun 2026",
    ):
        assert said in text
    assert client.get("/v1/care-list").json()["items"] == []


def test_the_facts_at_the_api_are_those_of_the_page(client: TestClient) -> None:
    found = client.get("/v1/facts").json()
    assert found["refusal"]["code"] == "no_signal"
    assert found["refusal"]["events"] > 0
    assert found["refusal"]["notes"]
    assert [one["starts_on"] for one in found["retirements"]][:2] == ["2026-01-01", "2026-04-01"]
    assert len(found["retirements"]) == 12
    text = shown(client.get("/", headers={"Accept": "text/html"}).text)
    for name, label in (
        ("newly_placed", "Kurang dari satu tahun memegang jabatan sekarang"),
        ("contract_due", "Kontrak berakhir dalam satu tahun"),
        ("two_years_without_training", "Dua tahun tanpa pelatihan, atau tidak ada yang tercatat"),
    ):
        assert re.search(rf"{label}[^0-9]*{found[name]} ", text)


def test_the_card_says_what_would_help(client: TestClient) -> None:
    card = client.get("/v1/models/turnover").json()
    assert card["refusal"] == "no_signal"
    assert any("sekitar" in note for note in card["refusal_notes"])


def test_every_refusal_has_words_in_both_languages() -> None:
    learned = {"n_events": 12, "n_people": 640}
    cases = (
        ("no_voluntary_exits", {"events": 40, "years": None, "people": None}, "diregel"),
        ("too_few_events", {"events": 28, "years": 4.75, "people": 1490}, "4,8"),
        ("too_few_events", {"events": 28, "years": None, "people": 1490}, "sepuluh tahun"),
        ("too_short_a_history", {"events": None, "years": 0.5, "people": None}, "0,5"),
        ("no_lift", {"events": None, "years": None, "people": None}, "penilaian kinerja"),
    )
    for code, lacking, said in cases[1:]:
        found = {"code": code, **learned, **lacking}
        indonesian, english = (refusal_out(found, language(one)) for one in ("id", "en"))
        assert said in " ".join(indonesian.notes)
        assert indonesian.text != english.text
        assert "%(" not in " ".join([*indonesian.notes, *english.notes])
    none = refusal_out({"code": cases[0][0], **learned, **cases[0][1]}, language("id"))
    assert "Selama belum ada" in none.notes[-1]


def test_retirements_are_counted_by_quarter() -> None:
    days = [(date(2026, 2, 1), 2), (date(2026, 3, 31), 1), (date(2026, 4, 1), 5)]
    days += [(date(2028, 12, 31), 7), (date(2029, 1, 1), 9), (date(2025, 12, 31), 4)]
    found = by_quarter(days, date(2026, 1, 15))
    assert [one.n for one in found] == [3, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]
    assert (found[0].starts_on, found[-1].starts_on) == (date(2026, 1, 1), date(2028, 10, 1))
