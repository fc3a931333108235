"""The command that opens the notebooks on a home's data."""

from __future__ import annotations

from typing import Annotated

import typer

from serving.options import HERE, HomeOption
from serving.purposes import Role


def add_notebook(app: typer.Typer) -> None:
    """Register ``notebook`` with the command line."""
    app.command()(notebook)


def notebook(
    *,
    role: Annotated[
        Role,
        typer.Option(
            "--role", envvar="BINA_ROLE", help="Work under this role; only hr_care reads risks."
        ),
    ] = Role.ANALYST,
    port: Annotated[int, typer.Option(help="The port.")] = 8888,
    browser: Annotated[bool, typer.Option(help="Open a browser too.")] = True,
    home: HomeOption = HERE,
) -> None:
    r"""Open the notebooks with the home's data, for this machine only: pseudonyms, no risks.

    Needs JupyterLab: pip install 'bina\[notebook]'.
    """
    from serving.notebooks import open_notebooks

    code = open_notebooks(home, role=role, port=port, browser=browser)
    if code:
        raise typer.Exit(1)
