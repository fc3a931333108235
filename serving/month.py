"""The month of an HR office: what was imported, what falls due, and which answers are owed."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from pathlib import Path

from features.families.learning import DUTY_HOURS
from serving.access import Visit
from serving.imports import Imported, newest_imports
from serving.purposes import Action
from serving.rights import cases_for
from serving.routes.interventions import within_reach
from serving.settings import office_today
from serving.shown import LARGEST, Question
from serving.store.month import Listed
from serving.store.rows import Batch, Objection, Offer

SILENT_DAYS = 14
"""An offer without an answer for so long is worth asking about."""
MOST_OFFERS, IMPORTS_SHOWN = 500, 3
NOBODY = Listed(0, [])


@dataclass(frozen=True)
class Month:
    """What a visitor's month holds; each part is empty for those whose task it is not."""

    until: date
    contracts: Listed = NOBODY
    retirements: Listed = NOBODY
    owing: Listed = NOBODY
    offers: Sequence[Offer] = ()
    cases: Sequence[Objection] = ()
    imports: Sequence[Imported] = ()

    def people(self) -> set[str]:
        """Return the pseudonyms of everybody who is shown."""
        listed = (*self.contracts.people, *self.retirements.people, *self.owing.people)
        return {
            *(one.employee_id for one in listed),
            *(one.employee_id for one in self.offers),
            *(one.employee_id for one in self.cases),
        }


def month_of(visit: Visit, batch: Batch, home: Path, *, months: int, limit: int) -> Month:
    """Return what falls due within so many months of the batch, to those whose task it is.

    ``limit`` is how many people each part lists; its number counts all.
    """
    until = months_after(batch.as_of, months)
    cases = cases_for(visit) if visit.may(Action.HANDLE_OBJECTIONS) else iter(())
    open_cases = list(takewhile(lambda case: case.state == "open", cases))
    if not visit.may(Action.LIST_EMPLOYEES):
        return Month(until, cases=open_cases)
    store, units = visit.stores.month, visit.units
    return Month(
        until,
        contracts=store.due(batch.id, "contract_end", until=until, units=units, limit=limit),
        retirements=store.due(batch.id, "retirement", until=until, units=units, limit=limit),
        owing=store.owing(batch.id, hours=DUTY_HOURS, units=units, limit=limit),
        offers=_silent(visit, batch) if visit.may(Action.READ_INTERVENTIONS) else (),
        cases=open_cases,
        imports=_imports(visit, home),
    )


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _silent(visit: Visit, batch: Batch) -> list[Offer]:
    """Return the offers that have stood without an answer for long, the oldest first."""
    before = office_today() - timedelta(days=SILENT_DAYS)
    about = within_reach(visit, Question(batch.agency_id, None))
    stores = visit.stores.entries
    found = stores.offers(batch.agency_id, state="offered", about=about, limit=LARGEST)
    silent = [one for one in found if one.offered_on < before]
    return sorted(silent, key=lambda one: one.offered_on)[:MOST_OFFERS]


def _imports(visit: Visit, home: Path) -> list[Imported]:
    """Return the newest imports, to those who see all that a home holds."""
    bound, agencies = visit.visitor.account.agency_id, visit.stores.scores.agencies()
    if visit.units is not None or (bound is not None and agencies != [bound]):
        return []
    return newest_imports(home, limit=IMPORTS_SHOWN)
