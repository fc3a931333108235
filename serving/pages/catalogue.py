"""The catalogue of features: what each means, how it is spread, and whether that has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from features.distributions import SHIFTED, STABLE
from features.families import FEATURES
from serving.areas import of_console
from serving.drawings import Spread
from serving.language import Language
from serving.purposes import Action
from serving.quality_answers import catalogue_out
from serving.quality_schemas import FeatureOut
from serving.record_words import TABLE_WORDS
from serving.shown import Result, result_for
from serving.spreads import spread_of
from serving.view import language_of, render
from serving.wording import family_text

router = of_console()
FAMILIES = tuple(dict.fromkeys(feature.family for feature in FEATURES.values()))


@dataclass(frozen=True)
class Entry:
    """A feature with its drawing and the words for its drift."""

    feature: FeatureOut
    spread: Spread | None
    needs: Sequence[str]

    @property
    def shift(self) -> str:
        """How much the spread has changed: ``none``, ``some`` or ``much``; empty if unknown."""
        drift = self.feature.drift
        if drift is None:
            return ""
        return "none" if drift < STABLE else "some" if drift < SHIFTED else "much"


@router.get("/katalog")
def show_catalogue(
    request: Request,
    result: Annotated[Result, Depends(result_for(Action.READ_CATALOGUE, "catalogue"))],
    keluarga: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Show the features of one family, and above them those of all families that have shifted."""
    language = language_of(request)
    catalogue = catalogue_out(result.found, language)
    family = keluarga if keluarga in FAMILIES else FAMILIES[0]
    pinned = {"agency_id": catalogue.agency_id} if len(result.agencies) > 1 else {}
    return render(
        request,
        "catalogue.html",
        pinned={name: value for name, value in pinned.items() if value},
        catalogue=catalogue,
        agencies=result.agencies,
        families=[(name, family_text(name, language)) for name in FAMILIES],
        family=family,
        shifted=shifted(catalogue.features),
        entries=[entry(one, language) for one in catalogue.features if one.family == family],
    )


def shifted(features: Sequence[FeatureOut]) -> list[FeatureOut]:
    """Return the features whose spread has shifted, the most first."""
    found = [one for one in features if one.drift is not None and one.drift >= SHIFTED]
    return sorted(found, key=lambda one: (-(one.drift or 0.0), one.name))


def entry(feature: FeatureOut, language: Language) -> Entry:
    """Return a feature as the page shows it."""
    needs = [language.text(TABLE_WORDS.get(name, name)) for name in feature.needs]
    return Entry(feature, spread_of(feature, language), needs)
