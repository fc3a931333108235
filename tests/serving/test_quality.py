"""The quality report and the catalogue: page and API say the same, and no more than they may."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from features.declare import FEATURES, feature
from features.history import History
from features.quality.declare import DECISIONS, DIMENSIONS, RULES
from features.quality.gate import Quality, check_quality
from features.tables import TABLE_OF_NAME
from serving.language import language
from serving.published import Published
from serving.quality import rule_rows, summary
from serving.quality_schemas import FeatureOut, SpreadOut
from serving.quality_words import (
    DECISION_WORDS,
    DIMENSION_MEANINGS,
    DIMENSION_WORDS,
    RULE_WORDS,
)
from serving.quality_workbook import sheets_of
from serving.record_words import TABLE_WORDS
from serving.spreads import NAME, labels, spread_of
from serving.store import Stores
from serving.value_words import UNITS
from serving.wording import meaning_text
from tests.features.test_quality_rules import DAY, OFFICE, STATUSES
from tests.features.test_quality_rules import UNITS as UNIT_ROWS
from tests.serving.agency import SignIn, pseudonym
from tests.serving.quality import catalogue, quality_report
from tests.training.text_records import records


def shown(page: str) -> str:
    """Return the text of a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_every_rule_has_words_and_nothing_else_does() -> None:
    assert set(RULE_WORDS) == set(RULES)
    assert set(TABLE_WORDS) == {*TABLE_OF_NAME, "pay"}
    assert tuple(DIMENSION_WORDS) == tuple(DIMENSION_MEANINGS) == DIMENSIONS
    assert tuple(DECISION_WORDS) == DECISIONS
    titles = [title for title, _ in RULE_WORDS.values()]
    assert len(set(titles)) == len(titles)


def test_the_indonesian_words_of_rules_are_others() -> None:
    spoken = language("id")
    for words in RULE_WORDS.values():
        assert not {spoken.text(one) for one in words} & set(words)


def test_every_unit_of_a_feature_has_words() -> None:
    assert {one.unit for one in FEATURES.values()} <= set(UNITS)


@pytest.fixture(scope="module")
def found() -> Quality:
    """What the gate found in an office of four."""
    statuses = STATUSES.replace("2024-07-01", "-")
    return check_quality(records(**OFFICE, statuses=statuses, units=UNIT_ROWS), DAY)


def test_a_summary_names_no_person_and_no_small_group(found: Quality) -> None:
    told = summary(found)
    assert told["units"] == []
    assert told["n_units_left_out"] == 2
    assert [row["failed"] for row in told["rules"] if not row["of_items"]] == [None]
    assert not {"ana", "ben", "cit", "dea"} & set(re.findall(r"\w+", str(told)))


def test_units_and_jobs_are_counted_however_few() -> None:
    units = UNIT_ROWS.replace("tax      office     dea", "tax      office     -")
    (row,) = rule_rows(check_quality(records(**OFFICE, units=units), DAY))
    assert (row["rule"], row["failed"]) == ("unit_without_head", 1)


@pytest.mark.parametrize("code", ["id", "en"])
def test_the_workbook_lists_every_fix_in_order(found: Quality, code: str) -> None:
    sheets = list(sheets_of({"a": found}, language=language(code)).values())
    assert len(sheets) == 5
    guide, tables, units, rules, fixes = sheets
    assert len(guide) > len(DIMENSIONS)
    assert len(tables) == found.tally["table"].nunique()
    assert len(units) == 2
    assert len(rules) == len(found.rules)
    assert len(fixes) == len(found.fixes)
    assert fixes.iloc[:, 1].is_monotonic_decreasing
    assert fixes.iloc[0, 5] == "cit"
    assert not any("%(" in str(cell) for sheet in sheets for cell in sheet.to_numpy().ravel())


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("petugas", 200), ("auditor", 200), ("atasan", 403)]
)
def test_who_reads_the_quality_of_the_records(
    api: SignIn, browser: SignIn, stores: Stores, role: str, status: int
) -> None:
    assert api(role).get("/v1/quality").status_code == status
    assert browser(role).get("/mutu-data").status_code == status
    looks = stores.access_log.newest(limit=5)
    assert [(look.action, look.allowed, look.subject) for look in looks] == [
        ("read_quality", status == 200, None)
    ] * 2
    assert {look.purpose for look in looks} == {"operation"}


