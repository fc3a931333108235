"""The year's plans of courses: making one, and reading those that were made."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path

from features.home import Home
from features.prevented import Prevented
from serving.access import Visit, installation_of, require
from serving.areas import of_api
from serving.installation import Installation
from serving.language import msg
from serving.learning_schemas import PlanHeadOut, PlanIn, PlanOut, PlansOut
from serving.plans import keep_plan, plan_for_page
from serving.problems import Problem
from serving.purposes import Action
from serving.shown import LARGEST, NO_SCORES, Scores, scores_for
from serving.store.plans import StoredPlan

router = of_api(tags=["plans"])
UNKNOWN_PLAN = msg("There is no plan with this number.")
NOBODY = msg("Nobody is on record before the day of the scores; import the records first.")
Reading = Annotated[Visit, Depends(require(Action.READ_PLANS))]
Making = Annotated[Scores, Depends(scores_for(Action.MAKE_PLANS))]
Planned = Annotated[Scores, Depends(scores_for(Action.READ_PLANS))]
PlanId = Annotated[int, Path(ge=1, le=LARGEST, description="The number of a plan.", examples=[4])]
Here = Annotated[Installation, Depends(installation_of)]


@router.get("/v1/plans")
async def read_plans(scores: Planned) -> PlansOut:
    """Return the newest plans of an agency with their figures."""
    scores.visit.record()
    found = scores.visit.stores.plans.newest(scores.batch.agency_id)
    return PlansOut(items=[PlanHeadOut.model_validate(vars(plan)) for plan in found])


@router.post("/v1/plans")
def make_plan(asked: PlanIn, scores: Making, installation: Here) -> PlanHeadOut:
    """Make the plan of the year from the day of the scores in force, and keep it."""
    scores.visit.record()
    return PlanHeadOut.model_validate(vars(planned(asked, scores, installation)))


@router.get("/v1/plans/{plan_id}")
async def read_plan(plan_id: PlanId, visit: Reading) -> PlanOut:
    """Return one plan with its tables; people are in it by their pseudonyms."""
    return PlanOut.model_validate(vars(plan_of(plan_id, visit)))


def earlier_of(asked: PlanIn, scores: Scores, installation: Installation) -> StoredPlan | None:
    """Return the earlier plan that is asked for, if any.

    A problem where there are no records to plan from, or it is none of the agency.
    """
    if scores.batch.agency_id not in Home(installation.home).agencies():
        raise Problem(409, NO_SCORES, "no-scores")
    earlier = None if asked.previous is None else plan_of(asked.previous, scores.visit)
    if earlier is not None and earlier.agency_id != scores.batch.agency_id:
        raise Problem(404, UNKNOWN_PLAN, "unknown-plan")
    return earlier


def planned(asked: PlanIn, scores: Scores, installation: Installation) -> StoredPlan:
    """Return the plan just made and kept; problems as in `earlier_of`, and for many people."""
    batch, plans = scores.batch, scores.visit.stores.plans
    earlier = earlier_of(asked, scores, installation)
    home, n_people = Home(installation.home), scores.store.facts(batch).people
    try:
        made = plan_for_page(
            home, batch.agency_id, batch.as_of, asked, n_people=n_people, earlier=earlier
        )
    except Prevented:
        raise Problem(409, NOBODY, "nobody") from None
    account = scores.visit.visitor.account.username
    kept = plans.plan(keep_plan(plans, made, agency=batch.agency_id, made_by=account))
    if kept is None:
        raise Problem(404, UNKNOWN_PLAN, "unknown-plan")
    return kept


def plan_of(plan_id: int, visit: Visit) -> StoredPlan:
    """Return a plan of an agency the visitor may ask about; the look is recorded."""
    found, own = visit.stores.plans.plan(plan_id), visit.visitor.account.agency_id
    if found is None or own not in (None, found.agency_id):
        raise Problem(404, UNKNOWN_PLAN, "unknown-plan")
    visit.about(found.agency_id).record()
    return found
