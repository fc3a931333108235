"""Moves: what is open, who brings enough, what rules say, and moves chosen together."""

import itertools
from datetime import date
from importlib import resources

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_agencies import AS_OF, Tables, agency, shuffled

from features.prevented import Prevented
from models.moves.changes import job_changes
from models.moves.facts import MoveRules, move_facts
from models.moves.next_job import NextJob
from models.moves.suggesting import move_scorers, suggest_moves
from models.moves.together import choose_moves, choose_together, posts_of
from models.openings import openings, place_id
from models.rules.book import RuleBook, packaged_moves
from models.rules.elections import dated, elections_of
from models.rules.kinds import KINDS
from models.rules.move_kinds import VERDICTS, people_numbers
from models.rules.told import in_words
from models.scorers import rows_of

BOOK = packaged_moves()


def regency() -> Tables:
    """Return an agency with a vacant post in ``south`` and a project in ``north``."""
    return agency(
        employees="""
employee_id,agency_id,joined_on,birth_date
ana,a,2010-01-01,1985-05-01
budi,a,2010-01-01,1985-05-01
cici,a,2010-01-01,1985-05-01
dodi,a,2024-06-01,1998-05-01
eka,a,2000-01-01,1967-09-01
head,a,2000-01-01,1975-05-01
""",
        statuses="""
employee_id,started_on,employment_type
ana,2010-01-01,pns
budi,2010-01-01,pppk
cici,2010-01-01,pns
dodi,2024-06-01,cpns
eka,2000-01-01,pns
head,2000-01-01,pns
""",
        ranks="""
employee_id,started_on,rank
ana,2020-01-01,III/c
cici,2020-01-01,III/c
eka,2020-01-01,III/c
""",
        units="""
unit_id,agency_id,parent_id,name,region,head_id
north,a,,North,hills,
south,a,,South,coast,head
""",
        jobs="""
job_id,name,kind,family,level,job_class
an,Analyst Muda,functional,analysis,muda,9
an0,Analyst Pertama,functional,analysis,pertama,8
st,Statistician Muda,functional,analysis,muda,9
sup,Head of section,supervisor,lead,,9
cl,Clerk,executor,office,,6
""",
        assignments="""
employee_id,started_on,job_id,unit_id
ana,2019-01-01,an,north
budi,2019-01-01,an,north
cici,2024-06-01,an,north
dodi,2024-06-01,an,north
eka,2010-01-01,an,north
head,2015-01-01,sup,south
""",
        establishment="""
unit_id,job_id,needed,strategic
north,an,5,False
south,an,2,True
south,st,1,False
south,sup,2,True
""",
        opportunities="""
opportunity_id,kind,unit_id,job_id,opens_on,closes_on,starts_on,ends_on,places,competencies
pr,project,north,,2024-12-01,2025-02-01,2025-03-01,2025-09-01,2,data
old,project,north,,2023-12-01,2024-02-01,2024-03-01,2024-09-01,2,data
""",
        competencies="competency_id,name\ndata,Data analysis\ntext,Writing",
        competency_standards="""
job_id,competency_id,required_level,importance
an,data,3,2
an,text,3,2
st,data,4,2
sup,data,3,2
""",
        assessments="""
employee_id,competency_id,level,assessed_on,method
ana,data,2,2024-01-01,centre
ana,text,3,2024-01-01,centre
budi,data,2,2024-01-01,centre
eka,data,2,2024-01-01,centre
""",
        conflicts="employee_id,with_employee_id,kind,started_on\nana,head,kin,2020-01-01",
        goals="employee_id,declared_on,preferred_region\ncici,2024-01-01,coast",
    )


def without(tables: Tables, *names: str) -> Tables:
    return {name: frame for name, frame in tables.items() if name not in names}


