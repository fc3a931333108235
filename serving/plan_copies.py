"""A development plan to take along: as a workbook, and as a Word document to talk over and sign.

Both hold the pseudonym and no name: who signs the document on paper writes it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from serving.code_words import BASES, PROOFS, SHARES, SIDES, STEPS
from serving.development_schemas import ActionOut, GoalOut, PlanGapOut
from serving.language import LOCALES, Language, language, msg
from serving.plan_schemas import PlanVersionOut, ProofOut
from serving.plan_versions import PROPOSAL
from serving.settings import office_day
from serving.store.rows import Person
from serving.wording import proof_text, service_end_text, step_text
from serving.workbooks import Columns, table_of
from serving.written import Written

KINDS = {
    **STEPS,
    "course": msg("Course"),
    "booked": msg("Course, with a place in the year's plan"),
}
INDONESIAN = language(LOCALES[0])
INDEX_POINTS = msg("Points of the Professionalism Index, all actions")
ENDS = {"retirement": msg("Retirement"), "contract_end": msg("End of contract")}
TO_FILL_IN = "…" * 12


def sheets_of_plan(
    plan: PlanVersionOut, employee_id: str, spoken: Language
) -> dict[str, pd.DataFrame]:
    """Return the sheets of a workbook: actions, gaps, and what the plan is."""
    what: Columns[tuple[str, object]] = {
        msg("Fact"): lambda one: one[0],
        msg("Value"): lambda one: one[1],
    }
    return {
        spoken.text(msg("Actions")): table_of(plan.actions, _action_columns(spoken), spoken),
        spoken.text(msg("Gaps")): table_of(plan.gaps, _gap_columns(spoken), spoken),
        spoken.text(msg("About the plan")): table_of(
            _told(plan, employee_id, spoken), what, spoken
        ),
    }


def _told(plan: PlanVersionOut, employee_id: str, spoken: Language) -> list[tuple[str, object]]:
    """Return what a plan is: whose, of which day and version, and what was agreed."""
    said = spoken.text
    is_proposal = plan.version == PROPOSAL
    agreed = said(msg("Agreed in Bina on"))
    return [
        (said(msg("Person")), employee_id),
        (said(msg("As of")), plan.as_of),
        (said(msg("Version")), said(msg("proposal")) if is_proposal else plan.version),
        *((said(msg("Goal")), goal_text(one)) for one in plan.goals),
        *((f"{agreed}: {said(SIDES[one.side])}", office_day(one.at)) for one in plan.signatures),
        *((said(msg("Talk about it again on")), day) for day in plan.reviews),
        *((said(INDEX_POINTS), one) for one in [plan.index_points] if one is not None),
        *((said(ENDS[one.reason]), one.on) for one in [plan.service_ends] if one),
        *(
            (said(msg("Evidence")), f"{one.action_id}: {proof_of(one, spoken)}")
            for one in plan.evidence
        ),
    ]


def _action_columns(spoken: Language) -> Columns[ActionOut]:
    return {
        msg("Number"): lambda one: one.id,
        msg("Where"): lambda one: spoken.text(SHARES.get(one.share, one.share)),
        msg("Kind"): lambda one: spoken.text(KINDS.get(one.kind, one.kind)),
        msg("Action"): lambda one: one.title,
        msg("Begins"): lambda one: one.starts_on,
        msg("Ends before"): lambda one: one.ends_on,
        msg("Lesson hours (JP)"): lambda one: one.hours,
        msg("Form of development (SIASN)"): lambda one: one.form,
        msg("Levels expected, weighted"): lambda one: one.closure,
        msg("Evidence"): lambda one: spoken.text(PROOFS.get(one.evidence, one.evidence)),
    }


def _gap_columns(spoken: Language) -> Columns[PlanGapOut]:
    return {
        msg("Id of the competency"): lambda one: one.competency_id,
        msg("Competency"): lambda one: one.competency,
        msg("Level now"): lambda one: one.level,
        msg("Level asked"): lambda one: one.required_level,
        msg("Known by"): lambda one: spoken.text(BASES.get(one.basis, one.basis)),
        msg("Gap"): lambda one: one.gap,
    }


def goal_text(goal: GoalOut) -> str:
    """Return what the person declared, without the words around it."""
    told = (goal.job_name, goal.competency, goal.preferred_region)
    return "; ".join(one for one in told if one)


def document_of_plan(plan: PlanVersionOut, person: Person, spoken: Language) -> bytes:
    """Return a plan as a Word document (.docx) with places to sign."""
    written = Written(spoken.text(msg("Individual development plan")), spoken.code)
    _about(written, plan, person, spoken)
    written.heading(spoken.text(msg("Goals")))
    nothing = spoken.text(msg("No goal is declared yet."))
    written.points([one for goal in plan.goals if (one := goal_text(goal))] or [nothing])
    _gaps(written, plan, spoken)
    _actions(written, plan.actions, spoken)
    if plan.actions:
        written.paragraph(_totals(plan, spoken))
    if plan.index_points is not None:
        points = spoken.number(plan.index_points, 1)
        written.paragraph(f"{spoken.text(INDEX_POINTS)}: {points}")
    written.heading(spoken.text(msg("Talk about it again on")))
    left = spoken.text(msg("No day is left before the end of service."))
    written.points([spoken.day(day) for day in plan.reviews] or [left])
    if plan.evidence:
        written.heading(spoken.text(msg("Evidence")))
        written.points([f"{one.action_id}. {proof_of(one, spoken)}" for one in plan.evidence])
    _signing(written, plan, spoken)
    return written.file()


def _about(written: Written, plan: PlanVersionOut, person: Person, spoken: Language) -> None:
    if plan.version == PROPOSAL:
        said = spoken.text(msg("A proposal to talk about. Nobody has agreed on it yet."))
    else:
        told = {"n": plan.version, "day": spoken.day(plan.made_at)}
        said = spoken.text("Version %(n)s of %(day)s", **told)
    written.paragraph(said)
    if plan.service_ends:
        end = plan.service_ends
        written.paragraph(service_end_text(end.reason, end.on, spoken))
    written.table(
        [],
        [
            (spoken.text(msg("Name")), TO_FILL_IN),
            ("NIP", TO_FILL_IN),
            (spoken.text(msg("Pseudonym")), person.employee_id),
            (spoken.text(msg("Job")), person.job_name or spoken.text("Job not on record")),
            (spoken.text(msg("Unit")), person.unit_name or spoken.text("Unit not on record")),
            (spoken.text(msg("Records as known on")), spoken.day(plan.as_of)),
        ],
    )


def proof_of(proof: ProofOut, spoken: Language = INDONESIAN) -> str:
    """Return what was entered as evidence, with the address where it can be read."""
    told = (proof_text(proof, spoken), proof.link)
    return "; ".join(one for one in told if one)


def _gaps(written: Written, plan: PlanVersionOut, spoken: Language) -> None:
    written.heading(spoken.text(msg("What is still lacking for the present job")))
    if not plan.gaps:
        written.paragraph(spoken.text(msg("Nothing is known to be lacking.")))
        return
    headings = (msg("Competency"), msg("Level now"), msg("Level asked"), msg("Known by"))
    rows = [
        (
            one.competency,
            spoken.number(one.level, 1),
            spoken.number(one.required_level, 1),
            spoken.text(BASES.get(one.basis, one.basis)),
        )
        for one in plan.gaps
    ]
    written.table([spoken.text(one) for one in headings], rows)


def _actions(written: Written, actions: Sequence[ActionOut], spoken: Language) -> None:
    written.heading(spoken.text(msg("Actions: in the work, with people, in courses")))
    if not actions:
        written.paragraph(spoken.text(msg("No action is suggested at present.")))
        return
    headings = (
        msg("Action"),
        msg("Where"),
        msg("When"),
        msg("Lesson hours (JP)"),
        msg("Levels expected"),
        msg("Evidence"),
    )
    rows = [_action(one, spoken) for one in actions]
    written.table([spoken.text(one) for one in headings], rows)


def _action(one: ActionOut, spoken: Language) -> tuple[str, ...]:
    closes = [
        f"{gap.competency}: {spoken.number(gap.from_level, 1)} → {spoken.number(gap.to_level, 1)}"
        for gap in one.closes
    ]
    return (
        f"{one.id}. {step_text(one.kind, one.title, spoken)}",
        spoken.text(SHARES.get(one.share, one.share)),
        _span(one.starts_on, one.ends_on, spoken),
        spoken.number(one.hours or 0, 1),
        "; ".join(closes) or "–",
        spoken.text(PROOFS.get(one.evidence, one.evidence)),
    )


def _span(starts_on: date, ends_on: date | None, spoken: Language) -> str:
    begins = spoken.day(starts_on)
    return f"{begins} – {spoken.day(ends_on)}" if ends_on else begins


def _totals(plan: PlanVersionOut, spoken: Language) -> str:
    told = {
        "hours": spoken.number(plan.totals.get("hours", 0.0), 1),
        "levels": spoken.number(plan.totals.get("levels", 0.0), 1),
    }
    text = msg("Together: %(hours)s lesson hours (JP); levels expected to be gained: %(levels)s.")
    return spoken.text(text, **told)


def _signing(written: Written, plan: PlanVersionOut, spoken: Language) -> None:
    """Write who agreed and when, with empty places for those who have not."""
    written.heading(spoken.text(msg("Agreement")))
    agreed = {one.side: spoken.day(one.at) for one in plan.signatures}
    headings = ("", *(spoken.text(words) for words in SIDES.values()))
    rows = [
        (spoken.text(msg("Agreed in Bina on")), *(agreed.get(one, "–") for one in SIDES)),
        (spoken.text(msg("Name")), *[TO_FILL_IN] * len(SIDES)),
        (spoken.text(msg("Day and signature")), *[f"\n\n{TO_FILL_IN}"] * len(SIDES)),
    ]
    written.table(headings, rows)
