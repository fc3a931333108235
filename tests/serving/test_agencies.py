"""Several agencies in one home, earlier days, and finding one group among many."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from serving.pages.forecasts import bars, matching
from serving.store import Stores
from serving.store.rows import Forecast
from tests.serving.agency import PASSWORD, SignIn, make_batch, pseudonym

LATER = date(2026, 2, 1)


@pytest.fixture
def two(stores: Stores) -> Stores:
    """The stores with a second agency and a second month."""
    stores.scores.publish(make_batch(agency_id="7301", as_of=LATER))
    return stores


def links(page: str) -> list[str]:
    """Return the addresses of a page's links."""
    return [html.unescape(link) for link in re.findall(r'<a href="([^"]+)"', page)]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("path", ["/", "/kelompok"])
def test_pages_switch_between_agencies(browser: SignIn, path: str) -> None:
    page = browser("admin").get(f"{path}?agency_id=3372").text
    assert f"{path}?agency_id=7301" in links(page)
    assert "Instansi 3372" in page
    assert "Instansi 7301" in browser("admin").get(f"{path}?agency_id=7301").text


@pytest.mark.usefixtures("two")
def test_agency_and_day_are_kept_from_page_to_page(browser: SignIn) -> None:
    client = browser("admin")
    address = "/?agency_id=7301&as_of=2026-03-01"
    page = client.get(address).text
    inside = [link for link in links(page) if link.startswith("/") and "as_of" not in link]
    assert set(inside) <= {"/sandi", "/keterbukaan", "/?agency_id=7301"}
    person = next(link for link in links(page) if link.startswith("/pegawai/"))
    assert "agency_id=7301" in client.get(person).text
    assert 'name="agency_id" value="7301"' in page
    assert 'name="as_of" value="2026-03-01"' in page
    assert "skor yang berlaku pada hari yang diminta" in page


def test_the_care_list_of_an_agency_links_to_its_people(browser: SignIn, two: Stores) -> None:
    two.scores.publish(replace(make_batch(), agency_id="9102", as_of=date(2026, 3, 1)))
    client = browser("admin")
    person = next(link for link in links(client.get("/").text) if link.startswith("/pegawai/"))
    assert person.endswith("agency_id=9102")
    assert client.get(person).status_code == 200


def test_an_account_of_one_agency_is_offered_no_other(browser: SignIn, two: Stores) -> None:
    two.accounts.create("satu", roles=["hr_care"], password=PASSWORD, agency_id="3372")
    page = browser("satu").get("/").text
    assert "7301" not in page
    assert browser("satu").get("/kelompok?agency_id=7301").status_code == 403


def many_units(n: int) -> pd.DataFrame:
    """Return forecasts of many units."""
    return pd.DataFrame(
        {
            "level": "unit",
            "group_id": [f"U-{i:04}" for i in range(n)],
            "group_name": [f"SD Negeri {i} Jebres" for i in range(n)],
            "n": 20,
            "expected": [n - i + 0.5 for i in range(n)],
            "low": 0.0,
            "high": [2.0 * n] * n,
        }
    )


@pytest.fixture
def large(stores: Stores) -> Stores:
    """The stores with an agency of 515 units."""
    stores.scores.publish(replace(make_batch(as_of=LATER), forecasts=many_units(515)))
    return stores


def rows_of(client: TestClient, address: str) -> list[str]:
    """Return the names in the table of groups."""
    return re.findall(r'<th scope="row">(?:<a[^>]*>)?(SD[^<]+)<', client.get(address).text)


@pytest.mark.usefixtures("large")
def test_the_first_page_shows_the_largest_and_links_to_all(browser: SignIn) -> None:
    client = browser("admin")
    assert rows_of(client, "/") == [f"SD Negeri {i} Jebres" for i in range(15)]
    assert "/kelompok?kelompok=unit" in links(client.get("/").text)
    assert "515" in client.get("/kelompok").text
    everybody = [
        name for page in range(1, 7) for name in rows_of(client, f"/kelompok?halaman={page}")
    ]
    assert len(everybody) == len(set(everybody)) == 515
    assert len(client.get("/kelompok").content) < 100_000


