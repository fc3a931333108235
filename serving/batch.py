"""What a scoring run hands to the store: frames that belong together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

NEEDS = [
    "employee_id", "aim", "job_id", "job_name", "job_match", "band", "n_asked", "n_lacking",
    "n_estimated", "gaps",
]  # fmt: skip


def no_needs() -> pd.DataFrame:
    """Return the frame of needs of an agency without standards."""
    return pd.DataFrame(columns=NEEDS)


def _no_subtrees() -> pd.DataFrame:
    return pd.DataFrame(columns=["root_id", "unit_id"], dtype="str")


def _no_documents() -> pd.DataFrame:
    return pd.DataFrame(columns=["kind", "key", "content"], dtype="str")


@dataclass(frozen=True, kw_only=True)
class ScoreBatch:
    """The scores of one agency as of one day, complete and never changed afterwards.

    ``people`` has a row for everybody in the cohort: employee_id, unit_id, unit_name, region,
    job_id, job_name, job_family, risk (probability of a voluntary exit within ``horizon_days``),
    band (``lower``, ``typical``, ``raised``, ``high``), basis (``model`` or ``base_rate``),
    days_in_service, days_in_post, days_since_training (NaN where not on record), transfer_risk
    (probability of a transfer, NaN where unknown), calendar_exit (``retirement`` or
    ``contract_end``, empty for none), calendar_exit_on (a day), hours_last_year (hours of
    training, JP, NaN where not on record) and, not kept, days_open (in how many days of the
    horizon the person could leave).

    ``signals`` explains the people shown: employee_id, rank (1 is the strongest), feature,
    family, direction (``raises`` or ``lowers``), contribution (change of the log hazard), value.

    ``suggestions``: employee_id, kind (``course``, ``mentor`` or ``move``), rank, item_id, title,
    score (higher is better, no unit), reason (a code with a text in the catalogue of messages),
    reason_values (a JSON object of what the text names).

    ``forecasts``: level (``agency``, ``unit``, ``branch``, ``job_family``, ``region``), group_id,
    group_name, n, expected, low, high (80% interval of the number of voluntary leavers within the
    horizon). Groups below the minimum cell are together in one without an id, so that the parts of
    a level make up the agency; branches, which are units with those below them, lie in each other.

    ``needs``: what each person's present job and the one headed for ask: employee_id, aim
    (``present``, ``declared``, ``next_rung``), job_id, job_name, job_match (percent), band,
    n_asked, n_lacking, n_estimated, gaps (a JSON list, see `serving.needs`). ``learning`` holds
    what the agency as a whole needs, for the page of the training unit.

    ``subtrees`` says of each unit which units it holds: root_id, unit_id, itself included. Who may
    see a unit may see those.

    ``documents``: kind, key and content (JSON); see `serving.development`.

    ``catalogue`` says by feature how its values are spread now (``now``) and were among the
    profiles learned from (``reference``, None where they are not known), with the ``drift``.
    """

    agency_id: str
    as_of: date
    horizon_days: int
    model: str
    created_at: datetime
    people: pd.DataFrame
    signals: pd.DataFrame
    suggestions: pd.DataFrame
    forecasts: pd.DataFrame
    needs: pd.DataFrame = field(default_factory=no_needs)
    subtrees: pd.DataFrame = field(default_factory=_no_subtrees)
    documents: pd.DataFrame = field(default_factory=_no_documents)
    catalogue: Mapping[str, Any] = field(default_factory=dict)
    learning: Mapping[str, Any] = field(default_factory=dict)
