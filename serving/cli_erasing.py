"""The commands that take data out: a person, and what was kept long enough."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import typer

from serving import printing
from serving.options import HERE, ActingOption, HomeOption, JsonOption

MONTHS_KEPT = 24
DAYS_IN_MONTH = 365.25 / 12


def add_erasing(app: typer.Typer) -> None:
    """Register ``erase`` and ``retention`` with the command line."""
    app.command()(erase)
    app.command()(retention)


def erase(
    employee: Annotated[str, typer.Argument(help="The person's pseudonym; never a NIP.")],
    *,
    agency: Annotated[str, typer.Option(help="The agency in whose scores the person is.")],
    role: ActingOption = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Erase a person: scores, suggestions, entries, cases, account and name. It is recorded.

    The access log and the records stay, and the command says by which law.
    """
    from serving.erasing import STAYS, erase_person

    erased = erase_person(home, employee, agency_id=agency, role=role)
    lines = [f"erased from {table}: {count}" for table, count in erased.items() if count]
    printing.result(
        {"erased": dict(erased), "stays": list(STAYS)},
        as_json=as_json,
        lines=[*(lines or ["nothing was kept about this person"]), *(f"stays: {x}" for x in STAYS)],
    )


def retention(
    *,
    months: Annotated[int, typer.Option(min=3, help="How long scores are kept.")] = MONTHS_KEPT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    role: ActingOption = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Erase scores, settled requests and ended tokens older than some months. It is recorded.

    The newest scores of each agency stay, and so does the access log.
    """
    from serving.erasing import forget_old

    before = date.today() - timedelta(days=round(months * DAYS_IN_MONTH))
    found = forget_old(home, before=before, really=not dry_run, role=role)
    verb = "would go" if dry_run else "erased"
    printing.result(
        {"before": before, "dry_run": dry_run, "rows": dict(found)},
        as_json=as_json,
        lines=[f"{verb} (older than {before}) {table}: {n}" for table, n in found.items()],
    )
