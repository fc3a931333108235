"""Charts of the console: what they show, in which words, and what they keep away from."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from serving import chart_specs
from serving.charts import drawn
from serving.curves import curve_of
from serving.drawings import (
    Bar,
    Calibration,
    Dot,
    Drawing,
    Spread,
    Year,
    Years,
    retirements_of,
)
from serving.language import language
from serving.store.facts import by_quarter
from serving.view import STATIC

DOTS = tuple(
    Dot(n / 100, n / 90, n / 100, n / 80, f"Risiko: {n}%") for n in (0.4, 1.2, 2.0, 2.9, 4.8)
)
CALIBRATION = Calibration("Risiko & <laju>", "Risiko", "Laju keluar", DOTS)
YEARS = Years(
    "Tahun uji",
    "Perkiraan",
    "Terjadi",
    (
        Year("1 Januari 2024", 1210.5, 1180, 1100, 1250, "2024: 1.180"),
        Year("1 Januari 2025", 1250.0, 1300, 1230, 1370, "2025: 1.300"),
    ),
)
SPREAD = Spread(
    "Sebaran",
    (Bar('hingga "1,5"', 0.25, 0.4, "satu"), Bar("di atas 1,5", 0.75, None, "dua")),
    in_order=True,
)
ROWS = [{"budget": 5e8, "n_gaps": 31}, {"budget": 1e9, "n_gaps": 50}, {"budget": 0, "n_gaps": 0}]
QUARTERS = by_quarter([(date(2026, 5, 1), 2), (date(2027, 2, 1), 1300)], date(2026, 1, 2))


def budgets(code: str) -> Drawing:
    """Return the curve of a plan whose budget is in the middle."""
    found = curve_of(ROWS, budget=5e8, language=language(code))
    assert found
    return found


def retirements(code: str) -> Drawing:
    """Return the calendar of retirements."""
    found = retirements_of(QUARTERS, language(code))
    assert found
    return found


MADE: dict[str, Callable[[str], Drawing]] = {
    "calibration": lambda _code: CALIBRATION,
    "years": lambda _code: YEARS,
    "spread": lambda _code: SPREAD,
    "budgets": budgets,
    "retirements": retirements,
}


def parsed(svg: str) -> ElementTree.Element:
    """Return the elements of a chart."""
    return ElementTree.fromstring(svg)  # noqa: S314  (drawn here)


def words(svg: str) -> list[str]:
    """Return the texts written on a chart."""
    return [one.text or "" for one in parsed(svg).iter("text")]


def titles(svg: str) -> list[str]:
    """Return what is shown where the pointer rests."""
    return [one.text or "" for one in parsed(svg).iter("title")]


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("code", ["id", "en"])
def test_a_chart_is_a_named_image_that_the_content_policy_allows(kind: str, code: str) -> None:
    drawing = MADE[kind](code)
    svg = drawn(drawing, code)
    root = parsed(svg)
    assert (root.tag, root.attrib["role"]) == ("svg", "img")
    assert root.attrib["aria-label"] == drawing.name
    assert {one.tag for one in root.iter()} <= {"svg", "g", "path", "line", "text", "title"}
    named = {name for one in root.iter() for name in one.attrib}
    assert not {name for name in named if name == "style" or name.startswith(("on", "aria-d"))}
    assert "http" not in svg
    assert sum(one.attrib.get("role") is not None for one in root.iter()) == 1


@pytest.mark.parametrize("kind", MADE)
def test_a_chart_keeps_to_its_frame_and_is_readable_on_a_phone(kind: str) -> None:
    root = parsed(drawn(MADE[kind]("id"), "id"))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert root.attrib["viewBox"] == f"0 0 {width:g} {height:g}"
    assert width <= chart_specs.WIDTH <= 400
    sizes = [float(one.attrib["font-size"].removesuffix("px")) for one in root.iter("text")]
    assert min(sizes) >= 12


def test_numbers_are_written_in_the_readers_language() -> None:
    assert "1.200" in words(drawn(YEARS, "id"))
    assert "1,200" in words(drawn(YEARS, "en"))
    assert "0.5%" not in words(drawn(CALIBRATION, "id"))
    small = Calibration("", "Risiko", "Laju", (Dot(0.005, 0.006, 0.004, 0.012, ""),))
    assert "0,4%" in words(drawn(small, "id"))
    assert "0.4%" in words(drawn(small, "en"))
    assert "Anggaran dalam juta rupiah" in words(drawn(budgets("id"), "id"))
    assert "Budget in millions of rupiah" in words(drawn(budgets("en"), "en"))


def test_marks_say_the_numbers_of_the_table() -> None:
    assert titles(drawn(CALIBRATION, "id")) == [one.text for one in DOTS]
    assert titles(drawn(budgets("id"), "id")) == [
        "Rp 0; Kesenjangan terlayani: 0",
        "Rp 500.000.000; Kesenjangan terlayani: 31",
        "Rp 1.000.000.000; Kesenjangan terlayani: 50",
    ]
    told = titles(drawn(retirements("en"), "en"))
    assert told[1] == "Quarter 2 of 2026: 2"
    assert told[4] == "Quarter 1 of 2027: 1,300"


def test_the_calendar_writes_its_numbers_on_the_bars() -> None:
    svg = words(drawn(retirements("id"), "id"))
    assert [one for one in svg if not one.startswith("20")] == [
        language("id").number(one.n) for one in QUARTERS
    ]
    assert [one for one in svg if one.startswith("20")] == ["2026", "2027", "2028"]


def test_bars_are_as_high_as_their_shares() -> None:
    root = parsed(drawn(SPREAD, "id"))
    bars = [one.attrib["d"] for one in root.iter("path") if one.attrib["fill"] == chart_specs.PALE]
    low, high = (float(found[1]) for one in bars if (found := re.search(r"v([\d.]+)", one)))
    assert low == pytest.approx(high / 3, abs=0.1)
    dashes = [one for one in root.iter("path") if one.attrib["fill"] == chart_specs.MARK]
    assert len(dashes) == 1


def test_dots_rise_with_the_rate() -> None:
    root = parsed(drawn(CALIBRATION, "id"))
    places = [one.attrib["transform"] for one in root.iter("path") if one.find("title") is not None]
    found = [tuple(map(float, re.findall(r"[\d.]+", place))) for place in places]
    assert len(found) == len(DOTS)
    assert all(
        right > left and higher < lower for (left, lower), (right, higher) in pairwise(found)
    )


def test_only_the_plans_own_budget_stands_out() -> None:
    svg = drawn(budgets("id"), "id")
    root = parsed(svg)
    colours = [one.attrib["fill"] for one in root.iter("path") if one.find("title") is not None]
    assert colours == [chart_specs.MIDDLE, chart_specs.BRAND, chart_specs.MIDDLE]


def test_there_is_no_curve_of_one_budget_or_of_nothing() -> None:
    assert curve_of(ROWS[:1], budget=5e8, language=language("id")) is None
    assert (
        curve_of([{**one, "n_gaps": 0} for one in ROWS], budget=1, language=language("id")) is None
    )
    assert retirements_of(by_quarter([], date(2026, 1, 2)), language("id")) is None


def test_colours_are_those_of_the_style_sheet() -> None:
    sheet = (STATIC / "bina.css").read_text(encoding="utf-8")
    used = {name: one for name, one in vars(chart_specs).items() if str(one).startswith("#")}
    assert len(used) == 7
    assert {name for name, one in used.items() if one not in sheet} == set()


def test_a_chart_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn(budgets("id"), "id")
    monkeypatch.setattr(chart_specs, "chart_of", None)
    assert drawn(budgets("id"), "id") is first
    with pytest.raises(TypeError):
        drawn(Calibration("lain", "", "", DOTS), "id")


def test_drawing_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a chart asked for a connection")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    drawn.cache_clear()
    for made in MADE.values():
        assert '"url"' not in str(chart_specs.chart_of(made("id")))
        assert drawn(made("id"), "id").startswith("<svg")


def test_commands_and_programs_do_not_wait_for_what_draws() -> None:
    asked = "import sys, serving.app, serving.cli; print({'altair', 'vl_convert'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_year_of_one_quarter_does_not_stand_in_the_next_ones_number() -> None:
    found = retirements_of(by_quarter([(date(2027, 2, 1), 3)], date(2026, 11, 2)), language("id"))
    assert found
    assert [one for one in words(drawn(found, "id")) if one.startswith("20")] == [
        "2027",
        "2028",
        "2029",
    ]
