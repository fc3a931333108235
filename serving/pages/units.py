"""One unit on a page: what to expect, what to learn, who mentors, and who works there."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from serving.access import Visit, require
from serving.areas import of_console
from serving.driver_schemas import GroupDriversOut
from serving.pages.forecasts import DriverBar, bars, with_bars
from serving.purposes import Action
from serving.routes.units import Here, UnitId
from serving.shown import Asked, PageNumber, agencies_for, latest, pinned_to
from serving.unit_schemas import UnitOut
from serving.units import PEOPLE_A_PAGE, people_of, record_unit, unit_of
from serving.view import language_of, render

router = of_console()
NEEDS_SHOWN, PARTS_SHOWN = 15, 50
Reading = Annotated[Visit, Depends(require(Action.READ_UNIT))]


@router.get("/unit/{unit_id}")
def show_unit(
    request: Request,
    asked: Asked,
    visit: Reading,
    *,
    place: Here,
    unit_id: UnitId,
    halaman: PageNumber = 1,
) -> Response:
    """Show a unit with those below it, and its own people to those whose task that is."""
    batch = latest(visit.stores.scores, asked)
    if batch is None:
        return render(request, "not_yet.html", missing="scores")
    agencies = agencies_for(visit)
    unit = unit_of(visit, batch, unit_id, place.home, language_of(request))
    people = people_of(visit, batch, unit_id, page=halaman)
    record_unit(visit, unit, [one.employee_id for one in people])
    parts = sorted(unit.parts, key=lambda one: (-(one.n_people or 0), one.unit_name))
    return render(
        request,
        "unit.html",
        unit=unit,
        batch=batch,
        agencies=agencies,
        pinned=pinned_to(batch, agencies),
        parts=parts[:PARTS_SHOWN],
        parts_expected=bars([one.forecast for one in parts if one.forecast][:PARTS_SHOWN]),
        drivers=_drivers(unit),
        needs=unit.needs[:NEEDS_SHOWN],
        people=people,
        people_listed=visit.may(Action.LIST_EMPLOYEES),
        page=halaman,
        a_page=PEOPLE_A_PAGE,
        forecasts=visit.may(Action.READ_FORECASTS),
        leads=visit.may(Action.READ_TEAM),
    )


def _drivers(unit: UnitOut) -> list[tuple[str, list[DriverBar]]]:
    own = GroupDriversOut(group_id=unit.unit_id, group_name=unit.unit_name, drivers=unit.drivers)
    return with_bars([own])
