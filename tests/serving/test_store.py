"""The store of scores: whole batches, added once, read as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from features.prevented import Prevented
from serving.database import Database, store_url
from serving.store import ScoreStore, Stores
from serving.store.rows import Person, Place
from tests.serving.agency import make_batch, pseudonym
from tests.serving.questions import asked_of
from tests.serving.test_migrations import differences

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.fixture
def scores(empty_url: str) -> Iterator[ScoreStore]:
    store = ScoreStore(empty_url)
    yield store
    store.close()


def test_names_of_units_and_jobs_may_be_long(scores: ScoreStore) -> None:
    long = "".join(map(chr, range(0x4E00, 0x4E00 + 3000)))
    given = make_batch()
    people = given.people.assign(unit_name=long, job_name=long)
    batch_id = scores.publish(replace(given, people=people))
    person = scores.person(batch_id, pseudonym(4))
    assert person is not None
    assert (person.unit_name, person.job_name) == (long, long)


@pytest.mark.postgres
def test_what_the_columns_of_a_server_cannot_hold_is_named(postgres_url: str) -> None:
    given, scores = make_batch(), ScoreStore(postgres_url)
    people = given.people.assign(unit_id="x" * 201, job_id="y" * 300)
    with pytest.raises(Prevented, match=r"people.unit_id \(200 characters\), people.job_id \(200"):
        scores.publish(replace(given, people=people))
    assert scores.latest() is None
    assert scores.publish(given)
    scores.close()


def test_what_is_published_can_be_read(scores: ScoreStore) -> None:
    given = make_batch()
    batch_id = scores.publish(given)
    batch = scores.latest()
    assert batch is not None
    assert (batch.id, batch.agency_id, batch.as_of) == (batch_id, "3372", JANUARY)
    assert batch.created_at == given.created_at
    wanted = given.people.set_index("employee_id").loc[pseudonym(4)]
    person = scores.person(batch_id, pseudonym(4))
    assert person is not None
    assert person.risk == wanted["risk"]
    assert person.unit_name == wanted["unit_name"]


def test_blank_stays_blank(scores: ScoreStore) -> None:
    person = scores.person(scores.publish(make_batch()), pseudonym(9))
    assert person is not None
    assert person.days_since_training is None


def test_numbers_and_words_of_signals_keep_their_kind(scores: ScoreStore) -> None:
    batch_id = scores.publish(make_batch())
    top = scores.candidates(batch_id, 5)[0].employee_id
    found = scores.signals(batch_id, [top])[top]
    assert [signal.rank for signal in found] == [1, 2, 3, 4]
    assert {type(signal.value) for signal in found} == {float}
    last = scores.candidates(batch_id, 5)[4].employee_id
    assert "pns" in [signal.value for signal in scores.signals(batch_id, [last])[last]]


def test_what_is_behind_a_risk_comes_at_once_with_signals_and_without(scores: ScoreStore) -> None:
    batch_id = scores.publish(make_batch())
    told = [one.employee_id for one in scores.candidates(batch_id, 60)]
    signs = scores.signals(batch_id, told)
    assert 0 < len(signs) < len(told)
    for one in told:
        levers = scores.documents(batch_id, "levers", one)
        assert scores.behind_risk(batch_id, one) == (signs.get(one, []), levers.get(one, []))
    assert scores.behind_risk(batch_id, "nobody") == ([], [])


def test_a_candidate_tells_whether_anything_can_be_offered(scores: ScoreStore) -> None:
    batch = make_batch()
    found = scores.candidates(scores.publish(batch), 60)
    suggested = set(batch.suggestions["employee_id"])
    assert {one.employee_id for one in found if one.offered} == suggested
    assert len(suggested) == len(found) - 1


def test_the_care_list_is_as_long_as_asked_and_ordered(scores: ScoreStore) -> None:
    batch_id = scores.publish(make_batch())
    risks = [person.risk for person in scores.candidates(batch_id, 12)]
    assert len(risks) == 12
    assert risks == sorted(risks, reverse=True)


def test_nobody_without_an_own_risk_is_on_the_care_list(scores: ScoreStore) -> None:
    batch_id = scores.publish(make_batch(basis="base_rate"))
    assert scores.candidates(batch_id, 12) == []
    person = scores.person(batch_id, pseudonym(1))
    assert person is not None
    assert not person.has_own_risk


def test_what_was_shown_on_a_day_can_be_shown_again(scores: ScoreStore) -> None:
    first = scores.publish(make_batch(seed=1))
    before = scores.candidates(first, 10)
    second = scores.publish(make_batch(seed=2, as_of=FEBRUARY))
    assert scores.latest().id == second
    assert scores.latest(as_of=date(2026, 1, 31)).id == first
    assert scores.latest(as_of=date(2025, 12, 31)) is None
    assert scores.candidates(first, 10) == before


def test_a_second_batch_of_a_day_takes_over_and_the_first_stays(scores: ScoreStore) -> None:
    first, second = scores.publish(make_batch(seed=1)), scores.publish(make_batch(seed=2))
    assert scores.latest().id == second
    assert scores.batch(first) is not None


def test_agencies_do_not_mix(scores: ScoreStore) -> None:
    scores.publish(make_batch())
    other = scores.publish(make_batch(agency_id="7301", as_of=FEBRUARY))
    assert scores.latest("3372").as_of == JANUARY
    assert scores.latest("9999") is None
    ((batch, person, _objected),) = scores.find(pseudonym(1, "7301"))
    assert (batch.id, person.employee_id) == (other, pseudonym(1, "7301"))
    assert batch == scores.batch(other)
    assert person == scores.person(other, pseudonym(1, "7301"))
    assert scores.find(pseudonym(1, "7301"), "3372") == []
    assert scores.agencies() == ["3372", "7301"]


def test_who_left_is_found_on_days_before_only(scores: ScoreStore) -> None:
    scores.publish(make_batch())
    scores.publish(make_batch(n=30, as_of=FEBRUARY))
    assert scores.find(pseudonym(45)) == []
    assert len(scores.find(pseudonym(45), as_of=JANUARY)) == 1
    assert scores.knows(pseudonym(45))
    assert not scores.knows(pseudonym(99))


def test_an_id_that_two_agencies_use_is_found_in_both(scores: ScoreStore) -> None:
    batch = make_batch()
    scores.publish(batch)
    scores.publish(replace(batch, agency_id="7301"))
    found = scores.find(pseudonym(1))
    assert [one.batch.agency_id for one in found] == ["3372", "7301"]


def test_a_person_is_found_with_one_question(scores: ScoreStore) -> None:
    for agency in ("3372", "7301", "9102"):
        scores.publish(make_batch(agency_id=agency))
    asked = asked_of(scores._database)
    scores.find(pseudonym(1))
    assert sum(text.startswith("SELECT") for text in asked) == 1


def test_a_mentor_without_a_job_on_record_can_be_published(scores: ScoreStore) -> None:
    batch = make_batch()
    blank = batch.suggestions.assign(title=None)
    batch_id = scores.publish(replace(batch, suggestions=blank))
    (found,) = scores.suggestions(batch_id, [pseudonym(1)], kind="mentor").values()
    assert found[0].title == ""


def test_a_batch_that_fails_half_way_leaves_nothing(scores: ScoreStore) -> None:
    batch = make_batch()
    forecasts = batch.forecasts.assign(group_name=None)
    with pytest.raises(IntegrityError):
        scores.publish(replace(batch, forecasts=forecasts))
    assert scores.latest() is None
    assert scores.person(1, pseudonym(1)) is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"risk": 1.2}, "between 0 and 1"),
        ({"band": "worst"}, "one of"),
        ({"basis": None}, "one of"),
        ({"employee_id": pseudonym(1)}, "two rows"),
    ],
)
def test_frames_that_contradict_themselves_are_refused(
    scores: ScoreStore, change: dict[str, object], complaint: str
) -> None:
    batch = make_batch()
    with pytest.raises(ValueError, match=complaint) as caught:
        scores.publish(replace(batch, people=batch.people.assign(**change)))
    assert pseudonym(1) not in str(caught.value)


def test_a_missing_column_is_named(scores: ScoreStore) -> None:
    batch = make_batch()
    with pytest.raises(ValueError, match="unit_name"):
        scores.publish(replace(batch, people=batch.people.drop(columns="unit_name")))


def test_signals_of_strangers_are_refused(scores: ScoreStore) -> None:
    batch = make_batch()
    with pytest.raises(ValueError, match="in the people of the batch"):
        scores.publish(replace(batch, people=batch.people.iloc[30:]))


def test_facts_need_no_model(scores: ScoreStore) -> None:
    batch = make_batch(basis="base_rate")
    published = scores.batch(scores.publish(batch))
    assert published is not None
    facts = scores.facts(published)
    people = batch.people
    without = people["days_since_training"].ge(730) | people["days_since_training"].isna()
    assert facts.people == len(people)
    assert facts.newly_placed == people["days_in_post"].lt(365).sum()
    assert facts.two_years_without_training == without.sum()


def test_the_migrations_make_the_tables_that_the_code_expects(empty_url: str) -> None:
    database = Database(empty_url)
    with database.reading() as connection:
        assert differences(connection) == []
    database.close()


def test_a_store_can_be_opened_twice(home: Path) -> None:
    first, second = Stores.open(store_url(home)), Stores.open(store_url(home))
    first.scores.publish(make_batch(as_of=FEBRUARY))
    assert second.scores.latest().as_of == FEBRUARY
    first.close()
    second.close()


def place_of(person: Person) -> Place:
    return Place(**{name: getattr(person, name) for name in Place.__annotations__})


def test_a_page_of_some_units_is_the_same_whichever_way_it_is_found(
    scores: ScoreStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, units = scores.publish(make_batch()), ["U-01", "U-03"]
    everybody = [one for one in scores.people(batch) if one.unit_id in units]
    middle = everybody[len(everybody) // 2].employee_id
    for few in (1, 10_000):
        monkeypatch.setattr("serving.store.scores.FEW", few)
        assert scores.people(batch, units=units) == everybody
        page = scores.places(batch, units=units, after=middle, limit=3)
        after = [one for one in everybody if one.employee_id > middle]
        assert page == [place_of(one) for one in after[:3]]
    assert scores.people(batch, units=["none"]) == []
