"""Sheets in the reader's language: columns and codes in words, as pages say them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from serving.code_words import FORMS, MET_BY, NOT_KEPT, SIGNS, THEMES, VERDICTS, WAITS
from serving.language import Language, msg
from serving.sheet_words import Sheet
from serving.value_words import NO, WORDS, YES

Rows = Sequence[Mapping[str, Any]]
Frames = dict[str, pd.DataFrame]
ENDS = {"retirement": msg("Retirement"), "contract_end": msg("End of contract")}
CODES: Mapping[str, Mapping[str, str]] = {
    "reason": {**WAITS, **NOT_KEPT, **ENDS},
    "met_by": MET_BY,
    "form": FORMS,
    "verdict": VERDICTS,
    "kind": WORDS,
    "employment": WORDS,
    "rung": {
        "supervisor": msg("Supervisor"),
        "administrator": msg("Administrator"),
        "leadership": msg("High leadership"),
    },
    "assumed": {
        "hours": msg("lesson hours"),
        "days": msg("days"),
        "seats": msg("seats"),
        "cost": msg("cost"),
    },
}
"""The words of codes, by the column they are in."""
LISTED = {"signs": SIGNS, "themes": THEMES}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
IN_BOTH = " / "
"""Between English and Indonesian, where one sheet holds both."""


def worded(sheets: Mapping[str, Rows], words: Mapping[str, Sheet], language: Language) -> Frames:
    """Return the sheets that have words, in their order, for a workbook to read."""
    return {
        language.text(sheet.title): _frame(sheets[name], sheet, language)
        for name, sheet in words.items()
        if name in sheets
    }


def _frame(rows: Rows, sheet: Sheet, language: Language) -> pd.DataFrame:
    """Return a sheet; columns that no row has are left out where there are rows."""
    held = {name for row in rows for name in row} if rows else set(sheet.columns)
    return pd.DataFrame(
        {
            language.text(heading): [_value(name, row.get(name), language) for row in rows]
            for name, heading in sheet.columns.items()
            if name in held
        }
    )


def _value(name: str, value: Any, language: Language) -> object:
    """Return a value of a column as somebody reads it."""
    if isinstance(value, bool):
        return language.text(YES if value else NO)
    if isinstance(value, str):
        return _text(name, value, language)
    return _list(name, value, language) if isinstance(value, list | dict) else value


def _text(name: str, value: str, language: Language) -> object:
    if DAY.fullmatch(value):
        return date.fromisoformat(value)
    if IN_BOTH in name:
        return one_side(value, language)
    known = CODES.get(name, {})
    if name == "assumed":
        return ", ".join(language.text(known.get(one, one)) for one in value.split())
    return language.text(known[value]) if value in known else value


def _list(name: str, value: Any, language: Language) -> str:
    """Return codes in words, and how often each was there where that is known."""
    told: list[tuple[str, object]]
    if name == "leading":
        told = [(one["competency"] or one["competency_id"], one["n"]) for one in value]
    else:
        numbers = value if isinstance(value, dict) else dict.fromkeys(value)
        told = [(language.text(LISTED[name].get(one, one)), n) for one, n in numbers.items()]
    return ", ".join(text if n is None else f"{text} ({n})" for text, n in told)


def one_side(text: str, language: Language) -> str:
    """Return of "English / Indonesia; ..." what is in the reader's language."""
    side = 0 if language.code == "en" else -1
    return "; ".join(part.split(IN_BOTH)[side] for part in text.split("; "))
