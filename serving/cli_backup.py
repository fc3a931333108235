"""The commands that copy a home into one file and bring it back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from serving import printing
from serving.acting import acting
from serving.options import HERE, HomeOption, JsonOption
from serving.purposes import Action


def add_backup(app: typer.Typer) -> None:
    """Register ``backup`` and ``restore`` with the command line."""
    app.command(name="backup")(backup_command)
    app.command(name="restore")(restore_command)


@acting(Action.RUN_JOBS, "bina backup")
def backup_command(
    file: Annotated[Path, typer.Argument(help="The .zip file to write.")],
    *,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Copy the home into one file while people go on working; keys and names stay out."""
    from serving.backup import back_up

    copied = back_up(home, file)
    lines = [f"{copied.n_files:,} files, {copied.n_bytes / 1e6:,.1f} MB, written to {file}"]
    if copied.store_is_elsewhere:
        lines.append("the store is on a database server: back it up there (pg_dump)")
    if copied.apart:
        names = ", ".join(copied.apart)
        lines.append(f"not in it: {names}; keep a copy of the keys in another place, never with it")
    printing.result(asdict(copied) | {"file": file}, as_json=as_json, lines=lines)


def restore_command(
    file: Annotated[Path, typer.Argument(help="The .zip file of a backup.")],
    *,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Bring a backup into an empty home; put the keys back beside it afterwards."""
    from serving.backup import restore

    n_files = restore(file, home)
    lines = [
        f"{n_files:,} files brought back to {home}",
        "put the keys back that were kept apart, before the next import and before serving",
    ]
    printing.result({"files": n_files, "home": home}, as_json=as_json, lines=lines)
