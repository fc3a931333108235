"""The way in: check a source's tables, protect its people, merge them with what is on record."""
