"""Watching the champion: past batches against what came of them, and going back to another."""

from __future__ import annotations

from datetime import date
from typing import Any

from features.distributions import distribution
from features.home import Home
from features.prevented import Prevented
from features.records import Records
from serving.database import is_there, store_url
from serving.jobs import champion_of, records_of
from serving.published import Published
from serving.store import ScoreStore
from training.monitoring import alarms, realised, shift, shifts
from training.registry import TURNOVER, Champion, Registry

FEATURES_SHOWN = 20


def monitor(home: Home, *, today: date) -> dict[str, dict[str, Any]]:
    """Look at the champion in every agency, publish and return what was found.

    Raises `Prevented` without a model that serves or without scores.
    """
    champion = champion_of(home.path)
    if not is_there(store_url(home.path)):
        raise Prevented("there are no scores yet; make some with: bina score")
    store, found = ScoreStore(store_url(home.path)), {}
    try:
        for agency, records in records_of(home).items():
            if store.newest_by_day(agency):
                found[agency] = _watched(home, store, champion, agency, records, today=today)
    finally:
        store.close()
    if not found:
        raise Prevented("there are no scores yet; make some with: bina score")
    for agency, one in found.items():
        Published(home.path, "monitor").put(agency, today, one)
    return found


def _watched(
    home: Home,
    store: ScoreStore,
    champion: Champion,
    agency: str,
    records: Records,
    *,
    today: date,
) -> dict[str, Any]:
    past = _past(store, agency, records, today=today)
    features = _features(home, agency, champion)
    spread = _risks(store, agency, champion)
    codes = alarms(past, features, spread, trained_until=champion.trained_until, today=today)
    return {
        "version": champion.version,
        "trained_until": champion.trained_until.isoformat(),
        "past": past,
        "risks": spread,
        "features": features[:FEATURES_SHOWN],
        "n_features": len(features),
        "n_shifted": sum(bool(one["surely"]) for one in features),
        "alarms": codes,
    }


def _past(store: ScoreStore, agency: str, records: Records, *, today: date) -> list[dict[str, Any]]:
    """Return what became of each earlier batch, whichever model made it."""
    batches = [batch for batch in store.newest_by_day(agency) if batch.as_of < today]
    found = [(batch, store.risks(batch.id)) for batch in batches]
    return [
        realised(people, records, as_of=batch.as_of, horizon_days=batch.horizon_days, today=today)
        for batch, people in found
        if len(people)
    ]


def _features(home: Home, agency: str, champion: Champion) -> list[dict[str, Any]]:
    """Return the shifts since the first scoring of this champion."""
    catalogues = Published(home.path, "catalogue")
    first = catalogues.earliest(agency, since=champion.trained_until)
    newest = catalogues.latest(agency)
    if first is None or newest is None or first["as_of"] == newest["as_of"]:
        return []
    return shifts(first["features"], newest["features"])


def _risks(store: ScoreStore, agency: str, champion: Champion) -> dict[str, float] | None:
    """Return the shift of the risks since the first scoring of this champion."""
    own = [batch for batch in store.newest_by_day(agency) if batch.as_of >= champion.trained_until]
    if len(own) < 2:
        return None
    first, newest = (store.risks(own[place].id)["risk"] for place in (0, -1))
    before = distribution(first)
    return shift(before["counts"], distribution(newest, like=before)["counts"])


def rollback(home: Home, *, to: str | None, of: str = TURNOVER) -> tuple[str, str]:
    """Let an earlier version serve again, and return the version that served and the one now.

    Without ``to`` it is the one that served before; ``of`` names what it is a model of. Raises
    `Prevented` where there is none.
    """
    registry = Registry(home.path, subject=of)
    versions = registry.versions()
    present = next((one for one in versions if one.serves), None)
    if present is None:
        raise Prevented(f"no model of {of} serves yet; train one with: bina train {of}")
    served = [one for one in versions if one.served_at and not one.serves]
    if to is not None and to not in [one.version for one in served]:
        able = ", ".join(one.version for one in served) or "none"
        raise Prevented(f"version {to} has not served before; versions that have: {able}")
    if not served:
        raise Prevented(f"no other version has served; train a new one with: bina train {of}")
    chosen = to or max(served, key=lambda one: one.served_at).version
    registry.promote(chosen)
    return present.version, chosen
