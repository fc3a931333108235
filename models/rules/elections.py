"""Regional elections: the days on which the rules about replacing officials hold."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import pandas as pd

from features.prevented import Prevented
from models.rules.book import Rule, RuleBook

FREEZE, NOT_ON_RECORD = "election_freeze", "election_not_on_record"
NAME = "%(election)s"


@dataclass(frozen=True)
class Election:
    """One regional election; see the notes at the head of ``elections.toml``."""

    name: str
    candidates_fixed_on: date
    office_ends_on: date
    source: str
    checked: bool = False


def elections_of(text: str, *, file: str) -> tuple[Election, ...]:
    """Return the elections of a TOML text by day; raises `Prevented` with what is wrong where."""
    try:
        rows = tomllib.loads(text).get("election", [])
    except tomllib.TOMLDecodeError as error:
        raise Prevented(f"{file} is not a readable TOML file: {error}") from None
    found = (_election(row, f"{file}, election {at}") for at, row in enumerate(rows, 1))
    return tuple(sorted(found, key=lambda one: one.candidates_fixed_on))


def _election(row: Mapping[str, Any], where: str) -> Election:
    names = {one.name for one in fields(Election)}
    for lacking in sorted(names - {"checked"} - set(row)):
        raise Prevented(f"{where}: {lacking} is missing; every election needs it")
    for unknown in sorted(set(row) - names):
        raise Prevented(f"{where}: {unknown} is not a property of elections; check its spelling")
    for name in ("candidates_fixed_on", "office_ends_on"):
        if type(row[name]) is not date:
            raise Prevented(f"{where}: {name} must be a day such as 2024-09-22")
    if row["office_ends_on"] <= row["candidates_fixed_on"]:
        raise Prevented(f"{where}: office_ends_on must be after candidates_fixed_on")
    return Election(**row)


def dated(book: RuleBook, elections: Sequence[Election]) -> RuleBook:
    """Return the book with the rules about elections on the days that these tell.

    The freeze has a version for each election. From the end of the last term of office on, what
    holds is that no later election is on record; without any election that holds always.
    """
    rules: list[Rule] = []
    for rule in book.rules:
        if rule.id == FREEZE:
            rules += [_freeze(rule, one) for one in elections]
        elif rule.id == NOT_ON_RECORD:
            rules.append(_silent(rule, elections))
        else:
            rules.append(rule)
    return RuleBook(tuple(rules))


def _freeze(rule: Rule, election: Election) -> Rule:
    before = pd.DateOffset(months=int(rule.parameters["months"]))
    begins = (pd.Timestamp(election.candidates_fixed_on) - before).date()
    named = replace(rule, words=_named(rule, election.name))
    return replace(named, valid_from=begins, valid_to=election.office_ends_on)


def _silent(rule: Rule, elections: Sequence[Election]) -> Rule:
    if not elections:
        return replace(rule, words=_named(rule, "–"))
    last = max(elections, key=lambda one: one.office_ends_on)
    return replace(rule, words=_named(rule, last.name), valid_from=last.office_ends_on)


def _named(rule: Rule, election: str) -> dict[str, str]:
    return {language: text.replace(NAME, election) for language, text in rule.words.items()}