def rules_for(tables: Tables, person: str, item: str, day: date = AS_OF) -> set[str]:
    rules = MoveRules().fit(tables, day)
    found = move_facts(rules.people_.loc[[person]], rules.openings_.loc[[item]], day, told=False)
    return set(found["rule"])


def test_vacancies_are_posts_needed_less_posts_held() -> None:
    found = openings(regency(), AS_OF)
    assert found["places"].to_dict() == {
        "pr": 2.0,
        "south:an": 2.0,
        "south:st": 1.0,
        "south:sup": 1.0,
    }
    assert found["strategic"].to_dict()["south:an"]
    assert found.loc["pr", "kind"] == "project"


def test_a_rung_is_not_vacant_where_the_ladder_is_full() -> None:
    tables = regency() | agency(establishment="unit_id,job_id,needed\nnorth,an,3\nnorth,an0,2")
    assert "north:an0" not in openings(tables, AS_OF).index


def test_an_announced_post_stands_for_its_vacancy() -> None:
    tables = regency() | agency(
        opportunities="opportunity_id,kind,unit_id,job_id,opens_on,places\nx,post,south,an,2024-12-01,1"
    )
    found = openings(tables, AS_OF)
    assert "south:an" not in found.index
    assert found.loc["x", ["needed", "strategic"]].tolist() == [2.0, True]


def test_ids_of_vacancies_never_grow_too_long() -> None:
    unit, job, other = "u" * 120, "j" * 120, "k" * 120
    assert len(place_id(unit, job)) == 64
    assert place_id(unit, job) != place_id(unit, other)


@pytest.mark.parametrize(
    ("person", "item", "rule"),
    [
        ("cici", "south:an", "two_years_in_post"),
        ("budi", "south:an", "contract_post"),
        ("dodi", "south:an", "probation"),
        ("eka", "south:an", "retires_before_use"),
        ("ana", "south:an", "head_in_conflict"),
        ("ana", "south:an", "five_years_in_post"),
        ("ana", "south:sup", "promotion_by_selection"),
        ("ana", "south:st", "other_profession"),
        ("head", "south:sup", "holds_this_post"),
        ("head", "south:an", "rank_of_post"),
    ],
)
def test_rules_say_who_may_not_move_where(person: str, item: str, rule: str) -> None:
    assert rule in rules_for(regency(), person, item)


@pytest.mark.parametrize(
    ("started_on", "ended_on", "stands"),
    [
        ("2020-01-01", None, True),
        (None, None, True),
        ("2020-01-01", "2025-01-02", True),
        ("2020-01-01", "2025-01-01", False),
        ("2025-01-02", None, False),
    ],
)
def test_a_conflict_stands_from_its_first_day_to_its_last(
    started_on: str | None, ended_on: str | None, *, stands: bool
) -> None:
    tables = regency()
    tables["conflicts"] = rows_of(tables, "conflicts").assign(
        started_on=pd.Timestamp(started_on or "NaT"), ended_on=pd.Timestamp(ended_on or "NaT")
    )
    assert ("head_in_conflict" in rules_for(tables, "ana", "south:an")) is stands


def test_a_conflict_is_one_with_who_leads_the_unit_on_that_day() -> None:
    tables = regency() | agency(
        units="""
unit_id,name,head_id,valid_from,valid_to
south,South,cici,2025-01-01,
south,South,head,2015-01-01,2025-01-01
"""
    )
    assert "head_in_conflict" not in rules_for(tables, "ana", "south:an")
    tables["conflicts"]["with_employee_id"] = "cici"
    assert "head_in_conflict" in rules_for(tables, "ana", "south:an")


def test_contract_staff_may_join_a_project_of_their_own_unit_only() -> None:
    tables = regency()
    assert "contract_unit" not in rules_for(tables, "budi", "pr")
    tables["assignments"].loc[tables["assignments"]["employee_id"] == "budi", "unit_id"] = "south"
    assert "contract_unit" in rules_for(tables, "budi", "pr")


