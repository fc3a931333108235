"""The command ``bina``: thin doors to what the packages do."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from features.sources import Form
from serving import cli_card, cli_care, cli_champion, cli_quality, cli_records, printing
from serving.acting import acting
from serving.cli_access import add_access
from serving.cli_accounts import add_accounts
from serving.cli_backup import add_backup
from serving.cli_erasing import add_erasing
from serving.cli_jobs import add_jobs
from serving.cli_matching import add_matching
from serving.cli_models import add_commands
from serving.cli_names import add_names
from serving.cli_notebook import add_notebook
from serving.cli_plan import CeilingOption, add_plan
from serving.options import (
    DAY,
    HERE,
    ActingOption,
    AsOfOption,
    FormatOption,
    HomeOption,
    JsonOption,
    LogRequestsOption,
    ProcessesOption,
    SeedOption,
    first_of_month,
    in_reach,
)
from serving.purposes import Action
from serving.settings import office_today
from serving.stopping import explained, refuse_empty

app = typer.Typer(
    name="bina",
    help="Early warnings, training and mentor suggestions for a public-sector HR office.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
training = typer.Typer(help="Train a model from the records.", no_args_is_help=True)
app.add_typer(training, name="train")
add_accounts(app)
add_access(app)
add_names(app)
add_erasing(app)
cli_records.add_commands(app)
add_commands(app)
add_matching(app, training=training)
add_plan(app)
add_jobs(app)
add_backup(app)
add_notebook(app)
cli_quality.add_commands(app)
cli_card.add_commands(app)
cli_care.add_commands(app)
cli_champion.add_commands(app)
FORMS: dict[Form, str] = {"records": "record tables", "siasn": "tables of a SIASN export"}


@app.command()
def sample(
    *,
    out: Annotated[Path, typer.Option(help="The folder to write the tables to.")],
    employees: Annotated[int, typer.Option(min=100, help="People in each agency.")] = 5000,
    agencies: Annotated[int, typer.Option(min=1, help="How many agencies.")] = 1,
    until: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Where records end (this month).")
    ] = None,
    seed: SeedOption = 7,
    truth: Annotated[bool, typer.Option("--truth", help="Also write the true hazards.")] = False,
    form: FormatOption = "records",
    as_json: JsonOption = False,
) -> None:
    """Write an invented Indonesian agency as record tables (CSV), or as an export of SIASN."""
    from features.sample import make_agencies
    from features.sample.files import write_agency
    from features.sample.siasn import write_siasn

    day = until.date() if until else first_of_month()
    with printing.progress("sample") as step:
        step("people and their years", 0.0)
        made = make_agencies(employees=employees, agencies=agencies, until=day, seed=seed)
        if form == "siasn":
            write_siasn(made, out)
        else:
            write_agency(made, out, truth=truth)
    printing.result(
        {"out": out, "employees": employees, "agencies": agencies, "until": day, "seed": seed},
        as_json=as_json,
        lines=[f"{FORMS[form]} until {day} written to {out}"],
    )


@app.command()
@acting(Action.RUN_JOBS, "bina collect")
def collect(*, home: HomeOption = HERE, as_json: JsonOption = False) -> None:
    """Bring what people entered in the console and the API into the records."""
    from features.home import Home
    from serving.entered import collect as collect_entries

    report = collect_entries(Home(home), today=office_today())
    printing.imported(report, as_json=as_json)
    raise typer.Exit(0 if report.ok else 1)


@app.command()
@acting(Action.READ_PROFILES, "bina profiles")
def profiles(
    *,
    as_of: Annotated[
        list[datetime],
        typer.Option("--as-of", formats=DAY, callback=in_reach, help="A day; may be repeated."),
    ],
    out: Annotated[
        Path,
        typer.Option(help="A .parquet or .csv file, or a folder for a Parquet file an agency."),
    ],
    processes: ProcessesOption = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Write everybody's profile as it was known at the start of each day.

    An interrupted run is taken up where it stopped when the same command is given again.
    """
    from features.home import Home
    from features.walking import cores
    from serving.jobs import write_profiles

    days = [day.date() for day in as_of]
    with printing.progress("profiles") as step:
        written = write_profiles(Home(home), days, out, processes=processes or cores(), step=step)
    content = {"out": out, "rows": written.n_rows, "columns": written.columns}
    told = f"{written.n_rows:,} profiles of {len(written.columns) - 3} features written to {out}"
    printing.result(content, as_json=as_json, lines=[told])


