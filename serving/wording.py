"""Codes in plain words: signals, bands, reasons, levels, purposes.

A signal is a sign in the records that went together with leaving, or with staying, among many
people. It is not a cause, and no text here says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from serving.access_words import ACTIONS, DENIED, PURPOSES, ROLES, THE_PERSON
from serving.code_words import FLOORS, SERVICE_ENDS, STEPS, TIMING
from serving.feature_words import FAMILIES, FEATURES
from serving.language import Language, msg
from serving.phrases import (
    ANY_FAMILY,
    ANY_REASON,
    BANDS,
    BY_DEFAULT,
    CANDIDATES,
    DIRECTIONS,
    ESTIMATED,
    JOB_KINDS,
    JOB_STATES,
    LEVELS,
    MENTOR_INFERRED,
    OF_THE_JOB,
    REASONS,
    STRENGTHENED,
)
from serving.purposes import PERMISSIONS, Action, Purpose, Reason, Role
from serving.record_words import SENSITIVE_WORDS, TABLE_WORDS
from serving.source_words import source_text
from serving.value_words import NOT_ON_RECORD, WORDS, value_text

if TYPE_CHECKING:
    from serving.plan_schemas import ProofOut
    from serving.store.rows import Account

MODEL = re.compile(r"(\w+) v(\w+)")
PLACE = re.compile(r"%\((\w+)\)s")
WALKED = re.compile(r"(\d+) of (\d+) agencies")


def signal_text(
    feature: str, family: str, direction: str, value: float | str | None, language: Language
) -> str:
    """Return a sentence such as "Time in the present unit: 5 years; with such a record, ..."."""
    sign = sign_text(feature, family, value, language)
    meaning = DIRECTIONS.get(direction)
    return f"{sign}; {language.text(meaning)}." if meaning else f"{sign}."


def sign_text(feature: str, family: str, value: float | str | None, language: Language) -> str:
    """Return the sign alone, such as "Time in the present unit: 5 years"."""
    if feature not in FEATURES:
        return language.text(FAMILIES.get(family, ANY_FAMILY))
    return f"{language.text(FEATURES[feature])}: {value_text(feature, value, language)}"


def feature_text(feature: str, language: Language) -> str:
    """Return what a feature is called; its name where it has no words yet."""
    return language.text(FEATURES.get(feature, feature))


def meaning_text(meaning: str, language: Language) -> str:
    """Return what a feature measures, on one line; as declared where it is not translated yet."""
    one_line = " ".join(meaning.split())
    return language.text(one_line)


def candidate_text(candidate: str, language: Language) -> str:
    """Return what a kind of model is called; its name where it has no words yet."""
    return language.text(CANDIDATES.get(candidate, candidate))


def model_text(model: str, language: Language) -> str:
    """Return what a batch's model, such as ``boosted_hazard v3``, is called; else as it is."""
    found = MODEL.fullmatch(model)
    if found is None:
        return model
    name = candidate_text(found[1], language)
    return language.text(msg("%(name)s, version %(version)s"), name=name, version=found[2])


def family_text(family: str, language: Language) -> str:
    """Return what a family of features is called."""
    return language.text(FAMILIES.get(family, ANY_FAMILY))


def reason_text(reason: str, values: Mapping[str, object], language: Language) -> str:
    """Return why something is suggested; in general words where a code or value is not known."""
    full, general = REASONS.get(reason, (ANY_REASON, ANY_REASON))
    if values.get("basis") in OF_THE_JOB:
        full = ESTIMATED.get(reason, full)
    on_record = {name: value for name, value in values.items() if value is not None}
    shown = {name: _shown(value, language) for name, value in on_record.items()}
    shown |= {"source": source_text(str(shown["source"]), language)} if "source" in shown else {}
    if shown.get("from_level", "") == shown.get("to_level"):
        full = STRENGTHENED.get(full, full)
    fits = set(PLACE.findall(full)) <= set(on_record)
    text = language.text(full, **shown) if fits else language.text(general)
    inferred = values.get("mentors") == "inferred"
    more = [note for name, note in TIMING.items() if values.get(name)]
    more += [BY_DEFAULT] if values.get("defaults") else []
    more += [MENTOR_INFERRED] if inferred else []
    return " ".join([text, *(language.text(one) for one in more)])


