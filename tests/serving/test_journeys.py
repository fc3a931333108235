"""Ten journeys through the console, at a desk and on a phone, in both languages, seen by axe."""

from __future__ import annotations

import base64
import importlib.resources
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import browsing
import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait

from serving.database import store_url
from serving.language import language
from serving.settings import office_today
from serving.store import Stores
from tests.serving.agency import PASSWORD, pseudonym
from tests.serving.filling import fill

HERE = browsing.CHROMIUM.exists() and browsing.DRIVER.exists()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not HERE and os.environ.get("CI") != "true", reason="Debian's Chromium is not installed"
    ),
]
SIZES = {"desk": (1280, 900, False), "phone": (390, 844, True)}
AXE = "axe_selenium_python/node_modules/axe-core/axe.min.js"
SERIOUS = """
const done = arguments[arguments.length - 1];
axe.run({resultTypes: ["violations"]}).then(found => done(found.violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .map(one => `${one.id}: ${one.nodes[0].html}`)));
"""
TOO_WIDE = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"

PARTED = """
const place = one => one.getBoundingClientRect();
const apart = (one, other) => one.bottom < other.top || other.bottom < one.top;
return [...document.querySelectorAll("form label")].filter(label => {
  const [own, others] = [label.control, [...label.form.elements]];
  return apart(place(label), place(own)) && others.some(
    one => one !== own && one.type !== "hidden" && !apart(place(label), place(one)));
}).map(label => label.textContent);
"""
TOUCHING = """
const edge = term => {
  const text = document.createRange();
  text.selectNodeContents(term);
  return text.getBoundingClientRect().right;
};
return [...document.querySelectorAll("dt + dd")]
  .map(value => [value.previousElementSibling, value.getBoundingClientRect().left])
  .filter(([term, start]) => start - edge(term) < 4)
  .map(([term]) => term.textContent);
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a console with something to see on every page, and its home."""
    home = tmp_path_factory.mktemp("office")
    fill(home, store_url(home))
    with pytest.MonkeyPatch.context() as patched, Stores.open(store_url(home)) as stores:
        patched.setenv("BINA_SCORES_VALID_DAYS", "100000")
        place = {"agency_id": "3372", "unit_id": "U-05"}
        stores.accounts.create("koordinator", roles=["mentor_coordinator"], password=PASSWORD)
        stores.accounts.create("kepala", roles=["superior"], password=PASSWORD, **place)
        stores.objections.open(pseudonym(9), agency_id="3372", account="x", text="Keberatan.")
        long_ago = office_today() - timedelta(days=60)
        offer = {"employee_id": pseudonym(1), "kind": "course", "offered_on": long_ago}
        offer |= {"outcome": None, "recorded_on": long_ago}
        stores.entries.add("interventions", offer, agency_id="3372", account="petugas")
        with browsing.served(home) as address:
            yield address, home


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One browser for all journeys."""
    with browsing.chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@dataclass
class Traveller:
    """Somebody signed in, with a screen and a language."""

    browser: webdriver.Chrome
    address: str
    home: Path
    code: str
    looked_at: bool

    def enter(self, name: str) -> None:
        """Sign in without the page for it."""
        with Stores.open(store_url(self.home)) as stores:
            account = stores.accounts.named(name)
            assert account is not None
            secret = stores.accounts.open_session(account)
        self.browser.get(f"{self.address}/masuk")
        self.browser.delete_all_cookies()
        for cookie, value in (("bina_session", secret), ("bina_bahasa", self.code)):
            self.browser.add_cookie({"name": cookie, "value": value})

    def goes_to(self, path: str) -> None:
        """Open a page and look at it."""
        self.browser.get(self.address + path)
        self.looks()

    def reads(self, text: str, **values: object) -> None:
        """Find a text of the catalogues on the page, in the own language."""
        words = language(self.code).text(text, **values)
        page = " ".join(self.browser.find_element(By.TAG_NAME, "body").text.split())
        assert words in page, (words, page[:500])

    def presses(self, where: str) -> None:
        """Press what leads to another page, and look at that."""
        page = self.browser.find_element(By.TAG_NAME, "html")
        self.browser.find_element(By.CSS_SELECTOR, where).click()
        going = WebDriverWait(self.browser, 20, ignored_exceptions=[WebDriverException])
        going.until(expected.staleness_of(page))
        self.looks()

    def opens(self, form: str) -> None:
        """Open the folded part that holds a form."""
        self.browser.execute_script(
            "document.querySelector(arguments[0]).closest('details').open = true", form
        )

    def types(self, where: str, text: str) -> None:
        """Fill in a field."""
        field = self.browser.find_element(By.CSS_SELECTOR, where)
        field.clear()
        field.send_keys(text)

    def looks(self) -> None:
        """Find nothing serious: by axe, the browser's own log, the screen, where words stand."""
        assert not self.browser.execute_script(TOO_WIDE), self.browser.current_url
        for wrong in (TOUCHING, PARTED):
            assert self.browser.execute_script(wrong) == [], self.browser.current_url
        assert self.browser.get_log("browser") == []
        if self.looked_at:
            path = importlib.resources.files("axe_selenium_python").parent / AXE
            self.browser.execute_script(Path(str(path)).read_text(encoding="utf-8"))
            assert self.browser.execute_async_script(SERIOUS) == [], self.browser.current_url


