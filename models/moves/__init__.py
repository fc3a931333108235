"""Moves as development: open places, what they teach, what rules say, and who could follow."""
