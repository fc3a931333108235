"""Recommends what comes next from a plain log of who took what, in order."""

from models.next_item.log import NoOrder
from models.next_item.recommender import NextItem

__all__ = ["NextItem", "NoOrder"]
