"""The sample agency as an export of SIASN, with the faults that real exports have."""

from features.sample.siasn.files import CARRIED, write_siasn
from features.sample.siasn.numbers import Numbers, numbers_of

__all__ = ["CARRIED", "Numbers", "numbers_of", "write_siasn"]