def test_no_post_changes_before_an_election() -> None:
    tables = regency() | agency(
        opportunities="opportunity_id,kind,unit_id,job_id,opens_on,places\nx,post,south,an,2024-01-01,1"
    )
    for day, said in (
        (date(2024, 3, 21), set()),
        (date(2024, 3, 22), {"election_freeze"}),
        (date(2025, 2, 19), {"election_freeze"}),
        (date(2025, 2, 20), {"election_not_on_record"}),
        (date(2031, 1, 1), {"election_not_on_record"}),
    ):
        assert {
            one for one in rules_for(tables, "ana", "x", day) if one.startswith("election")
        } == said, day


LATER = """
[[election]]
name = "Pilkada kedua"
candidates_fixed_on = 2030-03-31
office_ends_on = 2031-02-01
source = "uji"
[[election]]
name = "Pilkada pertama"
candidates_fixed_on = 2024-09-22
office_ends_on = 2025-02-20
source = "uji"
"""


def test_a_later_election_is_a_row_of_the_data_file() -> None:
    text = resources.files("models.rules").joinpath("moves.toml").read_text(encoding="utf-8")
    book = dated(RuleBook.of_text(text, file="moves"), elections_of(LATER, file="elections"))
    versions = [one for one in book.rules if one.id == "election_freeze"]
    assert [(one.valid_from, one.valid_to) for one in versions] == [
        (date(2024, 3, 22), date(2025, 2, 20)),
        (date(2029, 9, 30), date(2031, 2, 1)),
    ]
    for day, said in (
        (date(2027, 1, 1), []),
        (date(2030, 1, 1), ["election_freeze"]),
        (date(2031, 2, 1), ["election_not_on_record"]),
    ):
        assert [one.id for one in book.in_force(day) if one.id.startswith("election")] == said
    assert "Pilkada kedua" in versions[1].words["id"]


def test_nothing_known_of_elections_bars_nobody_and_is_said() -> None:
    day, tables = date(2026, 1, 1), without(regency(), "conflicts")
    rules = MoveRules().fit(tables, day)
    people, opened = rules.people_.loc[["ana"]], rules.openings_.loc[["south:an"]]
    said = move_facts(people, opened, day, told=False).set_index("rule")["verdict"].to_dict()
    assert said == {"five_years_in_post": "demanded", "election_not_on_record": "unknown"}
    assert not rules.barred(people.index, opened.index).any()
    words = move_facts(people, opened, day, told=False).set_index("rule")["id"]
    assert "Pilkada 27 November 2024" in words["election_not_on_record"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("candidates_fixed_on = 2024-09-22", "candidates_fixed_on is missing"),
        ("office_ends_on = 2025-02-20", "office_ends_on is missing"),
        ('name = "Pilkada pertama"', "name is missing"),
    ],
)
def test_a_row_of_elections_that_lacks_something_is_told(line: str, told: str) -> None:
    with pytest.raises(Prevented, match=f"elections, election 2: {told}"):
        elections_of(LATER.replace(line + "\n", ""), file="elections")


def test_a_row_of_elections_with_a_wrong_day_is_told() -> None:
    for day in ("2024-09-22T00:00:00", '"22-09-2024"'):
        with pytest.raises(Prevented, match="candidates_fixed_on must be a day"):
            elections_of(LATER.replace("2024-09-22", day), file="elections")
    with pytest.raises(Prevented, match="office_ends_on must be after"):
        elections_of(LATER.replace("2031-02-01", "2030-03-31"), file="elections")
    with pytest.raises(Prevented, match="elections is not a readable TOML file"):
        elections_of("[[election]", file="elections")


def test_every_rule_about_moves_names_its_source_in_both_languages() -> None:
    for rule in BOOK.rules:
        assert rule.kind in KINDS
        assert rule.source
        assert rule.words["en"].count("%(") == rule.words["id"].count("%("), rule.id
        assert in_words(rule, "{}", "id")
        assert "%(job_kind)s" not in rule.words["id"], "a code is no Indonesian"
        assert rule.standing != "law" or (rule.valid_from is not None and not rule.checked)


