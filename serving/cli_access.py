"""The commands about who has looked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from serving import cli_audit, printing
from serving.options import HERE, HomeOption, JsonOption


def add_access(app: typer.Typer) -> None:
    """Register ``audit`` with the command line."""
    audit = typer.Typer(help="Who has looked, and how groups of people fare.", no_args_is_help=True)
    audit.command(name="verify")(audit_verify)
    cli_audit.add_commands(audit)
    app.add_typer(audit, name="audit")


def audit_verify(
    *,
    expected: Annotated[
        str | None, typer.Option(help="A digest that was written down earlier.")
    ] = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Check that no line of the access log was changed, put in or taken out since it was sealed.

    Write the newest digest down outside this machine: with --expected it shows later that the
    whole chain was not made anew.
    """
    from serving.jobs import verify_log

    found = verify_log(home, expected=expected)
    lines = [
        f"{found.lines:,} lines under {found.seals:,} seals, {found.unsealed:,} not sealed yet",
        f"newest digest: {found.newest}",
    ]
    if found.broken is not None:
        first, last = found.broken.first_line, found.broken.last_line
        lines.append(f"BROKEN: lines {first} to {last} are not as they were sealed")
    if found.kept is False:
        lines.append("BROKEN: the newest digest that the home knows is not in the chain")
    if found.hidden:
        lines.append(f"BROKEN: {found.hidden:,} lines are hidden from those they are about")
    if found.anchored is False:
        lines.append("BROKEN: the digest given is not in the chain")
    printing.result(
        asdict(found) | {"holds": found.holds},
        as_json=as_json,
        lines=[*lines, "the log is as it was sealed"] if found.holds else lines,
    )
    raise typer.Exit(0 if found.holds else 1)
