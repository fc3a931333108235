"""What people do about their own data: object, withdraw, say what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

from serving.access import Visit
from serving.language import msg
from serving.problems import Problem
from serving.purposes import Action, Reason
from serving.store.objections import Outcome
from serving.store.rows import Correction, Objection

NOT_LINKED = msg(
    "Your account is not linked to a person in the records. The administrator can link it."
)
NO_CASE = msg("There is no such case.")
NO_REQUEST = msg("There is no such request.")
SETTLED = msg("The case is closed already.")
AT_A_TIME = 200
ROWS_A_PAGE = 100
Listed = TypeVar("Listed", Objection, Correction)


def own_place(visit: Visit) -> tuple[str, str]:
    """Return the visitor's own pseudonym and agency; a problem where the account has none."""
    account = visit.visitor.account
    person, agency = account.employee_id, account.agency_id
    if person is not None and agency is None:
        found = visit.stores.scores.find(person)
        agency = found[0].batch.agency_id if len(found) == 1 else None
    if person is None or agency is None:
        raise Problem(409, NOT_LINKED, "not-linked")
    return person, agency


def object_to_scores(visit: Visit, person: str, agency_id: str, *, text: str) -> int:
    """Open a case, or add to the one that stands; the person is off the care lists at once."""
    visit.about(agency_id).record([person], action=Action.ENTER_OBJECTION)
    account = visit.visitor.account.username
    return visit.stores.objections.open(person, agency_id=agency_id, account=account, text=text)


def own_case(visit: Visit, number: int) -> Objection:
    """Return a case of the visitor's own."""
    person, agency = own_place(visit)
    case = visit.stores.objections.case(number)
    if case is None or (case.employee_id, case.agency_id) != (person, agency):
        raise Problem(404, NO_CASE, "no-case")
    return case


def withdraw(visit: Visit, number: int, *, text: str) -> None:
    """Withdraw an open case of the visitor's own; a problem where it is closed."""
    case = own_case(visit, number)
    visit.about(case.agency_id).record([case.employee_id], action=Action.ENTER_OBJECTION)
    _close(visit, case, "withdrawn", text)


def ask_correction(visit: Visit, *, subject: str, text: str) -> int:
    """Keep what is wrong in the visitor's own records and return the number of the request."""
    person, agency = own_place(visit)
    visit.about(agency).record([person])
    name, store = visit.visitor.account.username, visit.stores.corrections
    return store.ask(person, agency_id=agency, account=name, subject=subject, text=text)


def case_for(visit: Visit, number: int) -> Objection:
    """Return a case to the mediator whose agency and units it belongs to; the look is recorded."""
    case = visit.stores.objections.case(number)
    if case is None:
        raise Problem(404, NO_CASE, "no-case")
    _check_reach(visit, case)
    return case


def reply(visit: Visit, number: int, *, text: str) -> None:
    """Add to the conversation of a case; the person reads it."""
    case, name = case_for(visit, number), visit.visitor.account.username
    visit.stores.objections.say(case.id, account=name, text=text)


def settle(visit: Visit, number: int, *, outcome: Outcome, text: str) -> None:
    """Close a case with its reason; a problem where it is closed."""
    _close(visit, case_for(visit, number), outcome, text)


def answer_correction(visit: Visit, number: int, *, state: str, text: str) -> None:
    """Keep what became of a request of the visitor's agency and units; the look is recorded."""
    request = visit.stores.corrections.request(number)
    if request is None:
        raise Problem(404, NO_REQUEST, "no-request")
    _check_reach(visit, request)
    visit.stores.corrections.answer(number, state=state, text=text)


def cases_for(visit: Visit, *, before: int | None = None) -> Iterator[Objection]:
    """Yield the cases of the mediator's agency and units, as `ObjectionStore.cases` does."""
    return _reached(visit, partial(visit.stores.objections.cases, before=before))


def corrections_for(visit: Visit, *, before: int | None = None) -> Iterator[Correction]:
    """Yield the requests of the visitor's agency and units, as `CorrectionStore.requests` does."""
    return _reached(visit, partial(visit.stores.corrections.requests, before=before))


def _reached(visit: Visit, asked: Callable[..., Sequence[Listed]]) -> Iterator[Listed]:
    """Yield what the visitor reaches, asked for some at a time."""
    agency, start = visit.visitor.account.agency_id, 0
    while rows := asked(agency, start=start, limit=AT_A_TIME):
        yield from (one for one in rows if reaches(visit, one))
        start += len(rows)


def page_of(rows: Iterator[Listed], page: int) -> tuple[list[Listed], bool]:
    """Return the rows of one of a list's pages, and whether another page follows."""
    start = (page - 1) * ROWS_A_PAGE
    found = list(islice(rows, start, start + ROWS_A_PAGE + 1))
    return found[:ROWS_A_PAGE], len(found) > ROWS_A_PAGE


def reaches(visit: Visit, case: Objection | Correction) -> bool:
    """Return whether a case or request is about somebody in the visitor's units."""
    if visit.units is None:
        return True
    found = visit.stores.scores.find(case.employee_id, case.agency_id)
    return any(visit.reaches(one.person.unit_id) for one in found)


def _check_reach(visit: Visit, case: Objection | Correction) -> None:
    """Record the look; raises a problem where the case is outside the visitor's agency or units."""
    if visit.visitor.account.agency_id not in (None, case.agency_id):
        raise visit.refuse(Reason.AGENCY, about=case.employee_id)
    if not reaches(visit, case):
        raise visit.refuse(Reason.UNIT, about=case.employee_id)
    visit.record_rows([case])


def _close(visit: Visit, case: Objection, outcome: Outcome, text: str) -> None:
    name, store = visit.visitor.account.username, visit.stores.objections
    if not store.close(case.id, outcome=outcome, account=name, text=text):
        raise Problem(409, SETTLED, "settled")
