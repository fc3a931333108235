"""The options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

DAY = ["%Y-%m-%d"]
HERE = Path(".bina")

HomeOption = Annotated[
    Path,
    typer.Option("--home", envvar="BINA_HOME", help="The folder that holds everything."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs.")]
SourceArgument = Annotated[
    str,
    typer.Argument(
        envvar="BINA_SOURCE",
        help="A folder of tables, an .xlsx workbook, or the address of a database.",
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
AllowPayOption = Annotated[
    bool, typer.Option("--allow-pay", help="Keep pay; it is dropped otherwise.")
]
PseudonymsOption = Annotated[
    bool,
    typer.Option("--ids-are-pseudonyms", help="The ids of persons are pseudonyms; keep them."),
]
AsOfOption = Annotated[
    datetime,
    typer.Option("--as-of", formats=DAY, help="The day: what was known at its start counts."),
]


def first_of_month() -> date:
    """Return the first day of this month."""
    return date.today().replace(day=1)
