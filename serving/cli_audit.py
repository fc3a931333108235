"""The commands about groups of people: how the warning treats them, and who got what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from serving import printing
from serving.acting import acting
from serving.options import DAY, HERE, HomeOption, JsonOption, first_of_month
from serving.purposes import Action

WIDTH = 34


def add_commands(audit: typer.Typer) -> None:
    """Register ``groups`` and ``opportunities`` among the audits."""
    audit.command()(groups)
    audit.command()(opportunities)


@acting(Action.READ_GROUPS, "bina audit groups")
def groups(*, home: HomeOption = HERE, as_json: JsonOption = False) -> None:
    """Say how the model in use does in each group of people it had not seen.

    Ends with exit code 1 where it fails in a group and serves by a waiver.
    """
    from serving.audit_answers import groups_out
    from serving.jobs import champion_of
    from serving.language import language

    audit = groups_out(champion_of(home), language("en"))
    lines = [_risks_line(vars(row)) for row in audit.rows if " x " not in row.attribute]
    heading = f"{'group':<{WIDTH}}{'people':>8}{'rate':>8}{'AUC':>7}{'exp/obs':>9}{'impact':>8}"
    said = [f"FAILS: {one.attribute} {one.group}: {one.what_text}" for one in audit.failures]
    said += [f"serves by the waiver: {audit.waiver}"] if audit.waiver else []
    said += [f"{audit.left_out} groups of fewer than 10 people left out"]
    if not audit.rows:
        heading, said = "the model in use makes no statement on single people: nothing to audit", []
    printing.result(audit.model_dump(), as_json=as_json, lines=[heading, *lines, *said])
    raise typer.Exit(1 if audit.failures else 0)


@acting(Action.READ_GROUPS, "bina audit opportunities")
def opportunities(
    *,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=DAY, help="The year before this day (this month)."),
    ] = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Count who got courses, mentors, acting posts and promotions in a year, by group.

    The console shows the same on the page /audit.
    """
    from features.home import Home
    from serving.jobs import audit_opportunities

    day = as_of.date() if as_of else first_of_month()
    found = audit_opportunities(Home(home), as_of=day)
    lines = [line for agency, one in found.items() for line in _agency_lines(agency, one)]
    printing.result({"as_of": day, "agencies": found}, as_json=as_json, lines=lines)


def _agency_lines(agency: str, found: Mapping[str, Any]) -> list[str]:
    heading = f"agency {agency}: {found['n']:,} people who were there a year before"
    rows = [row for row in found["rows"] if row["attribute"] not in ("unit", "region")]
    many = len(found["rows"]) - len(rows)
    missing = [f"not on record: {kind}" for kind in found["missing"]]
    more = [f"and {many} rows by unit and region; --json and the page /audit have them"]
    return [heading, *(_share_line(row) for row in rows), *missing, *more]


def _share_line(row: Mapping[str, Any]) -> str:
    named = f"{row['kind']}: {row['attribute']} {row['group']}"
    mark = "  surely below four fifths" if row["surely_below"] else ""
    return f"{named:<{WIDTH + 10}}{row['n']:>7,}{row['share']:>8.1%}{_fixed(row['ratio']):>7}{mark}"


def _risks_line(row: Mapping[str, Any]) -> str:
    named = f"{row['attribute']}: {row['group']}"
    level = _fixed(row["expected_to_observed"])
    mark = "  surely below four fifths" if row["surely_below_four_fifths"] else ""
    return (
        f"{named:<{WIDTH}}{row['people']:>8,}{row['rate']:>8.1%}{_fixed(row['auc']):>7}"
        f"{level:>9}{_fixed(row['impact']):>8}{mark}"
    )


def _fixed(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
