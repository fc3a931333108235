"""The console: the same numbers as the API, in plain and honest words."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from models.courses import course_scorers
from models.mentors import mentor_scorers
from models.moves.suggesting import move_scorers
from serving import view
from serving.care import leavers_among
from serving.language import CATALOGUES, language
from serving.phrases import DIRECTIONS, REASONS
from serving.store import Stores
from serving.wording import model_text, reason_text, signal_text
from tests.serving.agency import SignIn, make_batch, pseudonym

PAGES = [
    "/",
    "/saya",
    f"/pegawai/{pseudonym(3)}",
    f"/pegawai/{pseudonym(3)}/rencana",
    "/kelompok",
    "/unit/U-05",
    "/tawaran",
    "/papan",
    "/keterbukaan",
    "/kebutuhan",
    "/rencana",
    "/mutu-data",
    "/katalog",
    "/audit",
    "/pemantauan",
    "/model",
    "/akses",
    "/sandi",
    "/masuk",
]
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "msg": None, "text": None, "plural": (1, 2)}


def shown(page: str) -> str:
    """Return the text of a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_page_and_api_show_the_same_care_list(api: SignIn, browser: SignIn) -> None:
    care = api("admin").get("/v1/care-list?capacity=12").json()
    page = browser("admin").get("/?kapasitas=12").text
    assert re.findall(r"/pegawai/([0-9a-f]{20})", page) == [
        item["employee_id"] for item in care["items"]
    ]
    leave = round(care["leavers"]["expected"])
    sentence = f"Dari 12 orang ini, sekitar {leave} orang mungkin akan berhenti; "
    assert f"{sentence}sekitar {12 - leave} orang tidak." in shown(page)
    assert f"{care['leavers']['low']} sampai {care['leavers']['high']} orang" in shown(page)


@pytest.mark.parametrize("level", ["unit", "branch", "job_family", "region"])
def test_page_and_api_show_the_same_forecasts(api: SignIn, browser: SignIn, level: str) -> None:
    rows = api("admin").get(f"/v1/units/forecast?level={level}").json()["items"]
    page = shown(browser("admin").get(f"/?kelompok={level}").text)
    places = [page.index(row["group_name"] + " ") for row in rows]
    assert places == sorted(places)
    for row in rows:
        expected = language("id").number(row["expected"], 1)
        assert f"{row['n']} {expected} {row['low']:.0f}–{row['high']:.0f}" in page


def test_one_person_with_facts_signals_and_suggestions(browser: SignIn, stores: Stores) -> None:
    batch = stores.scores.latest()
    assert batch
    chosen = stores.scores.candidates(batch.id, 1)[0].employee_id
    person = stores.scores.named(batch.id, [chosen])[chosen]
    page = shown(browser("admin").get(f"/pegawai/{person.employee_id}").text)
    for text in (
        person.job_name,
        person.unit_name,
        "Tanda dalam catatan",
        "Pelatihan yang disarankan",
        "Meningkatkan Pelayanan Publik dari kira-kira tingkat 2 ke tingkat 3.",
        "Berpengalaman 11 tahun di rumpun jabatan yang sama.",
        "Akses Anda ke halaman ini dicatat.",
        "model turnover/3",
        "1 Januari 2026, 10.12 WIB",
        f"{language('id').number(100 * person.risk, 1)}%",
    ):
        assert str(text) in page


def test_a_model_is_named_in_words_beside_its_name(browser: SignIn, stores: Stores) -> None:
    stores.scores.publish(replace(make_batch(as_of=date(2026, 2, 1)), model="tenure_rate v4"))
    page = browser("admin").get("/").text
    assert "dengan model angka berhenti menurut masa kerja, versi 4" in shown(page)
    assert "<code>tenure_rate v4</code>" in page
    assert model_text("tenure_rate v4", language("en")) == "rate by length of service, version 4"
    assert model_text("turnover/3", language("en")) == "turnover/3"


def test_too_few_events_give_facts_instead_of_risks(
    api: SignIn, browser: SignIn, stores: Stores
) -> None:
    stores.scores.publish(make_batch(as_of=date(2026, 2, 1), basis="base_rate"))
    page = shown(browser("admin").get("/").text)
    assert "Risiko perorangan tidak ditampilkan" in page
    assert "Kurang dari satu tahun memegang jabatan sekarang" in page
    person = shown(browser("admin").get(f"/pegawai/{pseudonym(3)}").text)
    assert "terlalu sedikit" in person
    _, risk = person.split("Risiko berhenti atas permintaan sendiri")
    assert "%" not in risk[: risk.index("Syarat jabatan dan kompetensi")]
    assert "Pelatihan yang disarankan" in person
    answer = api("admin").get(f"/v1/employees/{pseudonym(3)}/risk").json()
    assert (answer["risk"], answer["band"], answer["signals"]) == (None, None, [])
    care = api("admin").get("/v1/care-list").json()
    assert (care["basis"], care["items"]) == ("base_rate", [])


