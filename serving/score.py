"""Batch scoring: one agency as of one day, with risks, signals, suggestions and forecasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd

from features.distributions import Distribution, distributions, drift
from features.families import FEATURES
from features.placements import placements
from features.prevented import Prevented
from features.profiles import build_profiles
from features.records import Records
from features.subtrees import subtrees
from models.calendar_exits import calendar_exits
from models.courses import suggest_courses
from models.development import Suggested
from models.mentor_learning import UNLEARNED, MentorModel
from models.mentors import suggest_mentors
from models.moves.suggesting import suggest_moves
from models.rules.book import RuleBook
from models.scorers import Tables
from serving.batch import ScoreBatch
from serving.champion import other_features
from serving.development import documents_of
from serving.group_forecasts import NO_FORECASTS, forecasts_of_groups
from serving.language import msg
from serving.needs import bands_in_use, work_out_needs
from serving.risk_documents import risk_documents
from training.cohorts import has_post
from training.registry import Champion, LearnedOrder
from training.support import unlike_anybody

OTHER_FEATURES = msg(
    "the champion learned with another version of Bina, which has not the same features"
    " (%(names)s). Train again with: bina train turnover --until %(iso)s"
)
AHEAD = msg(
    "the champion learned from what was known until %(until)s; scores as of %(day)s would look into"
    " the future. Train again with: bina train turnover --until %(iso)s"
)
N_SHOWN = 500
"""How many people a care list may show; signals are worked out for them and nobody else."""
N_SIGNALS = 5
BAND_EDGES = (0.5, 1.5, 3.0)
BANDS = np.array(["lower", "typical", "raised", "high"])
"""Risk against the mean of the cohort: below half, up to one and a half, up to three, above."""

ASSUMED = "assumed_rate"
"""The model of an office without exits on record: nothing can be forecast from it."""


@dataclass(frozen=True)
class Entered:
    """What was entered in the console and is heeded in suggestions.

    ``booked`` (employee_id, offering_id) are the places of the year's plan, ``away`` those who do
    not mentor.
    """

    booked: pd.DataFrame | None = None
    away: frozenset[str] = frozenset()


NOTHING_ENTERED = Entered()


def score(
    records: Records,
    champion: Champion,
    *,
    agency_id: str,
    as_of: date,
    horizon_days: int,
    order: LearnedOrder | None = None,
    mentors: MentorModel = UNLEARNED,
    entered: Entered = NOTHING_ENTERED,
    book: RuleBook | None = None,
) -> ScoreBatch:
    """Return the batch of one agency as of a day; without people if none are on record then.

    Raises `Prevented` where the champion learned from that day or later, or other features.
    """
    _check_fits(champion, as_of)
    known, told = records.known_before(as_of), records.as_of(as_of)
    profiles, exits = build_profiles(known, as_of), calendar_exits(told.frames, as_of)
    people = _people(known, profiles, champion, exits, as_of=as_of, horizon_days=horizon_days)
    shown = people.loc[people["basis"].eq("model")].nlargest(N_SHOWN, "risk")["employee_id"]
    suggested = _suggested(told.frames, as_of, order, mentors, away=entered.away, book=book)
    kept = documents_of(told.frames, as_of, suggested, booked=entered.booked, book=book)
    needs = work_out_needs(told.frames, as_of, bands=bands_in_use())
    return ScoreBatch(
        agency_id=agency_id,
        as_of=as_of,
        horizon_days=horizon_days,
        model=f"{champion.model.candidate} v{champion.version}",
        created_at=datetime.now(UTC),
        people=people,
        signals=_signals(profiles, champion, shown),
        suggestions=_in_one(suggested),
        forecasts=_forecasts(people, told, champion),
        subtrees=subtrees(told.frame("units")),
        documents=pd.concat([kept, risk_documents(champion, profiles, people=people, shown=shown)]),
        catalogue=spread(profiles, champion.card.get("distributions", {})),
        needs=needs.people,
        learning=needs.agency,
    )


def _check_fits(champion: Champion, as_of: date) -> None:
    if differ := other_features(champion):
        more = ", ..." if len(differ) > 3 else ""
        raise Prevented(OTHER_FEATURES, names=", ".join(differ[:3]) + more, iso=as_of.isoformat())
    if champion.trained_until > as_of:
        until, iso = champion.trained_until, as_of.isoformat()
        raise Prevented(AHEAD, until=until, day=as_of, iso=iso)


def spread(
    profiles: pd.DataFrame, reference: Mapping[str, Distribution]
) -> dict[str, dict[str, Any]]:
    """Return how each feature is spread now and was among the people learned from."""
    now = distributions(profiles, like=reference)
    return {
        name: {
            "now": one,
            "reference": reference.get(name),
            "drift": drift(reference[name], profiles[name]) if name in reference else None,
        }
        for name, one in now.items()
    }


def _people(
    known: Records,
    profiles: pd.DataFrame,
    champion: Champion,
    exits: pd.DataFrame,
    *,
    as_of: date,
    horizon_days: int,
) -> pd.DataFrame:
    placed = placements(known, as_of)
    placed = placed.join(exits.reindex(placed.index))
    if profiles.empty:
        return placed.reset_index().assign(risk=0.0, band="", basis="", transfer_risk=np.nan)
    days = days_open(placed, as_of=as_of, horizon_days=horizon_days)
    risk = champion.predict_risk(profiles, horizon_days=days)
    alike = ~unlike_anybody(profiles, champion.card.get("distributions", {})).to_numpy()
    judged = has_post(profiles).to_numpy() & alike & (not champion.refusal)
    risk = np.where(judged, risk, risk[judged].mean() if judged.any() else risk.mean())
    facts = profiles[["days_in_service", "days_in_job", "days_since_training", "hours_last_year"]]
    return placed.assign(
        calendar_exit_on=placed["calendar_exit_on"].dt.date,
        risk=risk,
        band=np.where(judged, BANDS[np.searchsorted(BAND_EDGES, risk / risk.mean())], "typical"),
        basis=np.where(judged, "model", "base_rate"),
        transfer_risk=_transfer_risk(profiles, champion, days),
        days_open=days,
        **facts.droplevel("as_of").rename(columns={"days_in_job": "days_in_post"}),
    ).reset_index()


def days_open(placed: pd.DataFrame, *, as_of: date, horizon_days: int) -> np.ndarray:
    """Return in how many days of the horizon each person could leave before retiring.

    Who retires within it is not asked about the days after. A contract's end stops nothing:
    most are renewed.
    """
    retires = placed["calendar_exit_on"].where(placed["calendar_exit"] == "retirement")
    until = (retires - pd.Timestamp(as_of)).dt.days.to_numpy(dtype=np.float64)
    return np.fmin(until, float(horizon_days))


def _transfer_risk(profiles: pd.DataFrame, champion: Champion, days: np.ndarray) -> np.ndarray:
    """Return the probability of a transfer to another agency; NaN where no model knows one."""
    if champion.transfers is None:
        return np.full(len(profiles), np.nan)
    return champion.transfers.predict_risk(profiles, horizon_days=days)


def _signals(profiles: pd.DataFrame, champion: Champion, shown: pd.Series) -> pd.DataFrame:
    """Return the strongest contributions of each person shown, one row each."""
    own = profiles.droplevel("as_of").loc[shown]
    columns = ["employee_id", "rank", "feature", "family", "direction", "contribution", "value"]
    if own.empty:
        return pd.DataFrame(columns=columns)
    moved = champion.model.contributions(own)
    strongest = np.argsort(-moved.abs().to_numpy(), axis=1, kind="stable")[:, :N_SIGNALS]
    values = own.apply(lambda column: column.cat.codes if column.dtype == "category" else column)
    person, place = np.repeat(np.arange(len(own)), strongest.shape[1]), strongest.ravel()
    feature = moved.columns.to_numpy()[place]
    contribution = moved.to_numpy()[person, place]
    return pd.DataFrame(
        {
            "employee_id": own.index.to_numpy()[person],
            "rank": np.tile(np.arange(1, strongest.shape[1] + 1), len(own)),
            "feature": feature,
            "family": [FEATURES[name].family for name in feature],
            "direction": np.where(contribution > 0, "raises", "lowers"),
            "contribution": contribution,
            "value": values[list(moved.columns)].to_numpy(dtype=np.float64)[person, place],
        }
    ).query("contribution != 0")


def _suggested(
    tables: Tables,
    as_of: date,
    order: LearnedOrder | None,
    mentors: MentorModel,
    *,
    away: frozenset[str],
    book: RuleBook | None,
) -> Suggested:
    return Suggested(
        courses=suggest_courses(tables, as_of, book=book, ranker=order.ranker if order else None),
        mentors=suggest_mentors(tables, as_of, model=mentors, away=away),
        moves=suggest_moves(tables, as_of),
    )


def _in_one(suggested: Suggested) -> pd.DataFrame:
    parts = {"course": suggested.courses, "mentor": suggested.mentors, "move": suggested.moves}
    whole = pd.concat([one.assign(kind=kind) for kind, one in parts.items()], ignore_index=True)
    return whole.assign(title=whole["title"].astype("str").fillna(""))


def _forecasts(people: pd.DataFrame, told: Records, champion: Champion) -> pd.DataFrame:
    assumed = champion.model.candidate == ASSUMED
    return NO_FORECASTS if assumed else forecasts_of_groups(people, told.frame("units"))
