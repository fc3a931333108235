"""What an import costs: a million history rows as CSV and as one Excel sheet, two million as CSV.

Files are made and imported in fresh processes, so that the peak memory of one says nothing of
another: ``python -m tests.benchmarks.importing STEP ROWS FOLDER`` is such a process.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

ROWS_PER_PERSON = 17
TODAY = date(2026, 1, 1)
FIRST_DAY = np.datetime64("1990-01-01")
N_JOBS, N_UNITS = 800, 600
SEED = 7
TARGETS = (("csv", 1_000_000), ("excel", 1_000_000), ("csv_and_trainings", 1_000_000))


def run() -> None:
    """Print CPU-seconds and peak memory of each import."""
    print(f"{'rows':>10} {'CPU-seconds':>12} {'peak GiB':>9}  source")
    for kind, rows in TARGETS:
        with tempfile.TemporaryDirectory() as folder:
            for step in (f"write_{kind}", "bring"):
                words = ["-m", "tests.benchmarks.importing", step, str(rows), folder]
                done = subprocess.run(
                    [sys.executable, *words], check=True, capture_output=True, text=True
                )
            print(f"{done.stdout.strip()}  {kind.replace('_', ' ')}", flush=True)


def bring(_rows: int, folder: Path) -> None:
    """Import what is in the folder into a new home; print rows, CPU-seconds and peak memory."""
    from features.home import Home
    from features.importing.importer import import_source
    from features.sources import open_source

    workbook = folder / "records.xlsx"
    source = open_source(workbook if workbook.exists() else folder)
    report = import_source(source, Home(folder / "home"), today=TODAY, allow_pay=True)
    if not report.ok or report.warnings:
        raise SystemExit(f"the benchmark's files are not sound: {report.problems[:3]}")
    used = resource.getrusage(resource.RUSAGE_SELF)
    rows = sum(counts.added for counts in report.rows.values())
    cpu = used.ru_utime + used.ru_stime
    print(f"{rows:>10,} {cpu:>12.1f} {used.ru_maxrss / 2**20:>9.2f}")


def write_csv(rows: int, folder: Path) -> None:
    """Write the tables with so many assignments as CSV files."""
    for name, frame in tables(rows).items():
        frame.to_csv(folder / f"{name}.csv", index=False, date_format="%Y-%m-%d")


def write_csv_and_trainings(rows: int, folder: Path) -> None:
    """Write the tables with so many assignments, and as many trainings, as CSV files."""
    write_csv(rows, folder)
    made = trainings(rows, np.random.default_rng(SEED))
    made.to_csv(folder / "trainings.csv", index=False, date_format="%Y-%m-%d")


def write_excel(rows: int, folder: Path) -> None:
    """Write the tables with so many assignments as one workbook with date cells."""
    import xlsxwriter

    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(folder / "records.xlsx", options) as workbook:
        for name, frame in tables(rows).items():
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, list(frame))
            cells = frame.astype(object).where(frame.notna(), None)
            for row, values in enumerate(cells.itertuples(index=False), start=1):
                sheet.write_row(row, 0, values)


def tables(rows: int) -> dict[str, pd.DataFrame]:
    """Return employees, units, jobs and so many assignments, as an office would export them.

    Posts of a person follow each other, and superiors stand before those they lead, so that no
    rule of quality has anything to say.
    """
    rng = np.random.default_rng(SEED)
    people = nips(-(-rows // ROWS_PER_PERSON))
    who, nth = np.divmod(np.arange(rows), ROWS_PER_PERSON)
    started = FIRST_DAY + nth * 700 + rng.integers(0, 60, rows)
    ended = pd.Series(started + rng.integers(30, 600, rows)).astype("datetime64[us]")
    above = (rng.random(rows) * who).astype(np.int64)
    made = pd.DataFrame(
        {
            "employee_id": people[who],
            "started_on": pd.Series(started).astype("datetime64[us]"),
            "ended_on": ended.mask((nth == ROWS_PER_PERSON - 1) & (rng.random(rows) < 0.9)),
            "job_id": numbered("J", rng.integers(0, N_JOBS, rows)),
            "unit_id": numbered("U", rng.integers(0, N_UNITS, rows)),
            "supervisor_id": pd.Series(people[above]).mask(who == 0),
            "appointment": "definitive",
            "move": np.array(["rotation", "promotion"])[rng.integers(0, 2, rows)],
            "base_pay": rng.integers(15_000, 60_000, rows) * 100.0,
            "gross_pay": rng.integers(20_000, 90_000, rows) * 100.0,
            "recorded_on": pd.Series(started + rng.integers(0, 60, rows)).astype("datetime64[us]"),
        }
    )
    everyone = pd.DataFrame({"employee_id": people, "agency_id": "a", "joined_on": FIRST_DAY})
    units = pd.DataFrame({"unit_id": numbered("U", np.arange(N_UNITS)), "agency_id": "a"})
    jobs = pd.DataFrame({"job_id": numbered("J", np.arange(N_JOBS)), "job_class": 7})
    return {"employees": everyone, "units": units, "jobs": jobs, "assignments": made}


def trainings(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return so many trainings of the same people, with titles as they are typed in."""
    people = nips(max(rows // ROWS_PER_PERSON, 1))
    completed = FIRST_DAY + rng.integers(0, 12_000, rows)
    made = pd.DataFrame(
        {
            "employee_id": people[rng.integers(0, len(people), rows)],
            "title": numbered("Bimbingan Teknis Angkatan ", rng.integers(0, 100_000, rows)),
            "form": rng.integers(1, 26, rows),
            "hours": rng.integers(1, 120, rows),
            "completed_on": pd.Series(completed).astype("datetime64[us]"),
            "outcome": "completed",
            "score": np.round(rng.random(rows) * 100, 2),
        }
    )
    return made.drop_duplicates(["employee_id", "completed_on", "title"])


def nips(n: int) -> np.ndarray:
    """Return so many numbers of 18 digits."""
    return numbered("1980010120050110", np.arange(n) + 100_000)


def numbered(start: str, numbers: np.ndarray) -> np.ndarray:
    """Return the numbers as texts behind a start."""
    return np.char.add(start, numbers.astype(str)).astype(object)


STEPS: dict[str, Callable[[int, Path], None]] = {
    "bring": bring,
    "write_csv": write_csv,
    "write_csv_and_trainings": write_csv_and_trainings,
    "write_excel": write_excel,
}

if __name__ == "__main__":
    STEPS[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))
