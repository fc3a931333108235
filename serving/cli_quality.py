"""The command ``bina quality``: how good the records are, and what to mend first."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from serving import printing
from serving.acting import acting
from serving.options import DAY, HERE, HomeOption, JsonOption, first_of_month
from serving.purposes import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.quality.gate import Quality

RULES_SHOWN = 12
WEIGHTS = "25,25,25,25"
WeightsOption = Annotated[
    str,
    typer.Option(
        envvar="BINA_IKD_WEIGHTS",
        help="Weights of completeness, timeliness, accuracy and consistency.",
    ),
]


def add_commands(app: typer.Typer) -> None:
    """Add the command to the others."""
    app.command(name="quality")(quality)


@acting(Action.READ_QUALITY, "bina quality")
def quality(
    *,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=DAY, help="What was known before this day (this month)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Also write the list of fixes to an .xlsx workbook.")
    ] = None,
    language: Annotated[
        Literal["id", "en"], typer.Option(help="The language of the workbook.")
    ] = "id",
    weights: WeightsOption = WEIGHTS,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Say how good the records are, and what to mend first; the console shows the summary."""
    from features.home import Home
    from serving.jobs import records_of
    from serving.language import language as spoken
    from serving.quality import check_agencies, publish_quality, weights_from
    from serving.quality_workbook import sheets_of
    from serving.workbooks import check_workbook, write_workbook

    day = as_of.date() if as_of else first_of_month()
    chosen = weights_from(weights)
    if out is not None:
        check_workbook(out)
    with printing.progress("quality") as step:
        found = check_agencies(records_of(Home(home)), as_of=day, weights=chosen, step=step)
        publish_quality(home, found)
        if out is not None:
            step("workbook", 0.95)
            write_workbook(sheets_of(found, language=spoken(language)), out)
    printing.result(content_of(found, out), as_json=as_json, lines=lines_of(found, out))


def content_of(found: Mapping[str, Quality], out: Path | None) -> dict[str, Any]:
    """Return the result for programs: figures by agency, no person."""
    from serving.quality import summary

    agencies = {
        agency: {"as_of": quality.as_of, **summary(quality)} for agency, quality in found.items()
    }
    return {"agencies": agencies, "out": out}


def lines_of(found: Mapping[str, Quality], out: Path | None) -> list[str]:
    """Return the result for a reader: the index by table, and the rules that matter most."""
    lines: list[str] = []
    for agency, quality in found.items():
        lines += [*_agency_lines(agency, quality), ""]
    lines += [f"list of fixes written to {out}"] if out else []
    return lines or [""]


def _agency_lines(agency: str, quality: Quality) -> list[str]:
    from serving.quality import rule_rows
    from serving.quality_words import RULE_WORDS

    whole = quality.by(None).iloc[0]
    lines = [
        f"agency {agency}: {quality.n_people:,} people as known before {quality.as_of}",
        f"{'':<14}{'complete':>10}{'timely':>10}{'accurate':>10}{'consistent':>12}{'index':>8}",
        _figures_line("everything", whole),
        *(_figures_line(str(name), row) for name, row in quality.by("table").iterrows()),
    ]
    rules = rule_rows(quality)
    lines += ["", "to be mended first" if rules else "nothing to mend"]
    for row in rules[:RULES_SHOWN]:
        failed = "fewer than 10" if row["failed"] is None else f"{row['failed']:,}"
        lines.append(
            f"  {RULE_WORDS[row['rule']][0]}: {failed} of {row['checked']:,},"
            f" worth {row['worth']:,.0f}"
        )
    more = len(rules) - RULES_SHOWN
    return [*lines, f"  and {more} more rules; --out lists every fix"] if more > 0 else lines


def _figures_line(name: str, row: Any) -> str:
    widths = {"completeness": 10, "timeliness": 10, "accuracy": 10, "consistency": 12, "index": 8}
    cells = [
        f"{'-' if row[column] != row[column] else format(row[column], '.1f'):>{width}}"
        for column, width in widths.items()
    ]
    return f"{name:<14}{''.join(cells)}"