@pytest.mark.parametrize("role", ["petugas", "auditor", "atasan", "pegawai"])
def test_everybody_reads_the_catalogue(api: SignIn, browser: SignIn, role: str) -> None:
    assert api(role).get("/v1/catalogue").status_code == 200
    assert browser(role).get("/katalog").status_code == 200


def test_page_and_api_show_the_same_report(api: SignIn, browser: SignIn) -> None:
    report = api("admin").get("/v1/quality").json()
    page = shown(browser("admin").get("/mutu-data").text)
    assert "Indeksnya 95,6 dari 100, atas 60 pegawai." in page
    for row in report["units"]:
        assert f"{row['name']} (10) 96,4 91,0 99,5 – 95,6" in page
    places = [
        page.index(language("id").text(RULE_WORDS[row["rule"]][0])) for row in report["rules"]
    ]
    assert places == sorted(places)
    assert "< 10" in page
    assert "Checked" not in page


def test_the_report_speaks_both_languages(api: SignIn, browser: SignIn) -> None:
    page = shown(browser("admin").get("/mutu-data?bahasa=en").text)
    assert "Rank falls" in page
    assert "Golongan turun" not in page
    answer = api("admin").get("/v1/quality?bahasa=en").json()
    assert "Rank falls" in [row["label"] for row in answer["rules"]]


def test_units_are_found_by_words_of_their_name(browser: SignIn) -> None:
    client = browser("admin")
    page = shown(client.get("/mutu-data?cari=dinas+kesehatan").text)
    assert "Dinas Kesehatan (10)" in page
    assert "Dinas Pendidikan (10)" not in page
    assert "<script" not in client.get("/mutu-data?cari=<script>").text


def test_a_report_is_asked_for_by_agency_and_day(api: SignIn, home: Path) -> None:
    newer = {**quality_report(), "index": 50.0}
    Published(home, "quality").put("3372", date(2026, 2, 1), newer)
    Published(home, "quality").put("../7301", date(2026, 3, 1), {**newer, "index": 10.0})
    client = api("admin")
    assert client.get("/v1/quality").json()["index"] == 10.0
    assert client.get("/v1/quality?agency_id=3372").json()["index"] == 50.0
    assert client.get("/v1/quality?agency_id=3372&as_of=2026-01-15").json()["index"] == 95.6
    assert client.get("/v1/quality?agency_id=3372&as_of=2025-01-15").status_code == 409
    assert client.get("/v1/quality?agency_id=9999").status_code == 409
    assert Published(home, "quality").agencies() == ["../7301", "3372"]
    assert not (home.parent / "7301").exists()


def test_an_account_of_one_agency_reads_that_one_only(
    api: SignIn, browser: SignIn, stores: Stores
) -> None:
    stores.accounts.create("lain", roles=["hr_care"], password="x" * 12, agency_id="7301")
    assert api("lain").get("/v1/quality").status_code == 409
    assert api("lain").get("/v1/quality?agency_id=3372").status_code == 403
    assert api("lain").get("/v1/catalogue?agency_id=3372").status_code == 403
    assert "bina quality" in browser("lain").get("/mutu-data").text


def test_without_results_the_pages_say_what_to_do(api: SignIn, browser: SignIn, home: Path) -> None:
    for kind in ("quality", "catalogue"):
        (home / kind).rename(home / f"former-{kind}")
    assert api("admin").get("/v1/quality").status_code == 409
    assert "bina quality" in browser("admin").get("/mutu-data").text
    assert "bina score" in browser("admin").get("/katalog").text
    answer = api("admin").get("/v1/catalogue").json()
    assert answer["as_of"] is None
    assert [one["name"] for one in answer["features"]] == list(FEATURES)
    assert {one["now"] for one in answer["features"]} == {None}


def test_a_result_is_replaced_whole(home: Path) -> None:
    published = Published(home, "quality")
    published.put("3372", date(2026, 1, 1), {"index": 1})
    assert published.latest("3372") == {"agency_id": "3372", "as_of": "2026-01-01", "index": 1}
    assert list((home / "quality").rglob("*.unfinished")) == []


@pytest.fixture
def added() -> Iterator[str]:
    """A feature that nothing else in the code knows of."""

    @feature(unit="moons", needs=("trainings",))
    def moons_since_training(history: History) -> object:
        """Full moons since the last training; NaN without any."""
        return history.now

    yield moons_since_training.__name__
    del FEATURES[moons_since_training.__name__]


