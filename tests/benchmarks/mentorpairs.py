"""How well topics alone say who takes which mentor: pairs of a real platform, by mentee.

``BINA_DATA`` names the folder of the data; five folds grouped by mentee, never by row.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from models.mentor_fit import MentorFit

BESIDE = Path(__file__).parents[3] / "shared" / "data"
N_FOLDS = 5


def run() -> None:
    """Print the AUC of each fold, of all folds together, and the cost."""
    path = Path(os.environ.get("BINA_DATA", BESIDE)) / "mentor_pairs" / "pairs.parquet"
    if not path.is_file():
        print("no mentor_pairs; name the folder of the data with BINA_DATA")
        return
    pairs = pd.read_parquet(path)
    owner, matched = pairs["mentee_profile"], pairs["final_match"].to_numpy()
    told, start = np.zeros(len(pairs)), time.process_time()
    for others, fold in GroupKFold(N_FOLDS).split(pairs, groups=owner):
        model = MentorFit().fit(pairs.iloc[others], matched[others], groups=owner.iloc[others])
        told[fold] = model.predict(pairs.iloc[fold])
        print(f"  fold {len(fold):,} pairs   AUC {roc_auc_score(matched[fold], told[fold]):.4f}")
    cost = time.process_time() - start
    print(f"all {len(pairs):,} pairs of {owner.nunique():,} mentees   "
          f"AUC {roc_auc_score(matched, told):.4f}   {cost:.0f} CPU-s")  # fmt: skip
