"""Texts, numbers and days in the reader's language: Indonesian first, English second.

The English text in the code is the key of the catalogues in ``locale/``. After a change of texts::

    pybabel extract -F serving/locale/babel.cfg -k msg -k text -k plural:1,2 --no-location \
        -o bina.pot serving
    pybabel update -i bina.pot -d serving/locale -D bina --no-fuzzy-matching

What the features measure is said by their docstrings; their translations are in ``features.po``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel.dates import get_month_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from serving.settings import office_clock, office_day

LOCALES = ("id", "en")
CATALOGUES = Path(__file__).parent / "locale"
DAYS_IN_MONTH = 365.25 / 12
MOST_KEPT = 10_000
"""So many texts and numbers, once found or written, are not looked for again."""


def msg(source: str) -> str:
    """Mark a text for the catalogues, to be translated where it is shown."""
    return source


@dataclass(frozen=True, eq=False)
class Language:
    """How one language says texts, numbers, spans and days; there is one of each."""

    code: str
    catalogue: Translations

    def text(self, source: str, /, **values: object) -> str:
        """Return the text in this language with its values filled in."""
        found = _said(self, source)
        return found % values if values else found

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the text for a count; ``n`` is filled in with the language's separators."""
        found = _counted(self, one, many, n)
        return found % {"n": self.number(n), **values}

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with this language's separators."""
        pattern = "#,##0" + ("." + "#" * digits if digits else "")
        return decimal_text(value, pattern, self.code)

    def fixed(self, value: float, digits: int) -> str:
        """Return a number with so many digits after the sign, zeros included."""
        return decimal_text(value, "#,##0." + "0" * digits, self.code)

    def percent(self, share: float, digits: int = 0) -> str:
        """Return a share in percent; small shares are not rounded to nothing."""
        if 0 < share < 0.005 and not digits:
            return "< 1%"
        return f"{self.number(100 * share, digits)}%"

    def day(self, value: date) -> str:
        """Return a day, such as 1 Januari 2026; of a moment, its day on the office's clock."""
        if isinstance(value, datetime) and value.tzinfo:
            value = office_day(value)
        return f"{value.day} {_months(self.code)[value.month]} {value.year}"

    def moment(self, value: datetime) -> str:
        """Return a day and a time on the office's clock (``BINA_TIMEZONE``)."""
        local = value.astimezone(office_clock())
        return f"{self.day(local)}, {local:%H.%M} {local.tzname()}"

    def span(self, days: float) -> str:
        """Return a number of days as years and months, or as days when it is short."""
        years, months = divmod(_whole_months(days), 12)
        parts = []
        if years:
            parts.append(self.plural("%(n)s year", "%(n)s years", years))
        if months:
            parts.append(self.plural("%(n)s month", "%(n)s months", months))
        return " ".join(parts) or self.plural("%(n)s day", "%(n)s days", max(0, int(days)))

    def period(self, days: int) -> str:
        """Return a horizon in months: 365 days are 12 months."""
        return self.plural("%(n)s month", "%(n)s months", max(1, round(days / DAYS_IN_MONTH)))


def _whole_months(days: float) -> int:
    """Return the months that have passed; 365 days are 12 of them, and 730 are 24."""
    return int(max(0.0, days + 1) / DAYS_IN_MONTH)


@cache
def language(code: str) -> Language:
    """Return one of the two languages, read from its catalogues."""
    files = sorted((CATALOGUES / code / "LC_MESSAGES").glob("*.po"))
    texts, *others = [_compiled(file, code) for file in files]
    for other in others:
        texts.merge(other)
    return Language(code, texts)


@lru_cache(maxsize=MOST_KEPT)
def _said(language: Language, source: str) -> str:
    return str(language.catalogue.ugettext(source))


@lru_cache(maxsize=MOST_KEPT)
def _counted(language: Language, one: str, many: str, n: int) -> str:
    return str(language.catalogue.ungettext(one, many, n))


@cache
def _months(code: str) -> Mapping[int, str]:
    return get_month_names("wide", locale=code)


@lru_cache(maxsize=MOST_KEPT)
def decimal_text(value: float, pattern: str, code: str) -> str:
    """Return a number written by a pattern; a page repeats most, and writing one takes long."""
    return str(format_decimal(value, format=pattern, locale=code))


def _compiled(file: Path, code: str) -> Translations:
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