def test_the_language_is_switched_and_remembered(browser: SignIn) -> None:
    client = browser("admin")
    assert 'lang="id"' in client.get("/").text
    english = client.get("/?kapasitas=12&bahasa=en")
    assert "Care list" in english.text
    assert 'href="?kapasitas=12&amp;bahasa=id"' in english.text
    assert 'lang="en"' in client.get("/akses").text
    assert 'lang="en"' in client.get("/akses?bahasa=xx").text
    assert 'lang="id"' in client.get("/akses?bahasa=id").text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("code", ["id", "en"])
def test_pages_use_honest_words(browser: SignIn, path: str, code: str) -> None:
    page = shown(browser("admin").get(f"{path}?bahasa={code}").text).lower()
    for word in ("flight", "best", "terbaik", "why", "mengapa", "kenapa", "unbiased"):
        assert not re.search(rf"\b{word}\b", page), word


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_in_the_basics(browser: SignIn, path: str) -> None:
    page = browser("admin").get(path).text
    assert page.count("<h1") == 1
    assert 'class="skip" href="#utama"' in page
    assert page.count("<table") == page.count("<caption")
    assert page.count('role="img"') == len(re.findall(r'role="img" aria-label="[^"]+"', page))
    for field in re.findall(r"<input[^>]*>", page):
        if 'type="hidden"' not in field:
            name = re.search(r'id="([\w-]+)"', field)
            assert name
            assert f'for="{name[1]}"' in page


def test_expected_leavers_follow_the_poisson_binomial() -> None:
    certain = leavers_among([1.0, 1.0, 0.0])
    assert (certain.expected, certain.low, certain.high) == (2.0, 2, 2)
    binomial = leavers_among([0.3] * 40)
    assert binomial.expected == pytest.approx(12.0)
    assert (binomial.low, binomial.high) == (8, 16)
    assert (leavers_among([]).low, leavers_among([]).high) == (0, 0)


@pytest.mark.parametrize(
    ("feature", "family", "direction", "value", "sentence"),
    [
        (
            "days_in_unit",
            "post",
            "raises",
            1460,
            "Lama di unit sekarang: 4 tahun; pada catatan seperti ini, kepergian lebih sering"
            " terjadi.",
        ),
        (
            "share_of_unit_new",
            "organisation",
            "lowers",
            0.002,
            "Bagian pegawai baru di unit: < 1%; pada catatan seperti ini, kepergian lebih jarang"
            " terjadi.",
        ),
        ("days_in_unit", "post", "", None, "Lama di unit sekarang: tidak tercatat."),
        ("employment_type", "tenure", "", "pppk", "Jenis kepegawaian: PPPK."),
        (
            "supervisor_changed",
            "post",
            "",
            1.0,
            "Pergantian atasan dalam setengah tahun terakhir: ya.",
        ),
        ("not_known_here", "pay", "", 3.0, "Perkembangan penghasilan."),
        ("not_known_here", "nor_this", "", 3.0, "Catatan lain."),
    ],
)
def test_signals_read_well_even_when_unknown(
    feature: str, family: str, direction: str, value: float | str | None, sentence: str
) -> None:
    assert signal_text(feature, family, direction, value, language("id")) == sentence


@pytest.mark.parametrize(("reason", "first"), [("closes_gap", "S"), ("prepares_next_job", "P")])
def test_no_course_leads_from_a_level_to_the_same_level(reason: str, first: str) -> None:
    values = {"competency": "Komunikasi", "from_level": 1.96, "to_level": 2.0, "basis": "course"}
    spoken = language("en")
    told = reason_text(reason, values, spoken)
    assert told.startswith(first)
    assert told.lower().endswith("strengthens komunikasi at level 2.")
    assert "1.9 to 2" in reason_text(reason, {**values, "from_level": 1.9}, spoken)


def test_reasons_fall_back_to_general_words() -> None:
    spoken = language("en")
    assert reason_text("popular_in_family", {"n_people": 1200, "years": 3}, spoken) == (
        "Taken by 1,200 people of the same job family in 3 years."
    )
    general = reason_text("popular_in_family", {"n_people": None, "years": 3}, spoken)
    assert general == "Taken by others of the same job family."
    assert reason_text("new", {"x": 1}, spoken) == "Fits the record of training and jobs."


