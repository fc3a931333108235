"""What profiles cost: CPU-seconds by number of people and of as-of days."""

from __future__ import annotations

import time
from datetime import date

from features.profiles import build_profiles
from features.records import Records
from features.sample import make_agency

UNTIL = date(2026, 1, 1)
SIZES = (1_000, 10_000, 50_000)


def run() -> None:
    """Print a line for each size, with one as-of day and with five."""
    print(f"{'people':>8} {'rows':>10} {'1 day':>8} {'5 days':>8}  CPU-seconds, all features")
    for size in SIZES:
        records = Records.of(make_agency(employees=size, until=UNTIL).tables)
        n_rows = sum(len(records.frame(name)) for name in records)
        costs = [_cost(records, [date(2026 - year, 1, 1) for year in range(n)]) for n in (1, 5)]
        print(f"{size:>8,} {n_rows:>10,} {costs[0]:>8.2f} {costs[1]:>8.2f}")


def _cost(records: Records, days: list[date]) -> float:
    start = time.process_time()
    build_profiles(records, days)
    return time.process_time() - start
