"""What is said beside a risk: other records of a person, and what moves a group's number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from models.turnover.levers import LEVERS
from serving.lever_words import LEVERS as WORDS
from serving.pages.forecasts import with_bars
from serving.risk_documents import EXPLAINED_OF_A_UNIT, speaking_for
from serving.store import Stores
from tests.serving.agency import DRIVERS, SignIn, make_batch, pseudonym
from tests.serving.test_pages import shown

SENTENCE = "Seandainya tercatat 20 JP diklat dalam setahun terakhir"
PERSON = pseudonym(3)


def test_page_and_api_say_what_the_model_would_say(api: SignIn, browser: SignIn) -> None:
    found = api("petugas").get(f"/v1/employees/{PERSON}/risk").json()["what_if"]
    assert [(one["lever"], one["risk"]) for one in found] == [("training_hours", 0.0123)]
    assert found[0]["text"].startswith(SENTENCE)
    assert "akan menjadi 1,2%" in found[0]["text"]
    page = shown(browser("petugas").get(f"/pegawai/{PERSON}").text)
    assert found[0]["text"] in page
    assert "bukan yang akan terjadi" in page


@pytest.mark.parametrize("who", ["pegawai", "diklat"])
def test_who_may_not_see_the_risk_is_not_told(browser: SignIn, who: str) -> None:
    answer = browser(who).get(f"/pegawai/{PERSON}")
    assert answer.status_code == 200
    assert SENTENCE not in shown(answer.text)


def test_who_has_objected_is_not_told_of(api: SignIn, browser: SignIn, stores: Stores) -> None:
    stores.objections.open(PERSON, agency_id="3372", account="pegawai", text="tidak")
    assert api("petugas").get(f"/v1/employees/{PERSON}/risk").status_code == 403
    assert SENTENCE not in shown(browser("petugas").get(f"/pegawai/{PERSON}").text)


def test_without_a_risk_of_their_own_nothing_is_said(api: SignIn, stores: Stores) -> None:
    stores.scores.publish(make_batch(as_of=date(2026, 2, 1), basis="base_rate"))
    assert api("petugas").get(f"/v1/employees/{PERSON}/risk").json()["what_if"] == []


def test_every_lever_has_words() -> None:
    assert set(WORDS) == set(LEVERS)


def test_page_and_api_show_the_drivers_of_groups_with_a_forecast(
    api: SignIn, browser: SignIn
) -> None:
    found = api("petugas").get("/v1/units/drivers").json()["items"]
    assert [one["group_id"] for one in found] == ["U-01"], "none of a group too small to show"
    told = [(one["family"], one["leavers"]) for one in found[0]["drivers"]]
    assert told == [("exits", DRIVERS["exits"]), ("learning", DRIVERS["learning"])]
    page = shown(browser("petugas").get("/kelompok").text)
    assert "Yang menaikkan dan menurunkan angka" in page
    assert f"{found[0]['drivers'][0]['text']} +1,4" in page
    assert f"{found[0]['drivers'][1]['text']} −0,6" in page


def test_batches_without_drivers_show_none(browser: SignIn, stores: Stores) -> None:
    batch = make_batch(as_of=date(2026, 2, 1))
    plain = batch.documents[batch.documents["kind"] != "drivers"]
    stores.scores.publish(replace(batch, documents=plain))
    page = browser("petugas").get("/kelompok")
    assert page.status_code == 200
    assert "Yang menaikkan" not in page.text
    assert with_bars([]) == []


def test_those_who_are_explained_speak_for_their_whole_unit() -> None:
    units = pd.Series(["a"] * 50 + ["b"] * 7, [f"p{n}" for n in range(57)])
    weight = speaking_for(units)
    assert (
        units[weight.index].value_counts() == pd.Series({"a": EXPLAINED_OF_A_UNIT, "b": 7})
    ).all()
    assert weight.groupby(units[weight.index]).sum().to_dict() == {"a": 50.0, "b": 7.0}
    assert speaking_for(units[:0]).empty