def test_no_suggested_move_breaks_a_rule() -> None:
    day, tables = date(2025, 3, 1), without(regency(), "conflicts")
    listed = suggest_moves(tables, day)
    assert len(listed)
    rules = MoveRules().fit(tables, day)
    for employee, item in listed[["employee_id", "item_id"]].itertuples(index=False):
        said = move_facts(rules.people_.loc[[employee]], rules.openings_.loc[[item]], day)
        assert "barred" not in set(said["verdict"])


def test_a_project_is_suggested_to_whom_it_teaches_what_the_job_asks() -> None:
    listed = suggest_moves(regency(), date(2025, 1, 2))
    reasons = listed[listed["item_id"] == "pr"].set_index("employee_id")
    assert {"ana", "budi"} <= set(reasons.index)
    assert '"competency": "Data analysis"' in reasons.loc["ana", "reason_values"]
    assert '"to_level": 3.0' in reasons.loc["ana", "reason_values"]


def test_a_declared_wish_counts_and_nothing_else_about_home() -> None:
    tables = regency()
    tables["goals"] = tables["goals"].assign(employee_id="ana")
    wished = move_scorers()[0].fit(tables, AS_OF).score(["ana"])
    plain = move_scorers()[0].fit(without(tables, "goals"), AS_OF).score(["ana"])
    ratio = pd.Series((wished.values / plain.values)[0], index=wished.items)
    assert ratio["south:an"] == 1.25
    assert ratio["pr"] == 1.0


def test_moves_do_not_look_at_departures_of_others_or_at_protected_attributes() -> None:
    tables = regency()
    changed = dict(tables)
    changed["employees"] = tables["employees"].assign(sex="f", disability=True)
    day = date(2025, 3, 1)
    pd.testing.assert_frame_equal(suggest_moves(tables, day), suggest_moves(changed, day))


def test_lists_are_the_same_whatever_the_order_of_rows() -> None:
    day = date(2025, 3, 1)
    pd.testing.assert_frame_equal(
        suggest_moves(regency(), day), suggest_moves(shuffled(regency()), day)
    )


def test_without_standards_or_establishment_there_is_a_sensible_answer() -> None:
    bare = without(regency(), "competency_standards", "competencies", "assessments")
    assert suggest_moves(bare, AS_OF).empty, "nobody is known to bring enough"
    nothing = without(regency(), "establishment", "opportunities")
    assert suggest_moves(nothing, AS_OF).empty
    assert suggest_moves({"employees": regency()["employees"]}, AS_OF).empty


def renamed_roster(*, new_name: str) -> Tables:
    """Return ten clerks, nine of whom are called otherwise one day, and one who moves."""
    people = [f"p{n}" for n in range(10)]
    rows = [f"{one},2015-01-01,old,u" for one in people]
    rows += [f"{one},2016-01-01,{new_name},u" for one in people[:9]]
    rows += ["p9,2016-01-01,boss,u"]
    return agency(
        employees="employee_id,agency_id,joined_on\n"
        + "\n".join(f"{one},a,2015-01-01" for one in people),
        jobs="job_id,name\nold,Office clerk\nnew,Office clerk\nboss,Manager",
        assignments="employee_id,started_on,job_id,unit_id\n" + "\n".join(rows),
    )


def test_a_renamed_job_is_no_change_of_job() -> None:
    found = job_changes(renamed_roster(new_name="new"), date(2017, 1, 1))
    assert found["employee_id"].tolist() == ["p9"]
    assert found["to_job"].tolist() == ["boss"]


