"""Where the two paths meet: a table's events, answered fast or plainly."""

from __future__ import annotations

from features.events import Events
from features.lives import Moments
from features.plain import PlainEvents, cut_of
from features.records import Records
from features.rows import encode
from features.tables import TABLE_OF_NAME
from features.vocabulary import Vocabularies

Answers = Events | PlainEvents


def answers_of(
    records: Records, table: str, *, vocabularies: Vocabularies, moments: Moments, plain: bool
) -> Answers:
    """Return the questions that can be asked about a table's rows at these moments."""
    declared = TABLE_OF_NAME[table]
    if plain:
        return PlainEvents(cut_of(records, declared, vocabularies), moments)
    return Events(encode(records.frame(table), declared, vocabularies), moments)
