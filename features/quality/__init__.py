"""The quality gate: what is wrong with the records, what it is worth, and what to mend first."""
