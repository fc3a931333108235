"""The command line and the access log: who may do what there, and the line about it.

Whoever can run commands on a home owns it; a role can be named to work under less
(``--role`` or ``BINA_ROLE``). Nobody is asked anything: what is not allowed is refused.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from features.prevented import Prevented
from serving.database import store_url
from serving.purposes import PERMISSIONS, Action, Reason, Role, refusal
from serving.store import Stores

OWNER = "owner"
LONGEST = 200
"""How many letters of a command the log has room for."""


def role_in_use() -> Role | None:
    """Return the role that ``BINA_ROLE`` names; raises `Prevented` where there is none such."""
    named = os.environ.get("BINA_ROLE")
    if named and named not in set(Role):
        raise Prevented(f"there is no role {named}; BINA_ROLE is one of {', '.join(Role)}")
    return Role(named) if named else None


def checked(
    stores: Stores,
    action: Action,
    *,
    role: Role | None,
    command: str,
    about: Collection[str | None] = (None,),
) -> None:
    """Write the command into the access log, a line for everybody it is about.

    Raises `Prevented` where the role may not do it.
    """
    reason = _refused(action, role)
    stores.access_log.add(
        about,
        account=f"command line ({role or OWNER})",
        action=action,
        purpose=PERMISSIONS[action].purpose,
        route=command[:LONGEST],
        allowed=reason is None,
        reason=reason,
    )
    if reason:
        raise Prevented(f"{command}: {reason} ({role}); the refusal is recorded")


def check_in(
    home: Path,
    action: Action,
    *,
    role: Role | None,
    command: str,
    about: Collection[str | None] = (None,),
) -> None:
    """Do the same with the log of a home; where there is no home yet, there is none either."""
    if not home.exists():
        if reason := _refused(action, role):
            raise Prevented(f"{command}: {reason} ({role})")
        return
    with Stores.open(store_url(home)) as stores:
        checked(stores, action, role=role, command=command, about=about)


def _refused(action: Action, role: Role | None) -> Reason | None:
    return refusal(action, roles=[role], own_record=False) if role else None
