"""The model card: the same content for people and programs, in both languages."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from models.turnover import CANDIDATES as TRAINED
from serving.installation import Installation
from serving.language import language
from serving.model_card import card_out, pictures_of
from serving.phrases import CANDIDATES, GATE, LIMITS, REFUSALS
from serving.purposes import Role
from serving.store import Stores
from tests.serving.agency import CARD, INPUTS, PASSWORD, FakeChampion, SignIn
from training import gate as gate_module
from training.card import LIMITS as LIMITS_OF_CARDS
from training.turnover import TUNED


def shown(page: str) -> str:
    """Return the text of a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def champion(app: FastAPI) -> FakeChampion:
    """A model in use."""
    made = FakeChampion()
    home = app.state.installation.home
    app.state.installation = Installation(home, load_champion=lambda _home: made)
    return made


@pytest.mark.usefixtures("champion")
@pytest.mark.parametrize("code", ["id", "en"])
def test_page_and_api_say_the_same(api: SignIn, browser: SignIn, code: str) -> None:
    card = api("admin").get(f"/v1/models/turnover?bahasa={code}").json()
    raw = browser("admin").get(f"/model?bahasa={code}").text
    page = shown(raw)
    spoken = language(code)
    texts = [card["candidate_text"], card["gate_text"], *card["limits"], *card["rules"]]
    groups = [group["family_text"] for group in card["inputs"]]
    labels = [one["label"] for group in card["inputs"] for one in group["items"]]
    for text in (*texts, *groups, *labels, spoken.number(card["n_people"]), "0.71"[-2:]):
        assert text in page
    assert sum(group["n_items"] for group in card["inputs"]) == len(INPUTS)
    assert raw.count(f"<title>{spoken.text('Risk')}: ") == len(card["calibration"]) == 10
    assert page.count("4,000" if code == "en" else "4.000") == 3


@pytest.mark.usefixtures("champion")
def test_what_cannot_be_worked_out_is_null(api: SignIn) -> None:
    card = api("admin").get("/v1/models/turnover").json()
    assert [row["lift_top"] for row in card["figures"]] == [None, None]
    assert card["back_test"][0]["origin"] == "2024-06-01"
    assert card["refusal"] is card["refusal_text"] is None


@pytest.mark.usefixtures("champion")
@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_may_sign_in_may_read_the_card(
    browser: SignIn, stores: Stores, role: Role
) -> None:
    stores.accounts.create("pembaca", roles=[role], password=PASSWORD)
    page = browser("pembaca").get("/model")
    assert page.status_code == 200
    links = set(re.findall(r'<a href="(/\w*)"', page.text))
    assert ("/akses" in links) == (role in (Role.ADMIN, Role.AUDITOR))
    assert "/model" in links


def test_without_a_model_the_page_says_how_to_train(api: SignIn, browser: SignIn) -> None:
    assert "bina train turnover" in browser("admin").get("/model").text
    answer = api("admin").get("/v1/models/turnover")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:bina:problem:no-champion")


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_a_refusal_is_explained_and_needs_no_figures(code: str) -> None:
    blank = {"figures": {}, "back_test": [], "calibration": []}
    refused = {**CARD, "refusal": code, "candidate": "base_rate", **blank}
    card = card_out(FakeChampion(refused), language("id"))
    assert card.refusal_text == language("id").text(REFUSALS[code])
    assert pictures_of(card, language("id")).calibration is None


def test_a_refusal_is_on_the_page(browser: SignIn, champion: FakeChampion) -> None:
    champion.card = {**CARD, "refusal": "no_signal", "calibration": [], "figures": {}}
    page = browser("admin").get("/model").text
    assert language("id").text(REFUSALS["no_signal"]) in html.unescape(page)
    assert "<svg" not in page.split("<main")[1]


def test_every_code_that_training_writes_has_words() -> None:
    training = Path(gate_module.__file__).parent
    gate = (training / "gate.py").read_text()
    assert set(re.findall(r'Verdict\(\w+, "(\w+)"', gate)) | {
        "not_worse",
        "worse_than_champion",
    } == set(GATE)
    turnover = (training / "turnover.py").read_text()
    assert set(re.findall(r'return "\w+_rate", "(\w+)"', turnover)) == set(REFUSALS)
    assert set(LIMITS_OF_CARDS) == set(LIMITS)
    assert set(TRAINED) | {"base_rate", TUNED} == set(CANDIDATES)


def test_another_champion_is_taken_up_without_a_restart(tmp_path: Path) -> None:
    loaded: list[Path] = []

    def load(home: Path) -> FakeChampion:
        loaded.append(home)
        return FakeChampion()

    installation = Installation(tmp_path, load_champion=load)
    registry = tmp_path / "mlflow.sqlite"
    registry.touch()
    installation.champion()
    installation.champion()
    assert len(loaded) == 1
    os.utime(registry, (1, 1))
    installation.champion()
    assert len(loaded) == 2
