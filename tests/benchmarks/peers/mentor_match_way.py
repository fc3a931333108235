"""mentor-match on a square of scores: run in its own environment by `tests.benchmarks.matching`.

Usage: mentor_match_way.py SCORES.csv OUT.json. The file has a row for each mentor and a column for
each mentee, in whole numbers, as the package counts. One round: a second one would give everybody
another partner.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from matching.match import Match
from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data


class Known:
    """A rule of the package that says what the file says of a pair."""

    def __init__(self, scores: list[list[int]]) -> None:
        self._scores = scores

    def evaluate(self, match_object: Match) -> bool:
        return True

    def apply(self, match_object: Match) -> int:
        return self._scores[int(match_object.mentor.email)][int(match_object.mentee.email)]


def main(scores_file: Path, out: Path) -> None:
    """Write the mentor of each mentee, by number; -1 for none."""
    with scores_file.open(encoding="utf-8") as opened:
        scores = [[int(cell) for cell in row] for row in csv.reader(opened)]
    mentors = [Mentor(grade=1, email=str(at)) for at in range(len(scores))]
    mentees = [Mentee(grade=1, email=str(at)) for at in range(len(scores[0]))]
    _, matched = process_data(mentors, mentees, [[Known(scores)]])
    found = [int(one.mentors[0].email) if one.mentors else -1 for one in matched]
    out.write_text(json.dumps(found), encoding="utf-8")


main(Path(sys.argv[1]), Path(sys.argv[2]))
