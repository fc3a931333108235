"""What jobs ask for, found fast: the standards of a day as sorted arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.clock import Days, Floats
from features.history import History
from features.rows import Mask
from features.twin.noise import COMPETENCY_OF_VALUE, INTEGRITY_CODE, INTEGRITY_WORD

WEIGHTS = np.array([1.0, 3.0, 2.0, 1.0])
"""Weights of unknown importance, must, important and useful."""


@dataclass(frozen=True)
class Standards:
    """The levels that jobs ask for, sorted by job and competency, as positions."""

    job: Days
    competency: Days
    level: Floats
    weight: Floats
    n_competencies: int

    def asked_of(self, jobs: Days) -> tuple[Days, Days]:
        """Return what each of some jobs asks: which of them it is, and the standard's position.

        Jobs keep their order; one without standards, or -1, does not appear.
        """
        start = np.searchsorted(self.job, jobs, side="left")
        count = np.searchsorted(self.job, jobs, side="right") - start
        which = np.repeat(np.arange(len(jobs)), count)
        first = np.repeat(np.cumsum(count) - count, count)
        return which, np.arange(len(which)) - first + start[which]

    def asked(self, jobs: Days, competencies: Days) -> tuple[Floats, Floats]:
        """Return level and weight asked for each pair; NaN where the job does not ask for it."""
        keys = self.job * self.n_competencies + self.competency
        wanted = jobs * self.n_competencies + competencies
        at = np.searchsorted(keys, wanted)
        found = (np.append(keys, -1)[at] == wanted) & (jobs >= 0)
        level, weight = np.append(self.level, np.nan)[at], np.append(self.weight, np.nan)[at]
        return np.where(found, level, np.nan), np.where(found, weight, np.nan)


def standards_at(history: History, day: int) -> Standards:
    """Return the standards known and valid at a day; of two versions the later counts."""

    references = history.references

    def read() -> Standards:
        frame = latest_standards(references.known("competency_standards", day))
        job = references.codes("jobs", frame["job_id"]).astype(np.int64)
        competency = references.codes("competencies", frame["competency_id"]).astype(np.int64)
        level, weight = (frame[c].to_numpy(dtype=np.float64) for c in ("required_level", "weight"))
        n = len(history.vocabularies["competencies"])
        return Standards(job, competency, level, weight, n)

    return history.keep_day("standards", references.era("competency_standards", day), read)


def latest_standards(valid: pd.DataFrame) -> pd.DataFrame:
    """Return what jobs ask for: job_id, competency_id, required_level and weight, sorted.

    ``valid`` are rows of ``competency_standards`` that are known and valid; of two versions the
    later counts. Weights are 3 for a must, 2 for important, and 1.
    """
    order = ["job_id", "competency_id", "valid_from", "required_level"]
    given = valid.dropna(subset="required_level")
    ordered = given.sort_values(order, na_position="first", kind="stable")
    latest = ordered.drop_duplicates(["job_id", "competency_id"], keep="last")
    weight = WEIGHTS[latest["importance"].fillna(0).to_numpy().astype(np.int64)]
    return latest[["job_id", "competency_id", "required_level"]].assign(weight=weight)


def is_integrity(history: History, day: int) -> Mask:
    """Return for every competency whether it is integrity, by its name or else its code."""
    references, ids = history.references, history.vocabularies["competencies"]

    def read() -> Mask:
        named = references.known("competencies", day).dropna(subset="name")
        names = named.set_index("competency_id")["name"].str.casefold().reindex(ids)
        by_name = names.str.contains(INTEGRITY_WORD, regex=False).fillna(False).to_numpy(dtype=bool)
        return np.asarray(by_name | (names.isna().to_numpy() & (ids == INTEGRITY_CODE)))

    return history.keep_day("integrity", references.era("competencies", day), read)


def aspects(history: History, day: int) -> tuple[Days, Mask]:
    """Return for every aspect of feedback the competency it speaks for, and whether it is a value.

    -1 where it speaks for none. A value of BerAKHLAK speaks for the competency of a certain name.
    """
    references, ids = history.references, history.vocabularies["competencies"]

    def read() -> tuple[Days, Mask]:
        words = history.vocabularies["aspect"]
        direct = ids.get_indexer(words)
        named = references.known("competencies", day).dropna(subset="name")
        named = named.sort_values("competency_id").assign(name=named["name"].str.casefold())
        of_name = named.drop_duplicates("name").set_index("name")["competency_id"]
        value = pd.Series(words).str.casefold().str.replace(" ", "_").map(COMPETENCY_OF_VALUE)
        by_value = ids.get_indexer(pd.Index(value.map(of_name)))
        is_value = (direct < 0) & (by_value >= 0)
        return np.where(is_value, by_value, direct), is_value

    return history.keep_day("aspects", references.era("competencies", day), read)


def subjects(history: History, day: int) -> pd.DataFrame:
    """Return the words in the names of technical competencies: columns competency and word."""
    references = history.references

    def read() -> pd.DataFrame:
        known = references.known("competencies", day).dropna(subset="name")
        technical = known[known["kind"] == "technical"]
        codes = references.codes("competencies", technical["competency_id"]).astype(np.int64)
        words = technical["name"].map(subject_words).to_numpy()
        return pd.DataFrame({"competency": codes, "word": words}).explode("word").dropna()

    return history.keep_day("subjects", references.era("competencies", day), read)


def subject_words(text: str) -> list[str]:
    """Return the words of a subject that tell one from another: those of six letters or more."""
    return sorted({word for word in text.casefold().split() if len(word) >= 6 and word.isalpha()})
