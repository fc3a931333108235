"""The commands about who may sign in: accounts for people, tokens for programs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from serving import printing
from serving.acting import acting
from serving.options import HERE, HomeOption, JsonOption
from serving.purposes import Action, Role

NameArgument = Annotated[str, typer.Argument(help="The name to sign in with.")]
RoleOption = Annotated[
    list[Role], typer.Option(help="What the person is in the office; may be repeated.")
]


def add_accounts(app: typer.Typer) -> None:
    """Register ``account`` and ``token`` with the command line."""
    accounts = typer.Typer(help="Who may sign in.", no_args_is_help=True)
    for command in (account_add, account_list, account_roles, account_lock, account_unlock):
        accounts.command(name=command.__name__.removeprefix("account_"))(command)
    accounts.command(name="password")(account_password)
    app.add_typer(accounts, name="account")
    tokens = typer.Typer(help="Keys for programs that use the API.", no_args_is_help=True)
    for token_command in (token_add, token_list, token_revoke):
        tokens.command(name=token_command.__name__.removeprefix("token_"))(token_command)
    app.add_typer(tokens, name="token")


def account_add(
    name: NameArgument,
    *,
    role: RoleOption,
    agency: Annotated[str | None, typer.Option(help="The one agency it is for.")] = None,
    unit: Annotated[
        str | None, typer.Option(help="Limit it to this unit and those below; needs --agency.")
    ] = None,
    person: Annotated[
        str | None, typer.Option(help="The pseudonym of the person whose account it is.")
    ] = None,
    external_id: Annotated[
        str | None, typer.Option(help="Who it is at the sign-in service (claim sub).")
    ] = None,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Open an account for the console and print its one-time password.

    Some roles are kept apart: nobody leads people or prepares moves and sees what comes of risks
    (hr_care, analyst, auditor, admin), or settles objections and has a part in what they are about.
    """
    from serving.accounts import open_account

    password = open_account(
        home,
        name,
        roles=role,
        agency_id=agency,
        unit_id=unit,
        employee_id=person,
        external_id=external_id,
    )
    _note_agency(home, agency)
    at_service = f"{name} signs in at the service as {external_id}"
    by_password = f"sign in as {name} with the one-time password {password}"
    content = {"name": name, "roles": list(role), "password": None if external_id else password}
    lines = [at_service if external_id else by_password]
    printing.result(content, as_json=as_json, lines=lines)


def _note_agency(home: Path, agency: str | None) -> None:
    from features.home import Home

    if agency and not Home(home).has_records:
        note = f"note: without records it is not known yet whether there is an agency {agency}"
        printing.err.print(note, markup=False, soft_wrap=True)


@acting(Action.HANDLE_ACCOUNTS, "bina account list")
def account_list(*, home: HomeOption = HERE, as_json: JsonOption = False) -> None:
    """Show the accounts with their roles, and how far they reach."""
    from serving.accounts import all_accounts

    found = all_accounts(home)
    lines = [
        f"{one.username}: {', '.join(one.roles)}; {one.agency_id or 'all agencies'}"
        + (f", unit {one.unit_id}" if one.unit_id else "")
        + ("; LOCKED" if one.locked_at else "")
        for one in found
    ]
    content = {"accounts": [asdict(one) for one in found]}
    printing.result(content, as_json=as_json, lines=lines or ["there are no accounts yet"])


def account_roles(
    name: NameArgument,
    *,
    role: RoleOption,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Give an account other roles in place of those it holds; its sessions end."""
    from serving.accounts import change_roles

    change_roles(home, name, roles=role)
    printing.result(
        {"name": name, "roles": list(role)},
        as_json=as_json,
        lines=[f"{name} now holds {', '.join(role)}"],
    )


def account_lock(
    name: NameArgument, *, home: HomeOption = HERE, as_json: JsonOption = False
) -> None:
    """Keep somebody out at once: password, sessions and tokens stop working."""
    from serving.accounts import lock_account

    lock_account(home, name)
    printing.result(
        {"name": name, "locked": True}, as_json=as_json, lines=[f"{name} is locked out"]
    )


def account_unlock(
    name: NameArgument, *, home: HomeOption = HERE, as_json: JsonOption = False
) -> None:
    """Let somebody in again, after a lock or after too many wrong passwords."""
    from serving.accounts import unlock_account

    unlock_account(home, name)
    printing.result(
        {"name": name, "locked": False}, as_json=as_json, lines=[f"{name} may sign in again"]
    )


def account_password(
    name: NameArgument, *, home: HomeOption = HERE, as_json: JsonOption = False
) -> None:
    """Print a new one-time password for somebody who has forgotten theirs."""
    from serving.accounts import reset_password

    password = reset_password(home, name)
    printing.result(
        {"name": name, "password": password},
        as_json=as_json,
        lines=[f"sign in as {name} with the one-time password {password}"],
    )


def token_add(
    account: Annotated[str, typer.Argument(help="The account for which the program acts.")],
    *,
    name: Annotated[str, typer.Option(help="What the token is for, such as 'dashboard'.")],
    scope: Annotated[
        list[Action] | None,
        typer.Option(help="What the program may do; may be repeated. None: all of the account."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it is valid.")] = 90,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Print a new token for the API; it is shown this once."""
    from serving.accounts import issue_token

    token = issue_token(home, account, name=name, scopes=scope or (), valid_days=days)
    printing.result(
        {"account": account, "name": name, "token": token, "days": days},
        as_json=as_json,
        lines=[f"Authorization: Bearer {token}", f"valid for {days} days; it is not shown again"],
    )


@acting(Action.HANDLE_ACCOUNTS, "bina token list")
def token_list(*, home: HomeOption = HERE, as_json: JsonOption = False) -> None:
    """Show the tokens: number, account, what for, scopes and the day on which they end."""
    from serving.accounts import all_tokens

    found = all_tokens(home)
    lines = [
        f"{one.id}: {one.account}, {one.name}, {' '.join(one.scopes) or 'all of the account'},"
        f" until {one.expires_at:%Y-%m-%d}"
        for one in found
    ]
    content = {"tokens": [asdict(one) for one in found]}
    printing.result(content, as_json=as_json, lines=lines or ["there are no tokens"])


def token_revoke(
    number: Annotated[int, typer.Argument(help="The number from 'bina token list'.")],
    *,
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Make a token useless at once."""
    from serving.accounts import revoke_token

    revoke_token(home, number)
    printing.result(
        {"token": number, "revoked": True}, as_json=as_json, lines=[f"token {number} is revoked"]
    )
