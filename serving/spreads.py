"""Drawings of how a feature is spread: bars of now, and dashes of when the model learned."""

from __future__ import annotations

from itertools import pairwise

from serving.drawings import Bar, Spread
from serving.language import Language, msg
from serving.quality_schemas import FeatureOut, SpreadOut
from serving.value_words import value_text

NAME = msg("How the values are spread; the same numbers are in the table below.")
TRAINED = msg("At training")
AT_MOST, ABOVE, BETWEEN = msg("up to %(high)s"), msg("above %(low)s"), msg("%(low)s to %(high)s")


def spread_of(feature: FeatureOut, language: Language) -> Spread | None:
    """Return the drawing of a feature's spread; None where no bin holds enough people."""
    now, then = feature.now, feature.reference
    if now is None or not sum(now.counts):
        return None
    shares = _shares(now)
    same = then is not None and len(then.counts) == len(now.counts) and sum(then.counts) > 0
    before = _shares(then) if then is not None and same else [None] * len(shares)
    named = labels(feature.name, now, language)
    bars = (
        Bar(label, share, former, _told(label, share, former, language))
        for label, share, former in zip(named, shares, before, strict=True)
    )
    return Spread(language.text(NAME), tuple(bars), in_order=bool(now.edges))


def labels(name: str, spread: SpreadOut, language: Language) -> list[str]:
    """Return the words of each bin: a category's own, whole numbers, or spans of values."""
    if spread.words:
        return [value_text(name, float(code), language) for code in range(len(spread.words))]
    edges = list(spread.edges)
    if not edges:
        return [language.text(msg("all values"))]
    written = [language.number(edge, 3) for edge in edges]
    between = [language.text(BETWEEN, low=low, high=high) for low, high in pairwise(written)]
    first, last = language.text(AT_MOST, high=written[0]), language.text(ABOVE, low=written[-1])
    return [first, *between, last]


def _told(label: str, share: float, before: float | None, language: Language) -> str:
    """Return what the table says of a bin, in one line."""
    now = f"{label}: {language.percent(share)}"
    return now if before is None else f"{now}; {language.text(TRAINED)}: {language.percent(before)}"


def _shares(spread: SpreadOut) -> list[float]:
    total = sum(spread.counts)
    return [count / total for count in spread.counts]
