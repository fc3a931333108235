"""Take the screenshots of the documentation: ``python docs/screenshots.py [HOME]``.

Serves a demonstration home (without HOME one is made in a temporary folder and thrown
away), signs in with Chromium and writes ``docs/images/*.png``. Only the sample's pseudonyms are
ever shown: a home with imported records is refused.
"""

from __future__ import annotations

import secrets
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from browsing import chromium, served, sign_in
from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By

from features.home import Home
from serving.database import store_url
from serving.demo import demonstrate
from serving.options import first_of_month
from serving.purposes import Role
from serving.store import Stores

IMAGES = Path(__file__).parent / "images"
ACCOUNT = "contoh-petugas"
SMALL = 5000
"""People in the home that is made where none is given: fewer have no care list to show."""
LARGEST_BYTES = 300_000
COLOURS = 128
PHONE = (390, 844)


def main(arguments: list[str]) -> None:
    """Write the pictures of the home named, or of a new one."""
    with TemporaryDirectory(prefix="bina-gambar-") as folder:
        home = Path(arguments[0]) if arguments else make_home(Path(folder) / "home")
        if Home(home).origin != "sample":
            sys.exit(f"{home} holds no sample agency; pictures show invented people only")
        password = open_account(home)
        try:
            with served(home) as address, chromium(Path(folder) / "profile") as browser:
                take_all(browser, address, password=password)
        finally:
            close_account(home)


def make_home(home: Path) -> Path:
    """Make a demonstration and return its folder."""
    print(f"making a demonstration home of {SMALL:,} people, a few minutes")
    demonstrate(home, employees=SMALL, as_of=first_of_month(), step=lambda _what, _share: None)
    return home


def open_account(home: Path) -> str:
    """Return a new password of the account that takes the pictures."""
    stores = Stores.open(store_url(home))
    if stores.accounts.named(ACCOUNT) is None:
        stores.accounts.create(ACCOUNT, roles=[Role.ADMIN, Role.HR_CARE])
    password = stores.accounts.set_password(ACCOUNT)
    stores.close()
    return password


def close_account(home: Path) -> None:
    """Give the account a password that nobody knows."""
    stores = Stores.open(store_url(home))
    stores.accounts.set_password(ACCOUNT, secrets.token_urlsafe())
    stores.close()


def take_all(browser: webdriver.Chrome, address: str, *, password: str) -> None:
    """Sign in and take the four pictures."""
    sign_in(browser, address, name=ACCOUNT, password=password)
    take(browser, f"{address}/?kapasitas=20", name="overview", size=(1280, 1650))
    take(browser, f"{address}/model", name="model", size=(1280, 1800))
    take(browser, f"{address}/?kapasitas=20", name="phone", size=PHONE)
    take(browser, fullest_person(browser, address), name="person", size=(1280, 1180))


def fullest_person(browser: webdriver.Chrome, address: str) -> str:
    """Return the address of the first person on the list to whom a mentor is suggested too."""
    browser.get(f"{address}/?kapasitas=40")
    rows = browser.find_elements(By.CSS_SELECTOR, ".care tbody tr")
    if not rows:
        sys.exit("this home shows no care list (too few departures); name a larger one")
    full = [row for row in rows if "Mentor:" in row.text] or rows
    return str(full[0].find_element(By.TAG_NAME, "a").get_attribute("href"))


def take(browser: webdriver.Chrome, page: str, *, name: str, size: tuple[int, int]) -> None:
    """Write the top of a page as a small PNG; raises if it is too large for the repository."""
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(page)
    picture = Image.open(BytesIO(browser.get_screenshot_as_png())).convert("RGB")
    path = IMAGES / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    n_bytes = path.stat().st_size
    if n_bytes > LARGEST_BYTES:
        raise ValueError(f"{path} has {n_bytes} bytes, more than {LARGEST_BYTES}")
    print(f"{path} ({n_bytes // 1024} kB, {date.today()})")


if __name__ == "__main__":
    main(sys.argv[1:])
