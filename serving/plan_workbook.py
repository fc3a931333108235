"""A kept year's plan as a workbook in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from serving.code_words import FLOORS, LEFT_OUT, NOTES, STANDINGS
from serving.language import Language, msg
from serving.sheet_words import PLAN
from serving.source_words import source_text
from serving.store.plans import StoredPlan
from serving.worded_sheets import Frames, worded
from serving.wording import floor_text
from serving.workbooks import Columns, table_of

Row = Mapping[str, Any]
FIGURES = {
    "budget": msg("Budget, rupiah"),
    "cost": msg("Cost, rupiah"),
    "places": msg("Places"),
    "people": msg("People with a place"),
    "people_present": msg("People present"),
    "n_gaps": msg("Gaps served"),
    "in_busy_months": msg("Places in a busy month of the unit"),
    "waiting": msg("Wishes that wait"),
    "points": msg("Value of the plan"),
    "bound": msg("Value that no plan can exceed"),
    "proven_gap": msg("What a better plan could add at most, share"),
    "per_million_rupiah": msg("Value of one more million rupiah"),
    "index_points": msg("Points of the Professionalism Index, all people"),
    "seed": msg("Seed of the lottery"),
}
KINDS = {
    "limit": msg("Limit"),
    "weight": msg("Weight in the plan"),
    "rule": msg("Rule"),
    "left out": msg("Left out"),
    "not met": msg("Floor not held"),
    "records": msg("What the records lack"),
}
SETTINGS = {
    "per_person": msg("Classes a person at most"),
    "away_share": msg("Share of a unit that may be away at once"),
    "floor_share": msg("Share of its even part that each group gets at least"),
    "required": msg("Demanded by a rule"),
    "hours": msg("Lesson hours owed"),
    "stay": msg("A place of the earlier plan"),
    "busy": msg("A class in a busy month of the unit counts so much"),
}
UNCHECKED = msg("the official text has not been checked")


def plan_sheets(stored: StoredPlan, language: Language) -> Frames:
    """Return the sheets of a kept plan: summary, tables, and what it rests on."""
    told: list[tuple[str, object]] = [(msg("As of"), stored.as_of)]
    told += [(text, stored.summary.get(name)) for name, text in FIGURES.items()]
    facts: Columns[Any] = {
        msg("Fact"): lambda one: language.text(one[0]),
        msg("Value"): lambda one: one[1],
    }
    limits: Columns[Row] = {
        msg("Kind"): lambda one: _kind(one, language),
        msg("Id of the rule"): lambda one: one["name"] if one["kind"] == "rule" else None,
        msg("Meaning"): lambda one: _meaning(one, language),
        msg("Value"): lambda one: one["value"],
        msg("Source"): lambda one: source_text(one["source"] or "", language),
    }
    rests_on = stored.sheets.get("limits and sources", ())
    return {
        language.text(msg("Summary")): table_of(told, facts, language),
        **worded(stored.sheets, PLAN, language),
        language.text(msg("Limits and sources")): table_of(rests_on, limits, language),
    }


def _kind(row: Row, language: Language) -> str:
    kind = KINDS[row["kind"]]
    return language.text(kind)


def _meaning(row: Row, language: Language) -> str:
    """Return what a line of the limits says."""
    kind, name, kept = row["kind"], row["name"], row["meaning"] or ""
    if kind == "rule":
        standing, _, unchecked = kept.partition(" - ")
        said = [STANDINGS.get(standing, standing), *([UNCHECKED] if unchecked else [])]
        return "; ".join(language.text(one) for one in said)
    if kind == "not met":
        return floor_text(name, language)
    if name == "floor_share":
        groups = [language.text(FLOORS.get(one, one)) for one in kept.split(", ")]
        return f"{language.text(SETTINGS[name])}: {', '.join(groups)}"
    known = {**SETTINGS, **LEFT_OUT, **NOTES}
    return language.text(known.get(name, kept))
