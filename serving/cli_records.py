"""The commands that bring records in: check a source, write the template, import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from features.importing.report import ImportReport
from features.problems import BadInput
from serving import printing
from serving.acting import acting
from serving.options import (
    HERE,
    AgencyOption,
    FormatOption,
    HomeOption,
    JsonOption,
    MappingOption,
    OptionalSourceArgument,
    PayOption,
    PseudonymsOption,
    SanctionsOption,
    SchemaOption,
    SnapshotOption,
    SourceArgument,
    SuggestOption,
)
from serving.purposes import Action
from serving.settings import office_today


def add_commands(app: typer.Typer) -> None:
    """Add the commands to ``bina``."""
    app.command()(check)
    app.command(name="import")(import_command)


def check(
    source: OptionalSourceArgument = None,
    *,
    form: FormatOption = "records",
    schema: SchemaOption = None,
    mapping: MappingOption = None,
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
    from features.importing.checking import Report
    from features.importing.checking import check as check_source
    from features.sources import opened

    how: dict[str, Any] = {"today": office_today(), "ids_are_pseudonyms": ids_are_pseudonyms}
    place = opened(source, form=form, schema=schema, mapping=mapping)
    try:
        with printing.progress("check") as step, place as tables:
            report = check_source(tables, progress=lambda table: step(table, 0.5), **how)
    except BadInput as bad:
        report = Report(problems=list(bad.problems))
    printing.checked(report, as_json=as_json)
    raise typer.Exit(0 if report.ok else 1)


def _write_template(path: Path, *, as_json: bool) -> None:
    from features.importing.template import write_template

    write_template(path)
    lines = [f"empty workbook written to {path}; its last sheet explains the others"]
    printing.result({"template": path}, as_json=as_json, lines=lines)


@acting(Action.RUN_JOBS, "bina import")
def import_command(
    source: SourceArgument,
    *,
    form: FormatOption = "records",
    schema: SchemaOption = None,
    snapshot_on: SnapshotOption = None,
    agency: AgencyOption = None,
    mapping: MappingOption = None,
    suggest_mapping: SuggestOption = None,
    ids_are_pseudonyms: PseudonymsOption = False,
    allow_pay: PayOption = False,
    allow_sanctions: SanctionsOption = False,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Bring records in: all of a source or nothing; the same again changes nothing."""
    _refuse_more_about_a_list(snapshot_on, mapping, schema, form != "records")
    if suggest_mapping is not None:
        from serving.mapping import suggest

        return suggest(source, suggest_mapping, schema=schema, as_json=as_json)
    from features.importing.importer import import_source
    from features.importing.staff_list import import_list
    from features.sources import opened

    keep: dict[str, Any] = {"ids_are_pseudonyms": ids_are_pseudonyms, "allow_pay": allow_pay}
    try:
        with printing.progress("import") as step:
            keep["progress"] = lambda table: step(table, 0.5)
            into: Callable[..., ImportReport] = partial(_into, home, **keep)
            if snapshot_on is not None:
                day = snapshot_on.date()
                report = into(partial(import_list, Path(source), on=day, agency=agency))
            else:
                with opened(source, form=form, schema=schema, mapping=mapping) as tables:
                    report = into(partial(import_source, tables, allow_sanctions=allow_sanctions))
    except BadInput as bad:
        report = ImportReport(office_today(), "imported", problems=list(bad.problems))
    printing.imported(report, as_json=as_json)
    raise typer.Exit(0 if report.ok else 1)


def _refuse_more_about_a_list(snapshot_on: datetime | None, *more: object) -> None:
    if snapshot_on is not None and any(more):
        raise typer.BadParameter("a list of a day takes no --mapping, --schema or --format")


def _into(home: Path, bring: Callable[..., ImportReport], **how: Any) -> ImportReport:
    """Return what an import of today did to a home."""
    from features.home import Home

    return bring(home=Home(home), today=office_today(), **how)
