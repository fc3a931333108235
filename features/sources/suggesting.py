"""Propose a mapping from what columns are called and what stands in them; a person decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from features.contract import Column, Table
from features.importing.texts import texts_of
from features.importing.values import NUMBER
from features.problems import BadInput
from features.sources.dates import iso_days
from features.sources.raw import Raw
from features.sources.synonyms import CODES, COLUMNS
from features.sources.synonyms import TABLES as TABLE_WORDS
from features.tables import EMPLOYEE, TABLES

LOOKED_AT = 2000
"""Rows of each table that the proposal looks at."""
DEEPEST_HEADER = 8
FORMATS = (
    "YYYY-MM-DD",
    "DD-MM-YYYY",
    "DD/MM/YYYY",
    "D MMMM YYYY",
    "YYYYMMDD",
    "DD.MM.YYYY",
    "MM/DD/YYYY",
)
COMMON = frozenset(
    "employee_id agency_id started_on ended_on recorded_on name region title level score".split()
)
"""Columns that many tables have; by themselves they do not tell which one it is."""
ENOUGH = 0.8
"""The share of values that must fit for a kind to be believed."""
NIP = r"\d{8}\s?\d{6}\s?\d\s?\d{3}"


@dataclass(frozen=True, kw_only=True)
class Guess:
    """One column of an export for one of the contract, with how sure that is and on what ground."""

    column: str
    found: str
    confidence: float
    reason: str
    date_format: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Where the rows of one record table seem to be."""

    table: str
    source: str
    header: int
    guesses: tuple[Guess, ...]
    missing: tuple[str, ...]

    @property
    def score(self) -> float:
        """How much speaks for it."""
        return sum(guess.confidence for guess in self.guesses) - 2 * len(self.missing)


@dataclass(frozen=True)
class Looked:
    """A table of the export: its first rows as text, below the row of the column names."""

    name: str
    header: int
    texts: Mapping[str, pd.Series]


def propose(raw: Raw) -> list[Proposal]:
    """Return for each record table the likeliest place of its rows, in the contract's order."""
    looked = [one for name in raw.names() if (one := look(raw, name)) is not None]
    found = []
    for table in TABLES:
        proposals = [made for here in looked if (made := proposal(here, table)) is not None]
        if proposals:
            found.append(max(proposals, key=lambda one: (one.score, hinted(one.source, table))))
    return found


def look(raw: Raw, name: str) -> Looked | None:
    """Return the table below the row that looks most like column names; None if it is empty."""
    best: Looked | None = None
    for header in range(1, DEEPEST_HEADER + 1):
        try:
            frame = raw.read(name, header=header).head(LOOKED_AT)
        except (BadInput, ValueError):
            continue
        if frame.columns.duplicated().any() or frame.empty:
            continue
        texts = {str(one): texts_of(frame[one]).set_axis(frame.index) for one in frame.columns}
        here = Looked(name, header, texts)
        if best is None or n_known(here) > n_known(best):
            best = here
    return best


def n_known(looked: Looked) -> int:
    """Return how many columns have a name that is known."""
    return sum(any(named(found, one) >= 0.9 for one in COLUMNS) for found in looked.texts)


def matched(looked: Looked, table: Table) -> dict[str, Guess]:
    """Return the surest guess for each column of the contract; each found column counts once."""
    pairs = [
        guess
        for column in table.columns
        for found, texts in looked.texts.items()
        if (guess := judged(found, texts, column)) is not None
    ]
    taken: dict[str, Guess] = {}
    used: set[str] = set()
    for guess in sorted(pairs, key=lambda one: -one.confidence):
        if guess.column not in taken and guess.found not in used:
            taken[guess.column] = guess
            used.add(guess.found)
    return taken


def contradicted(looked: Looked, table: Table, taken: Mapping[str, Guess]) -> bool:
    """Return whether the rows are about something else than the record table's.

    A table of units or jobs names no employees, and it and that of employees name each once.
    """
    people = any(
        judged(found, texts, EMPLOYEE) is not None for found, texts in looked.texts.items()
    )
    if people and not table.is_about_a_person:
        return True
    key = taken.get(table.key[0])
    once = table.name == "employees" or (table.versioned and len(table.key) == 1)
    return key is not None and once and not looked.texts[key.found].dropna().is_unique


def proposal(looked: Looked, table: Table) -> Proposal | None:
    """Return which columns of the contract's table seem to be here; None if too few are."""
    taken = matched(looked, table)
    if contradicted(looked, table, taken):
        return None
    needed = [c.name for c in table.columns if c.required and c.name != "agency_id"]
    missing = tuple(name for name in needed if name not in taken)
    hint = hinted(looked.name, table)
    own = set(taken) - COMMON
    told = own and table.use in {"input", "outcome"} and not missing
    if table.key[0] not in taken or not (told or (hint and len(taken) >= 2)):
        return None
    order = [taken[c.name] for c in table.columns if c.name in taken]
    return Proposal(
        table=table.name,
        source=looked.name,
        header=looked.header,
        guesses=tuple(order),
        missing=missing,
    )


