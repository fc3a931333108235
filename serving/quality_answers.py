"""The quality report and the catalogue of features in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from features.families import FEATURES
from serving.language import Language
from serving.quality_schemas import CatalogueOut, FeatureOut, QualityOut
from serving.quality_words import RULE_WORDS
from serving.record_words import TABLE_WORDS
from serving.value_words import UNITS
from serving.wording import feature_text, meaning_text


def quality_out(published: Mapping[str, Any], language: Language) -> QualityOut:
    """Return a published report with its texts; rules that no longer exist are left out."""
    tables = [{**row, "label": _table(row["table"], language)} for row in published["tables"]]
    rules = [
        {**row, **_rule(row["rule"], language)}
        for row in published["rules"]
        if row["rule"] in RULE_WORDS
    ]
    return QualityOut.model_validate({**published, "tables": tables, "rules": rules})


def _table(name: str, language: Language) -> str:
    return language.text(TABLE_WORDS.get(name, name))


def _rule(name: str, language: Language) -> dict[str, str]:
    label, way_out = RULE_WORDS[name]
    return {"label": language.text(label), "way_out": language.text(way_out)}


def catalogue_out(published: Mapping[str, Any] | None, language: Language) -> CatalogueOut:
    """Return every declared feature, with the spreads of a scoring where there was one."""
    scored = published or {}
    spreads: Mapping[str, Any] = scored.get("features", {})
    return CatalogueOut(
        agency_id=scored.get("agency_id"),
        as_of=scored.get("as_of"),
        model=scored.get("model"),
        features=[_feature(name, spreads.get(name, {}), language) for name in FEATURES],
    )


def _feature(name: str, spread: Mapping[str, Any], language: Language) -> FeatureOut:
    declared, now = FEATURES[name], spread.get("now")
    people = sum(now["counts"]) + now["missing"] if now else 0
    return FeatureOut(
        name=name,
        label=feature_text(name, language),
        family=declared.family,
        unit=language.text(UNITS.get(declared.unit, declared.unit)),
        meaning=meaning_text(declared.meaning, language),
        needs=declared.needs,
        share_missing=now["missing"] / people if now and people else None,
        now=now,
        reference=spread.get("reference"),
        drift=spread.get("drift"),
    )
