"""One journey through the console in Debian's Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import browsing
import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.wait import WebDriverWait

from tests.serving.agency import PASSWORD

HERE = browsing.CHROMIUM.exists() and browsing.DRIVER.exists()

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not HERE and os.environ.get("CI") != "true", reason="Debian's Chromium is not installed"
    ),
]


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own."""
    with browsing.chromium(tmp_path / "profile") as driver:
        driver.implicitly_wait(5)
        yield driver


class Reader:
    """What a person at the browser does: press, wait for the next page, read."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser
        self.wait = WebDriverWait(
            browser, timeout=30, ignored_exceptions=[StaleElementReferenceException]
        )

    def press(self, by: str, what: str) -> None:
        """Press what leads to another page, and wait until the present one is gone."""
        page = self.browser.find_element(By.TAG_NAME, "html")
        self.browser.find_element(by, what).click()
        self.wait.until(expected.staleness_of(page))

    def reads(self, words: str) -> bool:
        """Whether the page comes to say these words."""
        said = expected.text_to_be_present_in_element((By.TAG_NAME, "body"), words)
        return bool(self.wait.until(said, message=f"the page never said: {words}"))

    def is_at(self, path: str) -> bool:
        """Whether the browser comes to this address."""
        there = expected.url_matches(f"{path}$")
        return bool(self.wait.until(there, message=f"the browser never came to: {path}"))


def test_a_journey_through_the_console(chromium: webdriver.Chrome, served_address: str) -> None:
    reader = Reader(chromium)
    chromium.get(served_address)
    assert reader.is_at("/masuk")
    browsing.sign_in(chromium, served_address, name="admin", password=PASSWORD)

    assert reader.reads("Prakiraan per kelompok")
    assert reader.reads("Dari 40 orang ini")
    size = chromium.find_element(By.ID, "kapasitas")
    size.clear()
    size.send_keys("5")
    reader.press(By.CSS_SELECTOR, ".inline button")
    assert reader.reads("Dari 5 orang ini")

    reader.press(By.CSS_SELECTOR, ".care a")
    assert reader.reads("Tanda dalam catatan")
    assert reader.reads("Pelatihan yang disarankan")
    reader.press(By.LINK_TEXT, "English")
    assert reader.reads("Signals in the records")

    reader.press(By.CSS_SELECTOR, ".tools button")
    assert reader.is_at("/masuk")
    chromium.get(served_address)
    assert reader.is_at("/masuk")
    assert chromium.get_log("browser") == []