def hinted(name: str, table: Table) -> bool:
    """Return whether a file, sheet or table is called like the record table."""
    words = plain(name.rpartition(".")[0] or name)
    return any(
        word in words for word in (table.name, *TABLE_WORDS.get(table.name, "\0").split("|"))
    )


def plain(name: str) -> str:
    """Return a name in lower case with blanks between its words."""
    return " ".join(re.findall(r"[a-z0-9]+", name.casefold()))


def named(found: str, column: str) -> float:
    """Return how well a name fits a column of the contract, 0 to 1."""
    name, own = plain(found), plain(column)
    synonyms = COLUMNS.get(column, "\0").split("|")
    if name == own:
        return 1.0
    if name in synonyms:
        return 0.95
    inside = [one for one in (own, *synonyms) if len(one) > 3 and f" {one} " in f" {name} "]
    return 0.7 if inside else 0.0


def judged(found: str, texts: pd.Series, column: Column) -> Guess | None:
    """Return the guess that this is the column, or None where name or content speak against it."""
    sure = named(found, column.name)
    filled = texts.dropna()
    if column.name == "employee_id" and sure < 0.9 and share(filled, NIP) >= ENOUGH:
        return Guess(
            column=column.name, found=found, confidence=0.9, reason="18 digits as in a NIP"
        )
    if not sure:
        return None
    guess = Guess(
        column=column.name,
        found=found,
        confidence=sure,
        reason="the same name" if sure == 1 else "its name",
    )
    return weighed(guess, filled, column)


def weighed(guess: Guess, filled: pd.Series, column: Column) -> Guess | None:
    """Return the guess as the content speaks for it; None where it speaks against it."""
    if filled.empty:
        said = f"{guess.reason}; it is empty"
        return replace(guess, confidence=guess.confidence / 2, reason=said)
    if column.kind == "date":
        return with_format(guess, filled)
    if column.kind == "code" or column.name in CODES:
        return with_codes(guess, filled, column)
    if column.kind == "person" and filled.is_unique:
        return replace(guess, reason=f"{guess.reason}; every value once")
    fits = column.kind != "number" or share(filled, NUMBER) >= ENOUGH
    return guess if fits else None


def with_format(guess: Guess, filled: pd.Series) -> Guess | None:
    """Return the guess with the format in which the days are written; None if they are no days."""
    fits = {one: float(is_day(filled, one).mean()) for one in FORMATS}
    written = max(fits, key=lambda one: fits[one])
    if fits[written] < ENOUGH:
        return None
    two_ways = written == "DD/MM/YYYY" and fits["MM/DD/YYYY"] >= fits[written]
    reason = f"{guess.reason}; days as {written}"
    if two_ways:
        reason += ", which could be month first: look at it"
    sure = guess.confidence * (0.6 if two_ways else 1.0)
    return replace(guess, confidence=sure, reason=reason, date_format=written)


def is_day(filled: pd.Series, written: str) -> np.ndarray:
    """Return which texts are days in this format."""
    turned = iso_days(filled, written)
    iso = turned.str.fullmatch(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?", na=False)
    same = turned == filled
    return np.asarray(iso if written == "YYYY-MM-DD" else iso & ~same, dtype=bool)


def with_codes(guess: Guess, filled: pd.Series, column: Column) -> Guess | None:
    """Return the guess with the codes that can be told; None where hardly a value is one."""
    values = filled.str.casefold().value_counts()
    own = {code.casefold(): code for code in column.codes}
    known = {**CODES.get(column.name, {}), **own}
    told = {str(one): known[str(one)] for one in values.index if one in known}
    if column.kind == "number":
        told |= {str(one): str(one) for one in values.index if re.fullmatch(NUMBER, str(one))}
    covered = float(values[[one in told for one in values.index]].sum() / values.sum())
    if covered < 0.3:
        return None
    codes = {one: code for one, code in told.items() if one != code.casefold()}
    reason = f"{guess.reason}; {covered:.0%} of the values are known codes"
    return replace(
        guess, confidence=guess.confidence * (0.5 + covered / 2), reason=reason, codes=codes
    )


def share(filled: pd.Series, pattern: str) -> float:
    """Return the share of texts that match a pattern; 0 where there are none."""
    return float(filled.str.fullmatch(pattern, na=False).mean()) if len(filled) else 0.0
