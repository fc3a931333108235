"""The model card as a file of its own: for the works council, or for the public."""

from __future__ import annotations

from pathlib import Path

from features.prevented import Prevented
from serving.audit_answers import groups_out
from serving.champion import Carded, Champion
from serving.database import is_there, store_url
from serving.evidence import public_card, use_of
from serving.evidence_schemas import UseOut
from serving.language import language
from serving.model_card import card_out, pictures_of
from serving.pages.audits import group_bars
from serving.store import Stores
from serving.view import STATIC, environment


def write_card(champion: Champion, out: Path, *, home: Path, code: str, public: bool) -> None:
    """Write the card of the model in use as one HTML file that needs nothing else.

    The public one has no cell of fewer than ten people or exits. Raises `Prevented` where the
    file is not named .html.
    """
    if out.suffix not in {".html", ".htm"} or out.is_dir():
        raise Prevented(f"{out.name}: name a file .html")
    content = public_card(champion.card) if public else champion.card
    shown = Carded(champion.version, content)
    card, spoken = card_out(shown, language(code)), language(code)
    audit = groups_out(shown, spoken)
    text = (
        environment(code)
        .get_template("card_file.html")
        .render(
            card=card,
            pictures=pictures_of(card, spoken),
            audit=audit,
            groups=group_bars(audit.rows)["single"],
            use=_use(home),
            public=public,
            language=spoken,
            style_text=(STATIC / "bina.css").read_text(encoding="utf-8"),
        )
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(out)


def _use(home: Path) -> UseOut | None:
    if not is_there(store_url(home)):
        return None
    stores = Stores.open(store_url(home))
    try:
        return use_of(stores.entries)
    finally:
        stores.close()
