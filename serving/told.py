"""What a job brought or why it cannot be done: one text, told in the language of its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from serving.language import Language, language


@dataclass(frozen=True)
class Told:
    """A text of the catalogues with its values: numbers, days, and words or texts themselves."""

    text: str
    values: Mapping[str, str | int | date] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.in_words(language("en"))

    def in_words(self, spoken: Language) -> str:
        """Return it in a language."""
        shown = {name: _shown(one, spoken) for name, one in self.values.items()}
        return spoken.text(self.text, **shown) if self.text else ""


def _shown(value: str | int | date, spoken: Language) -> str:
    if isinstance(value, date):
        return spoken.day(value)
    return spoken.text(value) if isinstance(value, str) else spoken.number(value)
