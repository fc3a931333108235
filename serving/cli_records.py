"""The commands that bring records in: check a source, write the template, import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from serving import printing
from serving.options import (
    DAY,
    HERE,
    HomeOption,
    JsonOption,
    OptionalSourceArgument,
    PseudonymsOption,
    SourceArgument,
)

if TYPE_CHECKING:
    from features.importing.report import ImportReport

SnapshotOption = Annotated[
    datetime | None,
    typer.Option(formats=DAY, help="The file is a list of all staff as of this day."),
]
AgencyOption = Annotated[
    str | None, typer.Option(help="With --snapshot-on: whose staff it is, if not said.")
]
PayOption = Annotated[bool, typer.Option("--allow-pay", help="Keep pay; it is dropped otherwise.")]
SanctionsOption = Annotated[
    bool, typer.Option("--allow-sanctions", help="Keep sanctions, for eligibility only.")
]


def add_commands(app: typer.Typer) -> None:
    """Add the commands to ``bina``."""
    app.command()(check)
    app.command(name="import")(import_command)


def check(
    source: OptionalSourceArgument = None,
    *,
    template: Annotated[
        Path | None,
        typer.Option(help="Write an empty workbook to fill in, instead of checking a source."),
    ] = None,
    ids_are_pseudonyms: PseudonymsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Say all that is wrong with a source, and import nothing."""
    if template is not None and source is None:
        _write_template(template, as_json=as_json)
        return
    if source is None or template is not None:
        raise typer.BadParameter("give either a source to check or --template")
    from features.importing.checking import check as check_source
    from features.sources import open_source

    with printing.progress("check") as step:
        report = check_source(
            open_source(source),
            today=date.today(),
            ids_are_pseudonyms=ids_are_pseudonyms,
            progress=lambda table: step(table, 0.5),
        )
    printing.checked(report, as_json=as_json)
    raise typer.Exit(0 if report.ok else 1)


def _write_template(path: Path, *, as_json: bool) -> None:
    from features.importing.template import write_template

    write_template(path)
    lines = [f"empty workbook written to {path}; its last sheet explains the others"]
    printing.result({"template": path}, as_json=as_json, lines=lines)


def import_command(
    source: SourceArgument,
    *,
    snapshot_on: SnapshotOption = None,
    agency: AgencyOption = None,
    ids_are_pseudonyms: PseudonymsOption = False,
    allow_pay: PayOption = False,
    allow_sanctions: SanctionsOption = False,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Bring records in: all of a source or nothing; the same again changes nothing."""
    from features.home import Home
    from features.importing.importer import import_source
    from features.importing.staff_list import import_list
    from features.sources import open_source

    if snapshot_on is None and agency is not None:
        raise typer.BadParameter("--agency goes with --snapshot-on; tables name the agency")
    bring: Callable[..., ImportReport]
    with printing.progress("import") as step:
        if snapshot_on is not None:
            bring = partial(import_list, source, on=snapshot_on.date(), agency=agency)
        else:
            bring = partial(import_source, open_source(source), allow_sanctions=allow_sanctions)
        report = bring(
            home=Home(home),
            today=date.today(),
            ids_are_pseudonyms=ids_are_pseudonyms,
            allow_pay=allow_pay,
            progress=lambda table: step(table, 0.5),
        )
    printing.imported(report, as_json=as_json)
    raise typer.Exit(0 if report.ok else 1)