def test_next_job_learns_the_way_that_people_went() -> None:
    """A thousand apprentices became makers of their own trade; so should the next one."""
    people, rows = [f"p{n:04d}" for n in range(400)], []
    for n, one in enumerate(people):
        trade = "abcd"[n % 4]
        rows.append(f"{one},2010-01-01,{trade}-1,u{n % 4}")
        if n >= 40:
            rows.append(f"{one},{2014 + n % 6}-0{1 + n % 9}-11,{trade}-2,u{n % 4}")
    names = [f"{t}-{k},{t * 4} trade {k}" for t in "abcd" for k in (1, 2)]
    tables = agency(
        employees="employee_id,agency_id,joined_on\n"
        + "\n".join(f"{one},a,2010-01-01" for one in people),
        jobs="job_id,name\n" + "\n".join(names),
        assignments="employee_id,started_on,job_id,unit_id\n" + "\n".join(rows),
    )
    model = NextJob().fit(tables, date(2020, 1, 1))
    scores = model.score(people[:40])
    best = scores.items[np.nanargmax(scores.values, axis=1)]
    assert list(best) == [f"{'abcd'[n % 4]}-2" for n in range(40)]


POSTS = ["a", "b", "c", "d"]


@st.composite
def exchanges(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw posts, holders who stay or retire soon, and who may move where with what benefit."""
    count = st.integers(0, 2)
    posts = pd.DataFrame(
        {
            "needed": [draw(count) for _ in POSTS],
            "held": [draw(count) for _ in POSTS],
            "must_fill": [draw(st.booleans()) for _ in POSTS],
        },
        index=pd.Index(POSTS, name="post"),
    )
    posts["retiring"] = [draw(st.integers(0, stays)) for stays in posts["held"]]
    rows = []
    for n in range(draw(st.integers(1, 4))):
        origin = draw(st.sampled_from([*POSTS, None]))
        if origin is not None:
            posts.loc[origin, "held"] += 1
        for to in draw(st.sets(st.sampled_from(POSTS))):
            rows.append((f"p{n}", to, origin, to, draw(st.integers(0, 9))))
    columns = ["employee_id", "item_id", "from_post", "to_post", "benefit"]
    return pd.DataFrame(rows, columns=columns), posts


def after(moves: pd.DataFrame, posts: pd.DataFrame) -> pd.Series:
    entered, left = (moves[side].value_counts() for side in ("to_post", "from_post"))
    held: pd.Series = posts["held"].add(entered, fill_value=0).sub(left, fill_value=0)
    return held.reindex(posts.index)


def is_allowed(moves: pd.DataFrame, posts: pd.DataFrame) -> bool:
    held = after(moves, posts)
    kept = posts["needed"] + posts["retiring"]
    least = np.minimum(posts["held"], kept).where(posts["must_fill"], 0)
    most = np.maximum(posts["held"], posts["needed"])
    return bool((held >= least).all() and (held <= most).all())


@given(exchanges())
@settings(max_examples=200, deadline=None)
def test_no_post_that_must_be_filled_is_left_emptier(
    drawn: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    pairs, posts = drawn
    made = choose_together(pairs, posts)
    assert not made.moves["employee_id"].duplicated().any()
    assert is_allowed(made.moves, posts)
    assert (made.posts["after"] == after(made.moves, posts)).all()


@given(exchanges())
@settings(max_examples=40, deadline=None)
def test_no_other_choice_is_worth_more(drawn: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    pairs, posts = drawn
    pairs = pairs[pairs["from_post"] != pairs["to_post"]].reset_index(drop=True)

    def worth(moves: pd.DataFrame) -> float:
        filled = np.minimum(after(moves, posts), np.maximum(posts["needed"], posts["held"]))
        filled = (filled - posts["held"]).clip(lower=0).where(posts["must_fill"], 0).sum()
        largest = max(pairs["benefit"].max(), 1e-12)
        return float((np.round(10_000 * moves["benefit"] / largest) + 1).sum() + 40_000 * filled)

    made = choose_together(pairs, posts)
    groups = [[None, *rows.index] for _, rows in pairs.groupby("employee_id")]
    every = (
        pairs.loc[[row for row in one if row is not None]] for one in itertools.product(*groups)
    )
    assert worth(made.moves) == pytest.approx(
        max(worth(moves) for moves in every if is_allowed(moves, posts))
    )


def test_moves_of_an_agency_chosen_together_break_no_rule_and_fill_posts() -> None:
    tables = without(regency(), "conflicts")
    day = date(2025, 3, 1)
    made = choose_moves(tables, day, years=2)
    assert (made.posts["after"] >= np.minimum(made.posts["held"], made.posts["needed"]))[
        made.posts["must_fill"]
    ].all()
    rules = MoveRules().fit(tables, day)
    for employee, item in made.moves[["employee_id", "item_id"]].itertuples(index=False):
        assert not rules.barred(pd.Index([employee]), pd.Index([item])).any()
    assert posts_of(tables, day).loc["south:an"].to_dict() == {
        "needed": 2, "held": 0, "retiring": 0, "must_fill": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("moves", "held", "retiring", "gone"),
    [
        ("p a b", "1 0 0", "0 0 0", ""),
        ("p a b", "2 0 0", "0 0 0", "p"),
        ("p a b", "2 0 0", "1 0 0", ""),
        ("p a b, q b a", "1 1 0", "0 0 0", "p q"),
        ("p a b, q b a", "1 1 0", "1 1 0", "p q"),
        ("p a b, q b c, r c a", "1 1 1", "0 0 0", "p q r"),
        ("p a b, q b c", "1 1 0", "0 0 0", ""),
        ("p a b, q c a, r - c", "1 0 1", "0 0 0", "p q r"),
        ("p a b, q c a", "1 0 2", "0 0 0", "p q"),
        ("p a b, q c a", "1 0 2", "0 0 1", ""),
    ],
)
def test_chains_and_circles_leave_no_post_empty_that_must_be_filled(
    moves: str, held: str, retiring: str, gone: str
) -> None:
    pairs = pd.DataFrame([one.split() for one in moves.split(", ")], columns=COLUMNS)
    pairs = pairs.assign(item_id=pairs["to_post"], benefit=1.0).replace({"from_post": {"-": None}})
    counts = {"held": map(int, held.split()), "retiring": map(int, retiring.split())}
    posts = pd.DataFrame(counts, index=pd.Index(["a", "b", "c"], name="post"))
    made = choose_together(pairs, posts.assign(needed=1, must_fill=True))
    assert made.moves["employee_id"].tolist() == gone.split()


COLUMNS = ["employee_id", "from_post", "to_post"]


def test_a_second_candidate_does_not_empty_the_post_that_both_leave() -> None:
    posts = pd.DataFrame(
        {"needed": [1, 2], "held": [2, 0], "retiring": 0, "must_fill": True},
        index=pd.Index(["a", "b"], name="post"),
    )
    pairs = pd.DataFrame([("p", "a", "b"), ("q", "a", "b")], columns=COLUMNS)
    made = choose_together(pairs.assign(item_id="b", benefit=[1.0, 2.0]), posts)
    assert made.moves["employee_id"].tolist() == ["q"]
    assert made.posts["after"].to_dict() == {"a": 1, "b": 1}


def test_who_retires_within_the_year_does_not_keep_a_post() -> None:
    tables = regency()
    tables["establishment"].loc[0, ["needed", "strategic"]] = [4, True]
    found = posts_of(tables, AS_OF).loc["north:an"]
    assert found.to_dict() == {"needed": 4, "held": 5, "retiring": 1, "must_fill": True}


def test_every_kind_of_rule_about_moves_is_used_and_person_numbers_hold_no_birth_date() -> None:
    assert {rule.kind for rule in BOOK.rules} == set(VERDICTS)
    columns = people_numbers(regency(), AS_OF).columns
    assert not {"birth_date", "sex", "disability"} & set(columns)
