"""The twin of everybody on a day: starts from people in the same job, moved by own evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from features.clock import Days, Floats, day_number, timestamps
from features.history import History
from features.ordering import distinct
from features.records import Records
from features.rows import Mask
from features.rungs import next_job
from features.twin.estimation import Estimate, Evidence, estimate
from features.twin.evidence import ERROR as METHOD_ERROR
from features.twin.evidence import Lines, lines_at
from features.twin.noise import BASES, BASIS_OF_KIND, FEEDBACK, HIGHEST, KINDS, LOWEST
from features.twin.standards import is_integrity, standards_at
from features.twin.starts import start_levels


@dataclass(frozen=True)
class Twin:
    """Estimated levels of pairs of a person and a competency, sorted by both.

    ``start`` is what the job alone suggests. ``asked`` is what the present job asks for and
    ``asked_next`` the job above, with the weights of their importance; NaN where they do not.
    ``of_job`` says where enough people of the job itself were assessed to start from them.
    """

    day: int
    person: Days
    competency: Days
    start: Floats
    of_job: Mask
    asked: Floats
    weight: Floats
    asked_next: Floats
    weight_next: Floats
    estimate: Estimate


def known_twin(history: History, day: int) -> Twin:
    """Return the twin of a day for what jobs ask, made once for all features."""
    return history.keep_day("twin", day, lambda: twin_at(history, day))


def twin_at(history: History, day: int, *, everything: bool = False) -> Twin:
    """Return the twin of a day's cohort for what the present job and the one above ask.

    ``everything`` adds the competencies that are not asked but of which there is evidence.
    Integrity is not among them: see `assessed_integrity`.
    """
    people, job, above = present_jobs(history, day)
    lines = _inferable(history, lines_at(history, day), people, day)
    keys = _asked_pairs(history, people, [job[people], above[people]], day)
    if everything:
        keys = np.union1d(keys, _keys(history, lines.person, lines.competency))
    person, competency = np.divmod(keys, _width(history))
    standards = standards_at(history, day)
    asked, weight = standards.asked(job[person], competency)
    asked_next, weight_next = standards.asked(above[person], competency)
    start, of_job = start_levels(
        standards, lines, job, competency=competency, asked=asked, person=person
    )
    return Twin(
        day,
        person,
        competency,
        start,
        of_job,
        asked,
        weight,
        asked_next,
        weight_next,
        estimate=estimate(_evidence(history, lines, keys, start), start, day=day),
    )


def present_jobs(history: History, day: int) -> tuple[Days, Days, Days]:
    """Return the cohort of a day, and the job and the job above of every person, -1 for none."""
    here = np.flatnonzero(history.now == day)
    people = history.moments.entity[here]
    size = len(history.vocabularies["employees"])
    job, above = np.full(size + 1, -1), np.full(size + 1, -1)
    job[people] = np.nan_to_num(history.post("job_id")[here], nan=-1).astype(np.int64)
    above[people] = np.nan_to_num(next_job(history)[here], nan=-1).astype(np.int64)
    return people, job, above


def competency_levels(records: Records, as_of: date) -> pd.DataFrame:
    """Return what level everybody in the cohort of a day has in which competency, how surely.

    One row a person and competency that the job, or the one above, asks for or that there is
    evidence of, sorted. Columns: employee_id, competency_id, level (0 to 5), sd (its standard
    error in levels), n_evidence (0 where the level is only what people in the same job have),
    basis (the strongest of `BASES` that it rests on), asked and weight (the level that the
    present job asks for, and 3 must, 2 important, 1 useful; NaN where it does not), asked_next
    and weight_next (of the job above). Integrity is only there for those assessed in it, as
    assessed.
    """
    history, day = History(records, [as_of]), day_number(as_of)
    twin = twin_at(history, day, everything=True)
    found = _named(history, twin.person, twin.competency).assign(
        level=twin.estimate.level,
        sd=twin.estimate.error,
        n_evidence=twin.estimate.n_evidence,
        basis=_bases(twin),
        asked=twin.asked,
        weight=twin.weight,
        asked_next=twin.asked_next,
        weight_next=twin.weight_next,
    )
    both = pd.concat([found, assessed_integrity(history, day)], ignore_index=True)
    return both.sort_values(["employee_id", "competency_id"], ignore_index=True)


def _bases(twin: Twin) -> pd.Index:
    """Return what each level rests on most: the strongest evidence, or else the job's people."""
    strength = np.array([BASES.index(basis) for basis in BASIS_OF_KIND])
    strongest = twin.of_job.astype(np.int64)
    read = twin.estimate.evidence
    np.maximum.at(strongest, read.pair, strength[read.kind])
    return pd.Index(BASES, dtype="str").take(strongest)


