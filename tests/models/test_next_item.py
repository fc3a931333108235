"""What comes next: known answers, what must never be suggested, and what must not matter."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.next_item import NextItem, NoOrder
from models.next_item.first_stage import highest
from models.next_item.log import Moments, all_now, order_of, read_log
from models.next_item.popularity import Trends
from models.next_item.relations import following
from models.next_item.splits import cut, examples_of
from models.next_item.texts import alike_in_text

BESIDE = Path(__file__).parents[3] / "shared" / "data"
MOOCS = Path(os.environ.get("BINA_DATA", BESIDE)) / "mooc_courses" / "train.parquet"


def events_of(histories: dict[str, str], *, days: bool = False) -> pd.DataFrame:
    rows = [
        (user, item, place)
        for user, items in histories.items()
        for place, item in enumerate(items.split())
    ]
    frame = pd.DataFrame(rows, columns=["user_id", "item_id", "position"])
    if days:
        start = pd.Timestamp("2024-01-01")
        frame["created_at"] = start + pd.to_timedelta(frame.pop("position"), unit="D")
    return frame


def chains(n_users: int = 30) -> pd.DataFrame:
    long = {f"u{n}": "a b c d" for n in range(n_users)}
    return events_of(long | {"at_a": "a", "at_b": "a b", "at_c": "c"})


@pytest.fixture(scope="module")
def walks() -> pd.DataFrame:
    """A log large enough for the network and the ranker: people walk around a ring of 40."""
    rng = np.random.default_rng(1)
    rows = []
    for user in range(500):
        steps = rng.choice([1, 2], size=rng.integers(3, 9), p=[0.8, 0.2])
        places = (rng.integers(40) + np.cumsum(steps)) % 40
        rows += [(user, int(item), n) for n, item in enumerate(places)]
    return pd.DataFrame(rows, columns=["user_id", "item_id", "position"])


@pytest.fixture(scope="module")
def walked(walks) -> NextItem:
    return NextItem(seed=7).fit(walks)


def test_a_directed_chain_suggests_the_successor():
    lists = NextItem().fit(chains()).recommend(k=1).set_index("user_id")["item_id"]
    assert lists[["at_a", "at_b", "at_c"]].tolist() == ["b", "c", "d"]


def test_a_checkerboard_suggests_the_missing_field_of_the_same_colour():
    white, black = "a c e g", "b d f h"
    histories = {f"w{n}": white for n in range(10)} | {f"b{n}": black for n in range(10)}
    lists = NextItem().fit(events_of(histories | {"w": "a c e", "b": "b d f"})).recommend(k=1)
    assert lists.set_index("user_id").loc[["w", "b"], "item_id"].tolist() == ["g", "h"]


def test_the_ranker_finds_the_next_step_of_a_walk(walked, walks):
    last = walks.drop_duplicates("user_id", keep="last").set_index("user_id")["item_id"]
    first = walked.recommend(k=1).set_index("user_id")["item_id"]
    assert walked._ranker is not None
    assert ((last + 1) % 40 == first.reindex(last.index)).mean() > 0.8


def test_nobody_is_shown_what_they_have_and_ranks_are_unique(walked, walks):
    lists = walked.recommend(k=10)
    assert lists.merge(walks, on=["user_id", "item_id"]).empty
    assert set(lists["user_id"]) == set(walks["user_id"])
    assert (lists.groupby("user_id")["rank"].agg(list).map(len) == 10).all()
    assert not lists.duplicated(["user_id", "rank"]).any()
    assert not lists.duplicated(["user_id", "item_id"]).any()
    falls = lists.sort_values(["user_id", "rank"]).groupby("user_id")["score"].diff().dropna()
    assert (falls <= 0).all()


def test_neither_a_second_run_nor_the_order_of_rows_changes_anything(walked, walks):
    shuffled = walks.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        NextItem(seed=7).fit(shuffled).recommend(k=5), walked.recommend(k=5)
    )


def test_a_persons_list_does_not_depend_on_who_else_is_asked_for(walked):
    everybody = walked.recommend(k=5)
    alone = walked.recommend(k=5, users=[17])
    expected = everybody[everybody["user_id"] == 17].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, expected, rtol=1e-5)


def test_what_is_held_out_is_in_no_feature(walks):
    log = read_log(walks, pd.Index([]))
    stay = cut(log)
    changed = log.item.copy()
    changed[~stay] = np.roll(changed[~stay], 1)
    other = type(log)(log.users, log.items, log.user, changed, log.day, log.starts)
    options = {"alike": None, "n_candidates": 40, "most": 50, "seed": 1}
    one, two = examples_of(log, stay, **options), examples_of(other, stay, **options)
    assert one is not None
    assert two is not None
    shared = sorted(set(one.user) & set(two.user))
    assert len(shared) > 10
    for user in shared:
        rows = [np.repeat(found.user == user, 40) for found in (one, two)]
        np.testing.assert_allclose(one.X[rows[0]], two.X[rows[1]], rtol=1e-5)


def test_repeated_events_count_once_and_the_first_counts():
    log = read_log(events_of({"u": "b a b a"}), pd.Index([]))
    assert log.items[log.item].tolist() == ["b", "a"]


def test_following_decays_with_distance():
    log = read_log(events_of({"u": "a b c", "v": "a c"}), pd.Index([]))
    expected = [[0, 1, 1.5], [0, 0, 1], [0, 0, 0]]
    assert following(log, decay=0.5, reach=9).toarray().tolist() == expected


def test_moments_weigh_the_past_by_how_long_ago_it_was():
    log = read_log(events_of({"u": "a b c"}), pd.Index([]))
    moment = Moments(log, np.array([0]), np.array([2]))
    assert moment.weights(0.5, reach=9).toarray().tolist() == [[0.5, 1, 0]]


def test_trends_count_windows_before_and_after_a_day():
    log = read_log(events_of({"u": "a b c", "v": "b a c"}, days=True), pd.Index([]))
    found = Trends(log).features(np.array([log.day[0] + 1]), np.array([[0, 1, 2]]))
    assert found["taken_3_days_before"].tolist() == [[2, 2, 0]]
    assert found["taken_1_days_after"].tolist() == [[0, 0, 2]]
    assert found["days_since_release"].tolist() == [[1, 1, -1]]


@pytest.mark.parametrize(
    ("histories", "n_rows"),
    [({"u": "a"}, 0), ({"u": "a b c"}, 0), ({"u": "a", "v": "b"}, 2), ({"u": "a", "v": "a"}, 0)],
)
def test_tiny_logs_get_what_is_left(histories, n_rows):
    for days in (False, True):
        lists = NextItem().fit(events_of(histories, days=days)).recommend(k=3)
        assert len(lists) == n_rows
        assert list(lists.columns) == ["user_id", "rank", "item_id", "score"]


def test_an_item_nobody_took_is_suggested_where_its_text_is_alike():
    items = pd.DataFrame(
        {
            "item_id": ["a", "b", "new"],
            "title": ["pivot tables", "public speaking", "pivot tables advanced"],
            "nb_views": [5, 5, 10**6],
        }
    )
    fitted = NextItem().fit(events_of({"u": "a", "v": "b", "w": "b"}), items)
    assert fitted.recommend(k=1, users=["u"])["item_id"].tolist() == ["new"]
    assert len(fitted.recommend(k=9, users=["u"])) == 2


def test_numbers_of_items_are_not_read():
    items = pd.DataFrame({"item_id": ["a", "b"], "nb_views": [5, 9]})
    assert alike_in_text(items, pd.Index(["a", "b"])) is None


def test_events_without_order_are_refused():
    with pytest.raises(NoOrder, match="created_at or position"):
        NextItem().fit(chains().drop(columns="position"))
    for numbers in ([20240101, 20240102], [45292, 45293], [1_700_000_000, 1_700_000_000_000]):
        with pytest.raises(NoOrder, match="created_at"):
            order_of(pd.DataFrame({"created_at": numbers}))
    broken = events_of({"u": "a b"}).assign(created_at=["2024-01-01", "yesterday"])
    with pytest.raises(NoOrder, match="position 1") as caught:
        NextItem().fit(broken)
    assert (caught.value.row, caught.value.value) == (1, "yesterday")


def test_ties_in_time_do_not_depend_on_the_order_of_rows():
    events = events_of({f"u{n}": "c a b" for n in range(4)}).assign(position=0)
    log = read_log(events, pd.Index([]))
    assert log.items[log.item[:3]].tolist() == ["a", "b", "c"]
    assert all_now(log).owned().all()


@pytest.mark.skipif(not MOOCS.exists(), reason="the course log is not on this machine")
def test_the_order_of_courses_is_worth_something():
    """A quick floor on a part of the log; the full measurement is in the model's notes."""
    events = pd.read_parquet(MOOCS)
    events = events[events["user_id"] < 500]
    log = read_log(events, pd.Index([]))
    stay = cut(log)
    frame = pd.DataFrame(
        {"user_id": log.users[log.user], "item_id": log.items[log.item], "position": log.place}
    )
    lists = NextItem().fit(frame[stay]).recommend(k=10)
    held = frame[~stay]
    hits = lists.merge(held, on=["user_id", "item_id"]).groupby("user_id").size()
    recall = hits.reindex(held["user_id"].unique(), fill_value=0) / held.groupby("user_id").size()
    assert recall.mean() > 0.3


