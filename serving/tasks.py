"""What can be asked for as a job: the same work as by the commands, with words for its result.

Sources of imports are files and folders in the home's ``inbox``; no other place can be named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, get_args

import pandas as pd

from features.home import Home
from features.importing.importer import import_source
from features.importing.report import ImportReport
from features.prevented import Prevented
from features.sources import Form, opened
from features.walking import Step
from serving.database import store_url
from serving.entered import collect
from serving.inbox import INBOX, inbox_of
from serving.jobs import score_all, train
from serving.language import msg
from serving.learning_schemas import PlanIn
from serving.options import MOST_RUPIAH
from serving.phrases import GATE
from serving.plans import YES, keep_plan, places_of, settings_of
from serving.settings import office_today
from serving.store import Stores
from serving.store.plans import PlanStore
from serving.told import Told
from serving.year_plan import content_of, plan_agency

IMPORTED = msg("imported")
HAS_ERRORS = msg("the source has errors; see them all with: bina check")
NO_SUCH_FILE = msg("there is no such file in the inbox of the home")
NO_SUCH_FORM = msg("the form is one of %(forms)s")
NO_SUCH_PLAN = msg("There is no plan with this number.")
WHICH_AGENCY = msg("name one of the agencies: %(agencies)s")
TRAINED = msg("Version %(version)s is trained. %(verdict)s")
SCORED = msg("%(people)s people")
PLANNED = msg("%(places)s places: plan %(plan)s")
UNFIT = msg("%(name)s must be %(words)s")
Work = Callable[..., Told]
NUMBER = re.compile(r"[0-9]{1,9}")
HORIZONS = frozenset(map(str, range(30, 1101)))


def do_import(
    home: Path, step: Step, *, source: str, form: Form = "records", pseudonyms: str = ""
) -> Told:
    """Import a file or folder of the inbox; ``pseudonyms`` is yes where its ids are some."""
    if source not in inbox_of(home):
        raise Prevented(NO_SUCH_FILE)
    if form not in get_args(Form):
        raise Prevented(NO_SUCH_FORM, forms=", ".join(get_args(Form)))
    with opened(str(home / INBOX / source), form=form) as tables:
        share = {name: at / len(tables.tables()) for at, name in enumerate(tables.tables())}
        report = import_source(
            tables,
            Home(home),
            today=office_today(),
            ids_are_pseudonyms=pseudonyms == YES,
            progress=lambda table: step(table, share.get(table, 0.0)),
        )
    return _told(report)


def do_collect(home: Path, step: Step) -> Told:
    """Bring what people entered into the records."""
    step("collecting", 0.1)
    return _told(collect(Home(home), today=office_today()))


def do_train(home: Path, step: Step, *, until: str, horizon_days: int = 365) -> Told:
    """Train the early warning and return what the gate said."""
    day = date.fromisoformat(until)
    done = train(Home(home), until=day, horizon_days=int(horizon_days), step=step)
    return Told(TRAINED, {"version": done.version, "verdict": GATE[done.verdict.reason]})


def do_score(home: Path, step: Step, *, as_of: str, contract_ceiling: str = "") -> Told:
    """Score everybody as of a day, publish, and return how many people there were.

    ``contract_ceiling`` is yes where the office holds the disputed hours of contract staff.
    """
    scores = score_all(
        Home(home),
        as_of=date.fromisoformat(as_of),
        horizon_days=None,
        contract_ceiling=contract_ceiling == YES,
        step=step,
    )
    return Told(SCORED, {"people": len(scores)})


def do_plan(
    home: Path,
    step: Step,
    *,
    as_of: str,
    budget: float,
    agency: str = "",
    by: str = "bina jobs",
    previous: str | int = "",
    per_person: int = 2,
    away_share: float = 0.25,
    floor_share: float = 0.5,
    unit_floors: str = "",
    contract_ceiling: str = "",
) -> Told:
    """Plan the year's courses, keep the plan in the store, and return its number.

    Limits are those of `PlanIn`, its switches yes or empty; ``by`` is who asked.
    """
    agencies = Home(home).agencies()
    chosen = agency or (agencies[0] if len(agencies) == 1 else "")
    if chosen not in agencies:
        raise Prevented(WHICH_AGENCY, agencies=", ".join(agencies[:10]) or "–")
    step("planning", 0.1)
    asked = PlanIn(
        budget=float(budget),
        per_person=int(per_person),
        away_share=float(away_share),
        floor_share=float(floor_share),
        unit_floors=unit_floors == YES,
        contract_ceiling=contract_ceiling == YES,
    )
    day = date.fromisoformat(as_of)
    with Stores.open(store_url(home)) as stores:
        before = _earlier(stores.plans, previous, agency=chosen)
        made = plan_agency(Home(home), chosen, day, settings_of(asked), previous=before)
        plan = keep_plan(stores.plans, made, agency=chosen, made_by=by)
    return Told(PLANNED, {"places": content_of(made)["places"], "plan": str(plan)})


def _earlier(plans: PlanStore, number: str | int, *, agency: str) -> pd.DataFrame | None:
    """Return who had which place in the plan with a number; None where none is named."""
    if not number:
        return None
    found = plans.plan(int(number))
    if found is None or found.agency_id != agency:
        raise Prevented(NO_SUCH_PLAN)
    return places_of(found)


def _told(report: ImportReport) -> Told:
    if not report.ok:
        raise Prevented(HAS_ERRORS)
    return Told(IMPORTED)


WORKS: Mapping[str, Work] = {
    "import": do_import,
    "collect": do_collect,
    "train": do_train,
    "score": do_score,
    "plan": do_plan,
}


def _is_day(given: str) -> bool:
    try:
        date.fromisoformat(given)
    except ValueError:
        return False
    return True


def _is_amount(given: str) -> bool:
    try:
        return 0 <= float(given) <= MOST_RUPIAH
    except ValueError:
        return False


def _is_share(given: str) -> bool:
    try:
        return 0 <= float(given) <= 1
    except ValueError:
        return False


A_DAY = (_is_day, msg("a day such as 2026-01-31"))
A_SHARE = (_is_share, msg("a share from 0 to 1"))
A_SWITCH = (lambda given: given in ("", YES), msg("yes, or left out"))
FITTING: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "as_of": A_DAY,
    "until": A_DAY,
    "contract_ceiling": A_SWITCH,
    "unit_floors": A_SWITCH,
    "per_person": (lambda given: given in tuple("12345"), msg("a number from 1 to 5")),
    "away_share": A_SHARE,
    "floor_share": A_SHARE,
    "previous": (lambda given: bool(NUMBER.fullmatch(given)), msg("the number of a plan")),
    "budget": (_is_amount, msg("an amount of rupiah such as 250000000")),
    "horizon_days": (lambda given: given in HORIZONS, msg("a number of days from 30 to 1100")),
}
"""Of values that are not simply words: whether one fits, and what would."""


def checked(kind: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a job; raises `Prevented` where it takes others, or needs more."""
    if kind not in WORKS:
        raise Prevented(f"there is no job {kind}; there are {', '.join(WORKS)}")
    given = signature(WORKS[kind]).parameters
    takes = {name: one for name, one in given.items() if one.kind is Parameter.KEYWORD_ONLY}
    needed = {name for name, one in takes.items() if one.default is Parameter.empty}
    if not needed <= set(arguments) <= set(takes):
        words = [name if name in needed else f"{name} (if wanted)" for name in takes]
        raise Prevented(f"the job {kind} takes {', '.join(words) or 'nothing'}")
    for name, (fits, words_for) in FITTING.items():
        if name in arguments and not fits(str(arguments[name])):
            raise Prevented(UNFIT, name=name, words=words_for)
    return dict(arguments)


def work_of(kind: str, arguments: Mapping[str, Any], home: Path) -> Callable[[Step], Told]:
    """Return the work of a job, to be given how it tells its progress."""
    given = checked(kind, arguments)
    return lambda step: WORKS[kind](home, step, **given)
