"""The command about names, which are kept apart from everything else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serving import printing
from serving.acting import acting
from serving.options import HERE, HomeOption, JsonOption, PseudonymsOption
from serving.purposes import Action


def add_names(app: typer.Typer) -> None:
    """Register ``identities`` with the command line."""
    identities = typer.Typer(help="Names and contacts, kept encrypted.", no_args_is_help=True)
    identities.command(name="import")(identities_import)
    identities.callback()(_identities)
    app.add_typer(identities, name="identities")


def _identities() -> None:
    """Keep ``import`` a command of its own while it is the only one."""


@acting(Action.RUN_JOBS, "bina identities import")
def identities_import(
    file: Annotated[
        Path,
        typer.Argument(
            help="A .csv, .xlsx or .parquet file with employee_id, agency_id, name, nip, contact.",
            exists=True,
            dir_okay=False,
        ),
    ],
    *,
    ids_are_pseudonyms: PseudonymsOption = False,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Keep the names of people, encrypted, to be shown one reveal at a time.

    They are never in records, profiles, scores, logs or addresses. Delete the file afterwards.
    """
    from features.home import Home
    from serving.names import import_names

    count = import_names(Home(home), file, ids_are_pseudonyms=ids_are_pseudonyms)
    printing.result(
        {"people": count},
        as_json=as_json,
        lines=[f"{count:,} names kept; delete the file, and keep identities.key apart"],
    )
