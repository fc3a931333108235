"""What a batch keeps about its risks beside them: refusal, levers of people, drivers of groups."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pandas as pd

from features.distributions import SMALLEST_CELL
from features.families import FEATURES
from models.turnover.group_drivers import drivers_of_groups, parts_of_risk
from models.turnover.levers import what_if
from serving.choosing import lot
from serving.development import DOCUMENT
from serving.refusals import refusal_document
from training.registry import Champion
from training.support import unlike_anybody

EXPLAINED_OF_A_UNIT = 20
"""So many people of each unit, drawn by lot, speak for it: explaining one costs 300 risks."""
MOST_EXPLAINED = 3000
GROUPS = {"unit": "unit_id", "job_family": "job_family", "region": "region"}
DIGITS = 4
Documents = Iterator[tuple[str, str, str]]


def risk_documents(
    champion: Champion, profiles: pd.DataFrame, *, people: pd.DataFrame, shown: pd.Series
) -> pd.DataFrame:
    """Return the documents about risks: kind, key and content (JSON).

    ``people`` as in `serving.batch`. Kinds: ``refusal`` (one with an empty key, where there is no
    model of persons), ``levers`` (by person shown) and ``drivers`` (by level of groups).
    """
    refusal = refusal_document(champion.card)
    if refusal:
        return pd.DataFrame([("refusal", "", json.dumps(refusal))], columns=DOCUMENT)
    own, placed = profiles.droplevel("as_of"), people.set_index("employee_id")
    parts = [*_levers(champion, own.loc[shown], placed), *_drivers(champion, own, placed)]
    return pd.DataFrame(parts, columns=DOCUMENT)


def _levers(champion: Champion, profiles: pd.DataFrame, people: pd.DataFrame) -> Documents:
    """Yield what the model would say of each person under each lever that lowers the risk."""
    learned = champion.card.get("distributions", {})

    def ask(changed: pd.DataFrame) -> pd.Series:
        days = people.loc[changed.index, "days_open"].to_numpy()
        told = pd.Series(champion.predict_risk(changed, horizon_days=days), changed.index)
        return told.mask(unlike_anybody(changed, learned))

    found = what_if(profiles, people["risk"], ask)
    for person, rows in found.groupby(level=0):
        content = rows.assign(risk=rows["risk"].round(DIGITS)).to_dict("records")
        yield "levers", str(person), json.dumps(content)


def _drivers(champion: Champion, profiles: pd.DataFrame, people: pd.DataFrame) -> Documents:
    """Yield by level what each family adds to each group that is large enough to be shown."""
    judged = people[people["basis"] == "model"]
    weight = speaking_for(judged["unit_id"].fillna(""))
    own = judged.loc[weight.index]
    if own.empty:
        return
    moved = champion.model.contributions(profiles.loc[weight.index])
    families = pd.Series({str(name): FEATURES[str(name)].family for name in moved})
    parts = parts_of_risk(moved.T.groupby(families).sum().T, own["risk"].to_numpy())
    for level, column in GROUPS.items():
        group = own[column].fillna("")
        found = drivers_of_groups(parts, group, weight).round(DIGITS)
        shown = group.value_counts().ge(SMALLEST_CELL).reindex(found.index) & (found.index != "")
        yield "drivers", level, json.dumps(found[shown].to_dict("index"))


def speaking_for(unit: pd.Series) -> pd.Series:
    """Return whom to explain, and for how many of their unit each of them speaks."""
    order = sorted(unit.index, key=lambda one: lot(str(one), "drivers"))
    drawn = unit.reindex(order)
    drawn = drawn[drawn.groupby(drawn).cumcount() < EXPLAINED_OF_A_UNIT].head(MOST_EXPLAINED)
    return drawn.map(unit.value_counts() / drawn.value_counts()).astype("float64")
