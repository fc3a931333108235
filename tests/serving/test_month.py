"""What an HR office has to do this month: what falls due and which answers are owed."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import python_calamine

from features.home import Home
from features.importing.report import Counts, ImportReport, save
from serving import month
from serving.month import SILENT_DAYS, months_after
from serving.purposes import Action
from serving.settings import office_today
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, make_batch, pseudonym
from tests.serving.test_pages import shown

DUE = date(2026, 2, 10)
LINK = re.compile(r"/pegawai/([0-9a-f]{20})")


def publish_dues(stores: Stores, **risks: object) -> None:
    """Publish a batch in which a contract of U-04 and a retirement of U-01 come soon."""
    batch = make_batch(as_of=date(2026, 1, 2))
    people = batch.people.assign(**risks).set_index("employee_id")
    people[["calendar_exit", "calendar_exit_on"]] = None
    people.loc[pseudonym(3), ["calendar_exit", "calendar_exit_on"]] = ["contract_end", DUE]
    people.loc[pseudonym(0), ["calendar_exit", "calendar_exit_on"]] = ["retirement", DUE]
    people.loc[pseudonym(6), ["calendar_exit", "calendar_exit_on"]] = [
        "retirement",
        date(2031, 1, 1),
    ]
    stores.scores.publish(replace(batch, people=people.reset_index()))


def section(page: str, anchor: str) -> set[str]:
    """Return the pseudonyms in one part of the page."""
    return set(LINK.findall(page.partition(f'id="{anchor}"')[2].partition("</section>")[0]))


def test_what_falls_due_is_listed_and_each_look_recorded(browser: SignIn, stores: Stores) -> None:
    publish_dues(stores)
    page = browser("petugas").get("/bulan-ini?bulan=2").text
    assert section(page, "kontrak") == {pseudonym(3)}
    assert section(page, "pensiun") == {pseudonym(0)}
    looks = stores.access_log.newest(limit=200)
    assert {look.subject for look in looks} == set(LINK.findall(page))
    assert {look.action for look in looks} == {Action.READ_MONTH}
    nearer = browser("petugas").get("/bulan-ini?bulan=1").text
    assert section(nearer, "kontrak") == set()


def test_hours_are_owed_below_the_duty_and_after_a_year(browser: SignIn, stores: Stores) -> None:
    publish_dues(stores)
    people = make_batch().people
    owing = people[(people["hours_last_year"] < 20) & (people["days_in_service"] >= 365)]
    page = browser("petugas").get("/bulan-ini").text
    assert f"Kekurangan JP: {len(owing)}" in page
    assert section(page, "jp") <= set(owing["employee_id"])
    first = LINK.search(page.partition('id="jp"')[2])
    assert first
    assert people.set_index("employee_id").loc[first[1], "hours_last_year"] == 0


def test_an_account_of_units_sees_its_own_people_only(browser: SignIn, stores: Stores) -> None:
    publish_dues(stores)
    place = {"agency_id": "3372", "unit_id": "U-05"}
    stores.accounts.create("cabang", roles=["hr_movement"], password=PASSWORD, **place)
    page = browser("cabang").get("/bulan-ini?bulan=2").text
    assert section(page, "kontrak") == {pseudonym(3)}
    assert section(page, "pensiun") == set()
    units = {pseudonym(i) for i in range(60) if i % 6 in (3, 4, 5)}
    assert section(page, "jp") <= units
    assert 'id="tawaran"' not in page
    assert 'id="impor"' not in page


def test_offers_without_answer_come_back(browser: SignIn, stores: Stores) -> None:
    long_ago = office_today() - timedelta(days=SILENT_DAYS + 1)
    for n, day, outcome in (
        (1, long_ago, None),
        (2, long_ago, "accepted"),
        (3, office_today(), None),
    ):
        row = {"employee_id": pseudonym(n), "kind": "course", "offered_on": day}
        row |= {"outcome": outcome, "recorded_on": day}
        stores.entries.add("interventions", row, agency_id="3372", account="petugas")
    page = browser("petugas").get("/bulan-ini").text
    assert section(page, "tawaran") == {pseudonym(1)}


def test_many_offers_of_today_do_not_hide_one_that_waits_for_long(
    browser: SignIn, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(month, "MOST_OFFERS", 1)
    for n, days in ((1, SILENT_DAYS + 9), (2, SILENT_DAYS + 1), (3, 0)):
        day = office_today() - timedelta(days=days)
        row = {"employee_id": pseudonym(n), "kind": "course", "offered_on": day}
        row |= {"outcome": None, "recorded_on": day}
        stores.entries.add("interventions", row, agency_id="3372", account="petugas")
    page = browser("petugas").get("/bulan-ini").text
    assert section(page, "tawaran") == {pseudonym(1)}


def test_the_mediator_sees_cases_and_nobody_else_does(browser: SignIn, stores: Stores) -> None:
    stores.objections.open(pseudonym(1), agency_id="3372", account="pegawai", text="Keberatan.")
    page = browser("mediator").get("/bulan-ini").text
    assert "/keberatan/1" in page
    assert not LINK.findall(page)
    assert 'id="kasus"' not in browser("petugas").get("/bulan-ini").text


def test_no_risk_is_on_the_page(browser: SignIn, stores: Stores) -> None:
    publish_dues(stores)
    stores.accounts.create("mutasi", roles=["hr_movement"], password=PASSWORD)
    ask = browser("mutasi")
    before = ask.get("/bulan-ini").text
    publish_dues(stores, risk=0.5, band="high")
    assert shown(before) == shown(ask.get("/bulan-ini").text)


def test_the_workbook_has_the_same_people(browser: SignIn, stores: Stores) -> None:
    publish_dues(stores)
    answer = browser("petugas").get("/bulan-ini.xlsx?bulan=2")
    book = python_calamine.load_workbook(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("Kontrak yang akan berakhir").to_python()
    assert rows[1][0] == pseudonym(3)
    assert rows[1][3] == DUE


def test_imports_are_told_in_figures(browser: SignIn, home: Path) -> None:
    report = ImportReport(today=date(2026, 1, 5), origin="imported", written=True)
    report.rows["employees"] = Counts(read=1234, added=1200)
    save(report, Home(home))
    page = shown(browser("petugas").get("/bulan-ini").text)
    assert "5 Januari 2026" in page
    assert "1.234" in page


def test_months_end_where_they_end() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 11, 22), 2) == date(2027, 1, 22)
    assert months_after(date(2026, 12, 1), 12) == date(2027, 12, 1)
