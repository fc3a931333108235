"""Agencies are worked on by one process or several, with the same result to the byte."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from features import agencies
from features.agencies import finished_part, profiles_tasks
from features.home import Home, Part
from features.importing.generations import publish
from features.importing.partitions import split
from features.prevented import Prevented
from features.profiles import build_profiles
from features.records import Records
from features.sample import make_agencies
from features.walking import walk
from serving.jobs import write_profiles

ROOT = Path(__file__).parents[2]
DAYS = (date(2023, 1, 1), date(2024, 1, 1))
UNTIL = date(2024, 6, 1)


def silent(what: str, share: float) -> None:
    """Say nothing of the progress."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home of three agencies."""
    home = Home(tmp_path_factory.mktemp("records"))
    parts: dict[Part, pd.DataFrame] = {}
    for agency in make_agencies(employees=100, agencies=3, until=UNTIL):
        parts |= split(agency.tables, {})
    publish(home, parts, former=None, origin="sample")
    return home.path


@pytest.fixture
def home(made: Path) -> Home:
    """Return the home without finished parts."""
    home = Home(made)
    for file in home.profiles.rglob("*.parquet"):
        file.unlink()
    return home


def written(home: Home, out: Path, *, processes: int = 1) -> bytes:
    write_profiles(home, DAYS, out, processes=processes, step=silent)
    return out.read_bytes()


def test_one_process_and_two_give_the_same_bytes(home: Home, tmp_path: Path) -> None:
    alone = written(home, tmp_path / "one.parquet")
    for file in home.profiles.rglob("*.parquet"):
        file.unlink()
    assert written(home, tmp_path / "two.parquet", processes=2) == alone


def test_the_file_holds_every_agency_as_it_is_alone(home: Home, tmp_path: Path) -> None:
    written(home, tmp_path / "all.parquet")
    whole = pd.read_parquet(tmp_path / "all.parquet")
    for agency in home.agencies():
        own = whole[whole["agency_id"] == agency].drop(columns="agency_id").reset_index(drop=True)
        alone = build_profiles(Records.of(home.frames(agency)), DAYS).reset_index()
        pd.testing.assert_frame_equal(own, alone)


def test_csv_and_a_folder_hold_the_same_rows(home: Home, tmp_path: Path) -> None:
    for name in ("all.parquet", "all.csv", "all"):
        write_profiles(home, DAYS, tmp_path / name, processes=1, step=silent)
    whole = pd.read_parquet(tmp_path / "all.parquet")
    ids = ["agency_id", "employee_id"]
    assert whole[ids].equals(pd.read_csv(tmp_path / "all.csv", dtype="str")[ids])
    parts = [pd.read_parquet(part) for part in sorted((tmp_path / "all").iterdir())]
    pd.testing.assert_frame_equal(whole, pd.concat(parts, ignore_index=True))


def test_what_a_broken_run_had_finished_is_taken_again(home: Home, tmp_path: Path) -> None:
    first, *_ = profiles_tasks(home, DAYS)
    finished_part(first)
    before = first.part.stat().st_mtime_ns
    whole = written(home, tmp_path / "whole.parquet")
    assert first.part.stat().st_mtime_ns == before
    first.part.unlink()
    assert written(home, tmp_path / "again.parquet") == whole


@pytest.mark.parametrize("what", ["days", "names", "code", "records"])
def test_parts_of_anything_else_are_never_taken(
    home: Home, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {task.part for task in profiles_tasks(home, DAYS)}
    days, names = DAYS, None
    if what == "days":
        days = DAYS[:1]
    if what == "names":
        names = ["days_in_service"]
    if what == "code":
        monkeypatch.setattr(agencies, "_code", lambda: "another version")
    if what == "records":
        former = home.current
        frame = home.frames("kab-001")["ranks"]
        publish(home, {Part("ranks", "kab-001"): frame}, former=former, origin="sample")
    after = {task.part for task in profiles_tasks(home, days, names=names)}
    assert before & after == set()


def test_parts_of_records_that_are_gone_are_removed(home: Home, tmp_path: Path) -> None:
    gone = home.profiles / "999999" / "mark"
    gone.mkdir(parents=True)
    (gone / "agency_id=a.parquet").write_bytes(b"")
    written(home, tmp_path / "all.parquet")
    assert not gone.exists()


def test_a_run_that_fails_leaves_what_it_finished_and_nothing_half(
    home: Home, tmp_path: Path
) -> None:
    tasks = profiles_tasks(home, DAYS)
    lost = replace(tasks[-1].files[0], path=tmp_path / "lost.parquet")
    broken = replace(tasks[-1], files=(lost,))
    with pytest.raises(FileNotFoundError, match=r"lost\.parquet"):
        walk(
            finished_part,
            [*tasks[:-1], broken],
            weights=[3.0, 2.0, 1.0],
            processes=2,
            step=silent,
        )
    assert list(home.profiles.rglob("*unfinished*")) == []
    assert not broken.part.exists()


def test_nobody_on_record_is_said_and_nothing_is_written(home: Home, tmp_path: Path) -> None:
    with pytest.raises(Prevented, match="nobody is on record before 1900-01-01"):
        write_profiles(home, [date(1900, 1, 1)], tmp_path / "p.csv", processes=1, step=silent)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_ctrl_c_leaves_nothing_half_written(made: Path, tmp_path: Path, processes: int) -> None:
    many = [f"--as-of=20{year}-{month:02}-01" for year in (21, 22, 23) for month in range(1, 13)]
    out = tmp_path / "profiles.parquet"
    command = [sys.executable, "-c", "from serving.cli import main; main()", "profiles", *many]
    command += [f"--processes={processes}", "--home", str(made), "--out", str(out)]
    home = Home(made)
    with subprocess.Popen(
        command,
        cwd=ROOT,
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        while run.poll() is None and not list(home.profiles.rglob("*unfinished*")):
            time.sleep(0.002)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert "stopped; nothing half-done was kept" in said
    assert "Traceback" not in said
    assert not out.exists()
    assert list(home.profiles.rglob("*unfinished*")) == []
