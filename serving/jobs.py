"""The long jobs, as the command line and the console start them: each is whole or has no effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from features.agencies import finished_part, profiles_tasks, sweep
from features.home import Home, TableFile, n_people, read_tables
from features.prevented import Prevented
from features.quality.declare import Dimension
from features.quality.gate import check_quality
from features.records import Records
from features.walking import Step, walk
from models.mentor_learning import UNLEARNED, MentorModel
from models.rules.book import RuleBook
from serving import audit
from serving.batch import ScoreBatch
from serving.database import is_there, store_url
from serving.enrolled import away_from
from serving.entered import no_records
from serving.identifiers import holds_nip
from serving.language import msg
from serving.parts import Written, check_parts_writable, write_parts
from serving.plans import booked_places, rules_in_use
from serving.published import Published
from serving.quality import summary, weights_in_use
from serving.score import NOTHING_ENTERED, Entered, score
from serving.store import Stores
from serving.store.seals import Verification
from serving.year_plan import NOBODY_YET
from training.card import card_of
from training.evidence import evidence
from training.gate import Verdict, held_by_groups, judge
from training.mentors import load_mentor_model
from training.opportunities import opportunity_report
from training.registry import Champion, LearnedOrder, Registry, load_order
from training.turnover import EVERY_DAYS, Trained, train_turnover

NO_MODEL = msg("no turnover model serves yet; train one with: bina train turnover")
SCORE_COLUMNS = [
    *("agency_id", "employee_id", "as_of", "horizon_days", "risk", "band", "basis"),
    *("transfer_risk", "calendar_exit", "calendar_exit_on", "model"),
]
"""What the file of scores holds of each person."""


@dataclass(frozen=True)
class Training:
    """A trained version and whether it serves now."""

    version: str
    trained: Trained
    verdict: Verdict


def records_of(home: Home) -> dict[str, Records]:
    """Return every agency's records; raises `Prevented` before the first import."""
    if not home.has_records:
        raise no_records(home)
    return {agency: Records.of(home.frames(agency)) for agency in home.agencies()}


def train(
    home: Home,
    *,
    until: date,
    horizon_days: int,
    step: Step,
    every_days: int = EVERY_DAYS,
    tune_minutes: float = 0.0,
    waiver: str = "",
) -> Training:
    """Train the early warning on what was known before a day; the gate decides if it serves.

    A model that fails in a group serves only with a written ``waiver``, which its card shows.
    """
    if holds_nip(waiver):
        raise Prevented("there is a NIP in the waiver, which the card would show; leave it out")
    records = list(records_of(home).values())
    trained = train_turnover(
        records,
        until=until,
        horizon_days=horizon_days,
        every_days=every_days,
        tune_minutes=tune_minutes,
        progress=step,
    )
    step("audit by group", 0.0)
    found = evidence(trained, [one.known_before(until) for one in records])
    failures = found["groups"]["failures"] if found else []
    registry = Registry(home.path)
    verdict = held_by_groups(
        judge(trained, registry.champion()), len(failures), waiver=waiver.strip()
    )
    waived = waiver.strip() if failures and verdict.passes else ""
    card = card_of(trained) | found | {"gate": verdict.reason, "waiver": waived}
    transfers = None if trained.transfers is None else trained.transfers.model
    version = registry.register(trained.model, card, transfers=transfers)
    if verdict.passes:
        registry.promote(version)
    return Training(version, trained, verdict)


def champion_of(home: Path) -> Champion:
    """Return the model that serves; raises `Prevented` before the first."""
    champion = Registry(home).champion()
    if champion is None:
        raise Prevented(NO_MODEL)
    return champion


def refusing(home: Path, scores: pd.DataFrame) -> Champion | None:
    """Return the model that serves where it speaks of nobody in these scores."""
    return None if scores["basis"].eq("model").any() else champion_of(home)


def audit_opportunities(home: Home, *, as_of: date) -> dict[str, dict[str, Any]]:
    """Count who got which opportunity in the year before a day, publish and return it by agency."""
    published = Published(home.path, "opportunities")
    found = {}
    for agency, records in records_of(home).items():
        found[agency] = opportunity_report(records, as_of=as_of)
        published.put(agency, as_of, found[agency])
    return found


