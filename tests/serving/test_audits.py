"""The audits by group on pages, at the API and on the command line; the card as a file."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from serving import jobs
from serving.cli import app as commands
from serving.evidence import public_card
from serving.installation import Installation
from serving.language import language
from serving.published import Published
from serving.store import Stores
from tests.serving.agency import CARD, PASSWORD, FakeChampion, SignIn

SHARES = {"ratio": 0.5, "ratio_low": 0.3, "ratio_high": 0.7, "below": True, "surely_below": True}
GROUP = {
    "attribute": "sex",
    "people": 900,
    "n": 2000,
    "observed": 40,
    "rate": 0.02,
    "mean_risk": 0.021,
    "auc": 0.7,
    "auc_low": 0.6,
    "auc_high": 0.8,
    "expected": 42.0,
    "expected_to_observed": 1.05,
    "ratio_low": 0.8,
    "ratio_high": 1.4,
    "listed": 100,
    "listed_share": 0.05,
    "impact": 1.0,
    "impact_low": 0.8,
    "impact_high": 1.2,
    "below_four_fifths": False,
    "surely_below_four_fifths": False,
}
FEW = {**GROUP, "observed": 4, "auc": None, "auc_low": None, "auc_high": None}
PAIR = {**FEW, "attribute": "sex x age_band", "group": "f x below 30", "ratio_high": None}
AUDITED = {
    **CARD,
    "groups": {
        "rows": [{**GROUP, "group": "f"}, {**FEW, "group": "m"}, PAIR],
        "left_out": 3,
        "failures": [{"attribute": "sex", "group": "f", "what": "level"}],
    },
    "waiver": "Disepakati dengan dewan pegawai",
    "proxies": [
        {
            "attribute": "sex",
            "group": "f",
            "n": 900,
            "auc": 0.6,
            "auc_low": 0.5,
            "auc_high": 0.7,
            "rank_correlation": None,
            "list_kept": 0.9,
            "auc_of_risk": 0.7,
            "auc_without": None,
        }
    ],
    "mitigation": [
        {
            "attribute": "sex",
            "measure": "even_means",
            "listed": 200,
            "lowest_impact": None,
            "leavers": 12,
            "precision": 0.06,
        }
    ],
    "units": {
        "rows": [
            {
                "unit_id": "",
                "unit_name": "",
                "people": 60,
                "expected": 2.0,
                "observed": 3,
                "low": 0,
                "high": 5,
            }
        ],
        "inside": None,
        "n": 0,
    },
    "lists": [
        {
            "capacity": 40,
            "listed": 120,
            "left": 9,
            "expected": 8.0,
            "precision": 0.075,
            "precision_low": 0.04,
            "precision_high": 0.12,
            "lift": 3.6,
            "lift_low": 2.0,
            "lift_high": 6.0,
        }
    ],
    "lead": {"n": 12, "known_already": 3, "days_low": 60.0, "days": 90.0, "days_high": 200.0},
    "stability": [{"month": "2026-01-01", "n": 40, "kept": 0.9}],
    "quality": {
        "intervals": {"auc": {"n": 4000.0, "value": 0.7, "low": 0.6, "high": 0.8}},
        "brier": {
            "n": 4000.0,
            "score": 0.02,
            "reliability": 0.001,
            "resolution": 0.001,
            "uncertainty": 0.02,
        },
        "years": [
            {
                "origin": "2024-06-01",
                "n": 1500,
                "expected": 30.0,
                "observed": 8.0,
                "low": 4.0,
                "high": 14.0,
            }
        ],
        "times": [{"days": 90.0, "auc": 0.7, "n": 4000.0, "n_left": 12.0}],
        "concordance": {"n_pairs": 0.0, "value": float("nan")},
    },
}
CHANCES = {
    "n": 1200,
    "rows": [
        {
            "kind": "course",
            "attribute": "sex",
            "group": "f",
            "n": 700,
            "chosen": 200,
            "share": 0.286,
            "low": 0.25,
            "high": 0.32,
            **SHARES,
        }
    ],
    "left_out": 1,
    "missing": ["mentor"],
}


def shown(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def audited(app: FastAPI, stores: Stores) -> FakeChampion:
    """A model in use whose card has an audit, an audit of opportunities, and an auditor."""
    made = FakeChampion(AUDITED)
    home = app.state.installation.home
    app.state.installation = Installation(home, load_champion=lambda _home: made)
    Published(home, "opportunities").put("3372", date(2026, 1, 1), CHANCES)
    for role in ("auditor", "analyst"):
        stores.accounts.create(f"uji-{role}", roles=[role], password=PASSWORD)
    return made


@pytest.mark.usefixtures("audited")
@pytest.mark.parametrize("code", ["id", "en"])
def test_page_and_api_say_the_same(api: SignIn, browser: SignIn, code: str) -> None:
    groups = api("uji-auditor").get(f"/v1/audit/groups?bahasa={code}").json()
    chances = api("uji-analyst").get(f"/v1/audit/opportunities?bahasa={code}").json()
    page = shown(browser("uji-auditor").get(f"/audit?bahasa={code}").text)
    for row in (*groups["rows"], *groups["failures"], *groups["proxies"], *chances["rows"]):
        assert row["group_text"] in page
    for text in (groups["measures"][0]["measure_text"], groups["waiver"]):
        assert text in page
    assert language(code).text("surely below four fifths") in page


@pytest.mark.parametrize("name", ["atasan", "pegawai"])
def test_superiors_and_employees_read_no_audit(
    api: SignIn, browser: SignIn, audited: FakeChampion, name: str
) -> None:
    assert audited.card is AUDITED
    assert browser(name).get("/audit").status_code == 403
    assert api(name).get("/v1/audit/groups").status_code == 403


def test_without_audits_the_page_says_how_to_make_them(api: SignIn, browser: SignIn) -> None:
    page = shown(browser("admin").get("/audit").text)
    assert "bina train turnover" in page
    assert "bina audit opportunities" in page
    assert api("admin").get("/v1/audit/opportunities").status_code == 409


@pytest.mark.usefixtures("audited")
def test_the_card_shows_lists_years_and_the_waiver(api: SignIn, browser: SignIn) -> None:
    card = api("admin").get("/v1/models/turnover").json()
    assert card["evidence"]["concordance"] is None
    assert card["waiver"] in shown(browser("atasan").get("/model").text)
    page = shown(browser("atasan").get("/model?bahasa=en").text)
    assert "7.5% (4%–12%)" in page
    assert "Of 12 leavers" in page
    assert "fewer than ten" in page


def test_the_public_card_has_no_small_cells() -> None:
    public = public_card(AUDITED)
    assert [row["group"] for row in public["groups"]["rows"]] == ["f"]
    assert public["groups"]["left_out"] == 5
    assert (public["lists"], public["quality"]["years"], public["units"]) == ([], [], {})
    assert AUDITED["lists"]


def run(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(commands, list(words))
    return answer.exit_code, answer.output


def test_the_commands_say_what_the_page_says(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(jobs, "champion_of", lambda _home: FakeChampion(AUDITED))
    code, out = run("audit", "groups", "--home", str(home))
    assert code == 1
    assert "FAILS: sex f" in out
    code, out = run("audit", "groups", "--home", str(home), "--json")
    assert json.loads(out)["waiver"] == AUDITED["waiver"]
    whole, public = tmp_path / "card.html", tmp_path / "public.html"
    assert run("card", "--out", str(whole), "--home", str(home))[0] == 0
    assert run("card", "--out", str(public), "--public", "--home", str(home))[0] == 0
    text = whole.read_text(encoding="utf-8")
    assert text.count('<svg class="picture"') >= 1
    assert "laki-laki" in text
    assert "laki-laki" not in public.read_text(encoding="utf-8")
    assert "http" not in re.sub(r"<style>.*</style>", "", text, flags=re.DOTALL)
