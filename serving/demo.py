"""The demonstration: an invented agency, from its records to a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from features.home import Home
from features.importing.importer import import_source
from features.prevented import Prevented
from features.sample import make_agency
from features.sources.frames import FrameSource
from serving.database import store_url
from serving.jobs import audit_opportunities, score_all, train
from serving.monitoring import monitor
from serving.names import invent_names
from serving.purposes import Role
from serving.store import Stores
from training.registry import Registry

ADMIN = "admin"
Step = Callable[[str, float], None]


@dataclass(frozen=True)
class Demonstration:
    """What was made: who can sign in to the console and, with the token, to the API."""

    username: str
    password: str
    token: str
    n_people: int


def demonstrate(home_path: Path, *, employees: int, as_of: date, step: Step) -> Demonstration:
    """Fill a home with an invented agency, train, score and open an account.

    What is there already from an earlier run is used again. Raises `Prevented` where the home
    holds imported records: a demonstration never touches those.
    """
    home = Home(home_path)
    if home.origin == "imported":
        raise Prevented(f"{home_path} holds imported records; choose another folder with --home")
    step("sample agency", 0.0)
    agency = make_agency(employees=employees, until=as_of)
    step("import", 0.25)
    import_source(
        FrameSource(agency.tables),
        home,
        today=as_of,
        ids_are_pseudonyms=True,
        origin="sample",
    )
    invent_names(home)
    _train_once(home, as_of, step)
    step("scores", 0.8)
    n_people = _score_once(home, as_of)
    step("audit and monitor", 0.95)
    audit_opportunities(home, as_of=as_of)
    monitor(home, today=as_of)
    password, token = _open_account(home)
    return Demonstration(username=ADMIN, password=password, token=token, n_people=n_people)


def _train_once(home: Home, as_of: date, step: Step) -> None:
    champion = Registry(home.path).champion()
    if champion is None or champion.trained_until != as_of:
        train(
            home,
            until=as_of,
            horizon_days=365,
            step=lambda what, share: step(what, 0.35 + 0.45 * share),
        )


def _score_once(home: Home, as_of: date) -> int:
    everybody = score_all(home, as_of=as_of, horizon_days=None, step=lambda _what, _share: None)
    return len(everybody)


def _open_account(home: Home) -> tuple[str, str]:
    """Return password and token of the local administrator: new ones every time."""
    stores = Stores.open(store_url(home.path))
    try:
        if stores.accounts.named(ADMIN) is None:
            password = stores.accounts.create(ADMIN, roles=[Role.ADMIN, Role.HR_CARE])
        else:
            password = stores.accounts.set_password(ADMIN)
        return password, stores.accounts.issue_token(ADMIN, name="demo", valid_days=30)
    finally:
        stores.close()
