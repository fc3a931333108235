"""The rule book: dated rules with their source, read from a data file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Self

from features.prevented import Prevented
from features.tables import EMPLOYMENT_TYPES

STANDINGS = ("law", "catalogue", "office")
LANGUAGES = ("en", "id")


@dataclass(frozen=True)
class Rule:
    """One rule in one of its versions; see the notes at the head of ``rules.toml``."""

    id: str
    kind: str
    source: str
    words: Mapping[str, str]
    article: str = ""
    standing: str = "law"
    checked: bool = False
    enabled: bool = True
    scope: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the rule is enabled and in force, first day to before the last."""
        begun = self.enabled and (self.valid_from is None or self.valid_from <= day)
        return begun and (self.valid_to is None or day < self.valid_to)

    @property
    def cited(self) -> str:
        """The source with its article."""
        return f"{self.source}, {self.article}" if self.article else self.source


@dataclass(frozen=True)
class RuleBook:
    """Rules in the order in which they are looked up."""

    rules: tuple[Rule, ...]

    @classmethod
    def of_text(cls, text: str, *, file: str) -> Self:
        """Return the rules of a TOML text; raises `Prevented` with what is wrong and where."""
        try:
            rows = tomllib.loads(text).get("rule", [])
        except tomllib.TOMLDecodeError as error:
            raise Prevented(f"{file} is not a readable TOML file: {error}") from None
        return cls(tuple(_rule(row, f"{file}, rule {at}") for at, row in enumerate(rows, 1)))

    def in_force(self, day: date) -> tuple[Rule, ...]:
        """Return the rules in force on a day."""
        return tuple(rule for rule in self.rules if rule.holds_on(day))

    def enabling(self, *ids: str) -> RuleBook:
        """Return the book with rules that hold only where an office wants them, such as disputed.

        Raises KeyError where there is no rule of such an id.
        """
        if strange := set(ids) - {rule.id for rule in self.rules}:
            raise KeyError(f"no rule {sorted(strange)[0]}")
        rules = (replace(one, enabled=True) if one.id in ids else one for one in self.rules)
        return RuleBook(tuple(rules))

    def with_rules(self, own: RuleBook) -> RuleBook:
        """Return the book with an office's own rules in place of those that have the same id."""
        replaced = {rule.id for rule in own.rules}
        return RuleBook((*(r for r in self.rules if r.id not in replaced), *own.rules))


def packaged() -> RuleBook:
    """Return the rules about courses that come with the product."""
    return _packaged("rules.toml")


@cache
def packaged_moves() -> RuleBook:
    """Return the rules about moves that come with the product, on the days of known elections."""
    from models.rules.elections import dated, elections_of

    elections = elections_of(_text("elections.toml"), file="elections.toml")
    return dated(_packaged("moves.toml"), elections)


@cache
def _packaged(file: str) -> RuleBook:
    return RuleBook.of_text(_text(file), file=file)


def _text(file: str) -> str:
    return resources.files("models.rules").joinpath(file).read_text(encoding="utf-8")


def _rule(row: Mapping[str, Any], where: str) -> Rule:
    names = {one.name for one in fields(Rule)}
    for lacking in sorted({"id", "kind", "source", "words"} - set(row)):
        raise Prevented(f"{where}: {lacking} is missing; every rule needs it")
    for unknown in sorted(set(row) - names):
        raise Prevented(f"{where}: {unknown} is not a property of rules; check its spelling")
    _check(row, f"{where} ({row['id']})")
    return Rule(**{**row, "scope": tuple(row.get("scope", ()))})


def _check(row: Mapping[str, Any], where: str) -> None:
    from models.rules.kinds import KINDS

    for name in ("valid_from", "valid_to"):
        if name in row and type(row[name]) is not date:
            raise Prevented(f"{where}: {name} must be a day such as 2024-01-31")
    kind = KINDS.get(row["kind"])
    if kind is None:
        raise Prevented(f"{where}: there is no kind {row['kind']}; there are {', '.join(KINDS)}")
    if row.get("standing", "law") not in STANDINGS:
        raise Prevented(f"{where}: standing must be one of {', '.join(STANDINGS)}")
    if strange := sorted(set(row.get("scope", ())) - set(EMPLOYMENT_TYPES)):
        raise Prevented(f"{where}: {strange[0]} is not a kind of employment")
    if set(LANGUAGES) - set(row["words"]):
        raise Prevented(f"{where}: words are needed in en and id")
    if lacking := sorted(set(kind.parameters) - set(row.get("parameters", {}))):
        raise Prevented(f"{where}: the parameter {lacking[0]} is missing")
