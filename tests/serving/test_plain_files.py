"""Commands on plain files: what they read, what they refuse to write over, what they say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from features.prevented import Prevented
from features.problems import BadInput
from models.plan.year import YearPlan
from serving.cli import main
from serving.cli_models import TOPICS
from serving.cli_plan import _beside
from serving.entry import INTERRUPTED, STOPPED
from serving.plain_files import check_writable, read_table
from serving.stopping import refuse_empty
from tests.serving.test_cli import run

LOG = "user_id;item_id;position\n001;a;1\n001;b;2\n002;a;1\n003;=b;1\n003;a;2\n003;b;3\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of three people and three items, with semicolons."""
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    return path


def test_a_log_with_two_columns_of_ids_is_refused(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_text(LOG.replace("position", "item_id", 1))
    assert run("recommend", "--events", str(log), "--out", str(log.with_name("next.csv"))) == 1
    assert "column item_id: The column is there twice" in capsys.readouterr().err


@pytest.mark.parametrize("order", ["created_at", "position"])
def test_a_log_with_two_orders_of_one_name_is_refused(
    log: Path, order: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_text(f"user_id,item_id,{order},{order}\n001,a,1,3\n001,b,2,2\n002,a,1,1\n")
    assert run("recommend", "--events", str(log), "--out", str(log.with_name("next.csv"))) == 1
    assert f"column {order}: The column is there twice" in capsys.readouterr().err


def test_topics_there_twice_are_refused_since_one_of_them_would_go_unread(
    tmp_path: Path,
) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(f"{','.join((*TOPICS, 'mentor_major'))}\n{'a,' * len(TOPICS)}b\n")
    with pytest.raises(BadInput) as refused:
        read_table(pairs, needed=TOPICS, may_be_empty=TOPICS)
    (found,) = refused.value.problems
    assert (found.rule, found.column) == ("column_twice", "mentor_major")


def test_a_log_with_semicolons_is_read_and_who_gets_fewer_is_told(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = log.with_name("next.csv")
    words = ("recommend", "--events", str(log), "--out", str(out), "--k", "2")
    assert run(*words, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["users"], found["users_with_fewer"]) == (2, 2)
    lists = pd.read_csv(out, dtype="str")
    assert lists.groupby("user_id")["item_id"].agg(set).to_dict() == {
        "001": {"=b"},
        "002": {"b", "=b"},
    }
    assert run(*words) == 0
    assert "2 people got fewer than 2: no more items are left" in capsys.readouterr().out
    log.write_text(LOG + "002;c;2\n")
    assert run(*words) == 0
    assert "1 person got fewer than 2: no more items are left" in capsys.readouterr().out


@pytest.mark.parametrize("spelling", ["log.csv", "./log.csv", "folder/../log.csv", "other.csv"])
def test_a_command_never_writes_over_what_it_reads(
    spelling: str, log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(log.parent)
    Path("folder").mkdir()
    Path("other.csv").symlink_to("log.csv")
    for words in (("recommend", "--events", "log.csv"), ("mentor-fit", "--train", "log.csv")):
        rest = ("--pairs", spelling) if words[0] == "mentor-fit" else ()
        assert run(*words, *rest, "--out", spelling) == 1
        assert "name another file to write" in capsys.readouterr().err
    assert log.read_text() == LOG


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("user_id,position\nu,1\n", "row 1, column item_id"),
        ("user_id,item_id,position\nu,a,1\nu,b,2,x\n", "row 3: The row has 4 cells"),
        ("user_id,item_id,position\nu,a,1\n,b,2\n", "row 3, column user_id"),
        ("user_id,item_id,position\nu,a,1\n  ,b,2\n", "row 3, column user_id"),
        ("user_id,item_id,position\nu,a,1\nu,b,null\n", "row 3, column position"),
        ("", "The file is empty"),
        ("USER_ID,Item Id,position\nu,a,1\n", "column user_id: The column is needed, and here"),
        ("user_id,Item Id,position\nu,a,1\n", "there is Item Id. Write its name exactly so"),
        ("user_id,item_id,Created At\nu,a,2024-01-01\n", "column created_at: The column is needed"),
    ],
)
def test_what_is_wrong_with_a_log_is_said_with_its_place(
    content: str, told: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_text(content)
    assert run("recommend", "--events", str(log), "--out", str(log.with_name("out.csv"))) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("value", [["a"], {"a": 1}])
def test_ids_that_are_lists_are_refused_with_their_row(
    value: object, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nested, out = log.with_name("log.parquet"), log.with_name("out.csv")
    rows = pd.DataFrame({"user_id": ["u", "v"], "item_id": [value, value], "position": [1, 2]})
    rows.to_parquet(nested)
    assert run("recommend", "--events", str(nested), "--out", str(out)) == 1
    assert "row 2, column item_id: The cell holds a list" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["recommend", "plan"])
def test_where_nothing_can_be_written_is_said_before_the_work(
    command: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if command == "recommend":
        words = ("--events", str(log), "--out", str(log / "deep" / "out.csv"))
    else:
        words = ("--as-of", "2026-01-01", "--budget", "0", "--out", str(log / "plan.xlsx"))
    assert run(command, *words) == 1
    told = capsys.readouterr().err
    assert "log.csv is a file and no folder; name another place" in told
    assert "reading" not in told


def test_a_folder_without_the_right_to_write_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    with pytest.raises(Prevented, match=f"nothing can be written to the folder {tmp_path.name};"):
        check_writable(tmp_path / "deep" / "out.csv")


def test_a_plan_says_what_was_left_out_in_words_and_counts_one_as_one() -> None:
    made = SimpleNamespace(
        waiting=[1],
        left_out={"no_seats": 3, "unknown_course": 0},
        candidates=SimpleNamespace(too_late=0),
        unmet=[],
        moved=1,
        notes=("no_trainings",),
    )
    assert _beside(cast(YearPlan, made)) == [
        "1 wish waits; the sheet waiting says what stood in the way",
        "classes without a seat were left out: 3",
        "not kept of the earlier plan (sheet not kept; nobody is told): 1 place",
        "note: no trainings are on record",
    ]


def test_ids_that_look_like_nothing_are_ids(log: Path) -> None:
    log.write_text("user_id,item_id,position\nNA,None,1\nNA,a,2\nnull,a,1\n")
    out = log.with_name("next.csv")
    assert run("recommend", "--events", str(log), "--out", str(out)) == 0
    lists = pd.read_csv(out, dtype="str", keep_default_na=False)
    assert lists[["user_id", "item_id"]].to_numpy().tolist() == [["null", "None"]]


@pytest.mark.parametrize("seed", ["-1", "2147483648"])
def test_a_seed_out_of_range_is_a_usage_error(
    seed: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = log.with_name("next.csv")
    assert run("recommend", "--events", str(log), "--out", str(out), "--seed", seed) == 2
    assert "--seed" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("budget", ["1e18", "inf", "nan", "-1"])
def test_a_budget_out_of_range_is_a_usage_error(
    budget: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("plan", "--as-of", "2026-01-01", "--out", str(tmp_path / "plan.xlsx"))
    assert run(*words, f"--budget={budget}", "--home", str(tmp_path)) == 2
    assert "--budget" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_is_called_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("recommend", "--events", str(tmp_path), "--out", str(tmp_path / "out.csv"))
    assert run(*words) == 1
    assert "is a folder" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "import"])
def test_what_is_not_there_is_one_object_for_programs(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (command, str(tmp_path / "nosuch"), "--json")
    assert run(*words, *(("--home", str(tmp_path / "home")) if command == "import" else ())) == 1
    found = json.loads(capsys.readouterr().out)
    assert not found["ok"]
    assert [one["rule"] for one in found["problems"]] == ["not_there"]


@pytest.mark.parametrize("words", [("import", ""), ("check", " "), ("import", "x", "--home=")])
def test_an_empty_path_is_refused(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bina", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert "is empty" in capsys.readouterr().err


def test_words_that_are_not_empty_are_let_through() -> None:
    refuse_empty(["import", "a=", "--home", "x", "--option=value"])


def test_a_command_reads_no_folder_for_an_empty_source(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("check", "") == 1
    assert "There is no folder or workbook of this name" in capsys.readouterr().err


INTERRUPT = """
import os, signal, sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "serving.printing":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from serving.entry import main
main()
"""


def test_ctrl_c_while_the_command_is_loading_is_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPT, "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == INTERRUPTED
    assert done.stderr == f"error: {STOPPED}\n"
    assert done.stdout == ""
