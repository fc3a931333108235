"""The words of audits by group: attributes, groups, opportunities, measures and failures."""

from __future__ import annotations

from serving.language import Language, msg

ATTRIBUTES = {
    "sex": msg("Sex"),
    "age_band": msg("Age"),
    "disability": msg("Disability"),
    "employment_type": msg("Kind of employment"),
    "region": msg("Region"),
    "unit": msg("Unit"),
    "level": msg("Level of the job"),
}
GROUPS = {
    ("sex", "f"): msg("women"),
    ("sex", "m"): msg("men"),
    ("age_band", "below 30"): msg("below 30 years"),
    ("age_band", "30 to 39"): msg("30 to 39 years"),
    ("age_band", "40 to 49"): msg("40 to 49 years"),
    ("age_band", "50 and above"): msg("50 years and above"),
    ("disability", "yes"): msg("with a disability"),
    ("disability", "no"): msg("no disability on record"),
    ("employment_type", "pns"): msg("permanent (PNS)"),
    ("employment_type", "cpns"): msg("candidate (CPNS)"),
    ("employment_type", "pppk"): msg("contract (PPPK)"),
    ("employment_type", "pppk_part_time"): msg("part-time contract (PPPK)"),
    ("employment_type", "other"): msg("other employment"),
}
KINDS = {
    "course": msg("Completed a course"),
    "mentor": msg("Began with a mentor"),
    "acting_post": msg("Held an acting post (PLT, PLH)"),
    "promotion": msg("Was promoted"),
}
MEASURES = {
    "as_it_is": msg("the list as it is"),
    "even_thresholds": msg("the same share of every group"),
    "even_means": msg("risk against the mean of the own group"),
}
FAILURES = {
    "level": msg("the level of the risks is off"),
    "order": msg("the order of the risks is turned around"),
}
CROSSED = " x "


def attribute_text(attribute: str, language: Language) -> str:
    """Return what an attribute is called, or both of a pair."""
    names = attribute.split(CROSSED)
    return " × ".join(language.text(ATTRIBUTES.get(name, name)) for name in names)


def group_text(attribute: str, group: str, language: Language) -> str:
    """Return what a group is called, or both of a pair; names of places stay as they are."""
    pairs = zip(attribute.split(CROSSED), group.split(CROSSED), strict=False)
    return ", ".join(language.text(GROUPS.get(pair, pair[1])) for pair in pairs)
