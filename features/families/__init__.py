"""The feature families, in the order of their columns.

To add a feature, write a function in one of these modules; to add a family, add a module here.
"""

from features.declare import FEATURES
from features.families import (
    appraisal,
    competency,
    exits,
    learning,
    mobility,
    organisation,
    pay,
    post,
    tenure,
)

__all__ = [
    "FEATURES",
    "appraisal",
    "competency",
    "exits",
    "learning",
    "mobility",
    "organisation",
    "pay",
    "post",
    "tenure",
]
