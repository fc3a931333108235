"""What a rule that handed-in tables must keep is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Rule:
    """A rule's severity, its message with ``{value}`` and ``{detail}`` in it, and the way out."""

    severity: Severity
    message: str
    way_out: str