def competency_evidence(records: Records, as_of: date) -> pd.DataFrame:
    """Return what says so: one row a piece of evidence, in the order in which it was read.

    Columns: employee_id, competency_id, happened_on, kind (``education``, ``job``, ``course``,
    ``feedback``, ``assessment``), says (the level it speaks for), moved (how far it moved the
    level when it was read) and remains (how much of that is left at ``as_of``). A level is the
    start, which the column start repeats, plus the sum of what remains.
    """
    history, day = History(records, [as_of]), day_number(as_of)
    twin = twin_at(history, day, everything=True)
    read = twin.estimate.evidence
    return _named(history, twin.person[read.pair], twin.competency[read.pair]).assign(
        happened_on=timestamps(read.day),
        kind=pd.Index(KINDS, dtype="str").take(read.kind),
        says=read.level,
        moved=twin.estimate.moved,
        remains=twin.estimate.remains,
        start=twin.start[read.pair],
    )


def assessed_integrity(history: History, day: int) -> pd.DataFrame:
    """Return the last assessed level of integrity of the cohort, as `competency_levels` does.

    The level is the assessor's own, sd the usual error of the method; nothing else is a sign.
    """
    rows = history.events("assessments").seen_at(day)
    present = np.isin(rows.entity, history.moments.entity[history.now == day])
    rows = rows.take(present & ~rows.missing("competency_id"))
    about = rows.column("competency_id").astype(np.int64)
    rows = rows.take(is_integrity(history, day)[about])
    method = np.nan_to_num(rows.column("method"), nan=-1).astype(np.int64)
    about = rows.column("competency_id").astype(np.int64)
    standards, (_, job, above) = standards_at(history, day), present_jobs(history, day)
    asked, weight = standards.asked(job[rows.entity], about)
    asked_next, weight_next = standards.asked(above[rows.entity], about)
    found = _named(history, rows.entity, about).assign(
        level=rows.column("level"),
        sd=METHOD_ERROR[method],
        n_evidence=1,
        basis="assessed",
        asked=asked,
        weight=weight,
        asked_next=asked_next,
        weight_next=weight_next,
    )
    pair = ["employee_id", "competency_id"]
    counted = found.assign(n_evidence=found.groupby(pair)["n_evidence"].transform("sum"))
    return counted.drop_duplicates(pair, keep="last")


def _inferable(history: History, lines: Lines, people: Days, day: int) -> Lines:
    """Return the lines about the cohort, and none about integrity."""
    present = np.zeros(len(history.vocabularies["employees"]), dtype=bool)
    present[people] = True
    return lines.take(present[lines.person] & ~is_integrity(history, day)[lines.competency])


def _asked_pairs(history: History, people: Days, jobs: list[Days], day: int) -> Days:
    """Return the sorted keys of people and what any of their jobs asks, integrity left out."""
    standards, closed = standards_at(history, day), is_integrity(history, day)
    found = []
    for job in jobs:
        which, at = standards.asked_of(job)
        competency = standards.competency[at]
        keys = _keys(history, people[which], competency)
        found.append(keys[~closed[competency]])
    return distinct(np.concatenate(found))


def _evidence(history: History, lines: Lines, keys: Days, start: Floats) -> Evidence:
    """Return the lines about wanted pairs; feedback counts from what the job suggests."""
    wanted = _keys(history, lines.person, lines.competency)
    at = np.searchsorted(keys, wanted)
    found = np.append(keys, -1)[at] == wanted
    lines, pair = lines.take(found), at[found]
    said = np.clip(start[pair] + lines.level, LOWEST, HIGHEST)
    level = np.where(lines.kind == FEEDBACK, said, lines.level)
    return Evidence(pair, lines.day, lines.kind, level, lines.error)


def _keys(history: History, person: Days, competency: Days) -> Days:
    return person * _width(history) + competency


def _width(history: History) -> int:
    return max(len(history.vocabularies["competencies"]), 1)


def _named(history: History, person: Days, competency: Days) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "employee_id": history.vocabularies["employees"].take(person),
            "competency_id": history.vocabularies["competencies"].take(competency),
        }
    )
