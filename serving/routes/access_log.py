"""Who looked at whose data, for programs of those who check it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Depends

from serving.access import Visit, require
from serving.areas import of_api
from serving.cursors import USUAL_PAGE, Cursor, Limit, cursor_after, mark_of
from serving.looks import unnamed_by
from serving.purposes import Action
from serving.rights_schemas import LookOut, LooksOut
from serving.store.rows import Look

router = of_api(tags=["access log"])


@router.get("/v1/access-log")
async def list_looks(
    visit: Annotated[Visit, Depends(require(Action.READ_ACCESS_LOG))],
    limit: Limit = USUAL_PAGE,
    cursor: Cursor = None,
) -> LooksOut:
    """Return the lines of the access log, the newest first; this look is a line too.

    An account of one agency gets the lines of that agency.
    Whom an account looked at that was shown risks is named to those only who see all risks.
    """
    visit.record()
    unnamed = unnamed_by(visit)
    mark = mark_of(cursor)
    found = visit.stores.access_log.page(
        before=mark and mark[0], limit=limit + 1, agency_id=visit.visitor.account.agency_id
    )
    shown = found[:limit]
    return LooksOut(
        items=[_line(number, look, unnamed) for number, look in shown],
        next_cursor=cursor_after(shown[-1][0], "") if len(found) > limit else None,
    )


def _line(number: int, look: Look, unnamed: frozenset[str]) -> LookOut:
    shown = replace(look, subject=None) if look.account in unnamed else look
    return LookOut(number=number, **vars(shown))
