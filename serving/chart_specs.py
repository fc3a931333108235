"""How the console's charts look: Altair charts of drawings, in the colours of its style sheet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import altair as alt

from serving.drawings import Budgets, Calibration, Drawing, Retirements, Spread, Years

INK, SOFT, LINE = "#1a2126", "#55626b", "#d5dce0"
BRAND, MIDDLE, PALE, MARK = "#1b4d5c", "#6fa6b6", "#9cc3cf", "#a3480c"
"""The colours of ``static/bina.css``."""
WIDTH, HEIGHT, ROW = 400, 280, 34
"""So wide that the words stay readable on a phone, where the chart is a little narrower."""
LETTERS, ROOM = 13, 18
SMALL_WIDTH, SMALL_HEIGHT, SMALL_LETTERS = 300, 96, 12
Chart = alt.LayerChart | alt.FacetChart
SHARES, COUNTS = ".1~%", ",.1~f"


def chart_of(drawing: Drawing) -> dict[str, Any]:
    """Return a drawing as Vega-Lite writes charts."""
    chart = CHARTS[type(drawing)](drawing)
    letters = SMALL_LETTERS if isinstance(drawing, Spread) else LETTERS
    written: dict[str, Any] = _styled(chart, letters).to_dict()
    return written


def _styled(chart: Chart, letters: int) -> Chart:
    """Return the chart in the console's calm style, as large as was asked for with all its words.

    The letters are measured in the server's font and shown in the reader's, which may be wider:
    so there is some room at the sides.
    """
    styled: Chart = chart.configure(
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        background="transparent",
        font="sans-serif",
        padding={"left": ROOM, "right": ROOM // 2, "top": 4, "bottom": 4},
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            aria=False,
            domainColor=SOFT,
            gridColor=LINE,
            labelColor=SOFT,
            labelFontSize=letters,
            ticks=False,
            labelPadding=6,
            titleColor=SOFT,
            titleFontSize=letters,
            titleFontWeight="normal",
            tickCount=5,
        ),
        legend=alt.LegendConfig(
            aria=False,
            labelColor=SOFT,
            labelFontSize=letters,
            orient="top",
            symbolOpacity=1,
            title=None,
        ),
    )
    return styled


def _data(rows: tuple[Any, ...]) -> alt.InlineData:
    return alt.InlineData(values=[_cells(row, place) for place, row in enumerate(rows)])


def _cells(row: Any, place: int) -> dict[str, Any]:
    cells = {name: str(one) if isinstance(one, date) else one for name, one in vars(row).items()}
    return {**cells, "place": place}


def _heading(text: str) -> alt.TitleParams:
    """Return the name of what goes upwards: above the chart and not on its side, to read it."""
    return alt.TitleParams(
        text, anchor="start", color=SOFT, fontSize=LETTERS, fontWeight="normal", offset=8
    )


def _calibration(drawing: Calibration) -> Chart:
    most = max(max(one.risk, one.high) for one in drawing.dots) or 1.0
    scale = alt.Scale(domain=[0, most], nice=True)
    base = alt.Chart(_data(drawing.dots))
    across = alt.X("risk:Q", scale=scale).axis(format=SHARES, title=drawing.across, grid=False)
    ends: list[dict[str, Any]] = [{"risk": one, "rate": one} for one in (0, most)]
    diagonal = alt.Chart(alt.InlineData(values=ends)).mark_line(
        color=SOFT, strokeDash=[4, 4], strokeWidth=1, aria=False
    )
    up = alt.Y("rate:Q", scale=scale).axis(format=SHARES, title=None)
    whisker = base.mark_rule(color=MIDDLE, strokeWidth=2, aria=False)
    dot = base.mark_circle(color=BRAND, size=70, opacity=1)
    return alt.layer(
        diagonal.encode(x=across, y=up),
        whisker.encode(x=across, y="low:Q", y2="high:Q"),
        dot.encode(x=across, y="rate:Q", description="text:N"),
        width=WIDTH,
        height=HEIGHT,
        title=_heading(drawing.up),
    )


def _years(drawing: Years) -> Chart:
    base = alt.Chart(_data(drawing.rows))
    row = alt.Y("label:N", sort=None).axis(title=None, domain=False)
    across = alt.X("low:Q", scale=alt.Scale(zero=True)).axis(format=COUNTS, title=None)
    names = [drawing.observed, drawing.expected]
    colour = alt.Color("name:N", scale=alt.Scale(domain=names, range=[BRAND, MARK]))
    shape = alt.Shape("name:N", scale=alt.Scale(domain=names, range=["circle", "diamond"]))
    interval = base.mark_rule(color=PALE, strokeWidth=8, aria=False)
    expected = _named(base, drawing.expected).mark_point(
        filled=True, opacity=1, size=110, aria=False
    )
    observed = _named(base, drawing.observed).mark_point(filled=True, opacity=1, size=70)
    return alt.layer(
        interval.encode(x=across, x2="high:Q", y=row),
        expected.encode(x="expected:Q", y=row, color=colour, shape=shape),
        observed.encode(x="observed:Q", y=row, color=colour, shape=shape, description="text:N"),
        width=WIDTH,
        height=80 + ROW * len(drawing.rows),
    )


def _named(base: alt.Chart, name: str) -> alt.Chart:
    """Return the chart with a name for all its marks, for the legend."""
    return base.transform_calculate(name=json.dumps(name))


def _budgets(drawing: Budgets) -> Chart:
    base = alt.Chart(_data(drawing.points))
    across = alt.X("millions:Q", scale=alt.Scale(zero=True)).axis(
        format=COUNTS, title=drawing.across, grid=False
    )
    up = alt.Y("n_gaps:Q", scale=alt.Scale(zero=True)).axis(format=COUNTS, title=None)
    asked = alt.condition("datum.is_asked", alt.value(BRAND), alt.value(MIDDLE))
    size = alt.condition("datum.is_asked", alt.value(130), alt.value(50))
    line = base.mark_line(color=MIDDLE, strokeWidth=2, aria=False)
    point = base.mark_circle(opacity=1)
    return alt.layer(
        line.encode(x=across, y=up),
        point.encode(x=across, y=up, color=asked, size=size, description="text:N"),
        width=WIDTH,
        height=HEIGHT - 40,
        title=_heading(drawing.up),
    )


def _spread(drawing: Spread) -> Chart:
    base = alt.Chart(_data(drawing.bars))
    shown = [0, len(drawing.bars) - 1] if drawing.in_order else []
    words = {one: drawing.bars[one].label for one in shown}
    across = alt.X("place:O").axis(
        title=None,
        values=shown,
        labelExpr=_chosen(words),
        labelAngle=0,
        labelAlign=_ends("left", "right"),
        labelOverlap=False,
    )
    up = alt.Y("share:Q").axis(format=SHARES, title=None, tickCount=2, domain=False)
    now = base.mark_bar(color=PALE)
    then = base.mark_tick(color=MARK, thickness=2, opacity=1, aria=False)
    return alt.layer(
        now.encode(x=across, y=up, description="text:N"),
        then.encode(x=across, y="before:Q"),
        width=SMALL_WIDTH,
        height=SMALL_HEIGHT,
    )


def _retirements(drawing: Retirements) -> Chart:
    rows = drawing.rows
    first = {row.starts_on.year: place for place, row in reversed(list(enumerate(rows)))}
    base = alt.Chart(_data(rows))
    if list(first.values())[-2:] == [1, 0]:
        del first[rows[0].starts_on.year]  # too short for its number beside the next
    years = {place: str(year) for year, place in first.items()}
    across = alt.X("place:O").axis(
        title=None, values=sorted(years), labelExpr=_chosen(years), labelAngle=0
    )
    up = alt.Y("n:Q").axis(None)
    number = base.mark_text(dy=-8, color=INK, fontSize=LETTERS, aria=False)
    return alt.layer(
        base.mark_bar(color=PALE).encode(x=across, y=up, description="text:N"),
        number.encode(x=across, y=up, text=alt.Text("n:Q", format=",d")),
        width=WIDTH,
        height=HEIGHT - 110,
    )


def _chosen(words: Mapping[int, str]) -> str:
    """Return how an axis writes some of its places in words."""
    return f"{json.dumps(words)}[datum.value]"


def _ends(first: str, others: str) -> Any:
    """Return how the labels of an axis are set: the first one differently."""
    return {"condition": {"test": "datum.index === 0", "value": first}, "value": others}


CHARTS: Mapping[type, Callable[[Any], Chart]] = {
    Calibration: _calibration,
    Years: _years,
    Budgets: _budgets,
    Spread: _spread,
    Retirements: _retirements,
}
