"""The command as somebody types it: what it prints, what it leaves, and how it stops."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer

from features.families import FEATURES
from features.home import Home
from features.records import Records
from models.development_limits import hours_left
from serving import printing
from serving.cli import app
from serving.database import store_url
from serving.jobs import champion_of
from serving.plans import rules_in_use
from serving.published import Published
from serving.stopping import explained
from serving.store import Stores
from serving.store.rows import Account
from serving.tasks import do_plan, do_score
from training import courses

DAY = "2025-01-01"
UNTIL = "2025-01-01"


def run(*words: str) -> int:
    """Run the command and return its exit code."""
    with pytest.raises(SystemExit) as stopped, explained():
        app(list(words))
    return int(stopped.value.code or 0)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small invented agency as record tables."""
    folder = tmp_path_factory.mktemp("records")
    assert run("sample", "--out", str(folder), "--employees", "120", "--until", UNTIL) == 0
    return folder


@pytest.fixture(scope="module")
def trained(records: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with those records and a champion."""
    home = tmp_path_factory.mktemp("trained") / "home"
    assert run("import", str(records), "--ids-are-pseudonyms", "--home", str(home)) == 0
    assert run("train", "turnover", "--until", UNTIL, "--home", str(home)) == 0
    return home


@dataclass(frozen=True)
class Scored:
    """The rows that a scoring wrote, and what it printed."""

    rows: pd.DataFrame
    printed: str


def scored(home: Path, out: Path, *words: str) -> Scored:
    """Score a home as of the day; of the quality of its data completeness alone counts."""
    with redirect_stdout(io.StringIO()) as printed, pytest.MonkeyPatch.context() as patched:
        patched.setenv("BINA_IKD_WEIGHTS", "1,0,0,0")
        assert run("score", "--as-of", DAY, "--home", str(home), "--out", str(out), *words) == 0
    return Scored(pd.read_csv(out), printed.getvalue())


@pytest.fixture(scope="module")
def a_year(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Scored:
    """The scores of the champion's own horizon."""
    return scored(trained, tmp_path_factory.mktemp("year") / "scores.csv")


@pytest.fixture(scope="module")
def a_quarter(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Scored:
    """The scores of ninety days, told to a program."""
    out = tmp_path_factory.mktemp("quarter") / "scores.csv"
    return scored(trained, out, "--horizon-days", "90", "--json")


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], dict[str, object]]:
    """Return what was printed as JSON since the last call."""

    def read() -> dict[str, object]:
        found = json.loads(capsys.readouterr().out)
        assert isinstance(found, dict)
        return found

    return read


def test_sample_is_fit_to_import(records: Path, said: Callable[[], dict[str, object]]) -> None:
    assert run("check", str(records), "--ids-are-pseudonyms", "--json") == 0
    found = said()
    assert found["ok"] is True
    assert found["problems"] == []


def test_the_same_seed_gives_the_same_files(records: Path, tmp_path: Path) -> None:
    run("sample", "--out", str(tmp_path), "--employees", "120", "--until", UNTIL)
    first = {path.name: path.read_bytes() for path in records.iterdir()}
    assert "employees.csv" in first
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_scores_have_a_row_for_everybody_and_no_empty_risk(
    trained: Path, a_year: Scored, tmp_path: Path
) -> None:
    profiles = tmp_path / "profiles.parquet"
    assert run("profiles", "--as-of", DAY, "--home", str(trained), "--out", str(profiles)) == 0
    scores = a_year.rows
    assert set(scores["employee_id"]) == set(pd.read_parquet(profiles)["employee_id"])
    assert scores["employee_id"].is_unique
    assert scores["risk"].between(0, 1).all()
    assert set(scores["basis"]) == {"base_rate"}  # 120 people have too few exits for a model


