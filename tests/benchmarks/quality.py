"""How long the quality gate takes on an invented agency of 50,000 people."""

from __future__ import annotations

import resource
from datetime import date
from time import process_time

from features.home import as_declared
from features.quality.gate import check_quality
from features.records import Records
from features.sample import make_agency
from features.tables import TABLE_OF_NAME

EMPLOYEES, UNTIL = 50_000, date(2026, 11, 1)


def run() -> None:
    """Print processor seconds and memory of one check with all its trials."""
    made = make_agency(employees=EMPLOYEES, until=UNTIL).tables
    records = Records.of(
        {name: as_declared(one, TABLE_OF_NAME[name]) for name, one in made.items()}
    )
    n_rows = sum(len(frame) for frame in records.frames.values())
    start = process_time()
    quality = check_quality(records, UNTIL)
    checked = process_time() - start
    n_fixes = len(quality.fixes)
    listed = process_time() - start - checked
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{quality.n_people:,} people, {n_rows:,} rows, {len(quality.rules)} rules")
    print(f"{checked:.1f} CPU-s to check, {listed:.1f} to put {n_fixes:,} fixes in order")
    print(f"{most:,.0f} MiB at most, the making of the agency included")
