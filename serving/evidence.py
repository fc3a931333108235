"""The evidence on a model card for readers, what became of its use, and what may be public."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from features.distributions import SMALLEST_CELL
from serving.evidence_schemas import EvidenceOut, LeadOut, UseOut
from serving.shown import LARGEST
from serving.store import EntryStore

NOT_WANTED = ("not_now", "known_already", "not_relevant", "too_far", "other")


def evidence_out(card: Mapping[str, Any]) -> EvidenceOut:
    """Return the evidence of a card; what cannot be worked out is None."""
    told = _plain(card.get("quality", {}))
    return EvidenceOut(
        intervals=told.get("intervals", {}),
        brier=told.get("brier"),
        concordance=told.get("concordance", {}).get("value"),
        years=told.get("years", ()),
        times=told.get("times", ()),
        lists=_plain(card.get("lists", ())),
        lead=_told_lead(card.get("lead")),
        stability=_plain(card.get("stability", ())),
    )


def _plain(value: Any) -> Any:
    """Return the same with None in place of numbers that could not be worked out."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def use_of(entries: EntryStore) -> UseOut:
    """Return how often offers were made and taken, and suggestions answered and not wanted.

    An offer counts once, as it stands; what was carried out was accepted before.
    """
    offers = Counter(one.outcome for one in entries.offers(None, limit=LARGEST))
    answers = Counter(str(row["answer"]) for row in entries.rows("responses"))
    return UseOut(
        offers=_told(offers.total()),
        accepted=_told(offers["accepted"] + offers["done"]),
        declined=_told(offers["declined"]),
        answers=_told(answers.total()),
        not_wanted=_told(sum(answers[name] for name in NOT_WANTED)),
    )


def _told(count: int) -> int | None:
    return count if count >= SMALLEST_CELL else None


def public_card(card: Mapping[str, Any]) -> dict[str, Any]:
    """Return a card without small cells: rows with fewer than ten exits or people are not there."""
    groups = card.get("groups", {"rows": [], "left_out": 0, "failures": []})
    shown = large(groups["rows"])
    hidden = len(groups["rows"]) - len(shown)
    quality = dict(card.get("quality", {}))
    for name, count in (("years", "observed"), ("times", "n_left")):
        quality[name] = large(quality.get(name, ()), count=count)
    return {
        **card,
        "quality": quality,
        "back_test": large(card["back_test"]),
        "figures": {name: row for name, row in card["figures"].items() if large([row])},
        "lists": large(card.get("lists", ()), count="left"),
        "groups": {**groups, "rows": shown, "left_out": groups["left_out"] + hidden},
        "mitigation": large(card.get("mitigation", ()), count="leavers"),
        "units": {},
    }


def large(rows: Iterable[Mapping[str, Any]], *, count: str = "observed") -> list[Any]:
    """Return the rows whose count reaches the minimum cell."""
    return [row for row in rows if row[count] >= SMALLEST_CELL]


def _told_lead(lead: Mapping[str, Any] | None) -> LeadOut | None:
    return LeadOut(**lead) if lead is not None and lead["n"] >= SMALLEST_CELL else None
