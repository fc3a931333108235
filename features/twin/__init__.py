"""The competency twin: what level somebody has, how surely, and what says so."""

from features.twin.levels import competency_evidence, competency_levels
from features.twin.noise import A_GAP, BASES

__all__ = ["A_GAP", "BASES", "competency_evidence", "competency_levels"]
