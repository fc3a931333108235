"""What the card says beyond figures of the model: groups, proxies, lists, units and time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from features.records import Records
from features.vault import groups_of
from training.groups import group_report, told_of
from training.mitigation import mitigation_table
from training.proxies import proxy_report
from training.turnover import Trained
from training.worth import at_capacities, by_unit, lead_times, stability


def evidence(trained: Trained, records: Sequence[Records]) -> dict[str, Any]:
    """Return the evidence of the back-test as plain values; empty without a model of persons.

    ``groups``, ``proxies`` and ``mitigation`` are the audit by group, ``lists`` what a care list
    would have been worth, ``units`` expected and observed exits of each, ``lead`` how early the
    list came, ``stability`` how much of it stays from month to month.
    """
    test, candidate = trained.test, trained.model.candidate
    if test is None or trained.refusal or candidate not in test.log_hazards:
        return {}
    told = told_of(test, candidate)
    groups = groups_of(records, told.index)
    newest = told.index.get_level_values("as_of") == test.newest.index.get_level_values(0).max()
    return {
        "groups": group_report(told, groups),
        "proxies": proxy_report(test.newest, told[newest], groups[newest]),
        "mitigation": mitigation_table(told, groups),
        "lists": at_capacities(told),
        "units": by_unit(told, groups),
        "lead": lead_times(told, records),
        "stability": stability(records, trained.model, until=trained.until),
    }
