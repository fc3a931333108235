"""Rules about kinds of employment and contracts."""

from __future__ import annotations

from features.quality.declare import Found, found, lacking, rule
from features.quality.evidence import Evidence, overlapping
from features.tables import PNS_RANKS

ON_CONTRACT = ("pppk", "pppk_part_time")
CANDIDATE_YEARS = 2.0
"""Probation lasts one year (PP 11/2017 Ps 34); after two the appointment was not recorded."""


@rule("completeness", "statuses", source="UU 20/2023 Ps 5", decides=("promotion", "contract"))
def status_missing(evidence: Evidence) -> Found:
    """People present whose kind of employment is not on record."""
    return lacking(evidence, evidence.statuses)


@rule(
    "completeness",
    "statuses",
    source="PP 49/2018 Ps 37",
    decides=("contract",),
    columns=("contract_ends_on",),
)
def contract_without_end(evidence: Evidence) -> Found:
    """People on contract whose contract has no end on record."""
    now = evidence.statuses[evidence.statuses["employment_type"].isin(ON_CONTRACT)]
    empty = now["contract_ends_on"].isna()
    return found(now["employee_id"], now[empty], on="started_on", held=now.index[~empty])


@rule(
    "timeliness",
    "statuses",
    source="PP 49/2018 Ps 37",
    decides=("contract", "counted"),
    doubt="blank",
    columns=("contract_ends_on",),
)
def contract_run_out(evidence: Evidence) -> Found:
    """People still present although their contract has run out: no renewal or departure on file."""
    now = evidence.statuses[evidence.statuses["employment_type"].isin(ON_CONTRACT)]
    dated = now[now["contract_ends_on"].notna()]
    over = dated[dated["contract_ends_on"] < evidence.now]
    return found(dated["employee_id"], over, on="contract_ends_on")


@rule("timeliness", "statuses", source="PP 11/2017 Ps 34", decides=("promotion",), doubt="drop")
def candidate_too_long(evidence: Evidence) -> Found:
    """Candidates (CPNS) for more than two years: the appointment as PNS was not recorded."""
    now = evidence.statuses[evidence.statuses["employment_type"].eq("cpns")]
    late = now[now["started_on"] < evidence.ago(years=CANDIDATE_YEARS)]
    return found(now["employee_id"], late, on="started_on")


@rule("consistency", "statuses", source="UU 20/2023 Ps 5", decides=("contract",), doubt="drop")
def two_statuses(evidence: Evidence) -> Found:
    """Kinds of employment begun while another one of the same person still went on."""
    own = evidence.own("statuses").sort_values(["employee_id", "started_on"], kind="stable")
    return found(own["employee_id"], own[overlapping(evidence, own)], on="started_on")


@rule(
    "consistency",
    "ranks",
    source="PP 11/2017; PP 49/2018",
    needs=("statuses",),
    decides=("promotion",),
    doubt="drop",
)
def rank_of_other_status(evidence: Evidence) -> Found:
    """Permanent staff whose last rank is a grade of contract staff, or the other way round."""
    last = evidence.ranks.drop_duplicates("employee_id", keep="last")
    kind = evidence.employed_as.reindex(last["employee_id"]).set_axis(last.index)
    pns, contract = kind.isin(["pns", "cpns"]), kind.isin(ON_CONTRACT)
    of_pns = last["rank"].isin(PNS_RANKS)
    judged = last[pns | contract]
    wrong = last[(pns & ~of_pns) | (contract & of_pns)]
    return found(judged["employee_id"], wrong, on="started_on")
