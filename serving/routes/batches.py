"""What was published, and when."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from serving.access import Visit, require
from serving.areas import of_api
from serving.cursors import USUAL_PAGE, Cursor, Limit, cursor_after, mark_of
from serving.list_schemas import BatchesOut
from serving.purposes import Action
from serving.schemas import BatchOut
from serving.shown import Asked

router = of_api(tags=["batches"])


@router.get("/v1/batches")
async def list_batches(
    asked: Asked,
    visit: Annotated[Visit, Depends(require(Action.READ_BATCHES))],
    limit: Limit = USUAL_PAGE,
    cursor: Cursor = None,
) -> BatchesOut:
    """Return the headings of published scores, the newest first, up to the day asked for."""
    visit.record()
    mark = mark_of(cursor)
    found = visit.stores.scores.batches(
        asked.agency_id, as_of=asked.as_of, before=mark and mark[0], limit=limit + 1
    )
    shown = found[:limit]
    following = cursor_after(shown[-1].id, "") if len(found) > limit else None
    return BatchesOut(items=[BatchOut.of(batch) for batch in shown], next_cursor=following)
