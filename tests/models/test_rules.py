"""Rules: dated, with their source, and obeyed by every suggestion."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_agencies import AS_OF, PEOPLE, Tables, agency, office, random_agencies

from features.prevented import Prevented
from features.records import Records
from features.sample import make_agency
from features.tables import EMPLOYMENT_TYPES
from models.courses import suggest_courses
from models.defaults.ladder import ladder, rungs_of_titles
from models.defaults.titles import plain_title
from models.development_limits import hours_left
from models.plan.year import Settings, year_plan
from models.rules import Rule, RuleBook, facts
from models.rules.book import packaged, packaged_moves
from models.rules.facts import holds_for
from models.rules.kinds import KINDS
from models.rules.move_kinds import people_numbers
from models.rules.readings import contract_years, employment, hours_under_ceiling
from models.rules.told import in_words

BOOK = packaged().enabling("contract_hours")
RULE = {rule.id: rule for rule in BOOK.rules}


def told(tables: Tables, person: str, rule: str, *items: str) -> dict[str, str]:
    found = facts(person, RULE[rule], AS_OF, tables=tables, items=list(items) or None)
    return dict(zip(found["item_id"], found["verdict"], strict=True))


def test_every_rule_names_a_source_and_speaks_both_languages() -> None:
    assert [rule.id for rule in BOOK.rules if not rule.source or rule.kind not in KINDS] == []
    for rule in BOOK.rules:
        assert set(rule.words) == {"en", "id"}
        assert rule.words["en"].count("%(") == rule.words["id"].count("%("), rule.id
        assert in_words(rule, "{}", "id")


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"kind": "functional", "level": "muda"}, "the present job is functional muda."),
        ({"kind": "functional", "level": None}, "the present job is functional."),
        ({"kind": None, "level": None}, "the present job is –."),
    ],
)
def test_of_what_belongs_together_only_what_is_known_is_said(
    numbers: dict[str, str | None], said: str
) -> None:
    assert in_words(RULE["other_audience"], json.dumps(numbers), "en").endswith(said)


def test_numbers_have_the_decimal_sign_of_the_language() -> None:
    words = {"en": "%(years)s years", "id": "%(years)s tahun"}
    rule = replace(RULE["contract_hours"], words=words)
    assert in_words(rule, '{"years": 6.8}', "id") == "6,8 tahun"
    assert in_words(rule, '{"years": 6.8}', "en") == "6.8 years"


def test_laws_are_dated_and_say_that_they_need_checking() -> None:
    laws = [rule for rule in BOOK.rules if rule.standing == "law"]
    assert laws
    assert [rule.id for rule in laws if rule.valid_from is None or rule.checked] == []


def test_a_rule_holds_from_its_first_day_to_before_its_last() -> None:
    rule = Rule("x", "rank", "s", {"en": "", "id": ""}, valid_from=date(2020, 1, 1),
                valid_to=date(2021, 1, 1))  # fmt: skip
    held = [rule.holds_on(date(2020, 1, 1) + timedelta(days=n)) for n in (-1, 0, 365, 366)]
    assert held == [False, True, True, False]


def staff(**more: str) -> Tables:
    """Return an agency of four kinds of employment, born in 1966 or 1990."""
    return agency(
        employees="""
