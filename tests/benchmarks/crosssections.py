"""The estimator alone on two cross-sections that papers use, fold by fold beside rivals.

Both tables hold protected attributes, which the product never gives to a model: they judge the
estimator, not the practice. The second one is fictional.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd
from scipy.stats import t as student
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold

from models.turnover import TurnoverClassifier
from models.turnover.hazard import Floats
from tests.benchmarks.rivals import cpu_seconds, elsewhere
from tests.benchmarks.turnover import DATA

SEED = 4267
N_SPLITS = 3
Rival = Callable[[], Any]


@dataclass(frozen=True)
class Table:
    """One cross-section: its file, what is foretold, and how often it is split."""

    title: str
    file: str
    target: str
    leaver: object
    dropped: tuple[str, ...]
    n_repeats: int

    def read(self) -> tuple[pd.DataFrame, np.ndarray]:
        """Return the columns and who left, in the order in which papers split them."""
        frame = pd.read_csv(DATA / "tabular" / self.file).drop(columns=list(self.dropped))
        if self.dropped:
            frame = frame.sample(frac=1, random_state=42).reset_index(drop=True)
        return frame.drop(columns=self.target), (frame[self.target] == self.leaver).to_numpy(int)


TABLES = (
    Table("HR_Analytics_Job_Change", "hr_job_change.csv", "target", 1, ("enrollee_id",), 3),
    Table("IBM attrition, fictional data", "ibm_hr_attrition.csv", "Attrition", "Yes", (), 10),
)


def run() -> None:
    """Print every table's folds, the means, and the paired differences."""
    if not (DATA / "tabular").is_dir():
        print("the cross-sections are not here; BINA_DATA names their folder")
        return
    print("these tables hold protected attributes: they judge the estimator, not the practice")
    for table in TABLES:
        print(
            f"\n{table.title}, RepeatedStratifiedKFold({N_SPLITS}, {table.n_repeats}), seed {SEED}"
        )
        _print(pd.DataFrame(_judged(table)))


def _judged(table: Table) -> list[dict[str, object]]:
    X, y = table.read()
    folds = RepeatedStratifiedKFold(n_splits=N_SPLITS, n_repeats=table.n_repeats, random_state=SEED)
    rows: list[dict[str, object]] = []
    for number, (learn, ask) in enumerate(folds.split(X, y)):
        for name, rival in RIVALS.items():
            start = cpu_seconds()
            model = rival().fit(_for(name, X.iloc[learn]), y[learn])
            risk = model.predict_proba(_for(name, X.iloc[ask]))[:, 1]
            figures = {
                "auc": roc_auc_score(y[ask], risk),
                "average_precision": average_precision_score(y[ask], risk),
                "cpu_seconds": cpu_seconds() - start,
            }
            rows.append({"fold": number, "model": name, **figures})
            told = "  ".join(f"{what} {value:.4f}" for what, value in figures.items())
            print(f"fold {number}, {name}: {told}", flush=True)
    return rows


class Guest:
    """CatBoost, asked in an environment of its own."""

    def fit(self, X: pd.DataFrame, y: Floats) -> Guest:
        """Keep what there is to learn from."""
        self._seen, self._outcome = X, pd.DataFrame({"left_voluntarily": y})
        return self

    def predict_proba(self, X: pd.DataFrame) -> Floats:
        """Return the probability of both classes."""
        risk = elsewhere("CatBoost on words")(self._seen, self._outcome, X)
        return np.column_stack([1 - risk, risk])


RIVALS: dict[str, Rival] = {
    "TurnoverClassifier": TurnoverClassifier,
    "LightGBM": lambda: lgb.LGBMClassifier(verbosity=-1, random_state=0, n_jobs=1),
    "CatBoost": Guest,
}


def _for(name: str, X: pd.DataFrame) -> pd.DataFrame:
    """Return the table as a model takes it: rivals cannot read words, or miss none."""
    if name == "TurnoverClassifier":
        return X
    words = [column for column in X if not pd.api.types.is_numeric_dtype(X[column])]
    texts = X[words].astype(object).where(X[words].notna(), "missing")
    return X.assign(**texts.astype("category" if name == "LightGBM" else str))


def _print(rows: pd.DataFrame) -> None:
    by_fold = rows.pivot_table(index="fold", columns="model", values="auc", sort=False)
    print(by_fold.round(4).to_string())
    means = rows.groupby("model", sort=False)[["auc", "average_precision", "cpu_seconds"]].mean()
    print(means.round(4).to_string())
    own = by_fold["TurnoverClassifier"]
    for name in by_fold.columns.drop("TurnoverClassifier"):
        difference = (own - by_fold[name]).to_numpy()
        print(
            f"against {name}: {difference.mean():+.4f} AUC, better in {(difference > 0).sum()} of "
            f"{len(difference)} folds, p = {paired(difference):.4f}"
        )


def paired(difference: Floats, *, n_splits: int = N_SPLITS) -> float:
    """Return the p-value of a mean difference over repeated folds, two-sided.

    The folds share rows, which the corrected resampled t-test accounts for (Nadeau and Bengio
    2003).
    """
    n = len(difference)
    spread = difference.var(ddof=1) * (1 / n + 1 / (n_splits - 1))
    return float(2 * student.sf(abs(difference.mean()) / np.sqrt(spread), n - 1))
