"""The pages in the menu: each is shown to those whose task allows its action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from serving.language import msg
from serving.purposes import Action, Reach, refusal
from serving.store.rows import Account


@dataclass(frozen=True)
class Entry:
    """One page of the menu."""

    path: str
    action: Action
    name: str


MENU = (
    Entry("/", Action.READ_CARE_LIST, msg("Overview")),
    Entry("/bulan-ini", Action.READ_MONTH, msg("This month")),
    Entry("/kebutuhan", Action.READ_NEEDS, msg("Learning")),
    Entry("/cari", Action.LIST_EMPLOYEES, msg("Find a person")),
    Entry("/tim", Action.READ_TEAM, msg("My team")),
    Entry("/papan", Action.READ_BOARD, msg("Open board")),
    Entry("/mentoring", Action.READ_MENTORING, msg("Mentoring")),
    Entry("/suksesi", Action.READ_SUCCESSION, msg("Succession")),
    Entry("/saya", Action.USE_RIGHTS, msg("My data")),
    Entry("/keberatan", Action.READ_OBJECTION_FIGURES, msg("Objections")),
    Entry("/mutu-data", Action.READ_QUALITY, msg("Data quality")),
    Entry("/katalog", Action.READ_CATALOGUE, msg("Catalogue")),
    Entry("/audit", Action.READ_GROUPS, msg("Audit by group")),
    Entry("/pemantauan", Action.READ_MONITOR, msg("Monitor")),
    Entry("/model", Action.READ_MODEL, msg("Model card")),
    Entry("/pekerjaan", Action.RUN_JOBS, msg("Tasks")),
    Entry("/akses", Action.READ_ACCESS_LOG, msg("Access log")),
)

BEGINNINGS = {
    "/": Action.READ_CARE_LIST,
    "/tim": Action.READ_TEAM,
    "/keberatan": Action.HANDLE_OBJECTIONS,
    "/akses": Action.READ_ACCESS_LOG,
    "/kebutuhan": Action.READ_NEEDS,
    "/mentoring": Action.READ_MENTORING,
    "/bulan-ini": Action.READ_MONTH,
    "/kelompok": Action.READ_FORECASTS,
}
"""The pages to begin with, by what they show; whoever may see none of them begins with /saya."""


@lru_cache(maxsize=1000)
def menu_of(roles: tuple[str, ...], *, reach: Reach) -> Sequence[Entry]:
    """Return what the menu of an account with these roles holds, that is for so much."""
    return tuple(
        entry
        for entry in MENU
        if refusal(entry.action, roles=roles, own_record=False, reach=reach) is None
    )


def first_page(account: Account) -> str:
    """Return the page to begin with: the own password, or the first that the roles may see."""
    if account.owes_password:
        return "/sandi"
    allowed = (
        page
        for page, action in BEGINNINGS.items()
        if not refusal(action, roles=account.roles, own_record=False, reach=account.reach)
    )
    return next(allowed, "/saya")
