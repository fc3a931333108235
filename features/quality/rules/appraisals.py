"""Rules about appraisals."""

from __future__ import annotations

import pandas as pd

from features.quality.declare import Found, found, lacking, rule
from features.quality.evidence import Evidence, before

APPROVED_DAYS = 90
"""An appraisal of a year is approved in the first quarter after it."""
MATRIX = {
    ("below", "below"): 1,
    ("below", "meets"): 3,
    ("below", "above"): 3,
    ("meets", "below"): 2,
    ("meets", "meets"): 4,
    ("meets", "above"): 4,
    ("above", "below"): 2,
    ("above", "meets"): 4,
    ("above", "above"): 5,
}
"""The predicate for result of the work and behaviour (PermenPANRB 6/2022)."""
IN_FORCE = {"dp3": (1980, 2013), "skp2011": (2014, 2021), "skp2019": (2020, 2021)}
"""The years judged under each regime: PP 10/1979, PP 46/2011, PP 30/2019."""
FIRST_YEAR_OF_EXPECTATION = 2022
REGIMES = "PP 10/1979; PP 46/2011; PP 30/2019; PermenPANRB 6/2022"


@rule("completeness", "appraisals", source="PP 30/2019", decides=("promotion",))
def appraisal_missing(evidence: Evidence) -> Found:
    """People in service for the whole of the last appraised year without an appraisal of it."""
    year = (evidence.now - pd.Timedelta(days=APPROVED_DAYS)).year - 1
    first, after = pd.Timestamp(year, 1, 1), pd.Timestamp(year + 1, 1, 1)
    own = evidence.own("appraisals")
    of_year = own[(own["period_end"] > first) & (own["period_start"] < after)]
    served = evidence.people.index[(evidence.people["joined_on"] <= first).to_numpy(dtype=bool)]
    return lacking(evidence, of_year, among=served)


@rule("completeness", "appraisals", source=REGIMES)
def appraisal_without_result(evidence: Evidence) -> Found:
    """Appraisals that have neither a predicate nor a score nor both expectations."""
    own = evidence.own("appraisals")
    expected = own["work_result"].notna() & own["behaviour"].notna()
    judged = own["predicate"].notna() | own["score"].notna() | expected
    return found(own["employee_id"], own[~judged], on="period_end", held=own.index[judged])


@rule(
    "accuracy",
    "appraisals",
    source="PermenPANRB 6/2022",
    decides=("promotion",),
    doubt="blank",
    columns=("predicate",),
)
def predicate_against_matrix(evidence: Evidence) -> Found:
    """Predicates that do not follow from result and behaviour by the matrix of the regulation."""
    own = evidence.own("appraisals")
    own = own[own["regime"].eq("expectation2022") & own["predicate"].notna()]
    pairs = own["work_result"].astype("str") + "/" + own["behaviour"].astype("str")
    right = pairs.map({"/".join(pair): predicate for pair, predicate in MATRIX.items()})
    whole = own[right.notna()]
    wrong = own[right.notna() & right.ne(own["predicate"])]
    return found(whole["employee_id"], wrong, on="period_end")


@rule("accuracy", "appraisals", source=REGIMES, doubt="drop")
def regime_of_another_year(evidence: Evidence) -> Found:
    """Appraisals under a regime that was not in force in the year judged."""
    own = evidence.own("appraisals")
    year = own["period_start"].dt.year
    wrong = own["regime"].eq("expectation2022") & (year < FIRST_YEAR_OF_EXPECTATION - 1)
    for regime, (first, last) in IN_FORCE.items():
        wrong |= own["regime"].eq(regime) & ~year.between(first, last)
    return found(own["employee_id"], own[wrong], on="period_end")


@rule("consistency", "appraisals", source=REGIMES, doubt="drop")
def two_appraisals_of_a_year(evidence: Evidence) -> Found:
    """Appraisals of a year that begin before the one before has ended, under the same regime."""
    own = evidence.own("appraisals")
    whole = own[(own["period_end"] - own["period_start"]).dt.days > 2 * APPROVED_DAYS]
    by = ["employee_id", "regime", "period_start", "period_end"]
    rows = whole.sort_values(by, kind="stable")
    last = before(rows, "period_end", "regime")
    wrong = rows["regime"].eq(last["regime"]) & (last["period_end"] > rows["period_start"])
    return found(rows["employee_id"], rows[wrong], on="period_end")
