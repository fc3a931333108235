"""Which courses are never suggested to whom: the rules of the rule book, each under its id."""

from __future__ import annotations

from models.rules.book import RuleBook, packaged
from models.rules.facts import RuleBar
from models.rules.kinds import KINDS
from models.scorers import Bar


def course_bars(book: RuleBook | None = None) -> list[Bar]:
    """Return the bars of courses, not fitted: one for each rule that can forbid something."""
    rules = (book or packaged()).rules
    return [RuleBar(rule) for rule in rules if KINDS[rule.kind].bars is not None]