def test_a_feature_added_by_declaration_appears(
    api: SignIn, browser: SignIn, home: Path, added: str
) -> None:
    FEATURES[added] = replace(FEATURES[added], family="learning")
    content = dict(catalogue())
    assert added in content["features"]
    Published(home, "catalogue").put("3372", date(2026, 1, 2), content)
    answer = api("admin").get("/v1/catalogue").json()["features"][-1]
    assert (answer["name"], answer["unit"]) == (added, "moons")
    assert answer["meaning"] == "Full moons since the last training; NaN without any."
    assert answer["share_missing"] == pytest.approx(10 / 60)
    page = browser("admin").get("/katalog?keluarga=learning").text
    section = page.partition(f'id="{added}"')[2].partition("</section>")[0]
    assert "Full moons" in section
    assert section.count("<path") >= 1


@pytest.mark.parametrize("family", sorted({one.family for one in FEATURES.values()}))
@pytest.mark.parametrize("code", ["id", "en"])
def test_every_family_has_its_page(browser: SignIn, family: str, code: str) -> None:
    answer = browser("admin").get(f"/katalog?keluarga={family}&bahasa={code}")
    own = [name for name, one in FEATURES.items() if one.family == family]
    assert re.findall(r'<section class="feature" id="(\w+)"', answer.text) == own
    page = shown(answer.text)
    assert all(meaning_text(FEATURES[name].meaning, language(code)) in page for name in own)
    assert len(answer.content) < 100_000
    assert "%(" not in answer.text
    name = f'role="img" aria-label="{language(code).text(NAME)}"'
    assert answer.text.count('role="img"') == answer.text.count(name) == len(own)
    assert answer.text.count("<table") == answer.text.count("<caption")


def test_features_that_shifted_come_first(browser: SignIn) -> None:
    page = browser("admin").get("/katalog").text
    n_shifted = sum(place % 3 == 0 for place in range(len(FEATURES)))
    assert f"{n_shifted} fitur bergeser" in page
    names = sorted(name for place, name in enumerate(FEATURES) if place % 3 == 0)
    assert re.findall(r'<a href="[^"#]*#(\w+)"', page.partition("notice")[2]) == names[:10]


def test_no_person_is_in_the_catalogue_or_the_report(browser: SignIn, stores: Stores) -> None:
    pages = [browser("admin").get(path).text for path in ("/katalog", "/mutu-data")]
    assert not any(pseudonym(n) in page for n in range(60) for page in pages)


def test_bins_are_told_in_words() -> None:
    spoken = language("en")
    spread = SpreadOut(n=60, missing=0, edges=[1.5, 1200.0], counts=[10, 40, 10])
    assert labels("days_in_job", spread, spoken) == ["up to 1.5", "1.5 to 1,200", "above 1,200"]
    kinds = FEATURES["job_kind"].categories
    words = labels("job_kind", SpreadOut(n=60, missing=0, words=kinds, counts=[0] * 5), spoken)
    assert words == list(kinds)
    assert labels("x", SpreadOut(n=10, missing=0, counts=[10]), spoken) == ["all values"]


def test_a_spread_holds_the_shares_of_now_and_of_training() -> None:
    now = SpreadOut(n=100, missing=0, edges=[1.0], counts=[25, 75])
    then = SpreadOut(n=100, missing=0, edges=[1.0], counts=[50, 50])
    one = FeatureOut(
        name="x",
        label="",
        family="",
        unit="",
        meaning="",
        needs=[],
        share_missing=0.0,
        now=now,
        reference=then,
        drift=0.1,
    )
    spread = spread_of(one, language("en"))
    assert spread is not None
    assert [(bar.share, bar.before) for bar in spread.bars] == [(0.25, 0.5), (0.75, 0.5)]
    assert [bar.text for bar in spread.bars] == [
        "up to 1: 25%; At training: 50%",
        "above 1: 75%; At training: 50%",
    ]
    assert spread_of(one.model_copy(update={"now": None}), language("en")) is None
    alone = spread_of(one.model_copy(update={"reference": None}), language("en"))
    assert alone is not None
    assert [(bar.before, bar.text) for bar in alone.bars][1] == (None, "above 1: 75%")
