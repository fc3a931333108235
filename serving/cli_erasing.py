"""The commands about people's rights: taking data out, and saying what is done with them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from serving import printing
from serving.options import HERE, MONTHS_KEPT, ActingOption, HomeOption, JsonOption
from serving.settings import office_today

DAYS_IN_MONTH = 365.25 / 12


class Locale(StrEnum):
    """The languages of written documents."""

    ID = "id"
    EN = "en"


def add_erasing(app: typer.Typer) -> None:
    """Register ``erase``, ``retention`` and ``dpia`` with the command line."""
    app.command()(erase)
    app.command()(retention)
    app.command()(dpia)


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
    """Erase scores, plans, settled requests, ended tokens older than some months. It is recorded.

    The newest scores and plan of each agency stay, and so does the access log.
    """
    from serving.erasing import forget_old

    before = office_today() - timedelta(days=round(months * DAYS_IN_MONTH))
    found = forget_old(home, before=before, really=not dry_run, role=role)
    verb = "would go" if dry_run else "erased"
    printing.result(
        {"before": before, "dry_run": dry_run, "rows": dict(found)},
        as_json=as_json,
        lines=[f"{verb} (older than {before}) {table}: {n}" for table, n in found.items()],
    )


def dpia(
    *,
    out: Annotated[Path, typer.Option(help="The .html file to write.")],
    public: Annotated[
        bool, typer.Option("--public", help="The public record: without the inner measures.")
    ] = False,
    language: Annotated[Locale, typer.Option(help="id or en.")] = Locale.ID,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Write the impact assessment (UU 27/2022 article 34) from what runs in this home.

    It holds figures and settings, and nobody's data. What a machine cannot know is left to fill in.
    """
    from serving.app import load_champion
    from serving.assessment import write_assessment

    champion = load_champion(home) if home.exists() else None
    write_assessment(home, out, public=public, code=language, champion=champion)
    kind = "public record" if public else "impact assessment"
    printing.result(
        {"out": out, "public": public, "language": language},
        as_json=as_json,
        lines=[f"{kind} written to {out}"],
    )
