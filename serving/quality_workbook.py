"""The list of fixes as an Excel workbook: a guide, units and tables, rules, and the fixes in order.

Persons are named by pseudonym only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from features.quality.declare import DIMENSIONS
from features.quality.gate import DECISION_WORTH, Quality
from serving.language import Language, msg
from serving.quality_words import (
    DECISION_WORDS,
    DIMENSION_MEANINGS,
    DIMENSION_WORDS,
    RULE_WORDS,
    SOURCE_WORDS,
)
from serving.record_words import TABLE_WORDS

Row = Sequence[Any]
Named = tuple[str, pd.DataFrame]
MOST_FIXES = 1_000_000
"""Rows that fit on a sheet; further fixes change least and are left out."""
GUIDE = (
    msg("Mend from the top of the sheet of fixes: the order is that of what a fix changes."),
    msg(
        "Worth: how many columns of the profiles move, added up over the people concerned, and five"
        " for each decision about somebody that hangs on it."
    ),
    msg(
        "Moved columns: what happens to the profile in the other reading of the records. Where"
        " something is missing, it is what colleagues would lose without it."
    ),
    msg(
        "The index is the weighted mean of the four dimensions, 0 to 100. Each counts the people,"
        " units and jobs that keep a rule among those to whom it applies."
    ),
    msg(
        "Mend at the source (MyASN, SIASN or the office's own system) and import again. Nothing is"
        " corrected here."
    ),
    msg("People are named by pseudonym. Keep this file like the records themselves."),
)


def sheets_of(found: Mapping[str, Quality], *, language: Language) -> dict[str, pd.DataFrame]:
    """Return the sheets of the workbook of all agencies, by name."""
    makers = (guide_sheet, table_sheet, unit_sheet, rule_sheet, fix_sheet)
    return dict(make(found, language) for make in makers)


def guide_sheet(found: Mapping[str, Quality], language: Language) -> Named:
    """Return how to read the workbook, with the weights that were used."""
    say = language.text
    rows: list[Row] = [(say(line, worth=DECISION_WORTH), "") for line in GUIDE]
    rows += [("", "")]
    weights = next(iter(found.values())).weights
    for name in DIMENSIONS:
        share = language.percent(weights[name])
        meaning = say(DIMENSION_MEANINGS[name])
        rows.append((f"{say(DIMENSION_WORDS[name])} ({share})", meaning))
    rows += [("", "")]
    for agency, quality in found.items():
        index = float(quality.by(None)["index"].iloc[0])
        rows.append((f"{agency}, {language.day(quality.as_of)}", language.number(index, 1)))
    return _named(say(msg("Guide")), (say(msg("How to read this workbook")), ""), rows)


def table_sheet(found: Mapping[str, Quality], language: Language) -> Named:
    """Return the index by table."""
    rows = [
        (agency, language.text(TABLE_WORDS[str(name)]), *_shares(row))
        for agency, quality in found.items()
        for name, row in quality.by("table").iterrows()
    ]
    return _named(
        language.text(msg("Tables")),
        _heads(language, msg("Agency"), msg("Table"), *_dimension_heads()),
        rows,
    )


def unit_sheet(found: Mapping[str, Quality], language: Language) -> Named:
    """Return the index by unit, the lowest first."""
    rows = []
    for agency, quality in found.items():
        sizes = quality.people.groupby("unit_id").size()
        worth = quality.faults.groupby("unit_id")["worth"].sum()
        table = quality.by("unit_id").assign(n=sizes, worth=worth).fillna({"n": 0, "worth": 0})
        for unit, row in table.sort_values("index").iterrows():
            name = quality.names.get(str(unit), str(unit))
            rows.append((agency, unit, name, int(row["n"]), *_shares(row), round(row["worth"], 1)))
    heads = (
        msg("Agency"),
        msg("Code"),
        msg("Unit"),
        msg("People"),
        *_dimension_heads(),
        msg("Worth"),
    )
    return _named(language.text(msg("Units")), _heads(language, *heads), rows)


def rule_sheet(found: Mapping[str, Quality], language: Language) -> Named:
    """Return every rule with what it counted, its way out and its source."""
    say = language.text
    rows = []
    for agency, quality in found.items():
        counts = quality.tally.groupby("rule")[["checked", "failed"]].sum()
        for name, rule in quality.rules.items():
            what, way_out = RULE_WORDS[name]
            dimension, table = DIMENSION_WORDS[rule.dimension], TABLE_WORDS[rule.table]
            figures = [int(counts[column].get(name, 0)) for column in ("checked", "failed")]
            decides = ", ".join(say(DECISION_WORDS[one]) for one in rule.decides)
            words = (say(what), say(dimension), say(table))
            source = say(SOURCE_WORDS.get(rule.source, rule.source))
            rows.append((agency, *words, *figures, say(way_out), decides, source))
    heads = (
        msg("Agency"),
        msg("What is wrong"),
        msg("Dimension"),
        msg("Table"),
        msg("Checked"),
        msg("At fault"),
        msg("How to mend it"),
        msg("Decides"),
        msg("Source"),
    )
    return _named(say(msg("Rules")), _heads(language, *heads), rows)


def fix_sheet(found: Mapping[str, Quality], language: Language) -> Named:
    """Return the fixes of all agencies, those first that change most."""
    heads = (
        msg("Order"),
        msg("Worth"),
        msg("What is wrong"),
        msg("How to mend it"),
        msg("Agency"),
        msg("Person (pseudonym)"),
        msg("Unit or job"),
        msg("Unit"),
        msg("Table"),
        msg("Day"),
        msg("People"),
        msg("Moved columns"),
        msg("Decisions"),
    )
    name = language.text(msg("Fixes"))
    return _named(name, _heads(language, *heads), list(_fix_rows(found, language)))


def _fix_rows(found: Mapping[str, Quality], language: Language) -> Iterable[Row]:
    parts = [
        quality.fixes.assign(agency=agency, unit=quality.fixes["unit_id"].map(quality.names))
        for agency, quality in found.items()
    ]
    names = {key: name for one in found.values() for key, name in one.names.items()}
    fixes = pd.concat(parts, ignore_index=True).sort_values("worth", ascending=False, kind="stable")
    for order, fix in enumerate(fixes.head(MOST_FIXES).to_dict("records"), start=1):
        what, way_out = RULE_WORDS[fix["rule"]]
        table = TABLE_WORDS[fix["table"]]
        day = "" if pd.isna(fix["first_on"]) else f"{fix['first_on']:%Y-%m-%d}"
        yield (
            order,
            round(fix["worth"], 1),
            language.text(what),
            language.text(way_out),
            fix["agency"],
            _text(fix["employee_id"]),
            _text(names.get(fix["item"], fix["item"])),
            _text(fix["unit"]),
            language.text(table),
            day,
            int(fix["n_people"]),
            round(fix["effect"], 2),
            int(fix["n_decisions"]),
        )


def _named(name: str, columns: Sequence[str], rows: Iterable[Row]) -> Named:
    return name, pd.DataFrame(list(rows), columns=list(columns))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dimension_heads() -> tuple[str, ...]:
    return (*(DIMENSION_WORDS[name] for name in DIMENSIONS), msg("Index"))


def _heads(language: Language, *heads: str) -> tuple[str, ...]:
    return tuple(language.text(head) for head in heads)


def _shares(row: Any) -> tuple[float | str, ...]:
    """Return the four dimensions and the index with one digit; empty where nothing was checked."""
    return tuple(
        "" if row[name] != row[name] else round(float(row[name]), 1)
        for name in (*DIMENSIONS, "index")
    )
