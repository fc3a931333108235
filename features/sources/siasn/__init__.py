"""Exports of SIASN, the national staff information system, as a source of record tables."""

from features.sources.siasn.files import siasn_tables
from features.sources.siasn.source import MADE_FROM, SiasnSource, open_siasn

__all__ = ["MADE_FROM", "SiasnSource", "open_siasn", "siasn_tables"]
