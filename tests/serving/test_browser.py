"""One journey through the console in Debian's Chromium."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from serving.app import create_app
from tests.serving.agency import PASSWORD

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
HERE = CHROMIUM.exists() and DRIVER.exists()
ARGUMENTS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not HERE and os.environ.get("CI") != "true", reason="Debian's Chromium is not installed"
    ),
]


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """The address of a running console."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_app(home), port=port, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    driver.implicitly_wait(5)
    yield driver
    driver.quit()


def test_a_journey_through_the_console(chromium: webdriver.Chrome, address: str) -> None:
    def text() -> str:
        return chromium.find_element(By.TAG_NAME, "body").text

    chromium.get(address)
    assert chromium.current_url.endswith("/masuk")
    chromium.find_element(By.ID, "nama").send_keys("admin")
    chromium.find_element(By.ID, "sandi").send_keys(PASSWORD)
    chromium.find_element(By.CSS_SELECTOR, "main button").click()

    assert "Prakiraan per kelompok" in text()
    assert "Dari 40 orang ini" in text()
    size = chromium.find_element(By.ID, "kapasitas")
    size.clear()
    size.send_keys("5")
    chromium.find_element(By.CSS_SELECTOR, ".inline button").click()
    assert "Dari 5 orang ini" in text()

    chromium.find_element(By.CSS_SELECTOR, ".care a").click()
    assert "Tanda dalam catatan" in text()
    assert "Pelatihan yang disarankan" in text()
    chromium.find_element(By.LINK_TEXT, "English").click()
    assert "Signals in the records" in text()

    chromium.find_element(By.CSS_SELECTOR, ".tools button").click()
    assert chromium.current_url.endswith("/masuk")
    chromium.get(address)
    assert chromium.current_url.endswith("/masuk")
    assert chromium.get_log("browser") == []
