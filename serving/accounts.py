"""Who may sign in, as the command line looks after it: each change is whole or has no effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from features.home import Home, read_tables
from features.prevented import Prevented
from serving.account_words import A_NIP, NO_AGENCY, NO_UNIT, NotAllowed
from serving.command_log import checked, role_in_use
from serving.database import is_there, store_url
from serving.identifiers import holds_nip
from serving.purposes import Action, Role
from serving.store import AccountStore, Stores
from serving.store.rows import Account, Token

SHOWN = 10
"""How many of the known agencies or units are named to who named another one."""
NOBODY = "(no such account)"


@contextmanager
def accounts_of(
    home: Path,
    *,
    command: str | None = None,
    of: str | None = None,
    roles: Sequence[Role] = (),
    make: bool = False,
) -> Iterator[AccountStore]:
    """Yield the accounts of a home; with ``make`` there may be none yet.

    A ``command`` that changes them is written into the access log first, with the account that it
    is ``of`` and its new roles. A name that is none of an account may be anything that was typed by
    mistake, and is not written. Raises `Prevented`
    without a store, under a role that may not do this, and where what is done to an account is
    not allowed.
    """
    if make:
        home.mkdir(parents=True, exist_ok=True)
    elif not is_there(store_url(home)):
        raise Prevented(f"no store in {home}; open the first account with: bina account add NAME")
    stores = Stores.open(store_url(home))
    try:
        if command:
            named = [] if of is None else [of if stores.accounts.named(of) else NOBODY]
            line = " ".join([command, *named, *roles])
            checked(stores, Action.HANDLE_ACCOUNTS, role=role_in_use(), command=line)
        with _prevented():
            yield stores.accounts
    finally:
        stores.close()


def open_account(
    home: Path,
    name: str,
    *,
    roles: Sequence[Role],
    agency_id: str | None = None,
    unit_id: str | None = None,
    employee_id: str | None = None,
    external_id: str | None = None,
) -> str:
    """Open an account and return its one-time password.

    Raises `Prevented` also where it is named by a NIP, or would reach no agency or unit on record.
    """
    with _prevented():
        check_new(home, name, employee_id, agency_id=agency_id, unit_id=unit_id)
    command = f"bina account add {name} {' '.join(roles)}"
    with accounts_of(home, command=command, make=True) as accounts:
        return accounts.create(
            name,
            roles=roles,
            agency_id=agency_id,
            unit_id=unit_id,
            employee_id=employee_id,
            external_id=external_id,
            must_change=True,
        )


def check_new(home: Path, *given: str | None, agency_id: str | None, unit_id: str | None) -> None:
    """Raise `NotAllowed` where what is ``given`` is a NIP, or no such agency or unit is on record.

    Before the first records there may be any.
    """
    check_no_nip(*given, agency_id, unit_id)
    kept = Home(home)
    if agency_id is None or not kept.has_records:
        return
    agencies = kept.agencies()
    if agency_id not in agencies:
        raise NotAllowed(NO_AGENCY, field="instansi", agency=agency_id, known=_some(agencies))
    files = [one for one in kept.files()[agency_id] if one.table == "units"]
    units = [one for frame in read_tables(files).values() for one in frame["unit_id"].unique()]
    if unit_id is not None and unit_id not in units:
        known = _some(units)
        raise NotAllowed(NO_UNIT, field="unit", agency=agency_id, unit=unit_id, known=known)


def check_no_nip(*given: str | None) -> None:
    """Raise `NotAllowed` where one of these is a NIP."""
    if any(holds_nip(one) for one in given if one):
        raise NotAllowed(A_NIP, field="nama")


@contextmanager
def _prevented() -> Iterator[None]:
    """Tell on the command line what is not allowed."""
    try:
        yield
    except NotAllowed as error:
        raise Prevented(str(error)) from None


def _some(known: Sequence[str]) -> str:
    more = ", ..." if len(known) > SHOWN else ""
    return ", ".join(sorted(known)[:SHOWN]) + more


def all_accounts(home: Path) -> list[Account]:
    """Return the accounts by name."""
    with accounts_of(home) as accounts:
        return accounts.everybody()


def change_roles(home: Path, name: str, *, roles: Sequence[Role]) -> None:
    """Give an account other roles; its sessions end."""
    with accounts_of(home, command="bina account roles", of=name, roles=roles) as accounts:
        accounts.set_roles(name, roles)


def lock_account(home: Path, name: str) -> None:
    """Keep somebody out at once, by password, session and token."""
    with accounts_of(home, command="bina account lock", of=name) as accounts:
        accounts.lock(name)


def unlock_account(home: Path, name: str) -> None:
    """Let somebody in again."""
    with accounts_of(home, command="bina account unlock", of=name) as accounts:
        accounts.unlock(name)


def reset_password(home: Path, name: str) -> str:
    """Return a new one-time password; its sessions end."""
    with accounts_of(home, command="bina account password", of=name) as accounts:
        return accounts.set_password(name, must_change=True)


def issue_token(
    home: Path, account: str, *, name: str, scopes: Sequence[Action], valid_days: int
) -> str:
    """Return a new token, which is shown this once."""
    with _prevented():
        check_no_nip(name)
    with accounts_of(home, command="bina token add", of=account) as accounts:
        return accounts.issue_token(account, name=name, scopes=scopes, valid_days=valid_days)


def all_tokens(home: Path) -> list[Token]:
    """Return the tokens, those that end first before others."""
    with accounts_of(home) as accounts:
        return accounts.tokens()


def revoke_token(home: Path, token_id: int) -> None:
    """Make a token useless at once; raises `Prevented` where there is none of this number."""
    with accounts_of(home, command=f"bina token revoke {token_id}") as accounts:
        if not accounts.revoke_token(token_id):
            raise Prevented(f"there is no token {token_id}; see: bina token list")
