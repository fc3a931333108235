"""The impact assessment and the public record, from what runs here and not from a plan.

UU 27/2022 article 34 asks for an assessment where people are scored, on a large scale, with data
that are brought together. The public record follows the two tiers of the UK's Algorithmic
Transparency Recording Standard: what the tool is for, and how it works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from features.home import Home
from features.prevented import Prevented
from features.tables import TABLES
from serving.champion import Champion
from serving.database import is_there, store_url
from serving.expiry import valid_days
from serving.group_forecasts import SMALLEST_GROUP
from serving.language import Language, language
from serving.options import MONTHS_KEPT
from serving.phrases import LIMITS
from serving.purposes import EVERYBODY, PERMISSIONS, Action, Purpose
from serving.settings import office_today
from serving.store import Stores
from serving.store.identities import FILE
from serving.store.objections import WORKING_DAYS
from serving.store.rows import ObjectionFigures
from serving.view import environment

SENSITIVE = frozenset({"sensitive", "finance"})


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What runs here, in figures and settings; nothing in it is about a single person."""

    today: date
    agencies: int
    people: int
    scored_on: date | None
    model: str
    refusal: bool
    inputs: int
    tables: Sequence[str]
    sensitive: Sequence[str]
    purposes: Mapping[Purpose, Sequence[Action]]
    accounts: Mapping[str, int]
    objections: ObjectionFigures
    names: bool
    valid_days: int
    working_days: int
    months_kept: int
    smallest_group: int
    limits: Sequence[str]


def assess(home: Path, stores: Stores, champion: Champion | None) -> Assessment:
    """Return what the running installation says about itself."""
    held = {file.table for files in Home(home).files().values() for file in files}
    batches = [stores.scores.latest(agency) for agency in stores.scores.agencies()]
    newest = [batch for batch in batches if batch is not None]
    roles = Counter(role for one in stores.accounts.everybody() for role in one.roles)
    card = champion.card if champion else {}
    return Assessment(
        today=office_today(),
        agencies=len(newest),
        people=sum(stores.scores.facts(batch).people for batch in newest),
        scored_on=max((batch.as_of for batch in newest), default=None),
        model=champion.version if champion else "",
        refusal=bool(card.get("refusal")),
        inputs=len(champion.feature_names) if champion else 0,
        tables=[table.name for table in TABLES if table.name in held],
        sensitive=_sensitive(held),
        purposes=purposes(),
        accounts=dict(sorted(roles.items())),
        objections=stores.objections.figures(office_today()),
        names=(home / FILE).exists(),
        valid_days=valid_days(),
        working_days=WORKING_DAYS,
        months_kept=MONTHS_KEPT,
        smallest_group=SMALLEST_GROUP,
        limits=LIMITS,
    )


def purposes() -> dict[Purpose, list[Action]]:
    """Return what the purpose lock holds by purpose; what is open to every role is left out."""
    found: dict[Purpose, list[Action]] = {}
    for action, one in PERMISSIONS.items():
        if one.roles != EVERYBODY:
            found.setdefault(one.purpose, []).append(action)
    return found


def write_assessment(
    home: Path, out: Path, *, public: bool, code: str, champion: Champion | None
) -> None:
    """Write the assessment, or the public record, as one HTML file: whole or not there."""
    if out.suffix != ".html":
        raise Prevented(f"{out.name}: name the file .html")
    if not is_there(store_url(home)):
        raise Prevented(f"no store in {home}; make one with: bina demo")
    with Stores.open(store_url(home)) as stores:
        found = assess(home, stores, champion)
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        unfinished.write_text(_document(found, public=public, spoken=language(code)), "utf-8")
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def _document(found: Assessment, *, public: bool, spoken: Language) -> str:
    template = environment(spoken.code).get_template("assessment_file.html")
    return template.render(found=found, public=public, language=spoken)


def _sensitive(held: set[str]) -> list[str]:
    return [
        f"{table.name}.{column.name}"
        for table in TABLES
        if table.name in held
        for column in table.columns
        if column.sensitivity in SENSITIVE
    ]
