"""The one exception for what the data or the state of a home prevents."""

from __future__ import annotations

from datetime import date


class Prevented(Exception):
    """What was asked for cannot be done as things are.

    The message is written for the person who asked: it says what is missing and the way out, and
    names nobody. ``values`` are filled into the text, so that it can be told in another language.
    """

    def __init__(self, text: str, **values: str | int | date) -> None:
        super().__init__(text % values if values else text)
        self.text, self.values = text, values
