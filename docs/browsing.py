"""A running console and a browser that signs in to it: for the pictures and for the tests."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from serving.app import create_app

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
ARGUMENTS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --hide-scrollbars --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()
SECONDS = 30
"""How long signing in may take."""


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the home on a free port of this machine and yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_app(home), port=port, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """Yield a browser with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield browser
    finally:
        browser.quit()


def sign_in(browser: webdriver.Chrome, address: str, *, name: str, password: str) -> None:
    """Sign in on the page for it, and wait until the first page is there."""
    browser.get(f"{address}/masuk")
    browser.find_element(By.ID, "nama").send_keys(name)
    browser.find_element(By.ID, "sandi").send_keys(password)
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    WebDriverWait(browser, SECONDS).until(lambda one: not one.current_url.endswith("/masuk"))
