"""The audits by group: how the warning treats groups, and who got which opportunity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from serving.access import Visit, installation_of, require
from serving.areas import of_console
from serving.audit_answers import groups_out, opportunities_out
from serving.audit_schemas import GroupRisksOut, OpportunitiesOut, ShareOut
from serving.code_words import ATTRIBUTES, CROSSED, KINDS
from serving.installation import Installation
from serving.language import Language
from serving.published import Published
from serving.purposes import Action
from serving.ranges import Range, ranges
from serving.shown import Asked
from serving.view import language_of, render

router = of_console()
FOUR_FIFTHS = 0.8
Kind = Literal["course", "mentor", "acting_post", "promotion"]
By = Literal["sex", "age_band", "disability", "employment_type", "region", "unit", "level"]
Here = Annotated[Installation, Depends(installation_of)]
Reading = Annotated[Visit, Depends(require(Action.READ_GROUPS))]


@router.get("/audit")
async def show_audits(
    request: Request,
    visit: Reading,
    asked: Asked,
    installation: Here,
    *,
    kesempatan: Kind = "course",
    menurut: By = "sex",
) -> Response:
    """Show the audit of the warning by group, then that of opportunities."""
    visit.record()
    language = language_of(request)
    champion = await run_in_threadpool(installation.champion)
    audit = None if champion is None else groups_out(champion, language)
    found = Published(installation.home, "opportunities").latest(asked.agency_id, asked.as_of)
    chances = None if found is None else opportunities_out(found, language)
    return render(
        request,
        "audits.html",
        audit=audit,
        **group_bars(audit.rows if audit else ()),
        chances=chances,
        shown=_shown(chances, kesempatan, menurut),
        kind=kesempatan,
        by=menurut,
        kinds=_words(KINDS, language),
        attributes=_words(ATTRIBUTES, language),
    )


def group_bars(rows: Sequence[GroupRisksOut]) -> dict[str, Any]:
    """Return the groups and the intersections, each with the bars of level and of impact."""
    single = [row for row in rows if CROSSED not in row.attribute]
    pairs = [row for row in rows if CROSSED in row.attribute]
    return {"single": with_bars(single), "pairs": with_bars(pairs)}


def with_bars(
    rows: Sequence[GroupRisksOut],
) -> list[tuple[GroupRisksOut, Range | None, Range | None]]:
    """Return each group with the bar of its level and of its share on the list."""
    levels = [(row.ratio_low, row.expected_to_observed, row.ratio_high) for row in rows]
    impacts = [(row.impact_low, row.impact, row.impact_high) for row in rows]
    bars = zip(ranges(levels, mark=1.0), ranges(impacts, mark=FOUR_FIFTHS), strict=True)
    return [(row, level, impact) for row, (level, impact) in zip(rows, bars, strict=True)]


def _shown(
    chances: OpportunitiesOut | None, kind: str, by: str
) -> list[tuple[ShareOut, Range | None]]:
    rows = (
        [one for one in chances.rows if (one.kind, one.attribute) == (kind, by)] if chances else []
    )
    bars = ranges([(one.ratio_low, one.ratio, one.ratio_high) for one in rows], mark=FOUR_FIFTHS)
    return list(zip(rows, bars, strict=True))


def _words(words: dict[str, str], language: Language) -> dict[str, str]:
    return {name: language.text(text) for name, text in words.items()}