@dataclass(frozen=True, kw_only=True)
class ScoringTask:
    """One agency to be scored: its files, by which model, as of which day and how far ahead."""

    agency_id: str
    files: tuple[TableFile, ...]
    champion: Champion
    as_of: date
    horizon_days: int
    quality_weights: Mapping[Dimension, float]
    order: LearnedOrder | None = None
    mentors: MentorModel = UNLEARNED
    entered: Entered = NOTHING_ENTERED
    book: RuleBook | None = None


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The scores of one agency, and how good the records are that they come from."""

    batch: ScoreBatch
    quality: Mapping[str, Any]


def score_agency(task: ScoringTask) -> Scored | None:
    """Return the scores of one agency; None where nobody is on record before the day."""
    records = Records.of(read_tables(task.files))
    batch = score(
        records,
        task.champion,
        agency_id=task.agency_id,
        as_of=task.as_of,
        horizon_days=task.horizon_days,
        order=task.order,
        mentors=task.mentors,
        entered=task.entered,
        book=task.book,
    )
    if not len(batch.people):
        return None
    quality = check_quality(records, task.as_of, weights=task.quality_weights)
    return Scored(batch=batch, quality=summary(quality))


def score_all(
    home: Home,
    *,
    as_of: date,
    horizon_days: int | None,
    step: Step,
    processes: int = 1,
    contract_ceiling: bool = False,
) -> pd.DataFrame:
    """Score everybody as of a day, publish a batch an agency, and return a row a person.

    Batches are published after all have been worked out. An agency without people before the day
    is left out; raises `Prevented` where that is every one. ``contract_ceiling`` as for plans.
    """
    if not home.files():
        raise no_records(home)
    champion, rules = champion_of(home.path), rules_in_use(contract_ceiling=contract_ceiling)
    tasks = _scoring_tasks(home, champion, as_of=as_of, horizon_days=horizon_days, book=rules)
    weights = [n_people(task.files) for task in tasks]
    walked = walk(score_agency, tasks, weights=weights, processes=processes, step=step)
    scored = [one for one in walked if one is not None]
    if not scored:
        raise Prevented(NOBODY_YET, day=as_of)
    step("publishing", 0.95)
    _publish(home, scored)
    return _scores([one.batch for one in scored], model=champion.version)


def _scoring_tasks(
    home: Home, champion: Champion, *, as_of: date, horizon_days: int | None, book: RuleBook
) -> list[ScoringTask]:
    """Return what there is to score, one agency each, with what was learned and entered before."""
    files, order = home.files(), load_order(home.path, as_of=as_of)
    mentors = load_mentor_model(home.path, as_of=as_of)
    booked, away = booked_places(home.path, files, as_of=as_of), away_from(home.path, files)
    return [
        ScoringTask(
            agency_id=agency,
            files=own,
            champion=champion,
            as_of=as_of,
            horizon_days=horizon_days or champion.horizon_days,
            quality_weights=weights_in_use(),
            order=order,
            mentors=mentors,
            entered=Entered(booked.get(agency), away.get(agency, frozenset())),
            book=book,
        )
        for agency, own in files.items()
    ]


def _publish(home: Home, scored: Sequence[Scored]) -> None:
    with Stores.open(store_url(home.path)) as stores:
        for one in scored:
            stores.scores.publish(one.batch)
    catalogue, quality = Published(home.path, "catalogue"), Published(home.path, "quality")
    learning = Published(home.path, "learning")
    for one in scored:
        batch, heading = one.batch, {"n_people": len(one.batch.people), "model": one.batch.model}
        catalogue.put(batch.agency_id, batch.as_of, {**heading, "features": batch.catalogue})
        learning.put(batch.agency_id, batch.as_of, {**heading, **batch.learning})
        quality.put(batch.agency_id, batch.as_of, dict(one.quality))


def _scores(batches: Sequence[ScoreBatch], *, model: str) -> pd.DataFrame:
    parts = [
        batch.people.assign(
            agency_id=batch.agency_id,
            as_of=batch.as_of.isoformat(),
            horizon_days=batch.horizon_days,
            model=model,
        )
        for batch in batches
    ]
    return pd.concat(parts, ignore_index=True)[SCORE_COLUMNS]


def without_objectors(scores: pd.DataFrame, home: Home) -> pd.DataFrame:
    """Return the scores without the people who have objected to being scored."""
    with Stores.open(store_url(home.path)) as stores:
        objected = stores.objections.people()
    whose = zip(scores["agency_id"], scores["employee_id"], strict=True)
    return scores[[one not in objected for one in whose]]


def verify_log(home: Path, *, expected: str | None) -> Verification:
    """Return whether the access log is as it was sealed; raises `Prevented` without a store."""
    if not is_there(store_url(home)):
        raise Prevented(f"no store in {home}; make one with: bina demo")
    with Stores.open(store_url(home)) as stores:
        return audit.verify_log(home, stores.seals, expected=expected)


def write_profiles(
    home: Home, days: Sequence[date], out: Path, *, processes: int, step: Step
) -> Written:
    """Write everybody's profiles as of some days, with the agency in front, agency by agency.

    What an interrupted run had finished is taken up again. ``out`` is a .parquet or .csv file, or
    a folder that gets a Parquet file an agency. Raises `Prevented` where nobody is on record.
    """
    check_parts_writable(out)
    tasks = profiles_tasks(home, days)
    if not tasks:
        raise no_records(home)
    try:
        parts = walk(
            finished_part,
            tasks,
            weights=[task.n_people for task in tasks],
            processes=processes,
            step=step,
        )
        if all(pq.read_metadata(part).num_rows == 0 for part in parts):
            raise Prevented(f"nobody is on record before {max(days)}")
        return write_parts(parts, out)
    finally:
        sweep(home, tasks)
