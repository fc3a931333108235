"""Who looked at whose data, for programs of those who check it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from serving.access import Visit, require
from serving.areas import of_api
from serving.cursors import USUAL_PAGE, Cursor, Limit, cursor_after, mark_of
from serving.looks import AccountName, LogFilter, PersonSought, looked_up
from serving.purposes import Action
from serving.rights_schemas import LookOut, LooksOut
from serving.shown import EXAMPLE_ID

router = of_api(tags=["access log"])
Since = Annotated[
    date | None,
    Query(description="From this day of the office on.", examples=["2026-01-01"]),
]
Until = Annotated[
    date | None,
    Query(description="Up to this day of the office, and with it.", examples=["2026-01-31"]),
]
Refused = Annotated[bool, Query(description="Only what was refused.", examples=[True])]
NAMED = Field(pattern=f"^({'|'.join(Action)})$", json_schema_extra={"enum": list(Action)})
Did = Annotated[
    Annotated[str, NAMED] | None, Query(description="What was done.", examples=["read_risk"])
]
Account = Annotated[AccountName, Query(description="Who looked.", examples=["sari"])]
Person = Annotated[PersonSought, Query(description="At whom.", examples=[EXAMPLE_ID])]


async def log_filter(
    *,
    account: Account = None,
    employee_id: Person = None,
    action: Did = None,
    since: Since = None,
    until: Until = None,
    refused: Refused = False,
) -> LogFilter:
    """Return which lines are asked for."""
    return LogFilter(account, employee_id, action, since, until, refused)


@router.get("/v1/access-log")
async def list_looks(
    visit: Annotated[Visit, Depends(require(Action.READ_ACCESS_LOG))],
    asked: Annotated[LogFilter, Depends(log_filter)],
    limit: Limit = USUAL_PAGE,
    cursor: Cursor = None,
) -> LooksOut:
    """Return the lines of the access log, the newest first; this look is a line too.

    An account of one agency gets the lines of that agency.
    Whom an account looked at that was shown risks is named to those only who see all risks; for
    others its lines are not among those about a person.
    """
    mark = mark_of(cursor)
    before = mark and mark[0]
    found = await run_in_threadpool(looked_up, visit, asked, before=before, limit=limit)
    return LooksOut(
        items=[LookOut(number=number, **vars(look)) for number, look in found.each()],
        next_cursor=cursor_after(found.lines[-1][0], "") if found.goes_on else None,
    )
