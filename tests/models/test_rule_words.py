"""What the rules say, read in both languages: whole sentences, in words of the language."""

from __future__ import annotations

import json
import re
from datetime import date

import pandas as pd
import pytest

from features.records import Records
from features.sample import make_agency
from features.tables import EMPLOYMENT_TYPES, JOB_KINDS
from models.moves.facts import move_facts
from models.rules import Rule, facts, move_kinds
from models.rules.bars import Numbers
from models.rules.book import packaged, packaged_moves
from models.rules.kinds import KINDS
from models.rules.move_kinds import move_numbers
from models.rules.told import in_general, in_words
from models.scorers import Tables

DAY = date(2026, 1, 1)
COURSES = packaged().enabling("contract_hours")
RULES = (*COURSES.rules, *packaged_moves().rules)
UNTIL = '{"bond_until": "2028-05-09", "away_until": "2028-05-09"}'
NAME = re.compile(r"%\(([\w ]+)\)s")
ODD = re.compile(
    r"%\(|\bNone\b|\bnan\b|NaT|\s\s|\s[.,;:)]|…\.|\(\)|\b[a-z]+_[a-z_]+\b|[^.]\.\.|[^.…]$"
)
ENGLISH = re.compile(r"\b(functional|leadership|executor|supervisor|part-time|the|of)\b")


def faults(text: str, language: str) -> list[str]:
    """Return what no reader should meet in a sentence."""
    found = ODD.findall(text)
    if language == "id":
        found += [one[0] for one in ENGLISH.finditer(text)] + re.findall(r"\d\.\d", text)
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_page_of_rules_shows_whole_sentences(rule: Rule, language: str) -> None:
    text = in_general(rule, language)
    assert text
    assert faults(text, language) == []


def test_the_page_tells_the_numbers_of_the_rules_themselves() -> None:
    told = {rule.id: in_general(rule, "en") for rule in RULES}
    assert told["duty_hours"] == "… of 20 lesson hours of the year are still owed."
    assert "more than the 24 allowed" in told["contract_hours"]
    assert told["retires_too_soon"].endswith("asks for 12.")
    assert told["needs_course"] == "Asks first for …"


@pytest.fixture(scope="module")
def tables() -> Tables:
    """What was known of an invented agency."""
    return Records.of(make_agency(employees=150, years=4, until=DAY).tables).as_of(DAY).frames


@pytest.fixture(scope="module")
def numbers_of_moves(tables: Tables) -> Numbers:
    """What every rule about moves looks at."""
    return move_numbers(tables, DAY)


@pytest.fixture(scope="module")
def said(tables: Tables, numbers_of_moves: Numbers) -> pd.DataFrame:
    """All that the rules say of people of the agency."""
    people = sorted(tables["employees"]["employee_id"].unique())[:60]
    about_courses = facts(people, COURSES, DAY, tables=tables)
    numbers, openings = numbers_of_moves
    found = pd.concat([about_courses, move_facts(numbers, openings, DAY)])
    return found[found["verdict"] != "allowed"]


@pytest.mark.parametrize("language", ["en", "id"])
def test_what_is_said_of_people_is_in_words_of_the_language(
    said: pd.DataFrame, language: str
) -> None:
    assert said["rule"].nunique() > 15
    odd = {text: found for text in said[language].unique() if (found := faults(text, language))}
    assert odd == {}


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_code_has_words_in_what_rules_say(language: str) -> None:
    rule = next(one for one in RULES if one.id == "other_audience")
    for code in JOB_KINDS:
        numbers = json.dumps({"kind": code, "audience_kind": f"{code}; executor"})
        assert faults(in_words(rule, numbers, language), language) == []
    rule = next(one for one in RULES if one.id == "for_candidates_only")
    for code in EMPLOYMENT_TYPES:
        text = in_words(rule, json.dumps({"employment_type": code}), language)
        assert faults(text, language) == []
        assert not re.search(r"\bpns|\bpppk", text)


@pytest.mark.parametrize(("language", "day"), [("en", "9 May 2028"), ("id", "9 Mei 2028")])
def test_days_are_written_as_people_do(language: str, day: str) -> None:
    told = {rule.id: in_words(rule, UNTIL, language) for rule in RULES}
    assert told["study_bond"].endswith(f" {day}.")
    assert told["not_available"].endswith(f" {day}.")


def test_sentences_name_what_their_rule_reads_and_its_parameters_alone(
    tables: Tables,
    numbers_of_moves: Numbers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(move_kinds, "move_numbers", lambda *_: numbers_of_moves)
    for rule in RULES:
        people, items = KINDS[rule.kind].numbers(tables, DAY, rule)
        known = {*people.columns, *items.columns, *rule.parameters}
        for words in rule.words.values():
            named = {name for names in NAME.findall(words) for name in names.split()}
            assert named <= known, rule.id
