"""Mentoring from the round to the rating: reviewed before it is said, ended without blame."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from serving.enrolled import away_from, opted_out
from serving.entered import EnteredSource
from serving.settings import office_today
from serving.store import Stores
from tests.serving.agency import PASSWORD, SignIn, keep, pseudonym

MENTEE, MENTOR = pseudonym(4), pseudonym(9)


@pytest.fixture
def coordinator(stores: Stores) -> str:
    """The account of who coordinates mentoring."""
    stores.accounts.create("koordinator", roles=("mentor_coordinator",), password=PASSWORD)
    return "koordinator"


@pytest.fixture
def pair(stores: Stores) -> tuple[str, str]:
    """Accounts of two people on record."""
    for name, person in (("mentee", MENTEE), ("mentor", MENTOR)):
        stores.accounts.create(
            name, roles=("employee",), password=PASSWORD, employee_id=person, agency_id="3372"
        )
    return "mentee", "mentor"


@pytest.fixture
def draft(stores: Stores) -> int:
    """A round with one pair, not yet published."""
    pairs = [{"mentee_id": MENTEE, "mentor_id": MENTOR, "benefit": 1.5}]
    content = {"as_of": "2026-01-01", "pairs": pairs, "waiting": 2}
    return stores.growth.add(
        "matching_round", content, agency_id="3372", employee_id="", account="koordinator"
    )


def published(api: SignIn, coordinator: str, draft: int) -> None:
    answer = api(coordinator).post(f"/v1/matchings/{draft}/publish", json={"mentees": [MENTEE]})
    assert answer.json()["published"] == [MENTEE]


def note(api: SignIn, who: str, person: str, **values: object) -> dict[str, object]:
    answer = api(who).post(f"/v1/employees/{person}/mentorings/notes", json=values)
    assert answer.status_code == 200, answer.json()
    found: dict[str, object] = answer.json()
    return found


def test_nothing_begins_before_the_coordinator_publishes_it(
    api: SignIn, stores: Stores, coordinator: str, draft: int
) -> None:
    assert stores.entries.rows("mentorings") == []
    published(api, coordinator, draft)
    [begun] = stores.entries.rows("mentorings")
    assert (begun["mentee_id"], begun["mentor_id"]) == (MENTEE, MENTOR)
    again = api(coordinator).post(f"/v1/matchings/{draft}/publish", json={"mentees": [MENTEE]})
    assert again.status_code == 422


def begin(api: SignIn, coordinator: str, mentee: str, mentor: str) -> tuple[int, str]:
    answer = api(coordinator).post(f"/v1/employees/{mentee}/mentorings", json={"mentor_id": mentor})
    return answer.status_code, str(answer.json().get("type", ""))


def test_no_barred_or_overfull_pair_begins_by_any_way(
    api: SignIn, stores: Stores, coordinator: str, draft: int
) -> None:
    place = {"shown": {"places": 1.0}}
    keep(stores, "mentor", MENTOR, place)
    keep(stores, "mentor_standing", pseudonym(5), [MENTOR])
    assert begin(api, coordinator, pseudonym(5), MENTOR)[1].endswith("not-allowed")
    assert begin(api, coordinator, pseudonym(6), pseudonym(7))[1].endswith("no-place")
    assert begin(api, coordinator, pseudonym(6), MENTOR)[0] == 200
    late = api(coordinator).post(f"/v1/matchings/{draft}/publish", json={"mentees": [MENTEE]})
    assert late.json()["type"].endswith("no-place")
    assert len(stores.entries.rows("mentorings")) == 1


@pytest.mark.parametrize("typed", ["198001012005011001", "x/y", "nobody"])
def test_what_is_typed_in_place_of_a_mentee_is_refused_and_not_written_down(
    api: SignIn, browser: SignIn, stores: Stores, coordinator: str, *, draft: int, typed: str
) -> None:
    guest = browser(coordinator)
    form = {"kunci": key_of(guest.get("/mentoring").text)}
    for chosen in ([typed], [MENTEE, typed]):
        assert guest.post(f"/mentoring/{draft}", data={**form, "pilih": chosen}).status_code == 422
        sent = {"mentees": chosen}
        answer = api(coordinator).post(f"/v1/matchings/{draft}/publish", json=sent)
        assert answer.status_code == 422
    assert typed not in {line.subject for line in stores.access_log.newest(limit=100)}
    assert stores.entries.rows("mentorings") == []


def test_two_people_who_name_each_other_begin_once(
    api: SignIn, stores: Stores, coordinator: str
) -> None:
    assert begin(api, coordinator, MENTEE, MENTOR)[0] == 200
    for pair in ((MENTOR, MENTEE), (MENTEE, MENTOR)):
        assert begin(api, coordinator, *pair)[1].endswith("not-allowed")
    assert len(stores.entries.rows("mentorings")) == 1


def test_of_two_opposite_pairs_in_one_round_neither_begins(
    api: SignIn, stores: Stores, coordinator: str
) -> None:
    pairs = [
        {"mentee_id": one, "mentor_id": other, "benefit": 1.5}
        for one, other in ((MENTEE, MENTOR), (MENTOR, MENTEE))
    ]
    content = {"as_of": "2026-01-01", "pairs": pairs, "waiting": 0}
    draft = stores.growth.add(
        "matching_round", content, agency_id="3372", employee_id="", account="koordinator"
    )
    both = {"mentees": [MENTEE, MENTOR]}
    answer = api(coordinator).post(f"/v1/matchings/{draft}/publish", json=both)
    assert (answer.status_code, answer.json()["type"][-12:]) == (409, "both-of-pair")
    assert stores.entries.rows("mentorings") == []
    published(api, coordinator, draft)


def test_with_a_mentor_who_leaves_soon_only_knowledge_is_passed_on(
    api: SignIn, stores: Stores, coordinator: str, draft: int
) -> None:
    stores.accounts.create("mutasi", roles=("hr_movement",), password=PASSWORD)
    [to_pass_on] = api("mutasi").get("/v1/succession").json()["pairs"]
    holder, learner = to_pass_on["employee_id"], to_pass_on["learner_id"]
    for leaving in (MENTOR, holder):
        keep(stores, "mentor", leaving, {"shown": {"places": 2.0}, "leaves": "retirement"})
    late = api(coordinator).post(f"/v1/matchings/{draft}/publish", json={"mentees": [MENTEE]})
    assert late.json()["type"].endswith("leaves-soon")
    assert begin(api, coordinator, MENTEE, holder)[1].endswith("leaves-soon")
    assert begin(api, coordinator, learner, holder)[0] == 200


def test_a_mentor_who_left_before_publishing_begins_nothing(
    api: SignIn, stores: Stores, coordinator: str
) -> None:
    pairs = [{"mentee_id": MENTEE, "mentor_id": "gone", "benefit": 1.5}]
    content = {"as_of": "2026-01-01", "pairs": pairs, "waiting": 0}
    draft = stores.growth.add(
        "matching_round", content, agency_id="3372", employee_id="", account="koordinator"
    )
    answer = api(coordinator).post(f"/v1/matchings/{draft}/publish", json={"mentees": [MENTEE]})
    assert (answer.status_code, answer.json()["type"][-8:]) == (409, "are-gone")
    assert stores.entries.rows("mentorings") == []


def test_goals_hours_end_and_ratings_go_into_the_records(
    api: SignIn, stores: Stores, coordinator: str, draft: int, pair: tuple[str, str]
) -> None:
    published(api, coordinator, draft)
    goal = "Menyusun telaahan staf"
    note(api, "mentee", MENTEE, partner_id=MENTOR, kind="goal", note=goal, hours=24)
    note(api, "mentor", MENTOR, partner_id=MENTEE, kind="check_in", hours=2)
    note(api, "mentee", MENTEE, partner_id=MENTOR, kind="check_in", hours=1.5)
    note(api, "mentor", MENTOR, partner_id=MENTEE, kind="end")
    note(api, "mentee", MENTEE, partner_id=MENTOR, kind="rating", rating=5)
    told = note(api, "mentor", MENTOR, partner_id=MENTEE, kind="rating", rating=4)
    assert 'rating": 5' not in str(told)
    source = EnteredSource(stores.entries, agencies=frozenset({"3372"}))
    [relation] = source.read("mentorings").to_dict("records")
    assert float(relation["mentee_rating"]) == 5
    assert float(relation["mentor_rating"]) == 4
    assert relation["ended_on"]
    [training] = source.read("trainings").to_dict("records")
    assert (float(training["form"]), float(training["hours"])) == (15, 2)
    over = api("mentee").post(
        f"/v1/employees/{MENTEE}/mentorings/notes",
        json={"partner_id": MENTOR, "kind": "check_in", "hours": 1},
    )
    assert over.status_code == 409


def send(api: SignIn, who: str, person: str, **values: object) -> str:
    """Return the last word of the problem, empty where there is none."""
    answer = api(who).post(f"/v1/employees/{person}/mentorings/notes", json=values)
    return str(answer.json().get("type", "")).removeprefix("urn:bina:problem:")


def test_the_meetings_of_a_mentee_on_one_day_have_a_limit(
    api: SignIn, coordinator: str, draft: int, pair: tuple[str, str]
) -> None:
    published(api, coordinator, draft)
    meeting = {"partner_id": MENTOR, "kind": "check_in"}
    assert send(api, "mentee", MENTEE, **meeting, hours=9) == "too-long"
    assert send(api, "mentee", MENTEE, **meeting, hours=6) == ""
    by_the_other = {**meeting, "partner_id": MENTEE, "hours": 8.5}
    answer = api("mentor").post(f"/v1/employees/{MENTOR}/mentorings/notes", json=by_the_other)
    assert answer.json()["type"].endswith("too-long")
    assert "6" not in answer.json()["detail"], "what others entered is not told"
    begin(api, coordinator, MENTEE, pseudonym(7))
    other = {"kind": "check_in", "partner_id": pseudonym(7), "hours": 2.5}
    assert send(api, "mentee", MENTEE, **other) == "too-long", "with another mentor that day"
    assert send(api, "mentee", MENTEE, **{**other, "hours": 2}) == ""


def test_a_meeting_that_both_enter_counts_once(
    api: SignIn, coordinator: str, draft: int, pair: tuple[str, str]
) -> None:
    published(api, coordinator, draft)
    for who, person, partner, hours in (
        ("mentee", MENTEE, MENTOR, 2),
        ("mentor", MENTOR, MENTEE, 2),
        ("mentee", MENTEE, MENTOR, 1),
    ):
        told = note(api, who, person, partner_id=partner, kind="check_in", hours=hours)
    assert told["items"][0]["hours"] == 3
    assert len(told["items"][0]["notes"]) == 3


def test_a_meeting_is_on_a_day_of_the_mentoring(
    api: SignIn, coordinator: str, draft: int, pair: tuple[str, str]
) -> None:
    published(api, coordinator, draft)
    meeting = {"partner_id": MENTOR, "kind": "check_in", "hours": 1}
    for days in (-1, 1):
        held_on = (office_today() + timedelta(days=days)).isoformat()
        assert send(api, "mentee", MENTEE, **meeting, held_on=held_on) == "not-within"
    told = note(api, "mentee", MENTEE, **meeting, held_on=office_today().isoformat())
    assert told["items"][0]["notes"][0]["held_on"] == office_today().isoformat()


def test_a_mentoring_that_ended_today_stays_ended(
    api: SignIn, stores: Stores, coordinator: str, draft: int, pair: tuple[str, str]
) -> None:
    published(api, coordinator, draft)
    note(api, "mentor", MENTOR, partner_id=MENTEE, kind="end")
    assert begin(api, coordinator, MENTEE, MENTOR)[1].endswith("ended-today")
    stays = stores.entries.rows("mentorings")[-1]
    assert stays["ended_on"] == office_today()
    begun = {**stays, "started_on": office_today() - timedelta(days=30)}
    for name in ("entered_by", "entered_at", "agency_id"):
        begun.pop(name)
    stores.entries.add("mentorings", {**begun, "mentee_id": pseudonym(5)}, agency_id="3372",
                       account="koordinator")  # fmt: skip
    assert begin(api, coordinator, pseudonym(5), MENTOR)[0] == 200, "another one, from today"


def test_mentorings_that_end_on_one_day_are_booked_together(
    api: SignIn, stores: Stores, coordinator: str, draft: int, pair: tuple[str, str]
) -> None:
    published(api, coordinator, draft)
    begin(api, coordinator, MENTEE, pseudonym(7))
    for mentor, hours in ((MENTOR, 2), (pseudonym(7), 3)):
        note(api, "mentee", MENTEE, partner_id=mentor, kind="check_in", hours=hours)
        note(api, "mentee", MENTEE, partner_id=mentor, kind="end")
    source = EnteredSource(stores.entries, agencies=frozenset({"3372"}))
    [training] = source.read("trainings").to_dict("records")
    assert float(training["hours"]) == 5


DAY = "?as_of=2026-01-15"


def test_nothing_is_written_as_of_another_day(
    api: SignIn, stores: Stores, coordinator: str, draft: int, pair: tuple[str, str]
) -> None:
    own, all_of = f"/v1/employees/{MENTEE}", "/v1/matchings"
    written: list[tuple[str, str, dict[str, object]]] = [
        (coordinator, all_of, {}),
        (coordinator, f"{all_of}/{draft}/publish", {"mentees": [MENTEE]}),
        (coordinator, f"{own}/mentorings", {"mentor_id": MENTOR}),
        ("mentee", f"{own}/mentorings/notes", {"partner_id": MENTOR, "kind": "end"}),
        ("mentee", f"{own}/mentorings/enrolment", {"takes_part": False}),
        ("mentee", f"{own}/plan/versions", {"actions": ["1"]}),
        ("mentee", f"{own}/plan/signatures", {"version": 1}),
        ("mentee", f"{own}/plan/evidence", {"action_id": "1", "note": "Sertifikat"}),
        ("mentee", f"{own}/goals", {"preferred_region": "Jebres"}),
        ("mentee", f"{own}/objections", {"text": "Mohon diperiksa kembali."}),
    ]
    for who, address, content in written:
        answer = api(who).post(address + DAY, json=content)
        assert (answer.status_code, answer.json()["type"][-10:]) == (422, "today-only"), address
    assert stores.entries.rows("mentorings") == []
    assert opted_out(stores, "3372") == frozenset()
    assert api("mentee").get(f"{own}/mentorings{DAY}").status_code == 200


def test_pages_of_another_day_offer_nothing_to_enter(
    browser: SignIn, pair: tuple[str, str], coordinator: str, draft: int
) -> None:
    own = f"/pegawai/{MENTEE}"
    pages = [("mentee", own), ("mentee", f"{own}/rencana"), ("mentee", f"{own}/mentoring")]
    for who, page in (*pages, (coordinator, "/mentoring")):
        assert entries(browser(who).get(page).text), page
        assert entries(browser(who).get(page + DAY).text) == [], page


def entries(page: str) -> list[str]:
    """Return where the forms of a page lead that enter something."""
    found: list[str] = re.findall(r'method="post" action="([^"]+)"', page)
    return [one for one in found if not one.endswith(("/keluar", "/nama", f"/nama{DAY}"))]


def test_who_left_the_rounds_is_offered_to_nobody(
    api: SignIn, browser: SignIn, stores: Stores, pair: tuple[str, str]
) -> None:
    shown = {"kind": "mentor", "job_name": "Auditor Ahli Madya", "unit_name": "Inspektorat"}
    place = {"region": None, "places": 1.0, "strategic": False, "closes_on": None}
    keep(stores, "mentor", pseudonym(999), {"shown": {**shown, **place, "starts_on": None}})
    own = f"/v1/employees/{MENTEE}"
    said = {"agency_id": "3372", "employee_id": pseudonym(999), "account": "mentor"}
    for takes_part in (True, False):
        content = {"takes_part": takes_part, "own": True}
        stores.growth.add("mentoring_enrolment", content, **said)
        board = api("mentee").get("/v1/board?kind=mentor").json()["items"]
        assert bool(board) is takes_part
        mentors = api("mentee").get(f"{own}/suggestions/mentors").json()["items"]
        assert bool(mentors) is takes_part
        page = browser("mentee").get(f"/pegawai/{MENTEE}").text
        assert (f"/mentor/{pseudonym(999)}/nama" in page) is takes_part


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"partner_id": MENTOR, "kind": "goal"}, 422),
        ({"partner_id": MENTOR, "kind": "check_in"}, 422),
        ({"partner_id": MENTOR, "kind": "rating", "rating": 6}, 422),
        ({"partner_id": MENTOR, "kind": "end"}, 404),
    ],
)
def test_what_does_not_fit_is_refused(
    api: SignIn, pair: tuple[str, str], sent: dict[str, object], status: int
) -> None:
    answer = api("mentee").post(f"/v1/employees/{MENTEE}/mentorings/notes", json=sent)
    assert answer.status_code == status


def test_who_leaves_the_rounds_is_left_out_until_they_come_back(
    api: SignIn, stores: Stores, home: Path, pair: tuple[str, str], coordinator: str
) -> None:
    address = f"/v1/employees/{MENTEE}/mentorings/enrolment"
    assert not api("mentee").post(address, json={"takes_part": False}).json()["takes_part"]
    refused = api(coordinator).post(address, json={"takes_part": True})
    assert refused.json()["type"].endswith("left-by-own-wish")
    assert opted_out(stores, "3372") == {MENTEE}
    assert away_from(home, ["3372", "7301"]) == {"3372": {MENTEE}, "7301": frozenset()}
    api("mentee").post(address, json={"takes_part": True})
    assert opted_out(stores, "3372") == frozenset()
    for takes_part in (False, True):
        answer = api(coordinator).post(address, json={"takes_part": takes_part})
        assert answer.json()["takes_part"] is takes_part


def test_nobody_rates_for_somebody_else(
    api: SignIn, coordinator: str, draft: int, pair: tuple[str, str]
) -> None:
    published(api, coordinator, draft)
    given = {"partner_id": MENTOR, "kind": "rating", "rating": 5}
    answer = api(coordinator).post(f"/v1/employees/{MENTEE}/mentorings/notes", json=given)
    assert answer.json()["type"].endswith("not-own-rating")
    note(api, pair[0], MENTEE, **given)


def test_only_the_coordinator_sees_rounds_and_only_the_two_their_own(
    api: SignIn, pair: tuple[str, str], coordinator: str, draft: int
) -> None:
    assert api(coordinator).get("/v1/matchings").json()["items"][0]["waiting"] == 2
    assert api("petugas").get("/v1/matchings").status_code == 403
    assert api("mentee").get(f"/v1/employees/{MENTOR}/mentorings").status_code == 403
    assert api("petugas").get(f"/v1/employees/{MENTEE}/mentorings").status_code == 403


def test_the_pages_review_publish_and_follow(
    browser: SignIn, pair: tuple[str, str], coordinator: str, draft: int
) -> None:
    guest = browser(coordinator)
    form = {"kunci": key_of(guest.get("/mentoring").text)}
    guest.post(f"/mentoring/{draft}", data={**form, "pilih": [MENTEE]})
    assert "sudah diumumkan" in guest.get("/mentoring").text
    own, page = browser("mentee"), f"/pegawai/{MENTEE}/mentoring"
    form = {"kunci": key_of(own.get(page).text)}
    own.post(page, data={**form, "mitra": MENTOR, "jenis": "check_in", "jam": "2"})
    own.post(f"{page}/ikut", data={**form, "ikut": "tidak"})
    shown = own.get(page).text
    assert "2 JP" in shown
    assert "Anda tidak ikut" in shown


def key_of(page: str) -> str:
    found = re.search(r'name="kunci" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


@pytest.mark.usefixtures("pair")
def test_what_is_said_with_a_rating_is_for_who_gave_it_alone(
    api: SignIn, browser: SignIn, coordinator: str, draft: int
) -> None:
    published(api, coordinator, draft)
    note(api, "mentee", MENTEE, partner_id=MENTOR, kind="goal", note="Belajar bersama")
    note(api, "mentee", MENTEE, partner_id=MENTOR, kind="rating", rating=2, note="Kurang hadir")
    for who, person, said in (
        ("mentee", MENTEE, True), ("mentor", MENTOR, False), (coordinator, MENTEE, False)
    ):  # fmt: skip
        answer = api(who).get(f"/v1/employees/{person}/mentorings").text
        page = browser(who).get(f"/pegawai/{person}/mentoring").text
        for text in (answer, page):
            assert "Belajar bersama" in text
            assert ("Kurang hadir" in text) == said, who


@pytest.mark.usefixtures("pair")
def test_hours_are_written_and_read_with_a_comma(
    api: SignIn, browser: SignIn, coordinator: str, draft: int
) -> None:
    published(api, coordinator, draft)
    guest, page = browser("mentee"), f"/pegawai/{MENTEE}/mentoring"
    form = {"kunci": key_of(guest.get(page).text), "mitra": MENTOR, "jenis": "check_in"}
    assert guest.post(page, data={**form, "jam": "2,5"}).status_code == 303
    assert guest.get(page).text.count("2,5 JP") == 2, "of the meeting, and of all"


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Isian ini wajib diisi."),
        ({"versi": "dua"}, "Isian ini tidak sesuai jenisnya."),
        ({"versi": "1", "tindakan": "1", "bukti": "x" * 501}, "Teks ini terlalu panjang."),
    ],
)
def test_a_page_says_in_the_readers_language_what_is_wrong_with_a_form(
    browser: SignIn, sent: dict[str, str], said: str
) -> None:
    guest, page = browser("mentee"), f"/pegawai/{MENTEE}/rencana"
    key = key_of(guest.get(page).text)
    answer = guest.post(f"{page}/bukti", data={"kunci": key, **sent})
    assert answer.status_code == 422
    assert said in answer.text
    assert "body." not in answer.text, "the field is named and not where HTTP has it"
    assert "Input should" not in answer.text
    assert "should have" not in answer.text