def test_without_a_model_of_persons_the_commands_say_why(a_year: Scored, a_quarter: Scored) -> None:
    assert "too few voluntary departures" in a_year.printed
    assert "more people at the present rate" in a_year.printed
    found = json.loads(a_quarter.printed)
    assert found["refusal"] == "too_few_events"
    assert set(found["needed"]) == {"events", "years", "people"}


def test_a_shorter_horizon_gives_a_lower_risk(a_year: Scored, a_quarter: Scored) -> None:
    assert 0 < a_quarter.rows["risk"].mean() < a_year.rows["risk"].mean()


@pytest.mark.usefixtures("a_year")
def test_scoring_leaves_report_and_catalogue(trained: Path) -> None:
    report = Published(trained, "quality").latest("kab-001", date(2025, 1, 1))
    assert report["index"] == report["completeness"]
    features = Published(trained, "catalogue").latest("kab-001")["features"]
    assert list(features) == list(FEATURES)
    spread = features["days_in_service"]
    assert spread["now"]["edges"] == spread["reference"]["edges"]
    assert 0 <= spread["drift"] < 1


@pytest.fixture(scope="module")
def gone_back(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that went back to its first champion, and then was scored under the ceiling."""
    home = tmp_path_factory.mktemp("back") / "home"
    shutil.copytree(trained, home)
    words = ("train", "turnover", "--until", UNTIL, "--horizon-days", "180", "--home", str(home))
    assert run(*words) == 0
    assert run("models", "rollback", "--home", str(home)) == 0
    do_score(home, lambda _what, _share: None, as_of=DAY, contract_ceiling="yes")
    return home


@pytest.mark.usefixtures("a_year")
@pytest.mark.parametrize(("home", "held"), [("trained", False), ("gone_back", True)])
def test_plans_keep_to_the_hours_of_contract_staff_where_an_office_holds_them(
    request: pytest.FixtureRequest, home: str, held: bool
) -> None:
    scored_home, day = Path(request.getfixturevalue(home)), date.fromisoformat(DAY)
    tables = Records.of(Home(scored_home).frames("kab-001")).as_of(day).frames
    left = hours_left(tables, day, rules_in_use(contract_ceiling=True))
    with Stores.open(store_url(scored_home)) as stores:
        batch = stores.scores.latest()
        assert batch is not None
        plans = stores.scores.documents(batch.id, "plan")
        barred = stores.scores.documents(batch.id, "class_standing").values()
    planned = left.index.map(lambda one: plans[one]["totals"]["hours"] if one in plans else 0.0)
    assert (planned > 0).any()
    assert (planned <= left.clip(lower=0)).all() == held
    rules = {rule for one in barred for named in one["barred"].values() for rule in named}
    assert ("contract_hours" in rules) == held


def test_the_former_champion_comes_back(gone_back: Path) -> None:
    with Stores.open(store_url(gone_back)) as stores:
        batch, looks = stores.scores.latest(), stores.access_log.newest(limit=5)
    assert batch is not None
    assert (batch.model, batch.horizon_days) == ("base_rate v1", 365)
    rolled_back = [one.account for one in looks if one.action == "roll_back_model"]
    assert rolled_back == ["command line (owner)"]
    assert run("models", "rollback", "--role", "hr_care", "--home", str(gone_back)) == 1
    assert champion_of(gone_back).version == "1"


def test_importing_again_changes_nothing(
    records: Path, trained: Path, said: Callable[[], dict[str, object]]
) -> None:
    def files() -> dict[Path, bytes]:
        kept = (trained / "records").rglob("*")
        return {path: path.read_bytes() for path in kept if path.is_file()}

    before = files()
    assert (
        run("import", str(records), "--ids-are-pseudonyms", "--home", str(trained), "--json") == 0
    )
    assert said()["nothing_new"] is True
    assert files() == before


def test_a_champion_from_later_is_refused(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("score", "--as-of", "2024-12-31", "--home", str(trained)) == 1
    assert "bina train turnover --until 2024-12-31" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "way_out"),
    [
        (("score", "--as-of", DAY), "bina import"),
        (("train", "turnover"), "bina import"),
        (("train", "courses"), "bina import"),
        (("models", "rollback", "--of", "courses"), "bina train courses"),
        (("profiles", "--as-of", DAY, "--out", "p.csv"), "bina import"),
        (("import", "nowhere"), "nowhere"),
        (("check", "nowhere"), "nowhere"),
    ],
)
def test_what_is_missing_is_said_in_one_message(
    words: tuple[str, ...],
    way_out: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*words) == 1
    told = capsys.readouterr().err
    assert way_out in told
    assert "Traceback" not in told


def test_scores_without_a_champion_say_how_to_train(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    run("import", str(records), "--ids-are-pseudonyms", "--home", str(home))
    assert run("score", "--as-of", DAY, "--home", str(home)) == 1
    assert "bina train turnover" in capsys.readouterr().err


def test_a_day_before_any_record_is_refused(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    run("import", str(records), "--ids-are-pseudonyms", "--home", str(home))
    out = tmp_path / "p.csv"
    assert run("profiles", "--as-of", "1900-01-01", "--out", str(out), "--home", str(home)) == 1
    assert run("train", "turnover", "--until", "1900-01-01", "--home", str(home)) == 1
    assert not out.exists()
    assert "on record before 1900-01-01" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("score",),
        ("score", "--as-of", "yesterday"),
        ("score", "--as-of", "4841-01-01"),
        ("profiles", "--as-of", "9999-01-01", "--out", "p.csv"),
        ("import", "records", "--snapshot-on", "yesterday"),
        ("check",),
        ("check", "records", "--template", "t.xlsx"),
        ("nonsense",),
        ("demo", "--employees", "10"),
    ],
)
def test_usage_errors_exit_with_two(words: tuple[str, ...]) -> None:
    assert run(*words) == 2


def test_a_home_that_is_a_file_is_a_usage_error(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    home.touch()
    assert run("import", str(records), "--ids-are-pseudonyms", "--home", str(home)) == 2
    assert "--home" in capsys.readouterr().err


def test_the_template_is_written_once_and_can_be_checked(
    tmp_path: Path, said: Callable[[], dict[str, object]]
) -> None:
    path = tmp_path / "template.xlsx"
    assert run("check", "--template", str(path), "--json") == 0
    assert said() == {"template": str(path)}
    assert run("check", "--template", str(path)) == 1
    assert run("check", str(path)) == 1


def test_staff_lists_are_imported_as_of_their_days(
    tmp_path: Path, said: Callable[[], dict[str, object]]
) -> None:
    home, path = tmp_path / "home", tmp_path / "list.csv"
    found = []
    for day, people in (("2025-01-01", "ab"), ("2025-02-01", "bc"), ("2025-02-01", "bc")):
        rows = "".join(f"{person}1;Someone;Analis\n" for person in people)
        path.write_text(f"DAFTAR NOMINATIF\n\nNIP;Nama;Jabatan\n{rows}", encoding="utf-8")
        assert run("import", str(path), "--snapshot-on", day, "--home", str(home), "--json") == 0
        found.append(said())
    first, second, again = found
    assert first["staff_list"] == {
        "on": "2025-01-01",
        "people": 2,
        "recognised": {"employee_id": "NIP", "job": "Jabatan"},
        "dropped": ["Nama"],
        "passed_over": 0,
        "new": 2,
        "gone": 0,
        "back": 0,
    }
    assert isinstance(second["staff_list"], dict)
    assert (second["staff_list"]["new"], second["staff_list"]["gone"]) == (1, 1)
    assert again["nothing_new"] is True
    assert run("import", str(path), "--snapshot-on", "2025-01-15", "--home", str(home)) == 1


def test_the_demo_never_touches_imported_records(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    run("import", str(records), "--ids-are-pseudonyms", "--home", str(home))
    before = (home / "records" / "current.json").read_bytes()
    assert run("demo", "--no-serve", "--home", str(home)) == 1
    assert (home / "records" / "current.json").read_bytes() == before
    assert "holds imported records" in capsys.readouterr().err


def test_an_error_inside_keeps_no_value_and_shows_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SystemExit) as stopped, explained():
        raise KeyError("197001012000011001")
    (kept,) = tmp_path.iterdir()
    assert stopped.value.code == 1
    assert "197001012000011001" not in kept.read_text() + capsys.readouterr().err


def test_a_broken_file_leaves_the_home_as_it_was(
    records: Path, trained: Path, tmp_path: Path, said: Callable[[], dict[str, object]]
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(records, broken)
    with (broken / "assignments.csv").open("a", encoding="utf-8") as file:
        file.write("somebody,31-01-2020" + "," * 10 + "\n")
    before = (trained / "records" / "current.json").read_bytes()
    assert run("import", str(broken), "--ids-are-pseudonyms", "--home", str(trained), "--json") == 1
    found = said()
    assert found["ok"] is False
    assert "31-01-2020" in str(found["problems"])
    assert (trained / "records" / "current.json").read_bytes() == before


def test_an_account_is_opened_once_with_a_password_of_its_own(
    tmp_path: Path, said: Callable[[], dict[str, object]]
) -> None:
    words = ("account", "add", "sari", "--role", "hr_care", "--home", str(tmp_path), "--json")
    assert run(*words) == 0
    password = str(said()["password"])
    stores = Stores.open(store_url(tmp_path))
    account = stores.accounts.sign_in("sari", password)
    stores.close()
    assert isinstance(account, Account)
    assert account.must_change
    assert run(*words) == 1


def test_match_mentors_writes_a_workbook_for_review(
    trained: Path, tmp_path: Path, said: Callable[[], dict[str, object]]
) -> None:
    out = tmp_path / "round.xlsx"
    words = ("match", "mentors", "--as-of", DAY, "--home", str(trained), "--out", str(out))
    assert run(*words, "--json", "--floor-unit", "1") == 0
    found = said()
    sheets = pd.read_excel(out, sheet_name=None, engine="calamine")
    assert list(sheets) == ["pairs", "waiting", "mentors", "floors", "about"]
    assert len(sheets["pairs"]) == found["pairs"]
    assert len(sheets["waiting"]) == found["waiting"]
    assert (sheets["mentors"]["matched"] <= sheets["mentors"]["free_places"]).all()
    assert not set(sheets["pairs"]["mentee_id"]) & set(sheets["waiting"]["mentee_id"])


def test_match_mentors_says_what_prevents_it(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(day: str, out: str) -> str:
        words = ("--home", str(trained), "--out", str(tmp_path / out))
        assert run("match", "mentors", "--as-of", day, *words) == 1
        return capsys.readouterr().err

    assert "name the file .xlsx" in told(DAY, "round.csv")
    assert "nobody joined" in told("1950-01-01", "round.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_plan_writes_a_workbook_and_keeps_places_of_an_earlier_one(
    trained: Path, tmp_path: Path, said: Callable[[], dict[str, object]]
) -> None:
    out = tmp_path / "plan.xlsx"
    words = ("plan", "--as-of", "2024-02-01", "--home", str(trained), "--budget", "20000000")
    assert run(*words, "--out", str(out), "--json") == 0
    found = said()
    sheets = pd.read_excel(out, sheet_name=None, engine="calamine")
    assert {"summary", "places", "waiting", "what if", "limits and sources"} <= set(sheets)
    assert len(sheets["places"]) == found["places"]
    assert found["cost"] <= 20_000_000
    aimed_at = set(sheets["PP 11-2017 Ps 207"]["2 target / sasaran"].str.split("; ").explode())
    assert "executor / pelaksana" in aimed_at
    assert run(*words, "--out", str(tmp_path / "b.xlsx"), "--previous", str(out), "--json") == 0
    assert said()["moved"] == 0


def test_a_plan_made_by_a_job_is_among_those_that_the_pages_list(trained: Path) -> None:
    do_plan(trained, lambda _what, _share: None, as_of="2024-02-01", budget=20_000_000)
    (agency,) = Home(trained).agencies()
    with Stores.open(store_url(trained)) as stores:
        assert "bina jobs" in {plan.made_by for plan in stores.plans.newest(agency)}


def test_plan_says_what_prevents_it(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*words: str) -> str:
        always = ("--as-of", DAY, "--home", str(trained), "--budget", "0")
        assert run("plan", *always, *words) == 1
        return capsys.readouterr().err

    out, own = str(tmp_path / "plan.xlsx"), tmp_path / "own.toml"
    own.write_text("[[rule]]\nid = 'x'\n", encoding="utf-8")
    assert "name the file .xlsx" in told("--out", str(tmp_path / "plan.csv"))
    assert "own.toml, rule 1: kind is missing" in told("--out", out, "--rules", str(own))
    assert "there is no agency elsewhere" in told("--out", out, "--agency", "elsewhere")
    assert "no workbook of an earlier plan" in told("--out", out, "--previous", "nothing.xlsx")
    assert [file.name for file in tmp_path.iterdir()] == ["own.toml"]


def test_an_export_of_siasn_is_imported_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, home = str(tmp_path / "export"), str(tmp_path / "home")
    words = ("sample", "--out", export, "--format", "siasn", "--employees", "110")
    assert run(*words, "--until", UNTIL) == 0
    assert run("import", export, "--format", "siasn", "--home", home) == 0
    first = capsys.readouterr().out
    assert "employees: " in first
    assert "not in the contract" in first
    assert run("import", export, "--format", "siasn", "--home", home) == 0
    assert "nothing new" in capsys.readouterr().out


def test_a_list_of_a_day_takes_no_format(records: Path) -> None:
    words = ("import", str(records / "employees.csv"), "--snapshot-on", DAY)
    assert run(*words, "--format", "siasn") == 2


def test_an_order_of_courses_serves_from_the_next_scoring_on(
    trained: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: Callable[[], dict[str, object]],
) -> None:
    """The small agency has too little to learn from; here the gate is held open."""
    home = tmp_path / "home"
    shutil.copytree(trained, home)
    open_gate = {"FEWEST_LISTS": 1, "FEWEST_TESTED": 1, "SURE": -99, "LESS_GAINED": 9}
    for name, value in open_gate.items():
        monkeypatch.setattr(courses, name, value)
    monkeypatch.setattr(courses, "MOST_PERIODS", 3)
    assert run("train", "courses", "--until", UNTIL, "--home", str(home), "--json") == 0
    found = said()
    assert (found["serves"], found["version"]) == (True, "1")
    assert run("models", "list", "--of", "courses", "--home", str(home), "--json") == 0
    assert [one["serves"] for one in said()["versions"]] == [True]
    assert run("score", "--as-of", DAY, "--home", str(home)) == 0
    with Stores.open(store_url(home)) as stores:
        assert stores.scores.latest() is not None


def test_a_letter_that_the_console_lacks_is_written_as_an_escape(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where what is written into a file has a code page of a few letters."""
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="cp1252"))
    printing.escape_what_lacks()
    with Stores.open(store_url(home)) as stores:
        stores.accounts.create("sári-データ", roles=["auditor"])
    assert run("account", "list", "--home", str(home)) == 0
    sys.stdout.flush()
    assert "sári-\\u30c7\\u30fc\\u30bf" in written.getvalue().decode("cp1252")


def commands(name: tuple[str, ...], group: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the words and the command of every command."""
    for word, command in getattr(group, "commands", {}).items():
        yield (*name, word), command
        yield from commands((*name, word), command)


def test_help_tells_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    written = 0
    for words, command in commands((), typer.main.get_command(app)):
        for bracket in re.findall(r"\w\\?(\[\w+\])", command.help or ""):
            run(*words, "--help")
            assert bracket in capsys.readouterr().out, words
            written += 1
    assert written
