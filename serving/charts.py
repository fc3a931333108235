"""Charts of the console as SVG, drawn on the server by Altair and vl-convert, each once.

Both are imported at the first chart: they take about a second, which commands and programs that
never see one should not wait for. Nothing is fetched: specifications hold their data, and addresses
are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from serving.drawings import Drawing

MOST_KEPT = 512
"""So many charts, of a few kilobytes each, are not drawn again."""
VEGA_LITE = "6.4"
FORMATS: Mapping[str, Mapping[str, Any]] = {
    "id": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp ", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["Rp ", ""]},
}
NOT_DRAWN = frozenset({"background", "foreground"})
LEFT_OUT = frozenset(
    "role class version font-family pointer-events stroke-miterlimit aria-label aria-hidden"
    " aria-roledescription".split()
)
"""What an SVG says of itself that the page says once, or in its own letters."""
PLAIN = frozenset({("opacity", "1"), ("transform", "translate(0,0)")})
LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
SVG = "{http://www.w3.org/2000/svg}"


@lru_cache(maxsize=MOST_KEPT)
def drawn(drawing: Drawing, code: str) -> Markup:
    """Return a drawing as an SVG for a page: an image with a name, and words for its marks."""
    import vl_convert

    from serving.chart_specs import chart_of

    svg = vl_convert.vegalite_to_svg(
        chart_of(drawing),
        vl_version=VEGA_LITE,
        allowed_base_urls=[],
        format_locale=dict(FORMATS[code]),
    )
    return Markup(inline(svg, name=drawing.name))  # noqa: S704  (written by ElementTree: escaped)


def inline(svg: str, *, name: str) -> str:
    """Return an SVG of Vega as it may stand in a page, a third as long.

    It gets one name instead of hundreds; what a mark was called becomes its title, which browsers
    show where a pointer rests.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  (made here)
    _tidy(root)
    size = {name: root.attrib[name] for name in ("width", "height", "viewBox")}
    root.attrib.clear()
    root.attrib.update({"class": "picture", **size, "role": "img", "aria-label": name})
    return ElementTree.tostring(root, encoding="unicode")


def _tidy(element: ElementTree.Element) -> None:
    """Leave out what draws nothing and what is said twice, down to the last mark."""
    element.tag = element.tag.removeprefix(SVG)
    element[:] = [one for child in element for one in _drawing(child)]
    called = element.attrib.get("aria-label")
    if called and element.tag != "g":
        title = ElementTree.Element("title")
        title.text = called
        element.insert(0, title)
    written = [one for one in element.items() if one[0] not in LEFT_OUT and one not in PLAIN]
    element.attrib.clear()
    element.attrib.update({name: LONG_NUMBER.sub(_short, value) for name, value in written})


def _drawing(child: ElementTree.Element) -> list[ElementTree.Element]:
    """Return what is left of a child: nothing, itself, or the marks of a group that only groups."""
    if child.attrib.get("class") in NOT_DRAWN:
        return []
    _tidy(child)
    return list(child) if child.tag == "g" and not child.attrib else [child]


def _short(number: re.Match[str]) -> str:
    """Return a tenth of a pixel as the smallest step."""
    return f"{float(number[0]):.1f}"
