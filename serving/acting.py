"""Commands that ask first whether the role in use may do this, and write it into the access log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from typing import Any

from serving.options import ActingOption
from serving.purposes import Action, Role

Command = Callable[..., None]


def acting(action: Action, command: str) -> Callable[[Command], Command]:
    """Return what makes a function with a ``home`` such a command, with ``--role`` as an option.

    ``command`` is how the log names it. Where there is no home yet, there is no log either, and
    only the role is checked.
    """

    def decorate(function: Command) -> Command:
        @wraps(function)
        def asking(*, role: Role | None = None, **options: Any) -> None:
            from serving.command_log import check_in

            check_in(options["home"], action, role=role, command=command)
            function(**options)

        own = signature(function, eval_str=True)
        by = Parameter("role", Parameter.KEYWORD_ONLY, default=None, annotation=ActingOption)
        given = [*own.parameters.values(), by]
        asking.__signature__ = own.replace(parameters=given)  # type: ignore[attr-defined]
        asking.__annotations__ = {one.name: one.annotation for one in given}
        return asking

    return decorate
