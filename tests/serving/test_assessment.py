"""The impact assessment and the public record say what runs here, and nothing about anybody."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from features.tables import TABLES
from serving.assessment import SENSITIVE, assess, purposes, write_assessment
from serving.language import LOCALES, language
from serving.purposes import EVERYBODY, PERMISSIONS, Action, Purpose
from serving.record_words import SENSITIVE_WORDS
from serving.store import Stores
from serving.wording import action_text
from tests.serving.agency import FakeChampion, SignIn, pseudonym
from tests.serving.test_cli import run
from tests.serving.test_jobs import with_records


def text_of(page: str) -> str:
    """Return what a reader sees."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_the_figures_are_those_of_the_installation(
    stores: Stores, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BINA_SCORES_VALID_DAYS", "31")
    stores.objections.open(pseudonym(3), agency_id="3372", account="a", text="x")
    found = assess(home, stores, FakeChampion())
    assert (found.people, found.agencies, found.valid_days, found.inputs) == (60, 1, 31, 3)
    assert (found.objections.all, found.accounts["hr_care"], found.names) == (1, 2, False)


def test_the_table_of_purposes_is_the_one_that_decides() -> None:
    shown = {action: purpose for purpose, actions in purposes().items() for action in actions}
    closed = {a: one.purpose for a, one in PERMISSIONS.items() if one.roles != EVERYBODY}
    assert shown == closed
    assert set(purposes()) <= set(Purpose)


@pytest.mark.parametrize(
    ("code", "risk", "counsellors"),
    [
        ("en", "HR, care of people", "the person concerned"),
        ("id", "kepegawaian, perhatian bagi pegawai", "pegawai yang bersangkutan"),
    ],
)
def test_who_may_do_what_is_said_in_words(
    code: str, risk: str, counsellors: str, home: Path, stores: Stores
) -> None:
    out = home / "dpia.html"
    write_assessment(home, out, public=False, code=code, champion=FakeChampion())
    page = html.unescape(out.read_text(encoding="utf-8"))
    spoken = language(code)
    for action, who in ((Action.READ_RISK, risk), (Action.READ_COUNSELLORS, counsellors)):
        row = page.partition(f'<th scope="row">{action_text(action, spoken)}</th>')[2]
        assert row.partition("</tr>")[0].endswith(f'">{who}</td>')
    assert not re.search(r"\b(hr_care|hr_movement|training_unit|mentor_coordinator)\b", page)


def test_what_is_kept_is_said_in_words(home: Path, stores: Stores) -> None:
    with_records(home, first_joined="2010-03-01")
    out = home / "dpia.html"
    write_assessment(home, out, public=True, code="id", champion=FakeChampion())
    page = text_of(out.read_text(encoding="utf-8"))
    assert "Tabel catatan yang disimpan Data utama pegawai" in page
    assert "tanggal lahir; jenis kelamin" in page
    assert not re.search(r"\b(employees|assignments)\b", page)


def test_every_sensitive_column_has_words() -> None:
    columns = {f"{a.name}.{b.name}": b.sensitivity for a in TABLES for b in a.columns}
    assert set(SENSITIVE_WORDS) == {name for name, kind in columns.items() if kind in SENSITIVE}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("public", [False, True])
def test_the_file_names_nobody(code: str, public: bool, home: Path, stores: Stores) -> None:
    stores.objections.open(pseudonym(3), agency_id="3372", account="a", text="Rahasia")
    out = home / "dpia.html"
    write_assessment(home, out, public=public, code=code, champion=FakeChampion())
    page = out.read_text(encoding="utf-8")
    assert not re.search(r"[0-9a-f]{20}", page)
    assert "Rahasia" not in page
    assert "petugas" not in page
    assert "turnover/fake" in page
    inner = "UU 27/2022" in text_of(page)
    assert inner is not public


@pytest.mark.parametrize(("name", "whole"), [("admin", True), ("pegawai", False)])
def test_the_page_shows_the_whole_to_those_who_check(
    name: str, whole: bool, browser: SignIn
) -> None:
    page = browser(name).get("/keterbukaan")
    assert page.status_code == 200
    assert ("Untuk diisi oleh instansi" in page.text) is whole
    assert "Catatan publik" in page.text or whole


def test_the_command(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("dpia", "--home", str(home), "--out")
    assert run(*words, str(tmp_path / "dpia.html"), "--public") == 0
    assert "public record written" in capsys.readouterr().out
    assert (tmp_path / "dpia.html").exists()
    assert run(*words, str(tmp_path / "dpia.pdf")) == 1
    assert run("dpia", "--home", str(tmp_path / "none"), "--out", str(tmp_path / "x.html")) == 1
