"""The options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

DAY = ["%Y-%m-%d"]
OUT_OF_REACH = datetime(2200, 1, 1)  # noqa: DTZ001 - days have no time zone
HERE = Path(".bina")

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home", envvar="BINA_HOME", file_okay=False, help="The folder that holds everything."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs.")]
SourceArgument = Annotated[Path, typer.Argument(help="A folder of tables, or an .xlsx workbook.")]
OptionalSourceArgument = Annotated[
    Path | None, typer.Argument(help="A folder of tables, or an .xlsx workbook.")
]
PseudonymsOption = Annotated[
    bool,
    typer.Option("--ids-are-pseudonyms", help="The ids of persons are pseudonyms; keep them."),
]


def in_reach(given: datetime | list[datetime]) -> datetime | list[datetime]:
    """Return the days as given; a usage error for one that no record can reach."""
    for day in given if isinstance(given, list) else [given]:
        if day >= OUT_OF_REACH:
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
    return date.today().replace(day=1)
