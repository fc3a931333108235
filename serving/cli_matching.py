"""The commands that bring people together: a whole cohort at once, for a person to review."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from serving import printing
from serving.acting import acting
from serving.options import DAY, HERE, AsOfOption, HomeOption, JsonOption, SeedOption
from serving.purposes import Action
from serving.settings import office_today

FloorOption = Annotated[
    int, typer.Option(min=0, help="At least so many mentees where so many can have a mentor.")
]

MinimumOption = Annotated[
    float, typer.Option(min=0.0, help="Form no pair that is expected to help less.")
]
StableOption = Annotated[
    bool,
    typer.Option(
        "--stable", help="No mentee and mentor may both rather have each other; holds no floors."
    ),
]


def add_matching(app: typer.Typer, *, training: typer.Typer) -> None:
    """Register ``match`` and ``train mentors`` with the command line."""
    training.command(name="mentors")(train_mentors)
    matching = typer.Typer(help="Match a whole cohort at once.", no_args_is_help=True)
    matching.command()(mentors)
    matching.command()(moves)
    app.add_typer(matching, name="match")


@acting(Action.READ_MENTORING, "bina match mentors")
def mentors(
    *,
    as_of: AsOfOption,
    out: Annotated[Path, typer.Option(help="The .xlsx file to write.")],
    years: Annotated[
        float,
        typer.Option(min=0.1, max=100.0, help="Who joined in so many years and has no mentor."),
    ] = 3.0,
    floor_unit: FloorOption = 0,
    floor_level: FloorOption = 0,
    minimum: MinimumOption = 0.0,
    stable: StableOption = False,
    seed: SeedOption = 7,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Match newcomers with mentors so that all together are helped most; write it for review.

    Never with a superior, a subordinate, somebody in conflict, or a mentor without a free place;
    who left the rounds in the console is left out, and pairs of its newest round rather stay.
    """
    from serving.mentor_matching import Limits, match_home, sheets_of
    from serving.workbooks import check_workbook, write_workbook

    check_workbook(out)
    with printing.progress("match mentors") as step:
        floors = {"unit": floor_unit, "level": floor_level}
        within: dict[str, Any] = {
            "years": years,
            "minimum": minimum,
            "seed": seed,
            "stable": stable,
        }
        limits = Limits(floors=floors, **within)
        rounds = match_home(home, as_of.date(), limits, step=step)
        write_workbook(sheets_of(rounds), out)
    kept_out = sum(len(one.kept_out) for one in rounds.values())
    matchings = [one.matching for one in rounds.values()]
    printing.matched(matchings, kept_out=kept_out, out=out, as_json=as_json)


@acting(Action.READ_SUCCESSION, "bina match moves")
def moves(
    *,
    as_of: AsOfOption,
    out: Annotated[Path, typer.Option(help="The .xlsx file to write.")],
    years: Annotated[
        float,
        typer.Option(
            min=0.0, help="Who has been so many years in the present post in the present unit."
        ),
    ] = 5.0,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Choose moves into open posts together, so that no post that must be filled is left empty.

    Only moves on the same level that a rule allows and that teach something. Nothing is decided.
    """
    from serving.move_choice import about_elections, choose_home, counted
    from serving.workbooks import check_workbook, write_workbook

    check_workbook(out)
    with printing.progress("match moves") as step:
        sheets = choose_home(home, as_of.date(), years=years, step=step)
        write_workbook(sheets, out)
    found = counted(sheets)
    lines = [
        f"{found['moves']:,} moves written to {out}, for review",
        f"{found['still_empty']:,} posts that must be filled stay empty",
        *(f"{rule.words['en']} ({rule.cited})" for rule in about_elections(as_of.date())),
    ]
    printing.result({"out": out, **found}, as_json=as_json, lines=lines)


@acting(Action.RUN_JOBS, "bina train mentors")
def train_mentors(
    *,
    until: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="Learn from what was known before this day (today)."),
    ] = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Learn from assessments and rated mentorings whom to match; what is not better is left out.

    Nothing is learned where there is too little: then the fit without learning stays in use.
    """
    from features.home import Home
    from serving.mentor_training import learn, told

    with printing.progress("train mentors") as step:
        day = until.date() if until else office_today()
        learned = learn(Home(home), until=day, step=step)
    content = {"version": learned.version, **learned.card}
    printing.result(content, as_json=as_json, lines=told(learned))
