"""Who looked at whose data, for programs of those who check it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from serving.access import Visit, require
from serving.cursors import USUAL_PAGE, Cursor, Limit, cursor_after, mark_of
from serving.purposes import Action
from serving.rights_schemas import LookOut, LooksOut

router = APIRouter(tags=["access log"])


@router.get("/v1/access-log")
async def list_looks(
    visit: Annotated[Visit, Depends(require(Action.READ_ACCESS_LOG))],
    limit: Limit = USUAL_PAGE,
    cursor: Cursor = None,
) -> LooksOut:
    """Return the lines of the access log, the newest first; this look is a line too."""
    visit.record()
    mark = mark_of(cursor)
    found = visit.stores.access_log.page(before=mark and mark[0], limit=limit + 1)
    shown = found[:limit]
    return LooksOut(
        items=[LookOut(number=number, **vars(look)) for number, look in shown],
        next_cursor=cursor_after(shown[-1][0], "") if len(found) > limit else None,
    )
