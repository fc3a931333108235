"""Matching a whole cohort with mentors: the best for all together, under every limit."""

from models.matching.cohort import Floor, Matching, match, stability_price
from models.matching.stability import blocking_pairs, stable_match

__all__ = ["Floor", "Matching", "blocking_pairs", "match", "stability_price", "stable_match"]
