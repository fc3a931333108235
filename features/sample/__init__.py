"""The sample agency: a believable regency with a known truth, for demonstrations and tests."""

from features.sample.agency import SampleAgency, make_agencies, make_agency
from features.sample.files import write_agency

__all__ = ["SampleAgency", "make_agencies", "make_agency", "write_agency"]
