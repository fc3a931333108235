"""The commands about the life of the champion: watching it, its versions, and going back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from serving import printing
from serving.acting import acting
from serving.options import DAY, HERE, ActingOption, HomeOption, JsonOption
from serving.purposes import Action
from serving.settings import office_today

FEATURES_SHOWN = 5


class Subject(StrEnum):
    """What models are of: the early warning, the order of suggested courses, or mentors."""

    TURNOVER = "turnover"
    COURSES = "courses"
    MENTORS = "mentors"


OfOption = Annotated[Subject, typer.Option("--of", help="Of what: warnings, or order of courses.")]


def add_commands(app: typer.Typer) -> None:
    """Register ``monitor`` and ``models`` with the command line."""
    app.command()(monitor)
    models = typer.Typer(help="The versions of what was trained.", no_args_is_help=True)
    models.command(name="list")(models_list)
    models.command()(rollback)
    app.add_typer(models, name="models")


@acting(Action.READ_MONITOR, "bina monitor")
def monitor(
    *,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=DAY, help="What is known before (today).")
    ] = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Say what became of past warnings and whether people and risks have shifted.

    Ends with exit code 1 where something speaks for training again. The console shows the same
    on the page /pemantauan.
    """
    from features.home import Home
    from serving.monitoring import monitor as watch

    day = as_of.date() if as_of else office_today()
    found = watch(Home(home), today=day)
    lines = [line for agency, one in found.items() for line in _lines(agency, one)]
    printing.result({"as_of": day, "agencies": found}, as_json=as_json, lines=lines)
    raise typer.Exit(1 if any(one["alarms"] for one in found.values()) else 0)


def _lines(agency: str, found: Mapping[str, Any]) -> list[str]:
    lines = [f"agency {agency}: version {found['version']}, learned until {found['trained_until']}"]
    for one in found["past"]:
        lines.append(
            f"  scored {one['as_of']}, seen {one['days_seen']} days: expected "
            f"{one['expected']:.1f} ({one['low']} to {one['high']}), left {one['observed']}; "
            f"of the {one['listed']} at the highest risk {one['listed_left']}"
        )
    if not found["past"]:
        lines.append("  no earlier warnings to look back on yet")
    if found["risks"]:
        risks = found["risks"]
        lines.append(f"  risks: PSI {risks['psi']:.2f} ({risks['low']:.2f} to {risks['high']:.2f})")
    lines.append(f"  {found['n_shifted']} of {found['n_features']} features have surely shifted")
    for one in found["features"][:FEATURES_SHOWN]:
        lines.append(f"    {one['feature']}: {one['psi']:.2f} ({one['low']:.2f}-{one['high']:.2f})")
    from serving.phrases import ALARMS

    said = [f"  ALARM {code}: {ALARMS[code]}" for code in found["alarms"]]
    return [*lines, *(said or ["  nothing speaks for training again"])]


def models_list(
    *, of: OfOption = Subject.TURNOVER, home: HomeOption = HERE, as_json: JsonOption = False
) -> None:
    """List the versions, the newest first, and when each began to serve."""
    from training.registry import Registry

    found = Registry(home, subject=of.value).versions()
    lines = [
        f"{one.version:>4}  {one.served_at[:16] or 'never served':<18}"
        f"{'  serves' if one.serves else ''}"
        for one in found
    ]
    content = {"versions": [vars(one) for one in found]}
    printing.result(content, as_json=as_json, lines=lines or ["no versions yet"])


def rollback(
    *,
    to: Annotated[
        str | None, typer.Option(help="The version (the one that served before).")
    ] = None,
    role: ActingOption = None,
    of: OfOption = Subject.TURNOVER,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Let the version that served before serve again; scores stay until the next scoring.

    Who went back is in the access log.
    """
    from features.home import Home
    from serving.command_log import check_in
    from serving.monitoring import rollback as go_back

    check_in(home, Action.ROLL_BACK_MODEL, role=role, command="bina models rollback")
    before, now = go_back(Home(home), to=to, of=of.value)
    printing.result(
        {"before": before, "version": now},
        as_json=as_json,
        lines=[f"version {now} serves instead of {before}; score again with: bina score"],
    )
