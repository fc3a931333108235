"""The model card: what the model in use learned from, and how far to trust it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from serving.access import Visit, installation_of, require
from serving.areas import of_console
from serving.evidence import use_of
from serving.installation import Installation
from serving.model_card import card_out, pictures_of
from serving.purposes import Action
from serving.view import language_of, render

router = of_console()


@router.get("/model")
def show_model(
    request: Request,
    visit: Annotated[Visit, Depends(require(Action.READ_MODEL))],
    installation: Annotated[Installation, Depends(installation_of)],
) -> Response:
    """Show the card, or how to train a model while there is none."""
    champion = installation.champion()
    if champion is None:
        return render(request, "not_yet.html", missing="model")
    language = language_of(request)
    card = card_out(champion, language)
    return render(
        request,
        "model.html",
        card=card,
        pictures=pictures_of(card, language),
        use=use_of(visit.stores.entries),
    )