@pytest.mark.usefixtures("large")
def test_groups_are_found_by_words(browser: SignIn) -> None:
    client = browser("admin")
    assert rows_of(client, "/kelompok?cari=jebres+499") == ["SD Negeri 499 Jebres"]
    assert rows_of(client, "/kelompok?cari=tidak+ada") == []
    page = client.get("/kelompok?cari=%3Cscript%3E").text
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert client.get("/kelompok?cari=%00").status_code == 422


def test_words_match_in_any_order_and_case() -> None:
    row = Forecast(
        level="unit", group_id="1", group_name="Dinas Kesehatan", n=20, expected=1, low=0, high=2
    )
    assert matching([row], "KESEHATAN dinas") == [row]
    assert matching([row], "kesehatan kota") == []
    assert matching([row], "") == [row]
    (bar,) = bars([row])
    assert (bar.left, bar.width, bar.point) == (0.0, 200.0, 100.0)


def test_superiors_do_not_read_forecasts(browser: SignIn) -> None:
    assert browser("atasan").get("/kelompok").status_code == 403


def test_the_expected_leavers_are_the_sum_of_the_risks_shown(
    api: SignIn, browser: SignIn, stores: Stores
) -> None:
    care = api("admin").get("/v1/care-list").json()
    total = sum(item["risk"] for item in care["items"])
    assert care["leavers"]["expected"] == pytest.approx(total)
    assert care["leavers"]["low"] <= total <= care["leavers"]["high"]
    page = browser("admin").get("/").text
    percents = re.findall(r"<strong>([\d,]+)%</strong>", page)
    assert len(percents) == 40
    assert sum(float(one.replace(",", ".")) for one in percents) == pytest.approx(
        100 * total, abs=40 * 0.05
    )


def test_people_without_a_post_or_a_mentor_get_a_sentence(browser: SignIn, stores: Stores) -> None:
    batch = make_batch(as_of=LATER)
    last = pseudonym(59)
    blank = ["unit_id", "unit_name", "region", "job_id", "job_name", "job_family", "days_in_post"]
    people = batch.people.copy()
    people.loc[people["employee_id"] == last, blank] = None
    people.loc[people["employee_id"] == last, "basis"] = "base_rate"
    stores.scores.publish(replace(batch, people=people))
    page = browser("admin").get(f"/pegawai/{last}").text
    for text in (
        "Jabatan tidak tercatat",
        "Unit kerja tidak tercatat",
        "tidak memiliki jabatan yang tercatat",
        "belum ada mentor yang tersedia",
    ):
        assert text in page
    assert "terlalu sedikit" not in page
    assert "%" not in page.split("<main")[1].split("<h2>Syarat jabatan")[0]
    assert ">None<" not in page


def test_an_auditor_of_an_agency_reads_the_lines_of_that_agency_only(
    api: SignIn, browser: SignIn, two: Stores
) -> None:
    there = pseudonym(3, "7301")
    for n, agency in ((3, "3372"), (3, "7301")):
        asked = {"agency_id": agency}
        person = pseudonym(n, agency)
        api("diklat").get(f"/v1/employees/{person}", params=asked)
        browser("petugas").get("/?kapasitas=2", params=asked)
        api("petugas").get("/v1/units", params=asked)
    two.objections.open(there, agency_id="7301", account="x", text="Keberatan.")
    two.objections.open(pseudonym(4), agency_id="3372", account="x", text="Juga.")
    browser("mediator").get("/keberatan")
    two.accounts.create("periksa", roles=["auditor"], password=PASSWORD, agency_id="7301")
    lines = api("periksa").get("/v1/access-log?limit=200").json()["items"]
    assert {line["agency_id"] for line in lines} == {"7301"}
    actions = {(line["account"], line["action"]) for line in lines}
    assert {("diklat", "read_person"), ("petugas", "read_care_list")} < actions
    assert {("petugas", "read_forecasts"), ("mediator", "read_objection_figures")} < actions
    assert {line["subject"] for line in lines} == {None, there}
    page = browser("periksa").get("/akses").text
    assert there[:10] in page
    assert pseudonym(3)[:10] not in page
    assert pseudonym(4)[:10] not in page
    everything = api("auditor").get("/v1/access-log?limit=200").json()["items"]
    assert {"3372", "7301"} <= {line["agency_id"] for line in everything}
