"""The command that lists whom to invite to a talk, without saying who was a warning."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from serving import printing
from serving.options import HERE, ActingOption, HomeOption, JsonOption
from serving.purposes import Action

COMMAND = "bina care invitations"


def add_commands(app: typer.Typer) -> None:
    """Register ``care`` with the command line."""
    care = typer.Typer(help="Talks about development.", no_args_is_help=True)
    care.command()(invitations)
    care.callback()(_care)
    app.add_typer(care, name="care")


def _care() -> None:
    """Keep ``invitations`` a command of its own while it is the only one."""


def invitations(
    *,
    out: Annotated[Path, typer.Option(help="The .csv or .parquet file to write.")],
    capacity: Annotated[
        int, typer.Option(min=1, max=1000, help="How many talks there is time for.")
    ] = 40,
    mix: Annotated[
        float, typer.Option(min=0.2, max=1.0, help="Share drawn by lot and not by risk.")
    ] = 0.5,
    agency: Annotated[
        str | None, typer.Option(help="The agency, where the home holds several.")
    ] = None,
    role: ActingOption = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Write whom to invite to a talk: people of the care list, mixed with others drawn by lot.

    The file names what could be offered, and neither a risk nor who is a warning. Everybody in it
    finds the same line in the access log.
    """
    from serving.command_log import check_in
    from serving.invitations import invitations as invited
    from serving.plain_files import check_writable, write_whole

    check_writable(out)
    record = partial(check_in, home, Action.WRITE_INVITATIONS, role=role, command=COMMAND)
    record()
    found = invited(home, agency=agency, capacity=capacity, mix=mix)
    record(about=found["employee_id"].tolist())
    write_whole(found, out)
    printing.result(
        {"out": out, "n": len(found), "mix": mix},
        as_json=as_json,
        lines=[f"{len(found):,} people to invite written to {out}; at least {mix:.0%} by lot"],
    )