def test_numbers_and_days_are_written_as_people_do() -> None:
    spoken = language("id")
    assert spoken.number(1234.5, 1) == "1.234,5"
    assert spoken.day(date(2026, 1, 1)) == "1 Januari 2026"
    assert spoken.moment(datetime(2026, 1, 1, 2, 30, tzinfo=UTC)) == "1 Januari 2026, 09.30 WIB"
    assert [spoken.span(days) for days in (0, 12, 365, 400, 1000)] == [
        "0 hari",
        "12 hari",
        "1 tahun",
        "1 tahun 1 bulan",
        "2 tahun 8 bulan",
    ]
    assert spoken.period(365) == "12 bulan"
    assert language("en").number(1234.5, 1) == "1,234.5"
    assert language("en").span(365) == "1 year"


@cache
def extracted() -> frozenset[str | tuple[str, ...]]:
    """Return every text in the code and the templates, read once for both languages."""
    found = extract_from_dir(CATALOGUES.parent, method_map=METHODS, keywords=KEYWORDS)
    return frozenset(message for _file, _line, message, *_ in found)


@pytest.mark.parametrize("code", ["id", "en"])
def test_every_text_is_in_the_catalogue_and_nothing_else(code: str) -> None:
    catalogue = read_catalogue(code)
    wanted = extracted()
    assert wanted == {message.id for message in catalogue if message.id}
    assert len(wanted) > 150


def test_every_text_is_translated_with_its_values() -> None:
    for message in read_catalogue("id"):
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[1]
        found = message.string if isinstance(message.string, str) else message.string[0]
        assert found, source
        assert not message.fuzzy, source
        assert set(re.findall(r"%\(\w+\)s", found)) == set(re.findall(r"%\(\w+\)s", source))


def test_directions_and_reasons_have_words() -> None:
    assert set(DIRECTIONS) == {"raises", "lowers"}
    scorers = [*course_scorers(), *mentor_scorers(), *move_scorers()]
    assert {scorer.reason for scorer in scorers} == set(REASONS)


def test_estimates_and_inferred_mentors_are_said_to_be_such() -> None:
    spoken = language("en")
    values = {"competency": "Analisis", "from_level": 1.0, "to_level": 2.0, "basis": "assessed"}
    assert reason_text("closes_gap", values, spoken) == "Leads in Analisis from about level 1 to 2."
    assumed = reason_text("closes_gap", {**values, "basis": "assumed"}, spoken)
    assert "it was estimated from the job" in assumed
    assert "about level 1" not in assumed
    inferred = reason_text("experienced_in_family", {"years": 9.0, "mentors": "inferred"}, spoken)
    assert inferred.endswith("whether this colleague wants to mentor is not on record.")


def read_catalogue(code: str) -> Catalog:
    """Return a catalogue as it is in the source."""
    with (CATALOGUES / code / "LC_MESSAGES" / "bina.po").open("rb") as file:
        return read_po(file, locale=code)


def test_every_page_that_is_named_is_there() -> None:
    root = CATALOGUES.parent
    named = {
        found
        for file in root.rglob("*.py")
        for found in re.findall(r'"([a-z_]+\.html)"', file.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= {file.name for file in (root / "templates").iterdir()}


@pytest.mark.parametrize("code", ["id", "en"])
def test_every_text_is_there_once_and_whole(code: str) -> None:
    file = CATALOGUES / code / "LC_MESSAGES" / "bina.po"
    with file.open("rb") as opened:
        read_po(opened, abort_invalid=True)
    keys = re.findall(r'(?m)^msgid ((?:".*"\n)+)', file.read_text(encoding="utf-8"))
    assert len(keys) == len(set(keys))


def test_every_table_becomes_a_list_on_a_phone() -> None:
    folder = Path(view.__file__).parent
    narrow = (folder / "static" / "bina.css").read_text().partition("thead { display: none; }")[2]
    tables = [
        (file.name, found)
        for file in (folder / "templates").glob("*.html")
        for found in re.findall(r"<table([^>]*)>", file.read_text())
    ]
    wide = [one for one in tables if not any(f".{name}" in narrow for name in classes_of(one[1]))]
    assert tables
    assert wide == []


def classes_of(attributes: str) -> list[str]:
    """Return the classes among the attributes of an element."""
    found = re.search(r'class="([^"]*)"', attributes)
    return found[1].split() if found else []
