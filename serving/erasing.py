"""Erasing a person, and what was kept long enough, from the command line; each is logged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from features.home import Home
from features.prevented import Prevented
from serving.command_log import checked
from serving.database import is_there, store_url
from serving.identifiers import is_identifier
from serving.names import names_of
from serving.purposes import Action, Role
from serving.store import Stores
from serving.store.identities import FILE

STAYS = (
    "the access log: it shows who has looked, and is chained (UU 27/2022 article 39)",
    "the records: they come from the personnel archive, which the law keeps (UU 43/2009);"
    " take the person out of the source and import anew (until then the next scoring scores the"
    " person again, without the objection that may have stood)",
    "counts of groups in which the person was one of ten or more",
)
"""What is not erased, and by which reason."""


def erase_person(
    home: Path, employee_id: str, *, agency_id: str, role: Role | None
) -> Mapping[str, int]:
    """Erase a person from the store and the names and return how many rows went, by table.

    Raises `Prevented` where this is no pseudonym, the agency is unknown or the role may not.
    """
    if not is_identifier(employee_id):
        raise Prevented("this is no pseudonym; give the one that the pages show, and never a NIP")
    with opened(home) as stores:
        about = [employee_id if _is_known(employee_id, stores, home) else None]
        checked(stores, Action.ERASE, role=role, command="bina erase", about=about)
        known = sorted({*stores.scores.agencies(), *Home(home).agencies()})
        if known and agency_id not in known:
            raise Prevented(f"agency {agency_id} is not known here; known: {', '.join(known)}")
        erased = dict(stores.erasure.person(employee_id, agency_id))
    if (home / FILE).exists():
        with names_of(home) as names:
            erased["identities"] = int(names.erase(agency_id, employee_id))
    return erased


def _is_known(employee_id: str, stores: Stores, home: Path) -> bool:
    """Return whether somebody has this pseudonym; what was mistyped may be a name."""
    if stores.scores.knows(employee_id):
        return True
    kept = Home(home)
    people = [kept.frames(agency_id)["employees"] for agency_id in kept.agencies()]
    return any(employee_id in set(one["employee_id"]) for one in people)


def forget_old(home: Path, *, before: date, really: bool, role: Role | None) -> Mapping[str, int]:
    """Erase what is older than a day, or only count it, and return how many rows, by table."""
    with opened(home) as stores:
        checked(stores, Action.ERASE, role=role, command="bina retention")
        return stores.erasure.kept_too_long(before, really=really)


def opened(home: Path) -> Stores:
    """Return the stores of a home; raises `Prevented` where there are none."""
    if not is_there(store_url(home)):
        raise Prevented(f"no store in {home}; make one with: bina demo")
    return Stores.open(store_url(home))