employee_id,agency_id,joined_on,birth_date
pns,a,2010-01-01,1990-05-01
old,a,2010-01-01,1967-03-15
pppk,a,2022-01-01,1990-05-01
head,a,2010-01-01,1980-05-01
""",
        jobs="job_id,kind,level\nj,executor,\nh,supervisor,\n",
        assignments="employee_id,started_on,job_id\npns,2015-01-01,j\nold,2015-01-01,j\n"
        "pppk,2022-01-01,j\nhead,2015-01-01,h",
        statuses="employee_id,started_on,employment_type\npns,2010-01-01,pns\n"
        "old,2010-01-01,pns\npppk,2022-01-01,pppk\nhead,2010-01-01,pns",
        courses="course_id,title,hours\nshort,Menulis Surat,8\nlong,Audit Lanjutan,100\n"
        "pkp,Pelatihan Kepemimpinan Pengawas Angkatan IV,900\npka,Diklat PIM Tk. III,900\n"
        "odd,Tanpa Jam,",
        **more,
    )


def test_hours_owed_demand_and_the_ceiling_of_contract_staff_bars() -> None:
    tables = staff(
        trainings="employee_id,course_id,completed_on,hours\npns,odd,2025-01-01,30\n"
        "pppk,odd,2025-01-01,20\npppk,short,2024-01-01,20"
    )
    # As of the first day of 2025 nothing of that year is known but what the fixture says.
    assert told(tables, "old", "duty_hours", "short", "odd") == {
        "short": "demanded",
        "odd": "allowed",
    }
    assert set(told(tables, "pns", "duty_hours").values()) == {"allowed"}, "30 of 20 hours"
    assert told(tables, "pppk", "contract_hours", "short", "odd") == {
        "short": "barred",
        "odd": "allowed",
    }
    assert told(tables, "pns", "contract_hours", "long") == {"long": "allowed"}


@pytest.mark.parametrize(
    ("first_day", "verdict"),
    [
        ("2022-01-01", "allowed"),
        ("2022-01-02", "barred"),
        ("2020-06-15", "barred"),
        ("2020-12-01", "allowed"),
        ("2020-02-29", "barred"),
    ],
)
def test_the_ceiling_is_one_of_the_year_of_the_contract(first_day: str, verdict: str) -> None:
    tables = staff(
        trainings="employee_id,course_id,completed_on,hours\npppk,odd,2024-07-01,20\n"
        "pns,odd,2024-07-01,20"
    )
    statuses = tables["statuses"]
    statuses.loc[statuses["employee_id"] == "pppk", "started_on"] = pd.Timestamp(first_day)
    assert told(tables, "pppk", "contract_hours", "short") == {"short": verdict}
    assert told(tables, "pns", "duty_hours", "short") == {"short": "demanded"}, (
        "of the calendar year"
    )


def test_hours_of_contract_staff_count_from_the_anniversary_of_the_first_day() -> None:
    tables = staff()
    statuses = tables["statuses"]
    statuses.loc[2, "started_on"] = pd.Timestamp("2020-02-29")
    days = [date(2025, 2, 28), date(2025, 3, 1), date(2028, 2, 29)]
    begun = [contract_years(tables, day)["pppk"] for day in days]
    assert begun == [pd.Timestamp(day) for day in ("2024-02-29", "2025-03-01", "2028-02-29")]
    assert contract_years(tables, AS_OF).index.tolist() == ["pppk"]
    statuses.loc[2, "started_on"] = pd.NaT
    tables |= agency(
        trainings="employee_id,completed_on,hours\npppk,2024-12-31,20\npppk,2025-01-01,5"
    )
    assert hours_under_ceiling(tables, AS_OF)["pppk"] == 5, "no first day: the calendar year"


def test_a_contract_that_is_to_begin_is_not_the_present_one() -> None:
    tables = staff()
    statuses = tables["statuses"]
    statuses.loc[2, "started_on"] = pd.Timestamp("2021-03-01")
    renewed = statuses.loc[[2]].assign(started_on=pd.Timestamp("2026-01-01"))
    tables["statuses"] = pd.concat([statuses, renewed], ignore_index=True)
    assert contract_years(tables, date(2025, 12, 15))["pppk"] == pd.Timestamp("2025-03-01")
    assert contract_years(tables, date(2026, 1, 1))["pppk"] == pd.Timestamp("2026-01-01")


def with_status_to_come(tables: Tables, person: int, employment_type: str) -> Tables:
    """Return the tables with one more kind of employment, which begins a month after `AS_OF`."""
    own = tables["statuses"].loc[[person]]
    to_come = own.assign(started_on=pd.Timestamp("2025-02-01"), employment_type=employment_type)
    return {**tables, "statuses": pd.concat([tables["statuses"], to_come], ignore_index=True)}


def test_a_kind_of_employment_counts_from_its_first_day() -> None:
    tables = with_status_to_come(staff(), 2, "pns")
    assert employment(tables, AS_OF)["pppk"] == "pppk"
    assert employment(tables, date(2025, 2, 1))["pppk"] == "pns"
    assert set(told(tables, "pppk", "duty_hours").values()) == {"allowed"}, "a duty of PNS"
    book = RuleBook((RULE["contract_hours"],))
    assert hours_left(tables, AS_OF, book).to_dict() == {"pppk": 24.0}
    assert people_numbers(tables, AS_OF).loc["pppk", "employment_type"] == "pppk"
    candidate = with_status_to_come(staff(), 0, "cpns")
    candidate["courses"].loc[0, "title"] = "Latsar CPNS"
    assert told(candidate, "pns", "for_candidates_only", "short") == {"short": "barred"}


def test_whose_only_employment_is_to_come_is_under_no_rule_that_names_kinds() -> None:
    tables = staff()
    tables["statuses"].loc[2, "started_on"] = pd.Timestamp("2025-02-01")
    assert "pppk" not in employment(tables, AS_OF)
    nothing = employment(tables, AS_OF).reindex(["pppk"])
    scoped = [rule for rule in (*packaged_moves().rules, *BOOK.rules) if rule.scope]
    assert [rule.id for rule in scoped if holds_for(rule, nothing).any()] == []
    assert set(told(tables, "pppk", "contract_hours").values()) == {"allowed"}
    assert "pppk" not in hours_left(tables, AS_OF, BOOK)
    tables["courses"].loc[0, "title"] = "Latsar CPNS"
    said = facts("pppk", RULE["for_candidates_only"], AS_OF, tables=tables, items=["short"])
    assert said["en"].tolist() == ["Basic training of candidates; employment on record: –."]


def test_a_rank_counts_from_its_first_day() -> None:
    tables = staff(
        ranks="employee_id,started_on,rank\npns,2020-04-01,III/b\npns,2025-04-01,III/c",
        course_requirements="course_id,min_rank\nlong,III/c",
    )
    assert told(tables, "pns", "needs_rank", "long") == {"long": "barred"}
    said = facts("pns", RULE["needs_rank"], AS_OF, tables=tables, items=["long"])
    assert said["en"].tolist() == ["Asks for rank III/c; on record is III/b."]
    assert people_numbers(tables, AS_OF).loc["pns", "rank"] == "III/b"


def test_a_study_that_is_to_begin_binds_nobody_yet() -> None:
    tables = staff(absences="employee_id,started_on,ended_on,kind\npns,2025-02-01,2026-02-01,study")
    tables["courses"].loc[0, "title"] = "Tugas Belajar S2"
    assert told(tables, "pns", "study_bond", "short") == {"short": "allowed"}


def test_the_ladder_demands_the_own_rung_and_bars_higher_ones() -> None:
    assert told(staff(), "head", "leadership_ladder", "pkp", "pka", "short") == {
        "pkp": "demanded",
        "pka": "barred",
        "short": "allowed",
    }
    done = staff(trainings="employee_id,title,completed_on\nhead,ADUM Angkatan 2,1999-05-01")
    assert told(done, "head", "leadership_ladder", "pkp") == {"pkp": "allowed"}
    assert told(done, "pns", "leadership_ladder", "pkp") == {"pkp": "barred"}


def test_retirement_too_near_bars_long_courses_only() -> None:
    assert told(staff(), "old", "retires_too_soon", "long", "short", "odd") == {
        "long": "barred",
        "short": "allowed",
        "odd": "allowed",
    }
    assert told(staff(), "pns", "retires_too_soon", "long") == {"long": "allowed"}


def test_who_is_away_for_long_or_bound_by_a_study_is_barred() -> None:
    tables = staff(
        absences="employee_id,started_on,ended_on,kind\npns,2024-01-01,,study\n"
        "old,2024-06-01,2025-03-01,other\nhead,2022-01-01,2024-01-01,study"
    )
    assert set(told(tables, "pns", "not_available").values()) == {"barred"}
    assert set(told(tables, "old", "not_available").values()) == {"allowed"}, "back in March"
    tables["courses"].loc[0, "title"] = "Tugas Belajar S2"
    assert told(tables, "head", "study_bond", "short", "long") == {
        "short": "barred",
        "long": "allowed",
    }


def test_facts_name_article_numbers_and_sentences() -> None:
    (row,) = facts("old", RULE["retires_too_soon"], AS_OF, tables=staff(), items=["long"]).to_dict(
        "records"
    )
    assert "Ps 239" in row["source"]
    assert json.loads(row["numbers"])["months_to_retirement"] == 3
    assert "3 months" in row["en"]
    assert "3 bulan" in row["id"]
    everything = facts(["old", "pns"], BOOK, AS_OF, tables=staff())
    assert len(everything) == 2 * 5 * len(BOOK.in_force(AS_OF))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]", "not a readable TOML"),
        ('[[rule]]\nid="x"\nkind="rank"\nsource="s"', "words is missing"),
        ('[[rule]]\nid="x"\nkind="magic"\nsource="s"\nwords={en="",id=""}', "no kind magic"),
        ('[[rule]]\nid="x"\nkind="rank"\nsource="s"\nwords={en=""}', "en and id"),
        ('[[rule]]\nid="x"\nkind="away"\nsource="s"\nwords={en="",id=""}', "months is missing"),
        ('[[rule]]\nid="x"\nkind="rank"\nsource="s"\nwords={en="",id=""}\nscope=["pn"]', "pn is"),
        (
            '[[rule]]\nid="x"\nkind="rank"\nsource="s"\nwords={en="",id=""}\nvalid_from="2020"',
            "day",
        ),
        ('[[rule]]\nid="x"\nkind="rank"\nsource="s"\nwords={en="",id=""}\nfoo=1', "foo is not"),
    ],
)
def test_a_wrong_rule_file_is_explained(text: str, said: str) -> None:
    with pytest.raises(Prevented, match=said):
        RuleBook.of_text(text, file="own.toml")


@st.composite
def random_books(draw: st.DrawFn) -> RuleBook:
    """Draw rules of every kind with random days, scopes and numbers."""
    day = st.none() | st.sampled_from([date(2010, 1, 1), AS_OF, date(2030, 1, 1)])
    rules = []
    for rule in BOOK.rules:
        numbers = {
            name: draw(st.integers(0, 40))
            for name, value in rule.parameters.items()
            if not isinstance(value, str)
        }
        scope = draw(st.sets(st.sampled_from(EMPLOYMENT_TYPES), max_size=3))
        rules.append(
            Rule(
                **{
                    **vars(rule),
                    "parameters": {**rule.parameters, **numbers},
                    "scope": tuple(sorted(scope)),
                    "valid_from": draw(day),
                    "valid_to": draw(day),
                }
            )
        )
    return RuleBook(tuple(rules))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables=random_agencies(), book=random_books())
def test_every_suggestion_obeys_every_rule(tables: Tables, book: RuleBook) -> None:
    listed = suggest_courses(tables, AS_OF, k=9, book=book, defaults=False)
    found = facts(PEOPLE, book, AS_OF, tables=tables)
    assert set(found["rule"]) <= {rule.id for rule in book.rules if rule.holds_on(AS_OF)}
    barred = found[found["verdict"] == "barred"]
    both = listed.merge(barred, on=["employee_id", "item_id"])
    assert both.empty, both["rule"].tolist()


@pytest.fixture(scope="module")
def invented() -> Tables:
    made = make_agency(employees=120, years=3, until=AS_OF, seed=7)
    return dict(Records.of(made.tables).as_of(AS_OF).frames)


@settings(max_examples=4, deadline=None)
@given(book=random_books())
def test_every_place_of_the_year_obeys_every_rule(invented: Tables, book: RuleBook) -> None:
    within = Settings(budget=1e9, book=book, away_share=1.0, floor_share=0.0)
    plan = year_plan(invented, AS_OF, within, what_if=False)
    assert len(plan.places) + sum(plan.candidates.barred.values()) > 50
    people = plan.places["employee_id"].unique()
    found = facts(people, book, AS_OF, tables=invented)
    barred = found[found["verdict"] == "barred"].rename(columns={"item_id": "course_id"})
    both = plan.places.merge(barred, on=["employee_id", "course_id"])
    assert both.empty, both["rule"].tolist()


def test_titles_lose_batches_and_years() -> None:
    plain = {plain_title(one) for one in (
        "Pelatihan Dasar  Analisis Kebijakan", "PELATIHAN DASAR ANALISIS KEBIJAKAN Angkatan XII",
        "Pelatihan Dasar Analisis Kebijakan Tahun 2023",
        "pelatihan dasar analisis-kebijakan (batch 3)",
    )}  # fmt: skip
    assert plain == {"pelatihan dasar analisis kebijakan"}


def test_older_names_stand_on_the_same_rung() -> None:
    titles = pd.Series(["SPAMA", "Diklatpim Tk. III", "Pelatihan Kepemimpinan Administrator",
                        "PKN Tingkat II", "PKN Tk. I", "Sepala", "Kepemimpinan"])  # fmt: skip
    codes = rungs_of_titles(titles).map(dict(enumerate(rung.code for rung in ladder())))
    expected = ["PKA", "PKA", "PKA", "PKN II", "PKN I", "PKP"]
    assert codes.tolist()[:6] == expected
    assert pd.isna(codes.iloc[6])


def test_the_office_is_untouched_by_rules_it_gives_no_ground_for() -> None:
    found = facts("p6", None, AS_OF, tables=office())
    assert set(found.loc[found["verdict"] == "barred", "rule"]) == set()


def test_the_disputed_ceiling_holds_only_where_the_office_wants_it() -> None:
    (ceiling,) = [rule for rule in packaged().rules if rule.id == "contract_hours"]
    assert not ceiling.holds_on(AS_OF)
    assert "diperdebatkan" in ceiling.cited
    assert "contract_hours" not in [rule.id for rule in packaged().in_force(AS_OF)]
    assert "contract_hours" in [rule.id for rule in BOOK.in_force(AS_OF)]
    with pytest.raises(KeyError, match="no_such_rule"):
        packaged().enabling("no_such_rule")


def test_what_somebody_declined_is_not_suggested_again() -> None:
    answers = agency(
        responses="employee_id,answered_on,course_id,mentor_id,answer\n"
        "pns,2024-01-01,short,,known_already\npns,2024-01-01,long,,wanted\n"
        "old,2024-12-01,short,,not_now\nold,2024-01-01,long,,not_now\n"
        "head,2024-01-01,short,,not_relevant\nhead,2024-06-01,short,,wanted"
    )
    tables = staff() | answers
    barred = {
        (person, course)
        for person in ("pns", "old", "head")
        for course, verdict in told(tables, person, "declined", "short", "long").items()
        if verdict == "barred"
    }
    assert barred == {("pns", "short"), ("old", "short")}
