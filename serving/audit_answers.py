"""The audits by group in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from serving.audit_schemas import (
    FailureOut,
    GroupRisksOut,
    GroupsOut,
    MeasureOut,
    OpportunitiesOut,
    ProxyOut,
    ShareOut,
    UnitRowOut,
)
from serving.champion import Carded, Champion
from serving.code_words import FAILURES, KINDS, MEASURES, attribute_text, group_text
from serving.language import Language

EMPTY: Mapping[str, Any] = {"rows": [], "left_out": 0, "failures": []}


def groups_out(champion: Champion | Carded, language: Language) -> GroupsOut:
    """Return the audit by group that the card of the model holds."""
    card = champion.card
    found, units = card.get("groups", EMPTY), card.get("units", {})
    return GroupsOut(
        version=champion.version,
        until=card["until"],
        rows=[GroupRisksOut(**_named(row, language)) for row in found["rows"]],
        left_out=found["left_out"],
        failures=[
            FailureOut(**_named(row, language), what_text=language.text(FAILURES[str(row["what"])]))
            for row in found["failures"]
        ],
        waiver=card.get("waiver", ""),
        proxies=[ProxyOut(**_named(row, language)) for row in card.get("proxies", ())],
        measures=[_measure(row, language) for row in card.get("mitigation", ())],
        units=[UnitRowOut(**row) for row in units.get("rows", ())],
        units_inside=units.get("inside"),
    )


def opportunities_out(found: Mapping[str, Any], language: Language) -> OpportunitiesOut:
    """Return a published audit of opportunities."""
    kinds = {kind: language.text(words) for kind, words in KINDS.items()}
    rows = [
        ShareOut(**_named(row, language), kind_text=kinds[row["kind"]]) for row in found["rows"]
    ]
    return OpportunitiesOut(**{**found, "rows": rows})


def _named(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return a row with the words of its attribute and group."""
    attribute, group = str(row["attribute"]), str(row["group"])
    return {
        **row,
        "attribute_text": attribute_text(attribute, language),
        "group_text": group_text(attribute, group, language),
    }


def _measure(row: Mapping[str, Any], language: Language) -> MeasureOut:
    return MeasureOut(
        **row,
        attribute_text=attribute_text(str(row["attribute"]), language),
        measure_text=language.text(MEASURES[str(row["measure"])]),
    )
