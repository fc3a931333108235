"""The one exception for what the data or the state of a home prevents."""

from __future__ import annotations


class Prevented(Exception):
    """What was asked for cannot be done as things are.

    The message is written for the person who asked: it says what is missing and the way out, and
    names nobody.
    """
