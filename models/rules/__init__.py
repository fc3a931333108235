"""Rules with their source: what allows, forbids or demands a course, as dated data."""

from models.rules.book import Rule, RuleBook
from models.rules.facts import facts

__all__ = ["Rule", "RuleBook", "facts"]
