"""Pictures of how a feature is spread: bars of now, and dashes of when the model learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from serving.language import Language, msg
from serving.quality_schemas import FeatureOut, SpreadOut
from serving.value_words import value_text

WIDTH, HEIGHT = 220.0, 56.0
GAP = 2.0
AT_MOST, ABOVE, BETWEEN = msg("up to %(high)s"), msg("above %(low)s"), msg("%(low)s to %(high)s")


@dataclass(frozen=True)
class Bar:
    """One bin: its words, its share of the people with a value now and then, and its place."""

    label: str
    share: float
    before: float | None
    x: float
    y: float
    width: float
    height: float
    dash: float | None


@dataclass(frozen=True)
class Picture:
    """The bins of a feature on one scale that starts at zero."""

    bars: Sequence[Bar]
    width: float = WIDTH
    height: float = HEIGHT


def picture_of(feature: FeatureOut, language: Language) -> Picture | None:
    """Return the drawing of a feature's spread; None where no bin holds enough people."""
    now, then = feature.now, feature.reference
    if now is None or not sum(now.counts):
        return None
    shares = _shares(now)
    same = then is not None and len(then.counts) == len(now.counts) and sum(then.counts) > 0
    before = _shares(then) if then is not None and same else [None] * len(shares)
    most = max([*shares, *(one for one in before if one is not None)])
    step = WIDTH / len(shares)
    bars = [
        Bar(
            label=label,
            share=share,
            before=former,
            x=round(place * step, 1),
            y=_y(share, most),
            width=round(step - GAP, 1),
            height=round(HEIGHT - _y(share, most), 1),
            dash=None if former is None else _y(former, most),
        )
        for place, (label, share, former) in enumerate(
            zip(labels(feature.name, now, language), shares, before, strict=True)
        )
    ]
    return Picture(bars)


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


def _shares(spread: SpreadOut) -> list[float]:
    total = sum(spread.counts)
    return [count / total for count in spread.counts]


def _y(share: float, most: float) -> float:
    return round(HEIGHT - share / most * (HEIGHT - 2.0), 1)