def to_care(one: Traveller) -> None:
    one.enter("petugas")
    one.goes_to("/?kapasitas=12")
    one.reads("Care list")
    one.presses(".care a")
    one.reads("Signals in the records")
    form = "form:has(#tawaran-baru)"
    one.opens(form)
    one.presses(f"{form} button")
    one.reads("What was offered")
    one.goes_to("/tawaran")
    one.reads("A conversation")


def through_the_month(one: Traveller) -> None:
    one.enter("petugas")
    one.goes_to("/bulan-ini")
    one.reads("Offers without answer")
    one.types("#bulan", "24")
    one.presses(".inline button")
    one.reads("Hours owed")


def to_a_group(one: Traveller) -> None:
    one.enter("petugas")
    one.goes_to("/kelompok")
    one.types("#cari", "kesehatan")
    one.presses("form[role=search] button")
    assert "Dinas Kesehatan" in one.browser.page_source


def to_needs_and_plans(one: Traveller) -> None:
    one.enter("diklat")
    one.goes_to("/kebutuhan")
    one.reads("Learning needs")
    one.goes_to("/rencana")
    one.reads("The year's plan of courses")
    one.enter("koordinator")
    one.goes_to("/mentoring")


def to_a_team(one: Traveller) -> None:
    one.enter("kepala")
    one.goes_to("/tim")
    one.presses(".team a")
    form = "form[action*='umpan-balik']"
    one.opens(form)
    one.types(f"{form} #aspek", "Kolaboratif")
    one.presses(f"{form} button")
    one.reads("Suggested courses")


def to_what_is_wanted(one: Traveller) -> None:
    one.enter("pegawai")
    one.goes_to(f"/pegawai/{pseudonym(3)}")
    form = "form[action*='tujuan']"
    one.opens(form)
    one.types(f"{form} #wilayah", "Surakarta")
    one.presses(f"{form} button")
    one.reads("Suggested courses")
    one.goes_to("/papan")
    one.types("#cari", "umum")
    one.presses(".filter button")
    one.reads("Open board")


def to_an_objection(one: Traveller) -> None:
    one.enter("pegawai")
    one.goes_to("/saya")
    form = "form[action='/saya/perbaikan']"
    one.opens(form)
    one.types(f"{form} #perihal", "Diklat")
    one.types(f"{form} #isi", "Belum tercatat.")
    one.presses(f"{form} button")
    one.reads("Your requests")


def to_a_case(one: Traveller) -> None:
    one.enter("mediator")
    one.goes_to("/keberatan")
    one.goes_to("/keberatan/1")
    form = "form[action$='tanggapan']"
    one.types(f"{form} textarea", "Baik.")
    one.presses(f"{form} button")
    one.reads("Case %(n)s", n=1)


def to_the_model_and_the_log(one: Traveller) -> None:
    one.enter("auditor")
    for path in ("/model", "/katalog", "/mutu-data", "/akses", "/keterbukaan"):
        one.goes_to(path)
    one.goes_to("/aturan")
    one.reads("Rules in force")


def to_the_administration(one: Traveller) -> None:
    one.enter("admin")
    one.goes_to("/pekerjaan")
    one.reads("Collect what was entered")
    one.goes_to("/aturan")
    one.reads("Rules in force")
    one.goes_to("/akun")
    one.reads("Accounts and tokens")


JOURNEYS: tuple[Callable[[Traveller], None], ...] = (
    to_care,
    through_the_month,
    to_a_group,
    to_needs_and_plans,
    to_a_team,
    to_what_is_wanted,
    to_an_objection,
    to_a_case,
    to_the_model_and_the_log,
    to_the_administration,
)


@pytest.fixture(params=[(size, code) for size in SIZES for code in ("id", "en")], ids="-".join)
def traveller(
    request: pytest.FixtureRequest, chromium: webdriver.Chrome, office: tuple[str, Path]
) -> Traveller:
    """Somebody at a desk or with a phone; axe looks where it has not looked in another language."""
    size, code = request.param
    width, height, mobile = SIZES[size]
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    return Traveller(chromium, *office, code, looked_at=(size, code) in AXED)


AXED = {("desk", "id"), ("phone", "en")}


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
def test_a_journey(journey: Callable[[Traveller], None], traveller: Traveller) -> None:
    journey(traveller)


def test_the_slider_moves_the_list_at_once(traveller: Traveller) -> None:
    traveller.enter("petugas")
    traveller.goes_to("/?kapasitas=12")
    move = "const s = document.querySelector('#ukuran [type=range]'); s.value = 7;"
    move += "for (const kind of ['input', 'change']) s.dispatchEvent(new Event(kind))"
    traveller.browser.execute_script(move)
    rows = (By.CSS_SELECTOR, "#daftar tbody tr")
    WebDriverWait(traveller.browser, 20).until(lambda b: len(b.find_elements(*rows)) == 7)
    assert traveller.browser.current_url.endswith("kapasitas=7")
    traveller.looks()


FULL = """
for (const [rows, most] of [[".needs tbody", 11], [".offers", 5]])
  for (const list of document.querySelectorAll(rows))
    while (list.children.length < most) list.append(list.children[0].cloneNode(true));
return document.querySelectorAll(".needs tbody tr").length;
"""


def test_a_person_with_long_lists_fits_on_a_sheet_of_paper(traveller: Traveller) -> None:
    traveller.enter("petugas")
    traveller.goes_to(f"/pegawai/{pseudonym(1)}")
    assert traveller.browser.execute_script(FULL) == 22
    told = traveller.browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    assert len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(told["data"]))) == 1
