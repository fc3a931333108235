"""Units: forecasts of all, and one with what is expected, lacking and on offer in it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request

from features.contract import LONGEST_ID
from serving.access import installation_of
from serving.areas import of_api
from serving.cursors import USUAL_PAGE, Cursor, Limit, cursor_after
from serving.driver_schemas import DriversOut
from serving.driver_words import drivers_of
from serving.installation import Installation
from serving.list_schemas import UnitsOut
from serving.purposes import Action
from serving.schemas import BatchOut, ForecastOut, ForecastsOut
from serving.shown import Scores, begun, scores_for
from serving.unit_schemas import UnitOut
from serving.units import record_unit, unit_of
from serving.view import language_of

router = of_api(tags=["units"])
UnitId = Annotated[
    str, Path(description="The id of a unit.", examples=["U-03"], max_length=LONGEST_ID)
]
Here = Annotated[Installation, Depends(installation_of)]
ForecastScores = Annotated[Scores, Depends(scores_for(Action.READ_FORECASTS))]
Level = Annotated[
    Literal["agency", "unit", "branch", "job_family", "region"],
    Query(description="Which groups; a branch is a unit with those below it.", examples=["unit"]),
]


@router.get("/v1/units")
async def list_units(
    scores: ForecastScores, limit: Limit = USUAL_PAGE, cursor: Cursor = None
) -> UnitsOut:
    """Return the units with their sizes and what to expect; small units are left out."""
    scores.visit.record()
    batch, after = begun(scores, cursor)
    found = scores.store.forecasts(batch.id, "unit", units=scores.visit.units)
    units = sorted(found, key=lambda unit: unit.group_id)
    left = [unit for unit in units if unit.group_id > after]
    shown = left[:limit]
    return UnitsOut(
        items=[ForecastOut.model_validate(unit) for unit in shown],
        next_cursor=cursor_after(batch.id, shown[-1].group_id) if len(left) > limit else None,
        batch=BatchOut.of(batch),
    )


@router.get("/v1/units/forecast")
async def read_forecast(scores: ForecastScores, level: Level = "unit") -> ForecastsOut:
    """Return the voluntary leavers expected in each group; small groups are left out."""
    scores.visit.record()
    rows = scores.store.forecasts(scores.batch.id, level, units=scores.visit.units)
    answer = {"level": level, "items": rows, "batch": BatchOut.of(scores.batch)}
    return ForecastsOut.model_validate(answer, from_attributes=True)


@router.get("/v1/units/drivers")
async def read_drivers(
    request: Request, scores: ForecastScores, level: Level = "unit"
) -> DriversOut:
    """Return the families of signals that raise or lower what is expected of each group."""
    scores.visit.record()
    store, batch = scores.store, scores.batch
    rows = store.forecasts(batch.id, level, units=scores.visit.units)
    items = drivers_of(store, batch.id, level, rows, language_of(request))
    return DriversOut(level=level, items=items, batch=BatchOut.of(batch))


@router.get("/v1/units/{unit_id}")
def read_unit(
    request: Request,
    unit_id: UnitId,
    scores: Annotated[Scores, Depends(scores_for(Action.READ_UNIT))],
    place: Here,
) -> UnitOut:
    """Return one unit: its forecast, learning needs and mentors, with the units around it."""
    found = unit_of(scores.visit, scores.batch, unit_id, place.home, language_of(request))
    record_unit(scores.visit, found)
    return found
