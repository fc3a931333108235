"""The command that writes the year's plan of courses."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from features.prevented import Prevented
from serving import printing
from serving.acting import acting
from serving.options import HERE, MOST_RUPIAH, AsOfOption, HomeOption, JsonOption, SeedOption
from serving.purposes import Action

if TYPE_CHECKING:
    from features.home import Home
    from features.walking import Step
    from models.plan.year import Settings, YearPlan

PerPersonOption = Annotated[
    int, typer.Option(min=1, max=5, help="At most so many classes a person.")
]
AwayShareOption = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Of a unit, at most this share away at once.")
]
FloorShareOption = Annotated[
    float,
    typer.Option(min=0.0, max=1.0, help="Each region and job kind gets this of its even part."),
]
UnitFloorsOption = Annotated[
    bool, typer.Option("--unit-floors", help="The same floor for each unit.")
]
CeilingOption = Annotated[
    bool,
    typer.Option(
        "--contract-ceiling",
        help="Hold 24 hours a contract year (PPPK; PP 49/2018 Ps 40; disputed since UU 20/2023).",
    ),
]
PreviousOption = Annotated[
    Path | None, typer.Option(help="An earlier plan (.xlsx); as few people as possible move.")
]
OwnRulesOption = Annotated[
    Path | None, typer.Option(help="Own rules (.toml) in place of those with the same id.")
]
BudgetOption = Annotated[
    float, typer.Option(min=0.0, max=MOST_RUPIAH, help="Rupiah for seats; 0 plans free ones.")
]
AgencyOption = Annotated[str | None, typer.Option(help="The agency, where the home holds several.")]


def add_plan(app: typer.Typer) -> None:
    """Register ``plan`` with the command line."""
    app.command()(plan)


@acting(Action.MAKE_PLANS, "bina plan")
def plan(
    *,
    as_of: AsOfOption,
    budget: BudgetOption,
    out: Annotated[Path, typer.Option(help="The .xlsx file to write.")],
    per_person: PerPersonOption = 2,
    away_share: AwayShareOption = 0.25,
    floor_share: FloorShareOption = 0.5,
    previous: PreviousOption = None,
    rules: OwnRulesOption = None,
    agency: AgencyOption = None,
    unit_floors: UnitFloorsOption = False,
    contract_ceiling: CeilingOption = False,
    seed: SeedOption = 7,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Plan who takes which class in the year from a day, within seats, money, dates and rules.

    Says how far the plan can be from the best one at most, who waits and for what reason, what
    one more class or rupiah would bring, and which needs nobody meets. The console lists it too.
    """
    from serving.learning_schemas import PlanIn
    from serving.plain_files import check_apart
    from serving.plans import settings_of
    from serving.workbooks import check_workbook, write_workbook
    from serving.year_plan import book_of, sheets_of

    check_workbook(out)
    check_apart(out, previous, rules)
    limits = PlanIn(budget=budget, per_person=per_person, seed=seed, away_share=away_share)
    further = {"unit_floors": unit_floors, "contract_ceiling": contract_ceiling}
    asked = limits.model_copy(update={"floor_share": floor_share, **further})
    settings = settings_of(asked, book=book_of(rules))
    with printing.progress("plan") as step:
        made, planned = _planned(home, agency, as_of.date(), settings, previous=previous, step=step)
        step("writing", 0.95)
        write_workbook(sheets_of(made), out)
        _keep(home, made, agency=planned)
    _say(made, agency=planned, out=out, as_json=as_json)


def _keep(home: Path, made: YearPlan, *, agency: str) -> None:
    """Keep the plan in the store, where the console and the API list it."""
    from serving.database import store_url
    from serving.plans import keep_plan
    from serving.store import Stores

    stores = Stores.open(store_url(home))
    try:
        keep_plan(stores.plans, made, agency=agency, made_by="bina plan")
    finally:
        stores.close()


def _planned(
    home: Path,
    asked: str | None,
    as_of: date,
    settings: Settings,
    *,
    previous: Path | None,
    step: Step,
) -> tuple[YearPlan, str]:
    """Return the plan of an agency of the home, and which agency that is."""
    from features.home import Home
    from serving.year_plan import earlier_places, plan_agency

    before = None if previous is None else earlier_places(previous)
    step("reading", 0.0)
    chosen = _agency(Home(home), asked)
    step("planning", 0.1)
    return plan_agency(Home(home), chosen, as_of, settings, previous=before), chosen


def _agency(home: Home, asked: str | None) -> str:
    """Return the agency to plan for; raises `Prevented` where that is not clear."""
    agencies = home.agencies()
    if not agencies:
        raise Prevented(f"no records in {home.path}; bring some in with: bina import SOURCE")
    if asked is None and len(agencies) > 1:
        found = f"there are {len(agencies)} agencies"
        raise Prevented(f"{found}; choose one with --agency, such as --agency {agencies[0]}")
    if asked is not None and asked not in agencies:
        raise Prevented(f"there is no agency {asked}; there are {', '.join(agencies[:10])}")
    return asked or agencies[0]


def _say(made: YearPlan, *, agency: str, out: Path, as_json: bool) -> None:
    from serving.year_plan import content_of

    content = content_of(made) | {"agency_id": agency, "out": out}
    printing.result(content, as_json=as_json, lines=[*_served(made, out), *_beside(made)])


def _served(made: YearPlan, out: Path) -> list[str]:
    """Return who gets what, or that there is nothing to plan."""
    if made.candidates.classes.empty:
        return [f"no class can be planned in the year from {made.as_of}; written to {out}"]
    people = made.places["employee_id"].nunique()
    who = printing.counted(people, "person", "people")
    gaps = printing.counted(int(made.places["n_gaps"].sum()), "competency gap", "competency gaps")
    return [
        f"{printing.counted(len(made.places), 'place', 'places')} for {who}, "
        f"Rp {made.cost:,.0f} of Rp {made.settings.budget:,.0f}, written to {out}",
        f"{gaps} served; no plan under these limits gains more than {made.solution.gap:.4%} more",
    ]


def _beside(made: YearPlan) -> list[str]:
    """Return what waits, was left out, is not met or not kept, and what the records lack."""
    from serving.code_words import LEFT_OUT, NOTES
    from serving.language import language
    from serving.wording import floor_text

    waits = printing.counted(len(made.waiting), "wish waits", "wishes wait")
    lines = [f"{waits}; the sheet waiting says what stood in the way"] if len(made.waiting) else []
    left = {**made.left_out, "after_service": made.candidates.too_late}
    lines += [f"{LEFT_OUT[code]}: {count:,}" for code, count in left.items() if count]
    english = language("en")
    lines += [f"this floor could not be held: {floor_text(one, english)}" for one in made.unmet]
    if made.moved is not None:
        moved = printing.counted(made.moved, "place", "places")
        lines.append(f"not kept of the earlier plan (sheet not kept; nobody is told): {moved}")
    return [*lines, *(f"note: {NOTES[note]}" for note in made.notes)]
