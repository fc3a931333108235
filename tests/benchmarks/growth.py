"""What a year with the matched mentors truly brings to newcomers of an invented agency.

Four oracles stand beside the ways that see records only: one knows everything, one knows every
mentor's true effect but levels as the records tell them, one knows true levels but no effects. The
fourth knows everything, talents too, but the chance in levels that nothing speaks for: no record
tells that, so that nobody gets further from records.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from lightgbm import LGBMRegressor

from features.records import Records
from features.sample import make_agency
from features.sample.agency import SampleAgency
from features.sample.mentoring import within_reach
from models.gaps import (
    PAIR,
    competency_gaps,
    evidence_levels,
    known_levels,
    present_posts,
    with_gaps,
)
from models.matching import match
from models.matching.benefits import mentor_pairs
from models.mentor_effects import growth_of_pairs, usual_growth
from models.mentor_help import help_by_state, in_states, strengths_of, summed
from models.mentor_learning import (
    LEVEL_COLUMNS,
    UNLEARNED,
    LevelCorrection,
    MentorModel,
    level_columns,
    shown_help,
)
from models.scorers import Floats
from serving.mentor_matching import newcomers
from training.mentors import train_mentors

UNTIL = date(2026, 1, 1)
ASSESSED_ON = UNTIL - timedelta(days=30)
METHODS = {"centre": (0.0, 0.35), "supervisor": (0.2, 0.6), "self": (0.5, 0.7)}
"""How an assessment of the sample agency errs: levels too high on the mean, and its spread."""
N_POINTS = 11
"""Points of a Gauss-Hermite rule; growth of levels adds up, so that one rule does for all."""
Known = dict[str, pd.DataFrame]


def growing(seed: int) -> None:
    """Print what a year with the matched mentors truly brings to newcomers, against others."""
    agency = make_agency(employees=5_000, until=UNTIL, seed=seed)
    known = dict(Records.of(agency.tables).as_of(UNTIL).frames)
    mentees = newcomers(known, UNTIL, years=3)
    start = time.process_time()
    pairs, places = mentor_pairs(known, UNTIL, mentees=mentees, k=10_000)
    cost = time.process_time() - start
    truth = true_growth(agency, pairs, competency_gaps(known, UNTIL))
    ways = _from_records(agency, known, mentees, pairs, seed=seed) | _oracles(agency, known, pairs)
    totals = {
        way: _grown(pairs.assign(benefit=benefit), places, mentees, truth)
        for way, benefit in ways.items()
    }
    print(f"sample agency, seed {seed}: {len(mentees)} newcomers, {places.sum()} places, "
          f"{cost:.1f} CPU-s to value {len(pairs):,} pairs")  # fmt: skip
    print("  weighted levels, and as a share of what comes of being alike and of two oracles")
    yards = [totals[name] for name in ("alike", "oracle of effects", "oracle of both")]
    for name, total in totals.items():
        shares = "".join(f"{total / yard:8.2f}" for yard in yards)
        print(f"  {name:<28}{total:8.1f}{shares}", flush=True)


def _from_records(
    agency: SampleAgency, known: Known, mentees: pd.Index, pairs: pd.DataFrame, *, seed: int
) -> dict[str, Floats]:
    """Return what each way says that pairs are worth: from records, and with assessments more."""
    trained = train_mentors([Records.of(agency.tables)], until=UNTIL, step=lambda *_: None)
    told = MentorModel(levels=told_the_truth([seed + 10, seed + 20]))
    ways = {
        "expected help": pairs["benefit"].to_numpy(dtype=np.float64),
        "help, learned": _valued(known, mentees, pairs, trained.model),
        "help, levels of others told": _valued(known, mentees, pairs, told),
        "alike": alikeness(known, pairs),
        "chance": np.random.default_rng(seed).random(len(pairs)),
    }
    for method in METHODS:
        more = assessed(agency, known, mentees, method)
        ways[f"help, assessed by {method}"] = _valued(more, mentees, pairs)
    return ways


def _oracles(agency: SampleAgency, known: Known, pairs: pd.DataFrame) -> dict[str, Floats]:
    """Return what those who know the truth, or a part of it, say that pairs are worth.

    Beside them stands a way that knows the mean effect only, which tells what effects are worth.
    """
    gaps, shown = competency_gaps(known, UNTIL), shown_effects(known, pairs["mentor_id"])
    mentors = pd.Index(pairs["mentor_id"].unique())
    effects = pd.Series(true_effects(agency, mentors), index=mentors)
    return {
        "effects taken for equal": with_effects(
            known, pairs, pd.Series(effects.mean(), index=mentors)
        ),
        "oracle of effects": with_effects(known, pairs, effects),
        "oracle of levels": true_growth(agency, pairs, gaps, effect=shown),
        "oracle of all but chance": all_but_chance(agency, known, pairs),
        "oracle of both": true_growth(agency, pairs, gaps),
    }


def all_but_chance(agency: SampleAgency, known: Known, pairs: pd.DataFrame) -> Floats:
    """Return the growth expected by who knows all but the chance in levels without evidence.

    A starting level is drawn about what the job asks: higher for all of somebody talented, and
    each by chance of its own, which leaves no trace where nothing speaks for a level. This oracle
    knows the law and everybody's talent, and the truth of all else.
    """
    asked = known_levels(known, UNTIL).dropna(subset="asked")
    rows = asked[asked["employee_id"].isin(pairs["mentee_id"])][[*PAIR, "asked", "n_evidence"]]
    rows = rows.merge(agency.truth_levels, on=PAIR).merge(agency.truth_talents, on="employee_id")
    kinds = pd.get_dummies(rows["asked"].astype("str") + rows["competency_id"], dtype="float64")
    law = np.column_stack([kinds, rows["talent"]])
    middle = law @ np.linalg.lstsq(law, rows["level"].to_numpy(), rcond=None)[0]
    unseen = (rows["n_evidence"] == 0).to_numpy()
    spread = float((rows["level"] - middle)[unseen].std())

    gaps, total = competency_gaps(known, UNTIL), np.zeros(len(pairs))
    points, weights = np.polynomial.hermite_e.hermegauss(N_POINTS)
    for point, weight in zip(points, weights / weights.sum(), strict=True):
        drawn = np.clip(middle + spread * point, 0.0, 5.0)
        told = rows[PAIR].assign(level=np.where(unseen, drawn, rows["level"]))
        whole = pd.concat([told, agency.truth_levels]).drop_duplicates(PAIR)
        total += weight * true_growth(replace(agency, truth_levels=whole), pairs, gaps)
    return total


def _valued(
    known: Known, mentees: pd.Index, pairs: pd.DataFrame, model: MentorModel = UNLEARNED
) -> Floats:
    """Return what a model says the same pairs are worth."""
    valued, _ = mentor_pairs(known, UNTIL, mentees=mentees, k=10_000, model=model)
    keys = ["mentee_id", "mentor_id"]
    worth = valued.set_index(keys)["benefit"].reindex(pd.MultiIndex.from_frame(pairs[keys]))
    return worth.to_numpy(dtype=np.float64)


def assessed(agency: SampleAgency, known: Known, mentees: pd.Index, method: str) -> Known:
    """Return what would be known if all newcomers had been assessed in one way a month before."""
    asked = competency_gaps(known, UNTIL)[PAIR]
    rows = asked[asked["employee_id"].isin(mentees)].merge(agency.truth_levels, on=PAIR)
    error = np.random.default_rng(7).normal(*METHODS[method], len(rows))
    day = pd.Timestamp(ASSESSED_ON)
    found = rows[PAIR].assign(
        level=np.clip(np.round(rows["level"] + error), 0.0, 5.0),
        method=method,
        assessed_on=day,
        recorded_on=day,
        known_on=day,
    )
    return known | {"assessments": pd.concat([known["assessments"], found], ignore_index=True)}


def with_effects(known: Known, pairs: pd.DataFrame, effects: pd.Series) -> Floats:
    """Return expected help as Bina works it out, but with these effects, indexed by mentor."""
    levels = known_levels(known, UNTIL)
    asked = levels.dropna(subset="asked").rename(columns={"asked": "required_level"})
    gaps, states = in_states(with_gaps(asked))
    mentees, mentors = pd.Index(pairs["mentee_id"].unique()), effects.index
    pace = effects.to_numpy(dtype=np.float64)
    strengths = strengths_of(levels[levels["n_evidence"] > 0], mentors, pace)
    needs = gaps.assign(at=mentees.get_indexer(gaps["employee_id"])).query("at >= 0")
    helped = summed(needs, help_by_state(states, strengths), n_people=len(mentees))
    places = (mentees.get_indexer(pairs["mentee_id"]), mentors.get_indexer(pairs["mentor_id"]))
    return helped[places]


def told_the_truth(seeds: list[int]) -> LevelCorrection:
    """Return a correction of levels that was told the true levels of other invented agencies."""
    parts = []
    for seed in seeds:
        agency = make_agency(employees=5_000, until=UNTIL, seed=seed)
        known = Records.of(agency.tables).as_of(UNTIL).frames
        rows = level_columns(known_levels(known, UNTIL), known, UNTIL)
        true = agency.truth_levels.rename(columns={"level": "true"})
        parts.append(rows.dropna(subset="asked").merge(true, on=PAIR))
    whole = pd.concat(parts, ignore_index=True)
    columns = whole[LEVEL_COLUMNS].astype("float64")
    model = LGBMRegressor(n_estimators=400, learning_rate=0.05, n_jobs=1, verbose=-1)
    model.fit(columns, whole["true"] - whole["level"])
    left = whole["true"] - whole["level"] - model.predict(columns)
    return LevelCorrection(model, float(np.sqrt((left**2).mean() / (whole["sd"] ** 2).mean())))


def _grown(pairs: pd.DataFrame, places: pd.Series, mentees: pd.Index, growth: Floats) -> float:
    made = match(pairs, places, mentees=mentees).matched
    truth = pairs.assign(growth=growth).set_index(["mentee_id", "mentor_id"])["growth"]
    return float(truth.loc[pd.MultiIndex.from_frame(made[["mentee_id", "mentor_id"]])].sum())


def true_growth(
    agency: SampleAgency, pairs: pd.DataFrame, gaps: pd.DataFrame, *, effect: Floats | None = None
) -> Floats:
    """Return what a year brings to each pair: weighted levels, no more than is truly lacking.

    ``effect`` takes the place of the true effect of each pair's mentor, in levels a year.
    """
    levels = agency.truth_levels.pivot(index="employee_id", columns="competency_id", values="level")
    of_mentor = true_effects(agency, pairs["mentor_id"]) if effect is None else effect
    total = np.zeros(len(pairs))
    for competency, asked in gaps.groupby("competency_id"):
        own = levels[competency].reindex(pairs["mentee_id"]).to_numpy()
        mentors = levels[competency].reindex(pairs["mentor_id"]).to_numpy()
        needed = asked.set_index("employee_id").reindex(pairs["mentee_id"])
        lacking = np.clip(needed["required_level"].to_numpy() - own, 0.0, None)
        grown = np.minimum(of_mentor * within_reach(mentors, own), lacking)
        total += np.nan_to_num(grown * needed["weight"].to_numpy())
    return total


def alikeness(known: Known, pairs: pd.DataFrame) -> Floats:
    """Return how alike mentee and mentor are: job family, unit and the levels on record."""
    posts = present_posts(known, UNTIL)
    sides = [posts.reindex(pairs[side]) for side in ("mentee_id", "mentor_id")]
    same = sum(
        (sides[0][c].to_numpy() == sides[1][c].to_numpy()).astype(float)
        for c in ("family", "unit_id")
    )
    levels = (
        evidence_levels(known, UNTIL)
        .pivot(index="employee_id", columns="competency_id", values="level")
        .fillna(0.0)
    )
    first, second = (
        levels.reindex(pairs[side]).fillna(0.0).to_numpy() for side in ("mentee_id", "mentor_id")
    )
    norm = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    cosine = np.einsum("ij,ij->i", first, second) / np.where(norm > 0, norm, 1.0)
    return np.asarray(same + cosine)


def true_effects(agency: SampleAgency, mentors: pd.Series | pd.Index) -> Floats:
    """Return how many levels a year each mentor brings at most; nobody harms here."""
    effect = agency.truth_mentors.set_index("employee_id")["effect"].clip(lower=0)
    return effect.reindex(mentors).fillna(0.0).to_numpy(dtype=np.float64)


def shown_effects(known: Known, mentors: pd.Series) -> Floats:
    """Return how many levels a year each mentor brings as far as the records show it."""
    found = pd.Index(mentors.unique())
    shown = shown_help(known, UNTIL, found, UNLEARNED)[0]
    usual = usual_growth(growth_of_pairs(known, UNTIL))
    return (usual * shown).reindex(mentors).to_numpy(dtype=np.float64)
