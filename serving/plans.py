"""Making the year's plan for the store: for the console, the API and the command line alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

import pandas as pd

from features.home import Home
from models.plan.year import Settings, YearPlan
from models.rules.book import RuleBook, packaged
from serving.database import is_there, store_url
from serving.language import msg
from serving.learning_schemas import PlanIn
from serving.plain_values import plain_rows, plain_values
from serving.problems import Problem
from serving.store import Stores
from serving.store.jobs import Job, JobStore
from serving.store.plans import PlanStore, StoredPlan
from serving.year_plan import EARLIER, content_of, plan_agency, sheets_of

MOST_PEOPLE = 2_000
"""So many people are planned for while somebody waits; for more the page asks for a job."""
JOBS_SEEN = 50
TOO_MANY = msg(
    "A plan for so many people takes longer than a request should. Ask for it on the page of the"
    " year's plan, or make it with: bina plan --as-of %(as_of)s --budget %(budget)s"
    " --out rencana.xlsx. It will be listed here."
)
CEILING = "contract_hours"
YES = "yes"
SWITCHES = ("unit_floors", "contract_ceiling")
"""Of the settings of a plan, those that are yes or no; jobs take them as words."""
GROUPS = ("region", "kind")


def settings_of(asked: PlanIn, *, book: RuleBook | None = None) -> Settings:
    """Return the settings of a plan as somebody asked for it."""
    return Settings(
        budget=asked.budget,
        per_person=asked.per_person,
        seed=asked.seed,
        away_share=asked.away_share,
        floor_share=asked.floor_share,
        floor_groups=(*GROUPS, "unit_id") if asked.unit_floors else GROUPS,
        book=rules_in_use(contract_ceiling=asked.contract_ceiling, book=book),
    )


def rules_in_use(*, contract_ceiling: bool, book: RuleBook | None = None) -> RuleBook:
    """Return the rules about courses, with the disputed ceiling where the office holds it."""
    rules = book or packaged()
    return rules.enabling(CEILING) if contract_ceiling else rules


def plan_for_page(
    home: Home,
    agency: str,
    as_of: date,
    asked: PlanIn,
    *,
    n_people: int,
    earlier: StoredPlan | None = None,
) -> YearPlan:
    """Return a plan while somebody waits; a problem that names other ways for large agencies.

    People keep their places of the ``earlier`` plan where nothing gains clearly more.
    """
    if n_people > MOST_PEOPLE:
        values = {"as_of": as_of, "budget": int(asked.budget)}
        raise Problem(409, TOO_MANY, "too-many-people", values=values)
    previous = None if earlier is None else places_of(earlier)
    return plan_agency(home, agency, as_of, settings_of(asked), previous=previous)


def ask_for_plan(jobs: JobStore, agency: str, as_of: date, asked: PlanIn, *, account: str) -> None:
    """Ask for a plan as a job, for an agency whose plan takes longer than somebody waits.

    The same plan is not asked for again while it waits or is made.
    """
    switches = {name: YES if getattr(asked, name) else "" for name in SWITCHES}
    given = asked.model_dump(exclude_none=True, exclude={"seed"}) | switches
    place = {"agency": agency, "as_of": as_of.isoformat(), "by": account}
    wanted = given | place
    if not any(one.is_open and one.arguments == wanted for one in asked_plans(jobs, agency)):
        jobs.ask("plan", wanted, account=account)


def asked_plans(jobs: JobStore, agency: str) -> list[Job]:
    """Return the jobs asked for since an agency's last plan that a job made, newest first."""
    newest = jobs.newest(limit=JOBS_SEEN)
    own = [one for one in newest if one.kind == "plan" and one.arguments.get("agency") == agency]
    return list(takewhile(lambda one: one.state != "done", own))


def places_of(stored: StoredPlan) -> pd.DataFrame:
    """Return who had which place in a kept plan: employee_id and offering_id."""
    return pd.DataFrame(stored.sheets["places"], columns=EARLIER).astype("str")


def keep_plan(plans: PlanStore, made: YearPlan, *, agency: str, made_by: str) -> int:
    """Keep a plan and return its number."""
    sheets = {name: plain_rows(frame) for name, frame in sheets_of(made).items()}
    return plans.add(
        agency_id=agency,
        as_of=made.as_of,
        made_by=made_by,
        summary=plain_values(summary_of(made)),
        sheets=sheets,
    )


def summary_of(made: YearPlan) -> dict[str, Any]:
    """Return settings and figures of a plan, for a list and a heading."""
    settings = made.settings
    asked = {
        "per_person": settings.per_person,
        "away_share": settings.away_share,
        "floor_share": settings.floor_share,
        "floor_groups": list(settings.floor_groups),
        "rules_enabled": [rule.id for rule in settings.book.in_force(made.as_of)],
    }
    return content_of(made) | asked


def booked_places(home: Path, agencies: Iterable[str], *, as_of: date) -> dict[str, pd.DataFrame]:
    """Return by agency who has a place in which class by the plan that counts on a day.

    Columns: employee_id and offering_id. Agencies without such a plan are not among them.
    """
    if not is_there(store_url(home)):
        return {}
    with Stores.open(store_url(home)) as stores:
        found = {agency: _in_force(stores.plans, agency, as_of) for agency in agencies}
    return {
        agency: pd.DataFrame(plan.sheets["places"], columns=["employee_id", "offering_id"])
        for agency, plan in found.items()
        if plan is not None
    }


def _in_force(plans: PlanStore, agency: str, as_of: date) -> StoredPlan | None:
    number = plans.in_force(agency, as_of=as_of)
    return None if number is None else plans.plan(number)
