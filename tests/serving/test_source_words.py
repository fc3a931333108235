"""What a rule rests on is said in the reader's language; names of regulations stay as they are."""

from __future__ import annotations

import re

import pytest

from models.rules.book import Rule, packaged, packaged_moves
from serving.language import language
from serving.source_words import PART, SOURCES, source_text
from serving.wording import reason_text
from tests.serving.agency import SignIn

RULES = (*packaged().rules, *packaged_moves().rules)
ISSUER = r"(?:UU|PP|PKPU|PermenPANRB|SE MenPANRB|Peraturan (?:BKN|LAN))"
TABLE_OR_COLUMN = r"[a-z]+(?:_[a-z]+)*"
IS_NAME = re.compile(rf"{ISSUER} \d+/\d{{4}}(?: Ps \d+)?|Ps \d+(?: ayat)?|\d|{TABLE_OR_COLUMN}")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_all_that_is_no_name_of_a_regulation_has_words(rule: Rule) -> None:
    parts = PART.findall(rule.cited)
    assert parts
    assert [one for one in parts if one not in SOURCES and not IS_NAME.fullmatch(one)] == []


def test_every_phrase_is_one_of_a_rule_and_reads_the_same_in_indonesian() -> None:
    assert set(SOURCES) <= {part for rule in RULES for part in PART.findall(rule.cited)}
    assert [source_text(one.cited, language("id")) for one in RULES] == [one.cited for one in RULES]


@pytest.mark.parametrize(
    ("cited", "said"),
    [
        ("PP 11/2017, masa percobaan CPNS", "PP 11/2017, probation of CPNS"),
        (
            "Kebijakan kantor: mutasi antarkelas jabatan yang setara",
            "A choice of the office: moves between classes of posts of one level",
        ),
        ("Kebijakan kantor kami; Ps 71 ayat (2)", "Kebijakan kantor kami; Ps 71 ayat (2)"),
        ("", ""),
    ],
)
def test_sources_are_translated_but_for_names(cited: str, said: str) -> None:
    assert source_text(cited, language("en")) == said


def test_pages_say_sources_in_the_readers_language(browser: SignIn) -> None:
    admin = browser("admin")
    english = admin.get("/aturan?bahasa=en&pada=2026-01-01").text
    assert "Kebijakan kantor" not in english
    assert "A choice of the office" in english
    assert "Kebijakan kantor" in admin.get("/aturan?bahasa=id&pada=2026-01-01").text


def test_reasons_name_sources_in_the_readers_language() -> None:
    source = "PP 11/2017; Peraturan LAN tentang pelatihan kepemimpinan"
    said = reason_text("demanded_by_rule", {"source": source}, language("en"))
    assert said == (
        "Demanded for the present job: PP 11/2017; Regulations of LAN on leadership training."
    )
