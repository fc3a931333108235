"""The competency twin: what level somebody has, how surely, and what says so."""

from features.twin.levels import competency_evidence, competency_levels

__all__ = ["competency_evidence", "competency_levels"]
