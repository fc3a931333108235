"""Defaults for an office without standards, catalogue or map of titles; all of them editable."""
