"""The options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from features.sources import Form

DAY = ["%Y-%m-%d"]
HERE = Path(".bina")

HomeOption = Annotated[
    Path,
    typer.Option("--home", envvar="BINA_HOME", help="The folder that holds everything."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs.")]
SourceArgument = Annotated[Path, typer.Argument(help="A folder of tables, or an .xlsx workbook.")]
FormatOption = Annotated[
    Form,
    typer.Option("--format", help="Record tables, or the tables of a SIASN export."),
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
