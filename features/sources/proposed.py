"""A proposed mapping as a file to be reviewed, and as rows to be shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from features.problems import visible_name
from features.sources.suggesting import Proposal


def as_toml(proposals: Sequence[Proposal]) -> str:
    """Return the proposals as a mapping file, with the ground of each line beside it."""
    lines = ["# A proposal. Look at every line; correct what is wrong, remove what is not meant."]
    for one in proposals:
        lines += ["", *_section(one)]
    return "\n".join(lines) + "\n"


def _section(one: Proposal) -> Iterator[str]:
    yield f"[tables.{one.table}]"
    yield f"from = {quoted(one.source)}"
    if one.header > 1:
        yield f"header = {one.header}"
    for name in one.missing:
        yield f"# {name} is needed and was not found"
    yield ""
    yield f"[tables.{one.table}.columns]"
    for guess in one.guesses:
        said = f"{guess.confidence:.0%}: {guess.reason}"
        yield f"{guess.column} = {quoted(guess.found)}  # {said}"
    if one.table in {"employees", "units"} and "agency_id" not in {g.column for g in one.guesses}:
        yield ""
        yield f"[tables.{one.table}.constants]"
        yield '# agency_id = "..."  # needed: the id of your agency'
    formats = [guess for guess in one.guesses if guess.date_format not in {"", "YYYY-MM-DD"}]
    if formats:
        yield ""
        yield f"[tables.{one.table}.date_formats]"
        yield from (f"{guess.column} = {quoted(guess.date_format)}" for guess in formats)
    for guess in one.guesses:
        if guess.codes:
            yield ""
            yield f"[tables.{one.table}.codes.{guess.column}]"
            yield from (f"{quoted(found)} = {quoted(code)}" for found, code in guess.codes.items())


def quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)


def shown(proposals: Sequence[Proposal]) -> list[tuple[str, str, str, str, str]]:
    """Return a row for each guess: table, column, where it was found, how sure, the ground."""
    return [
        (
            one.table,
            guess.column,
            f"{visible_name(one.source)}: {visible_name(guess.found)}",
            f"{guess.confidence:.0%}",
            guess.reason,
        )
        for one in proposals
        for guess in one.guesses
    ]
