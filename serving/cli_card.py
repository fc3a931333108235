"""The commands about the model in use: its card as a file, and the versions that served."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from serving import printing
from serving.options import HERE, HomeOption, JsonOption


def add_commands(app: typer.Typer) -> None:
    """Register ``card`` with the command line."""
    app.command()(card)


def card(
    *,
    out: Annotated[Path, typer.Option(help="The .html file to write.")],
    public: Annotated[
        bool, typer.Option("--public", help="Leave out figures of fewer than ten people or exits.")
    ] = False,
    language: Annotated[Literal["id", "en"], typer.Option(help="The language.")] = "id",
    home: HomeOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Write the card of the model in use as one HTML file, for a works council or the public."""
    from serving.cards import write_card
    from serving.jobs import champion_of

    champion = champion_of(home)
    write_card(champion, out, home=home, code=language, public=public)
    printing.result(
        {"out": out, "version": champion.version, "public": public, "language": language},
        as_json=as_json,
        lines=[f"card of version {champion.version} written to {out}"],
    )
