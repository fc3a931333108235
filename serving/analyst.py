"""A home's data for an analyst at work in a notebook: pseudonyms, groups, and no one's risk.

What the role that the work is done under may not read is refused, such as a risk of single
persons, and each reading is a line in the access log. Who can run a notebook on the machine can
also read the files themselves; this keeps an honest analyst within the task, and does not stop a
dishonest one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from features.home import Home
from features.prevented import Prevented
from features.records import Records
from serving.command_log import check_in, checked, role_in_use
from serving.database import is_there, store_url
from serving.purposes import Action, Role
from serving.store import Stores
from serving.store.rows import Batch

WORK = "bina notebook"


@dataclass(frozen=True)
class HomeData:
    """What a home holds, read under a role."""

    home: Path
    role: Role = Role.ANALYST

    @classmethod
    def of_environment(cls) -> HomeData:
        """Return the home and role that ``bina notebook`` has set.

        Raises `Prevented` where the role is none.
        """
        return cls(Path(os.environ.get("BINA_HOME", ".bina")), role_in_use() or Role.ANALYST)

    def agencies(self) -> list[str]:
        """Return the agencies on record."""
        return Home(self.home).agencies()

    def records(self, agency_id: str) -> Records:
        """Return an agency's records, persons under pseudonyms; for profiles and models.

        Raises `Prevented` where there are none, or the role may not read them.
        """
        check_in(self.home, Action.READ_PROFILES, role=self.role, command=WORK)
        if agency_id not in self.agencies():
            raise Prevented(f"no records of agency {agency_id} in this home; see agencies()")
        return Records.of(Home(self.home).frames(agency_id))

    def forecasts(self, agency_id: str, *, level: str = "unit") -> pd.DataFrame:
        """Return the stored forecasts of groups: n, expected, low and high, large ones only."""
        with self._stores() as stores:
            checked(stores, Action.READ_FORECASTS, role=self.role, command=WORK)
            found = stores.scores.forecasts(_batch(stores, agency_id).id, level)
        return pd.DataFrame([vars(one) for one in found])

    def risks(self, agency_id: str) -> pd.DataFrame:
        """Return employee_id and stored risk; raises `Prevented` where the role may not read it."""
        with self._stores() as stores:
            checked(stores, Action.READ_RISK, role=self.role, command=WORK)
            return stores.scores.risks(_batch(stores, agency_id).id)

    def _stores(self) -> Stores:
        if not is_there(store_url(self.home)):
            raise Prevented("no scores in this home yet; make some with: bina score")
        return Stores.open(store_url(self.home))


def _batch(stores: Stores, agency_id: str) -> Batch:
    batch = stores.scores.latest(agency_id)
    if batch is None:
        raise Prevented(f"no scores of agency {agency_id} yet; make some with: bina score")
    return batch
