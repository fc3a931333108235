"""The sentences of rules: of a person, with the numbers that decided, or in general."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from models.rules.book import Rule

NOT_KNOWN, ANYBODYS = "–", "…"
CODED = frozenset({"employment_type", "kind", "audience_kind"})
"""Numbers that are codes; several are separated by semicolons."""
DAYS = frozenset({"bond_until", "away_until"})
EMPLOYMENT = {"cpns": "CPNS", "pns": "PNS", "pppk": "PPPK"}
CODES = {
    "en": {**EMPLOYMENT, "pppk_part_time": "part-time PPPK"},
    "id": {
        **EMPLOYMENT,
        "pppk_part_time": "PPPK Paruh Waktu",
        "other": "lainnya",
        "leadership": "pimpinan tinggi",
        "administrator": "administrator",
        "supervisor": "pengawas",
        "functional": "fungsional",
        "executor": "pelaksana",
    },
}


def in_words(rule: Rule, numbers: str, language: str) -> str:
    """Return the sentence of a rule with its numbers (a JSON object), in ``en`` or ``id``."""
    known = {**rule.parameters, **json.loads(numbers)}
    return _sentence(rule, _Told(known, language, NOT_KNOWN))


def in_general(rule: Rule, language: str) -> str:
    """Return the sentence of a rule where nobody is meant, with an ellipsis for what is theirs."""
    return _sentence(rule, _Told(rule.parameters, language, ANYBODYS)).replace("….", "…")


def _sentence(rule: Rule, told: _Told) -> str:
    return " ".join((rule.words[told.language] % told).split())


@dataclass(frozen=True)
class _Told:
    """Numbers as a sentence tells them: only those that it names, or a sign in their place.

    A blank stands between the names of numbers that are told together, as far as they are known.
    """

    numbers: Mapping[str, object]
    language: str
    otherwise: str

    def __getitem__(self, names: str) -> str:
        known = ((name, self.numbers.get(name)) for name in names.split())
        said = [self._shown(name, one) for name, one in known if one is not None]
        return " ".join(said) or self.otherwise

    def _shown(self, name: str, value: object) -> str:
        if isinstance(value, float):
            return f"{value:g}".replace(".", "," if self.language == "id" else ".")
        if name in DAYS:
            return format_date(date.fromisoformat(str(value)), "d MMMM y", locale=self.language)
        if name not in CODED:
            return str(value)
        words = CODES[self.language]
        codes = (one.strip() for one in str(value).split(";"))
        return ", ".join(words.get(code, code) for code in codes if code)