def span_text(days: float | None, language: Language) -> str:
    """Return a span of days, or that it is not on record."""
    return language.text(NOT_ON_RECORD) if days is None else language.span(days)


def band_text(band: str, language: Language) -> str:
    """Return the words for a band of risk."""
    return language.text(BANDS[band])


def level_text(level: str, language: Language) -> str:
    """Return the words for a level of groups."""
    return language.text(LEVELS[level])


def job_kind_text(kind: str, language: Language) -> str:
    """Return the words for a kind of job."""
    return language.text(JOB_KINDS[kind])


def job_state_text(state: str, language: Language) -> str:
    """Return the words for how far a job is."""
    return language.text(JOB_STATES[state])


def job_step_text(step: str, language: Language) -> str:
    """Return what a job is at; a table that is imported by its name."""
    walked = WALKED.match(step)
    if walked is None:
        return language.text(step) if step else ""
    return language.text(msg("%(done)s of %(all)s agencies"), done=walked[1], all=walked[2])


def purpose_text(purpose: str, language: Language) -> str:
    """Return the words for a purpose."""
    return language.text(PURPOSES[Purpose(purpose)])


def action_text(action: str, language: Language) -> str:
    """Return the words for an action."""
    return language.text(ACTIONS[Action(action)])


def role_text(role: str, language: Language) -> str:
    """Return the words for a role."""
    return language.text(ROLES[Role(role)])


def denial_text(reason: str, language: Language) -> str:
    """Return the words for the reason of a refusal in the access log; else as it is written."""
    return language.text(DENIED[Reason(reason)]) if reason in set(Reason) else reason


def office_text(account: Account | None, language: Language) -> str:
    """Return what somebody is in the office: the roles, and the unit of an account limited to one.

    A dash where there is no such account any more.
    """
    if account is None:
        return "–"
    held = [role_text(role, language) for role in account.roles]
    unit = [language.text(msg("unit %(unit)s"), unit=account.unit_id)] if account.unit_id else []
    return ", ".join([*held, *unit]) or "–"


def holders_text(action: str, language: Language) -> str:
    """Return who may do something: the roles, and the person concerned where it is open to them."""
    permission = PERMISSIONS[Action(action)]
    held = [ROLES[role] for role in Role if role in permission.roles]
    own = [THE_PERSON] if permission.own_record else []
    return "; ".join(language.text(one) for one in [*held, *own])


def record_text(name: str, language: Language) -> str:
    """Return what a table of the records, or a sensitive column of one, is called."""
    return language.text(SENSITIVE_WORDS[name] if name in SENSITIVE_WORDS else TABLE_WORDS[name])


def step_text(kind: str, title: str | None, language: Language) -> str:
    """Return what an action of a development plan is called; a course by its title alone."""
    parts = (language.text(STEPS[kind]) if kind in STEPS else "", title or "")
    return ": ".join(part for part in parts if part)


def floor_text(floor: str, language: Language) -> str:
    """Return which group of a year's plan a floor is for, such as "Kind of job: leadership"."""
    column, _, group = floor.partition(": ")
    named = language.text(FLOORS.get(column, column))
    return f"{named}: {language.text(WORDS.get(group, group))}"


def proof_text(proof: ProofOut, language: Language) -> str:
    """Return what was said as evidence and the training named, without an address."""
    done = proof.training
    named = "" if done is None else f"{done.title} ({language.day(done.completed_on)})"
    return "; ".join(one for one in (proof.note, named) if one)


def service_end_text(reason: str, day: date, language: Language) -> str:
    """Return what ends somebody's service soon, and what that means for a development plan."""
    return language.text(SERVICE_ENDS[reason], day=language.day(day))


def _shown(value: object, language: Language) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return language.number(float(str(value)), 1) if is_number else value
