"""What can be chosen in forms about a person: jobs, competencies and core values by their names."""

from __future__ import annotations

from markupsafe import Markup

from serving.language import Language
from serving.shown import ShownPerson
from serving.view import part

CORE_VALUES = (
    "Berorientasi Pelayanan",
    "Akuntabel",
    "Kompeten",
    "Harmonis",
    "Loyal",
    "Adaptif",
    "Kolaboratif",
)
"""BerAKHLAK (SE MenPANRB 20/2021); entered in words, whose case does not matter."""


def choices_for(shown: ShownPerson, language: Language) -> Markup:
    """Return the lists that fields of forms offer, written once for each batch."""

    def make() -> Markup:
        named = {kind: names_of(shown, kind) for kind in ("jobs", "competencies")}
        return part(language, "choices.html", kept={}, core_values=CORE_VALUES, **named)

    return shown.store.kept.get(shown.batch, "choices", make=make)


def id_of(shown: ShownPerson, kind: str, text: str) -> str:
    """Return the id whose name somebody wrote; the text itself where it is none's, or several's."""
    asked = text.strip().casefold()
    found = [one for one, name in names_of(shown, kind).items() if name.casefold() == asked]
    return found[0] if asked and len(found) == 1 else text


def names_of(shown: ShownPerson, kind: str) -> dict[str, str]:
    """Return the names of the jobs or competencies of the scores by their ids."""
    return _with_names(shown.store.documents(shown.batch.id, "ids", kind).get(kind, {}))


def _with_names(ids: dict[str, str] | list[str]) -> dict[str, str]:
    """Return names by id; batches of earlier versions hold ids alone."""
    return ids if isinstance(ids, dict) else dict.fromkeys(ids, "")
