"""Staff numbers (NIP) and SIASN ids of invented people, and who gets a second number.

A NIP holds birth date, month of entry, sex and a serial; a PPPK's has the year of the appointment
and a code of the round in place of the month (Perka BKN 22/2007).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

ROUND, LATER_ROUND = "21", "24"
EVERY_RENUMBERED = 3
"""Of people with a renewed contract every so-many-th gets a new number with it."""


@dataclass(frozen=True)
class Numbers:
    """The numbers of people, indexed by employee_id.

    Columns: ``nip``, ``siasn_id``, and for those renumbered ``renumbered_on``, ``later_nip`` and
    ``later_id``.
    """

    rows: pd.DataFrame

    def nip(self, people: pd.Series) -> pd.Series:
        """Return the latest NIP of these people."""
        return people.map(self.rows["later_nip"].fillna(self.rows["nip"])).astype("str")

    def first_nip(self, people: pd.Series) -> pd.Series:
        """Return the first NIP of these people: the one an import knows them by."""
        return people.map(self.rows["nip"]).astype("str")

    def siasn_id(self, people: pd.Series, days: pd.Series | None = None) -> pd.Series:
        """Return the SIASN ids of these people, on these days or the latest ones."""
        latest = people.map(self.rows["later_id"].fillna(self.rows["siasn_id"]))
        if days is None:
            return latest.astype("str")
        before = days < people.map(self.rows["renumbered_on"])
        return latest.mask(before, people.map(self.rows["siasn_id"])).astype("str")


def numbers_of(tables: dict[str, pd.DataFrame]) -> Numbers:
    """Return the numbers of everybody in these record tables; equal tables give equal numbers."""
    employees, statuses = tables["employees"], tables["statuses"]
    people = employees["employee_id"]
    first = statuses.sort_values("started_on").drop_duplicates("employee_id")
    kind = people.map(first.set_index("employee_id")["employment_type"])
    contract = kind.str.startswith("pppk", na=False)
    rows = pd.DataFrame(
        {
            "nip": nips(employees, employees["joined_on"], contract=contract, code=ROUND),
            "siasn_id": siasn_ids(people),
        }
    ).set_axis(people, axis=0)
    return Numbers(rows.join(_second_numbers(employees, statuses)))


def nips(employees: pd.DataFrame, entry: pd.Series, *, contract: pd.Series, code: str) -> pd.Series:
    """Return numbers of 18 digits, serial numbers in the order of the rows."""
    month = np.where(contract, entry.dt.strftime("%Y") + code, entry.dt.strftime("%Y%m"))
    sex = employees["sex"].map({"m": "1", "f": "2"})
    front = employees["birth_date"].dt.strftime("%Y%m%d") + month + sex
    serial = front.groupby(front).cumcount() + 1
    whole: pd.Series = front + serial.astype("str").str.zfill(3)
    return whole


def siasn_ids(people: pd.Series, purpose: str = "") -> pd.Series:
    """Return ids of 32 digits as SIASN has them."""
    words = [
        hashlib.blake2b(f"{purpose}{one}".encode(), digest_size=16).hexdigest() for one in people
    ]
    return pd.Series(words, index=people.index, dtype="str").str.upper()


def _second_numbers(employees: pd.DataFrame, statuses: pd.DataFrame) -> pd.DataFrame:
    """Return, by employee_id, when some people got which second number: with a renewal."""
    contracts = statuses[statuses["employment_type"] == "pppk"].sort_values("started_on")
    several = contracts[contracts["employee_id"].duplicated(keep=False)]
    last = several.drop_duplicates("employee_id", keep="last").sort_values("employee_id")
    chosen = last.iloc[::EVERY_RENUMBERED].set_index("employee_id")["started_on"]
    who = employees[employees["employee_id"].isin(chosen.index)].reset_index(drop=True)
    day = who["employee_id"].map(chosen)
    contract = pd.Series(True, index=who.index)
    return pd.DataFrame(
        {
            "renumbered_on": day.array,
            "later_nip": nips(who, day, contract=contract, code=LATER_ROUND).array,
            "later_id": siasn_ids(who["employee_id"], "later").array,
        },
        index=pd.Index(who["employee_id"], name="employee_id"),
    )
