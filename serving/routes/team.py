"""A superior's team at the API: facts and suggestions for development, and nothing about a risk."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from serving.areas import of_api
from serving.cursors import STALE, USUAL_PAGE, Cursor, Limit, cursor_after
from serving.problems import Problem
from serving.purposes import Action
from serving.rights_schemas import MemberOut, TeamOut
from serving.schemas import BatchOut
from serving.shown import Scores, begun, scores_for
from serving.team import Member, team_of

router = of_api(tags=["team"])
Leading = Annotated[Scores, Depends(scores_for(Action.READ_TEAM))]


@router.get("/v1/team")
async def list_team(scores: Leading, limit: Limit = USUAL_PAGE, cursor: Cursor = None) -> TeamOut:
    """Return the people of the account's units, by unit and job, without the one who asks."""
    batch, after = begun(scores, cursor)
    start = _place(after)
    team = team_of(scores.visit, batch, start=start, limit=limit)
    scores.visit.record([one.person.employee_id for one in team.members] or [None])
    more = team.facts.people > start + limit
    return TeamOut(
        items=[_member_out(one) for one in team.members],
        next_cursor=cursor_after(batch.id, str(start + limit)) if more else None,
        batch=BatchOut.of(batch),
    )


def _place(mark: str) -> int:
    """Return after how many people the list goes on."""
    if mark and not (mark.isascii() and mark.isdecimal() and len(mark) < 10):
        raise Problem(422, STALE, "stale-cursor")
    return int(mark or 0)


def _member_out(member: Member) -> MemberOut:
    course = member.course
    told: dict[str, object]
    told = {"course_id": course and course.item_id, "course_title": course and course.title}
    told |= {"n_lacking": member.lack and member.lack.n, "plan": member.plan}
    told |= {"lacked_most": (member.lack and member.lack.first) or None}
    return MemberOut.model_validate({**vars(member.person), **told})
