"""Run the benchmarks named on the command line, or all."""

from __future__ import annotations

import platform
import sys

from tests.benchmarks import (
    crosssections,
    demo,
    importing,
    learning,
    matching,
    mentorpairs,
    mentors,
    mixed,
    moves,
    oracle,
    plan,
    plans,
    predicting,
    profiles,
    quality,
    scale,
    serving,
    speed,
    turnover,
    twin,
)
from tests.benchmarks.nextitem import large
from tests.benchmarks.nextitem import running as nextitem
from tests.benchmarks.peers import running as peers

TARGETS = {
    "import": importing.run,
    "profiles": profiles.run,
    "quality": quality.run,
    "scale": scale.run,
    "peers": peers.run,
    "twin": twin.run,
    "oracle": oracle.run,
    "turnover": turnover.run,
    "crosssections": crosssections.run,
    "speed": speed.run,
    "learning": learning.run,
    "matching": matching.run,
    "mentors": mentors.run,
    "mentorpairs": mentorpairs.run,
    "moves": moves.run,
    "plan": plan.run,
    "plans": plans.run,
    "serving": serving.on_sqlite,
    "serving-postgres": serving.on_postgres,
    "predicting": predicting.run,
    "nextitem": nextitem.run,
    "million": large.run,
    "mixed": mixed.run,
    "demo": demo.run,
}


def main() -> int:
    """Run the targets named on the command line; return 2 where one is unknown."""
    wanted = sys.argv[1:] or list(TARGETS)
    unknown = [name for name in wanted if name not in TARGETS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(TARGETS)}")
        return 2
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}")
    for name in wanted:
        print(f"\n## {name}")
        TARGETS[name]()
    return 0


sys.exit(main())
