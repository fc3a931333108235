"""Moves chosen together for an office to decide: read from the home, written for review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from features.home import Home
from features.prevented import Prevented
from features.walking import Step
from models.moves.facts import MoveRules, move_facts
from models.moves.together import Choice, choose_moves
from models.openings import openings
from models.rules.book import Rule, packaged_moves
from models.rules.elections import FREEZE, NOT_ON_RECORD
from models.scorers import Tables
from serving.jobs import records_of


def choose_home(home: Path, as_of: date, *, years: float, step: Step) -> dict[str, pd.DataFrame]:
    """Return the sheets of the moves of each agency of a home, the agency in front.

    Raises `Prevented` where nothing is open in any of them.
    """
    agencies, parts = records_of(Home(home)), []
    for number, (agency, records) in enumerate(agencies.items()):
        step(f"agency {number + 1} of {len(agencies)}", number / len(agencies))
        tables = records.as_of(as_of).frames
        if len(openings(tables, as_of)):
            made = choose_moves(tables, as_of, years=years)
            parts.append((agency, sheets_of(made, tables, as_of)))
    if not parts:
        raise Prevented(
            f"no post, assignment or project is open on {as_of}; bring in the tables establishment "
            "or opportunities, or choose another day"
        )
    return {name: _joined(parts, name) for name in parts[0][1]}


def _joined(parts: list[tuple[str, dict[str, pd.DataFrame]]], name: str) -> pd.DataFrame:
    named = [sheets[name].assign(agency_id=agency) for agency, sheets in parts]
    whole = pd.concat(named, ignore_index=True)
    return whole[["agency_id", *whole.columns.drop("agency_id")]]


def sheets_of(made: Choice, tables: Tables, as_of: date) -> dict[str, pd.DataFrame]:
    """Return the sheets: moves, posts that must be filled, and the rules behind each move."""
    opened = openings(tables, as_of)
    named = opened.reindex(made.moves["item_id"])[["job_name", "unit_name"]].reset_index(drop=True)
    moves = pd.concat([made.moves.reset_index(drop=True), named], axis=1)
    posts = made.posts[made.posts["must_fill"]].reset_index()
    posts = posts.assign(still_empty=(posts["needed"] - posts["after"]).clip(lower=0))
    return {
        "moves": moves,
        "posts to fill": posts.drop(columns="must_fill"),
        "rules": _rules(made, tables, as_of),
        "about": _about(made, posts, as_of),
    }


def _rules(made: Choice, tables: Tables, as_of: date) -> pd.DataFrame:
    """Return what each rule says of each move."""
    rules = MoveRules().fit(tables, as_of)
    said = [
        move_facts(rules.people_.loc[[employee]], rules.openings_.loc[[item]], as_of)
        for employee, item in made.moves[["employee_id", "item_id"]].itertuples(index=False)
    ]
    columns = ["employee_id", "item_id", "rule", "verdict", "source", "standing", "id", "en"]
    return pd.concat([pd.DataFrame(columns=columns), *said], ignore_index=True)[columns]


def _about(made: Choice, posts: pd.DataFrame, as_of: date) -> pd.DataFrame:
    facts: list[tuple[str, object]] = [
        ("as of / per tanggal", as_of),
        ("moves / perpindahan", len(made.moves)),
        ("weighted levels to be learned / tingkat berbobot yang dipelajari", made.total),
        ("posts that must be filled, still empty / masih kosong", int(posts["still_empty"].sum())),
        ("nothing is decided / belum diputuskan", "for review by a person / untuk ditinjau"),
    ]
    facts += [
        (f"in force / berlaku: {rule.cited}", " / ".join(rule.words[one] for one in ("en", "id")))
        for rule in about_elections(as_of)
    ]
    return pd.DataFrame(facts, columns=["what", "value"])


def about_elections(as_of: date) -> list[Rule]:
    """Return what holds for all moves of a day since an election is near, or is on no record."""
    in_force = packaged_moves().in_force(as_of)
    return [rule for rule in in_force if rule.id in (FREEZE, NOT_ON_RECORD)]


def counted(sheets: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Return how many people move, and how many posts that must be filled stay empty."""
    return {
        "moves": len(sheets["moves"]),
        "still_empty": int(sheets["posts to fill"]["still_empty"].sum()),
    }