def test_a_large_log_is_served_by_transitions_alone(monkeypatch, walks):
    monkeypatch.setattr("models.next_item.recommender.CELLS_OF_LARGE_LOG", 100)
    lists = NextItem().fit(walks).recommend(k=10)
    last = walks.drop_duplicates("user_id", keep="last").set_index("user_id")["item_id"]
    first = lists[lists["rank"] == 1].set_index("user_id")["item_id"]
    assert ((last + 1) % 40 == first.reindex(last.index)).mean() > 0.7
    assert lists.merge(walks, on=["user_id", "item_id"]).empty
    assert not lists.duplicated(["user_id", "rank"]).any()


@pytest.mark.parametrize("n_columns", [3, 70, 600, 1234])
def test_the_highest_are_found_group_by_group(n_columns):
    scores = np.random.default_rng(1).normal(size=(50, n_columns)).astype(np.float32)
    k = min(10, n_columns)
    assert (highest(scores, k=k) == np.argsort(-scores, axis=1)[:, :k]).all()


@pytest.mark.parametrize(
    ("written", "odd"),
    [
        ([1_700_000_000, 1_700_000_001, 5], "5"),
        ([1_700_000_000, 1_700_000_000_000, 1_700_000_001], "1700000000000"),
        ([1_700_000_000, -1], "-1"),
        (["2024-01-01", "-1", "soon"], "-1"),
        (["2024-01-01", "0001-01-01"], "0001-01-01"),
    ],
)
def test_what_is_no_time_is_named_and_not_what_stands_beside_it(
    written: list[object], odd: str
) -> None:
    with pytest.raises(NoOrder) as found:
        order_of(pd.DataFrame({"created_at": written}))
    assert found.value.value == odd


@pytest.mark.parametrize("a_second", [1, 1000])
def test_seconds_and_milliseconds_since_1970_are_times(a_second: int) -> None:
    written = pd.Series([1_704_067_200 * a_second, 1_704_153_600 * a_second])
    days, are_days = order_of(pd.DataFrame({"created_at": written}))
    assert are_days
    told, _ = order_of(pd.DataFrame({"created_at": ["2024-01-01", "2024-01-02"]}))
    assert days.tolist() == told.tolist()
