"""The commands that bring people together: a whole cohort at once, for a person to review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serving import printing
from serving.options import HERE, AsOfOption, HomeOption, JsonOption

FloorOption = Annotated[
    int, typer.Option(min=0, help="At least so many mentees where so many can have a mentor.")
]


def add_matching(app: typer.Typer) -> None:
    """Register ``match`` with the command line."""
    matching = typer.Typer(help="Match a whole cohort at once.", no_args_is_help=True)
    matching.command()(mentors)
    matching.callback()(_nothing_yet)
    app.add_typer(matching, name="match")


def _nothing_yet() -> None:
    """Keep ``mentors`` a command of its own while it is the only one."""


def mentors(
    *,
    as_of: AsOfOption,
    out: Annotated[Path, typer.Option(help="The .xlsx file to write.")],
    years: Annotated[
        float, typer.Option(min=0.1, help="Who joined in so many years and has no mentor.")
    ] = 3.0,
    floor_unit: FloorOption = 0,
    floor_level: FloorOption = 0,
    minimum: Annotated[
        float, typer.Option(min=0.0, help="Form no pair that is expected to help less.")
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="Decides between equals; the same gives the same.")] = 7,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Match newcomers with mentors so that all together are helped most; write it for review.

    Never with a superior, a subordinate, somebody in conflict, or a mentor without a free place.
    """
    from serving.mentor_matching import Limits, match_home, sheets_of
    from serving.workbooks import check_workbook, write_workbook

    check_workbook(out)
    with printing.progress("match mentors") as step:
        floors = {"unit": floor_unit, "level": floor_level}
        limits = Limits(years=years, floors=floors, minimum=minimum, seed=seed)
        rounds = match_home(home, as_of.date(), limits, step=step)
        write_workbook(sheets_of(rounds), out)
    printing.matched([one.matching for one in rounds.values()], out=out, as_json=as_json)