@training.command()
@acting(Action.RUN_JOBS, "bina train turnover")
def turnover(
    *,
    until: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="Learn from what was known before this day (today)."),
    ] = None,
    horizon_days: Annotated[int, typer.Option(min=30, max=1100, help="How far to look.")] = 365,
    every_days: Annotated[
        int, typer.Option(min=28, max=366, help="Days between looks at people; 91: quarterly.")
    ] = 183,
    tune_minutes: Annotated[
        float, typer.Option(min=0, max=1440, help="Search better settings for so long (none).")
    ] = 0.0,
    waiver: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="Why a model that fails in a group may serve all the same; the card shows it.",
        ),
    ] = "",
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Train the early warning of voluntary exits, and let it serve if it passes the gate."""
    from features.home import Home
    from serving.jobs import train

    with printing.progress("train") as step:
        done = train(
            Home(home),
            until=until.date() if until else office_today(),
            horizon_days=horizon_days,
            every_days=every_days,
            tune_minutes=tune_minutes,
            step=step,
            waiver=waiver,
        )
    printing.trained(done, as_json=as_json)


@training.command()
@acting(Action.RUN_JOBS, "bina train courses")
def courses(
    *,
    until: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="Learn from what was known before this day (today)."),
    ] = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Learn the order of suggested courses from what people completed and rated well.

    It serves only if it finds surely more of the newest half-year's courses than the fixed order
    and closes no less of the gaps; otherwise the order in use stays.
    """
    from features.home import Home
    from serving.course_order import train_course_order

    with printing.progress("train") as step:
        day = until.date() if until else office_today()
        done = train_course_order(Home(home), until=day, step=step)
    printing.course_order(done, as_json=as_json)


@app.command()
def score(
    *,
    as_of: AsOfOption,
    horizon_days: Annotated[
        int | None, typer.Option(min=1, max=1100, help="How far to look (the champion's).")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Also write a .csv or .parquet file.")] = None,
    contract_ceiling: CeilingOption = False,
    processes: ProcessesOption = None,
    role: ActingOption = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Score everybody as of a day and publish the scores to the console and the API.

    The file of --out holds everybody's risk: writing it is recorded as a look at risks.
    """
    from features.home import Home
    from features.walking import cores
    from serving.command_log import check_in
    from serving.jobs import refusing, score_all, without_objectors
    from serving.plain_files import check_writable, write_whole

    if out is not None:
        check_writable(out)
    shown = Action.RUN_JOBS if out is None else Action.READ_RISK
    check_in(home, shown, role=role, command="bina score")
    with printing.progress("score") as step:
        scores = score_all(
            Home(home),
            as_of=as_of.date(),
            horizon_days=horizon_days,
            processes=processes or cores(),
            step=step,
            contract_ceiling=contract_ceiling,
        )
        if out is not None:
            write_whole(without_objectors(scores, Home(home)), out)
    printing.scored(scores, refusing(home, scores), out=out, as_json=as_json)


@app.command()
def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 8000,
    home: HomeOption = HERE,
    log_requests: LogRequestsOption = False,
) -> None:
    """Serve the console and the API."""
    from serving.running import run

    run(home, host=host, port=port, log_requests=log_requests)


@app.command()
def demo(
    *,
    employees: Annotated[int, typer.Option(min=600, help="People in the agency.")] = 5000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop before serving.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 8000,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Make an invented agency, train, score, and serve it: the whole line once."""
    from serving.demo import demonstrate

    with printing.progress("demo") as step:
        made = demonstrate(home, employees=employees, as_of=first_of_month(), step=step)
    printing.demonstrated(made, as_json=as_json)
    if not no_serve:
        serve(port=port, home=home)


def main() -> None:
    """Run the command; whatever prevents it is said in one line, never as a traceback.

    Files it makes can be read by their owner only: they are about people.
    """
    os.umask(0o077)
    printing.escape_what_lacks()
    with explained():
        refuse_empty(sys.argv[1:])
        app()
