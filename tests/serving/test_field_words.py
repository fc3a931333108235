"""What a form complains about is named as the form names it, in the reader's language."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from serving import pages
from serving.field_words import FIELDS
from serving.language import language
from serving.passwords import form_key
from tests.serving.agency import SignIn, pseudonym

SHAPES = re.compile(r"\bread\(\s*(\w+In),")


def all_of(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for one in dependant.dependencies:
        yield from all_of(one)


def asked_by_pages() -> set[str]:
    """Return the names of all that the pages ask for: in forms, addresses and shapes they fill."""
    found = set()
    for info in pkgutil.iter_modules(pages.__path__):
        module = importlib.import_module(f"{pages.__name__}.{info.name}")
        for route in module.router.routes:
            assert isinstance(route, APIRoute)
            for one in all_of(route.dependant):
                asked = (*one.body_params, *one.query_params, *one.path_params)
                found |= {field.alias for field in asked}
        for shape in SHAPES.findall(inspect.getsource(module)):
            found |= set(getattr(module, shape).model_fields)
    return found


def test_every_field_a_page_asks_for_has_words_and_no_other() -> None:
    assert {"held_on", "partner_id", "isi", "kapasitas", "employee_id"} <= asked_by_pages()
    assert set(FIELDS) == asked_by_pages()


@pytest.mark.parametrize("code", ["id", "en"])
def test_no_field_is_named_as_a_program_names_it(code: str) -> None:
    said = {name: language(code).text(words) for name, words in FIELDS.items()}
    assert [name for name, words in said.items() if words == name or "_" in words] == []


@pytest.mark.parametrize(
    ("code", "day", "partner"),
    [
        ("id", "Tanggal pertemuan, jika bukan hari ini", "Mitra mentoring"),
        ("en", "Day of the meeting, if not today", "Partner in the mentoring"),
    ],
)
def test_a_form_names_what_does_not_fit(browser: SignIn, code: str, day: str, partner: str) -> None:
    guest = browser("pegawai")
    sent = {"mitra": "0", "jenis": "end", "tanggal": "kemarin"}
    sent["kunci"] = form_key(guest.cookies["bina_session"])
    place = f"/pegawai/{pseudonym(3)}/mentoring?bahasa={code}"
    page = guest.post(place, data={**sent, "mitra": "198001012005011001"})
    assert page.status_code == 422
    assert f"<li><strong>{day}</strong>: " in page.text
    assert f"<li><strong>{partner}</strong>: " in page.text
    assert not re.search("held_on|partner_id|1980", page.text)


def test_what_is_about_no_single_field_stands_by_itself(browser: SignIn) -> None:
    guest = browser("pegawai")
    key = form_key(guest.cookies["bina_session"])
    page = guest.post(f"/pegawai/{pseudonym(3)}/tujuan?bahasa=en", data={"kunci": key})
    assert (page.status_code, "<li>Say at least one of the four.</li>" in page.text) == (422, True)
