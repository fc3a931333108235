"""The options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from features.sources import Form
from serving.purposes import Role
from serving.settings import office_today

DAY = ["%Y-%m-%d"]
OUT_OF_REACH = date(2200, 1, 1)
MOST_RUPIAH = 1e13
"""The largest budget of a year that a plan is made for."""
HERE = Path(".bina")
MONTHS_KEPT = 24
"""How long scores are kept where `bina retention` is not told otherwise."""

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home", envvar="BINA_HOME", file_okay=False, help="The folder that holds everything."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs.")]
ActingOption = Annotated[
    Role | None,
    typer.Option("--role", envvar="BINA_ROLE", help="Work under this role (the home's owner)."),
]
SOURCE_HELP = "A folder of tables, an .xlsx workbook, or the address of a database."
SourceArgument = Annotated[str, typer.Argument(envvar="BINA_SOURCE", help=SOURCE_HELP)]
OptionalSourceArgument = Annotated[
    str | None, typer.Argument(envvar="BINA_SOURCE", help=SOURCE_HELP)
]
LogRequestsOption = Annotated[
    bool, typer.Option(help="Print a line for each request: route, status and time.")
]
SeedOption = Annotated[
    int,
    typer.Option(
        "--seed", min=0, max=2**31 - 1, help="Decides between equals; the same gives the same."
    ),
]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", help="The file that says which table and column is which."),
]
SuggestOption = Annotated[
    Path | None,
    typer.Option(
        "--suggest-mapping", help="Write a proposal for --mapping to this file; import nothing."
    ),
]
SchemaOption = Annotated[
    str | None,
    typer.Option("--schema", help="The schema of the database that holds the tables."),
]
FormatOption = Annotated[
    Form,
    typer.Option("--format", help="Record tables, or the tables of a SIASN export."),
]
PseudonymsOption = Annotated[
    bool,
    typer.Option("--ids-are-pseudonyms", help="The ids of persons are pseudonyms; keep them."),
]
ProcessesOption = Annotated[
    int | None,
    typer.Option(
        "--processes",
        min=1,
        help="Agencies worked on at the same time (the machine's cores); 1 starts no process.",
    ),
]
PayOption = Annotated[bool, typer.Option("--allow-pay", help="Keep pay; it is dropped otherwise.")]
SanctionsOption = Annotated[
    bool, typer.Option("--allow-sanctions", help="Keep sanctions, for eligibility only.")
]
SnapshotOption = Annotated[
    datetime | None,
    typer.Option(formats=DAY, help="The file is a list of all staff as of this day."),
]
AgencyOption = Annotated[
    str | None,
    typer.Option("--agency", help="With --snapshot-on: whose staff it is, if not said."),
]


def in_reach(given: datetime | list[datetime]) -> datetime | list[datetime]:
    """Return the days as given; a usage error for one that no record can reach."""
    for day in given if isinstance(given, list) else [given]:
        if day.date() >= OUT_OF_REACH:
            raise typer.BadParameter(f"{day:%Y-%m-%d} is too far off; give a day before 2200")
    return given


AsOfOption = Annotated[
    datetime,
    typer.Option(
        "--as-of",
        formats=DAY,
        callback=in_reach,
        help="The day: what was known at its start counts.",
    ),
]


def first_of_month() -> date:
    """Return the first day of this month."""
    return office_today().replace(day=1)
