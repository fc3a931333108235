"""The store: published scores, accounts and the access log in one database."""

from __future__ import annotations

from dataclasses import dataclass

from serving.database import Database
from serving.migrations import newest_revision, store_revision
from serving.store.access_log import AccessLog
from serving.store.accounts import AccountStore
from serving.store.corrections import CorrectionStore
from serving.store.entries import EntryStore
from serving.store.erasure import Erasure
from serving.store.growth import GrowthStore
from serving.store.jobs import JobStore
from serving.store.month import MonthStore
from serving.store.objections import ObjectionStore
from serving.store.plans import PlanStore
from serving.store.scores import ScoreStore
from serving.store.seals import Seals
from serving.store.teams import TeamStore
from serving.store.units import UnitStore

__all__ = [
    "AccessLog",
    "AccountStore",
    "CorrectionStore",
    "EntryStore",
    "Erasure",
    "GrowthStore",
    "JobStore",
    "MonthStore",
    "ObjectionStore",
    "PlanStore",
    "ScoreStore",
    "Seals",
    "Stores",
    "TeamStore",
    "UnitStore",
]


@dataclass(frozen=True)
class Stores:
    """The stores of one database."""

    scores: ScoreStore
    accounts: AccountStore
    access_log: AccessLog
    seals: Seals
    entries: EntryStore
    jobs: JobStore
    plans: PlanStore
    objections: ObjectionStore
    corrections: CorrectionStore
    month: MonthStore
    erasure: Erasure
    database: Database
    growth: GrowthStore
    units: UnitStore
    teams: TeamStore

    @staticmethod
    def open(url: str) -> Stores:
        """Return the stores behind an address, with the schema brought up to date."""
        database = Database(url)
        return Stores(
            ScoreStore(database),
            AccountStore(database),
            AccessLog(database),
            Seals(database),
            EntryStore(database),
            JobStore(database),
            PlanStore(database),
            ObjectionStore(database),
            CorrectionStore(database),
            MonthStore(database),
            Erasure(database),
            database,
            GrowthStore(database),
            UnitStore(database),
            TeamStore(database),
        )

    def is_current(self) -> bool:
        """Return whether the database answers and has the schema of this version."""
        return store_revision(self.database) == newest_revision()

    def __enter__(self) -> Stores:
        return self

    def __exit__(self, *_stopped: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self.scores.close()
