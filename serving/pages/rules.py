"""The rules in force on a day, with source and article: what every yes and no rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from models.rules.book import Rule, RuleBook, packaged, packaged_moves
from models.rules.told import in_general
from serving.access import Visit, require
from serving.areas import of_console
from serving.code_words import STANDINGS
from serving.language import Language, msg
from serving.purposes import Action
from serving.settings import office_today
from serving.source_words import source_text
from serving.view import language_of, render

router = of_console()
BOOKS = ((msg("Courses"), packaged), (msg("Moves"), packaged_moves))


@dataclass(frozen=True)
class Shown:
    """A rule in the reader's words."""

    id: str
    text: str
    cited: str
    standing: str
    checked: bool
    valid_from: date | None
    valid_to: date | None


@router.get("/aturan")
async def show_rules(
    request: Request,
    visit: Annotated[Visit, Depends(require(Action.READ_RULES))],
    pada: Annotated[date | None, Query()] = None,
) -> Response:
    """Show the rules that the product comes with and that are in force on a day."""
    visit.record()
    day, language = pada or office_today(), language_of(request)
    books = [(language.text(title), _shown(book(), day, language)) for title, book in BOOKS]
    return render(request, "rules.html", day=day, books=books)


def _shown(book: RuleBook, day: date, language: Language) -> list[Shown]:
    return [_of(rule, language) for rule in book.in_force(day)]


def _of(rule: Rule, language: Language) -> Shown:
    return Shown(
        rule.id,
        in_general(rule, language.code),
        source_text(rule.cited, language),
        language.text(STANDINGS[rule.standing]),
        rule.checked,
        rule.valid_from,
        rule.valid_to,
    )
